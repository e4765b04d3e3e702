//! The check of a file of packaging: opening stock, goods that came in, a stock count, bills of packaging.
//!
//! Pure: what is there already is handed in. Rows are read by the same rules as the forms of packaging.

use std::collections::{HashMap, HashSet};

use super::{
    columns::{Mapping, columns},
    flaws,
    model::{Finding, Kind, Severity, Summary},
    sheet::Sheet,
};
use crate::{
    packaging::{
        bill::Per,
        counting,
        model::{MaterialForm, ReceiptForm, ReceiptLineForm, Unit},
        parse::{self, LineInput, MaterialInput, Measure},
    },
    platform::failure::FieldError,
    values::{Date, Quantity, did_you_mean},
};

/// What is there already.
#[derive(Clone, Debug)]
pub struct Known {
    /// By code and by barcode, in capitals: the code and how it is measured.
    pub materials: HashMap<String, (String, Measure)>,
    /// By code and by name, in capitals: the code.
    pub warehouses: HashMap<String, String>,
    /// By SKU in capitals: as the product writes it.
    pub skus: HashMap<String, String>,
    /// Material's code and warehouse's code where something has moved.
    pub moved: HashSet<(String, String)>,
    pub today: Date,
}

/// A row that can go in.
#[derive(Clone, Debug)]
pub enum Good {
    /// The line; a material to make first, where there is none.
    Opening {
        warehouse: String,
        line: LineInput,
        make: Option<Box<MaterialInput>>,
    },
    Inward {
        warehouse: String,
        vendor: String,
        reference: String,
        line: LineInput,
    },
    Count {
        warehouse: String,
        material: String,
        boxes: i64,
        loose: Quantity,
        counted: Quantity,
        reason: String,
    },
    Bill {
        sku: String,
        material: String,
        per: Per,
        quantity: Quantity,
    },
}

/// What a check came to.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    pub findings: Vec<Finding>,
    /// Each with its row in the file.
    pub rows: Vec<(u32, Good)>,
    pub total_rows: i64,
    pub good_rows: i64,
    pub bad_rows: i64,
    pub summary: Summary,
}

/// A row's cells by field.
struct Cells<'s> {
    kind: Kind,
    sheet: &'s Sheet,
    row: usize,
    places: &'s [Option<usize>],
}

impl Cells<'_> {
    fn get(&self, field: &str) -> &str {
        let index = columns(self.kind).iter().position(|column| column.field == field);
        let place = index.and_then(|index| self.places.get(index).copied().flatten());
        place.map_or("", |place| self.sheet.cell(self.row, place))
    }

    fn text(&self, field: &str) -> String {
        self.get(field).to_owned()
    }
}

/// Checks every row after the header.
pub fn check(kind: Kind, sheet: &Sheet, mapping: &Mapping, known: &Known) -> Checked {
    let places = mapping.places(kind);
    let named = columns(kind).iter().zip(&places).filter_map(|(column, place)| Some((column.field, (*place)?)));
    let mut checked = Checked::default();
    let mut seen: HashMap<String, u32> = HashMap::new();
    for row in mapping.header_row + 1..sheet.len() {
        let number = sheet.number(row);
        checked.total_rows += 1;
        let cells = Cells { kind, sheet, row, places: &places };
        let read = required(&cells).and_then(|()| read(&cells, known));
        let read = read.and_then(|good| once(&good, number, &mut seen).map(|()| good));
        let flaws = flaws::of(sheet, row, named.clone());
        match read {
            Ok(good) if flaws.is_empty() => checked.rows.push((number, good)),
            read => {
                checked.bad_rows += 1;
                let errors = read.err().unwrap_or_default().into_iter().map(|error| finding(number, &cells, error));
                checked.findings.extend(flaws::over(errors.collect(), flaws));
            }
        }
    }
    checked.good_rows = checked.total_rows - checked.bad_rows;
    checked.summary.new = checked.good_rows;
    checked.summary.sheet.clone_from(&sheet.name);
    checked.summary.left_out.clone_from(&sheet.left_out);
    checked
}

