//! What the product answers, and who may ask: one line per page, server function and API path.
//!
//! Every feature lists its own in `endpoints.rs`; [`crate::access::endpoints`] puts them together. The gate refuses by this
//! table before any handler runs, the navigation shows by it, the API's documentation is printed from it, and a test walks
//! it role by role.

use crate::identity::{Actor, Capability};

/// Who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Also somebody who isn't signed in.
    Anyone,
    May(Capability),
}

/// How an answer is shaped, and so how a refusal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Page,
    ServerFunction,
    Api,
}

#[derive(Clone, Copy, Debug)]
pub struct Endpoint {
    pub method: &'static str,
    /// As the router writes it: `/orders/{id}`.
    pub path: &'static str,
    pub kind: Kind,
    pub who: Who,
    pub about: &'static str,
}

impl Endpoint {
    pub fn allows(&self, actor: Option<&Actor>) -> bool {
        match (self.who, actor) {
            (Who::Anyone, _) => true,
            (Who::May(capability), Some(actor)) => actor.may(capability),
            (Who::May(_), None) => false,
        }
    }

    /// The same for somebody without an account.
    pub const fn open(self) -> Self {
        Self { who: Who::Anyone, ..self }
    }
}

/// A page that is only read.
pub const fn page(path: &'static str, capability: Capability, about: &'static str) -> Endpoint {
    Endpoint { method: "GET", path, kind: Kind::Page, who: Who::May(capability), about }
}

/// What a page's form posts to: the page's own path.
pub const fn form(path: &'static str, capability: Capability, about: &'static str) -> Endpoint {
    Endpoint { method: "POST", path, kind: Kind::Page, who: Who::May(capability), about }
}

/// A server function, by its whole path (`/fn/orders/list`).
pub const fn function(path: &'static str, capability: Capability, about: &'static str) -> Endpoint {
    Endpoint { method: "POST", path, kind: Kind::ServerFunction, who: Who::May(capability), about }
}

/// A path of the HTTP API.
pub const fn api(method: &'static str, path: &'static str, capability: Capability, about: &'static str) -> Endpoint {
    Endpoint { method, path, kind: Kind::Api, who: Who::May(capability), about }
}
