//! Reading what was typed into the forms of packaging: every fault is told, by line and field.

use super::{
    counting,
    model::{CorrectionForm, IssueForm, MaterialForm, ReceiptForm, Unit},
};
use crate::{
    catalog::reader::{Reader, one_line},
    platform::failure::FieldError,
    values::{Date, EntryId, Money, Quantity},
};

/// Lines that one submission takes at most.
pub const MOST_LINES: usize = 500;

/// A material's master record, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaterialInput {
    /// In capitals; `None`: the next free one.
    pub code: Option<String>,
    pub name: String,
    pub category: String,
    pub unit: Unit,
    pub per_box: Quantity,
    pub reorder_level: Quantity,
    pub minimum_order: Quantity,
    pub maximum: Option<Quantity>,
    pub rate: Money,
    pub lead_days: i64,
    pub vendor: Option<String>,
    pub barcode: Option<String>,
}

impl MaterialInput {
    /// Reads what was typed.
    ///
    /// # Errors
    /// Every field that can't be taken.
    pub fn parse(form: &MaterialForm) -> Result<Self, Vec<FieldError>> {
        let mut read = Reader::default();
        let unit = form.unit.parse::<Unit>().unwrap_or_else(|_| {
            read.refuse("unit", "not_a_unit", "Unit: choose PCS, KG or ROLLS.".to_owned(), &form.unit);
            Unit::Pieces
        });
        let mut quantity = |field, label: &str, typed: &str| {
            let found = read.some(field, label, typed, Quantity::parse);
            if unit.is_whole() && found.is_some_and(|found| !found.is_whole()) {
                read.refuse(field, "not_whole", format!("{label}: {unit} are counted in whole numbers."), typed);
            }
            read.most(field, label, typed, found);
            found
        };
        let per_box = quantity("per_box", "In a box", &form.per_box).unwrap_or_default();
        let reorder_level = quantity("reorder_level", "Reorder level", &form.reorder_level).unwrap_or_default();
        let minimum_order = quantity("minimum_order", "Minimum order", &form.minimum_order).unwrap_or_default();
        let maximum = quantity("maximum", "Maximum", &form.maximum);
        if maximum.is_some_and(|maximum| maximum < reorder_level) {
            read.refuse("maximum", "below_level", "Maximum: below the reorder level.".to_owned(), &form.maximum);
        }
        let lead_days =
            if form.lead_days.trim().is_empty() { 7 } else { read.days("lead_days", "Lead time", &form.lead_days) };
        if lead_days > 365 {
            read.refuse("lead_days", "too_long", "Lead time: at most 365 days.".to_owned(), &form.lead_days);
        }
        let input = Self {
            code: read.maybe("code", "Code", &form.code, 40).map(|code| code.to_uppercase()),
            name: read.text("name", "Name", &form.name, 120),
            category: read.text("category", "Category", &form.category, 40),
            unit,
            per_box,
            reorder_level,
            minimum_order,
            maximum,
            rate: read.rate("rate", "Rate", &form.rate).unwrap_or(Money::ZERO),
            lead_days,
            vendor: read.maybe("vendor", "Vendor", &form.vendor, 120),
            barcode: read.maybe("barcode", "Barcode", &form.barcode, 60),
        };
        read.finish(Some(input))
    }
}

/// What is known of a material that a line names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    pub unit: Unit,
    pub per_box: Quantity,
}

/// A line whose material is known, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineInput {
    /// On the form, from 1.
    pub row: u32,
    /// As typed, in capitals.
    pub material: String,
    /// Always above zero.
    pub quantity: Quantity,
    pub batch: String,
    pub made: Option<Date>,
    pub expires: Option<Date>,
    pub rate: Option<Money>,
}

/// What stands above the lines of a receipt or an issue, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadInput {
    pub key: String,
    pub warehouse: String,
    pub vendor: Option<String>,
    pub reference: String,
    pub reason: String,
    /// An order's number, in capitals.
    pub order: Option<String>,
    pub remarks: String,
}

