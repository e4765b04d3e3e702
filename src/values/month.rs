//! A month of a year: what scorecards are kept by and numbers count in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::date::{days_in_month, month_abbreviation, read_month, read_year};
use super::number::{is_blank, western_digit};
use super::{Date, FinancialYear, ParseError};

/// A calendar month; `2026-02` in JSON and in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    year: i32,
    month: u8,
}

impl Month {
    /// For the months of days that exist; others are brought to the nearest.
    pub(super) fn of(year: i32, month: u8) -> Self {
        Self { year: year.clamp(1, 9999), month: month.clamp(1, 12) }
    }

    /// `None` unless the year is within 1 to 9999 and the month within 1 to 12.
    pub fn new(year: i32, month: u8) -> Option<Self> {
        ((1..=9999).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }

    pub const fn year(self) -> i32 {
        self.year
    }

    /// 1 to 12.
    pub const fn number(self) -> u8 {
        self.month
    }

    /// Reads `Feb'26`, `2026-02`, `Feb 2026`, `Feb-26`, `02/2026`.
    ///
    /// # Errors
    /// [`ParseError::NotAMonth`]
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let text: String = text.trim_matches(is_blank).chars().map(western_digit).collect();
        if text.is_empty() {
            return Err(ParseError::Empty);
        }
        let mut parts = text.split(['\'', '’', '-', '/', ' ']).filter(|part| !part.is_empty());
        let (Some(first), Some(second), None) = (parts.next(), parts.next(), parts.next()) else {
            return Err(ParseError::NotAMonth);
        };
        let year_first = first.len() == 4 && first.bytes().all(|b| b.is_ascii_digit());
        let (year, month) = if year_first { (first, second) } else { (second, first) };
        read_year(year)
            .zip(read_month(month))
            .and_then(|(year, month)| Self::new(year, month))
            .ok_or(ParseError::NotAMonth)
    }

    /// `2026-02`
    pub fn iso(self) -> String {
        format!("{:04}-{:02}", self.year, self.month)
    }

    /// `Feb'26`, as the API writes it.
    pub fn wire(self) -> String {
        format!("{}'{:02}", month_abbreviation(self.month), self.year % 100)
    }

    /// `Feb`
    pub fn short(self) -> &'static str {
        month_abbreviation(self.month)
    }

    pub fn next(self) -> Self {
        if self.month == 12 { Self::of(self.year + 1, 1) } else { Self { month: self.month + 1, ..self } }
    }

    pub fn prev(self) -> Self {
        if self.month == 1 { Self::of(self.year - 1, 12) } else { Self { month: self.month - 1, ..self } }
    }

    pub fn first_day(self) -> Date {
        self.day(1)
    }

    pub fn last_day(self) -> Date {
        self.day(days_in_month(self.year, self.month))
    }

    pub fn contains(self, date: Date) -> bool {
        date.month() == self
    }

    pub fn financial_year(self) -> FinancialYear {
        FinancialYear::starting(self.year - i32::from(self.month < 4))
    }

    fn day(self, day: u8) -> Date {
        Date::from_ymd(self.year, self.month, day).unwrap_or(Date::from_days(0))
    }
}

/// `Feb 2026`
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} {}", month_abbreviation(self.month), self.year))
    }
}

impl FromStr for Month {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Month {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        Self::parse(&text)
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.iso()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_month_is_read_however_it_is_written() {
        for text in ["Feb'26", "2026-02", "Feb 2026", "feb-26", "February 2026", "02/2026", "Feb’26"] {
            assert_eq!(Month::parse(text).map(Month::iso).as_deref(), Ok("2026-02"), "{text}");
        }
        for bad in ["leaderboard", "2026-13", "2026", "Fe'26", "2026-02-01", "Feb'6"] {
            assert_eq!(Month::parse(bad), Err(ParseError::NotAMonth), "{bad}");
        }
    }

    #[test]
    fn a_month_is_shown_three_ways() {
        let shown = Month::new(2026, 2).map(|m| [m.to_string(), m.wire(), m.iso()]);
        assert_eq!(shown, Some(["Feb 2026", "Feb'26", "2026-02"].map(String::from)));
        assert_eq!(Month::new(2026, 2).and_then(|m| serde_json::to_string(&m).ok()).as_deref(), Some("\"2026-02\""));
    }

    #[test]
    fn months_follow_each_other_over_the_year() {
        let december = Month::of(2026, 12);
        assert_eq!(december.next().iso(), "2027-01");
        assert_eq!(december.next().prev(), december);
        assert_eq!(Month::of(2028, 2).last_day().iso(), "2028-02-29");
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(year in 2000..=2099, number in 1..=12u8) {
            let month = Month::of(year, number);
            for shown in [month.to_string(), month.wire(), month.iso()] {
                prop_assert_eq!(Month::parse(&shown), Ok(month));
            }
            prop_assert_eq!(month.last_day().add_days(1), month.next().first_day());
        }
    }
}
