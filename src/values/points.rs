//! Points of a scorecard.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::number::{Style, divide_rounded, parse_scaled_not_negative, write_scaled};
use super::{ParseError, amount::amount};

/// Points in millionths: 47.5 is 4,75,00,000. Fine enough to keep and to sort by; what is decided by points is decided on
/// the exact fraction, before it is rounded to this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Points(i64);

amount!(Points);

impl Points {
    pub const ONE: Self = Self(1_000_000);

    pub const fn from_millionths(millionths: i64) -> Self {
        Self(millionths)
    }

    /// Whole points, at the most or fewest there are when they do not fit.
    pub const fn from_whole(points: i64) -> Self {
        Self(points.saturating_mul(1_000_000))
    }

    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// The sum, at the most there is when it does not fit.
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference, at the fewest there are when it does not fit.
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The average of some, rounded half up to the millionth; `None` of none.
    pub fn average(points: &[Self]) -> Option<Self> {
        let sum: i128 = points.iter().map(|points| i128::from(points.0)).sum();
        divide_rounded(sum, i128::try_from(points.len()).ok()?).map(Self)
    }

    /// Reads `30`, `47.5`.
    ///
    /// # Errors
    /// Says what is wrong; below zero and more than two decimals are refused.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        parse_scaled_not_negative(text, 2).map(|hundredths| Self(hundredths.saturating_mul(10_000)))
    }

    /// `99.0`: one decimal, rounded half up.
    pub fn shown(self) -> String {
        let tenths = divide_rounded(i128::from(self.0), 100_000).unwrap_or_default();
        write_scaled(tenths, Style { decimals: 1, grouped: true, trimmed: false })
    }

    /// `+4.5` or `-2.0`: a difference, with its sign.
    pub fn signed(self) -> String {
        let shown = self.shown();
        if self.0 < 0 || shown == "0.0" { shown } else { format!("+{shown}") }
    }

    /// `47.5` or `33.333333`: for input fields, files and the API.
    pub fn plain(self) -> String {
        write_scaled(self.0, Style { decimals: 6, grouped: false, trimmed: true })
    }
}

/// `47.5` or `33.33`, without zeros at the end.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = divide_rounded(i128::from(self.0), 10_000).unwrap_or_default();
        f.pad(&write_scaled(hundredths, Style { decimals: 2, grouped: true, trimmed: true }))
    }
}

impl From<i64> for Points {
    fn from(millionths: i64) -> Self {
        Self(millionths)
    }
}

impl From<Points> for i64 {
    fn from(points: Points) -> Self {
        points.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_shown_with_one_decimal() {
        let shown = ["99", "47.5", "102.55", "0.04"].map(|text| Points::parse(text).map(Points::shown));
        assert_eq!(shown, ["99.0", "47.5", "102.6", "0.0"].map(|text| Ok(text.to_owned())));
        assert_eq!(Points::from_millionths(33_333_333).shown(), "33.3");
        assert_eq!(Points::from_millionths(-2_000_000).signed(), "-2.0");
        assert_eq!(Points::from_millionths(4_500_000).signed(), "+4.5");
    }

    #[test]
    fn points_are_read_to_two_decimals_and_never_below_zero() {
        assert_eq!(Points::parse("24.25"), Ok(Points::from_millionths(24_250_000)));
        assert_eq!(Points::parse("24.255"), Err(ParseError::TooManyDecimals { max: 2 }));
        assert_eq!(Points::parse("-1"), Err(ParseError::Negative));
    }

    #[test]
    fn an_average_is_of_those_there_are() {
        assert_eq!(
            Points::average(&[Points::from_whole(90), Points::from_whole(101)]).map(Points::shown).as_deref(),
            Some("95.5")
        );
        assert_eq!(Points::average(&[]), None);
    }
}
