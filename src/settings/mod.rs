//! What the business decides for the whole product: the company, whether credit releases by itself, when expiry is near.
//!
//! Other features read it by [`server::get`]; an Admin changes it. May call identity.

pub mod api;
pub mod endpoints;
pub mod error;
pub mod model;
pub mod pages;
pub mod texts;

#[cfg(feature = "ssr")]
pub mod server;
