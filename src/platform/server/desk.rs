//! The desk: what every service needs at hand. Cheap to clone.

use std::sync::Arc;

use super::{
    Clock, Config, Db,
    jobs::Handlers,
    live::Live,
    memory::Memory,
    storage::Storage,
    work::{Audit, Work},
};
use crate::{
    identity::{Actor, Capability, Refused},
    platform::failure::{Failure, Internal},
    values::Timestamp,
};

/// What every service needs at hand: the database to read, the clock, the settings, live events, files, and the one way to
/// open a write.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

pub struct Inner {
    pub db: Db,
    pub clock: Clock,
    pub config: Config,
    pub live: Live,
    pub storage: Storage,
    pub handlers: Handlers,
    pub people: crate::identity::server::people::People,
    pub memory: Memory,
    pub wake_jobs: tokio::sync::Notify,
    /// Since when it is up.
    pub opened_at: Timestamp,
}

impl std::ops::Deref for Desk {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Desk {
    /// Opens the database (migrating it) and lays out the desk.
    ///
    /// # Errors
    /// When the database can't be opened or migrated.
    pub async fn open(config: Config, clock: Clock, handlers: Handlers) -> Result<Self, Internal> {
        let db = Db::open(&config.database_url).await?;
        db.migrate().await?;
        let storage = Storage::new(config.data_dir.join("files"));
        Ok(Self(Arc::new(Inner {
            db,
            opened_at: clock.now(),
            clock,
            live: Live::new(),
            storage,
            handlers,
            people: Default::default(),
            memory: Memory::default(),
            wake_jobs: tokio::sync::Notify::new(),
            config,
        })))
    }

    /// Opens a write for someone who may do this.
    ///
    /// # Errors
    /// `forbidden`, naming the roles that may; `read_only` through another's eyes; internal when the database can't be reached.
    pub async fn begin(&self, actor: &Actor, capability: Capability) -> Result<Work, Failure> {
        actor.must(capability)?;
        actor.must_write()?;
        Ok(Work::open(self.clone(), actor.clone()).await?)
    }

    /// Writes down that somebody took a file out, which their feature has let them see.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn taken_out(
        &self,
        actor: &Actor,
        entity_type: &'static str,
        entity_id: String,
        file: &str,
    ) -> Result<(), Failure> {
        let mut work = self.begin(actor, Capability::SignedIn).await?;
        let summary = format!("Downloaded {file}");
        work.audit(Audit { action: "EXPORT", entity_type, entity_id, summary, old: None, new: None });
        work.commit().await?;
        Ok(())
    }

    /// Asks for a reading capability; answers the database to read from.
    ///
    /// # Errors
    /// `forbidden`, naming the roles that may.
    pub fn read(&self, actor: &Actor, capability: Capability) -> Result<&Db, Refused> {
        actor.must(capability)?;
        Ok(&self.db)
    }
}
