//! Slab tables: up to this value, this score.

use serde::{Deserialize, Serialize};

use super::scoring::weight_points;
use crate::values::{Figure, Month, Percent, Points};

/// One row: up to and including this value; the last row is without end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slab {
    pub up_to: Option<Figure>,
    pub score: Points,
}

/// Rows that cover every value once: the limits rise, and the last has none. A value of this type always does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Slab>", into = "Vec<Slab>")]
pub struct Slabs(Vec<Slab>);

/// Why some rows are no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoTable {
    #[error("The table is empty. Add a row without an upper limit.")]
    Empty,
    #[error("The last row must have no upper limit, so that every value has a score.")]
    Ends,
    #[error("Row {0} has no upper limit. Only the last row goes without end.")]
    OpenInside(usize),
    #[error("Row {0} does not rise above the row before. Order the rows by their limits.")]
    Unordered(usize),
    #[error("At most {0} rows.")]
    TooMany(usize),
}

/// Longer tables are refused.
pub const MOST_ROWS: usize = 50;

impl Slabs {
    /// # Errors
    /// [`NoTable`], when some value would have no score, or two.
    pub fn new(rows: Vec<Slab>) -> Result<Self, NoTable> {
        if rows.len() > MOST_ROWS {
            return Err(NoTable::TooMany(MOST_ROWS));
        }
        let Some((last, before)) = rows.split_last() else { return Err(NoTable::Empty) };
        if last.up_to.is_some() {
            return Err(NoTable::Ends);
        }
        let mut previous: Option<Figure> = None;
        for (index, row) in before.iter().enumerate() {
            let limit = row.up_to.ok_or(NoTable::OpenInside(index + 1))?;
            if previous.is_some_and(|previous| limit <= previous) {
                return Err(NoTable::Unordered(index + 1));
            }
            previous = Some(limit);
        }
        Ok(Self(rows))
    }

    /// The table for OD balance that every distributor here begins with.
    pub fn od_balance() -> Self {
        let limits = [363_459, 1_250_000, 1_900_000, 2_550_000, 3_200_000].map(|limit| Some(Figure::from_units(limit)));
        let scores = [30, 24, 18, 12, 6, 0].map(Points::from_whole);
        let rows = limits.into_iter().chain([None]).zip(scores);
        Self(rows.map(|(up_to, score)| Slab { up_to, score }).collect())
    }

    pub fn rows(&self) -> &[Slab] {
        &self.0
    }

    /// Which row this value falls into.
    pub fn place(&self, value: Figure) -> usize {
        let within = |slab: &Slab| slab.up_to.is_none_or(|limit| value <= limit);
        self.0.iter().position(within).unwrap_or_else(|| self.0.len().saturating_sub(1))
    }

    pub fn score(&self, value: Figure) -> Points {
        self.0.get(self.place(value)).map(|slab| slab.score).unwrap_or_default()
    }

    /// The best score of any row.
    pub fn best(&self) -> Points {
        self.0.iter().map(|slab| slab.score).max().unwrap_or_default()
    }

    /// The nearest value that scores higher than this one does, and its score.
    pub fn next_better(&self, value: Figure) -> Option<(Figure, Points)> {
        let place = self.place(value);
        let now = self.score(value);
        let better = |(index, slab): (usize, &Slab)| {
            if slab.score <= now {
                return None;
            }
            // Coming from above one reaches a row at its limit, from below just above the limit before.
            let at = if index < place {
                slab.up_to?
            } else {
                Figure::from_thousandths(self.0.get(index.checked_sub(1)?)?.up_to?.thousandths() + 1)
            };
            Some((at, slab.score))
        };
        let distance = |at: Figure| at.thousandths().abs_diff(value.thousandths());
        self.0.iter().enumerate().filter_map(better).min_by_key(|(at, _)| distance(*at))
    }
}

/// A table as KRAs use it: from which months on approved versions hold, and the best score each gives; in that order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownTable {
    pub id: i64,
    pub code: String,
    pub versions: Vec<(Month, Points)>,
}

/// Why a table is not for a KRA.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("The slab table {table} has no approved version in {month}")]
    NoVersion { table: String, month: String },
    #[error("The slab table {table} gives up to {best} points, more than the weight of {weight}")]
    AboveWeight { table: String, best: Points, weight: Percent },
}

impl Unfit {
    /// The stable name of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoVersion { .. } => "no_version",
            Self::AboveWeight { .. } => "below_table",
        }
    }
}

impl KnownTable {
    /// The best score of its last version.
    pub fn latest(&self) -> Option<Points> {
        self.versions.last().map(|(_, best)| *best)
    }

