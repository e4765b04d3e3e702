//! What can go wrong with scorecards and their set-up.

use super::review::{CardAction, CardStatus, Who};
use crate::{
    platform::failure::{Fault, FieldError, Internal, Kind, mistakes},
    values::{Date, Month, Percent, Timestamp},
};

/// The code of [`Error::SomeRefused`].
pub const SOME_REFUSED: &str = "some_refused";

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{}", mistakes(.0))]
    Invalid(Vec<FieldError>),
    #[error("{0} was not found.")]
    NotFound(&'static str),
    /// The action belongs to somebody else.
    #[error("{} is for {}.", .action.label().trim_end_matches('…'), .who.name())]
    NotYours { action: CardAction, who: Who },
    #[error("A scorecard that is {status} can't be changed this way ({}).", .action.label().trim_end_matches('…'))]
    WrongState { status: CardStatus, action: CardAction },
    #[error("{month} is locked. An Admin can correct it, which begins a new version.")]
    Locked { month: Month },
    #[error(
        "The weights come to {0}. They must come to 100 % before the scorecard is submitted; ask an Admin to set them right."
    )]
    Weights(Percent),
    #[error("{month} is not over yet. It can be submitted from {from} on.")]
    NotOver { month: Month, from: String },
    #[error("{by} changed this at {at}. Look at it as it is now, then do it again.")]
    ChangedBy { by: String, at: String },
    /// Of several scorecards, these were refused, each with its reason; the others are done.
    #[error("{done} done, {} refused.", .refused.len())]
    SomeRefused { done: usize, refused: Vec<FieldError> },
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl Error {
    pub fn field(field: &str, code: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, code, message)])
    }

    /// Somebody was quicker; of another day the date is said.
    pub fn changed_by(by: &str, at: Timestamp, today: Date) -> Self {
        let (clock, day) = (at.ist_clock(), at.ist_date());
        let at = if day == today { clock } else { format!("{clock} on {day}") };
        Self::ChangedBy { by: by.to_owned(), at }
    }
}

impl Fault for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Invalid(_) | Self::Weights(_) | Self::NotOver { .. } | Self::SomeRefused { .. } => Kind::Invalid,
            Self::NotFound(_) => Kind::NotFound,
            Self::NotYours { .. } => Kind::Forbidden,
            Self::WrongState { .. } | Self::Locked { .. } | Self::ChangedBy { .. } => Kind::Conflict,
            Self::Internal(internal) => internal.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid",
            Self::NotFound(_) => "not_found",
            Self::NotYours { .. } => "not_yours",
            Self::WrongState { .. } => "wrong_state",
            Self::Locked { .. } => "locked",
            Self::Weights(_) => "weights",
            Self::NotOver { .. } => "not_over",
            Self::SomeRefused { .. } => SOME_REFUSED,
            Self::ChangedBy { .. } => "changed_by_another",
            Self::Internal(internal) => internal.code(),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Invalid(fields) | Self::SomeRefused { refused: fields, .. } => fields.clone(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_quicker_on_another_day_is_told_with_the_date() {
        let at = Timestamp::parse_iso("2026-11-21T10:15+05:30").unwrap();
        let told = |today: &str| Error::changed_by("Sunita", at, Date::parse(today).unwrap()).to_string();
        assert!(told("2026-11-21").starts_with("Sunita changed this at 10:15. "), "{}", told("2026-11-21"));
        assert!(
            told("2026-11-22").starts_with("Sunita changed this at 10:15 on 21 Nov 2026. "),
            "{}",
            told("2026-11-22")
        );
    }
}
