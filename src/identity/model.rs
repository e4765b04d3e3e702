//! Users as the screens know them.

use serde::{Deserialize, Serialize};

use super::Role;

/// Who is signed in, as the frame shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub code: String,
    pub name: String,
    pub email: String,
    pub role: Role,
}

impl Me {
    /// Up to two letters for the avatar.
    pub fn initials(&self) -> String {
        let mut words = self.name.split_whitespace().filter_map(|word| word.chars().next());
        let first = words.next();
        let last = words.next_back();
        first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
    }
}
