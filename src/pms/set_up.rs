//! What Admin sets up, and what people type, as their screens know it.

use serde::{Deserialize, Serialize};

use super::{
    incentive::{Incentive, IncentiveSlab},
    model::Balance,
    review::CardStatus,
    scoring::Outcome,
    slabs::{Slab, Slabs},
    texts,
};
use crate::values::{Money, Month, Percent, Timestamp, Version};

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

impl TableRows {
    /// In one line, as the audit log tells them.
    pub fn told(&self) -> String {
        let rows: Vec<String> = match self {
            Self::Kra(slabs) => {
                let row = |slab: &Slab| match slab.up_to {
                    Some(limit) => texts::slab_up_to(limit, slab.score),
                    None => texts::slab_above(slab.score),
                };
                slabs.rows().iter().map(row).collect()
            }
            Self::Incentive(incentive) => {
                let row = |slab: &IncentiveSlab| texts::slab_from(slab.from, slab.percent);
                let climb = incentive.climb().map(|climb| texts::slab_climb(climb.percent, climb.every, climb.above));
                incentive.slabs().iter().map(row).chain(climb).collect()
            }
        };
        rows.join("; ")
    }
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

/// The overdue balances of one person's month, for whoever enters them; nothing else of the scorecard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceRow {
    pub user: String,
    pub name: String,
    pub role: String,
    pub status: CardStatus,
    pub version: Version,
    pub balances: Vec<Balance>,
    /// May still be changed.
    pub open: bool,
}

/// The balances of a month, people by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceSheet {
    pub month: Month,
    /// The month that runs.
    pub latest: Month,
    pub q: String,
    pub rows: Vec<BalanceRow>,
    /// How many people match, and how many of them have none yet.
    pub people: i64,
    pub missing: i64,
    pub page: i64,
    pub pages: i64,
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

/// A template as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TemplateForm {
    /// Empty for a new one.
    pub id: String,
    pub name: String,
    pub role: String,
    pub version: String,
    pub kras: Vec<KraForm>,
    /// `add_row` and `remove_row:2` (the third) show the form with a row more or less; else it is saved.
    pub intent: String,
}

impl TemplateForm {
    /// The rows as they are shown again, where the form asks for a row more or less; nothing is saved then.
    pub fn other_rows(&self) -> Option<Vec<KraForm>> {
        let mut rows = self.kras.clone();
        if self.intent == "add_row" {
            rows.push(KraForm::default());
            return Some(rows);
        }
        let place = self.intent.strip_prefix("remove_row:")?.parse::<usize>().ok()?;
        if place < rows.len() {
            rows.remove(place);
        }
        Some(rows)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_asks_for_a_row_more_or_less_and_else_is_saved() {
        let kra = |name: &str| KraForm { name: name.to_owned(), ..KraForm::default() };
        let asked = |intent: &str| {
            let form =
                TemplateForm { kras: vec![kra("A"), kra("B")], intent: intent.to_owned(), ..TemplateForm::default() };
            form.other_rows().map(|rows| rows.into_iter().map(|row| row.name).collect::<Vec<_>>().join(","))
        };
        assert_eq!(asked("add_row").as_deref(), Some("A,B,"));
        assert_eq!(asked("remove_row:0").as_deref(), Some("B"));
        assert_eq!(asked("remove_row:9").as_deref(), Some("A,B"));
        assert_eq!((asked("save"), asked("remove_row:x")), (None, None));
    }
}
