//! Customers: who buys, where, at which prices and on which credit. May call catalog, warehouse and identity.

pub mod endpoints;
pub mod pages;
pub mod texts;

#[cfg(feature = "ssr")]
pub mod server;
