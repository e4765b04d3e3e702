//! The server's half of performance.

pub mod rest;
