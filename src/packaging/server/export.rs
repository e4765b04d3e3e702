//! The ledger and the stock as files. Rows of the ledger are written as they are read.

use axum::body::{Body, Bytes};
use futures::StreamExt;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use tokio::{io::AsyncReadExt, sync::mpsc};

use super::{
    board, ledger,
    store_board::{self, Narrow},
    store_ledger,
};
use crate::{
    identity::{Actor, Capability},
    packaging::model::{BoardFilter, BoardRow, LedgerFilter, LedgerRow},
    platform::{
        failure::{Failure, Internal},
        server::{Audit, Desk},
    },
};

const LEDGER: [&str; 22] = [
    "Entry",
    "Date",
    "Time",
    "Type",
    "Code",
    "Material",
    "Unit",
    "Warehouse",
    "Quantity",
    "Balance",
    "All warehouses",
    "Counted",
    "Batch",
    "Manufactured",
    "Expires",
    "Vendor",
    "Reference",
    "Reason",
    "By",
    "Corrects",
    "Entered",
    "Device's time, not taken",
];
const STOCK: [&str; 16] = [
    "Code",
    "Material",
    "Category",
    "Unit",
    "On hand",
    "On order",
    "Reorder level",
    "Maximum",
    "Used in 30 days",
    "Days of cover",
    "Standing",
    "Value",
    "Vendor",
    "Barcode",
    "Last movement",
    "In use",
];
/// What a worksheet takes below its header.
const MOST_ROWS: u32 = 1_048_575;
/// Materials in a file of the stock.
const MOST_MATERIALS: i64 = 50_000;

/// A cell's text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    match text.trim_start().chars().next() {
        Some('=' | '+' | '@') => format!("'{text}"),
        Some('-') if text.parse::<f64>().is_err() => format!("'{text}"),
        _ => text.to_owned(),
    }
}

fn ledger_cells(row: &LedgerRow) -> Vec<String> {
    let day = |day: Option<crate::values::Date>| day.map(|day| day.iso()).unwrap_or_default();
    vec![
        row.id.to_string(),
        row.at.ist_date().iso(),
        row.at.ist_clock(),
        row.kind.to_string(),
        row.material.code.clone(),
        row.material.name.clone(),
        row.unit.to_string(),
        row.warehouse.name.clone(),
        row.quantity.plain(),
        row.balance.plain(),
        row.total.plain(),
        row.counted.map(|counted| counted.plain()).unwrap_or_default(),
        row.batch.clone(),
        day(row.made),
        day(row.expires),
        row.vendor.clone(),
        row.reference.clone(),
        row.reason.clone(),
        row.user_name.clone(),
        row.corrects.map(|entry| entry.to_string()).unwrap_or_default(),
        row.entered_at.map(|at| format!("{} {}", at.ist_date().iso(), at.ist_clock())).unwrap_or_default(),
        row.entered_doubt.clone(),
    ]
}

fn stock_cells(row: &BoardRow) -> Vec<String> {
    vec![
        row.code.clone(),
        row.name.clone(),
        row.category.clone(),
        row.unit.to_string(),
        row.on_hand.plain(),
        row.on_order.plain(),
        row.reorder_level.plain(),
        row.maximum.map(|maximum| maximum.plain()).unwrap_or_default(),
        row.used.plain(),
        row.cover_days.map(|days| days.to_string()).unwrap_or_default(),
        row.standing.to_string(),
        row.value.plain(),
        row.vendor.clone(),
        row.barcode.clone(),
        row.last_moved_at.map(|at| at.ist_date().iso()).unwrap_or_default(),
        if row.active { "Yes" } else { "No" }.to_owned(),
    ]
}

/// Writes down who took what out.
async fn record(desk: &Desk, actor: &Actor, what: &str) -> Result<(), Failure> {
    let mut work = desk.begin(actor, Capability::ExportData).await?;
    work.audit(Audit {
        action: "EXPORT",
        entity_type: "packaging",
        entity_id: String::new(),
        summary: format!("Exported {what}"),
        old: None,
        new: None,
    });
    work.commit().await?;
    Ok(())
}

type Cells = Result<Vec<String>, Internal>;

/// Rows that a task of its own reads, for as long as somebody takes them.
async fn ledger_rows(
    desk: &Desk,
    actor: &Actor,
    filter: &LedgerFilter,
    what: &str,
) -> Result<mpsc::Receiver<Cells>, Failure> {
    let db = desk.read(actor, Capability::SeePackaging)?;
    let found = ledger::narrow(db, filter).await?;
    record(desk, actor, what).await?;
    let (sender, receiver) = mpsc::channel(512);
    let desk = desk.clone();
    tokio::spawn(async move {
        let mut rows = store_ledger::stream(&desk.db, &found);
        while let Some(row) = rows.next().await {
            if sender.send(row.map(|row| ledger_cells(&row.into()))).await.is_err() {
                return;
            }
        }
    });
    Ok(receiver)
}

