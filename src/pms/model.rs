//! Scorecards, teams, leaderboards, years and the set-up as their screens know them.

use serde::{Deserialize, Serialize};

use super::{
    incentive::Incentive,
    review::{CardAction, CardStatus},
    scoring::{Kind, Measure, Outcome, Scored},
    slabs::Slabs,
    what_if::NextStep,
};
use crate::values::{Figure, FinancialYear, Money, Month, Percent, Points, ScorecardId, Timestamp, Version, named};

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
    pub is_own: bool,
    pub card: Option<Scorecard>,
    /// The financial year to this month, for the line and the comparison with the month before.
    pub year: Vec<MonthTotal>,
    /// Average of the year so far.
    pub average: Option<Points>,
}

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
    pub rows: Vec<QueueRow>,
    pub count: i64,
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
    /// Of several months the average.
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
    pub months: Vec<Month>,
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
}

/// April to March of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annual {
    pub employee: Employee,
    pub year: FinancialYear,
    pub months: Vec<MonthTotal>,
    pub kras: Vec<AnnualKra>,
    pub average: Option<Points>,
    /// By how many points a month the totals rise (the line through them); `None` below two months.
    pub trend: Option<Points>,
    /// Incentives of the year.
    pub amount: Money,
    /// Months below 50 points.
    pub weak: Vec<Month>,
}

/// Two scorecards beside each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compare {
    pub left: Option<Scorecard>,
    pub right: Option<Scorecard>,
    pub rows: Vec<CompareRow>,
    /// Whom one may choose from.
    pub people: Vec<(String, String)>,
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

/// A KRA template in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateRow {
    pub id: i64,
    pub name: String,
    pub role: String,
    pub kras: i64,
    pub weights: Percent,
    pub updated_by: String,
    pub updated_at: Timestamp,
}

/// What a slab table is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableRows {
    Incentive(Incentive),
    Kra(Slabs),
}

/// One version of a slab table: from a month on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableVersion {
    pub id: i64,
    pub from: Month,
    pub rows: TableRows,
    /// Proposed until it is approved; approved ones are never changed.
    pub approved: bool,
    pub by: String,
    pub at: Timestamp,
    pub approved_by: String,
    pub note: String,
}

/// A slab table with its versions, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// `incentive`, `od-balance`, …
    pub code: String,
    pub name: String,
    pub versions: Vec<TableVersion>,
}

/// What Admin sets up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUp {
    pub templates: Vec<TemplateRow>,
    pub tables: Vec<Table>,
    pub runs: Vec<Run>,
}

/// Computing a month anew for all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub id: i64,
    pub month: Month,
    /// `waiting`, `running`, `done`, `failed`
    pub state: String,
    pub total: i64,
    pub done: i64,
    /// How many came to another total.
    pub changed: i64,
    pub by: String,
    pub at: Timestamp,
}

impl Run {
    /// In whole percent.
    pub fn percent(&self) -> i64 {
        if self.total == 0 { 100 } else { self.done * 100 / self.total }
    }

    pub fn is_over(&self) -> bool {
        matches!(self.state.as_str(), "done" | "failed")
    }
}

/// What a proposed table would change in one scorecard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRow {
    pub user: String,
    pub name: String,
    pub before: Outcome,
    pub after: Outcome,
    /// Signed off: shown, but never changed by it.
    pub frozen: bool,
}

/// What a proposed table would change in a month, before it is approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    pub table: String,
    pub version: i64,
    pub month: Month,
    /// How many scorecards were looked at.
    pub looked_at: i64,
    pub changed: i64,
    pub before: Money,
    pub after: Money,
    /// The largest changes first, bounded.
    pub rows: Vec<PreviewRow>,
}

/// What was achieved of one KRA, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EntryForm {
    /// `KRA1`
    pub kra: String,
    /// Left as it is where computed, or empty.
    pub achieved: String,
    /// The employee's own score; empty takes the computed one.
    pub points: String,
}

/// A branch's overdue balance, as typed; an empty amount takes the branch away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BalanceForm {
    pub branch: String,
    pub amount: String,
}

/// One KRA of a template as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KraForm {
    pub name: String,
    pub criteria: String,
    pub kind: String,
    pub unit: String,
    pub source: String,
    pub category: String,
    pub target: String,
    pub weight: String,
    /// The slab table's code.
    pub table: String,
}

/// A template as typed; also of one scorecard's own KRAs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TemplateForm {
    /// Empty for a new one.
    pub id: String,
    pub name: String,
    pub role: String,
    pub version: String,
    pub kras: Vec<KraForm>,
    /// `add_row` shows the form with one more row; else it is saved.
    pub intent: String,
}

/// A template to be changed, with what may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateEditor {
    pub form: TemplateForm,
    pub tables: Vec<(String, String)>,
    pub categories: Vec<String>,
    /// Those of the role who may be given it: code and name.
    pub people: Vec<(String, String)>,
}

/// What came of copying a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    pub made: i64,
    pub changed: i64,
    /// Left as they are: name, month and why.
    pub left: Vec<(String, String, String)>,
}

/// A row of a slab table as typed. Of an incentive: `at` = from points, `gives` = percent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SlabForm {
    /// Up to this value; empty for the last.
    pub at: String,
    pub gives: String,
}

/// A slab table as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TableForm {
    /// The table's code; empty for a new KRA table.
    pub code: String,
    pub name: String,
    /// From which month on.
    pub from: String,
    pub rows: Vec<SlabForm>,
    /// Of an incentive: what the last slab adds.
    pub climb_above: String,
    pub climb_every: String,
    pub climb_percent: String,
    pub note: String,
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
    fn quarters_and_years_are_the_financial_years() {
        let month = Month::new(2026, 2).unwrap();
        let names = |span: Span| span.months(month).iter().map(|m| m.wire()).collect::<Vec<_>>();
        assert_eq!(names(Span::Month), ["Feb'26"]);
        assert_eq!(names(Span::Quarter), ["Jan'26", "Feb'26", "Mar'26"]);
        assert_eq!((names(Span::Year).len(), names(Span::Year)[0].clone()), (12, "Apr'25".to_owned()));
    }

    #[test]
    fn a_figure_is_told_in_its_unit() {
        let text = |unit| figure_text(Figure::from_units(1_200_000), unit);
        assert_eq!(
            [text(Unit::Rupees), text(Unit::Number), text(Unit::Percent)],
            ["₹12,00,000", "12,00,000", "12,00,000 %"]
        );
    }
}
