//! The days a dashboard looks at: presets that move with the calendar, or two days of one's own.

use serde::{Deserialize, Serialize};

use crate::values::{Date, Month, named};

named! {
    /// A range that is named by where today lies in it.
    pub enum Preset: "period" {
        Today = "today",
        ThisWeek = "week",
        ThisMonth = "month",
        LastMonth = "last-month",
        ThisQuarter = "quarter",
        FinancialYear = "year",
    }
}

impl Preset {
    /// Its name on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::ThisWeek => "This week",
            Self::ThisMonth => "This month",
            Self::LastMonth => "Last month",
            Self::ThisQuarter => "This quarter",
            Self::FinancialYear => "Financial year",
        }
    }

    /// Its first and last day, to today where it isn't over.
    pub fn days(self, today: Date) -> (Date, Date) {
        match self {
            Self::Today => (today, today),
            // Day 0 of 1970 was a Thursday; weeks begin on Monday.
            Self::ThisWeek => (today.add_days(-(today.days() + 3).rem_euclid(7)), today),
            Self::ThisMonth => (today.month().first_day(), today),
            Self::LastMonth => (today.month().prev().first_day(), today.month().prev().last_day()),
            Self::ThisQuarter => {
                let mut month = today.month();
                while !(month.number() - 1).is_multiple_of(3) {
                    month = month.prev();
                }
                (month.first_day(), today)
            }
            Self::FinancialYear => (today.financial_year().first_day(), today),
        }
    }
}

/// The longest range, in days: three years.
const LONGEST: i32 = 3 * 366;

/// What was asked for in the address: `range=month`, or `from=2026-11-01&to=2026-11-21`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub range: String,
    pub from: String,
    pub to: String,
}

/// The days, and the preset they are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    pub from: Date,
    pub to: Date,
    pub preset: Option<Preset>,
}

impl Asked {
    /// The days meant; this month where nothing sensible was asked for.
    pub fn period(&self, today: Date) -> Period {
        if let (Ok(from), Ok(to)) = (Date::parse(&self.from), Date::parse(&self.to)) {
            let (from, to) = if from <= to { (from, to) } else { (to, from) };
            let from = if from.days_until(to) > LONGEST { to.add_days(-LONGEST) } else { from };
            return Period { from, to, preset: None };
        }
        let preset = self.range.parse().unwrap_or(Preset::ThisMonth);
        let (from, to) = preset.days(today);
        Period { from, to, preset: Some(preset) }
    }
}

impl Period {
    /// As it is printed on every card: `1 Nov 2026 – 21 Nov 2026`.
    pub fn printed(&self) -> String {
        if self.from == self.to { self.from.to_string() } else { format!("{} – {}", self.from, self.to) }
    }

    /// How many days it has.
    pub const fn days(&self) -> i32 {
        self.from.days_until(self.to) + 1
    }

    /// The whole month in which it ends: the one that has the target.
    pub fn month(&self) -> Month {
        self.to.month()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn days(preset: Preset, today: &str) -> (String, String) {
        let (from, to) = preset.days(day(today));
        (from.iso(), to.iso())
    }

    #[test]
    fn presets_follow_the_calendar() {
        let of = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        assert_eq!(days(Preset::ThisWeek, "2026-11-21"), of("2026-11-16", "2026-11-21"));
        assert_eq!(days(Preset::ThisWeek, "2026-11-16"), of("2026-11-16", "2026-11-16"));
        assert_eq!(days(Preset::LastMonth, "2026-03-31"), of("2026-02-01", "2026-02-28"));
        assert_eq!(days(Preset::ThisQuarter, "2026-11-21"), of("2026-10-01", "2026-11-21"));
        assert_eq!(days(Preset::FinancialYear, "2026-03-31"), of("2025-04-01", "2026-03-31"));
    }

    #[test]
    fn two_days_of_ones_own_come_in_either_order() {
        let asked = Asked { from: "2026-11-21".to_owned(), to: "2026-11-01".to_owned(), ..Asked::default() };
        let period = asked.period(day("2026-11-30"));
        assert_eq!((period.days(), period.preset), (21, None));
    }

    #[test]
    fn nonsense_is_this_month() {
        let asked = Asked { range: "forever".to_owned(), from: "x".to_owned(), to: String::new() };
        assert_eq!(asked.period(day("2026-11-21")).preset, Some(Preset::ThisMonth));
    }
}
