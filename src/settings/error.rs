//! What can go wrong with the settings.

use crate::platform::failure::{Fault, FieldError, Internal, Kind};
use crate::texts;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{}", told(.0))]
    Invalid(Vec<FieldError>),
    /// Somebody else saved in between.
    #[error("Somebody changed the settings at {at}. Reload the page, look at them, then save again.")]
    Changed { at: String },
    #[error(transparent)]
    Internal(#[from] Internal),
}

/// One mistake is told as it is; of several, how many.
fn told(fields: &[FieldError]) -> String {
    match fields {
        [only] => only.message.clone(),
        many => texts::errors_to_mend(many.len()),
    }
}

impl Fault for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Invalid(_) => Kind::Invalid,
            Self::Changed { .. } => Kind::Conflict,
            Self::Internal(internal) => internal.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid",
            Self::Changed { .. } => "changed_by_another",
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
