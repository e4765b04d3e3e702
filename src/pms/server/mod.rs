//! The server's half of performance.

pub mod act;
pub mod balances;
pub mod balances_file;
pub mod browser;
pub mod collections;
mod compute;
pub mod copy;
pub mod export;
mod export_beside;
mod export_months;
mod export_spans;
pub mod files;
mod forms;
mod formulas;
mod gap;
pub mod rank;
mod reach;
pub mod remind;
pub mod rest;
mod rest_files;
pub mod runs;
pub mod scores;
mod set_history;
pub mod show;
mod store;
mod store_write;
mod table_form;
mod table_use;
pub mod tables;
pub mod targets;
pub mod team;
pub mod templates;
mod wire;
mod write;

use crate::platform::server::jobs::Handlers;

/// The background jobs of this feature.
pub fn jobs(handlers: Handlers) -> Handlers {
    handlers.on(runs::JOB, runs::work_off)
}
