//! Credit: may this customer have this order now? The rules are pure; the queue of waiting orders is worked here.
//!
//! Words: *exposure* is outstanding + open orders + this order; credit's three verbs are *release*, *hold* and *reject*.
//! Orders ask the rules when they are booked; the queue asks orders to act. May call orders, customers and identity.

pub mod ageing;
pub mod api;
pub mod endpoints;
pub mod error;
pub mod insight;
pub mod model;
pub mod pages;
pub mod rules;
pub mod simulation;
pub mod texts;

#[cfg(feature = "ssr")]
pub mod server;
