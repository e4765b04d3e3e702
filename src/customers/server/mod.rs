//! The server's half of customers.

pub mod rest;
pub mod save;
pub mod service;
pub mod store;
pub mod store_list;
mod store_write;
mod wire;
