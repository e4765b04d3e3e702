//! The server's half of warehouse.

pub mod rest;
