//! The days a dashboard looks at: presets that move with the calendar, or two days of one's own.

use serde::{Deserialize, Serialize};

use crate::{
    platform::failure::FieldError,
    values::{Date, Month, named},
};

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

    /// What of it can't be read, by its name: a program is told, where the page shows this month.
    pub fn mistakes(&self) -> Vec<FieldError> {
        let mut wrong = Vec::new();
        if !self.range.is_empty() && self.range.parse::<Preset>().is_err() {
            let presets: Vec<&str> = Preset::ALL.iter().map(|preset| preset.as_str()).collect();
            let what = format!("write one of {}", presets.join(", "));
            wrong.push(FieldError::unreadable("range", what).typed(&self.range));
        }
        for (name, day, other) in [("from", &self.from, &self.to), ("to", &self.to, &self.from)] {
            if day.is_empty() && !other.is_empty() {
                wrong.push(FieldError::unreadable(name, "it is missing; the first and the last day go together"));
            } else if !day.is_empty() && Date::parse(day).is_err() {
                wrong.push(FieldError::unreadable(name, "write a day, as 2026-11-21").typed(day));
            }
        }
        wrong
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

/// A period as whole months, the days that it has besides, and those of the months that it doesn't have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cover {
    pub months: Option<(Month, Month)>,
    pub added: Vec<(Date, Date)>,
    pub taken: Vec<(Date, Date)>,
}

impl Period {
    /// Months of which it has more than half are taken whole, so that few days are left to be looked at one by one. Nothing is booked
    /// after today: a month that runs is whole.
    pub fn cover(&self, today: Date) -> Cover {
        let end = if self.to >= today { self.to.month().last_day() } else { self.to };
        let (mut cover, mut month) = (Cover::default(), self.from.month());
        while month <= end.month() {
            let (first, last) = (month.first_day(), month.last_day());
            let (from, to) = (self.from.max(first), end.min(last));
            if 2 * (from.days_until(to) + 1) > first.days_until(last) + 1 {
                cover.months = Some((cover.months.map_or(month, |(first, _)| first), month));
                if first < from {
                    cover.taken.push((first, from.add_days(-1)));
                }
                if to < last {
                    cover.taken.push((to.add_days(1), last));
                }
            } else {
                cover.added.push((from, to));
            }
            month = month.next();
        }
        cover
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

    #[test]
    fn nonsense_is_told_by_its_name() {
        let of = |range: &str, from: &str, to: &str| {
            let asked = Asked { range: range.to_owned(), from: from.to_owned(), to: to.to_owned() };
            asked.mistakes().into_iter().map(|error| error.field).collect::<Vec<_>>()
        };
        assert_eq!(of("forever", "x", "2026-11-21"), ["range", "from"]);
        assert_eq!(of("", "2026-11-21", ""), ["to"]);
        assert!(
            of("", "", "").is_empty()
                && of("week", "", "").is_empty()
                && of("", "2026-11-01", "21 Nov 2026").is_empty()
        );
    }

    fn cover(from: &str, to: &str, today: &str) -> Cover {
        Period { from: day(from), to: day(to), preset: None }.cover(day(today))
    }

    #[test]
    fn a_month_that_runs_is_whole() {
        let november = Month::parse("2026-11").unwrap();
        let whole = Cover { months: Some((november, november)), ..Cover::default() };
        assert_eq!(cover("2026-11-01", "2026-11-21", "2026-11-21"), whole);
        assert_eq!(cover("2026-11-01", "2026-11-30", "2027-02-21"), whole);
    }

    #[test]
    fn few_days_are_added_and_the_few_that_lack_are_taken() {
        let cover = cover("2026-08-28", "2026-11-20", "2027-02-21");
        assert_eq!(cover.months, Some((Month::parse("2026-09").unwrap(), Month::parse("2026-11").unwrap())));
        assert_eq!(cover.added, [(day("2026-08-28"), day("2026-08-31"))]);
        assert_eq!(cover.taken, [(day("2026-11-21"), day("2026-11-30"))]);
    }

    /// Each day counts as often as the period has it: once or not at all.
    #[test]
    fn a_cover_has_the_days_of_the_period_and_no_other() {
        let (start, today) = (day("2026-01-01"), day("2026-06-10"));
        for from in 0..120 {
            for length in 0..75 {
                let period = Period { from: start.add_days(from), to: start.add_days(from + length), preset: None };
                let cover = period.cover(today);
                let has = |spans: &[(Date, Date)], day| {
                    i32::from(spans.iter().any(|(from, to)| (*from..=*to).contains(&day)))
                };
                let months = cover.months.map(|(first, last)| (first.first_day(), last.last_day()));
                for day in (-40..240).map(|days| start.add_days(days)).filter(|day| *day <= today) {
                    let times = has(months.as_slice(), day) + has(&cover.added, day) - has(&cover.taken, day);
                    assert_eq!(
                        times,
                        i32::from((period.from..=period.to).contains(&day)),
                        "{day} of {}",
                        period.printed()
                    );
                }
                let looked_at: i32 =
                    cover.added.iter().chain(&cover.taken).map(|(from, to)| from.days_until(*to) + 1).sum();
                assert!(looked_at <= 31, "{}", period.printed());
            }
        }
    }
}
