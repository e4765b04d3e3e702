//! Rupees, kept as whole paise.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::number::{
    Style, divide_rounded, is_blank, parse_scaled, parse_scaled_not_negative, write_scaled, write_with,
};
use super::{ParseError, Percent, Quantity, amount::amount};

/// An amount of Indian rupees in whole paise. May be negative: a customer who paid in advance owes less than nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

amount!(Money);

impl Money {
    /// No price of a unit is higher: more is a slip of the finger, and what stock is worth must still be summed.
    pub const MOST_RATE: Self = Self::from_rupees(10_000_000);

    pub const fn from_paise(paise: i64) -> Self {
        Self(paise)
    }

    /// Whole rupees, at the largest or smallest amount there is when they do not fit.
    pub const fn from_rupees(rupees: i64) -> Self {
        Self(rupees.saturating_mul(100))
    }

    pub const fn paise(self) -> i64 {
        self.0
    }

    /// Whether it has no paise, so that a column of such amounts may leave the decimals out.
    pub const fn is_whole(self) -> bool {
        self.0 % 100 == 0
    }

    pub fn checked_neg(self) -> Option<Self> {
        self.0.checked_neg().map(Self)
    }

    /// This rate for a quantity, rounded half up to the paisa.
    pub fn checked_times(self, quantity: Quantity) -> Option<Self> {
        divide_rounded(i128::from(self.0) * i128::from(quantity.thousandths()), 1_000).map(Self)
    }

    /// So many percent of this amount, rounded half up to the paisa: 18 % of ₹100 is ₹18.
    pub fn percent_of(self, percent: Percent) -> Option<Self> {
        divide_rounded(i128::from(self.0) * i128::from(percent.basis_points()), 10_000).map(Self)
    }

    /// What part of `whole` this is; `None` of nothing.
    pub fn share_of(self, whole: Self) -> Option<Percent> {
        divide_rounded(i128::from(self.0) * 10_000, i128::from(whole.0)).map(Percent::from_basis_points)
    }

    /// Reads an amount as people and spreadsheets write it: `₹1,24,500.50`, `Rs. 450`, `450/-`, ` 450.5 `, `४५०`.
    ///
    /// # Errors
    /// Says what is wrong; an amount below zero is refused, see [`Money::parse_signed`].
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        parse_scaled_not_negative(&without_currency(text), 2).map(Self)
    }

    /// As [`Money::parse`], taking a minus in front: for balances, which may be in the customer's favour.
    pub fn parse_signed(text: &str) -> Result<Self, ParseError> {
        parse_scaled(&without_currency(text), 2).map(Self)
    }

    /// `₹1,24,500.00`
    pub fn rupees(self) -> String {
        write_with(RUPEE, self.0, GROUPED)
    }

    /// To the nearest rupee, halves away from zero: for where paise would only be in the way.
    pub fn whole(self) -> Self {
        Self::from_paise(
            super::number::divide_rounded(i128::from(self.paise()), 100).unwrap_or_default().saturating_mul(100),
        )
    }

    /// `₹1,24,500`, with paise only when there are some.
    pub fn short(self) -> String {
        if self.is_whole() { write_with(RUPEE, self.0 / 100, Style { decimals: 0, ..GROUPED }) } else { self.rupees() }
    }

    /// In a list: without paise where all of its column are whole.
    pub fn listed(self, all_whole: bool) -> String {
        if all_whole { self.short() } else { self.rupees() }
    }

    /// `124500.00`: for input fields and files.
    pub fn plain(self) -> String {
        write_scaled(self.0, Style { grouped: false, ..GROUPED })
    }
}

const GROUPED: Style = Style { decimals: 2, grouped: true, trimmed: false };

const RUPEE: &str = "₹";

/// The text without the rupee sign in any of its spellings; a minus before the sign is kept.
fn without_currency(text: &str) -> String {
    let text = text.trim_matches(is_blank);
    let (minus, rest) = match text.strip_prefix(['-', '−']) {
        Some(rest) => ("-", rest.trim_start_matches(is_blank)),
        None => ("", text),
    };
    let rest = rest.trim_end_matches("/-");
    let bare = ["₹", "rs.", "rs", "inr"].into_iter().find_map(|sign| {
        rest.get(..sign.len()).filter(|head| head.eq_ignore_ascii_case(sign)).map(|_| &rest[sign.len()..])
    });
    format!("{minus}{}", bare.unwrap_or(rest).trim_matches(is_blank))
}

/// `1,24,500.00`
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&write_scaled(self.0, GROUPED))
    }
}

impl From<i64> for Money {
    fn from(paise: i64) -> Self {
        Self(paise)
    }
}

impl From<Money> for i64 {
    fn from(money: Money) -> Self {
        money.0
    }
}

#[cfg(test)]
#[expect(clippy::inconsistent_digit_grouping, reason = "lakhs and paise, as they are read here")]
mod tests {
    use proptest::prelude::*;

    use super::super::number::LARGEST;
    use super::*;

    fn paise(text: &str) -> Result<i64, ParseError> {
        Money::parse(text).map(Money::paise)
    }

