//! The server's half of packaging.

mod alerts;
pub mod bills;
pub mod board;
pub mod count;
pub mod export;
pub mod files;
pub mod forms;
pub mod import;
pub mod ledger;
pub mod materials;
pub mod moves;
pub mod open;
mod post;
pub mod purchases;
pub mod rest;
mod rest_use;
mod rest_wire;
mod rest_write;
mod store;
mod store_board;
mod store_count;
mod store_ledger;
mod store_materials;
pub mod usage;

pub use materials::refresh_use;
