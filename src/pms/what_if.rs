//! The next step: what would pay more, and the least that brings one there.

use serde::{Deserialize, Serialize};

use super::{
    exact::Fraction,
    incentive::Incentive,
    scoring::{self, Kind, Measure},
};
use crate::values::{Figure, Money, Percent, Points};

/// One way to the next step of the incentive: this KRA alone, at this figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which of the KRAs, counted from 0.
    pub kra: usize,
    /// The figure to reach (of a slab that falls: to come down to).
    pub reach: Figure,
    /// From what is achieved now: more, or below zero for a balance to bring down.
    pub change: Figure,
    /// The total it leads to.
    pub total: Points,
    pub percent: Percent,
    pub amount: Money,
}

/// The next step and every way of reaching it by one KRA alone, the cheapest first: the smallest part of the target (of a
/// slab: of the balance) to be moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStep {
    /// The total that pays more.
    pub from: Points,
    pub missing: Points,
    pub percent: Percent,
    pub amount: Money,
    pub ways: Vec<Step>,
}

/// The largest figure looked at, in whole units.
const MOST: i64 = 9_007_199_254_740;

/// The next step of this record; `None` where nothing pays more.
pub fn next_step(measures: &[Measure], incentive: &Incentive, salary: Money) -> Option<NextStep> {
    let now = scoring::total(measures);
    let (from, percent) = incentive.next(&now)?;
    let mut ways: Vec<(u128, Step)> = (0..measures.len())
        .filter_map(|kra| way(measures, kra, from).map(|reach| (effort(&measures[kra], reach), kra, reach)))
        .map(|(effort, kra, reach)| (effort, step(measures, kra, reach, incentive, salary)))
        .collect();
    ways.sort_by_key(|(effort, step)| (*effort, step.kra));
    Some(NextStep {
        from,
        missing: from.minus(now.rounded()),
        percent,
        amount: salary.percent_of(percent).unwrap_or_default(),
        ways: ways.into_iter().map(|(_, step)| step).collect(),
    })
}

/// The record with another figure for one KRA: what "what if" shows.
pub fn with(measures: &[Measure], kra: usize, achieved: Figure) -> Vec<Measure> {
    let mut measures = measures.to_vec();
    if let Some(measure) = measures.get_mut(kra) {
        measure.achieved = Some(achieved);
        measure.adjusted = None;
    }
    measures
}

fn step(measures: &[Measure], kra: usize, reach: Figure, incentive: &Incentive, salary: Money) -> Step {
    let outcome = scoring::outcome(&with(measures, kra, reach), incentive, salary);
    let now = measures[kra].achieved.unwrap_or_default();
    Step {
        kra,
        reach,
        change: reach.checked_sub(now).unwrap_or_default(),
        total: outcome.total,
        percent: outcome.percent,
        amount: outcome.amount,
    }
}

/// In millionths of the target, or of the balance where there is no target.
fn effort(measure: &Measure, reach: Figure) -> u128 {
    let now = measure.achieved.unwrap_or_default();
    let of = if measure.target.is_positive() { measure.target } else { now };
    let change = u128::from(reach.thousandths().abs_diff(now.thousandths()));
    change.saturating_mul(1_000_000) / u128::from(of.thousandths().unsigned_abs().max(1))
}

/// The figure nearest to now at which this KRA alone brings the total to `from`.
fn way(measures: &[Measure], kra: usize, from: Points) -> Option<Figure> {
    let measure = &measures[kra];
    if measure.adjusted.is_some() {
        return None;
    }
    let others = measures.iter().enumerate().filter(|(index, _)| *index != kra);
    let others = others.fold(Fraction::zero(), |sum, (_, other)| sum.plus(&other.exact()));
    let enough = |achieved: Figure| {
        let moved = Measure { achieved: Some(achieved), ..measure.clone() };
        others.plus(&moved.exact()).reaches(from)
    };
    if measure.kind == Kind::AsPerSlab {
        return nearest_slab(measure, enough);
    }
    let now = measure.achieved.unwrap_or_default().thousandths().div_euclid(1_000);
    if !enough(Figure::from_units(MOST)) {
        return None;
    }
    let (mut low, mut high) = (now.min(MOST), MOST);
    while low < high {
        let middle = low + (high - low) / 2;
        if enough(Figure::from_units(middle)) { high = middle } else { low = middle + 1 }
    }
    Some(Figure::from_units(low))
}

