//! What can go wrong with stock.

use crate::{
    platform::failure::{Fault, FieldError, Internal, Kind},
    texts,
    values::Quantity,
};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{}", texts::errors_to_mend(.0.len()))]
    Invalid(Vec<FieldError>),
    #[error("{0} was not found.")]
    NotFound(&'static str),
    /// More is promised to orders than would be left.
    #[error(
        "At most {free} can be taken from this batch: the rest is promised to orders. Release or change those first."
    )]
    Promised { free: Quantity },
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl Fault for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Invalid(_) => Kind::Invalid,
            Self::NotFound(_) => Kind::NotFound,
            Self::Promised { .. } => Kind::Conflict,
            Self::Internal(internal) => internal.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid",
            Self::NotFound(_) => "not_found",
            Self::Promised { .. } => "promised",
            Self::Internal(internal) => internal.code(),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Invalid(fields) => fields.clone(),
            Self::Promised { .. } => vec![FieldError::new("quantity", "promised", self.to_string())],
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
