//! The states and territories of India as GST numbers them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{ParseError, fold};

/// A state or territory, known to be in the list. `"27"` in JSON and in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct State(u8);

/// Codes and names as the GST network lists them. 25 and 28 are no longer given out, but stand in older numbers.
const STATES: [(u8, &str); 40] = [
    (1, "Jammu and Kashmir"),
    (2, "Himachal Pradesh"),
    (3, "Punjab"),
    (4, "Chandigarh"),
    (5, "Uttarakhand"),
    (6, "Haryana"),
    (7, "Delhi"),
    (8, "Rajasthan"),
    (9, "Uttar Pradesh"),
    (10, "Bihar"),
    (11, "Sikkim"),
    (12, "Arunachal Pradesh"),
    (13, "Nagaland"),
    (14, "Manipur"),
    (15, "Mizoram"),
    (16, "Tripura"),
    (17, "Meghalaya"),
    (18, "Assam"),
    (19, "West Bengal"),
    (20, "Jharkhand"),
    (21, "Odisha"),
    (22, "Chhattisgarh"),
    (23, "Madhya Pradesh"),
    (24, "Gujarat"),
    (25, "Daman and Diu"),
    (26, "Dadra and Nagar Haveli and Daman and Diu"),
    (27, "Maharashtra"),
    (28, "Andhra Pradesh (before division)"),
    (29, "Karnataka"),
    (30, "Goa"),
    (31, "Lakshadweep"),
    (32, "Kerala"),
    (33, "Tamil Nadu"),
    (34, "Puducherry"),
    (35, "Andaman and Nicobar Islands"),
    (36, "Telangana"),
    (37, "Andhra Pradesh"),
    (38, "Ladakh"),
    (97, "Other Territory"),
    (99, "Centre Jurisdiction"),
];

impl State {
    pub const MAHARASHTRA: Self = Self(27);

    pub fn from_code(code: u8) -> Option<Self> {
        STATES.iter().any(|(known, _)| *known == code).then_some(Self(code))
    }

    /// By code (`27`) or name (`maharashtra`).
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let folded = fold(text);
        if folded.is_empty() {
            return Err(ParseError::Empty);
        }
        let by_name = || STATES.iter().find(|(_, name)| fold(name) == folded).map(|(code, _)| Self(*code));
        folded.parse().ok().and_then(Self::from_code).or_else(by_name).ok_or(ParseError::NotAState)
    }

    pub fn all() -> impl Iterator<Item = Self> {
        STATES.iter().map(|(code, _)| Self(*code))
    }

    /// 27 of Maharashtra.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// `27`, always two digits.
    pub fn code(self) -> String {
        format!("{:02}", self.0)
    }

    pub fn name(self) -> &'static str {
        STATES.iter().find(|(code, _)| *code == self.0).map_or("", |(_, name)| name)
    }
}

/// `27 Maharashtra`
impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:02} {}", self.0, self.name()))
    }
}

impl TryFrom<String> for State {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        Self::parse(&text)
    }
}

impl From<State> for String {
    fn from(state: State) -> Self {
        state.code()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_found_by_code_or_name() {
        for text in ["27", "Maharashtra", " MAHARASHTRA "] {
            assert_eq!(State::parse(text).map(|s| s.to_string()).as_deref(), Ok("27 Maharashtra"), "{text}");
        }
        assert_eq!(State::parse("7").map(State::code).as_deref(), Ok("07"));
        assert_eq!(State::parse("40"), Err(ParseError::NotAState));
        assert_eq!(State::parse("Bombay"), Err(ParseError::NotAState));
    }

    #[test]
    fn every_state_has_its_own_code() {
        assert!(STATES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(State::all().all(|state| State::parse(state.name()) == Ok(state)));
    }
}
