//! The server's half of catalog.

pub mod rest;
