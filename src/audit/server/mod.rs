//! The server's half of the audit log.

pub mod export;
pub mod log;
pub mod rest;
pub mod service;
pub mod store;
