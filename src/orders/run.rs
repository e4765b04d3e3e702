//! An action on more orders than a request waits for, as its page knows it.

use serde::{Deserialize, Serialize};

use super::{Action, Status};
use crate::values::{RunId, Timestamp};

/// How far a run is, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunView {
    pub id: RunId,
    pub action: Action,
    pub remark: String,
    pub total: i64,
    pub done: i64,
    pub refused: i64,
    pub began_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// What came of the orders so far, the refused first; at most [`RunView::MOST_SHOWN`].
    pub items: Vec<Item>,
}

impl RunView {
    pub const MOST_SHOWN: i64 = 500;

    pub const fn is_over(&self) -> bool {
        self.finished_at.is_some()
    }
}

/// What came of one order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub number: String,
    pub customer: String,
    /// Where it was led to.
    pub status: Option<Status>,
    /// Or why not.
    pub refused: Option<String>,
}
