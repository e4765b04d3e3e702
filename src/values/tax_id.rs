//! GSTIN and PAN: the tax numbers of a customer, with what is wrong in one and what it should be.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::State;

/// What is wrong with a GSTIN or PAN. Positions count from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum TaxIdError {
    #[error("Nothing was entered")]
    Empty,
    #[error("{found} characters; {expected} are needed")]
    Length { expected: u8, found: usize },
    #[error("Character {position} is {found}; {expected} belongs there")]
    Character { position: u8, found: char, expected: &'static str },
    #[error("There is no state {code:02}")]
    UnknownState { code: u8 },
    #[error("The last character is {found}; for this number it must be {expected}")]
    CheckDigit { found: char, expected: char },
}

impl TaxIdError {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Length { .. } => "tax_id_length",
            Self::Character { .. } => "tax_id_character",
            Self::UnknownState { .. } => "tax_id_unknown_state",
            Self::CheckDigit { .. } => "tax_id_check_digit",
        }
    }

    /// The number that was probably meant: with letters and digits that look alike where each belongs, or else with the
    /// right last character. Only ever a number that is valid.
    pub fn suggestion(self, text: &str) -> Option<String> {
        let cleaned = clean(text);
        let pattern = if cleaned.len() == 10 { PAN } else { GSTIN };
        if let Self::CheckDigit { expected, .. } = self {
            return cleaned.get(..14).map(|head| format!("{head}{expected}"));
        }
        let mended: String =
            cleaned.chars().zip(pattern.chars()).map(|(found, kind)| look_alike(found, kind)).collect();
        let valid = if pattern == PAN { Pan::parse(&mended).is_ok() } else { Gstin::parse(&mended).is_ok() };
        (valid && mended.len() == cleaned.len()).then_some(mended)
    }
}

/// A letter (A), a digit (9), a letter or a digit but 0 (N), a letter or a digit (X), Z itself.
const PAN: &str = "AAAAA9999A";
const GSTIN: &str = "99AAAAA9999ANZX";

fn clean(text: &str) -> String {
    text.chars().filter(|c| !super::number::is_blank(*c) && *c != '-').flat_map(char::to_uppercase).collect()
}

fn look_alike(found: char, kind: char) -> char {
    const PAIRS: [(char, char); 5] = [('0', 'O'), ('1', 'I'), ('5', 'S'), ('8', 'B'), ('2', 'Z')];
    let pair = PAIRS.iter().find(|(digit, letter)| *digit == found || *letter == found);
    match (kind, pair) {
        ('9', Some((digit, _))) => *digit,
        ('A' | 'Z', Some((_, letter))) => *letter,
        _ => found,
    }
}

fn match_pattern<const N: usize>(text: &str, pattern: &str) -> Result<[u8; N], TaxIdError> {
    let text = clean(text);
    let found = text.chars().count();
    if found == 0 {
        return Err(TaxIdError::Empty);
    }
    if found != N {
        return Err(TaxIdError::Length { expected: N as u8, found });
    }
    let mut bytes = [0; N];
    for (index, (found, kind)) in text.chars().zip(pattern.chars()).enumerate() {
        let (fits, expected) = match kind {
            'A' => (found.is_ascii_uppercase(), "a letter"),
            '9' => (found.is_ascii_digit(), "a digit"),
            'N' => (found.is_ascii_uppercase() || ('1'..='9').contains(&found), "a letter or a digit from 1"),
            'X' => (found.is_ascii_uppercase() || found.is_ascii_digit(), "a letter or a digit"),
            _ => (found == 'Z', "Z"),
        };
        if !fits {
            return Err(TaxIdError::Character { position: index as u8 + 1, found, expected });
        }
        bytes[index] = found as u8;
    }
    Ok(bytes)
}

/// The last character of a GSTIN: digits 0–9 and letters 10–35 of the first fourteen, weighted 1, 2, 1, 2 …, quotients
/// and remainders by 36 summed.
fn check_digit(head: &[u8]) -> char {
    const DIGITS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let sum: u32 = head
        .iter()
        .enumerate()
        .map(|(index, byte)| {
            let value = char::from(*byte).to_digit(36).unwrap_or_default() * (1 + index as u32 % 2);
            value / 36 + value % 36
        })
        .sum();
    char::from(DIGITS[((36 - sum % 36) % 36) as usize])
}

/// A goods and services tax number: state, PAN, which registration of that PAN, Z, check digit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Gstin([u8; 15]);

impl Gstin {
    /// Reads a GSTIN; case, spaces and hyphens do not matter.
    ///
    /// # Errors
    /// The first thing that is wrong, from left to right, the check digit last.
    pub fn parse(text: &str) -> Result<Self, TaxIdError> {
        let bytes: [u8; 15] = match_pattern(text, GSTIN)?;
        let code = (bytes[0] - b'0') * 10 + bytes[1] - b'0';
        State::from_code(code).ok_or(TaxIdError::UnknownState { code })?;
        let (found, expected) = (char::from(bytes[14]), check_digit(&bytes[..14]));
        if found != expected {
            return Err(TaxIdError::CheckDigit { found, expected });
        }
        Ok(Self(bytes))
    }

    /// The number of a PAN's n-th registration (1 to 9) in a state.
    pub fn of(state: State, pan: Pan, registration: u8) -> Self {
        let mut bytes = [b'Z'; 15];
        bytes[..2].copy_from_slice(state.code().as_bytes());
        bytes[2..12].copy_from_slice(&pan.0);
        bytes[12] = b'0' + registration.clamp(1, 9);
        bytes[14] = check_digit(&bytes[..14]) as u8;
        Self(bytes)
    }

    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// `27`
    pub fn state_code(&self) -> &str {
        &self.as_str()[..2]
    }

