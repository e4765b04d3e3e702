//! Several months as workbooks: a team's, and a person's year. Beside every month stands whether it is signed off, and the formulas
//! count by that, as [`average`](crate::pms::average) does.

use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet, XlsxError};

use super::{
    export::{Download, Look, cell, heads, on_thread, record},
    formulas, rank, team,
};
use crate::{
    identity::Actor,
    platform::{failure::Failure, server::Desk},
    pms::{
        average::{self, Average},
        model::{Annual, Cell, Team, TeamFilter, TeamRow},
        texts,
    },
    values::Points,
};

/// People of an export; a page of the screen has fewer.
const MOST_PEOPLE: i64 = 20_000;
/// The column of the first month in the team's sheet.
const MONTHS: usize = 4;

/// The team: each person's total over the twelve months, average and change as formulas.
///
/// # Errors
/// As [`team::team`].
pub async fn team(desk: &Desk, actor: &Actor, filter: &TeamFilter) -> Result<Download, Failure> {
    let team = team::up_to(desk, actor, filter, MOST_PEOPLE).await?;
    record(desk, actor, format!("the team for {}", team.month.wire()), "xlsx").await?;
    let name = format!("team-{}.xlsx", team.month.iso());
    let bytes = on_thread(move || make_team(&team)).await?;
    Ok(Download { name, bytes })
}

fn make_team(team: &Team) -> Result<Vec<u8>, XlsxError> {
    let (look, mut book) = (Look::new(), Workbook::new());
    let sheet = book.add_worksheet().set_name("Team")?;
    sheet.set_column_width(0, 14)?.set_column_width(1, 28)?.set_freeze_panes(1, 2)?;
    let months: Vec<String> = team.months.iter().map(|month| month.wire()).collect();
    let states: Vec<String> = months.iter().map(texts::state_of).collect();
    let mut names = vec!["Employee ID", "Name", "Role", "Manager"];
    names.extend(months.iter().map(String::as_str));
    names.extend(["Average", "Change", "Status"]);
    names.extend(states.iter().map(String::as_str));
    heads(sheet, 0, &look, &names)?;
    for (row, person) in (1u32..).zip(&team.rows) {
        member(sheet, row, person, &look)?;
    }
    let rows = u32::try_from(team.rows.len()).unwrap_or_default();
    if rows > 0 {
        sheet.write_string_with_format(rows + 2, 1, "Average of the month", &look.bold)?;
        for (place, column) in (MONTHS..).take(team.months.len()).enumerate() {
            let known = team.rows.iter().filter_map(|row| row.cells.get(place).copied().flatten());
            let formula = of_signed_off(
                &format!("{0}2:{0}{1}", formulas::column(state_of(column, team.months.len())), rows + 1),
                &format!("{0}2:{0}{1}", formulas::column(column), rows + 1),
            );
            let at = (rows + 2, u16::try_from(column).unwrap_or_default());
            found(sheet, at, formula, plain(averaged(known).points), &look.points)?;
        }
        sheet.write_string(rows + 3, 1, texts::averages_count())?;
    }
    book.save_to_buffer()
}

/// The column that tells whether the month of another is signed off: average, change and status stand between.
const fn state_of(column: usize, months: usize) -> usize {
    column + months + 3
}

fn averaged(cells: impl Iterator<Item = Cell>) -> Average {
    Average::of(cells.map(|cell| (cell.status, cell.total)))
}

/// The average of the cells beside which "signed off" stands.
pub(super) fn of_signed_off(states: &str, totals: &str) -> String {
    let word = texts::signed_off();
    format!("=IF(COUNTIF({states},\"{word}\")=0,\"\",AVERAGEIF({states},\"{word}\",{totals}))")
}

pub(super) fn state(counts: bool) -> &'static str {
    if counts { texts::signed_off() } else { texts::running() }
}

fn member(sheet: &mut Worksheet, row: u32, person: &TeamRow, look: &Look) -> Result<(), XlsxError> {
    let manager = person.employee.manager.clone().unwrap_or_default();
    let about = [&person.employee.code, &person.employee.name, &person.employee.role, &manager];
    for (column, text) in (0u16..).zip(about) {
        sheet.write_string(row, column, text)?;
    }
    let (months, excel) = (person.cells.len(), row + 1);
    let at = |column: usize| u16::try_from(column).unwrap_or_default();
    for (column, month) in (MONTHS..).zip(&person.cells) {
        let Some(month) = month else { continue };
        let counts = average::counts(month.status);
        let format = if counts { &look.points } else { &look.running };
        sheet.write_number_with_format(row, at(column), cell(&month.total.plain()), format)?;
        sheet.write_string(row, at(state_of(column, months)), state(counts))?;
    }
    let place = |column: usize| format!("{}{excel}", formulas::column(column));
    let states = |column: usize| place(state_of(column, months));
    let (first, last) = (MONTHS, MONTHS + months - 1);
    let (end, word) = (MONTHS + months, texts::signed_off());
    let formula =
        of_signed_off(&format!("{}:{}", states(first), states(last)), &format!("{}:{}", place(first), place(last)));
    let known = averaged(person.cells.iter().copied().flatten());
    found(sheet, (row, at(end)), formula, plain(known.points), &look.points)?;
    let formula = format!(
        "=IF(AND({}=\"{word}\",{}=\"{word}\"),{}-{},\"\")",
        states(last - 1),
        states(last),
        place(last),
        place(last - 1)
    );
    let counted = |cell: &Option<Cell>| cell.filter(|cell| average::counts(cell.status)).map(|cell| cell.total);
    let totals: Vec<Option<Points>> = person.cells.iter().map(counted).collect();
    found(sheet, (row, at(end + 1)), formula, formulas::change(&totals), &look.points)?;
    let status = person.cells.last().copied().flatten().map(|cell| cell.status.to_string()).unwrap_or_default();
    sheet.write_string(row, at(end + 2), status)?;
    Ok(())
}

