//! The server's half of orders.

pub mod act;
pub mod book;
pub mod browser;
pub mod draft_files;
pub mod drafts;
pub mod edit;
pub mod export;
pub mod files;
pub mod find;
pub mod forms;
pub mod forward;
pub mod list;
pub mod many;
pub mod overrides;
mod plan;
pub mod quote;
mod resolve;
pub mod rest;
mod rest_read;
pub mod rest_several;
mod rest_write;
pub mod retest;
pub mod runs;
pub mod show;
mod standing;
mod store;
pub mod store_export;
mod store_facts;
mod store_forward;
mod store_lines;
mod store_list;
mod store_runs;
mod store_search;
mod store_stock;
mod store_write;
pub mod views;
mod write;

pub use store::RECALLED;

use crate::platform::server::jobs::Handlers;

/// The background jobs of this feature.
pub fn jobs(handlers: Handlers) -> Handlers {
    handlers.on(retest::JOB, retest::run).on(runs::JOB, runs::job)
}
