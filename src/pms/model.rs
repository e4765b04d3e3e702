//! Scorecards as their screens know them; with [`super::views`] and [`super::set_up`], all the screens' types.

use serde::{Deserialize, Serialize};

use super::{
    average::{self, Average},
    incentive::Incentive,
    review::{CardAction, CardStatus},
    scoring::{Kind, Measure, Outcome, Scored},
    what_if::NextStep,
};
pub use super::{set_up::*, views::*};
use crate::values::{Figure, Money, Month, Percent, Points, ScorecardId, Timestamp, Version, named};

named! {
    /// What a KRA counts.
    pub enum Unit: "unit" {
        Rupees = "Rupees",
        Quantity = "Quantity",
        Number = "Number",
        Percent = "Percent",
    }
}

named! {
    /// Where what was achieved comes from.
    pub enum Source: "source" {
        /// Entered by hand.
        Typed = "Typed",
        /// Value of the month's orders that credit has released, without tax; of a category where one is named.
        OrderValue = "Order value",
        /// Their quantity.
        OrderQuantity = "Order quantity",
        /// Customers whose first released order stands in the month.
        NewCustomers = "New customers",
        /// What customers paid: the falls of their outstanding, as the ageing imports told them.
        Collections = "Collections",
        /// The sum of the overdue balances of the branches.
        Balances = "OD balances",
    }
}

impl Source {
    /// Found by the program, not entered.
    pub const fn is_computed(self) -> bool {
        !matches!(self, Self::Typed)
    }

    /// Found from the records of orders and customers.
    pub const fn has_rows(self) -> bool {
        !matches!(self, Self::Typed | Self::Balances)
    }

    /// May be narrowed to a product category.
    pub const fn by_category(self) -> bool {
        matches!(self, Self::OrderValue | Self::OrderQuantity)
    }
}

/// Somebody who has scorecards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employee {
    pub code: String,
    pub name: String,
    pub role: String,
    /// The name of who stands above.
    pub manager: Option<String>,
}

/// One KRA of a scorecard with all that explains it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KraRow {
    pub id: i64,
    /// `KRA1`: what the API calls it.
    pub code: String,
    pub name: String,
    pub criteria: String,
    pub unit: Unit,
    pub source: Source,
    /// Of the products counted; empty for all.
    pub category: String,
    pub measure: Measure,
    pub scored: Scored,
    /// The slab table's name.
    pub table: String,
    /// What the employee handed in.
    pub self_achieved: Option<Figure>,
    pub self_points: Option<Points>,
    /// Why the manager adjusted.
    pub reason: String,
    /// How many orders or customers stand behind what was computed.
    pub sources: i64,
}

impl KraRow {
    /// Achieved of the target, in whole percent.
    pub fn percent(&self) -> Option<i64> {
        self.measure.achieved.and_then(|achieved| achieved.percent_of(self.measure.target))
    }

    /// What the manager's score differs by from the employee's own.
    pub fn gap(&self) -> Option<Points> {
        self.self_points.map(|own| self.scored.points.minus(own)).filter(|gap| !gap.is_zero())
    }
}

/// A record behind a computed figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRow {
    /// An order's number, or a customer's id.
    pub reference: String,
    pub about: String,
    pub at: Timestamp,
    pub figure: Figure,
    pub href: String,
}

/// The records behind one KRA, bounded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sources {
    pub rows: Vec<SourceRow>,
    pub count: i64,
    pub sum: Figure,
    /// As they were signed off; else as they are now.
    pub frozen: bool,
    pub source: Source,
    /// The KRA's name.
    pub kra: String,
    /// Whose figure it is.
    pub name: String,
    /// Somebody stands below, whose records count too.
    pub team: bool,
}

/// The overdue balance of a branch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    pub branch: String,
    pub amount: Figure,
}

/// A line of a scorecard's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardEvent {
    pub at: Timestamp,
    pub who: String,
    pub action: String,
    pub from: Option<CardStatus>,
    pub to: Option<CardStatus>,
    pub revision: i64,
    pub remark: String,
    /// What was changed: what it was, what it became.
    pub changes: Vec<(String, String, String)>,
}

/// An earlier version of a locked month, as it stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardVersion {
    pub revision: i64,
    pub total: Points,
    pub percent: Percent,
    pub amount: Money,
    /// Who began the correction, when and why.
    pub by: String,
    pub at: Timestamp,
    pub reason: String,
}

/// A file kept with a scorecard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardFile {
    pub code: String,
    pub name: String,
    pub size_bytes: i64,
    pub by: String,
    pub at: Timestamp,
}

/// A file that was posted without script: of it nothing is shown again but why it was refused.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AttachFile {
    pub user: String,
    /// What stood in the form of the scores, which travels along.
    pub typed: Option<TypedScore>,
}

