//! Workbooks: .xlsx cell by cell, .xls and .ods sheet by sheet.

use std::{fmt::Write, io::Cursor};

use calamine::{
    CellErrorType, Data, DataRef, Dimensions, ExcelDateTime, Ods, OdsError, Range, Reader, SheetVisible, Xls, XlsError,
    Xlsx, XlsxError,
};

use super::{
    super::super::{
        error::Error,
        sheet::{Builder, Flaw, Sheet},
    },
    SHEET, archive, merges,
};
use crate::values::Date;

/// Merged areas beyond these are left as they are.
const MAX_MERGES: usize = 10_000;

pub(super) fn xlsx(bytes: &[u8]) -> Result<Sheet, Error> {
    let damaged = |error: XlsxError| match error {
        XlsxError::Password => Error::Encrypted,
        other => Error::Damaged { why: other.to_string() },
    };
    let any_merged = archive::holds(bytes, "xl/worksheets/", b"mergeCell");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let sheets =
        visible(&book.sheets_metadata().iter().map(|sheet| (sheet.name.clone(), sheet.visible)).collect::<Vec<_>>());
    first_with_rows(&sheets, |name| {
        let merges = match any_merged {
            true => merges_down(book.merge_cells_by_sheet_name(name).unwrap_or_default()),
            false => Vec::new(),
        };
        let mut cells = book.worksheet_cells_reader(name).map_err(damaged)?;
        let mut builder = Builder::new(name);
        let mut filler = Filler::new(merges);
        let mut last = u32::MAX;
        while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(damaged)? {
            let (row, column) = cell.pos;
            let empty = matches!(cell.value, DataRef::Empty);
            if empty && cell.formula.is_none() {
                continue;
            }
            if row != last {
                filler.fill(&mut builder);
                builder.start_row(row + 1)?;
                filler.enter(row, builder.current());
                last = row;
            }
            if empty {
                builder.flaw(column as usize, Flaw::NoValue)?;
            } else {
                builder.put(column as usize, |text| write_ref(text, &cell.value))?;
            }
        }
        filler.fill(&mut builder);
        builder.finish()
    })
}

pub(super) fn xls(bytes: &[u8]) -> Result<Sheet, Error> {
    let damaged = |error: XlsError| match error {
        XlsError::Password => Error::Encrypted,
        other => Error::Damaged { why: other.to_string() },
    };
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(damaged)?;
    let sheets =
        visible(&book.sheets_metadata().iter().map(|sheet| (sheet.name.clone(), sheet.visible)).collect::<Vec<_>>());
    first_with_rows(&sheets, |name| {
        let merges = merges_down(book.merge_cells_by_sheet_name(name).unwrap_or_default());
        // What this format keeps of a formula is its value.
        from_range(name, &book.worksheet_range(name).map_err(damaged)?, &Range::default(), merges)
    })
}

pub(super) fn ods(bytes: &[u8]) -> Result<Sheet, Error> {
    let damaged = |error: OdsError| match error {
        OdsError::Password => Error::Encrypted,
        OdsError::CellLimitExceeded { .. } => Error::TooMuchInside,
        other => Error::Damaged { why: other.to_string() },
    };
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(damaged)?;
    let sheets =
        visible(&book.sheets_metadata().iter().map(|sheet| (sheet.name.clone(), sheet.visible)).collect::<Vec<_>>());
    let mut merges = merges::of_ods(bytes);
    let any_formula = archive::holds(bytes, "content.xml", b"table:formula");
    first_with_rows(&sheets, |name| {
        let merges = merges_down(merges.remove(name).unwrap_or_default());
        let formulas = match any_formula {
            true => book.worksheet_formula(name).map_err(damaged)?,
            false => Range::default(),
        };
        from_range(name, &book.worksheet_range(name).map_err(damaged)?, &formulas, merges)
    })
}

/// The sheets that may be read, best first, and the names of all.
struct Visible {
    shown: Vec<String>,
    hidden: Vec<String>,
}

fn visible(sheets: &[(String, SheetVisible)]) -> Visible {
    let (shown, hidden): (Vec<_>, Vec<_>) = sheets.iter().partition(|(_, visible)| *visible == SheetVisible::Visible);
    let mut shown: Vec<String> = shown.into_iter().map(|(name, _)| name.clone()).collect();
    // A stable sort: the template's sheet first, the others as they stand.
    shown.sort_by_key(|name| !name.trim().eq_ignore_ascii_case(SHEET));
    Visible { shown, hidden: hidden.into_iter().map(|(name, _)| name.clone()).collect() }
}

fn first_with_rows(sheets: &Visible, mut read: impl FnMut(&str) -> Result<Sheet, Error>) -> Result<Sheet, Error> {
    for name in &sheets.shown {
        match read(name) {
            Err(Error::NoRows) => {}
            Ok(mut sheet) => {
                let others =
                    sheets.shown.iter().filter(|other| *other != name && !other.eq_ignore_ascii_case("Instructions"));
                sheet.left_out =
                    others.chain(sheets.hidden.iter().filter(|other| *other != "Lists")).cloned().collect();
                return Ok(sheet);
            }
            Err(error) => return Err(error),
        }
    }
    Err(Error::NoRows)
}

