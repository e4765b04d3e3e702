//! The server's half of identity.

pub mod account;
pub mod browser;
pub mod password;
pub mod people;
pub mod rest;
mod salaries;
pub mod service;
pub mod sessions;
pub mod store;
pub mod throttle;
pub mod tokens;
pub mod users;
pub mod wire;
