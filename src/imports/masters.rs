//! The check of a file of masters: every cell parsed by its column, every row labelled New, Update or No change.
//!
//! Pure: what is there already is handed in by key. A blank cell keeps what is there.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{
    columns::{Mapping, columns},
    model::{Finding, Kind, Severity, Summary},
    sheet::Sheet,
};
use crate::values::{Money, ParseError, Percent, did_you_mean};

/// A record as JSON, by field; money in paise, percentages in basis points.
pub type Record = Map<String, Value>;

/// What is there already.
#[derive(Clone, Debug, Default)]
pub struct Present {
    /// By [`key_of`]: the record as it stands.
    pub records: HashMap<String, Record>,
    /// Of a price list: the SKUs there are.
    pub skus: HashMap<String, String>,
}

/// A good row, and what it changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub row: u32,
    pub key: String,
    /// Only the cells that aren't blank.
    pub new: Record,
    /// `None`: a new one.
    pub old: Option<Record>,
    /// False: everything is as it was.
    pub differs: bool,
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

/// What names a record, folded: the SKU; of a price list the list too.
pub fn key_of(kind: Kind, record: &Record) -> String {
    let text = |field: &str| record.get(field).and_then(Value::as_str).unwrap_or_default().to_uppercase();
    match kind {
        Kind::PriceList => format!("{}\u{1f}{}", text("list"), text("sku")),
        _ => text("sku"),
    }
}

/// How a cell is read.
fn read(field: &str, text: &str) -> Result<Value, (ParseError, Option<String>)> {
    let told = |error: ParseError| (error, error.suggestion(text));
    match field {
        "mrp" | "price" | "base_rate" | "rate" => {
            Money::parse(text).map(|money| Value::from(money.paise())).map_err(told)
        }
        "gst" => Percent::parse(&fraction(text)).map_err(told).and_then(|percent| {
            let points = percent.basis_points();
            if points > 10_000 { Err((ParseError::TooLarge, None)) } else { Ok(Value::from(points)) }
        }),
        "shelf_life_days" => {
            let digits = text.trim_end_matches(|character: char| character.is_alphabetic() || character == ' ');
            digits.parse::<u32>().map(Value::from).map_err(|_| told(ParseError::NotANumber))
        }
        "unit" => {
            let unit = text.to_uppercase();
            let unit = match unit.trim_end_matches('.') {
                "PCS" | "PC" | "NOS" | "EACH" => "PCS",
                "KG" | "KGS" | "KILO" => "KG",
                "PKT" | "PKTS" | "PACK" | "PACKET" => "PKT",
                _ => return Err((ParseError::NotANumber, Some("PCS, KG or PKT".to_owned()))),
            };
            Ok(Value::from(unit))
        }
        _ => Ok(Value::from(text.chars().take(500).collect::<String>())),
    }
}

/// Excel keeps a cell that shows 5 % as 0.05.
fn fraction(text: &str) -> String {
    match text.strip_prefix("0.").or_else(|| text.strip_prefix('.')) {
        Some(digits)
            if digits.len() == 2
                && digits.bytes().all(|byte| byte.is_ascii_digit())
                && digits != "25"
                && digits != "50" =>
        {
            digits.trim_start_matches('0').to_owned()
        }
        _ => text.to_owned(),
    }
}

fn finding(
    row: u32,
    field: &str,
    value: &str,
    code: &str,
    message: impl Into<String>,
    hint: Option<String>,
) -> Finding {
    Finding {
        row,
        field: field.to_owned(),
        value: value.chars().take(200).collect(),
        code: code.to_owned(),
        message: message.into(),
        hint,
        severity: Severity::Wrong,
    }
}

