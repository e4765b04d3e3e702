//! Packaging material: the store-keeper's ledger.
//!
//! Words: a *material* is what goods are packed in; an *entry* a row of the append-only ledger (IN, OUT, COUNT), whose sum is
//! the balance; a *document* what was submitted at once, known by a key its client made, so that what is sent twice counts
//! once; a *count* a sheet that another person approves; a *bill* what a SKU takes. A correction is a new entry that names
//! the one it corrects.
//!
//! The server functions of `api.rs`: `show_board`, `show_material`, `edit_material` (the form to start from),
//! `save_material`, `set_use`, `list_ledger`, `find_materials`, `open_receipt`, `receive_packaging`, `open_issue`, `issue_packaging`,
//! `correct_entry`, `show_document`, `list_counts`, `start_count`, `show_count`, `keep_count`, `decide_count`,
//! `list_reorder`, `order_materials`, `close_purchase`, `list_bills`, `show_bill`, `save_bill`.
//!
//! May call identity, settings, audit, warehouse and catalog.

pub mod alert;
pub mod api;
pub mod bill;
pub mod counting;
pub mod document;
pub mod endpoints;
pub mod entered;
pub mod error;
pub mod filter;
pub mod model;
pub mod names;
pub mod pages;
pub mod parse;
pub mod reorder;
pub mod texts;

#[cfg(feature = "ssr")]
pub mod server;

pub use error::Error;