/// The materials that lines name, in capitals and without those left empty.
pub fn named<'f>(materials: impl IntoIterator<Item = &'f str>) -> Vec<String> {
    let mut names: Vec<String> =
        materials.into_iter().map(|name| one_line(name).to_uppercase()).filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A key that a client made: 8 to 80 letters, digits and `-_:.`.
fn key(read: &mut Reader, typed: &str) -> String {
    let key = typed.trim();
    let fits = (8..=80).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_:.".contains(&byte));
    if !fits {
        read.refuse(
            "key",
            "not_a_key",
            "This entry has no key of its own. Reload the page and enter it again.".to_owned(),
            typed,
        );
    }
    key.to_owned()
}

struct Raw<'f> {
    material: &'f str,
    quantity: &'f str,
    boxes: &'f str,
    batch: &'f str,
    made: &'f str,
    expires: &'f str,
    rate: &'f str,
}

fn lines<'f>(
    raw: impl Iterator<Item = Raw<'f>>,
    known: impl Fn(&str) -> Option<Measure>,
    today: Date,
) -> Result<Vec<LineInput>, Vec<FieldError>> {
    let (mut good, mut wrong) = (Vec::new(), Vec::new());
    for (row, line) in (1_u32..).zip(raw) {
        let empty = [line.material, line.quantity, line.boxes].into_iter().all(|typed| typed.trim().is_empty());
        if empty {
            continue;
        }
        match read_line(row, &line, &known, today) {
            Ok(read) => good.push(read),
            Err(errors) => wrong.extend(errors.into_iter().map(|error| error.at(row))),
        }
    }
    if good.len() + wrong.len() > MOST_LINES {
        let message = format!("At most {MOST_LINES} lines fit one entry; make two of them.");
        return Err(vec![FieldError::new("lines", "too_many", message)]);
    }
    if wrong.is_empty() && good.is_empty() {
        return Err(vec![FieldError::new("lines", "empty", "Enter at least one material and its quantity.")]);
    }
    if wrong.is_empty() { Ok(good) } else { Err(wrong) }
}

fn read_line(
    row: u32,
    line: &Raw<'_>,
    known: &impl Fn(&str) -> Option<Measure>,
    today: Date,
) -> Result<LineInput, Vec<FieldError>> {
    let mut read = Reader::default();
    let material = read.text("material", "Material", line.material, 120).to_uppercase();
    let measure = known(&material);
    if measure.is_none() && !material.is_empty() {
        read.refuse(
            "material",
            "unknown",
            "Material: there is none with this code or barcode.".to_owned(),
            line.material,
        );
    }
    let measure = measure.unwrap_or(Measure { unit: Unit::Kilos, per_box: Quantity::from_units(1) });
    let quantity = match counting::read(line.boxes, line.quantity, measure.per_box, measure.unit, "quantity") {
        Ok(Some((_, _, all))) if all.is_positive() => all,
        Ok(_) => {
            read.refuse("quantity", "zero", "Quantity: more than 0.".to_owned(), line.quantity);
            Quantity::ZERO
        }
        Err((field, code, message)) => {
            read.refuse(field, code, message, if field == "boxes" { line.boxes } else { line.quantity });
            Quantity::ZERO
        }
    };
    let made = read.some("made", "Manufactured", line.made, Date::parse);
    let expires = read.some("expires", "Expires", line.expires, Date::parse);
    if made.is_some_and(|made| made > today) {
        read.refuse("made", "in_the_future", "Manufactured: this day is still to come.".to_owned(), line.made);
    }
    if let (Some(made), Some(expires)) = (made, expires)
        && expires < made
    {
        read.refuse("expires", "before_made", "Expires: before the day of manufacture.".to_owned(), line.expires);
    }
    let input = LineInput {
        row,
        material,
        quantity,
        batch: read.maybe("batch", "Batch", line.batch, 60).unwrap_or_default().to_uppercase(),
        made,
        expires,
        rate: read.rate("rate", "Rate", line.rate),
    };
    read.finish(Some(input))
}

