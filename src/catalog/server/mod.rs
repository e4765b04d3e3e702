//! The server's half of catalog.

pub mod lists;
pub mod rates;
pub mod rest;
mod rest_lists;
pub mod service;
pub mod store;
pub mod wire;
