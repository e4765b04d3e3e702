//! Customers: who buys, where, at which prices and on which credit. May call catalog, warehouse and identity.
//!
//! Words: *outstanding* is what is invoiced and unpaid, *overdue* the part of it past its due day, *exposure* outstanding and
//! open orders together. The credit side of a customer is credit control's to change, all else the sales people's.

pub mod api;
pub mod chart;
pub mod endpoints;
pub mod error;
pub mod model;
pub mod pages;
pub mod rules;
pub mod texts;

#[cfg(feature = "ssr")]
pub mod server;

pub use error::Error;
