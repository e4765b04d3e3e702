//! The workbooks that go out: the template, and the faulty rows with what is wrong with them.

use std::collections::{BTreeMap, HashMap};

use rust_xlsxwriter::{
    Color, DataValidation, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use super::{
    super::{
        columns::{self, Mapping},
        error::Error,
        model::{Finding, Kind, Severity},
        sheet::{MAX_ROWS, Sheet},
    },
    check, reader, seen, store,
};
use crate::{
    identity::Actor,
    platform::{
        failure::{Failure, Internal},
        server::{Db, Desk},
    },
    pms::{
        model::{Source, Unit},
        scoring::Kind as Kra,
    },
    values::{ImportId, Month},
};

/// Codes offered in a drop-down list, at most.
const MAX_LIST: i64 = 20_000;
/// Rows of the template that have drop-down lists.
const LISTED_ROWS: u32 = 5_000;
const MAX_FINDINGS: i64 = 200_000;

/// The file a person downloads: its name and its bytes.
pub struct Download {
    pub name: String,
    pub bytes: Vec<u8>,
}

fn broken(error: XlsxError) -> Internal {
    Internal::from_error(error)
}

async fn on_thread(make: impl FnOnce() -> Result<Vec<u8>, XlsxError> + Send + 'static) -> Result<Vec<u8>, Failure> {
    let made = tokio::task::spawn_blocking(make).await.map_err(Internal::from_error)?;
    Ok(made.map_err(broken)?)
}

/// A drop-down list of a template: its column, what may be chosen with a word about it, and what is said on the cell.
struct List {
    column: u16,
    rows: Vec<(String, String)>,
    title: &'static str,
    message: &'static str,
}

/// The template of a kind; of orders and targets with drop-down lists of what there is.
///
/// # Errors
/// When the person may not import this kind.
pub async fn template(desk: &Desk, actor: &Actor, kind: Kind) -> Result<Download, Failure> {
    let db = desk.read(actor, kind.right(actor))?;
    let lists = match kind {
        Kind::Orders => lists_of_orders(db).await?,
        Kind::KraTargets => lists_of_targets(db).await?,
        Kind::OdBalances => lists_of_balances(db, desk.clock.today().month()).await?,
        _ => Vec::new(),
    };
    let bytes = on_thread(move || make_template(kind, &lists)).await?;
    let name = if kind == Kind::Orders { "bulk-orders.xlsx".to_owned() } else { format!("{kind}.xlsx") };
    Ok(Download { name, bytes })
}

async fn lists_of_orders(db: &Db) -> Result<Vec<List>, Internal> {
    let customers = db
        .sql("select code, name from customers where status = 'Active' order by code, id limit $1")
        .bind(MAX_LIST)
        .all()
        .await?;
    let skus =
        db.sql("select sku, name from products where active order by sku, id limit $1").bind(MAX_LIST).all().await?;
    Ok(vec![
        List {
            column: 0,
            rows: customers,
            title: "A customer",
            message: "Choose a customer of the list, or type an ID.",
        },
        List { column: 1, rows: skus, title: "A product", message: "Choose an SKU of the list, or type one." },
    ])
}

async fn people(db: &Db) -> Result<Vec<(String, String)>, Internal> {
    db.sql(
        "select code, name from users where status = 'Active' and role not in ('Admin', 'Viewer')
         order by code, id limit $1",
    )
    .bind(MAX_LIST)
    .all()
    .await
}

async fn lists_of_balances(db: &Db, latest: Month) -> Result<Vec<List>, Internal> {
    let months = std::iter::successors(Some(latest), |month| Some(month.prev())).take(12);
    let months = months.map(|month| (month.wire(), String::new())).collect();
    let branches = db.sql("select distinct branch, '' from scorecard_balances order by branch limit 500").all().await?;
    Ok(vec![
        List { column: 0, rows: people(db).await?, title: "A person", message: "Choose whose balance it is." },
        List { column: 1, rows: months, title: "A month", message: "Choose a month, or type one." },
        List { column: 2, rows: branches, title: "A branch", message: "Choose a branch, or type another." },
    ])
}

async fn lists_of_targets(db: &Db) -> Result<Vec<List>, Internal> {
    let people = people(db).await?;
    let tables = db.sql("select code, name from slab_tables where kind = 'kra' order by id limit 500").all().await?;
    let categories = db
        .sql("select distinct category, '' from products where category <> '' order by category limit 500")
        .all()
        .await?;
    let names = |all: Vec<&str>| all.into_iter().map(|name| (name.to_owned(), String::new())).collect();
    let place = |field: &str| {
        let found = columns::columns(Kind::KraTargets).iter().position(|column| column.field == field);
        column_number(found.unwrap_or_default())
    };
    let list = |field, rows, title, message| List { column: place(field), rows, title, message };
    Ok(vec![
        list("user", people, "A person", "Choose whose target it is."),
        list("kind", names(Kra::ALL.iter().map(|one| one.as_str()).collect()), "The type", "Blank: Unrestricted."),
        list("unit", names(Unit::ALL.iter().map(|one| one.as_str()).collect()), "The unit", "Blank: Rupees."),
        list("source", names(Source::ALL.iter().map(|one| one.as_str()).collect()), "The source", "Blank: Typed."),
        list("category", categories, "A category", "Of order value and quantity alone. Blank: all products."),
        list("table", tables, "A slab table", "Of a KRA as per slab."),
    ])
}

fn head() -> Format {
    Format::new().set_bold().set_background_color(Color::RGB(0xE4_F1_F4)).set_border_bottom(FormatBorder::Thin)
}

fn make_template(kind: Kind, lists: &[List]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let name = if kind == Kind::Orders { reader::SHEET } else { kind.title() };
    let sheet = book.add_worksheet().set_name(name)?;
    for (index, column) in columns::columns(kind).iter().enumerate() {
        let index = column_number(index);
        sheet.write_string_with_format(0, index, column.label, &head())?;
        sheet.set_column_width(index, (column.label.chars().count() + 4) as f64)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    // Each list takes two columns of the hidden sheet: what may be chosen, and a word about it.
    for (letter, list) in ('A'..='Z').step_by(2).zip(lists) {
        list_validation(sheet, letter, list)?;
    }
    if !lists.is_empty() {
        let kept = book.add_worksheet().set_name("Lists")?.set_hidden(true);
        for (column, list) in (0u16..).step_by(2).zip(lists) {
            for (row, (code, name)) in (0u32..).zip(&list.rows) {
                kept.write_string(row, column, code)?;
                kept.write_string(row, column + 1, name)?;
            }
        }
    }
    instructions(book.add_worksheet().set_name("Instructions")?, kind)?;
    book.save_to_buffer()
}

fn list_validation(sheet: &mut Worksheet, letter: char, list: &List) -> Result<(), XlsxError> {
    if list.rows.is_empty() {
        return Ok(());
    }
    let range = format!("=Lists!${letter}$1:${letter}${}", list.rows.len());
    let validation = DataValidation::new()
        .allow_list_formula(Formula::new(range))
        .set_input_title(list.title)?
        .set_input_message(list.message)?
        .set_error_style(rust_xlsxwriter::DataValidationErrorStyle::Warning);
    sheet.add_data_validation(1, list.column, LISTED_ROWS, list.column, &validation)?;
    Ok(())
}

fn instructions(sheet: &mut Worksheet, kind: Kind) -> Result<(), XlsxError> {
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_column_width(0, 28)?;
    sheet.set_column_width(1, 90)?;
    sheet.write_string_with_format(
        0,
        0,
        format!("How to import {}", kind.title().to_lowercase()),
        &Format::new().set_bold(),
    )?;
    let mut row = 2;
    for column in columns::columns(kind) {
        sheet.write_string_with_format(row, 0, column.label, &wrap)?;
        let need = if column.required { "Needed in every row. " } else { "May stay blank. " };
        sheet.write_string_with_format(row, 1, format!("{need}{}", about(kind, column.field)), &wrap)?;
        row += 1;
    }
    let limits = [
        "At most 1,00,000 rows and 25 MB; .xlsx, .xls, .ods and .csv are read.",
        "Columns may stand in any order and are found by their header. Blank rows are skipped.",
        "Before anything goes in, every row is checked and every error shown; nothing is changed until you say so.",
    ];
    for line in limits {
        row += 1;
        sheet.write_string_with_format(row, 1, line, &wrap)?;
    }
    Ok(())
}

fn about(kind: Kind, field: &str) -> &'static str {
    match field {
        "kind" if kind == Kind::KraTargets => "Unrestricted (the usual), Restricted or As per slab.",
        "unit" if kind == Kind::KraTargets => "Rupees (the usual), Quantity, Number or Percent.",
        "category" if kind == Kind::KraTargets => "Of order value and quantity: only products of it. Blank: all.",
        "weight" if kind == Kind::KraTargets => {
            "In percent. All KRAs of a person's month come to 100, those that are there among them."
        }
        "month" if kind == Kind::OdBalances => {
            "The month, such as Feb'26, of a scorecard that has a KRA on OD balances and is not signed off."
        }
        "branch" => "The branch; one that is there already is changed, another added.",
        "amount" => "In rupees. Blank: what is there stays.",
        "criteria" => "What is counted, in words.",
        "customer" => "The customer's ID, such as CUST-001.",
        "sku" => "The product's code, such as SKU-001.",
        "quantity" => "How many, above zero, at most three decimals.",
        "rate" => "The rate of one unit before GST. Blank: the customer's price list, else the list price.",
        "order_ref" => {
            "Rows of one customer with the same reference make one order; a row without one is an order of its own."
        }
        "remarks" => "A note.",
        "code" if kind == Kind::Warehouses => {
            "The warehouse's code, such as BHW: one that is there is changed, a new one added."
        }
        "state" if kind == Kind::Warehouses => "Name or GST code. Needed of a new warehouse, as the city is.",
        "code" => "The customer's ID, such as CUST-001: one that is there is changed, a new one added.",
        "state" => "Name or GST code. Needed of a new customer without a GSTIN, which tells it.",
        "salesperson" => "ID or name of somebody active in sales.",
        "price_list" => "The price list's code or name.",
        "list" => "The price list's code; one that is not there is added.",
        "warehouse" => "The warehouse's code or name.",
        "batch" => "As printed on the goods.",
        "made" | "expires" => "A day, like 21 Nov 2026.",
        "on_hand" => "What is there, counted: the difference becomes a movement in the ledger.",
        "reserved" => "What is promised to orders; told by the export, never taken from the file.",
        "active" => "Yes or No.",
        "status" => "Active, Blocked or Inactive.",
        "limit" | "outstanding" | "overdue" => "In rupees; changed by credit control.",
        "material" => "The packaging material's code, such as PKG-001, or its barcode.",
        "boxes" => "Full boxes, on top of the quantity.",
        "per" => "unit (of the product) or box. Blank: unit.",
        "user" => "The person's ID, such as SALES-001.",
        "month" => "The month, such as Feb'26; none in the future. Drafts are made where there are none.",
        "kra" => "The KRA's name; one that is there already is changed, another added.",
        "source" => "Typed (the usual), Order value, Order quantity, New customers, Collections or OD balances.",
        "target" => "Not below zero; a target of 0 scores 0.",
        "achieved" => "Only where the source is Typed.",
        "table" => "The slab table's code, such as od-balance, of a KRA as per slab.",
        _ => "",
    }
}

/// The rows that have errors, as they stood, with what is wrong and what to do.
///
/// # Errors
/// When the import isn't there, or not for this person.
pub async fn errors(desk: &Desk, actor: &Actor, id: ImportId) -> Result<Download, Failure> {
    let stored = seen(desk, actor, id).await?;
    let sheet = check::sheet_of(desk, &stored).await?;
    let findings = store::findings(&desk.db, id, 0, MAX_FINDINGS).await?;
    let (kind, mapping) = (stored.row.kind, stored.mapping);
    let bytes = on_thread(move || make_errors(kind, &sheet, &mapping, &findings)).await?;
    let stem = stored.row.file_name.rsplit_once('.').map_or(stored.row.file_name.as_str(), |(stem, _)| stem).to_owned();
    let name = format!("{stem}-to-mend.xlsx");
    desk.taken_out(actor, "import", id.to_string(), &name).await?;
    Ok(Download { name, bytes })
}

/// The workbook of the faulty rows alone.
pub fn make_errors(kind: Kind, sheet: &Sheet, mapping: &Mapping, findings: &[Finding]) -> Result<Vec<u8>, XlsxError> {
    let mut wrong: BTreeMap<u32, Vec<&Finding>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.severity == Severity::Wrong) {
        wrong.entry(finding.row).or_default().push(finding);
    }
    let headers: Vec<_> = mapping
        .headers
        .iter()
        .filter(|header| !matches!(columns::fold_header(&header.text).as_str(), "error" | "whattodo"))
        .collect();
    let places: HashMap<&str, usize> =
        headers.iter().enumerate().filter_map(|(index, header)| Some((header.field.as_deref()?, index))).collect();
    let mut book = Workbook::new();
    let out = book.add_worksheet_with_constant_memory()?;
    out.set_name(if kind == Kind::Orders { reader::SHEET } else { kind.title() })?;
    out.set_freeze_panes(1, 0)?;
    for (index, header) in headers.iter().enumerate() {
        out.set_column_width(column_number(index), (header.text.chars().count().clamp(8, 40) + 4) as f64)?;
    }
    let last = column_number(headers.len());
    out.set_column_width(last, 50)?;
    out.set_column_width(last + 1, 40)?;
    for (index, header) in headers.iter().enumerate() {
        out.write_string_with_format(0, column_number(index), &header.text, &head())?;
    }
    out.write_string_with_format(0, last, "Error", &head())?;
    out.write_string_with_format(0, last + 1, "What to do", &head())?;
    let red = Format::new()
        .set_background_color(Color::RGB(0xFB_D9_D7))
        .set_font_color(Color::RGB(0xA8_1E_1E))
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(0xC9_4A_44));
    let plain = Format::new();
    let mut line = 1;
    for row in mapping.header_row + 1..sheet.len() {
        let Some(found) = wrong.get(&sheet.number(row)) else { continue };
        let bad: Vec<usize> = found.iter().filter_map(|finding| places.get(finding.field.as_str()).copied()).collect();
        for (index, header) in headers.iter().enumerate() {
            let format = if bad.contains(&index) { &red } else { &plain };
            write_cell(out, line, column_number(index), sheet.cell(row, header.index), format)?;
        }
        let told = |part: &dyn Fn(&Finding) -> String| {
            found.iter().map(|finding| part(finding)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
        };
        out.write_string(
            line,
            last,
            told(&|finding| format!("{}: {}", columns::label(kind, &finding.field), finding.message)),
        )?;
        out.write_string(line, last + 1, told(&|finding| finding.hint.clone().unwrap_or_default()))?;
        line += 1;
    }
    book.save_to_buffer()
}

/// A number where it is plainly one; else text. Never a formula, whatever it begins with.
fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
    match text
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite() && number.abs() < 1e15 && number.to_string() == text)
    {
        Some(number) => sheet.write_number_with_format(row, column, number, format)?,
        None if text.is_empty() => sheet.write_blank(row, column, format)?,
        None => sheet.write_string_with_format(row, column, text.chars().take(32_767).collect::<String>(), format)?,
    };
    Ok(())
}

fn column_number(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX - 2)
}

const _: () = assert!(MAX_ROWS < 1_048_576, "a sheet holds them all");

impl From<Download> for axum::response::Response {
    fn from(download: Download) -> Self {
        const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        crate::platform::server::http::download(&download.name, XLSX, axum::body::Body::from(download.bytes))
    }
}

/// The kind of this name in an address.
///
/// # Errors
/// When there is none.
pub fn kind_named(name: &str) -> Result<Kind, Error> {
    name.parse().map_err(|_| Error::UnknownKind(name.chars().take(40).collect()))
}
