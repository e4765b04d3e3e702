//! Live events: what happened, told to those who may see it, over server-sent events and Socket.IO.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::broadcast;

use super::Db;
use crate::{
    identity::{Actor, Capability},
    platform::failure::Internal,
    values::UserId,
};

/// Who missed more events reads the page anew instead.
const MOST_TOLD_AGAIN: i64 = 500;

/// Who may hear of it.
#[derive(Clone, Debug)]
pub enum Audience {
    /// One person.
    User(UserId),
    /// All who have the capability.
    May(Capability),
    /// All who have the capability and see this salesperson's orders.
    Orders(UserId),
}

impl Audience {
    pub fn includes(&self, actor: &Actor) -> bool {
        match self {
            Self::User(user) => actor.id == *user,
            Self::May(capability) => actor.may(*capability),
            Self::Orders(salesperson) => actor.may(Capability::SeeOrders) && actor.sees().includes(*salesperson),
        }
    }

    pub(super) fn to_json(&self) -> String {
        match self {
            Self::User(user) => json!({"user": user}),
            Self::May(capability) => json!({"may": format!("{capability:?}")}),
            Self::Orders(salesperson) => json!({"orders": salesperson}),
        }
        .to_string()
    }
}

impl Audience {
    /// Reads what [`Audience::to_json`] wrote.
    fn from_json(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let user = |name: &str| value.get(name).and_then(|id| serde_json::from_value::<UserId>(id.clone()).ok());
        let capability = value.get("may").and_then(Value::as_str).and_then(|name| {
            Capability::ALL.iter().copied().find(|capability| format!("{capability:?}") == name).map(Self::May)
        });
        user("user").map(Self::User).or_else(|| user("orders").map(Self::Orders)).or(capability)
    }
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Event {
    pub name: &'static str,
    pub audience: Audience,
    pub payload: Value,
}

impl Event {
    pub fn new(name: &'static str, audience: Audience, payload: Value) -> Self {
        Self { name, audience, payload }
    }

    pub fn to_user(user: UserId, name: &'static str, payload: Value) -> Self {
        Self::new(name, Audience::User(user), payload)
    }
}

/// An event with its place in the order of all events.
#[derive(Clone, Debug)]
pub struct Published {
    pub sequence: i64,
    pub event: Event,
}

/// An event as it was kept.
#[derive(Clone, Debug)]
pub struct Kept {
    pub sequence: i64,
    pub name: String,
    /// `None`: nobody may hear of it any more.
    pub audience: Option<Audience>,
    pub payload: String,
}

/// The number of the latest event.
///
/// # Errors
/// When the database refuses.
pub async fn latest(db: &Db) -> Result<i64, Internal> {
    let (latest,): (i64,) = db.sql("select coalesce(max(id), 0) from events").one().await?;
    Ok(latest)
}

/// The events kept after this one, oldest first. `None` where they are no longer all there, or too many to tell.
///
/// # Errors
/// When the database refuses.
pub async fn since(db: &Db, last: i64) -> Result<Option<Vec<Kept>>, Internal> {
    let rows: Vec<(i64, String, String, String)> = db
        .sql("select id, name, audience, payload from events where id >= $1 order by id limit $2")
        .bind(last)
        .bind(MOST_TOLD_AGAIN + 2)
        .all()
        .await?;
    // Nothing had been kept yet when the number was 0.
    let reaches = last == 0 || rows.first().is_some_and(|(first, ..)| *first == last);
    if !reaches || i64::try_from(rows.len()).is_ok_and(|count| count > MOST_TOLD_AGAIN + 1) {
        return Ok(None);
    }
    let kept = rows.into_iter().filter(|(sequence, ..)| *sequence > last).map(|(sequence, name, audience, payload)| {
        Kept { sequence, name, audience: Audience::from_json(&audience), payload }
    });
    Ok(Some(kept.collect()))
}

/// The wire on which committed events go out to connected clients.
#[derive(Clone, Debug)]
pub struct Live {
    sender: broadcast::Sender<Arc<Published>>,
}

impl Live {
    pub fn new() -> Self {
        Self { sender: broadcast::channel(4096).0 }
    }

    pub fn publish(&self, sequence: i64, event: Event) {
        // Nobody listening is fine.
        let _ = self.sender.send(Arc::new(Published { sequence, event }));
    }

    pub fn listen(&self) -> broadcast::Receiver<Arc<Published>> {
        self.sender.subscribe()
    }
}

impl Default for Live {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_audience_is_read_as_it_was_written() {
        let id = UserId::from(7);
        for audience in [Audience::User(id), Audience::Orders(id), Audience::May(Capability::SeeOrders)] {
            let read = Audience::from_json(&audience.to_json());
            assert_eq!(read.map(|read| read.to_json()), Some(audience.to_json()));
        }
        assert!(Audience::from_json(r#"{"may":"FlyToTheMoon"}"#).is_none());
    }
}
