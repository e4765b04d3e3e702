//! Products and price lists. A *product* is the thing, its *SKU* the code. May call warehouse and identity.

pub mod endpoints;
pub mod pages;
pub mod texts;

#[cfg(feature = "ssr")]
pub mod server;
