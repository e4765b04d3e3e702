//! Hundredths, to two decimals.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ParseError;
use super::number::{Style, is_blank, parse_scaled_not_negative, write_scaled};

/// A percentage in basis points: 1 % is 100, 2.5 % is 250.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Percent(i64);

impl Percent {
    pub const ZERO: Self = Self(0);

    pub const fn from_basis_points(basis_points: i64) -> Self {
        Self(basis_points)
    }

    /// Whole percent, at the largest or smallest there is when they do not fit.
    pub const fn from_whole(percent: i64) -> Self {
        Self(percent.saturating_mul(100))
    }

    pub const fn basis_points(self) -> i64 {
        self.0
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Reads `5`, `5%`, `2.5 %`.
    ///
    /// # Errors
    /// Says what is wrong; below zero and more than two decimals are refused.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let text = text.trim_end_matches(is_blank);
        parse_scaled_not_negative(text.strip_suffix('%').unwrap_or(text), 2).map(Self)
    }

    /// `2.5`: for input fields and files.
    pub fn plain(self) -> String {
        write_scaled(self.0, Style { decimals: 2, grouped: false, trimmed: true })
    }
}

/// `2.5 %`
impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&(write_scaled(self.0, Style { decimals: 2, grouped: true, trimmed: true }) + " %"))
    }
}

impl From<i64> for Percent {
    fn from(basis_points: i64) -> Self {
        Self(basis_points)
    }
}

impl From<Percent> for i64 {
    fn from(percent: Percent) -> Self {
        percent.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::number::LARGEST;
    use super::*;

    #[test]
    fn the_sign_is_optional() {
        for text in ["2.5", "2.5%", " 2.5 % ", "2.50"] {
            assert_eq!(Percent::parse(text), Ok(Percent::from_basis_points(250)), "{text}");
        }
        assert_eq!(Percent::parse("%"), Err(ParseError::Empty));
        assert_eq!(Percent::parse("5.125"), Err(ParseError::TooManyDecimals { max: 2 }));
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(points in 0..=LARGEST) {
            let percent = Percent::from_basis_points(points);
            prop_assert_eq!(Percent::parse(&percent.to_string()), Ok(percent));
            prop_assert_eq!(Percent::parse(&percent.plain()), Ok(percent));
        }
    }
}
