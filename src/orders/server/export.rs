//! The orders of a filter as a file. Rows are written as they are read, so a million of them need no more memory than a page.

use axum::body::{Body, Bytes};
use futures::StreamExt;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use tokio::{io::AsyncReadExt, sync::mpsc};

use super::list;
use crate::{
    identity::{Actor, Capability},
    orders::model::{OrderFilter, OrderRow},
    platform::{
        failure::{Failure, Internal},
        server::{Audit, Desk},
    },
    values::Money,
};

const HEADERS: [&str; 11] = [
    "Number",
    "Customer",
    "Location",
    "Status",
    "Value",
    "Lines",
    "Booked on",
    "Booked at",
    "Salesperson",
    "Clearance",
    "Waits because",
];
/// What a worksheet takes below its header.
const MOST_ROWS: u32 = 1_048_575;

/// A cell's text that no spreadsheet takes for a formula.
pub fn harmless(text: &str) -> String {
    match text.trim_start().chars().next() {
        Some('=' | '+' | '-' | '@') => format!("'{text}"),
        _ if text.starts_with(['\t', '\r', '\n']) => format!("'{text}"),
        _ => text.to_owned(),
    }
}

fn cells(row: &OrderRow) -> [String; 11] {
    [
        row.number.clone(),
        row.customer_name.clone(),
        row.location.clone(),
        row.status.to_string(),
        row.total.plain(),
        row.line_count.to_string(),
        row.booked_at.ist_date().iso(),
        row.booked_at.ist_clock(),
        row.salesperson_name.clone(),
        if row.is_clearance { "Yes" } else { "No" }.to_owned(),
        row.reasons.clone(),
    ]
}

/// Writes down who took what out.
async fn record(desk: &Desk, actor: &Actor, filter: &OrderFilter, kind: &str) -> Result<(), Failure> {
    let mut work = desk.begin(actor, Capability::ExportData).await?;
    work.audit(Audit {
        action: "EXPORT",
        entity_type: "order",
        entity_id: String::new(),
        summary: format!("Exported orders as {kind}"),
        old: None,
        new: Some(serde_json::json!({"filter": filter.without_place()})),
    });
    work.commit().await?;
    Ok(())
}

/// Rows that a task of its own reads, for as long as somebody takes them.
fn rows(desk: &Desk, actor: &Actor, filter: OrderFilter) -> mpsc::Receiver<Result<OrderRow, Internal>> {
    let (sender, receiver) = mpsc::channel(512);
    let (desk, actor) = (desk.clone(), actor.clone());
    tokio::spawn(async move {
        let mut rows = match list::stream_rows(&desk, &actor, &filter) {
            Ok(rows) => rows,
            Err(failure) => {
                let _ = sender.send(Err(Internal::new(failure.message))).await;
                return;
            }
        };
        while let Some(row) = rows.next().await {
            if sender.send(row).await.is_err() {
                return;
            }
        }
    });
    receiver
}

/// The orders as CSV, streamed.
///
/// # Errors
/// `forbidden`. A database that fails on the way breaks the stream off.
pub async fn csv(desk: &Desk, actor: &Actor, filter: OrderFilter) -> Result<Body, Failure> {
    record(desk, actor, &filter, "CSV").await?;
    let receiver = rows(desk, actor, filter);
    let head = csv_line(&HEADERS.map(str::to_owned));
    // The mark tells Excel that this is UTF-8.
    let start = futures::stream::once(async move { Ok(Bytes::from(format!("\u{feff}{head}"))) });
    let lines = futures::stream::unfold(receiver, |mut receiver| async move {
        let row = receiver.recv().await?;
        let line = row.map(|row| Bytes::from(csv_line(&cells(&row)))).map_err(std::io::Error::other);
        Some((line, receiver))
    });
    Ok(Body::from_stream(start.chain(lines)))
}

fn csv_line(cells: &[String; 11]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let written = writer.write_record(cells.iter().map(|cell| harmless(cell)));
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// The orders as a workbook, written to a file row by row and then sent.
///
/// # Errors
/// `forbidden`; when the disk refuses.
pub async fn xlsx(desk: &Desk, actor: &Actor, filter: OrderFilter) -> Result<Body, Failure> {
    record(desk, actor, &filter, "xlsx").await?;
    let receiver = rows(desk, actor, filter);
    let file = tokio::task::spawn_blocking(move || workbook(receiver)).await.map_err(Internal::from_error)??;
    let file = tokio::fs::File::from_std(file);
    let stream = futures::stream::try_unfold(file, |mut file| async move {
        let mut chunk = vec![0; 64 * 1024];
        let read = file.read(&mut chunk).await?;
        chunk.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then(|| (Bytes::from(chunk), file)))
    });
    Ok(Body::from_stream(stream))
}

fn workbook(mut rows: mpsc::Receiver<Result<OrderRow, Internal>>) -> Result<std::fs::File, Internal> {
    let mut file = tempfile::tempfile().map_err(Internal::from_error)?;
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet_with_constant_memory().map_err(Internal::from_error)?;
    sheet.set_name("Orders").map_err(Internal::from_error)?;
    head(sheet, &bold).map_err(Internal::from_error)?;
    let formats = (Format::new().set_num_format("#,##,##0.00"), Format::new().set_num_format("d mmm yyyy"));
    let mut at = 0;
    while let Some(row) = rows.blocking_recv() {
        at += 1;
        if at > MOST_ROWS {
            break;
        }
        write_row(sheet, at, &row?, &formats).map_err(Internal::from_error)?;
    }
    book.save_to_writer(&mut file).map_err(Internal::from_error)?;
    std::io::Seek::rewind(&mut file).map_err(Internal::from_error)?;
    Ok(file)
}

fn head(sheet: &mut Worksheet, bold: &Format) -> Result<(), XlsxError> {
    for (column, width) in (0..).zip([18, 34, 18, 24, 14, 7, 13, 10, 22, 10, 40]) {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (column, text) in (0..).zip(HEADERS) {
        sheet.write_string_with_format(0, column, text, bold)?;
    }
    Ok(())
}

fn write_row(sheet: &mut Worksheet, at: u32, row: &OrderRow, formats: &(Format, Format)) -> Result<(), XlsxError> {
    for (column, text) in (0..).zip(cells(row)) {
        match column {
            4 => sheet.write_number_with_format(at, column, rupees(row.total), &formats.0)?,
            5 => sheet.write_number(at, column, i32::try_from(row.line_count).unwrap_or(i32::MAX))?,
            6 => {
                let serial = i32::try_from(row.booked_at.ist_date().excel_serial()).unwrap_or_default();
                sheet.write_number_with_format(at, column, serial, &formats.1)?
            }
            // A text cell is never taken for a formula.
            _ => sheet.write_string(at, column, text)?,
        };
    }
    Ok(())
}

/// Excel keeps numbers as floats of 15 digits; written from the plain decimal.
fn rupees(money: Money) -> f64 {
    money.plain().parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (typed, written) in [
            ("=1+1", "'=1+1"),
            ("@SUM", "'@SUM"),
            ("-2", "'-2"),
            ("+91", "'+91"),
            (" =x", "' =x"),
            ("A=1", "A=1"),
            ("", ""),
        ] {
            assert_eq!(harmless(typed), written);
        }
    }
}
