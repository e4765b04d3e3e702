//! The server's half of dashboard.

pub mod board;
pub mod find;
pub mod frame;
pub mod health;
pub mod notices;
pub mod rest;
mod packaging;
pub mod scorecards;
pub mod service;
pub mod sums;
