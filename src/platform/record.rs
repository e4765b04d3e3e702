//! What can go wrong with a record that people keep: the refusals of every master.

use super::failure::{Fault, FieldError, Internal, Kind, mistakes};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{}", mistakes(.0))]
    Invalid(Vec<FieldError>),
    #[error("{0} was not found.")]
    NotFound(&'static str),
    /// Somebody else saved in between.
    #[error("{by} changed this at {at}. What you typed is kept here; look at the new version, then save again.")]
    ChangedBy { by: String, at: String },
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl Fault for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Invalid(_) => Kind::Invalid,
            Self::NotFound(_) => Kind::NotFound,
            Self::ChangedBy { .. } => Kind::Conflict,
            Self::Internal(internal) => internal.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid",
            Self::NotFound(_) => "not_found",
            Self::ChangedBy { .. } => "changed_by_another",
            Self::Internal(internal) => internal.code(),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Invalid(fields) => fields.clone(),
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