    /// `None` never happens for a number that was read; the state decides between CGST + SGST and IGST.
    pub fn state(&self) -> Option<State> {
        State::parse(self.state_code()).ok()
    }

    /// `Maharashtra`
    pub fn state_name(&self) -> &'static str {
        self.state().map_or("", State::name)
    }

    pub fn pan(&self) -> Pan {
        let mut pan = [0; 10];
        pan.copy_from_slice(&self.0[2..12]);
        Pan(pan)
    }
}

/// A permanent account number of the income tax department.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pan([u8; 10]);

impl Pan {
    /// Reads a PAN; case, spaces and hyphens do not matter.
    ///
    /// # Errors
    /// The first thing that is wrong, from left to right.
    pub fn parse(text: &str) -> Result<Self, TaxIdError> {
        match_pattern(text, PAN).map(Self)
    }

    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// What kind of holder its fourth letter names. `None` asks for a second look, not for a refusal: the department
    /// adds letters now and then.
    pub fn holder(&self) -> Option<&'static str> {
        Some(match self.0[3] {
            b'A' => "Association of persons",
            b'B' => "Body of individuals",
            b'C' => "Company",
            b'E' => "Limited liability partnership",
            b'F' => "Firm",
            b'G' => "Government",
            b'H' => "Hindu undivided family",
            b'J' => "Artificial juridical person",
            b'L' => "Local authority",
            b'P' => "Person",
            b'K' | b'T' => "Trust",
            _ => return None,
        })
    }
}

macro_rules! as_text {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = TaxIdError;

            fn from_str(text: &str) -> Result<Self, TaxIdError> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = TaxIdError;

            fn try_from(text: String) -> Result<Self, TaxIdError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.as_str().to_string()
            }
        }
    )*};
}

as_text!(Gstin, Pan);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_real_number_is_taken_apart() {
        let gstin = Gstin::parse(" 27aapfu0939f1zv ");
        assert_eq!(gstin.map(|g| g.to_string()).as_deref(), Ok("27AAPFU0939F1ZV"));
        assert_eq!(gstin.map(|g| g.state_name()), Ok("Maharashtra"));
        assert_eq!(gstin.map(|g| g.pan().to_string()).as_deref(), Ok("AAPFU0939F"));
        assert_eq!(gstin.map(|g| g.pan().holder()), Ok(Some("Firm")));
    }

    #[test]
    fn a_wrong_number_says_what_is_wrong() {
        for (text, message) in [
            ("", "Nothing was entered"),
            ("27AAPFU0939F1Z", "14 characters; 15 are needed"),
            ("27AAPFU0939F1ZW", "The last character is W; for this number it must be V"),
            ("27AAPFUO939F1ZV", "Character 8 is O; a digit belongs there"),
            ("27AAPFU0939F1YV", "Character 14 is Y; Z belongs there"),
            ("27AAPFU0939F0ZV", "Character 13 is 0; a letter or a digit from 1 belongs there"),
            ("41AAPFU0939F1ZV", "There is no state 41"),
        ] {
            assert_eq!(Gstin::parse(text).map_err(|e| e.to_string()), Err(message.to_string()), "{text}");
        }
    }

    #[test]
    fn the_number_of_the_wireframe_is_valid_though_its_pan_names_no_known_holder() {
        let gstin = Gstin::parse("27ABCDE1234F1Z0");
        assert_eq!(gstin.map(|g| (g.state_name(), g.pan().holder())), Ok(("Maharashtra", None)));
    }

    #[test]
    fn what_was_meant_is_suggested() {
        let meant = |text: &str| Gstin::parse(text).err()?.suggestion(text);
        assert_eq!(meant("27AAPFU0939F1ZW").as_deref(), Some("27AAPFU0939F1ZV"));
        assert_eq!(meant("27AAPFUO939F12V").as_deref(), Some("27AAPFU0939F1ZV"));
        assert_eq!(meant("27AAPFU0939F1Z"), None);
        assert_eq!(
            Pan::parse("AAPFUO939F").err().and_then(|e| e.suggestion("AAPFUO939F")).as_deref(),
            Some("AAPFU0939F")
        );
    }

    #[test]
    fn json_carries_the_text_and_refuses_a_wrong_one() {
        let json = "\"27AAPFU0939F1ZV\"";
        assert_eq!(
            serde_json::from_str::<Gstin>(json).ok().and_then(|g| serde_json::to_string(&g).ok()).as_deref(),
            Some(json)
        );
        assert!(serde_json::from_str::<Gstin>("\"27AAPFU0939F1ZW\"").is_err());
    }

    proptest! {
        #[test]
        fn any_pan_in_any_state_makes_a_number_that_reads_back(
            pan in "[A-Z]{5}[0-9]{4}[A-Z]", state in 1..=38u8, registration in 1..=9u8,
        ) {
            let pan = Pan::parse(&pan);
            let made = State::from_code(state).zip(pan.ok()).map(|(state, pan)| Gstin::of(state, pan, registration));
            prop_assert_eq!(made.map(|g| Gstin::parse(g.as_str())), made.map(Ok));
        }

        #[test]
        fn one_mistyped_character_is_noticed(position in 0..14usize, typed in "[0-9A-Z]") {
            let mut text = "27AAPFU0939F1ZV".to_string();
            if text[position..=position] != typed {
                text.replace_range(position..=position, &typed);
                prop_assert!(Gstin::parse(&text).is_err(), "{}", text);
            }
        }

        #[test]
        fn no_text_makes_reading_panic(text in "\\PC*") {
            if let Err(error) = Gstin::parse(&text) {
                let _ = error.suggestion(&text);
            }
        }
    }
}
