//! What is told when something can't be done: one type for pages, server functions and the HTTP API.
//!
//! A feature raises its own error, a `thiserror` enum that implements [`Fault`]; `?` turns it into a [`Failure`]. The
//! cause of an internal error stays on the server, in the log, under the request id that the user is shown.

use std::fmt;

use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

use crate::texts;

/// The code of a refusal that is none: the page is shown again as it was typed, for instance with another line.
pub const AGAIN: &str = "again";

/// What sort of refusal it is; decides the HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Invalid,
    Malformed,
    Unauthenticated,
    Forbidden,
    NotFound,
    Method,
    Conflict,
    TooLarge,
    Unsupported,
    Throttled,
    Unavailable,
    Internal,
}

impl Kind {
    /// The HTTP status code.
    pub const fn status(self) -> u16 {
        match self {
            Self::Invalid => 422,
            Self::Malformed => 400,
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Method => 405,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::Unsupported => 415,
            Self::Throttled => 429,
            Self::Unavailable => 503,
            Self::Internal => 500,
        }
    }
}

/// What is wrong with one field of a form, a request or a row of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The row as Excel numbers it, or the line's position on a form, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    pub field: String,
    /// A stable snake-case fact, for programs and for translation.
    pub code: String,
    pub message: String,
    /// What was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What to write instead, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl FieldError {
    pub fn new(field: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.into(), message: message.into(), ..Self::default() }
    }

    /// A part of an address or a body that can't be read, and how it should be.
    pub fn unreadable(field: &str, what: impl fmt::Display) -> Self {
        Self::new(field, "unreadable", format!("{field} can't be read: {what}."))
    }

    pub fn at(mut self, row: u32) -> Self {
        self.row = Some(row);
        self
    }

    pub fn typed(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// What is told of fields that can't be taken: one mistake as it is, of several how many.
pub fn mistakes(fields: &[FieldError]) -> String {
    match fields {
        [only] => only.message.clone(),
        many => texts::errors_to_mend(many.len()),
    }
}

/// The answer when something was refused or went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub kind: Kind,
    /// Stable: clients and texts may depend on it.
    pub code: String,
    /// Says what happened and what to do.
    pub message: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// After so many seconds it is worth trying again.
    #[serde(skip)]
    pub retry_after: Option<i64>,
    /// For the log only.
    #[serde(skip)]
    pub cause: Option<String>,
}

impl Failure {
    pub fn new(kind: Kind, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            kind,
            code: code.into(),
            message: message.into(),
            fields: Vec::new(),
            request_id: None,
            retry_after: None,
            cause: None,
        }
    }

    /// Fields that can't be taken as typed.
    pub fn invalid(fields: Vec<FieldError>) -> Self {
        let message = mistakes(&fields);
        Self { fields, ..Self::new(Kind::Invalid, "invalid", message) }
    }

    /// Something that is not there, or not for these eyes: the answer is the same.
    pub fn not_found(what: &str) -> Self {
        Self::new(Kind::NotFound, "not_found", format!("{what} was not found."))
    }

    pub fn unauthenticated() -> Self {
        Self::new(Kind::Unauthenticated, "unauthenticated", "Sign in to go on.")
    }

    pub fn field(&self, name: &str) -> Option<&FieldError> {
        self.fields.iter().find(|error| error.field == name && error.row.is_none())
    }

    pub fn line_field(&self, row: u32, name: &str) -> Option<&FieldError> {
        self.fields.iter().find(|error| error.field == name && error.row == Some(row))
    }

    pub const fn status(&self) -> u16 {
        self.kind.status()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// What a feature's error must know about itself to become a [`Failure`].
pub trait Fault: fmt::Display {
    fn kind(&self) -> Kind;
    fn code(&self) -> &'static str;
    fn fields(&self) -> Vec<FieldError> {
        Vec::new()
    }
    /// The seconds after which it is worth trying again.
    fn retry_after(&self) -> Option<i64> {
        None
    }
    /// What only the log may see.
    fn cause(&self) -> Option<String> {
        None
    }
}

impl<E: Fault> From<E> for Failure {
    fn from(fault: E) -> Self {
        Self {
            kind: fault.kind(),
            code: fault.code().to_owned(),
            message: fault.to_string(),
            fields: fault.fields(),
            request_id: None,
            retry_after: fault.retry_after(),
            cause: fault.cause(),
        }
    }
}

/// A cause that users don't see: a database that fails, a file that can't be read.
#[derive(Debug)]
pub struct Internal {
    cause: String,
    /// The unique or check constraint that a statement broke, by its Postgres name, where there was one.
    pub constraint: Option<String>,
    /// Two transactions stood in each other's way; trying again may work.
    pub retry: bool,
}

impl Internal {
    #[track_caller]
    pub fn new(cause: impl Into<String>) -> Self {
        let at = std::panic::Location::caller();
        Self { cause: format!("{} (at {}:{})", cause.into(), at.file(), at.line()), constraint: None, retry: false }
    }
}

#[cfg(feature = "ssr")]
impl Internal {
    /// Wraps any error; keeps the name of a broken constraint.
    #[track_caller]
    pub fn from_error<E: std::error::Error + 'static>(error: E) -> Self {
        let mut internal = Self::new(describe(&error));
        if let Some(sqlx::Error::Database(database)) = (&error as &dyn std::error::Error).downcast_ref::<sqlx::Error>()
        {
            let code = database.code().unwrap_or_default();
            internal.retry = matches!(&*code, "40001" | "40P01" | "5" | "517");
            internal.constraint =
                database.constraint().map(str::to_owned).or_else(|| sqlite_constraint(database.message()));
        }
        internal
    }
}

#[cfg(feature = "ssr")]
fn describe(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(next) = source {
        let more = next.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        source = next.source();
    }
    text
}

/// SQLite names the columns (`UNIQUE constraint failed: users.email`), Postgres the constraint (`users_email_key`).
#[cfg(feature = "ssr")]
fn sqlite_constraint(message: &str) -> Option<String> {
    let columns = message.strip_prefix("UNIQUE constraint failed: ")?;
    let mut parts = columns.split(", ").filter_map(|column| column.split_once('.'));
    let (table, first) = parts.next()?;
    let mut name = format!("{table}_{first}");
    for (_, column) in parts {
        name.push('_');
        name.push_str(column);
    }
    Some(name + "_key")
}

impl fmt::Display for Internal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Something went wrong on our side. Nothing was changed; try again, and if it stays, tell us the request id.")
    }
}

impl std::error::Error for Internal {}

impl Fault for Internal {
    fn kind(&self) -> Kind {
        Kind::Internal
    }
    fn code(&self) -> &'static str {
        "internal"
    }
    fn cause(&self) -> Option<String> {
        Some(self.cause.clone())
    }
}

impl FromServerFnError for Failure {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        match value {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::new(
                Kind::Unavailable,
                "unreachable",
                "The server can't be reached. What you typed is kept here; try again in a moment.",
            ),
            ServerFnErrorErr::Args(text)
            | ServerFnErrorErr::MissingArg(text)
            | ServerFnErrorErr::Deserialization(text) => {
                Self { cause: Some(text), ..Self::new(Kind::Malformed, "malformed", "The request could not be read.") }
            }
            other => Self {
                cause: Some(other.to_string()),
                ..Self::new(Kind::Internal, "internal", Internal::new("").to_string())
            },
        }
    }
}
