//! Browser sessions in the database, for tower-sessions.

use std::collections::HashMap;

use async_trait::async_trait;
use serde_json::Value;
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store,
};

use super::Desk;
use crate::{
    identity::{Actor, Capability},
    platform::failure::Failure,
    values::{Timestamp, UserId},
};

/// The name of the session cookie.
pub const COOKIE: &str = "nexus_session";
/// The key under which the session keeps who signed in.
pub const USER: &str = "user";
/// The key of the stamp the user had then; see `users.stamp`.
pub const STAMP: &str = "stamp";
/// Whose eyes its person looks through; see `identity::server::seeing`.
pub const SEEING: &str = "seeing";
/// When it was last used, in seconds, to ten minutes.
pub const SEEN: &str = "seen";
/// Unused for so long, a session ends.
pub const DAYS: i32 = 7;
pub const ADDRESS: &str = "address";
pub const AGENT: &str = "agent";

#[derive(Clone)]
pub struct Sessions(pub Desk);

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sessions")
    }
}

fn refused(failure: Failure) -> session_store::Error {
    session_store::Error::Backend(failure.cause.unwrap_or(failure.message))
}

fn instant(at: OffsetDateTime) -> Timestamp {
    Timestamp::from_micros(i64::try_from(at.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX))
}

/// What a session is written with: whose it is, and all that it keeps.
fn kept(record: &Record) -> (Option<UserId>, String) {
    let user = record.data.get(USER).and_then(Value::as_i64).map(UserId::from);
    (user, serde_json::to_string(&record.data).unwrap_or_default())
}

impl Sessions {
    async fn begin(&self, record: &Record) -> Result<(), Failure> {
        let text = |key: &str| record.data.get(key).and_then(Value::as_str).map(str::to_owned);
        let (user, data) = kept(record);
        let mut work = self.0.begin(&Actor::system(), Capability::SignedIn).await?;
        work.without_audit();
        let now = work.now();
        work.sql(
            "insert into sessions (id, user_id, data, address, agent, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(record.id.to_string())
        .bind(user)
        .bind(data)
        .bind(text(ADDRESS))
        .bind(text(AGENT))
        .bind(now)
        .bind(instant(record.expiry_date))
        .run()
        .await?;
        work.commit().await?;
        Ok(())
    }

    /// Keeps what has changed of a session that is there. One that was ended meanwhile stays ended: a request still under way when
    /// its person signs out brings nothing back.
    async fn go_on(&self, record: &Record) -> Result<(), Failure> {
        let (user, data) = kept(record);
        let mut work = self.0.begin(&Actor::system(), Capability::SignedIn).await?;
        work.without_audit();
        work.sql("update sessions set user_id = $2, data = $3, expires_at = $4 where id = $1")
            .bind(record.id.to_string())
            .bind(user)
            .bind(data)
            .bind(instant(record.expiry_date))
            .run()
            .await?;
        work.commit().await?;
        Ok(())
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        // 128 random bits: should two ever be the same, the primary key refuses the second.
        self.begin(record).await.map_err(refused)
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        self.go_on(record).await.map_err(refused)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let read = async {
            self.0
                .db
                .sql("select data, expires_at from sessions where id = $1")
                .bind(id.to_string())
                .optional::<(String, Timestamp)>()
                .await
        };
        let row = self.0.memory.recall("session", id.to_string(), read).await;
        let row = row.map_err(|internal| refused(internal.into()))?;
        let now = self.0.clock.now();
        Ok(row.filter(|(_, expires)| *expires > now).map(|(data, expires)| Record {
            id: *id,
            data: serde_json::from_str::<HashMap<String, Value>>(&data).unwrap_or_default(),
            expiry_date: OffsetDateTime::from_unix_timestamp(expires.micros() / 1_000_000)
                .unwrap_or(OffsetDateTime::UNIX_EPOCH),
        }))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        let mut work = self.0.begin(&Actor::system(), Capability::SignedIn).await.map_err(refused)?;
        work.without_audit();
        let done = work.sql("delete from sessions where id = $1").bind(id.to_string()).run().await;
        done.map_err(|internal| refused(internal.into()))?;
        work.commit().await.map_err(|internal| refused(internal.into()))
    }
}