async fn stock_rows(
    desk: &Desk,
    actor: &Actor,
    filter: &BoardFilter,
    what: &str,
) -> Result<mpsc::Receiver<Cells>, Failure> {
    let db = desk.read(actor, Capability::SeePackaging)?;
    let warehouse = store_ledger::warehouse_id(db, &filter.warehouse).await?;
    record(desk, actor, what).await?;
    let now = desk.clock.now();
    let rows = store_board::materials(db, &Narrow::of(filter, warehouse), now, MOST_MATERIALS, 0).await?;
    let (sender, receiver) = mpsc::channel(512);
    tokio::spawn(async move {
        for row in rows {
            if sender.send(Ok(stock_cells(&board::row_of(row, now)))).await.is_err() {
                return;
            }
        }
    });
    Ok(receiver)
}

/// The ledger as CSV, streamed.
///
/// # Errors
/// `forbidden`, [`crate::packaging::Error::Invalid`]. A database that fails on the way breaks the stream off.
pub async fn ledger_csv(desk: &Desk, actor: &Actor, filter: &LedgerFilter) -> Result<Body, Failure> {
    Ok(csv_body(&LEDGER, ledger_rows(desk, actor, filter, "the packaging ledger as CSV").await?))
}

/// The ledger as a workbook, written to a file row by row and then sent.
///
/// # Errors
/// As [`ledger_csv`]; when the disk refuses.
pub async fn ledger_xlsx(desk: &Desk, actor: &Actor, filter: &LedgerFilter) -> Result<Body, Failure> {
    let rows = ledger_rows(desk, actor, filter, "the packaging ledger as xlsx").await?;
    xlsx_body("Packaging ledger", &LEDGER, &[0, 8, 9, 10, 11], rows).await
}

/// The stock as CSV.
///
/// # Errors
/// `forbidden`.
pub async fn stock_csv(desk: &Desk, actor: &Actor, filter: &BoardFilter) -> Result<Body, Failure> {
    Ok(csv_body(&STOCK, stock_rows(desk, actor, filter, "the packaging stock as CSV").await?))
}

/// The stock as a workbook.
///
/// # Errors
/// `forbidden`; when the disk refuses.
pub async fn stock_xlsx(desk: &Desk, actor: &Actor, filter: &BoardFilter) -> Result<Body, Failure> {
    let rows = stock_rows(desk, actor, filter, "the packaging stock as xlsx").await?;
    xlsx_body("Packaging stock", &STOCK, &[4, 5, 6, 7, 8, 9, 11], rows).await
}

fn csv_line(cells: &[String]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let written = writer.write_record(cells.iter().map(|cell| harmless(cell)));
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

fn csv_body(head: &[&str], receiver: mpsc::Receiver<Cells>) -> Body {
    let head = csv_line(&head.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
    // The mark tells Excel that this is UTF-8.
    let start = futures::stream::once(async move { Ok(Bytes::from(format!("\u{feff}{head}"))) });
    let lines = futures::stream::unfold(receiver, |mut receiver| async move {
        let row = receiver.recv().await?;
        Some((row.map(|cells| Bytes::from(csv_line(&cells))).map_err(std::io::Error::other), receiver))
    });
    Body::from_stream(start.chain(lines))
}

async fn xlsx_body(
    name: &'static str,
    head: &'static [&'static str],
    numbers: &'static [usize],
    rows: mpsc::Receiver<Cells>,
) -> Result<Body, Failure> {
    let written = tokio::task::spawn_blocking(move || workbook(name, head, numbers, rows)).await;
    let file = tokio::fs::File::from_std(written.map_err(Internal::from_error)??);
    let stream = futures::stream::try_unfold(file, |mut file| async move {
        let mut chunk = vec![0; 64 * 1024];
        let read = file.read(&mut chunk).await?;
        chunk.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then(|| (Bytes::from(chunk), file)))
    });
    Ok(Body::from_stream(stream))
}

fn workbook(
    name: &str,
    head: &[&str],
    numbers: &[usize],
    mut rows: mpsc::Receiver<Cells>,
) -> Result<std::fs::File, Internal> {
    let mut file = tempfile::tempfile().map_err(Internal::from_error)?;
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet_with_constant_memory().map_err(Internal::from_error)?;
    sheet.set_name(name).map_err(Internal::from_error)?;
    sheet.set_freeze_panes(1, 0).map_err(Internal::from_error)?;
    for (column, text) in (0..).zip(head) {
        sheet.write_string_with_format(0, column, *text, &bold).map_err(Internal::from_error)?;
    }
    let mut at = 0;
    while let Some(cells) = rows.blocking_recv() {
        at += 1;
        if at > MOST_ROWS {
            break;
        }
        write_row(sheet, at, &cells?, numbers).map_err(Internal::from_error)?;
    }
    book.save_to_writer(&mut file).map_err(Internal::from_error)?;
    std::io::Seek::rewind(&mut file).map_err(Internal::from_error)?;
    Ok(file)
}

fn write_row(sheet: &mut Worksheet, at: u32, cells: &[String], numbers: &[usize]) -> Result<(), XlsxError> {
    for (index, (column, text)) in (0_u16..).zip(cells).enumerate() {
        // Excel keeps numbers as floats of 15 digits; written from the plain decimal. A text cell is never a formula.
        match text.parse::<f64>() {
            Ok(number) if numbers.contains(&index) => sheet.write_number(at, column, number)?,
            _ => sheet.write_string(at, column, text)?,
        };
    }
    Ok(())
}
