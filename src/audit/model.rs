//! The audit log as the screens know it.

use serde::{Deserialize, Serialize};

use crate::values::{Date, Timestamp};

/// What actions there are, for the filter.
pub const ACTIONS: &[&str] = &[
    "LOGIN",
    "LOGOUT",
    "SEE_AS",
    "CREATE",
    "UPDATE",
    "DELETE",
    "STATUS_CHANGE",
    "PRICE_CHANGE",
    "ROLE_CHANGE",
    "EXPORT",
    "APPROVE",
    "REJECT",
    "BULK_UPLOAD",
    "FILE_UPLOAD",
    "PASSWORD_RESET",
];

/// What the log is narrowed to; also its address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditFilter {
    /// A user's id, or a part of a name.
    pub who: String,
    pub action: String,
    pub entity: String,
    /// The record's id.
    pub id: String,
    /// First and last day, as `2026-11-21`.
    pub from: String,
    pub to: String,
    /// Held in the summary.
    pub q: String,
    /// The entry below which the page begins.
    pub after: String,
}

impl AuditFilter {
    /// The first and the last day, where they can be read.
    pub fn days(&self) -> (Option<Date>, Option<Date>) {
        (Date::parse(&self.from).ok(), Date::parse(&self.to).ok())
    }

    /// As pairs of an address, without its place; what is empty is left out.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("who", &self.who),
            ("action", &self.action),
            ("entity", &self.entity),
            ("id", &self.id),
            ("from", &self.from),
            ("to", &self.to),
            ("q", &self.q),
        ];
        all.into_iter().map(|(name, value)| (name, value.trim())).filter(|(_, value)| !value.is_empty()).collect()
    }
}

/// A row of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRow {
    pub id: i64,
    pub at: Timestamp,
    pub who: String,
    pub action: String,
    pub entity_type: String,
    pub entity_id: String,
    pub summary: String,
    pub outcome: String,
}

/// A page of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryList {
    pub rows: Vec<EntryRow>,
    /// Where the next page begins.
    pub next: Option<i64>,
    /// The kinds of records there are entries about.
    pub kinds: Vec<String>,
}

/// What a field was and became.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub field: String,
    pub old: String,
    pub new: String,
}

/// One entry, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub row: EntryRow,
    pub changes: Vec<Change>,
    pub address: String,
    pub agent: String,
    pub request_id: String,
}

/// Where the record of an entry is shown, if it has a page.
pub fn link(entity_type: &str, id: &str) -> Option<String> {
    match entity_type {
        "order" => Some(format!("/orders/{id}")),
        "customer" => Some(format!("/customers/{id}")),
        "product" => Some(format!("/products/{id}")),
        "warehouse" => Some(format!("/warehouses/{id}")),
        "user" => Some(format!("/users/{id}/edit")),
        "import" => Some(format!("/imports/{id}")),
        "settings" => Some("/settings".to_owned()),
        _ => None,
    }
}

/// A line of a record's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogRow {
    pub at: Timestamp,
    pub who: String,
    pub summary: String,
    /// Empty of what was added.
    pub changes: Vec<Change>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::texts;

    #[test]
    fn every_action_has_words() {
        let nameless: Vec<&str> =
            ACTIONS.iter().copied().filter(|action| texts::of_action(action) == *action).collect();
        assert!(nameless.is_empty(), "{nameless:?}");
    }

    #[test]
    fn an_address_holds_only_what_narrows() {
        let filter = AuditFilter {
            who: "SALES-001".to_owned(),
            q: " ".to_owned(),
            after: "9".to_owned(),
            ..AuditFilter::default()
        };
        assert_eq!(filter.pairs(), [("who", "SALES-001")]);
    }
}
