//! The server's half of catalog.

pub mod rates;
pub mod rest;
pub mod service;
pub mod store;
pub mod wire;
