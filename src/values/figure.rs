//! What a target is set in and an achievement measured by, whatever its unit.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::number::{Style, is_blank, parse_scaled, parse_scaled_not_negative, write_scaled};
use super::{Money, ParseError, Quantity, amount::amount};

/// A figure in thousandths of its unit: ₹12,50,000 is 1,25,00,00,000. May be negative where a balance may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Figure(i64);

amount!(Figure);

impl Figure {
    pub const fn from_thousandths(thousandths: i64) -> Self {
        Self(thousandths)
    }

    /// Whole units, at the largest or smallest figure there is when they do not fit.
    pub const fn from_units(units: i64) -> Self {
        Self(units.saturating_mul(1_000))
    }

    pub const fn thousandths(self) -> i64 {
        self.0
    }

    /// Rupees as a figure; `None` when they do not fit.
    pub fn from_money(money: Money) -> Option<Self> {
        money.paise().checked_mul(10).map(Self)
    }

    pub const fn from_quantity(quantity: Quantity) -> Self {
        Self(quantity.thousandths())
    }

    /// What part of `whole` this is, in whole percent, cut off; `None` of nothing.
    pub fn percent_of(self, whole: Self) -> Option<i64> {
        if whole.0 == 0 {
            return None;
        }
        i64::try_from(i128::from(self.0) * 100 / i128::from(whole.0)).ok()
    }

    /// Reads `12,00,000`, `₹4,50,000.50`, `1200.5`.
    ///
    /// # Errors
    /// Says what is wrong; below zero and more than three decimals are refused.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        parse_scaled_not_negative(bare(text), 3).map(Self)
    }

    /// As [`Figure::parse`], taking a minus in front: for balances, which may be in a branch's favour.
    pub fn parse_signed(text: &str) -> Result<Self, ParseError> {
        parse_scaled(bare(text), 3).map(Self)
    }

    /// `1200000` or `1200.5`: for input fields and files.
    pub fn plain(self) -> String {
        write_scaled(self.0, Style { decimals: 3, grouped: false, trimmed: true })
    }
}

fn bare(text: &str) -> &str {
    let text = text.trim_matches(is_blank).trim_end_matches("/-");
    text.strip_prefix('₹').unwrap_or(text)
}

/// `12,00,000` or `1,200.5`, without zeros at the end.
impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&write_scaled(self.0, Style { decimals: 3, grouped: true, trimmed: true }))
    }
}

impl From<i64> for Figure {
    fn from(thousandths: i64) -> Self {
        Self(thousandths)
    }
}

impl From<Figure> for i64 {
    fn from(figure: Figure) -> Self {
        figure.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::number::LARGEST;
    use super::*;

    #[test]
    fn a_figure_is_read_with_or_without_a_rupee_sign() {
        for text in ["12,00,000", "₹12,00,000", "1200000.000", " 12,00,000/- "] {
            assert_eq!(Figure::parse(text), Ok(Figure::from_units(1_200_000)), "{text}");
        }
        assert_eq!(Figure::parse("-1"), Err(ParseError::Negative));
        assert_eq!(Figure::parse_signed("-1"), Ok(Figure::from_units(-1)));
    }

    #[test]
    fn a_share_is_cut_off_to_whole_percent() {
        assert_eq!(Figure::from_units(1_200).percent_of(Figure::from_units(1_000)), Some(120));
        assert_eq!(Figure::from_units(999).percent_of(Figure::from_units(1_000)), Some(99));
        assert_eq!(Figure::from_units(1).percent_of(Figure::ZERO), None);
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(thousandths in -LARGEST..=LARGEST) {
            let figure = Figure::from_thousandths(thousandths);
            prop_assert_eq!(Figure::parse_signed(&figure.to_string()), Ok(figure));
            prop_assert_eq!(Figure::parse_signed(&figure.plain()), Ok(figure));
        }
    }
}
