//! A day of the calendar.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::number::{is_blank, push_padded, western_digit};
use super::{FinancialYear, Month, ParseError};

/// A day, as days since 1970-01-01. Only the years 1 to 9999 are ever made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Date(i32);

pub(super) const MONTH_NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Date {
    pub const fn from_days(days: i32) -> Self {
        Self(days)
    }

    /// Days since 1970-01-01.
    pub const fn days(self) -> i32 {
        self.0
    }

    /// `None` when the calendar has no such day, or the year is not within 1 to 9999.
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Option<Self> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || day == 0 || day > days_in_month(year, month) {
            return None;
        }
        // Years are counted from March, so that the leap day is the last; see "days from civil", H. Hinnant.
        let (month, day) = (i32::from(month), i32::from(day));
        let year = year - i32::from(month <= 2);
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        Some(Self(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468))
    }

    /// Year, month 1 to 12, day 1 to 31.
    pub fn ymd(self) -> (i32, u8, u8) {
        let days = i64::from(self.0) + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        ((year + era * 400 + i64::from(month <= 2)) as i32, month as u8, day as u8)
    }

    /// Reads `2026-11-21`, `21/11/2026`, `21-11-2026`, `21.11.26`, `21 Nov 2026`, `21-Nov-26`. Where all is numbers
    /// and the year stands last, the day stands first, as in India.
    ///
    /// # Errors
    /// [`ParseError::NotADate`], or [`ParseError::NoSuchDay`] for the likes of 30 Feb.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let text: String = text.trim_matches(is_blank).chars().map(western_digit).collect();
        if text.is_empty() {
            return Err(ParseError::Empty);
        }
        let mut parts = text.split(['-', '/', '.', ' ', ',']).filter(|part| !part.is_empty());
        let (Some(first), Some(month), Some(last), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(ParseError::NotADate);
        };
        let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
        let (Some(year), Some(month), Some(day)) = (read_year(year), read_month(month), read_small(day)) else {
            return Err(ParseError::NotADate);
        };
        Self::from_ymd(year, month, day).ok_or(ParseError::NoSuchDay)
    }

    /// `2026-11-21`
    pub fn iso(self) -> String {
        let mut text = String::with_capacity(10);
        self.push_iso(&mut text);
        text
    }

    pub(super) fn push_iso(self, text: &mut String) {
        let (year, month, day) = self.ymd();
        push_padded(text, u64::from(year.unsigned_abs()), 4);
        text.push('-');
        push_padded(text, u64::from(month), 2);
        text.push('-');
        push_padded(text, u64::from(day), 2);
    }

    /// `21 Nov`
    pub fn short(self) -> String {
        let (_, month, day) = self.ymd();
        let mut text = String::with_capacity(6);
        push_day(&mut text, month, day);
        text
    }

    /// `21 Nov 2026`
    pub(super) fn push_to(self, text: &mut String) {
        let (year, month, day) = self.ymd();
        push_day(text, month, day);
        text.push(' ');
        push_padded(text, u64::from(year.unsigned_abs()), 1);
    }

    /// So many days later, or earlier; at the end of time when there is no such day.
    pub const fn add_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Days from this day to `later`; below zero when that lies before.
    pub const fn days_until(self, later: Self) -> i32 {
        later.0.saturating_sub(self.0)
    }

    pub fn month(self) -> Month {
        let (year, month, _) = self.ymd();
        Month::of(year, month)
    }

    pub fn financial_year(self) -> FinancialYear {
        self.month().financial_year()
    }

    /// The day of a spreadsheet's serial number: 1 is 1 Jan 1900, and 60 the 29 Feb 1900 that never was.
    pub fn from_excel_serial(serial: i64) -> Option<Self> {
        let days = match serial {
            1..=59 => serial - 25_568,
            61..=2_958_465 => serial - 25_569,
            _ => return None,
        };
        i32::try_from(days).ok().map(Self)
    }

    /// The day's serial number in a spreadsheet, for days from 1 Mar 1900.
    pub fn excel_serial(self) -> i64 {
        i64::from(self.0) + 25_569
    }
}

fn push_day(text: &mut String, month: u8, day: u8) {
    push_padded(text, u64::from(day), 1);
    text.push(' ');
    text.push_str(month_abbreviation(month));
}

pub(super) fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

pub(super) fn month_abbreviation(month: u8) -> &'static str {
    &MONTH_NAMES[usize::from(month.clamp(1, 12)) - 1][..3]
}

fn read_small(text: &str) -> Option<u8> {
    if text.len() > 2 || !text.bytes().all(|b| b.is_ascii_digit()) { None } else { text.parse().ok() }
}

/// Four digits, or two of this century.
pub(super) fn read_year(text: &str) -> Option<i32> {
    let year: i32 = text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())??;
    match text.len() {
        2 => Some(2000 + year),
        4 => Some(year),
        _ => None,
    }
}

