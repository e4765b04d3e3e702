//! Why a text is not the value it should be.

use thiserror::Error;

/// A sum or product that does not fit its type: more than the books of any distributor hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("The amount is too large")]
pub struct Overflow;

/// What is wrong with a typed or uploaded text. The message is for people, [`ParseError::code`] for programs and
/// translations, [`ParseError::suggestion`] says what was probably meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum ParseError {
    #[error("Nothing was entered")]
    Empty,
    #[error("Not a number")]
    NotANumber,
    #[error("The commas are not where a number has them")]
    Grouping,
    #[error("At most {max} decimals")]
    TooManyDecimals { max: u8 },
    #[error("Too large")]
    TooLarge,
    #[error("Must not be negative")]
    Negative,
    #[error("Not a date; write it like 21 Nov 2026")]
    NotADate,
    #[error("There is no such day")]
    NoSuchDay,
    #[error("Not a month; write it like Feb'26 or 2026-02")]
    NotAMonth,
    #[error("Not an id")]
    NotAnId,
    #[error("Not an e-mail address")]
    NotAnEmail,
    #[error("Not a state of India or its GST code")]
    NotAState,
    #[error("Not an Indian telephone number; 10 digits are needed")]
    NotAPhone,
}

impl ParseError {
    /// The stable name of this error.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotANumber => "not_a_number",
            Self::Grouping => "misplaced_commas",
            Self::TooManyDecimals { .. } => "too_many_decimals",
            Self::TooLarge => "too_large",
            Self::Negative => "negative",
            Self::NotADate => "not_a_date",
            Self::NoSuchDay => "no_such_day",
            Self::NotAMonth => "not_a_month",
            Self::NotAnId => "not_an_id",
            Self::NotAnEmail => "not_an_email",
            Self::NotAState => "not_a_state",
            Self::NotAPhone => "not_a_phone",
        }
    }

    /// What a translated message needs to know, by name.
    pub fn params(self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooManyDecimals { max } => vec![("max", max.to_string())],
            _ => Vec::new(),
        }
    }

    /// What was probably meant by `text`, when one reading stands out: `ten` → `10`, `4O` → `40`, `1.00001` → `1`.
    /// The answer always parses.
    pub fn suggestion(self, text: &str) -> Option<String> {
        super::suggest::number(self, text)
    }
}
