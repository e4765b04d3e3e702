//! The server's half of audit.

pub mod rest;