/// The form of the scores as typed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TypedScore {
    pub entries: Vec<EntryForm>,
    pub comment: String,
}

/// An action with the reason it is refused, if so: refused ones stay visible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedAction {
    pub action: CardAction,
    pub remark: bool,
    pub refused: Option<String>,
}

/// A month of the line through the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthTotal {
    pub month: Month,
    pub total: Option<Points>,
    pub status: Option<CardStatus>,
    pub percent: Percent,
    pub amount: Money,
}

impl MonthTotal {
    /// Its total where it counts among several months.
    pub fn counted(&self) -> Option<Points> {
        self.total.filter(|_| self.status.is_some_and(average::counts))
    }

    /// Has a scorecard that is not signed off.
    pub fn runs(&self) -> bool {
        self.total.is_some() && self.counted().is_none()
    }

    /// State and total, where there is a scorecard.
    pub fn known(&self) -> Option<(CardStatus, Points)> {
        self.status.zip(self.total)
    }
}

/// A scorecard, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scorecard {
    pub id: ScorecardId,
    pub employee: Employee,
    pub month: Month,
    pub status: CardStatus,
    /// 1, and one more with each correction.
    pub revision: i64,
    pub version: Version,
    pub salary: Money,
    pub kras: Vec<KraRow>,
    pub balances: Vec<Balance>,
    pub incentive: Incentive,
    pub outcome: Outcome,
    pub self_total: Option<Points>,
    pub self_comment: String,
    pub review_comment: String,
    pub reviewed_by: String,
    pub dispute_note: String,
    pub history: Vec<CardEvent>,
    pub versions: Vec<CardVersion>,
    pub files: Vec<CardFile>,
    pub actions: Vec<OfferedAction>,
    pub next: Option<NextStep>,
    pub weights: Percent,
    pub updated_by: String,
    pub updated_at: Timestamp,
}

impl Scorecard {
    /// What "what if" computes with.
    pub fn measures(&self) -> Vec<Measure> {
        self.kras.iter().map(|kra| kra.measure.clone()).collect()
    }

    /// The sum of the branches.
    pub fn balance_sum(&self) -> Figure {
        Figure::checked_sum(self.balances.iter().map(|balance| balance.amount)).unwrap_or_default()
    }
}

/// My scorecard of a month, or that there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScorecardPage {
    pub employee: Employee,
    pub month: Month,
    /// The month that runs; later ones there are none.
    pub latest: Month,
    pub is_own: bool,
    pub card: Option<Scorecard>,
    /// The financial year to this month, for the line and the comparison with the month before.
    pub year: Vec<MonthTotal>,
    /// Of the year so far.
    pub average: Average,
}

/// Formats a figure with its unit: `₹12,00,000`, `1,200`, `95 %`.
pub fn figure_text(figure: Figure, unit: Unit) -> String {
    match unit {
        Unit::Rupees => format!("₹{figure}"),
        Unit::Percent => format!("{figure} %"),
        Unit::Quantity | Unit::Number => figure.to_string(),
    }
}

/// How points come about, in words: `12,00,000 ÷ 10,00,000 × 40 = 48`.
pub fn formula(kra: &KraRow) -> String {
    let (measure, scored) = (&kra.measure, &kra.scored);
    if measure.kind == Kind::AsPerSlab && measure.slabs.is_none() {
        return "No slab table holds in this month: 0".to_owned();
    }
    let Some(achieved) = measure.achieved else { return "Nothing entered yet: 0".to_owned() };
    let weight = measure.weight.plain();
    match measure.kind {
        _ if measure.kind != Kind::AsPerSlab && measure.target.is_zero() => "The target is 0: 0".to_owned(),
        Kind::Unrestricted => format!("{achieved} ÷ {} × {weight} = {}", measure.target, scored.raw),
        Kind::Restricted if scored.raw > scored.computed => {
            format!("{achieved} ÷ {} × {weight} = {}, at most {weight}", measure.target, scored.raw)
        }
        Kind::Restricted => format!("{achieved} ÷ {} × {weight} = {}", measure.target, scored.raw),
        Kind::AsPerSlab => {
            let row = measure.slabs.as_ref().and_then(|slabs| slabs.rows().get(slabs.place(achieved)).copied());
            match row.and_then(|row| row.up_to) {
                Some(limit) => format!("{achieved} is up to {limit}: {}", scored.raw),
                None => format!("{achieved} is above the last limit: {}", scored.raw),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_told_in_its_unit() {
        let text = |unit| figure_text(Figure::from_units(1_200_000), unit);
        assert_eq!(
            [text(Unit::Rupees), text(Unit::Number), text(Unit::Percent)],
            ["₹12,00,000", "12,00,000", "12,00,000 %"]
        );
    }
}
