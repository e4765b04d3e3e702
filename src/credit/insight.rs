//! The credit insight by written rules: what is told when no model is asked, or none answers in time.

use serde::{Deserialize, Serialize};

use super::rules::Exposure;
use crate::values::{Money, named};

named! {
    /// How likely it is that the money does not come.
    pub enum Risk: "risk" { Low = "Low", Medium = "Medium", High = "High", Critical = "Critical" }
}

named! {
    /// What credit control is advised to do.
    pub enum Advice: "advice" { Approve = "Approve", Review = "Review", Reject = "Reject" }
}

named! {
    /// Who says so.
    pub enum Source: "source" { Rules = "rules", Gemini = "gemini" }
}

/// What the rules look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InsightFacts {
    pub limit: Money,
    pub exposure: Exposure,
    pub overdue: Money,
    /// How many days the oldest open amount is due.
    pub ageing_days: i32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Insight {
    pub risk: Risk,
    pub analysis: String,
    pub decision: Advice,
    pub justification: String,
    pub source: Source,
}

impl Insight {
    /// The insight as one text, in the form the API has always had.
    pub fn as_text(&self) -> String {
        format!(
            "RISK SCORE: {}\nCORE ANALYSIS: {}\nDECISION: {}\nJUSTIFICATION: {}",
            self.risk, self.analysis, self.decision, self.justification
        )
    }
}

/// Older than this is a matter for review.
const OLD_DAYS: i32 = 60;
/// Outstanding above this share of the limit, in percent, is no longer a low risk.
const TIGHT_PERCENT: i128 = 80;

/// Overdue → at least Medium; older than 60 days → High and review; exposure above the limit → High and reject;
/// outstanding above 80 % of the limit raises Low to Medium; else approve.
pub fn by_rules(facts: &InsightFacts) -> Insight {
    let over = facts.exposure.over(facts.limit);
    let mut risk = Risk::Low;
    let mut decision = Advice::Approve;
    let mut grounds = Vec::new();
    if facts.overdue.is_positive() {
        risk = Risk::Medium;
        grounds.push(format!("{} is overdue.", facts.overdue.short()));
    }
    if facts.ageing_days > OLD_DAYS {
        (risk, decision) = (Risk::High, Advice::Review);
        grounds.push(format!("The oldest amount is {} days due, more than {OLD_DAYS}.", facts.ageing_days));
    }
    if over.is_positive() {
        (risk, decision) = (Risk::High, Advice::Reject);
        grounds.push(format!("Exposure is {} above the limit.", over.short()));
    }
    if is_tight(facts.exposure.outstanding, facts.limit) {
        risk = risk.max(Risk::Medium);
        grounds.push(format!("Outstanding alone is above {TIGHT_PERCENT} % of the limit."));
    }
    if grounds.is_empty() {
        grounds.push("Within the limit and nothing overdue.".to_string());
    }
    Insight { risk, analysis: analysis(facts), decision, justification: grounds.join(" "), source: Source::Rules }
}

fn is_tight(outstanding: Money, limit: Money) -> bool {
    i128::from(outstanding.paise()) * 100 > i128::from(limit.paise()) * TIGHT_PERCENT
}

/// The figures in a sentence or two.
fn analysis(facts: &InsightFacts) -> String {
    let Exposure { outstanding, open_orders, this_order } = facts.exposure;
    let total = facts.exposure.total();
    let share = total.share_of(facts.limit).filter(|_| facts.limit.is_positive());
    let used = share.map_or_else(String::new, |share| format!(", {} % of it", (share.basis_points() + 50) / 100));
    format!(
        "Outstanding {}, open orders {} and this order {} make an exposure of {} against a limit of {}{used}. \
         Overdue {}, oldest {} days.",
        outstanding.short(),
        open_orders.short(),
        this_order.short(),
        total.short(),
        facts.limit.short(),
        facts.overdue.short(),
        facts.ageing_days.max(0),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(limit: i64, outstanding: i64, this_order: i64, overdue: i64, ageing_days: i32) -> InsightFacts {
        let [limit, outstanding, this_order, overdue] =
            [limit, outstanding, this_order, overdue].map(Money::from_rupees);
        InsightFacts {
            limit,
            exposure: Exposure { outstanding, open_orders: Money::ZERO, this_order },
            overdue,
            ageing_days,
        }
    }

    fn told(facts: InsightFacts) -> (Risk, Advice, String) {
        let insight = by_rules(&facts);
        (insight.risk, insight.decision, insight.justification)
    }

    #[test]
    fn a_customer_in_good_standing_is_approved() {
        assert_eq!(
            told(facts(100_000, 8_000, 20_000, 0, 15)),
            (Risk::Low, Advice::Approve, "Within the limit and nothing overdue.".into())
        );
    }

    #[test]
    fn overdue_is_at_least_a_medium_risk() {
        assert_eq!(
            told(facts(50_000, 15_000, 18_900, 5_000, 45)),
            (Risk::Medium, Advice::Approve, "₹5,000 is overdue.".into())
        );
    }

    #[test]
    fn older_than_60_days_is_high_and_to_be_reviewed() {
        assert_eq!(told(facts(50_000, 15_000, 1_000, 5_000, 60)).0, Risk::Medium);
        assert_eq!(
            told(facts(50_000, 15_000, 1_000, 5_000, 61)),
            (Risk::High, Advice::Review, "₹5,000 is overdue. The oldest amount is 61 days due, more than 60.".into())
        );
    }

    #[test]
    fn exposure_above_the_limit_is_high_and_to_be_rejected() {
        assert_eq!(told(facts(50_000, 15_000, 35_000, 0, 0)).1, Advice::Approve);
        assert_eq!(
            told(facts(50_000, 15_000, 35_001, 0, 0)),
            (Risk::High, Advice::Reject, "Exposure is ₹1 above the limit.".into())
        );
    }

    #[test]
    fn above_the_limit_goes_before_old() {
        assert_eq!(told(facts(50_000, 15_000, 40_000, 5_000, 90)).1, Advice::Reject);
    }

    #[test]
    fn outstanding_above_four_fifths_of_the_limit_raises_low_to_medium() {
        assert_eq!(told(facts(50_000, 40_000, 1_000, 0, 0)).0, Risk::Low);
        assert_eq!(
            told(facts(50_000, 40_001, 1_000, 0, 0)),
            (Risk::Medium, Advice::Approve, "Outstanding alone is above 80 % of the limit.".into())
        );
        assert_eq!(told(facts(50_000, 45_000, 1_000, 5_000, 61)).0, Risk::High);
    }

    #[test]
    fn a_customer_without_a_limit_is_judged_without_a_share() {
        let insight = by_rules(&facts(0, 0, 100, 0, 0));
        assert_eq!((insight.risk, insight.decision), (Risk::High, Advice::Reject));
        assert!(!insight.analysis.contains('%'));
    }

    #[test]
    fn the_text_has_the_four_headings() {
        assert_eq!(
            by_rules(&facts(50_000, 15_000, 18_900, 5_000, 45)).as_text(),
            "RISK SCORE: Medium\n\
             CORE ANALYSIS: Outstanding ₹15,000, open orders ₹0 and this order ₹18,900 make an exposure of ₹33,900 against a \
             limit of ₹50,000, 68 % of it. Overdue ₹5,000, oldest 45 days.\n\
             DECISION: Approve\n\
             JUSTIFICATION: ₹5,000 is overdue."
        );
    }
}