/// April to March of one person: totals of the KRAs, average, trend and the year's incentive as formulas.
///
/// # Errors
/// As [`rank::annual`].
pub async fn annual(desk: &Desk, actor: &Actor, user: &str, year: &str) -> Result<Download, Failure> {
    let annual = rank::annual(desk, actor, user, year).await?;
    record(desk, actor, format!("the year {} of {}", annual.year, annual.employee.name), "xlsx").await?;
    let name = format!("annual-{}-{}.xlsx", annual.employee.code, annual.year);
    let bytes = on_thread(move || make_annual(&annual)).await?;
    Ok(Download { name, bytes })
}

fn make_annual(annual: &Annual) -> Result<Vec<u8>, XlsxError> {
    let (look, mut book) = (Look::new(), Workbook::new());
    let sheet = book.add_worksheet().set_name("Annual")?;
    sheet.set_column_width(0, 30)?;
    sheet.write_string_with_format(0, 0, &annual.employee.name, &look.bold)?;
    sheet.write_string(0, 1, &annual.employee.code)?;
    sheet.write_string(0, 2, annual.year.to_string())?;
    let months: Vec<String> = annual.months.iter().map(|month| month.month.wire()).collect();
    let mut names = vec!["KRA"];
    names.extend(months.iter().map(String::as_str));
    heads(sheet, 1, &look, &names)?;
    for (row, kra) in (2u32..).zip(&annual.kras) {
        sheet.write_string(row, 0, &kra.name)?;
        for (column, points) in (1u16..).zip(&kra.points) {
            if let Some(points) = points {
                sheet.write_number_with_format(row, column, cell(&points.plain()), &look.points)?;
            }
        }
    }
    // The KRAs end in this row, as Excel numbers it; the totals follow.
    let end = 2 + u32::try_from(annual.kras.len()).unwrap_or_default();
    totals(sheet, annual, &look, end)?;
    summary(sheet, annual, &look, end)?;
    book.save_to_buffer()
}

/// Total, incentive and state of every month, then the totals that count once more, alone in their row.
fn totals(sheet: &mut Worksheet, annual: &Annual, look: &Look, end: u32) -> Result<(), XlsxError> {
    for (row, what) in
        (end..).zip(["Total", "Incentive %", "Incentive", "State", "Total, signed off", "Month of the year"])
    {
        sheet.write_string_with_format(row, 0, what, &look.bold)?;
    }
    for (column, month) in (1u16..).zip(&annual.months) {
        sheet.write_number(end + 5, column, cell(&column.to_string()))?;
        let Some(total) = month.total else { continue };
        let (letter, counts) = (formulas::column(usize::from(column)), month.counted().is_some());
        let format = if counts { &look.points } else { &look.running };
        let sum = Formula::new(format!("=ROUND(SUM({letter}3:{letter}{end}),6)")).set_result(total.plain());
        sheet.write_formula_with_format(end, column, sum, format)?;
        sheet.write_number_with_format(end + 1, column, cell(&month.percent.plain()) / 100.0, &look.share)?;
        sheet.write_number_with_format(end + 2, column, cell(&month.amount.plain()), &look.money)?;
        sheet.write_string(end + 3, column, state(counts))?;
        if counts {
            let same = Formula::new(format!("={letter}{}", end + 1)).set_result(total.plain());
            sheet.write_formula_with_format(end + 4, column, same, &look.points)?;
        }
    }
    Ok(())
}

/// What the months that count come to.
fn summary(sheet: &mut Worksheet, annual: &Annual, look: &Look, end: u32) -> Result<(), XlsxError> {
    let range = |row: u32| format!("B{row}:M{row}");
    let (paid, states, counted, months) = (range(end + 3), range(end + 4), range(end + 5), range(end + 6));
    let whole = Format::new();
    let summary: [(&str, String, String, &Format); 4] = [
        (
            "Average",
            format!("=IF(COUNT({counted})=0,\"\",AVERAGE({counted}))"),
            plain(annual.average.points),
            &look.points,
        ),
        (
            "Trend, points a month",
            format!("=IF(COUNT({counted})<2,\"\",SLOPE({counted},{months}))"),
            plain(annual.trend),
            &look.points,
        ),
        ("Months under 50", format!("=COUNTIF({counted},\"<50\")"), annual.weak.len().to_string(), &whole),
        (
            "Incentive of the year",
            format!("=SUMIF({states},\"{}\",{paid})", texts::signed_off()),
            annual.amount.plain(),
            &look.money,
        ),
    ];
    for (row, (what, formula, result, format)) in (end + 7..).zip(summary) {
        sheet.write_string_with_format(row, 0, what, &look.bold)?;
        found(sheet, (row, 1), formula, result, format)?;
    }
    sheet.write_string(end + 7, 2, annual.average.told())?;
    Ok(())
}

/// A formula with what it comes to; nothing where it comes to nothing, which would show as 0.
pub(super) fn found(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    formula: String,
    result: String,
    format: &Format,
) -> Result<(), XlsxError> {
    if !result.is_empty() {
        sheet.write_formula_with_format(row, column, Formula::new(formula).set_result(result), format)?;
    }
    Ok(())
}

pub(super) fn plain(points: Option<Points>) -> String {
    points.map(Points::plain).unwrap_or_default()
}
