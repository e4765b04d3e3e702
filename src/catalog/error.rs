//! What can go wrong with products and price lists.

pub use crate::platform::record::Error;
