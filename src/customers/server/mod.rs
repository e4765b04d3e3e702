//! The server's half of customers.

pub mod rest;
