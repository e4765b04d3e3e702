//! Products and price lists. A *product* is the thing, its *SKU* the code. May call warehouse and identity.

pub mod api;
pub mod endpoints;
pub mod error;
pub mod expiry_line;
pub mod model;
pub mod pages;
pub mod reader;
pub mod texts;

#[cfg(feature = "ssr")]
pub mod server;

pub use error::Error;
