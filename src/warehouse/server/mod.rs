//! The server's half of warehouse.

pub mod rest;
pub mod service;
pub mod store;
