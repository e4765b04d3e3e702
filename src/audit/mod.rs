//! The audit log: who did what, when, from where, what it was and what it became. Entries are written by every
//! [`crate::platform::server::Work`]; here they are read. May call identity.

pub mod api;
pub mod endpoints;
pub mod mask;
pub mod model;
pub mod pages;
pub mod texts;

#[cfg(feature = "ssr")]
pub mod server;
