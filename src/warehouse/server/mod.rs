//! The server's half of warehouse.

pub mod count;
pub mod rest;
pub mod service;
pub mod store;
pub mod store_count;
pub mod store_warehouses;
pub mod warehouses;