/// A month's number, or its name of at least three letters.
pub(super) fn read_month(text: &str) -> Option<u8> {
    let by_name = || {
        let matches = |name: &str| name.get(..text.len()).is_some_and(|head| head.eq_ignore_ascii_case(text));
        (text.len() >= 3).then(|| MONTH_NAMES.iter().position(|name| matches(name)))?.map(|index| index as u8 + 1)
    };
    read_small(text).or_else(by_name).or_else(|| text.eq_ignore_ascii_case("sept").then_some(9))
}

/// `21 Nov 2026`
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(11);
        self.push_to(&mut text);
        f.pad(&text)
    }
}

impl From<i32> for Date {
    fn from(days: i32) -> Self {
        Self(days)
    }
}

impl From<Date> for i32 {
    fn from(date: Date) -> Self {
        date.0
    }
}

impl From<Date> for i64 {
    fn from(date: Date) -> Self {
        i64::from(date.0)
    }
}

impl TryFrom<i64> for Date {
    type Error = ParseError;

    fn try_from(days: i64) -> Result<Self, ParseError> {
        i32::try_from(days).map(Self).map_err(|_| ParseError::NoSuchDay)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn iso(text: &str) -> Result<String, ParseError> {
        Date::parse(text).map(Date::iso)
    }

    #[test]
    fn a_date_is_read_however_india_writes_it() {
        for text in [
            "2026-11-21",
            "21/11/2026",
            "21-11-2026",
            "21.11.26",
            "21 Nov 2026",
            "21-Nov-26",
            "21 november, 2026",
            "२१/११/२०२६",
        ] {
            assert_eq!(iso(text).as_deref(), Ok("2026-11-21"), "{text}");
        }
        assert_eq!(iso("1/3/2026").as_deref(), Ok("2026-03-01"));
        assert_eq!(iso("5 Sept 2026").as_deref(), Ok("2026-09-05"));
    }

    #[test]
    fn what_is_not_a_date_is_refused() {
        for (text, expected) in [
            ("", ParseError::Empty),
            ("soon", ParseError::NotADate),
            ("2026-11", ParseError::NotADate),
            ("21 Novem 26 x", ParseError::NotADate),
            ("46347", ParseError::NotADate),
            ("30/02/2026", ParseError::NoSuchDay),
            ("2026-13-01", ParseError::NoSuchDay),
            ("11/21/2026", ParseError::NoSuchDay),
            ("29 Feb 2026", ParseError::NoSuchDay),
        ] {
            assert_eq!(iso(text), Err(expected), "{text}");
        }
        assert_eq!(iso("29 Feb 2028").as_deref(), Ok("2028-02-29"));
    }

    #[test]
    fn a_date_is_shown_three_ways() {
        let date = Date::from_ymd(2026, 3, 1);
        assert_eq!(
            date.map(|d| [d.to_string(), d.short(), d.iso()]),
            Some(["1 Mar 2026", "1 Mar", "2026-03-01"].map(String::from))
        );
    }

    #[test]
    fn days_count_from_1970() {
        assert_eq!(Date::from_ymd(1970, 1, 1).map(Date::days), Some(0));
        assert_eq!(Date::from_ymd(2000, 3, 1).map(Date::days), Some(11_017));
        assert_eq!(Date::from_ymd(1, 1, 1).map(Date::days), Some(-719_162));
    }

    #[test]
    fn a_spreadsheets_serial_is_a_day() {
        let day = |serial| Date::from_excel_serial(serial).map(Date::iso);
        assert_eq!(day(1).as_deref(), Some("1900-01-01"));
        assert_eq!(day(59).as_deref(), Some("1900-02-28"));
        assert_eq!(day(61).as_deref(), Some("1900-03-01"));
        assert_eq!(day(46_347).as_deref(), Some("2026-11-21"));
        assert_eq!(day(2_958_465).as_deref(), Some("9999-12-31"));
        assert_eq!([day(0), day(60), day(-1), day(2_958_466)], [None, None, None, None]);
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(days in -354_285..2_932_896) {
            let date = Date::from_days(days);
            let (year, month, day) = date.ymd();
            prop_assert_eq!(Date::from_ymd(year, month, day), Some(date));
            prop_assert_eq!(Date::parse(&date.iso()), Ok(date));
            prop_assert_eq!(Date::parse(&date.to_string()), Ok(date));
        }

        #[test]
        fn the_next_day_is_the_next_in_the_calendar(days in -719_162..2_932_895) {
            let (today, tomorrow) = (Date::from_days(days).ymd(), Date::from_days(days + 1).ymd());
            let next_in_month = (today.0, today.1, today.2 + 1);
            prop_assert!(tomorrow == next_in_month || (tomorrow.2 == 1 && today.2 == days_in_month(today.0, today.1)));
        }

        #[test]
        fn no_text_makes_reading_panic(text in "\\PC*") {
            let _ = Date::parse(&text);
        }
    }
}
