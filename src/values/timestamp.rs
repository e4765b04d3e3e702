//! An instant, stored in UTC and shown in India's time.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Date, number::push_padded};

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;
/// Asia/Kolkata is UTC+05:30 the year round, and was so through all the years the product knows.
const IST: i64 = 19_800 * SECOND;

impl Timestamp {
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(SECOND))
    }

    pub const fn micros(self) -> i64 {
        self.0
    }

    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(SECOND)
    }

    /// The first instant of a day in India.
    pub const fn start_of_ist_day(date: Date) -> Self {
        Self(date.days() as i64 * DAY - IST)
    }

    /// A time of day in India.
    pub const fn from_ist(date: Date, hour: u8, minute: u8) -> Self {
        Self::start_of_ist_day(date).plus_seconds(hour as i64 * 3_600 + minute as i64 * 60)
    }

    /// The day it is in India.
    pub fn ist_date(self) -> Date {
        Date::from_days(day_of(self.0.saturating_add(IST)))
    }

    /// `21 Nov 2026, 10:42 IST`
    pub fn ist(self) -> String {
        let mut text = String::with_capacity(24);
        self.ist_date().push_to(&mut text);
        text.push_str(", ");
        self.push_ist_clock(&mut text);
        text.push_str(" IST");
        text
    }

    /// The time it is in India: `10:42`.
    pub fn ist_clock(self) -> String {
        let mut text = String::with_capacity(5);
        self.push_ist_clock(&mut text);
        text
    }

    fn push_ist_clock(self, text: &mut String) {
        let (hour, minute, _) = clock_of(self.0.saturating_add(IST));
        push_padded(text, hour, 2);
        text.push(':');
        push_padded(text, minute, 2);
    }

    /// `2026-11-21T05:12:00.000Z`, always with milliseconds, as JavaScript writes it, so that texts sort as instants do.
    pub fn iso(self) -> String {
        let (hour, minute, second) = clock_of(self.0);
        let millis = self.0.rem_euclid(SECOND).unsigned_abs() / 1_000;
        let mut text = String::with_capacity(24);
        Date::from_days(day_of(self.0)).push_iso(&mut text);
        for (before, number, width) in [('T', hour, 2), (':', minute, 2), (':', second, 2), ('.', millis, 3)] {
            text.push(before);
            push_padded(&mut text, number, width);
        }
        text.push('Z');
        text
    }

    /// Reads an instant as programs write it: `2026-11-21T05:12:00.000Z`, `2026-11-21T10:42+05:30`. `None` for anything else.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let (day, rest) = text.trim().split_once('T')?;
        let [year, month, day] = numbers(day, '-')?;
        let date = Date::from_ymd(i32::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)?;
        let at = rest.find(['Z', '+', '-'])?;
        let (clock, zone) = rest.split_at(at);
        let (clock, part) = clock.split_once('.').unwrap_or((clock, ""));
        let [hour, minute, second] = numbers(clock, ':').or_else(|| numbers(&format!("{clock}:00"), ':'))?;
        let east = match zone.split_at(1) {
            ("Z", "") => 0,
            (sign, offset) => {
                let [hours, minutes] = numbers(offset, ':')?;
                if hours > 14 || minutes > 59 {
                    return None;
                }
                (hours * 3_600 + minutes * 60) * if sign == "-" { -1 } else { 1 }
            }
        };
        let whole = part.bytes().all(|byte| byte.is_ascii_digit()) && hour < 24 && minute < 60 && second < 60;
        let micros = format!("{part:0<6}").get(..6)?.parse::<i64>().ok().filter(|_| whole)?;
        let seconds = hour * 3_600 + minute * 60 + second - east;
        Some(Self(i64::from(date.days()) * DAY + seconds * SECOND + micros))
    }

    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(SECOND)))
    }

    pub const fn minus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_sub(seconds.saturating_mul(SECOND)))
    }

    pub const fn plus_days(self, days: i32) -> Self {
        self.plus_seconds(days as i64 * 86_400)
    }

    /// Whole seconds from `earlier` to this instant; below zero when it lies before.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0) / SECOND
    }

    /// How long ago it is, or how soon it will be: `just now`, `5 minutes ago`, `4 days ago`, `in 2 hours`.
    pub fn relative_to(self, now: Self) -> String {
        let seconds = now.seconds_since(self);
        let (count, unit) = match seconds.unsigned_abs() {
            0..60 => return "just now".to_string(),
            s @ 60..3_600 => (s / 60, "minute"),
            s @ 3_600..86_400 => (s / 3_600, "hour"),
            s @ 86_400..5_184_000 => (s / 86_400, "day"),
            s @ 5_184_000..63_072_000 => (s / 2_629_800, "month"),
            s => (s / 31_557_600, "year"),
        };
        let plural = if count == 1 { "" } else { "s" };
        if seconds > 0 { format!("{count} {unit}{plural} ago") } else { format!("in {count} {unit}{plural}") }
    }
}

