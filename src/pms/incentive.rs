//! The incentive: a share of the gross salary by the total of the points.

use serde::{Deserialize, Serialize};

use super::exact::Fraction;
use crate::values::{Percent, Points};

/// From so many points on, so many percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncentiveSlab {
    pub from: Points,
    pub percent: Percent,
}

/// What the last slab adds: so many percent for every so many points above a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Climb {
    pub above: Points,
    pub every: Points,
    pub percent: Percent,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Rows {
    slabs: Vec<IncentiveSlab>,
    #[serde(default)]
    climb: Option<Climb>,
}

/// Slabs from 0 on, rising in points and never falling in percent. A value of this type always is so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Rows", into = "Rows")]
pub struct Incentive {
    slabs: Vec<IncentiveSlab>,
    climb: Option<Climb>,
}

/// Why some rows are no incentive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoIncentive {
    #[error("The first slab must begin at 0 points, so that every total has its percentage.")]
    Begins,
    #[error("Row {0} does not begin above the row before. Order the rows by their points.")]
    Unordered(usize),
    #[error("Row {0} pays less than the row before. More points never pay less.")]
    Falls(usize),
    #[error("What the last slab adds needs points to climb by, and a mark not above where the slab begins.")]
    Climb,
    #[error("At most {0} rows.")]
    TooMany(usize),
}

/// More percent than this is taken for a slip of the hand: ten times the salary.
const MOST: i64 = 100_000;

impl Incentive {
    /// # Errors
    /// [`NoIncentive`]
    pub fn new(slabs: Vec<IncentiveSlab>, climb: Option<Climb>) -> Result<Self, NoIncentive> {
        if slabs.len() > super::slabs::MOST_ROWS {
            return Err(NoIncentive::TooMany(super::slabs::MOST_ROWS));
        }
        let (Some(first), Some(last)) = (slabs.first(), slabs.last()) else { return Err(NoIncentive::Begins) };
        if !first.from.is_zero() {
            return Err(NoIncentive::Begins);
        }
        for (index, pair) in slabs.windows(2).enumerate() {
            if pair[1].from <= pair[0].from {
                return Err(NoIncentive::Unordered(index + 2));
            }
            if pair[1].percent < pair[0].percent {
                return Err(NoIncentive::Falls(index + 2));
            }
        }
        let climbs = |climb: &Climb| climb.every.is_positive() && climb.above <= last.from;
        if climb.as_ref().is_some_and(|climb| !climbs(climb)) {
            return Err(NoIncentive::Climb);
        }
        Ok(Self { slabs, climb })
    }

    /// What the business pays: nothing below 90, then 10, 15, 20 and 25 %, and from 111 five more for every five points
    /// above 110.
    pub fn usual() -> Self {
        let rows = [(0, 0), (90, 10), (96, 15), (101, 20), (106, 25), (111, 25)];
        let slab =
            |(from, percent)| IncentiveSlab { from: Points::from_whole(from), percent: Percent::from_whole(percent) };
        let climb =
            Climb { above: Points::from_whole(110), every: Points::from_whole(5), percent: Percent::from_whole(5) };
        Self { slabs: rows.map(slab).to_vec(), climb: Some(climb) }
    }

    pub fn slabs(&self) -> &[IncentiveSlab] {
        &self.slabs
    }

    pub fn climb(&self) -> Option<&Climb> {
        self.climb.as_ref()
    }

    /// The percentage of an exact total.
    pub fn percent(&self, total: &Fraction) -> Percent {
        let Some((index, slab)) = self.slabs.iter().enumerate().rev().find(|(_, slab)| total.reaches(slab.from)) else {
            return Percent::ZERO;
        };
        let climb = self.climb.filter(|_| index + 1 == self.slabs.len());
        let more = climb.map_or(0, |climb| {
            total.steps_above(climb.above, climb.every).saturating_mul(climb.percent.basis_points())
        });
        Percent::from_basis_points(slab.percent.basis_points().saturating_add(more).min(MOST))
    }

