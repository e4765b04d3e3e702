//! The server's half of orders.

pub mod browser;
pub mod drafts;
pub mod find;
pub mod list;
pub mod quote;
pub mod rest;
pub mod show;
pub mod views;

use crate::platform::server::jobs::Handlers;

/// The background jobs of this feature.
pub fn jobs(handlers: Handlers) -> Handlers {
    handlers
}