    /// Whether it scores a KRA of this weight in a month.
    ///
    /// # Errors
    /// [`Unfit`]
    pub fn fits(&self, month: Month, weight: Percent) -> Result<(), Unfit> {
        let table = self.code.clone();
        match self.versions.iter().rev().find(|(from, _)| *from <= month) {
            None => Err(Unfit::NoVersion { table, month: month.wire() }),
            Some((_, best)) if *best > weight_points(weight) => Err(Unfit::AboveWeight { table, best: *best, weight }),
            Some(_) => Ok(()),
        }
    }
}

impl TryFrom<Vec<Slab>> for Slabs {
    type Error = NoTable;

    fn try_from(rows: Vec<Slab>) -> Result<Self, NoTable> {
        Self::new(rows)
    }
}

impl From<Slabs> for Vec<Slab> {
    fn from(slabs: Slabs) -> Self {
        slabs.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn score(rupees: i64) -> i64 {
        Slabs::od_balance().score(Figure::from_units(rupees)).millionths() / 1_000_000
    }

    #[test]
    fn the_od_balance_scores_as_the_business_said() {
        assert_eq!([0, 363_459, 363_460, 600_000, 1_250_000].map(score), [30, 30, 24, 24, 24]);
        assert_eq!([1_900_000, 2_550_000, 3_200_000, 3_200_001].map(score), [18, 12, 6, 0]);
        assert_eq!(score(-50_000), 30);
    }

    #[test]
    fn a_limit_is_kept_to_the_paisa() {
        let just_above = Figure::from_thousandths(363_459_010);
        assert_eq!(Slabs::od_balance().score(just_above), Points::from_whole(24));
    }

    #[test]
    fn the_next_better_row_is_the_nearest() {
        let next = Slabs::od_balance().next_better(Figure::from_units(600_000));
        assert_eq!(next, Some((Figure::from_units(363_459), Points::from_whole(30))));
        assert_eq!(Slabs::od_balance().next_better(Figure::ZERO), None);
    }

    #[test]
    fn rows_that_leave_a_gap_are_no_table() {
        let row =
            |up_to: Option<i64>, score| Slab { up_to: up_to.map(Figure::from_units), score: Points::from_whole(score) };
        assert_eq!(Slabs::new(vec![]), Err(NoTable::Empty));
        assert_eq!(Slabs::new(vec![row(Some(10), 5)]), Err(NoTable::Ends));
        assert_eq!(Slabs::new(vec![row(None, 5), row(None, 0)]), Err(NoTable::OpenInside(1)));
        assert_eq!(Slabs::new(vec![row(Some(10), 5), row(Some(10), 3), row(None, 0)]), Err(NoTable::Unordered(2)));
        assert!(Slabs::new(vec![row(None, 5)]).is_ok());
    }

    #[test]
    fn a_table_fits_where_it_holds_and_gives_no_more_than_the_weight() {
        let month = |text| Month::parse(text).unwrap();
        let versions = vec![(month("Jan'25"), Points::from_whole(30)), (month("Apr'25"), Points::from_whole(40))];
        let table = KnownTable { id: 2, code: "od-balance".to_owned(), versions };
        let fits = |text, weight| table.fits(month(text), Percent::from_whole(weight)).map_err(|unfit| unfit.code());
        assert_eq!([fits("Dec'24", 30), fits("Mar'25", 29)], [Err("no_version"), Err("below_table")]);
        assert_eq!([fits("Mar'25", 30), fits("Apr'25", 30)], [Ok(()), Err("below_table")]);
        assert_eq!(table.latest(), Some(Points::from_whole(40)));
    }

    proptest! {
        #[test]
        fn every_value_has_one_score(mut limits in prop::collection::btree_set(-1_000_000i64..1_000_000, 0..10), value in any::<i64>()) {
            let rows: Vec<Slab> = std::mem::take(&mut limits)
                .into_iter()
                .map(|limit| Slab { up_to: Some(Figure::from_thousandths(limit)), score: Points::from_whole(limit.rem_euclid(30)) })
                .chain([Slab { up_to: None, score: Points::ZERO }])
                .collect();
            let slabs = Slabs::new(rows).map_err(|error| TestCaseError::fail(error.to_string()))?;
            let value = Figure::from_thousandths(value);
            let place = slabs.place(value);
            prop_assert!(slabs.rows()[place].up_to.is_none_or(|limit| value <= limit));
            prop_assert!(place == 0 || slabs.rows()[place - 1].up_to.is_some_and(|limit| limit < value));
            prop_assert_eq!(slabs.score(value), slabs.rows()[place].score);
        }
    }
}
