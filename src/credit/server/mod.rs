//! The server's half of credit.

pub mod advice;
pub mod decide;
pub mod rest;
pub mod service;
pub mod simulate;
pub mod store;
mod store_simulate;