    #[test]
    fn a_list_shows_paise_for_all_of_a_column_or_for_none() {
        let shown = |amounts: [i64; 2]| {
            let amounts = amounts.map(Money::from_paise);
            let whole = amounts.iter().all(|amount| amount.is_whole());
            amounts.map(|amount| amount.listed(whole))
        };
        assert_eq!(shown([50_000_00, 0]), ["₹50,000", "₹0"]);
        assert_eq!(shown([50_000_00, 12_50]), ["₹50,000.00", "₹12.50"]);
    }

    #[test]
    fn an_amount_is_read_however_it_is_written() {
        for (text, expected) in [
            ("₹1,24,500.50", 1_24_500_50),
            ("450", 450_00),
            (" 450.5 ", 450_50),
            ("124,500.00", 1_24_500_00),
            ("Rs. 1,000", 1_000_00),
            ("rs 18", 18_00),
            ("INR 7.25", 7_25),
            ("450/-", 450_00),
            ("\u{a0}₹ 450\u{200b}", 450_00),
            ("४५०.५०", 450_50),
            (".5", 50),
            ("5.", 5_00),
            ("450.5000", 450_50),
            ("0", 0),
            ("-0", 0),
        ] {
            assert_eq!(paise(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_an_amount_is_refused_with_the_reason() {
        for (text, expected) in [
            ("", ParseError::Empty),
            (" ₹ ", ParseError::Empty),
            ("ten", ParseError::NotANumber),
            ("4O", ParseError::NotANumber),
            ("1 0", ParseError::NotANumber),
            ("1.2.3", ParseError::NotANumber),
            ("1e5", ParseError::NotANumber),
            (".", ParseError::NotANumber),
            ("--5", ParseError::NotANumber),
            ("1,5", ParseError::Grouping),
            ("450.125", ParseError::TooManyDecimals { max: 2 }),
            ("90071992547409.92", ParseError::TooLarge),
            ("99999999999999999999999", ParseError::TooLarge),
            ("-450", ParseError::Negative),
        ] {
            assert_eq!(paise(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn a_balance_may_be_below_zero() {
        for text in ["-450", "-₹450.00", "₹-450", "− 450", "-Rs 450"] {
            assert_eq!(Money::parse_signed(text), Ok(Money::from_rupees(-450)), "{text}");
        }
        assert_eq!(Money::from_rupees(-1_24_500).rupees(), "-₹1,24,500.00");
    }

    #[test]
    fn an_amount_is_written_four_ways() {
        let money = Money::from_paise(1_24_500_00);
        assert_eq!(
            [money.to_string(), money.rupees(), money.short(), money.plain()],
            ["1,24,500.00", "₹1,24,500.00", "₹1,24,500", "124500.00"]
        );
        assert_eq!(Money::from_paise(5).to_string(), "0.05");
        assert_eq!(Money::from_paise(1_24_500_50).short(), "₹1,24,500.50");
        assert_eq!(Money::from_paise(-5).rupees(), "-₹0.05");
        assert_eq!(format!("{:>8}|{:<6}|", Money::from_rupees(1), Money::ZERO), "    1.00|0.00  |");
    }

    #[test]
    fn sums_that_do_not_fit_are_noticed() {
        assert_eq!(Money::from_paise(i64::MAX).checked_add(Money::from_paise(1)), None);
        assert_eq!(Money::checked_sum([Money::from_paise(i64::MAX), Money::from_paise(1)]), None);
        assert_eq!(Money::checked_sum([]), Some(Money::ZERO));
    }

    #[test]
    fn a_rate_times_a_quantity_rounds_half_up_to_the_paisa() {
        let times = |rate: &str, quantity| {
            Money::parse(rate).ok()?.checked_times(Quantity::parse(quantity).ok()?).map(|m| m.to_string())
        };
        assert_eq!(times("612.50", "25").as_deref(), Some("15,312.50"));
        assert_eq!(times("0.01", "0.5").as_deref(), Some("0.01"));
        assert_eq!(times("0.01", "0.499").as_deref(), Some("0.00"));
        assert_eq!(Money::from_paise(LARGEST).checked_times(Quantity::from_thousandths(LARGEST)), None);
    }

    #[test]
    fn a_percentage_rounds_half_up_to_the_paisa() {
        let five = Percent::from_basis_points(500);
        assert_eq!(Money::from_paise(15_312_50).percent_of(five), Some(Money::from_paise(765_63)));
        assert_eq!(Money::from_rupees(15).share_of(Money::from_rupees(100)), Some(Percent::from_basis_points(1_500)));
        assert_eq!(Money::from_rupees(15).share_of(Money::ZERO), None);
    }

    #[test]
    fn json_carries_paise() {
        assert_eq!(serde_json::to_string(&Money::from_rupees(450)).ok().as_deref(), Some("45000"));
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(paise in -LARGEST..=LARGEST) {
            let money = Money::from_paise(paise);
            for shown in [money.to_string(), money.rupees(), money.short(), money.plain()] {
                prop_assert_eq!(Money::parse_signed(&shown), Ok(money), "{}", shown);
            }
        }

        #[test]
        fn no_text_makes_reading_panic(text in "\\PC*") {
            let _ = Money::parse(&text);
        }
    }
}
