//! Imports: a workbook of orders, masters, scorecards or packaging, checked whole, then run. An *upload* is the file, an *import* the
//! act. May call every feature above it.

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
