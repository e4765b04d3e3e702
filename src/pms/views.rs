//! Many scorecards as their screens know them: teams, queues, leaderboards, years, comparisons.

use serde::{Deserialize, Serialize};

use super::{
    average::Average,
    model::{Employee, KraRow, MonthTotal, Scorecard},
    review::CardStatus,
};
use crate::values::{FinancialYear, Money, Month, Percent, Points, ScorecardId, Timestamp, Version, named};

/// What a team is narrowed and ordered by; also its address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TeamFilter {
    /// Found in name or id.
    pub q: String,
    /// The last month shown; empty for the latest finished one.
    pub month: String,
    /// A status's name, `late`, `missing`, or empty.
    pub status: String,
    /// `name`, `best`, `lowest`, or empty: who is late first.
    pub sort: String,
    /// From 1.
    pub page: String,
}

/// One month of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub total: Points,
    pub status: CardStatus,
}

/// One person of a team, month by month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamRow {
    pub employee: Employee,
    pub late: bool,
    pub cells: Vec<Option<Cell>>,
}

/// How many totals lie in `[from, to)`, by rule alone and as adjusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    pub from: Points,
    /// `None`: without end.
    pub to: Option<Points>,
    pub before: i64,
    pub after: i64,
}

/// A team as a heat map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    pub month: Month,
    /// The month that runs.
    pub latest: Month,
    /// The columns, oldest first.
    pub months: Vec<Month>,
    pub rows: Vec<TeamRow>,
    /// How many people match in all.
    pub people: i64,
    pub page: i64,
    pub pages: i64,
    /// How many scorecards of the month stand where.
    pub counts: Vec<(CardStatus, i64)>,
    /// How many of the month are late.
    pub late: i64,
    pub distribution: Vec<Bucket>,
}

/// A scorecard that waits for the manager.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRow {
    pub id: ScorecardId,
    pub user: String,
    pub name: String,
    pub month: Month,
    pub status: CardStatus,
    pub self_total: Option<Points>,
    pub total: Points,
    /// Since when it waits.
    pub since: Timestamp,
    pub late: bool,
    pub note: String,
    pub version: Version,
}

/// The manager's queue, the oldest first, bounded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewQueue {
    /// What waits for a review, and how many in all.
    pub rows: Vec<QueueRow>,
    pub count: i64,
    /// What waits to be locked: what is acknowledged, and what people who have left can't acknowledge any more.
    pub to_lock: Vec<QueueRow>,
    pub lock_count: i64,
}

/// What came of one scorecard of a bulk action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedOff {
    pub user: String,
    pub name: String,
    pub month: String,
    /// Why it was refused; `None` when it was done.
    pub refused: Option<String>,
}

named! {
    /// Over how long a leaderboard ranks.
    pub enum Span: "span" {
        Month = "month",
        Quarter = "quarter",
        Year = "year",
    }
}

impl Span {
    /// The months ranked together that this one belongs to: quarters and years are the financial year's.
    pub fn months(self, month: Month) -> Vec<Month> {
        let year = month.financial_year().months();
        match self {
            Self::Month => vec![month],
            Self::Year => year.to_vec(),
            Self::Quarter => {
                let place = year.iter().position(|one| *one == month).unwrap_or_default();
                year[place / 3 * 3..place / 3 * 3 + 3].to_vec()
            }
        }
    }
}

/// A row of the leaderboard. Money stands only in the rows of those whose salary one may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranked {
    /// Ties share a rank.
    pub rank: i64,
    pub user: String,
    pub name: String,
    /// Of several months the average of those that are signed off.
    pub total: Points,
    /// How many months went into it.
    pub months: i64,
    pub percent: Option<Percent>,
    pub amount: Option<Money>,
    /// Not every month of it is signed off.
    pub provisional: bool,
    pub is_me: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaderboard {
    pub span: Span,
    pub month: Month,
    /// The month that runs.
    pub latest: Month,
    pub months: Vec<Month>,
    /// Whom it ranks, in words.
    pub whose: String,
    pub rows: Vec<Ranked>,
    pub people: i64,
    pub page: i64,
    pub pages: i64,
}

/// A KRA through the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnualKra {
    pub name: String,
    /// April to March.
    pub points: Vec<Option<Points>>,
    pub average: Average,
}

/// April to March of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annual {
    pub employee: Employee,
    pub year: FinancialYear,
    pub months: Vec<MonthTotal>,
    pub kras: Vec<AnnualKra>,
    pub average: Average,
    /// By how many points a month the totals rise (the line through those that count); `None` below two months.
    pub trend: Option<Points>,
    /// Incentives of the months that count.
    pub amount: Money,
    /// Months that count and are below 50 points.
    pub weak: Vec<Month>,
    /// Whose year one may look at.
    pub people: Vec<(String, String)>,
}

/// Two scorecards beside each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compare {
    /// Who and which month is asked for, left and right: a scorecard there may be none of.
    pub asked: [(String, Month); 2],
    pub left: Option<Scorecard>,
    pub right: Option<Scorecard>,
    pub rows: Vec<CompareRow>,
    /// The financial year of both, April to March, where it is not the same year of the same person.
    pub years: Option<(Vec<MonthTotal>, Vec<MonthTotal>)>,
    /// Whom one may choose from.
    pub people: Vec<(String, String)>,
}

/// A quarter or a year of one person: its months that are signed off, taken together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Together {
    pub employee: Employee,
    /// A month of it, by which it is asked for.
    pub month: Month,
    pub months: Vec<MonthTotal>,
    pub kras: Vec<AnnualKra>,
    pub average: Average,
    /// Incentives of the months that count.
    pub amount: Money,
}

impl Together {
    /// What a KRA came to on average.
    pub fn of(&self, kra: &str) -> Option<Points> {
        self.kras.iter().find(|one| one.name == kra).and_then(|one| one.average.points)
    }
}

/// Two quarters or two years beside each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedSpans {
    pub span: Span,
    pub left: Together,
    pub right: Together,
    /// Whom one may choose from.
    pub people: Vec<(String, String)>,
}

impl ComparedSpans {
    /// The KRAs of either side, the left one's first.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for kra in self.left.kras.iter().chain(&self.right.kras) {
            if !names.contains(&kra.name.as_str()) {
                names.push(&kra.name);
            }
        }
        names
    }
}

/// A KRA on both sides; by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompareRow {
    pub name: String,
    pub left: Option<KraRow>,
    pub right: Option<KraRow>,
    /// Right less left.
    pub gap: Option<Points>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_and_years_are_the_financial_years() {
        let month = Month::new(2026, 2).unwrap();
        let names = |span: Span| span.months(month).iter().map(|m| m.wire()).collect::<Vec<_>>();
        assert_eq!(names(Span::Month), ["Feb'26"]);
        assert_eq!(names(Span::Quarter), ["Jan'26", "Feb'26", "Mar'26"]);
        assert_eq!((names(Span::Year).len(), names(Span::Year)[0].clone()), (12, "Apr'25".to_owned()));
    }
}
