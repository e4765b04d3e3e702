//! The server's half of imports.

pub mod reader;
pub mod rest;

use crate::platform::server::jobs::Handlers;

/// The background jobs of this feature.
pub fn jobs(handlers: Handlers) -> Handlers {
    handlers
}
