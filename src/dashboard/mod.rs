//! Home by role and the dashboard: what waits for me, then my numbers. May call every feature above it.

pub mod api;
pub mod chart;
pub mod endpoints;
pub mod model;
pub mod pages;
pub mod period;
pub mod queue;
pub mod texts;

#[cfg(feature = "ssr")]
pub mod server;
