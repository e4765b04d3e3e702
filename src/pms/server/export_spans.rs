//! Two quarters or two years beside each other as a workbook: month by month, with averages, sums and gaps as formulas.

use rust_xlsxwriter::{Formula, Workbook, Worksheet, XlsxError};

use super::{
    export::{Download, Look, cell, heads, on_thread, record},
    export_months::{found, of_signed_off, plain, state},
    formulas, rank,
};
use crate::{
    identity::Actor,
    platform::{failure::Failure, server::Desk},
    pms::{
        model::{ComparedSpans, Together},
        texts,
    },
    values::Points,
};

/// The first row of KRAs, counted from 0.
const FIRST: u32 = 2;

/// Both sides month by month; averages count what is signed off.
///
/// # Errors
/// As [`rank::compare`].
pub async fn compare(
    desk: &Desk,
    actor: &Actor,
    span: &str,
    left: (&str, &str),
    right: (&str, &str),
) -> Result<Download, Failure> {
    let compare = rank::compare(desk, actor, span, left, right).await?;
    let side = |side: &Together| format!("{} {}", side.employee.code, side.month.iso());
    let (one, other) = (side(&compare.left), side(&compare.right));
    record(desk, actor, format!("{one} beside {other}, the {}", compare.span), "xlsx").await?;
    let name = format!("compare-{}-{one}-{other}.xlsx", compare.span).replace(' ', "-");
    let bytes = on_thread(move || make(&compare)).await?;
    Ok(Download { name, bytes })
}

/// Where a side stands: its first month's column; its average follows the last month.
#[derive(Clone, Copy)]
struct Side<'a> {
    of: &'a Together,
    first: u16,
}

impl Side<'_> {
    fn end(self) -> u16 {
        self.first + u16::try_from(self.of.months.len()).unwrap_or_default()
    }

    /// The cells of its months in a row, as a formula names them.
    fn months(self, row: u32) -> String {
        format!("{}{row}:{}{row}", letter(self.first), letter(self.end() - 1))
    }
}

fn letter(column: u16) -> String {
    formulas::column(usize::from(column))
}

fn make(compare: &ComparedSpans) -> Result<Vec<u8>, XlsxError> {
    let (look, mut book) = (Look::new(), Workbook::new());
    let sheet = book.add_worksheet().set_name("Comparison")?;
    sheet.set_column_width(0, 30)?.set_freeze_panes(FIRST, 1)?;
    let left = Side { of: &compare.left, first: 1 };
    let right = Side { of: &compare.right, first: left.end() + 1 };
    let months = [left, right].map(|side| side.of.months.iter().map(|month| month.month.wire()).collect::<Vec<_>>());
    let mut head = vec!["KRA"];
    for months in &months {
        head.extend(months.iter().map(String::as_str));
        head.push("Average");
    }
    head.push("Gap");
    heads(sheet, 1, &look, &head)?;
    let names = compare.names();
    // The KRAs end in this row, as Excel numbers it; the totals follow.
    let end = FIRST + u32::try_from(names.len()).unwrap_or_default();
    for (row, name) in (FIRST..).zip(&names) {
        sheet.write_string(row, 0, *name)?;
        for side in [left, right] {
            kra(sheet, &look, side, row, end, name)?;
        }
        gap(sheet, &look, (left, right), row, compare.left.of(name).zip(compare.right.of(name)))?;
    }
    for (row, what) in (end..).zip(["Total", "Incentive, summed in the last column", "State"]) {
        sheet.write_string_with_format(row, 0, what, &look.bold)?;
    }
    for side in [left, right] {
        sheet.write_string_with_format(0, side.first, &side.of.employee.name, &look.bold)?;
        sheet.write_string(0, side.first + 1, &side.of.employee.code)?;
        totals(sheet, &look, side, end)?;
    }
    gap(sheet, &look, (left, right), end, compare.left.average.points.zip(compare.right.average.points))?;
    sheet.write_string(end + 4, 0, texts::averages_count())?;
    book.save_to_buffer()
}

/// A KRA's points in every month, and the average of those that count.
fn kra(sheet: &mut Worksheet, look: &Look, side: Side<'_>, row: u32, end: u32, name: &str) -> Result<(), XlsxError> {
    let Some(kra) = side.of.kras.iter().find(|kra| kra.name == name) else { return Ok(()) };
    for ((column, points), month) in (side.first..).zip(&kra.points).zip(&side.of.months) {
        if let Some(points) = points {
            let format = if month.runs() { &look.running } else { &look.points };
            sheet.write_number_with_format(row, column, cell(&points.plain()), format)?;
        }
    }
    let average = of_signed_off(&side.months(end + 3), &side.months(row + 1));
    found(sheet, (row, side.end()), average, plain(kra.average.points), &look.points)
}

/// Total, incentive and state of every month, with what they come to.
fn totals(sheet: &mut Worksheet, look: &Look, side: Side<'_>, end: u32) -> Result<(), XlsxError> {
    for (column, month) in (side.first..).zip(&side.of.months) {
        let Some(total) = month.total else { continue };
        let (letter, counts) = (letter(column), month.counted().is_some());
        let format = if counts { &look.points } else { &look.running };
        let sum = Formula::new(format!("=ROUND(SUM({letter}{}:{letter}{end}),6)", FIRST + 1)).set_result(total.plain());
        sheet.write_formula_with_format(end, column, sum, format)?;
        sheet.write_number_with_format(end + 1, column, cell(&month.amount.plain()), &look.money)?;
        sheet.write_string(end + 2, column, state(counts))?;
    }
    let (states, column) = (side.months(end + 3), side.end());
    let average = of_signed_off(&states, &side.months(end + 1));
    found(sheet, (end, column), average, plain(side.of.average.points), &look.points)?;
    let paid = format!("=SUMIF({states},\"{}\",{})", texts::signed_off(), side.months(end + 2));
    found(sheet, (end + 1, column), paid, side.of.amount.plain(), &look.money)
}

/// Right less left, where both are known.
fn gap(
    sheet: &mut Worksheet,
    look: &Look,
    (left, right): (Side<'_>, Side<'_>),
    row: u32,
    points: Option<(Points, Points)>,
) -> Result<(), XlsxError> {
    let formula = format!("={}{2}-{}{2}", letter(right.end()), letter(left.end()), row + 1);
    let result = plain(points.map(|(left, right)| right.minus(left)));
    found(sheet, (row, right.end() + 1), formula, result, &look.points)
}
