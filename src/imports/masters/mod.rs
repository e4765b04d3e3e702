//! The check of a file of masters: every row laid over the record there is, read by the very rules of its form, and
//! labelled New, Update or No change.
//!
//! Pure: what is there already is handed in by key. A blank cell keeps what is there.

mod balances;
mod customers;
mod products;
mod rates;
mod stock;
mod targets;
mod warehouses;

pub use balances::Balances;
pub use customers::Customers;
pub use products::Products;
pub use rates::PriceLists;
pub use stock::{Goods, Held, Stock};
pub use targets::Targets;
pub use warehouses::Warehouses;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{
    columns::{Mapping, columns, label},
    flaws,
    model::{Finding, Kind, Severity, Summary},
    sheet::Sheet,
};
use crate::{
    catalog::model::{PriceListInput, ProductInput, RateInput, Upserted},
    customers::rules::Record,
    platform::failure::FieldError,
    pms::{balances::BalanceInput, targets::TargetInput},
    warehouse::model::{BatchInput, WarehouseInput},
};

/// A record as a row wants it, or as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Master {
    Product(Box<ProductInput>),
    Customer(Box<Record>),
    /// The list's name counts only where the list is new.
    Rate(RateInput, PriceListInput),
    Batch(BatchInput),
    Target(Box<TargetInput>),
    Balance(BalanceInput),
    Warehouse(WarehouseInput),
}

impl Master {
    /// The code of the price list it is part of; empty of anything else.
    pub fn list(&self) -> &str {
        match self {
            Self::Rate(rate, _) => &rate.list,
            _ => "",
        }
    }

    /// The code of the customer it is.
    pub fn customer(&self) -> Option<&str> {
        match self {
            Self::Customer(record) => Some(record.code()),
            _ => None,
        }
    }
}

/// A good row, and what it comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub row: u32,
    pub wanted: Master,
    pub outcome: Upserted,
}

#[derive(Clone, Debug, Default)]
pub struct CheckedMasters {
    pub findings: Vec<Finding>,
    pub changes: Vec<Change>,
    pub total_rows: i64,
    pub good_rows: i64,
    pub bad_rows: i64,
    pub summary: Summary,
}

/// How the rows of one kind are read, with what is there of what the file names.
pub trait Reading {
    /// The columns that name a record.
    fn keys(&self) -> &'static [&'static str];

    /// What a row wants, and what writing it comes to.
    ///
    /// # Errors
    /// Every cell that can't be taken, by the column's field.
    fn read(&self, cells: &Cells<'_>) -> Result<(Master, Upserted), Vec<FieldError>>;

    /// What good rows get wrong together, by their row; `bad` are the rows that are refused already.
    fn together(&self, _good: &[Change], _bad: &[u32]) -> Vec<(u32, FieldError)> {
        Vec::new()
    }
}

/// The cells of one row, by field.
pub struct Cells<'a> {
    sheet: &'a Sheet,
    row: usize,
    places: &'a HashMap<&'static str, usize>,
}

impl Cells<'_> {
    /// Trimmed; empty where there is nothing, or no such column.
    pub fn get(&self, field: &str) -> &str {
        self.places.get(field).map_or("", |place| self.sheet.cell(self.row, *place))
    }

    /// Writes the cell over a field of a form, unless it is blank.
    pub fn over(&self, field: &str, form: &mut String) {
        let text = self.get(field);
        if !text.is_empty() {
            text.clone_into(form);
        }
    }
}

/// Yes or no, as people write it; `None` of a blank cell.
fn yes(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "" => None,
        "no" | "n" | "false" | "0" | "off" | "inactive" | "closed" => Some(false),
        _ => Some(true),
    }
}

/// Where each field of a kind stands in the file.
fn places(kind: Kind, mapping: &Mapping) -> HashMap<&'static str, usize> {
    let found = columns(kind).iter().zip(mapping.places(kind));
    found.filter_map(|(column, place)| Some((column.field, place?))).collect()
}

