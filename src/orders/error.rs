//! What can go wrong with an order.

use super::{Action, Status, file_kind::KindRefused};
use crate::{
    credit::rules::ReleaseRefused,
    identity::{Capability, Refused},
    platform::failure::{Fault, FieldError, Internal, Kind, mistakes},
};

/// The code of [`Error::StockMoved`].
pub const STOCK_MOVED: &str = "stock_moved";

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was typed, field by field; lines carry their row.
    #[error("{}", mistakes(.0))]
    Invalid(Vec<FieldError>),
    /// Somebody was faster: there is less than was planned with.
    #[error("The stock has just changed. Nothing was booked; look at the quantities and try again.")]
    StockMoved,
    #[error("{0} was not found.")]
    NotFound(&'static str),
    /// Somebody was faster. `version` is the latest.
    #[error("{number} was changed by {by} at {at}. Look at the new version, then decide again.")]
    ChangedBy { number: String, by: String, at: String, version: i64 },
    /// The lifecycle has no such step.
    #[error("{number} is {status}; from there it can't be {}.", .action.past())]
    NotFromHere { number: String, status: Status, action: Action },
    #[error("The order is in {from}; it can't go to {to} from there.")]
    NoSuchStep { from: Status, to: Status },
    #[error("You booked this order; somebody else must decide on it. {} can.", .0.who())]
    OwnBooking(Capability),
    #[error("{0}.")]
    Release(#[from] ReleaseRefused),
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error("Nobody is named as this customer's salesperson. Name one on the customer's page, then book again.")]
    NoSalesperson,
    #[error("{0}")]
    BadFile(&'static str),
    #[error(transparent)]
    FileKind(#[from] KindRefused),
    #[error("The file has more than 10 MB.")]
    FileTooLarge,
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl Error {
    /// One field, not of a line.
    pub fn field(field: &str, code: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, code, message)])
    }
}

impl Fault for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Invalid(_) | Self::StockMoved | Self::NoSalesperson => Kind::Invalid,
            Self::NotFound(_) => Kind::NotFound,
            Self::ChangedBy { .. } | Self::NotFromHere { .. } | Self::NoSuchStep { .. } => Kind::Conflict,
            Self::OwnBooking(_) | Self::Release(_) | Self::FileKind(KindRefused::Role { .. }) => Kind::Forbidden,
            Self::FileKind(KindRefused::Stage { .. }) => Kind::Conflict,
            Self::Refused(refused) => refused.kind(),
            Self::BadFile(_) => Kind::Unsupported,
            Self::FileTooLarge => Kind::TooLarge,
            Self::Internal(internal) => internal.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid",
            Self::StockMoved => STOCK_MOVED,
            Self::NotFound(_) => "not_found",
            Self::ChangedBy { .. } => "changed_by_another",
            Self::NotFromHere { .. } | Self::NoSuchStep { .. } => "not_from_this_state",
            Self::OwnBooking(_) => "own_booking",
            Self::Release(refused) => refused.code(),
            Self::Refused(refused) => refused.code(),
            Self::NoSalesperson => "no_salesperson",
            Self::BadFile(_) => "unsupported_file",
            Self::FileKind(KindRefused::Role { .. }) => "forbidden",
            Self::FileKind(KindRefused::Stage { .. }) => "not_from_this_state",
            Self::FileTooLarge => "too_large",
            Self::Internal(internal) => internal.code(),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Invalid(fields) => fields.clone(),
            Self::StockMoved => vec![FieldError::new("lines", "short_stock", self.to_string())],
            Self::ChangedBy { version, .. } => {
                vec![FieldError::new("version", "changed_by_another", self.to_string()).hint(version.to_string())]
            }
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
