//! The server's half of dashboard.

pub mod rest;
pub mod service;