/// The different values of a column, in capitals: what to look up.
pub fn named(kind: Kind, sheet: &Sheet, mapping: &Mapping, field: &str) -> Vec<String> {
    let place = places(kind, mapping).get(field).copied();
    let mut values: Vec<String> = (mapping.header_row + 1..sheet.len())
        .map(|row| place.map_or("", |place| sheet.cell(row, place)).to_uppercase())
        .collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// Checks every row after the header.
pub fn check(kind: Kind, sheet: &Sheet, mapping: &Mapping, reading: &dyn Reading) -> CheckedMasters {
    let places = places(kind, mapping);
    let mut checked = CheckedMasters::default();
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut bad = Vec::new();
    for row in mapping.header_row + 1..sheet.len() {
        let (number, cells) = (sheet.number(row), Cells { sheet, row, places: &places });
        checked.total_rows += 1;
        let before = checked.findings.len();
        let flaws = flaws::of(sheet, row, places.iter().map(|(field, place)| (*field, *place)));
        checked.findings.extend(twice(&cells, reading, number, &mut seen));
        match reading.read(&cells) {
            Ok((wanted, outcome)) if checked.findings.len() == before && flaws.is_empty() => {
                checked.changes.push(Change { row: number, wanted, outcome });
            }
            Ok(_) => {}
            Err(wrong) => checked.findings.extend(wrong.into_iter().map(|wrong| finding(kind, number, wrong, &cells))),
        }
        if !flaws.is_empty() {
            let found = checked.findings.split_off(before);
            checked.findings.extend(flaws::over(found, flaws));
        }
        if checked.findings.len() > before {
            bad.push(number);
        }
    }
    let together: HashMap<u32, FieldError> = reading.together(&checked.changes, &bad).into_iter().collect();
    if !together.is_empty() {
        refuse(kind, sheet, mapping, &places, together, &mut checked);
    }
    for change in &checked.changes {
        match change.outcome {
            Upserted::New => checked.summary.new += 1,
            Upserted::Updated => checked.summary.updated += 1,
            Upserted::Unchanged => checked.summary.unchanged += 1,
        }
    }
    checked.good_rows = i64::try_from(checked.changes.len()).unwrap_or_default();
    checked.bad_rows = checked.total_rows - checked.good_rows;
    checked.summary.sheet.clone_from(&sheet.name);
    checked.summary.left_out.clone_from(&sheet.left_out);
    checked
}

/// Takes rows out that are good by themselves and wrong together, each with what is wrong.
fn refuse(
    kind: Kind,
    sheet: &Sheet,
    mapping: &Mapping,
    places: &HashMap<&'static str, usize>,
    mut wrong: HashMap<u32, FieldError>,
    checked: &mut CheckedMasters,
) {
    checked.changes.retain(|change| !wrong.contains_key(&change.row));
    for row in mapping.header_row + 1..sheet.len() {
        let number = sheet.number(row);
        if let Some(wrong) = wrong.remove(&number) {
            checked.findings.push(finding(kind, number, wrong, &Cells { sheet, row, places }));
        }
    }
    checked.findings.sort_by_key(|finding| finding.row);
}

/// The same record in an earlier row.
fn twice(cells: &Cells<'_>, reading: &dyn Reading, row: u32, seen: &mut HashMap<String, u32>) -> Option<Finding> {
    let values: Vec<String> = reading.keys().iter().map(|field| cells.get(field).to_uppercase()).collect();
    if values.iter().any(String::is_empty) {
        return None;
    }
    let first = *seen.entry(values.join("\u{1f}")).or_insert(row);
    let field = reading.keys().last().copied().unwrap_or_default();
    (first != row).then(|| Finding {
        row,
        field: field.to_owned(),
        value: cells.get(field).chars().take(200).collect(),
        code: "twice".to_owned(),
        message: format!("Also in row {first}"),
        hint: Some("Keep one of them".to_owned()),
        severity: Severity::Wrong,
    })
}

/// A form's refusal as a finding: the column stands beside it, so its name is not said twice.
fn finding(kind: Kind, row: u32, wrong: FieldError, cells: &Cells<'_>) -> Finding {
    let message = wrong.message.split_once(": ").map_or(wrong.message.as_str(), |(_, rest)| rest);
    let mut message = message.trim_end_matches('.').to_owned();
    if let Some(first) = message.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let hint = match wrong.code.as_str() {
        "empty" => Some(format!("Write the {}", label(kind, &wrong.field))),
        "weights" => wrong.hint,
        "unknown" => wrong.hint.map(|meant| format!("Did you mean {meant}?")),
        _ => wrong.hint.filter(|meant| !meant.is_empty()).map(|meant| format!("Write {meant}")),
    };
    let value = cells.get(&wrong.field);
    let value = if value.is_empty() { wrong.value.as_deref().unwrap_or_default() } else { value };
    Finding {
        row,
        value: value.chars().take(200).collect(),
        field: wrong.field,
        code: wrong.code,
        message,
        hint,
        severity: Severity::Wrong,
    }
}

#[cfg(test)]
mod tests;