    /// The fewest points that pay more than this total does, and what they pay.
    pub fn next(&self, total: &Fraction) -> Option<(Points, Percent)> {
        let now = self.percent(total);
        let slab = self.slabs.iter().find(|slab| slab.percent > now && !total.reaches(slab.from));
        if let Some(slab) = slab {
            return Some((slab.from, self.percent(&Fraction::of(slab.from))));
        }
        let climb = self.climb.filter(|climb| climb.percent > Percent::ZERO)?;
        let done = total.steps_above(climb.above, climb.every);
        let every = climb.every.millionths();
        let next = Points::from_millionths(climb.above.millionths().saturating_add(every.saturating_mul(done + 1)));
        let paid = self.percent(&Fraction::of(next));
        (paid > now).then_some((next, paid))
    }
}

impl TryFrom<Rows> for Incentive {
    type Error = NoIncentive;

    fn try_from(rows: Rows) -> Result<Self, NoIncentive> {
        Self::new(rows.slabs, rows.climb)
    }
}

impl From<Incentive> for Rows {
    fn from(incentive: Incentive) -> Self {
        Self { slabs: incentive.slabs, climb: incentive.climb }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn percent(millionths: i64) -> i64 {
        Incentive::usual().percent(&Fraction::of(Points::from_millionths(millionths))).basis_points() / 100
    }

    fn of(points: i64) -> i64 {
        percent(points * 1_000_000)
    }

    #[test]
    fn the_incentive_is_as_the_business_said() {
        assert_eq!([0, 75, 89, 90, 95, 96, 99, 100].map(of), [0, 0, 0, 10, 10, 15, 15, 15]);
        assert_eq!([101, 105, 106, 110, 111, 114, 115, 119, 120].map(of), [20, 20, 25, 25, 25, 25, 30, 30, 35]);
        assert_eq!([89_999_999, 90_000_000, 95_999_999, 110_999_999, 114_999_999].map(percent), [0, 10, 10, 25, 25]);
    }

    #[test]
    fn the_next_step_is_the_next_that_pays_more() {
        let next = |points| Incentive::usual().next(&Fraction::of(Points::from_whole(points)));
        let step = |points, percent| Some((Points::from_whole(points), Percent::from_whole(percent)));
        assert_eq!(next(75), step(90, 10));
        assert_eq!(next(99), step(101, 20));
        assert_eq!(next(107), step(115, 30));
        assert_eq!(next(112), step(115, 30));
        assert_eq!(next(115), step(120, 35));
    }

    #[test]
    fn rows_that_fall_or_leave_a_gap_are_refused() {
        let row =
            |from, percent| IncentiveSlab { from: Points::from_whole(from), percent: Percent::from_whole(percent) };
        assert_eq!(Incentive::new(vec![row(10, 5)], None), Err(NoIncentive::Begins));
        assert_eq!(Incentive::new(vec![row(0, 5), row(0, 6)], None), Err(NoIncentive::Unordered(2)));
        assert_eq!(Incentive::new(vec![row(0, 5), row(10, 4)], None), Err(NoIncentive::Falls(2)));
        let climb = Climb { above: Points::from_whole(20), every: Points::ONE, percent: Percent::from_whole(1) };
        assert_eq!(Incentive::new(vec![row(0, 0)], Some(climb)), Err(NoIncentive::Climb));
    }

    proptest! {
        #[test]
        fn the_incentive_never_falls_as_the_total_rises(one in 0i64..300_000_000, more in 0i64..50_000_000) {
            prop_assert!(percent(one) <= percent(one + more));
        }

        #[test]
        fn the_next_step_pays_more(total in 0i64..300_000_000) {
            let usual = Incentive::usual();
            let exact = Fraction::of(Points::from_millionths(total));
            if let Some((from, paid)) = usual.next(&exact) {
                prop_assert!(from > Points::from_millionths(total) && paid > usual.percent(&exact));
            }
        }
    }
}
