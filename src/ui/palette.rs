//! What the search over everything finds, as the palette and the search page show it.

use serde::{Deserialize, Serialize};

/// Something found: a record, a place or an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The group it stands in: `Orders`, `Customers`, …
    pub kind: String,
    pub title: String,
    pub sub: String,
    pub href: String,
    /// The name of an icon of the sprite.
    pub icon: String,
}
