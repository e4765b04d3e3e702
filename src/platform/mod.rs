//! What the features stand on. It knows no feature, but for one word of `identity`: who asks ([`crate::identity::Actor`])
//! and what they may do ([`crate::identity::Capability`]), for a write is opened by a capability.

pub mod endpoint;
pub mod events;
pub mod failure;
pub mod form;
pub mod record;
#[cfg(feature = "ssr")]
pub mod server;
pub mod wire;
