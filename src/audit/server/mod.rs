//! The server's half of the audit log.

pub mod export;
pub mod rest;
pub mod service;
pub mod store;
