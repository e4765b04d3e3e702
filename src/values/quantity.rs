//! How much of a thing, in its own unit, to three decimals.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::number::{Style, parse_scaled_not_negative, write_scaled};
use super::{ParseError, amount::amount};

/// A quantity in thousandths of its unit: 1.5 kg is 1,500. May be negative in a ledger, never when typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(i64);

amount!(Quantity);

impl Quantity {
    /// No quantity that is typed is larger: more is a slip of the finger, and what it is worth must still be summed.
    pub const MOST: Self = Self::from_units(10_000_000);

    pub const fn from_thousandths(thousandths: i64) -> Self {
        Self(thousandths)
    }

    /// Whole units, at the largest or smallest quantity there is when they do not fit.
    pub const fn from_units(units: i64) -> Self {
        Self(units.saturating_mul(1_000))
    }

    pub const fn thousandths(self) -> i64 {
        self.0
    }

    /// Whether it is a count of whole units, as pieces and packets must be.
    pub const fn is_whole(self) -> bool {
        self.0 % 1_000 == 0
    }

    pub fn checked_neg(self) -> Option<Self> {
        self.0.checked_neg().map(Self)
    }

    /// Reads `40`, `1.5`, `1,200`, `४०`.
    ///
    /// # Errors
    /// Says what is wrong; below zero and more than three decimals are refused.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        parse_scaled_not_negative(text, 3).map(Self)
    }

    /// `1200.5`: for input fields and files.
    pub fn plain(self) -> String {
        write_scaled(self.0, Style { grouped: false, ..GROUPED })
    }
}

const GROUPED: Style = Style { decimals: 3, grouped: true, trimmed: true };

/// `1,200.5`, without zeros at the end.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&write_scaled(self.0, GROUPED))
    }
}

impl From<i64> for Quantity {
    fn from(thousandths: i64) -> Self {
        Self(thousandths)
    }
}

impl From<Quantity> for i64 {
    fn from(quantity: Quantity) -> Self {
        quantity.0
    }
}

#[cfg(test)]
#[expect(clippy::inconsistent_digit_grouping, reason = "lakhs and paise, as they are read here")]
mod tests {
    use proptest::prelude::*;

    use super::super::number::LARGEST;
    use super::*;

    #[test]
    fn a_quantity_has_up_to_three_decimals() {
        let read = |text| Quantity::parse(text).map(Quantity::thousandths);
        assert_eq!(read("40"), Ok(40_000));
        assert_eq!(read("1.5"), Ok(1_500));
        assert_eq!(read("1.000"), Ok(1_000));
        assert_eq!(read("1,20,000.125"), Ok(1_20_000_125));
        assert_eq!(read("1.0005"), Err(ParseError::TooManyDecimals { max: 3 }));
        assert_eq!(read("-1"), Err(ParseError::Negative));
        assert_eq!(read("₹5"), Err(ParseError::NotANumber));
    }

    #[test]
    fn zeros_at_the_end_are_left_out() {
        let shown = [40_000, 1_500, 1_20_000_125, 0, -2_050].map(|t| Quantity::from_thousandths(t).to_string());
        assert_eq!(shown, ["40", "1.5", "1,20,000.125", "0", "-2.05"].map(String::from));
        assert_eq!(Quantity::from_units(1_20_000).plain(), "120000");
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(thousandths in 0..=LARGEST) {
            let quantity = Quantity::from_thousandths(thousandths);
            prop_assert_eq!(Quantity::parse(&quantity.to_string()), Ok(quantity));
            prop_assert_eq!(Quantity::parse(&quantity.plain()), Ok(quantity));
        }
    }
}
