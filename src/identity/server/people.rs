//! What is remembered of people between requests: a few seconds at most, and nothing once somebody changed.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
    time::{Duration, Instant},
};

use tokio::sync::watch;

use crate::{
    identity::{Actor, Origin, Role},
    platform::{failure::Internal, server::Desk},
    values::UserId,
};

const FRESH: Duration = Duration::from_secs(5);

/// A user as requests need them.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: UserId,
    pub code: String,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub active: bool,
    pub stamp: i64,
    pub below: Arc<[UserId]>,
}

/// Remembered people, by id.
#[derive(Debug, Default)]
pub struct People {
    known: RwLock<HashMap<UserId, (Instant, Arc<Person>)>>,
    /// Counts the changes, for those who listen for long.
    changes: watch::Sender<u64>,
}

impl People {
    /// Somebody changed: read everyone anew.
    pub fn forget(&self) {
        if let Ok(mut map) = self.known.write() {
            map.clear();
        }
        self.changes.send_modify(|changes| *changes += 1);
    }

    /// Tells when somebody changed.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    fn recall(&self, id: UserId) -> Option<Arc<Person>> {
        let map = self.known.read().ok()?;
        map.get(&id).filter(|(at, _)| at.elapsed() < FRESH).map(|(_, person)| person.clone())
    }
}

impl Person {
    pub fn actor(&self, origin: Origin) -> Actor {
        Actor {
            id: self.id,
            code: self.code.clone(),
            name: self.name.clone(),
            email: self.email.clone(),
            role: self.role,
            below: self.below.clone(),
            origin,
            behind: None,
        }
    }
}

type Row = (String, String, String, Role, String, i64);

/// The active user with this id and stamp, or `None`: a session or token of an older stamp is over.
pub async fn find(desk: &Desk, id: UserId, stamp: i64) -> Result<Option<Arc<Person>>, Internal> {
    Ok(active(desk, id).await?.filter(|person| person.stamp == stamp))
}

/// The active user with this id.
pub async fn active(desk: &Desk, id: UserId) -> Result<Option<Arc<Person>>, Internal> {
    let person = match desk.people.recall(id) {
        Some(person) => person,
        None => {
            let Some(person) = load(desk, id).await? else { return Ok(None) };
            let person = Arc::new(person);
            if let Ok(mut map) = desk.people.known.write() {
                map.insert(id, (Instant::now(), person.clone()));
            }
            person
        }
    };
    Ok(person.active.then_some(person))
}

async fn load(desk: &Desk, id: UserId) -> Result<Option<Person>, Internal> {
    let row: Option<Row> = desk
        .db
        .sql("select code, name, email, role, status, stamp from users where id = $1")
        .bind(id)
        .optional()
        .await?;
    let Some((code, name, email, role, status, stamp)) = row else { return Ok(None) };
    let below: Vec<(UserId,)> = desk
        .db
        .sql(
            "with recursive below (id) as (
                 select id from users where manager_id = $1
                 union
                 select u.id from users u join below b on u.manager_id = b.id
             )
             select id from below where id <> $1 order by id",
        )
        .bind(id)
        .all()
        .await?;
    let below = below.into_iter().map(|(id,)| id).collect();
    Ok(Some(Person { id, code, name, email, role, active: status == "Active", stamp, below }))
}
