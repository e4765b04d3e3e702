//! Nexus: order management for a food distributor.
//!
//! One package, two compilations: `ssr`, the server, and `hydrate`, what wakes the page in the browser. Everything below a
//! `server/` folder is the server's alone. Calls go one way: pages → api → service → store, and rest → service; `model`
//! knows nobody. Features may call those above them in this list, never those below; `tests/it/house.rs` checks it.

#![recursion_limit = "512"]

// What everything stands on.
pub mod platform;
pub mod texts;
pub mod ui;
pub mod values;

// The features.
pub mod identity;
pub mod settings;
pub mod audit;
pub mod warehouse;
pub mod catalog;
pub mod customers;
pub mod packaging;
pub mod orders;
pub mod credit;
pub mod pms;
pub mod imports;
pub mod dashboard;

// The whole, put together.
pub mod access;
pub mod app;
pub mod pages;
pub mod service;
#[cfg(feature = "ssr")]
pub mod cli;
#[cfg(feature = "ssr")]
pub mod document;
#[cfg(feature = "ssr")]
pub mod housekeeping;
#[cfg(feature = "ssr")]
pub mod live;
#[cfg(feature = "ssr")]
pub mod sample;
#[cfg(feature = "ssr")]
pub mod server;

/// Wakes the page.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        ui::browser::hand_over();
    }));
    leptos::mount::hydrate_lazy(app::App);
}
