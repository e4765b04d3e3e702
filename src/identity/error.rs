//! What can go wrong with who is asking.

use crate::platform::failure::{Fault, FieldError, Internal, Kind, mistakes};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The same answer for a wrong password, an unknown address and an inactive user.
    #[error("The email address or the password is not right.")]
    WrongCredentials,
    #[error("Too many attempts from here. Try again in {}.", wait(*.seconds))]
    TooManyAttempts { seconds: i64 },
    #[error("The token has expired or is not ours. Sign in again.")]
    BadToken,
    #[error("This refresh token was used before. For safety all sessions of this sign-in have ended; sign in again.")]
    TokenReused,
    #[error("{}", mistakes(.0))]
    Invalid(Vec<FieldError>),
    #[error("{0} was not found.")]
    NotFound(&'static str),
    #[error("{by} changed this at {at}. Look at the new version, then save again.")]
    ChangedBy { by: String, at: String },
    #[error("You can't take this from yourself: you would no longer get in to undo it. Ask another Admin.")]
    Yourself,
    #[error("{0} is not active: nobody sees Nexus with this account. Choose somebody who is.")]
    NobodySees(String),
    #[error("These are your own eyes. Choose somebody else.")]
    OwnEyes,
    #[error("Seeing as somebody else goes by the browser's session, and this request has none. Sign in in a browser.")]
    NoSession,
    #[error(
        "Signing in this way is not set up here. Use POST /api/v1/auth/login with your email address and password."
    )]
    NotAvailable,
    #[error(transparent)]
    Internal(#[from] Internal),
}

fn wait(seconds: i64) -> String {
    if seconds < 90 { format!("{seconds} seconds") } else { format!("{} minutes", (seconds + 59) / 60) }
}

impl Fault for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::WrongCredentials | Self::BadToken | Self::TokenReused => Kind::Unauthenticated,
            Self::TooManyAttempts { .. } => Kind::Throttled,
            Self::Invalid(_) | Self::NotAvailable => Kind::Invalid,
            Self::NotFound(_) => Kind::NotFound,
            Self::ChangedBy { .. } | Self::Yourself | Self::NobodySees(_) | Self::OwnEyes | Self::NoSession => {
                Kind::Conflict
            }
            Self::Internal(internal) => internal.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::WrongCredentials => "wrong_credentials",
            Self::TooManyAttempts { .. } => "too_many_attempts",
            Self::BadToken => "bad_token",
            Self::TokenReused => "token_reused",
            Self::Invalid(_) => "invalid",
            Self::NotFound(_) => "not_found",
            Self::ChangedBy { .. } => "changed_by_another",
            Self::Yourself => "yourself",
            Self::NobodySees(_) => "inactive",
            Self::OwnEyes => "own_eyes",
            Self::NoSession => "no_session",
            Self::NotAvailable => "not_available",
            Self::Internal(internal) => internal.code(),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Invalid(fields) => fields.clone(),
            _ => Vec::new(),
        }
    }

    fn retry_after(&self) -> Option<i64> {
        match self {
            Self::TooManyAttempts { seconds } => Some(*seconds),
            _ => None,
        }
    }

    fn cause(&self) -> Option<String> {
        match self {
            Self::Internal(internal) => internal.cause(),
            _ => None,
        }
    }
}
