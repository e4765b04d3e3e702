//! What can go wrong with a customer.

use crate::{
    platform::failure::{Fault, FieldError, Internal, Kind},
    texts,
};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{}", told(.0))]
    Invalid(Vec<FieldError>),
    #[error("This customer was not found.")]
    NotFound,
    #[error("{by} changed this customer at {at}. What you typed is kept here; open the record again, then save.")]
    ChangedBy { by: String, at: String },
    #[error(transparent)]
    Internal(#[from] Internal),
}

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
            Self::NotFound => Kind::NotFound,
            Self::ChangedBy { .. } => Kind::Conflict,
            Self::Internal(internal) => internal.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid",
            Self::NotFound => "not_found",
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
