//! The year the books are kept by.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Date, Month};

/// April to March, named after the calendar year it begins in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FinancialYear(i32);

impl FinancialYear {
    pub const fn starting(year: i32) -> Self {
        Self(year)
    }

    pub const fn start_year(self) -> i32 {
        self.0
    }

    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    pub const fn prev(self) -> Self {
        Self(self.0 - 1)
    }

    pub fn first_day(self) -> Date {
        Month::of(self.0, 4).first_day()
    }

    pub fn last_day(self) -> Date {
        Month::of(self.0 + 1, 3).last_day()
    }

    /// April to March.
    pub fn months(self) -> [Month; 12] {
        std::array::from_fn(|index| match index as u8 {
            before_new_year @ 0..=8 => Month::of(self.0, 4 + before_new_year),
            after => Month::of(self.0 + 1, after - 8),
        })
    }
}

/// `26-27`
impl fmt::Display for FinancialYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:02}-{:02}", self.0.rem_euclid(100), (self.0 + 1).rem_euclid(100)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_financial_year_turns_on_the_first_of_april() {
        let year = |text| Date::parse(text).map(|d| d.financial_year().to_string());
        assert_eq!(year("2027-03-31").as_deref(), Ok("26-27"));
        assert_eq!(year("2027-04-01").as_deref(), Ok("27-28"));
        let year = FinancialYear::starting(2026);
        assert_eq!([year.first_day().iso(), year.last_day().iso()], ["2026-04-01", "2027-03-31"]);
        assert_eq!([year.months()[0].to_string(), year.months()[11].to_string()], ["Apr 2026", "Mar 2027"]);
        assert_eq!(FinancialYear::starting(1999).to_string(), "99-00");
    }
}