fn from_range(
    name: &str,
    range: &Range<Data>,
    formulas: &Range<String>,
    merges: Vec<Dimensions>,
) -> Result<Sheet, Error> {
    let (first_row, first_column) = range.start().unwrap_or_default();
    let mut builder = Builder::new(name);
    let mut filler = Filler::new(merges);
    for (index, cells) in range.rows().enumerate() {
        let row = first_row + u32::try_from(index).map_err(|_| Error::TooManyRows)?;
        let uncomputed = uncomputed(formulas, row, first_column, cells);
        if uncomputed.is_empty() && cells.iter().all(|cell| *cell == Data::Empty) {
            continue;
        }
        filler.fill(&mut builder);
        builder.start_row(row + 1)?;
        filler.enter(row, builder.current());
        for (column, cell) in cells.iter().enumerate() {
            if *cell != Data::Empty {
                builder.put(first_column as usize + column, |text| write_data(text, cell))?;
            }
        }
        for column in uncomputed {
            builder.flaw(column as usize, Flaw::NoValue)?;
        }
    }
    filler.fill(&mut builder);
    builder.finish()
}

/// The columns of a row where a formula stands without its value.
fn uncomputed(formulas: &Range<String>, row: u32, first_column: u32, cells: &[Data]) -> Vec<u32> {
    if formulas.is_empty() {
        return Vec::new();
    }
    let blank = (first_column..).zip(cells).filter(|(_, cell)| **cell == Data::Empty);
    blank
        .map(|(column, _)| column)
        .filter(|column| formulas.get_value((row, *column)).is_some_and(|formula| !formula.is_empty()))
        .collect()
}

/// Only areas that reach over several rows matter: a customer's name merged down over its lines.
fn merges_down(mut merges: Vec<Dimensions>) -> Vec<Dimensions> {
    merges.retain(|merge| merge.end.0 > merge.start.0);
    merges.truncate(MAX_MERGES);
    merges.sort_by_key(|merge| merge.start);
    merges
}

/// Repeats what is merged over several rows in each of them.
struct Filler {
    waiting: std::vec::IntoIter<Dimensions>,
    next: Option<Dimensions>,
    /// Areas that reach into the current row, with the row they began at.
    open: Vec<(Dimensions, usize)>,
    row: u32,
}

impl Filler {
    fn new(merges: Vec<Dimensions>) -> Self {
        let mut waiting = merges.into_iter();
        let next = waiting.next();
        Self { waiting, next, open: Vec::new(), row: 0 }
    }

    fn enter(&mut self, row: u32, index: usize) {
        self.row = row;
        self.open.retain(|(merge, _)| merge.end.0 >= row);
        while let Some(merge) = self.next.filter(|merge| merge.start.0 <= row) {
            if merge.start.0 == row {
                self.open.push((merge, index));
            }
            self.next = self.waiting.next();
        }
    }

    /// Called when a row is complete.
    fn fill(&self, builder: &mut Builder) {
        for (merge, from) in &self.open {
            if merge.start.0 < self.row {
                builder.repeat(merge.start.1 as usize, (*from, merge.start.1 as usize));
            }
        }
    }
}

fn write_ref(text: &mut String, cell: &DataRef<'_>) {
    match cell {
        DataRef::Int(number) => push(text, number),
        DataRef::Float(number) => write_float(text, *number),
        DataRef::String(value) => text.push_str(value),
        DataRef::SharedString(value) => text.push_str(value),
        DataRef::Bool(value) => text.push_str(truth(*value)),
        DataRef::DateTime(value) => write_date(text, value),
        DataRef::DateTimeIso(value) | DataRef::DurationIso(value) => text.push_str(value),
        DataRef::Error(error) => write_error(text, error),
        DataRef::Empty => {}
    }
}

fn write_data(text: &mut String, cell: &Data) {
    match cell {
        Data::Int(number) => push(text, number),
        Data::Float(number) => write_float(text, *number),
        Data::String(value) => text.push_str(value),
        Data::Bool(value) => text.push_str(truth(*value)),
        Data::DateTime(value) => write_date(text, value),
        Data::DateTimeIso(value) | Data::DurationIso(value) => text.push_str(value),
        Data::Error(error) => write_error(text, error),
        Data::Empty => {}
        // Rich text and whatever else shows as text.
        #[allow(unreachable_patterns)]
        other => push(text, other),
    }
}

fn push(text: &mut String, value: &dyn std::fmt::Display) {
    // Writing into a String can't fail.
    let _ = write!(text, "{value}");
}

/// As Excel shows it: at most fifteen digits, so that 0.1 + 0.2 is 0.3.
fn write_float(text: &mut String, number: f64) {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        push(text, &(number as i64));
        return;
    }
    let before = text.len();
    push(text, &number);
    if text.len() - before > 16 {
        text.truncate(before);
        let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
        push(text, &rounded);
    }
}

/// A day as `2026-11-21`; what Excel counts as hours stays the number it is.
fn write_date(text: &mut String, value: &ExcelDateTime) {
    let (year, month, day, ..) = value.to_ymd_hms_milli();
    let date =
        if value.is_datetime() && value.as_f64() >= 1.0 { Date::from_ymd(i32::from(year), month, day) } else { None };
    match date {
        Some(date) => text.push_str(&date.iso()),
        None => write_float(text, value.as_f64()),
    }
}

fn truth(value: bool) -> &'static str {
    if value { "TRUE" } else { "FALSE" }
}

fn write_error(text: &mut String, error: &CellErrorType) {
    push(text, error);
}
