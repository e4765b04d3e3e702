//! What can go wrong with packaging material.

use crate::{
    packaging::counting::CountState,
    platform::failure::{Fault, FieldError, Internal, Kind, mistakes},
    values::{Quantity, Timestamp},
};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{}", mistakes(.0))]
    Invalid(Vec<FieldError>),
    #[error("{0} was not found.")]
    NotFound(&'static str),
    /// More is to go out than is there; each line that can't is told.
    #[error("Insufficient balance. Available: {available}, Requested: {requested}")]
    Insufficient { available: Quantity, requested: Quantity, fields: Vec<FieldError> },
    /// The key of a submission stands for another one already.
    #[error("This entry's key was used for another entry already. Reload the page and enter it again.")]
    KeyTaken,
    #[error("{by} changed this at {} on {}. Reload it, look at what is new, and save again.", .at.ist_clock(), .at.ist_date())]
    Stale { by: String, at: Timestamp },
    #[error("This count is {state}; it can't be {action}.")]
    WrongState { state: CountState, action: &'static str },
    #[error("You counted here yourself. Another person must approve this count.")]
    OwnCount,
    #[error("Nothing was counted yet. Enter at least one line.")]
    NothingCounted,
    /// It can't be taken out of use yet.
    #[error("{0}")]
    InUse(String),
    #[error("This entry can't be corrected: {0}")]
    NotCorrectable(&'static str),
    #[error("{0}")]
    BadFile(&'static str),
    #[error("The file is larger than 10 MB.")]
    FileTooLarge,
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl Error {
    /// One field that can't be taken.
    pub fn field(field: &str, code: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, code, message)])
    }
}

impl Fault for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Invalid(_) | Self::NothingCounted | Self::NotCorrectable(_) => Kind::Invalid,
            Self::NotFound(_) => Kind::NotFound,
            // 400, as the clients of the API know it.
            Self::Insufficient { .. } => Kind::Malformed,
            Self::InUse(_) | Self::KeyTaken | Self::Stale { .. } | Self::WrongState { .. } => Kind::Conflict,
            Self::OwnCount => Kind::Forbidden,
            Self::BadFile(_) => Kind::Unsupported,
            Self::FileTooLarge => Kind::TooLarge,
            Self::Internal(internal) => internal.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid",
            Self::NotFound(_) => "not_found",
            Self::Insufficient { .. } => "insufficient_balance",
            Self::KeyTaken => "key_taken",
            Self::Stale { .. } => "stale",
            Self::WrongState { .. } => "wrong_state",
            Self::OwnCount => "own_count",
            Self::NothingCounted => "nothing_counted",
            Self::InUse(_) => "in_use",
            Self::NotCorrectable(_) => "not_correctable",
            Self::BadFile(_) => "bad_file",
            Self::FileTooLarge => "file_too_large",
            Self::Internal(internal) => internal.code(),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Invalid(fields) | Self::Insufficient { fields, .. } => fields.clone(),
            _ => Vec::new(),
        }
    }

    fn cause(&self) -> Option<String> {
        match self {
            Self::Internal(internal) => internal.cause(),
            _ => None,
        }
    }
}
