//! Imports: a workbook of orders or masters, checked whole, then run. An *upload* is the file, an *import* the act. May call
//! orders, customers, catalog, warehouse and identity.

pub mod api;
pub mod columns;
pub mod endpoints;
pub mod error;
pub mod flaws;
pub mod masters;
pub mod model;
pub mod orders;
pub mod packaging;
pub mod pages;
pub mod sheet;
pub mod texts;

#[cfg(feature = "ssr")]
pub mod server;
