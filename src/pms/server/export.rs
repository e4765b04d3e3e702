//! Scorecards as workbooks whose formulas come to the same totals: what is read here can be tried out there.

use rust_xlsxwriter::{Color, Format, FormatBorder, Formula, Workbook, Worksheet, XlsxError};

use super::{formulas, show};
use crate::{
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, Internal},
        server::{Audit, Desk},
    },
    pms::model::Scorecard,
};

/// A file to keep: its name and its bytes.
pub struct Download {
    pub name: String,
    pub bytes: Vec<u8>,
}

pub(super) struct Look {
    pub head: Format,
    pub bold: Format,
    pub points: Format,
    /// Of a month that does not count yet.
    pub running: Format,
    pub money: Format,
    pub share: Format,
}

impl Look {
    pub fn new() -> Self {
        let (bold, points) = (Format::new().set_bold(), Format::new().set_num_format("0.0##"));
        Self {
            head: bold.clone().set_background_color(Color::RGB(0xE4_F1_F4)).set_border_bottom(FormatBorder::Thin),
            running: points.clone().set_italic().set_font_color(Color::RGB(0x6B_72_80)),
            points,
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
        if kra.measure.adjusted.is_some() {
            sheet.write_number_with_format(at, 6, cell(&kra.scored.points.plain()), &look.points)?;
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
