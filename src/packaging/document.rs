//! What was submitted at once, as its page knows it.

use serde::{Deserialize, Serialize};

use super::model::{DocumentKind, LedgerRow};
use crate::values::{DocumentId, Timestamp};

/// A photo or PDF kept with a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    pub code: String,
    pub name: String,
    pub media_type: String,
    pub size_bytes: i64,
    pub by: String,
    pub at: Timestamp,
}

/// What was submitted at once, with its rows and files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentPage {
    pub id: DocumentId,
    pub kind: DocumentKind,
    pub rows: Vec<LedgerRow>,
    pub files: Vec<FileRow>,
    pub may_attach: bool,
    pub may_correct: bool,
    /// The key of a correction; empty for who may not correct.
    pub key: String,
    pub now: Timestamp,
}
