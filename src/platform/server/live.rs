//! Live events: what happened, told to those who may see it, over server-sent events and Socket.IO.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::broadcast;

use crate::{
    identity::{Actor, Capability},
    values::UserId,
};

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
