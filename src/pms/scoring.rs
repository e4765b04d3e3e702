//! How points come about: the same code on the server, in the browser's "what if" and in every test.
//!
//! Exact throughout: a total is a sum of fractions and is compared with the limits of the incentive before anything is
//! rounded. Nothing here knows a person, a clock or a database.

use serde::{Deserialize, Serialize};

use super::{exact::Fraction, incentive::Incentive, slabs::Slabs};
use crate::values::{Figure, Money, Percent, Points, named};

named! {
    /// How a KRA's points follow from what was achieved.
    pub enum Kind: "kind of KRA" {
        /// achieved ÷ target × weight, without end.
        Unrestricted = "Unrestricted",
        /// The same, at most the weight.
        Restricted = "Restricted",
        /// By a table: up to this value, this score.
        AsPerSlab = "As per slab",
    }
}

/// What one KRA is scored by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    pub kind: Kind,
    pub target: Figure,
    /// `None` until something was entered or computed; scores 0.
    pub achieved: Option<Figure>,
    pub weight: Percent,
    /// Of a KRA as per slab.
    pub slabs: Option<Slabs>,
    /// What the manager put instead of the computed points.
    pub adjusted: Option<Points>,
}

/// What one KRA came to, told so that it can be explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scored {
    /// By achieved ÷ target alone, before the cap; of a slab, its score.
    pub raw: Points,
    /// The most the kind allows; `None` when unrestricted.
    pub cap: Option<Points>,
    /// By rule: raw, at most the cap.
    pub computed: Points,
    /// What counts: the manager's, else the computed.
    pub points: Points,
    /// What is missing to the weight; nothing when it is reached.
    pub lost: Points,
}

/// The weight of a KRA in points: 40 % weigh 40 points.
pub const fn weight_points(weight: Percent) -> Points {
    Points::from_millionths(weight.basis_points().saturating_mul(10_000))
}

impl Measure {
    fn proportional(&self) -> Fraction {
        let achieved = self.achieved.unwrap_or_default().thousandths();
        let (Ok(achieved), Ok(target)) = (u128::try_from(achieved), u128::try_from(self.target.thousandths())) else {
            return Fraction::zero();
        };
        // Basis points: hundredths of a point.
        let weight = u128::try_from(self.weight.basis_points()).unwrap_or_default();
        Fraction::new(achieved * weight, target * 100)
    }

    fn by_slab(&self) -> Fraction {
        let score = self.achieved.zip(self.slabs.as_ref()).map(|(achieved, slabs)| slabs.score(achieved));
        Fraction::of(score.unwrap_or_default())
    }

    fn raw(&self) -> Fraction {
        match self.kind {
            Kind::Unrestricted | Kind::Restricted => self.proportional(),
            Kind::AsPerSlab => self.by_slab(),
        }
    }

    /// The most points the kind allows, computed or given by somebody; `None` when unrestricted.
    pub fn cap(&self) -> Option<Points> {
        match self.kind {
            Kind::Unrestricted => None,
            Kind::Restricted => Some(weight_points(self.weight)),
            Kind::AsPerSlab => Some(self.slabs.as_ref().map_or_else(|| weight_points(self.weight), Slabs::best)),
        }
    }

    /// By rule, exactly.
    pub fn computed(&self) -> Fraction {
        let raw = self.raw();
        match (self.kind, self.cap()) {
            (Kind::Restricted, Some(cap)) if raw.reaches(cap) => Fraction::of(cap),
            _ => raw,
        }
    }

    /// What counts, exactly: never above the cap, whoever gave it.
    pub fn exact(&self) -> Fraction {
        let capped = |points: Points| self.cap().map_or(points, |cap| points.min(cap));
        self.adjusted.map_or_else(|| self.computed(), |points| Fraction::of(capped(points)))
    }

    pub fn scored(&self) -> Scored {
        let (computed, points) = (self.computed().rounded(), self.exact().rounded());
        let lost = weight_points(self.weight).minus(points);
        Scored {
            raw: self.raw().rounded(),
            cap: self.cap(),
            computed,
            points,
            lost: if lost.is_negative() { Points::ZERO } else { lost },
        }
    }
}

/// An achievement above so many percent of its target is taken for a slip of the hand.
const MOST_PERCENT: i128 = 100_000;

/// Whether so much can't be meant: it is out of all proportion to the target.
pub fn is_absurd(kind: Kind, target: Figure, achieved: Figure) -> bool {
    let (target, achieved) = (i128::from(target.thousandths()), i128::from(achieved.thousandths()));
    kind != Kind::AsPerSlab && target > 0 && achieved * 100 > target * MOST_PERCENT
}

/// What a whole scorecard came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Rounded to keep and to sort by; the percentage was found before.
    pub total: Points,
    /// The total by rule alone, without what the manager adjusted.
    pub computed: Points,
    pub percent: Percent,
    pub amount: Money,
}

/// The exact total of some KRAs.
pub fn total<'m>(measures: impl IntoIterator<Item = &'m Measure>) -> Fraction {
    measures.into_iter().fold(Fraction::zero(), |sum, measure| sum.plus(&measure.exact()))
}

/// Total, incentive in percent and in rupees. The same measures give the same outcome, however often.
pub fn outcome(measures: &[Measure], incentive: &Incentive, salary: Money) -> Outcome {
    let total = total(measures);
    let computed = measures.iter().fold(Fraction::zero(), |sum, measure| sum.plus(&measure.computed()));
    let percent = incentive.percent(&total);
    Outcome {
        total: total.rounded(),
        computed: computed.rounded(),
        percent,
        amount: salary.percent_of(percent).unwrap_or_default(),
    }
}

/// Whether the weights come to 100 %, as they must before a scorecard is submitted.
pub fn weights_are_whole<'m>(measures: impl IntoIterator<Item = &'m Measure>) -> Result<(), Percent> {
    let sum: i64 = measures.into_iter().map(|measure| measure.weight.basis_points()).sum();
    if sum == 10_000 { Ok(()) } else { Err(Percent::from_basis_points(sum)) }
}

#[cfg(test)]
#[path = "scoring_tests.rs"]
mod tests;
