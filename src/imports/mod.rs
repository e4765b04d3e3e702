//! Imports: a workbook of orders or masters, checked whole, then run. An *upload* is the file, an *import* the act. May call
//! orders, customers, catalog, warehouse and identity.

pub mod endpoints;
pub mod pages;
pub mod texts;

#[cfg(feature = "ssr")]
pub mod server;
