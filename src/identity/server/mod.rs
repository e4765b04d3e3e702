//! The server's half of identity.

pub mod account;
pub mod browser;
pub mod password;
pub mod people;
pub mod rest;
pub mod notices;
mod salaries;
pub mod seeing;
pub mod service;
pub mod sessions;
pub mod store;
pub mod throttle;
pub mod tokens;
pub mod users;
pub mod wire;
