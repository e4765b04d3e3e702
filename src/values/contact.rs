//! How to reach somebody.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ParseError;
use super::number::{is_blank, western_digit};

/// An e-mail address in lower case. Whether anybody reads it only a letter can tell, so the test is simple: one @ with
/// something before it and a domain with a dot behind it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// # Errors
    /// [`ParseError::NotAnEmail`]
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let text = text.trim_matches(is_blank).to_lowercase();
        if text.is_empty() {
            return Err(ParseError::Empty);
        }
        let (name, domain) = text.split_once('@').ok_or(ParseError::NotAnEmail)?;
        let has_dots_inside = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
        let is_clean = !text.contains(|c: char| is_blank(c) || c.is_control() || "<>()[],;:\"\\".contains(c));
        let fits = !name.is_empty() && name.len() <= 64 && text.len() <= 254;
        if fits && is_clean && has_dots_inside && !domain.contains('@') {
            Ok(Self(text))
        } else {
            Err(ParseError::NotAnEmail)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for Email {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        Self::parse(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

/// An Indian telephone number of ten digits: a mobile, or a landline with its area code. `+919876543210` in JSON and in
/// the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(u64);

impl Phone {
    /// Reads `9876543210`, `098765 43210`, `+91 98765-43210`.
    ///
    /// # Errors
    /// [`ParseError::NotAPhone`]
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let digits: String =
            text.chars().map(western_digit).filter(|c| !is_blank(*c) && !"-.()".contains(*c)).collect();
        if digits.is_empty() {
            return Err(ParseError::Empty);
        }
        let local = match digits.strip_prefix('+') {
            Some(foreign) => foreign.strip_prefix("91").ok_or(ParseError::NotAPhone)?,
            None if digits.len() == 12 => digits.strip_prefix("91").unwrap_or(&digits),
            None => digits.strip_prefix('0').unwrap_or(&digits),
        };
        let is_number = local.len() == 10 && !local.starts_with('0') && local.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| local.parse().ok().map(Self)).flatten().ok_or(ParseError::NotAPhone)
    }

    /// Whether it can take a text message.
    pub const fn is_mobile(self) -> bool {
        self.0 >= 6_000_000_000
    }

    /// `+919876543210`
    pub fn wire(self) -> String {
        format!("+91{:010}", self.0)
    }
}

/// `+91 98765 43210`
impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("+91 {:05} {:05}", self.0 / 100_000, self.0 % 100_000))
    }
}

impl TryFrom<String> for Phone {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        Self::parse(&text)
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.wire()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_in_lower_case() {
        assert_eq!(Email::parse(" Rajesh@NexusOMS.com ").map(String::from).as_deref(), Ok("rajesh@nexusoms.com"));
    }

    #[test]
    fn what_no_letter_can_reach_is_refused() {
        for bad in
            ["rajesh", "@x.in", "a@b", "a@b.", "a@.b", "a b@c.in", "a@b@c.in", "a@b..c", "A <a@b.in>", "a@b.in,c@d.in"]
        {
            assert_eq!(Email::parse(bad), Err(ParseError::NotAnEmail), "{bad}");
        }
    }

    #[test]
    fn a_number_is_read_however_it_is_written() {
        for text in ["9876543210", "09876543210", "+91 98765 43210", "919876543210", "98765-43210", "(98765) 43210"] {
            assert_eq!(Phone::parse(text).map(|p| p.to_string()).as_deref(), Ok("+91 98765 43210"), "{text}");
        }
        assert_eq!(Phone::parse("022 2345 6789").map(Phone::is_mobile), Ok(false));
    }

    #[test]
    fn a_number_that_is_not_indian_is_refused() {
        for bad in ["12345", "+1 2025550123", "98765432101", "00987654321", "98765x3210"] {
            assert_eq!(Phone::parse(bad), Err(ParseError::NotAPhone), "{bad}");
        }
    }

    #[test]
    fn what_is_sent_reads_back() {
        let phone = Phone::parse("9876543210");
        assert_eq!(phone.map(Phone::wire).and_then(|wire| Phone::parse(&wire)), phone);
    }
}
