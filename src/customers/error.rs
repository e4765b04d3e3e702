//! What can go wrong with a customer.

pub use crate::platform::record::Error;
