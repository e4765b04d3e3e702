//! The server's half of dashboard.

pub mod frame;
pub mod rest;
pub mod service;
