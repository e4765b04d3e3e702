//! The keys of records, each its own type, so that a customer's id is never taken for an order's.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::ParseError;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            pub const fn new(id: i64) -> Self {
                Self(id)
            }

            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        /// Reads the id of an address: a whole number above zero.
        impl FromStr for $name {
            type Err = ParseError;

            fn from_str(text: &str) -> Result<Self, ParseError> {
                text.parse().ok().filter(|id| *id > 0).map(Self).ok_or(ParseError::NotAnId)
            }
        }

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )*};
}

id! {
    UserId, CustomerId, ProductId, BatchId, WarehouseId, OrderId, OrderLineId, ImportId, JobId, FileId, PriceListId,
    /// A saved view of a list.
    ViewId,
    DraftId, NotificationId, ScorecardId,
    /// An action on many orders.
    RunId,
    /// A packaging material.
    MaterialId,
    /// A row of the packaging ledger.
    EntryId,
    /// What was submitted to the packaging ledger at once.
    DocumentId,
    CountId, PurchaseId,
}

/// How often a record has changed. A write names the version it read, and is refused when that is no longer the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(i64);

impl Version {
    pub const FIRST: Self = Self(1);

    pub const fn get(self) -> i64 {
        self.0
    }

    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for Version {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        text.parse().ok().filter(|version| *version > 0).map(Self).ok_or(ParseError::NotAnId)
    }
}

impl From<i64> for Version {
    fn from(version: i64) -> Self {
        Self(version)
    }
}

impl From<Version> for i64 {
    fn from(version: Version) -> Self {
        version.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_in_an_address_is_a_number_above_zero() {
        assert_eq!("42".parse(), Ok(OrderId::new(42)));
        for bad in ["", "0", "-1", "leaderboard", "4 2", "99999999999999999999"] {
            assert_eq!(bad.parse::<OrderId>(), Err(ParseError::NotAnId), "{bad}");
        }
    }

    #[test]
    fn json_carries_the_bare_number() {
        assert_eq!(serde_json::to_string(&CustomerId::new(7)).ok().as_deref(), Some("7"));
    }
}
