//! What Home shows.

use serde::{Deserialize, Serialize};

/// Home of the person who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    pub greeting: String,
}