fn nearest_slab(measure: &Measure, enough: impl Fn(Figure) -> bool) -> Option<Figure> {
    let slabs = measure.slabs.as_ref()?;
    let now = measure.achieved.unwrap_or_default();
    let limits = slabs.rows().iter().filter_map(|row| row.up_to);
    let entries = limits.clone().map(|limit| Figure::from_thousandths(limit.thousandths().saturating_add(1)));
    limits.chain(entries).filter(|at| enough(*at)).min_by_key(|at| at.thousandths().abs_diff(now.thousandths()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pms::slabs::Slabs;

    fn golden() -> Vec<Measure> {
        let measure = |kind, target, achieved, weight, slabs| Measure {
            kind,
            target: Figure::from_units(target),
            achieved: Some(Figure::from_units(achieved)),
            weight: Percent::from_whole(weight),
            slabs,
            adjusted: None,
        };
        vec![
            measure(Kind::Unrestricted, 1_000_000, 1_200_000, 40, None),
            measure(Kind::Restricted, 500_000, 450_000, 30, None),
            measure(Kind::AsPerSlab, 0, 600_000, 30, Some(Slabs::od_balance())),
        ]
    }

    #[test]
    fn two_points_more_are_50_000_rupees_of_sales() {
        let next = next_step(&golden(), &Incentive::usual(), Money::from_rupees(50_000)).unwrap();
        assert_eq!((next.from, next.missing), (Points::from_whole(101), Points::from_whole(2)));
        assert_eq!((next.percent, next.amount), (Percent::from_whole(20), Money::from_rupees(10_000)));
        let first = next.ways[0];
        assert_eq!(
            (first.kra, first.reach, first.change),
            (0, Figure::from_units(1_250_000), Figure::from_units(50_000))
        );
        assert_eq!(first.total, Points::from_whole(101));
    }

    #[test]
    fn a_balance_is_brought_down_to_the_limit_of_the_better_row() {
        let next = next_step(&golden(), &Incentive::usual(), Money::from_rupees(50_000)).unwrap();
        let balance = next.ways.iter().find(|way| way.kra == 2).unwrap();
        assert_eq!((balance.reach, balance.change), (Figure::from_units(363_459), Figure::from_units(-236_541)));
    }

    #[test]
    fn a_restricted_kra_that_cannot_bring_it_is_no_way() {
        let mut record = golden();
        record[0].achieved = Some(Figure::from_units(900_000));
        let next = next_step(&record, &Incentive::usual(), Money::from_rupees(50_000)).unwrap();
        // 87 points: 3 are missing, which collections can just bring.
        assert!(next.ways.iter().any(|way| way.kra == 1));
        record[0].achieved = Some(Figure::from_units(800_000));
        let next = next_step(&record, &Incentive::usual(), Money::from_rupees(50_000)).unwrap();
        assert!(next.ways.iter().all(|way| way.kra != 1));
    }

    #[test]
    fn what_if_moves_one_figure_alone() {
        let outcome =
            |measures: &[Measure]| scoring::outcome(measures, &Incentive::usual(), Money::from_rupees(50_000));
        let moved = with(&golden(), 0, Figure::from_units(1_325_000));
        assert_eq!(
            (outcome(&moved).total.shown().as_str(), outcome(&moved).amount),
            ("104.0", Money::from_rupees(10_000))
        );
        assert_eq!(outcome(&golden()).total.shown(), "99.0");
    }
}
