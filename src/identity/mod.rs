//! Who works here and who is asking: users, roles, capabilities, signing in.
//!
//! Words: a *user* is the record, an *actor* is who asks now; a *role* is a title, a *capability* what it may do. Knows no
//! other feature.

pub mod actor;
pub mod api;
pub mod capability;
pub mod endpoints;
pub mod error;
pub mod model;
pub mod notices;
pub mod pages;
pub mod rules;
pub mod texts;

#[cfg(feature = "ssr")]
pub mod server;

pub use actor::{Actor, Behind, Origin, ReadOnly, Refused, Sees};
pub use capability::{Capability, Role};
