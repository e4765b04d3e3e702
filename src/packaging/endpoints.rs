//! What packaging answers, and who may ask.

use crate::platform::endpoint::Endpoint;

pub const ENDPOINTS: &[Endpoint] = &[];