/// The keys of a file, to look up what is there: SKUs, and lists.
pub fn named(kind: Kind, sheet: &Sheet, mapping: &Mapping) -> (Vec<String>, Vec<String>) {
    let places = mapping.places(kind);
    let distinct = |field: &str| {
        let place = columns(kind)
            .iter()
            .position(|column| column.field == field)
            .and_then(|index| places.get(index).copied().flatten());
        let mut keys: Vec<String> = (mapping.header_row + 1..sheet.len())
            .map(|row| place.map_or("", |place| sheet.cell(row, place)).to_uppercase())
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    (distinct("sku"), distinct("list"))
}

/// Checks every row after the header.
pub fn check(kind: Kind, sheet: &Sheet, mapping: &Mapping, present: &Present) -> CheckedMasters {
    let places = mapping.places(kind);
    let mut checked = CheckedMasters::default();
    let mut seen: HashMap<String, u32> = HashMap::new();
    for row in mapping.header_row + 1..sheet.len() {
        let number = sheet.number(row);
        checked.total_rows += 1;
        let before = checked.findings.len();
        let record = read_row(kind, sheet, row, &places, &mut checked.findings);
        let key = key_of(kind, &record);
        if let Some(first) = seen.insert(key.clone(), number).filter(|_| !key.is_empty()) {
            let typed = record.get("sku").and_then(Value::as_str).unwrap_or_default().to_owned();
            checked.findings.push(finding(
                number,
                "sku",
                &typed,
                "twice",
                format!("Also in row {first}"),
                Some("Keep one of them".to_owned()),
            ));
        }
        let record = match kind {
            Kind::PriceList => resolve_sku(number, record, present, &mut checked.findings),
            _ => record,
        };
        if checked.findings.len() > before {
            checked.bad_rows += 1;
            continue;
        }
        let old = present.records.get(&key).cloned();
        let differs = old.as_ref().is_none_or(|old| record.iter().any(|(field, value)| old.get(field) != Some(value)));
        match (&old, differs) {
            (None, _) => checked.summary.new += 1,
            (Some(_), true) => checked.summary.updated += 1,
            (Some(_), false) => checked.summary.unchanged += 1,
        }
        checked.changes.push(Change { row: number, key, new: record, old, differs });
    }
    checked.good_rows = checked.total_rows - checked.bad_rows;
    checked.summary.sheet.clone_from(&sheet.name);
    checked.summary.left_out.clone_from(&sheet.left_out);
    checked
}

fn read_row(kind: Kind, sheet: &Sheet, row: usize, places: &[Option<usize>], findings: &mut Vec<Finding>) -> Record {
    let number = sheet.number(row);
    let mut record = Record::new();
    for (column, place) in columns(kind).iter().zip(places) {
        let text = place.map_or("", |place| sheet.cell(row, place));
        // What a price list only repeats of the product isn't taken over.
        let repeats = kind == Kind::PriceList && !matches!(column.field, "sku" | "rate" | "list" | "list_name");
        if text.is_empty() || repeats {
            if column.required {
                findings.push(finding(
                    number,
                    column.field,
                    "",
                    "empty",
                    "Nothing there",
                    Some(format!("Write the {}", column.label)),
                ));
            }
            continue;
        }
        match read(column.field, text) {
            Ok(value) => {
                record.insert(column.field.to_owned(), value);
            }
            Err((error, meant)) => {
                let message = if column.field == "unit" { "Not a unit".to_owned() } else { error.to_string() };
                findings.push(finding(
                    number,
                    column.field,
                    text,
                    error.code(),
                    message,
                    meant.map(|meant| format!("Write {meant}")),
                ));
            }
        }
    }
    if kind == Kind::PriceList && !record.contains_key("list") {
        findings.push(finding(
            number,
            "list",
            "",
            "empty",
            "Nothing there",
            Some("Write the price list's code".to_owned()),
        ));
    }
    record
}

/// The SKU as the product writes it.
fn resolve_sku(row: u32, mut record: Record, present: &Present, findings: &mut Vec<Finding>) -> Record {
    let typed = record.get("sku").and_then(Value::as_str).unwrap_or_default().to_owned();
    match present.skus.get(&typed.to_uppercase()) {
        Some(sku) => {
            record.insert("sku".to_owned(), Value::from(sku.clone()));
        }
        None if typed.is_empty() => {}
        None => {
            let meant = did_you_mean(&typed, present.skus.values().map(String::as_str));
            findings.push(finding(
                row,
                "sku",
                &typed,
                "no_such_product",
                "No such product",
                meant.map(|sku| format!("Did you mean {sku}?")),
            ));
        }
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::sheet::Builder;

    fn run(rows: &[&[&str]], present: &Present) -> CheckedMasters {
        let mut builder = Builder::new("Products");
        for (index, cells) in rows.iter().enumerate() {
            builder.start_row(index as u32 + 1).unwrap();
            for (column, cell) in cells.iter().enumerate() {
                builder.put(column, |text| text.push_str(cell)).unwrap();
            }
        }
        let sheet = builder.finish().unwrap();
        let mapping = Mapping::detect(&sheet, Kind::Products, &HashMap::new());
        check(Kind::Products, &sheet, &mapping, present)
    }

    #[test]
    fn rows_are_new_changed_or_as_they_were() {
        let old: Record =
            serde_json::from_str(r#"{"sku": "SKU-001", "name": "Rice", "gst": 500, "mrp": 45000}"#).unwrap();
        let present = Present {
            records: HashMap::from([
                ("SKU-001".to_owned(), old.clone()),
                (
                    "SKU-002".to_owned(),
                    Record::from_iter([
                        ("sku".to_owned(), Value::from("SKU-002")),
                        ("name".to_owned(), Value::from("Peas")),
                    ]),
                ),
            ]),
            skus: HashMap::new(),
        };
        let checked = run(
            &[
                &["ProductCode", "Product Name", "GST%", "MRP"],
                &["SKU-001", "Rice", "0.05", "450"],
                &["SKU-002", "Green Peas", "", ""],
                &["SKU-003", "Corn", "12%", "99.50"],
            ],
            &present,
        );
        let summary = &checked.summary;
        assert_eq!((summary.new, summary.updated, summary.unchanged, checked.bad_rows), (1, 1, 1, 0));
        assert_eq!(checked.changes[2].new["gst"], 1_200);
    }

    #[test]
    fn a_key_twice_and_a_bad_cell_are_told() {
        let checked = run(
            &[
                &["ProductCode", "Product Name", "MRP", "Unit"],
                &["SKU-1", "Rice", "x", "BAG"],
                &["SKU-1", "Rice", "1", "kg"],
            ],
            &Present::default(),
        );
        let told: Vec<_> =
            checked.findings.iter().map(|one| (one.row, one.field.as_str(), one.message.as_str())).collect();
        assert_eq!(told, [(2, "unit", "Not a unit"), (2, "mrp", "Not a number"), (3, "sku", "Also in row 2")]);
    }
}
