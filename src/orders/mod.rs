//! Orders: booked, priced, reserved, changed, and led through their life.
//!
//! Words: an *order* is a customer's request, a *line* one of its rows. Asks the rules of credit; may call customers, catalog,
//! warehouse and identity.

pub mod api;
pub mod booking;
pub mod conflict;
pub mod endpoints;
pub mod error;
pub mod file_kind;
pub mod filter;
pub mod lifecycle;
pub mod look;
pub mod margin;
pub mod model;
pub mod news;
pub mod numbering;
pub mod pages;
pub mod paste;
pub mod pricing;
pub mod road;
pub mod run;
pub mod texts;

#[cfg(feature = "ssr")]
pub mod server;

pub use error::Error;
pub use file_kind::FileKind;
pub use lifecycle::{Action, Status};
