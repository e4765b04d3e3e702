//! The server's half of the settings. [`get`] and [`get_in`] are for every feature.

pub mod rest;
pub mod service;
pub mod store;

pub use store::{get, get_in};