fn finding(row: u32, cells: &Cells<'_>, error: FieldError) -> Finding {
    let value = error.value.unwrap_or_else(|| cells.text(&error.field));
    Finding {
        row,
        value: value.chars().take(200).collect(),
        field: error.field,
        code: error.code,
        message: error.message,
        hint: error.hint,
        severity: Severity::Wrong,
    }
}

fn required(cells: &Cells<'_>) -> Result<(), Vec<FieldError>> {
    let wrong: Vec<FieldError> = columns(cells.kind)
        .iter()
        .filter(|column| column.required && cells.get(column.field).is_empty())
        .map(|column| {
            FieldError::new(column.field, "empty", "Nothing there").hint(format!("Write the {}", column.label))
        })
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// What may stand in a file only once: an opening stock, a counted material, a line of a bill.
fn once(good: &Good, row: u32, seen: &mut HashMap<String, u32>) -> Result<(), Vec<FieldError>> {
    let key = match good {
        Good::Opening { warehouse, line, .. } => format!("{warehouse}\u{1f}{}", line.material),
        Good::Count { warehouse, material, .. } => format!("{warehouse}\u{1f}{material}"),
        Good::Bill { sku, material, per, .. } => format!("{sku}\u{1f}{material}\u{1f}{per}"),
        Good::Inward { .. } => return Ok(()),
    };
    match seen.insert(key, row) {
        Some(first) => {
            Err(vec![FieldError::new("material", "twice", format!("Also in row {first}")).hint("Keep one of them")])
        }
        None => Ok(()),
    }
}

fn read(cells: &Cells<'_>, known: &Known) -> Result<Good, Vec<FieldError>> {
    match cells.kind {
        Kind::PackagingInward => {
            let line = line(cells, known)?;
            let warehouse = warehouse(cells, known)?;
            let (vendor, reference) = (cells.text("vendor"), cells.text("reference"));
            Ok(Good::Inward { warehouse, vendor, reference, line })
        }
        Kind::PackagingCount => count(cells, known),
        Kind::PackagingBill => bill(cells, known),
        _ => opening(cells, known),
    }
}

fn warehouse(cells: &Cells<'_>, known: &Known) -> Result<String, Vec<FieldError>> {
    let typed = cells.get("warehouse").to_uppercase();
    known.warehouses.get(&typed).cloned().ok_or_else(|| {
        let meant = did_you_mean(&typed, known.warehouses.values().map(String::as_str));
        let wrong = FieldError::new("warehouse", "no_such_warehouse", "No such warehouse");
        vec![match meant {
            Some(code) => wrong.hint(format!("Did you mean {code}?")),
            None => wrong,
        }]
    })
}

fn material(cells: &Cells<'_>, known: &Known) -> Result<(String, Measure), Vec<FieldError>> {
    let typed = cells.get("material").to_uppercase();
    known.materials.get(&typed).cloned().ok_or_else(|| {
        let meant = did_you_mean(&typed, known.materials.values().map(|(code, _)| code.as_str()));
        let wrong = FieldError::new("material", "no_such_material", "No such material");
        vec![match meant {
            Some(code) => wrong.hint(format!("Did you mean {code}?")),
            None => wrong,
        }]
    })
}

/// A line of goods that came in, read as the form reads it.
fn line(cells: &Cells<'_>, known: &Known) -> Result<LineInput, Vec<FieldError>> {
    let (code, measure) = material(cells, known)?;
    measured(cells, code, measure, known.today)
}

fn measured(cells: &Cells<'_>, code: String, measure: Measure, today: Date) -> Result<LineInput, Vec<FieldError>> {
    let form = ReceiptForm {
        key: "import-row".to_owned(),
        warehouse: "IMPORT".to_owned(),
        lines: vec![ReceiptLineForm {
            material: code,
            quantity: cells.text("quantity"),
            boxes: cells.text("boxes"),
            batch: cells.text("batch"),
            made: cells.text("made"),
            expires: cells.text("expires"),
            rate: cells.text("rate"),
        }],
        ..ReceiptForm::default()
    };
    let (_, lines) = parse::receipt(&form, |_| Some(measure), today)?;
    lines.into_iter().next().ok_or_else(|| vec![FieldError::new("quantity", "empty", "Nothing there")])
}

/// The opening stock of a material, which is made when there is none of this code.
fn opening(cells: &Cells<'_>, known: &Known) -> Result<Good, Vec<FieldError>> {
    let typed = cells.get("material").to_uppercase();
    let (code, measure, make) = match known.materials.get(&typed) {
        Some((code, measure)) => (code.clone(), *measure, None),
        None => {
            let input = new_material(cells, &typed)?;
            (typed, Measure { unit: input.unit, per_box: input.per_box }, Some(Box::new(input)))
        }
    };
    let warehouse = warehouse(cells, known)?;
    if known.moved.contains(&(code.clone(), warehouse.clone())) {
        let wrong = FieldError::new("material", "moved_already", "It has moved in this warehouse already");
        return Err(vec![wrong.hint("Count it instead")]);
    }
    Ok(Good::Opening { warehouse, line: measured(cells, code, measure, known.today)?, make })
}

fn new_material(cells: &Cells<'_>, code: &str) -> Result<MaterialInput, Vec<FieldError>> {
    let unit = cells.text("unit");
    let form = MaterialForm {
        code: code.to_owned(),
        name: cells.text("name"),
        category: cells.text("category"),
        unit: if unit.is_empty() { "PCS".to_owned() } else { unit },
        per_box: cells.text("per_box"),
        reorder_level: cells.text("reorder_level"),
        minimum_order: cells.text("minimum_order"),
        maximum: cells.text("maximum"),
        rate: cells.text("rate"),
        lead_days: cells.text("lead_days"),
        vendor: cells.text("vendor"),
        barcode: cells.text("barcode"),
        version: String::new(),
    };
    MaterialInput::parse(&form).map_err(|errors| {
        let hint = |error: FieldError| match error.code.as_str() {
            "empty" => error.hint("A new material needs it"),
            _ => error,
        };
        errors.into_iter().map(hint).collect()
    })
}

fn count(cells: &Cells<'_>, known: &Known) -> Result<Good, Vec<FieldError>> {
    let (code, measure) = material(cells, known)?;
    let warehouse = warehouse(cells, known)?;
    let read = counting::read(cells.get("boxes"), cells.get("quantity"), measure.per_box, measure.unit, "quantity");
    match read {
        Ok(Some((boxes, loose, counted))) => {
            Ok(Good::Count { warehouse, material: code, boxes, loose, counted, reason: cells.text("reason") })
        }
        Ok(None) => {
            Err(vec![FieldError::new("quantity", "empty", "Nothing there").hint("Write what was counted, 0 for none")])
        }
        Err((field, code, message)) => Err(vec![FieldError::new(field, code, message)]),
    }
}

fn bill(cells: &Cells<'_>, known: &Known) -> Result<Good, Vec<FieldError>> {
    let typed = cells.get("sku").to_uppercase();
    let sku = known.skus.get(&typed).cloned().ok_or_else(|| {
        let meant = did_you_mean(&typed, known.skus.values().map(String::as_str));
        let wrong = FieldError::new("sku", "no_such_product", "No such product");
        vec![match meant {
            Some(sku) => wrong.hint(format!("Did you mean {sku}?")),
            None => wrong,
        }]
    })?;
    let (code, _) = material(cells, known)?;
    let per = match cells.get("per").to_lowercase().trim_start_matches("per ") {
        "" | "unit" | "piece" | "pcs" | "pkt" => Per::Unit,
        "box" | "carton" | "case" => Per::Box,
        _ => return Err(vec![FieldError::new("per", "unknown", "Not a measure").hint("Write unit or box")]),
    };
    match Quantity::parse(cells.get("quantity")) {
        Ok(quantity) if quantity > Quantity::MOST => {
            Err(vec![FieldError::new("quantity", "too_large", format!("At most {}", Quantity::MOST))])
        }
        Ok(quantity) if quantity.is_positive() => Ok(Good::Bill { sku, material: code, per, quantity }),
        Ok(_) => Err(vec![FieldError::new("quantity", "zero", "More than 0")]),
        Err(error) => Err(vec![FieldError::new("quantity", error.code(), error.to_string())]),
    }
}

/// Whether the unit of a material allows parts; for what the server reads of it.
pub const fn measure(unit: Unit, per_box: Quantity) -> Measure {
    Measure { unit, per_box }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::sheet::Builder;

    fn run(kind: Kind, rows: &[&[&str]]) -> Checked {
        let mut builder = Builder::new("Packaging");
        for (index, cells) in rows.iter().enumerate() {
            builder.start_row(index as u32 + 1).unwrap();
            for (column, cell) in cells.iter().enumerate() {
                builder.put(column, |text| text.push_str(cell)).unwrap();
            }
        }
        let sheet = builder.finish().unwrap();
        let mapping = Mapping::detect(&sheet, kind, &HashMap::new());
        assert!(mapping.missing(kind).is_empty(), "{:?}", mapping.missing(kind));
        let pouches = ("PKG-002".to_owned(), measure(Unit::Pieces, Quantity::from_units(100)));
        let known = Known {
            materials: HashMap::from([("PKG-002".to_owned(), pouches.clone()), ("8901".to_owned(), pouches)]),
            warehouses: HashMap::from([
                ("BHW".to_owned(), "BHW".to_owned()),
                ("BHIWANDI".to_owned(), "BHW".to_owned()),
            ]),
            skus: HashMap::from([("SKU-001".to_owned(), "SKU-001".to_owned())]),
            moved: HashSet::from([("PKG-002".to_owned(), "BHW".to_owned())]),
            today: Date::from_days(20_000),
        };
        check(kind, &sheet, &mapping, &known)
    }

    fn told(checked: &Checked) -> Vec<(u32, &str, &str)> {
        checked.findings.iter().map(|one| (one.row, one.field.as_str(), one.code.as_str())).collect()
    }

    #[test]
    fn goods_in_are_read_by_barcode_boxes_and_warehouse_name() {
        let checked = run(
            Kind::PackagingInward,
            &[
                &["Material Code", "Qty", "Boxes", "Warehouse", "Challan No"],
                &["8901", "30", "2", "Bhiwandi", "CH-7"],
                &["PKG-003", "30", "", "BHW", ""],
                &["PKG-002", "1.5", "", "BHW", ""],
            ],
        );
        assert_eq!(told(&checked), [(3, "material", "no_such_material"), (4, "quantity", "not_a_quantity")]);
        let Good::Inward { warehouse, reference, line, .. } = &checked.rows[0].1 else { panic!() };
        assert_eq!((warehouse.as_str(), reference.as_str(), line.quantity), ("BHW", "CH-7", Quantity::from_units(230)));
    }

    #[test]
    fn opening_stock_makes_what_is_new_and_refuses_what_has_moved() {
        let checked = run(
            Kind::PackagingStock,
            &[
                &["Material Code", "Name", "Category", "Unit", "Opening Stock", "Reorder Level", "Warehouse"],
                &["PKG-900", "Ice Packs", "Cartons", "PCS", "400", "100", "BHW"],
                &["PKG-901", "", "", "", "5", "", "BHW"],
                &["PKG-002", "", "", "", "5", "", "BHW"],
            ],
        );
        assert_eq!(told(&checked), [(3, "name", "empty"), (3, "category", "empty"), (4, "material", "moved_already")]);
        assert!(matches!(&checked.rows[0].1, Good::Opening { make: Some(_), .. }));
    }

    #[test]
    fn a_count_and_a_bill_take_each_material_once() {
        let counted = run(
            Kind::PackagingCount,
            &[&["Material Code", "Counted", "Warehouse"], &["PKG-002", "0", "BHW"], &["PKG-002", "7", "BHW"]],
        );
        assert_eq!(told(&counted), [(3, "material", "twice")]);
        let billed = run(
            Kind::PackagingBill,
            &[
                &["SKU Code", "Material Code", "Quantity", "Per"],
                &["sku-001", "PKG-002", "1", "per box"],
                &["SKU-009", "PKG-002", "1", "unit"],
                &["SKU-001", "PKG-002", "1", "pallet"],
            ],
        );
        assert_eq!(told(&billed), [(3, "sku", "no_such_product"), (4, "per", "unknown")]);
    }
}