/// So many numbers without a sign.
fn numbers<const N: usize>(text: &str, between: char) -> Option<[i64; N]> {
    let number = |part: &str| part.parse().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()));
    text.split(between).map(number).collect::<Option<Vec<i64>>>()?.try_into().ok()
}

fn day_of(micros: i64) -> i32 {
    micros.div_euclid(DAY) as i32
}

fn clock_of(micros: i64) -> (u64, u64, u64) {
    let seconds = (micros.rem_euclid(DAY) / SECOND).unsigned_abs();
    (seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// `21 Nov 2026, 10:42 IST`
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.ist())
    }
}

impl From<i64> for Timestamp {
    fn from(micros: i64) -> Self {
        Self(micros)
    }
}

impl From<Timestamp> for i64 {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// 21 Nov 2026, 10:42 in India.
    const MORNING: Timestamp = Timestamp::from_seconds(1_795_237_920);

    #[test]
    fn it_is_shown_in_indias_time_and_sent_in_utc() {
        assert_eq!(MORNING.to_string(), "21 Nov 2026, 10:42 IST");
        assert_eq!(MORNING.iso(), "2026-11-21T05:12:00.000Z");
        assert_eq!(Timestamp::from_micros(-1).iso(), "1969-12-31T23:59:59.999Z");
    }

    #[test]
    fn it_is_read_as_programs_write_it() {
        for text in
            ["2026-11-21T05:12:00.000Z", "2026-11-21T10:42+05:30", "2026-11-20T23:42:00-05:30", " 2026-11-21T05:12Z "]
        {
            assert_eq!(Timestamp::parse_iso(text), Some(MORNING), "{text}");
        }
        for text in [
            "",
            "2026-11-21",
            "2026-11-21T05:12",
            "2026-02-30T05:12Z",
            "2026-11-21T24:00Z",
            "T:Z",
            "2026-11-21T05:12:00.xZ",
            "2026-11-21T+5:12Z",
        ] {
            assert_eq!(Timestamp::parse_iso(text), None, "{text}");
        }
    }

    #[test]
    fn indias_day_begins_before_that_of_utc() {
        let last_second = Timestamp::start_of_ist_day(MORNING.ist_date()).minus_seconds(1);
        assert_eq!(last_second.iso(), "2026-11-20T18:29:59.000Z");
        assert_eq!(last_second.ist_date().iso(), "2026-11-20");
        assert_eq!(last_second.plus_seconds(1).ist_date().iso(), "2026-11-21");
        assert_eq!(Timestamp::from_ist(MORNING.ist_date(), 10, 42), MORNING);
    }

    #[test]
    fn how_long_ago_is_told_in_the_largest_unit() {
        let ago = |seconds| MORNING.minus_seconds(seconds).relative_to(MORNING);
        assert_eq!([ago(0), ago(59), ago(60), ago(300)], ["just now", "just now", "1 minute ago", "5 minutes ago"]);
        assert_eq!([ago(3_600), ago(345_600), ago(5_184_000)], ["1 hour ago", "4 days ago", "1 month ago"]);
        assert_eq!([ago(70_000_000), ago(-7_200)], ["2 years ago", "in 2 hours"]);
    }

    proptest! {
        #[test]
        fn every_instant_lies_within_its_day(micros in -62_135_596_800_000_000i64..=253_402_300_000_000_000) {
            let instant = Timestamp::from_micros(micros);
            let start = Timestamp::start_of_ist_day(instant.ist_date());
            prop_assert!(start <= instant && instant < start.plus_days(1));
        }

        #[test]
        fn what_is_written_is_read_again(millis in -62_135_596_800_000i64..=253_402_300_000_000) {
            let instant = Timestamp::from_micros(millis * 1_000);
            prop_assert_eq!(Timestamp::parse_iso(&instant.iso()), Some(instant));
        }

        #[test]
        fn texts_sort_as_instants_do(a in 0i64..=253_402_300_000, b in 0i64..=253_402_300_000) {
            let (a, b) = (Timestamp::from_micros(a * 1_000), Timestamp::from_micros(b * 1_000));
            prop_assert_eq!(a.cmp(&b), a.iso().cmp(&b.iso()));
        }
    }
}