fn both<T, U>(head: Result<T, Vec<FieldError>>, lines: Result<U, Vec<FieldError>>) -> Result<(T, U), Vec<FieldError>> {
    match (head, lines) {
        (Ok(head), Ok(lines)) => Ok((head, lines)),
        (Err(mut wrong), Err(more)) => {
            wrong.extend(more);
            Err(wrong)
        }
        (Err(wrong), _) | (_, Err(wrong)) => Err(wrong),
    }
}

/// Reads a receipt; `known` says how a material (code or barcode in capitals) is measured.
///
/// # Errors
/// Every field that can't be taken, lines with their row.
pub fn receipt(
    form: &ReceiptForm,
    known: impl Fn(&str) -> Option<Measure>,
    today: Date,
) -> Result<(HeadInput, Vec<LineInput>), Vec<FieldError>> {
    let mut read = Reader::default();
    let head = HeadInput {
        key: key(&mut read, &form.key),
        warehouse: read.text("warehouse", "Warehouse", &form.warehouse, 40).to_uppercase(),
        vendor: read.maybe("vendor", "Vendor", &form.vendor, 120),
        reference: read.maybe("reference", "Challan or invoice", &form.reference, 80).unwrap_or_default(),
        reason: String::new(),
        order: None,
        remarks: read.maybe("remarks", "Remarks", &form.remarks, 300).unwrap_or_default(),
    };
    let raw = form.lines.iter().map(|line| Raw {
        material: &line.material,
        quantity: &line.quantity,
        boxes: &line.boxes,
        batch: &line.batch,
        made: &line.made,
        expires: &line.expires,
        rate: &line.rate,
    });
    both(read.finish(Some(head)), lines(raw, known, today))
}

/// Reads an issue, as [`receipt`].
///
/// # Errors
/// As [`receipt`].
pub fn issue(
    form: &IssueForm,
    known: impl Fn(&str) -> Option<Measure>,
    today: Date,
) -> Result<(HeadInput, Vec<LineInput>), Vec<FieldError>> {
    let mut read = Reader::default();
    let head = HeadInput {
        key: key(&mut read, &form.key),
        warehouse: read.text("warehouse", "Warehouse", &form.warehouse, 40).to_uppercase(),
        vendor: None,
        reference: String::new(),
        reason: read.text("reason", "Reason", &form.reason, 120),
        order: read.maybe("order", "Order", &form.order, 40).map(|order| order.to_uppercase()),
        remarks: read.maybe("remarks", "Remarks", &form.remarks, 300).unwrap_or_default(),
    };
    let raw = form.lines.iter().map(|line| Raw {
        material: &line.material,
        quantity: &line.quantity,
        boxes: &line.boxes,
        batch: &line.batch,
        made: "",
        expires: "",
        rate: "",
    });
    both(read.finish(Some(head)), lines(raw, known, today))
}

/// A correction, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionInput {
    pub key: String,
    pub entry: EntryId,
    /// What should have been entered.
    pub right: Quantity,
    pub reason: String,
}

impl CorrectionInput {
    /// Reads what was typed; whether the unit allows parts is for who knows the material.
    ///
    /// # Errors
    /// Every field that can't be taken.
    pub fn parse(form: &CorrectionForm) -> Result<Self, Vec<FieldError>> {
        let mut read = Reader::default();
        let key = key(&mut read, &form.key);
        let entry = read.value("entry", "Entry", &form.entry, form.entry.trim().parse::<EntryId>());
        let right = read.value("quantity", "Right quantity", &form.quantity, Quantity::parse(&form.quantity));
        read.most("quantity", "Right quantity", &form.quantity, right);
        let reason = read.text("reason", "Reason", &form.reason, 200);
        read.finish(entry.zip(right).map(|(entry, right)| Self { key, entry, right, reason }))
    }
}

#[cfg(test)]
mod tests;
