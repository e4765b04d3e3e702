//! What can go wrong with the settings.

pub use crate::platform::record::Error;
