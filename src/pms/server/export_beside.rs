//! Several people as workbooks: the leaderboard, and two scorecards beside each other.

use rust_xlsxwriter::{Formula, Workbook, XlsxError};

use super::{
    export::{Download, Look, cell, heads, on_thread, record},
    formulas, rank, show,
};
use crate::{
    identity::Actor,
    platform::{failure::Failure, server::Desk},
    pms::model::{Compare, KraRow, Leaderboard, Scorecard, Span},
    values::Points,
};

/// People of an export; a page of the screen has fewer.
const MOST: i64 = 20_000;

/// The leaderboard, every rank a formula of the points.
///
/// # Errors
/// As [`rank::leaderboard`].
pub async fn leaderboard(desk: &Desk, actor: &Actor, span: &str, month: &str) -> Result<Download, Failure> {
    let board = rank::up_to(desk, actor, (span, month, ""), MOST).await?;
    record(desk, actor, format!("the leaderboard of the {} of {}", board.span, board.month.wire()), "xlsx").await?;
    let name = format!("leaderboard-{}-{}.xlsx", board.span, board.month.iso());
    let bytes = on_thread(move || make_leaderboard(&board)).await?;
    Ok(Download { name, bytes })
}

fn make_leaderboard(board: &Leaderboard) -> Result<Vec<u8>, XlsxError> {
    let (look, mut book) = (Look::new(), Workbook::new());
    let sheet = book.add_worksheet().set_name("Leaderboard")?;
    sheet.set_column_width(1, 14)?.set_column_width(2, 28)?.set_freeze_panes(1, 0)?;
    let months = if board.span == Span::Month { "Months" } else { "Months signed off" };
    heads(sheet, 0, &look, &["Rank", "Employee ID", "Name", "Points", months, "Incentive %", "Incentive", "State"])?;
    let last = board.rows.len() + 1;
    for (row, one) in (1u32..).zip(&board.rows) {
        let rank =
            Formula::new(format!("=COUNTIF(D$2:D${last},\">\"&D{})+1", row + 1)).set_result(one.rank.to_string());
        sheet.write_formula(row, 0, rank)?;
        sheet.write_string(row, 1, &one.user)?;
        sheet.write_string(row, 2, &one.name)?;
        sheet.write_number_with_format(row, 3, cell(&one.total.plain()), &look.points)?;
        sheet.write_number(row, 4, cell(&one.months.to_string()))?;
        if let Some(percent) = one.percent {
            sheet.write_number_with_format(row, 5, cell(&percent.plain()) / 100.0, &look.share)?;
        }
        // Only where one may know what somebody earns.
        if let Some(amount) = one.amount {
            sheet.write_number_with_format(row, 6, cell(&amount.plain()), &look.money)?;
        }
        sheet.write_string(row, 7, if one.provisional { "provisional" } else { "final" })?;
    }
    book.save_to_buffer()
}

/// Two scorecards beside each other, the gaps and totals as formulas.
///
/// # Errors
/// As [`show::compare`]; not found where neither is.
pub async fn compare(desk: &Desk, actor: &Actor, left: (&str, &str), right: (&str, &str)) -> Result<Download, Failure> {
    let compare = show::compare(desk, actor, left, right).await?;
    let side = |card: &Option<Scorecard>| {
        card.as_ref().map_or("nobody".to_owned(), |card| format!("{} {}", card.employee.code, card.month.iso()))
    };
    record(desk, actor, format!("{} beside {}", side(&compare.left), side(&compare.right)), "xlsx").await?;
    let name = format!("compare-{}-{}.xlsx", side(&compare.left), side(&compare.right)).replace(' ', "-");
    let bytes = on_thread(move || make_compare(&compare)).await?;
    Ok(Download { name, bytes })
}

fn make_compare(compare: &Compare) -> Result<Vec<u8>, XlsxError> {
    let (look, mut book) = (Look::new(), Workbook::new());
    let sheet = book.add_worksheet().set_name("Comparison")?;
    sheet.set_column_width(0, 30)?.set_freeze_panes(2, 1)?;
    for (column, card) in [(1u16, &compare.left), (4, &compare.right)] {
        if let Some(card) = card {
            sheet.write_string_with_format(0, column, &card.employee.name, &look.bold)?;
            sheet.write_string(0, column + 1, card.month.wire())?;
            sheet.write_string(0, column + 2, card.status.as_str())?;
        }
    }
    heads(sheet, 1, &look, &["KRA", "Target", "Achieved", "Points", "Target", "Achieved", "Points", "Gap"])?;
    for (row, one) in (2u32..).zip(&compare.rows) {
        sheet.write_string(row, 0, &one.name)?;
        for (column, kra) in [(1u16, &one.left), (4, &one.right)] {
            let Some(kra) = kra else { continue };
            sheet.write_number(row, column, cell(&kra.measure.target.plain()))?;
            if let Some(achieved) = kra.measure.achieved {
                sheet.write_number(row, column + 1, cell(&achieved.plain()))?;
            }
            sheet.write_number_with_format(row, column + 2, cell(&kra.scored.points.plain()), &look.points)?;
        }
        let points = |kra: &Option<KraRow>| kra.as_ref().map(|kra| kra.scored.points);
        gap(sheet, &look, row, points(&one.left).zip(points(&one.right)))?;
    }
    let row = 2 + u32::try_from(compare.rows.len()).unwrap_or_default();
    sheet.write_string_with_format(row, 0, "Total", &look.bold)?;
    let totals = [&compare.left, &compare.right].map(|card| card.as_ref().map(|card| card.outcome.total));
    for (column, total) in [(3u16, totals[0]), (6, totals[1])] {
        if let Some(total) = total {
            let letter = formulas::column(usize::from(column));
            let sum = Formula::new(format!("=ROUND(SUM({letter}3:{letter}{row}),6)")).set_result(total.plain());
            sheet.write_formula_with_format(row, column, sum, &look.points)?;
        }
    }
    gap(sheet, &look, row, totals[0].zip(totals[1]))?;
    book.save_to_buffer()
}

/// Right less left, where both are known.
fn gap(
    sheet: &mut rust_xlsxwriter::Worksheet,
    look: &Look,
    row: u32,
    points: Option<(Points, Points)>,
) -> Result<(), XlsxError> {
    if let Some((left, right)) = points {
        let formula = Formula::new(format!("=G{0}-D{0}", row + 1)).set_result(right.minus(left).plain());
        sheet.write_formula_with_format(row, 7, formula, &look.points)?;
    }
    Ok(())
}
