//! Tests of the whole server as a value: the real router on a database of its own, on both engines.
//!
//! ```ignore
//! both! {
//!     async fn a_signed_in_person_reads_who_they_are(app) {
//!         let me = app.sales().get("/api/v1/auth/me").await.ok();
//!         assert_eq!(me["user"]["id"], "SALES-001");
//!     }
//! }
//! ```

#![recursion_limit = "512"]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on should stop here")]

#[macro_use]
mod support;

mod access;
mod booking_form;
mod cli;
mod credit_queue;
mod dashboard;
mod dashboard_sums;
mod database;
mod edge;
mod frame;
mod house;
mod identity;
mod imports;
mod master_files;
mod masters;
mod order_files;
mod order_list;
mod order_margin;
mod order_rules;
mod orders;
mod pms;
mod pms_balances;
mod pms_files;
mod pms_lists;
mod pms_pages;
mod pms_people;
mod pms_rules;
mod pms_scale;
mod rush;
mod notices;
mod packaging;
mod packaging_late;
mod packaging_model;
mod packaging_pages;
mod packaging_use;
mod sample;
mod seeing;
mod socket;
mod wire;
