//! Stock: warehouses, batches, the ledger of movements, what is reserved and what may still be sold.
//!
//! Words: a *batch* is a dated lot of one product in one warehouse; a *movement* a row of the ledger; *reserved* is promised
//! at booking. May call identity.

pub mod api;
pub mod endpoints;
pub mod error;
pub mod expiry;
pub mod fefo;
pub mod model;
pub mod pages;
pub mod texts;

#[cfg(feature = "ssr")]
pub mod server;

pub use error::Error;
