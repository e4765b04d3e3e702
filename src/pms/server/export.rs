//! Scorecards as workbooks whose formulas come to the same totals: what is read here can be tried out there.

use rust_xlsxwriter::{Color, Format, FormatBorder, Formula, Workbook, Worksheet, XlsxError};

use super::{formulas, rank, show, team};
use crate::{
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, Internal},
        server::{Audit, Desk},
    },
    pms::model::{Annual, Scorecard, Team, TeamFilter},
    values::{Money, Points},
};

/// A file to keep: its name and its bytes.
pub struct Download {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// People of an export; a page of the screen has fewer.
const MOST_PEOPLE: i64 = 20_000;

pub(super) struct Look {
    pub head: Format,
    pub bold: Format,
    pub points: Format,
    pub money: Format,
    pub share: Format,
}

impl Look {
    pub fn new() -> Self {
        let bold = Format::new().set_bold();
        Self {
            head: bold.clone().set_background_color(Color::RGB(0xE4_F1_F4)).set_border_bottom(FormatBorder::Thin),
            points: Format::new().set_num_format("0.0##"),
            money: Format::new()
                .set_num_format("[>=10000000]##\\,##\\,##\\,##0.00;[>=100000]##\\,##\\,##0.00;##,##0.00"),
            share: Format::new().set_num_format("0.##%"),
            bold,
        }
    }
}

/// A cell is a double in every spreadsheet; all that is decided was decided on exact numbers before.
pub(super) fn cell(text: &str) -> f64 {
    text.parse().unwrap_or_default()
}

pub(super) fn heads(sheet: &mut Worksheet, row: u32, look: &Look, names: &[&str]) -> Result<(), XlsxError> {
    for (column, name) in (0u16..).zip(names) {
        sheet.write_string_with_format(row, column, *name, &look.head)?;
    }
    Ok(())
}

/// Writes down who took what out, as what kind of file.
///
/// # Errors
/// `forbidden`.
pub async fn record(desk: &Desk, actor: &Actor, what: String, kind: &str) -> Result<(), Failure> {
    let mut work = desk.begin(actor, Capability::EnterAchieved).await?;
    work.audit(Audit {
        action: "EXPORT",
        entity_type: "scorecard",
        entity_id: String::new(),
        summary: format!("Exported {what} as {kind}"),
        old: None,
        new: None,
    });
    work.commit().await?;
    Ok(())
}

pub(super) async fn on_thread(
    make: impl FnOnce() -> Result<Vec<u8>, XlsxError> + Send + 'static,
) -> Result<Vec<u8>, Failure> {
    let made = tokio::task::spawn_blocking(make).await.map_err(Internal::from_error)?;
    Ok(made.map_err(Internal::from_error)?)
}

/// A scorecard, every score, the total and the incentive as formulas.
///
/// # Errors
/// As [`show::one`].
pub async fn scorecard(desk: &Desk, actor: &Actor, user: &str, month: &str) -> Result<Download, Failure> {
    let card = show::one(desk, actor, user, month).await?;
    let name = format!("scorecard-{}-{}.xlsx", card.employee.code, card.month.iso());
    record(desk, actor, format!("the scorecard of {} for {}", card.employee.name, card.month.wire()), "xlsx").await?;
    let bytes = on_thread(move || make_scorecard(&card)).await?;
    Ok(Download { name, bytes })
}

/// The first row of KRAs, as Excel numbers it.
const FIRST: u32 = 7;

fn make_scorecard(card: &Scorecard) -> Result<Vec<u8>, XlsxError> {
    let (look, mut book) = (Look::new(), Workbook::new());
    let sheet = book.add_worksheet().set_name("Scorecard")?;
    sheet.set_column_width(0, 30)?;
    for column in 1..9 {
        sheet.set_column_width(column, 14)?;
    }
    let facts =
        [("Name", &card.employee.name), ("Employee ID", &card.employee.code), ("Status", &card.status.to_string())];
    for (row, (what, value)) in (0u32..).zip(facts) {
        sheet.write_string_with_format(row, 0, what, &look.bold)?;
        sheet.write_string(row, 1, value)?;
    }
    sheet.write_string_with_format(0, 3, "Month", &look.bold)?;
    sheet.write_string(0, 4, card.month.wire())?;
    sheet.write_string_with_format(1, 3, "Gross monthly salary", &look.bold)?;
    sheet.write_number_with_format(1, 4, cell(&card.salary.plain()), &look.money)?;
    let names = ["KRA", "Kind", "Target", "Achieved", "Weight", "Score", "Adjusted", "Counts", "Reason"];
    heads(sheet, FIRST - 2, &look, &names)?;
    let last = FIRST + u32::try_from(card.kras.len()).unwrap_or_default() - u32::from(!card.kras.is_empty());
    // Balances stand below the totals: two rows of totals, a gap, a head.
    let balances = last + 7;
    let until = balances + u32::try_from(card.balances.len()).unwrap_or_default().max(1) - 1;
    for (row, kra) in (FIRST..).zip(&card.kras) {
        let at = row - 1;
        sheet.write_string(at, 0, &kra.name)?;
        sheet.write_string(at, 1, kra.measure.kind.as_str())?;
        sheet.write_number(at, 2, cell(&kra.measure.target.plain()))?;
        match kra.measure.achieved {
            Some(achieved) if kra.source == crate::pms::model::Source::Balances => {
                let sum = Formula::new(format!("=SUM(B{balances}:B{until})")).set_result(achieved.plain());
                sheet.write_formula(at, 3, sum)?;
            }
            Some(achieved) => {
                sheet.write_number(at, 3, cell(&achieved.plain()))?;
            }
            None => {}
        }
        sheet.write_number(at, 4, cell(&kra.measure.weight.plain()))?;
        let score = Formula::new(formulas::score(&kra.measure, row)).set_result(kra.scored.computed.plain());
        sheet.write_formula_with_format(at, 5, score, &look.points)?;
        if let Some(adjusted) = kra.measure.adjusted {
            sheet.write_number_with_format(at, 6, cell(&adjusted.plain()), &look.points)?;
        }
        let counts = Formula::new(format!("=IF(G{row}=\"\",F{row},G{row})")).set_result(kra.scored.points.plain());
        sheet.write_formula_with_format(at, 7, counts, &look.points)?;
        sheet.write_string(at, 8, &kra.reason)?;
    }
    totals(sheet, card, &look, last)?;
    heads(sheet, balances - 2, &look, &["Branch", "OD balance"])?;
    for (row, balance) in (balances - 1..).zip(&card.balances) {
        sheet.write_string(row, 0, &balance.branch)?;
        sheet.write_number_with_format(row, 1, cell(&balance.amount.plain()), &look.money)?;
    }
    book.save_to_buffer()
}

fn totals(sheet: &mut Worksheet, card: &Scorecard, look: &Look, last: u32) -> Result<(), XlsxError> {
    let (row, outcome) = (last + 2, &card.outcome);
    let weights = Formula::new(format!("=SUM(E{FIRST}:E{last})")).set_result(card.weights.plain());
    let total = Formula::new(format!("=ROUND(SUM(H{FIRST}:H{last}),6)")).set_result(outcome.total.plain());
    sheet.write_string_with_format(row - 1, 0, "Total", &look.bold)?;
    sheet.write_formula(row - 1, 4, weights)?;
    sheet.write_formula_with_format(row - 1, 7, total, &look.points)?;
    let percent = Formula::new(format!("=({})/100", formulas::incentive(&card.incentive, &format!("H{row}"))))
        .set_result((cell(&outcome.percent.plain()) / 100.0).to_string());
    sheet.write_string_with_format(row, 0, "Incentive", &look.bold)?;
    sheet.write_formula_with_format(row, 7, percent, &look.share)?;
    let amount = Formula::new(format!("=ROUND(E2*H{},2)", row + 1)).set_result(outcome.amount.plain());
    sheet.write_string_with_format(row + 1, 0, "Incentive amount", &look.bold)?;
    sheet.write_formula_with_format(row + 1, 7, amount, &look.money)?;
    Ok(())
}

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
    let mut names = vec!["Employee ID", "Name", "Role", "Manager"];
    names.extend(months.iter().map(String::as_str));
    names.extend(["Average", "Change", "Status"]);
    heads(sheet, 0, &look, &names)?;
    let (first, last) = (formulas::column(4), formulas::column(3 + months.len()));
    let before = formulas::column(2 + months.len());
    let end = u16::try_from(4 + months.len()).unwrap_or(16);
    for (row, person) in (1u32..).zip(&team.rows) {
        let manager = person.employee.manager.clone().unwrap_or_default();
        let texts = [&person.employee.code, &person.employee.name, &person.employee.role, &manager];
        for (column, text) in (0u16..).zip(texts) {
            sheet.write_string(row, column, text)?;
        }
        let totals: Vec<Option<Points>> = person.cells.iter().map(|cell| cell.map(|cell| cell.total)).collect();
        for (column, total) in (4u16..).zip(&totals) {
            if let Some(total) = total {
                sheet.write_number_with_format(row, column, cell(&total.plain()), &look.points)?;
            }
        }
        let excel = row + 1;
        let known: Vec<Points> = totals.iter().copied().flatten().collect();
        let average = format!("=IF(COUNT({first}{excel}:{last}{excel})=0,\"\",AVERAGE({first}{excel}:{last}{excel}))");
        found(sheet, (row, end), average, plain(Points::average(&known)), &look.points)?;
        let change = format!("=IF(OR({before}{excel}=\"\",{last}{excel}=\"\"),\"\",{last}{excel}-{before}{excel})");
        found(sheet, (row, end + 1), change, formulas::change(&totals), &look.points)?;
        let status = person.cells.last().copied().flatten().map(|cell| cell.status.to_string()).unwrap_or_default();
        sheet.write_string(row, end + 2, status)?;
    }
    let rows = u32::try_from(team.rows.len()).unwrap_or_default();
    if rows > 0 {
        sheet.write_string_with_format(rows + 2, 1, "Average of the month", &look.bold)?;
        for (place, column) in (4u16..).zip(0..months.len()).map(|(column, place)| (place, column)) {
            let letter = formulas::column(usize::from(column));
            let known: Vec<Points> = team
                .rows
                .iter()
                .filter_map(|row| row.cells.get(place).copied().flatten())
                .map(|cell| cell.total)
                .collect();
            let formula = format!("=IF(COUNT({letter}2:{letter}{0})=0,\"\",AVERAGE({letter}2:{letter}{0}))", rows + 1);
            found(sheet, (rows + 2, column), formula, plain(Points::average(&known)), &look.points)?;
        }
    }
    book.save_to_buffer()
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
    for (row, what) in (end..).zip(["Total", "Incentive %", "Incentive"]) {
        sheet.write_string_with_format(row, 0, what, &look.bold)?;
    }
    for (column, month) in (1u16..).zip(&annual.months) {
        let Some(total) = month.total else { continue };
        let letter = formulas::column(usize::from(column));
        let sum = Formula::new(format!("=ROUND(SUM({letter}3:{letter}{end}),6)")).set_result(total.plain());
        sheet.write_formula_with_format(end, column, sum, &look.points)?;
        sheet.write_number_with_format(end + 1, column, cell(&month.percent.plain()) / 100.0, &look.share)?;
        sheet.write_number_with_format(end + 2, column, cell(&month.amount.plain()), &look.money)?;
    }
    let total = end + 1;
    let trend = format!("=IF(COUNT(B{total}:M{total})<2,\"\",SLOPE(B{total}:M{total},B{0}:M{0}))", end + 4);
    if annual.trend.is_some() {
        sheet.write_string(end + 3, 0, "Month of the year")?;
        for column in 1u16..=12 {
            sheet.write_number(end + 3, column, cell(&column.to_string()))?;
        }
    }
    let whole = Format::new();
    let summary: [(&str, String, String, &Format); 4] = [
        (
            "Average",
            format!("=IF(COUNT(B{total}:M{total})=0,\"\",AVERAGE(B{total}:M{total}))"),
            plain(annual.average),
            &look.points,
        ),
        ("Trend, points a month", trend, plain(annual.trend), &look.points),
        ("Months under 50", format!("=COUNTIF(B{total}:M{total},\"<50\")"), annual.weak.len().to_string(), &whole),
        ("Incentive of the year", format!("=SUM(B{0}:M{0})", total + 2), money(annual.amount), &look.money),
    ];
    for (row, (what, formula, result, format)) in (end + 5..).zip(summary) {
        sheet.write_string_with_format(row, 0, what, &look.bold)?;
        found(sheet, (row, 1), formula, result, format)?;
    }
    book.save_to_buffer()
}

/// A formula with what it comes to; nothing where it comes to nothing, which would show as 0.
fn found(
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

fn plain(points: Option<Points>) -> String {
    points.map(Points::plain).unwrap_or_default()
}

fn money(amount: Money) -> String {
    amount.plain()
}
