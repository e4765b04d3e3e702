//! Tables that leave as files: .csv line by line, .xlsx written row by row to a file of its own, so that a million rows need
//! no more memory than a page.

use axum::{
    body::{Body, Bytes},
    response::Response,
};
use futures::StreamExt;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use tokio::{io::AsyncReadExt, sync::mpsc};

use super::http;
use crate::{
    platform::failure::{Failure, Internal},
    values::{Date, Money, guarded},
};

/// What a worksheet takes below its header.
const MOST_ROWS: u32 = 1_048_575;
/// Characters a cell of a workbook holds.
const MOST_TEXT: usize = 32_767;
/// Rows that wait for the writer.
const WAITING: usize = 512;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Never taken for a formula, whatever it begins with.
    Text(String),
    Money(Money),
    /// Plain decimals: `2.5`.
    Number(String),
    Day(Date),
    Empty,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// Empty where there is nothing.
    pub fn maybe(text: &Option<String>) -> Self {
        text.as_ref().map_or(Self::Empty, Self::text)
    }

    pub fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }

    /// As a line of csv has it.
    fn plain(&self) -> String {
        match self {
            Self::Text(text) => guarded(text),
            Self::Money(money) => money.plain(),
            Self::Number(number) => number.clone(),
            Self::Day(day) => day.iso(),
            Self::Empty => String::new(),
        }
    }
}

/// The head of a table.
#[derive(Clone, Debug)]
pub struct Table {
    /// The worksheet's name.
    pub sheet: &'static str,
    /// Of the columns, with their widths in characters; zero: as wide as the title.
    pub titles: Vec<(&'static str, u16)>,
}

/// Rows as somebody reads them.
pub type Rows = mpsc::Receiver<Result<Vec<Cell>, Internal>>;

/// Where rows go; an error breaks the file off.
pub type Sink = mpsc::Sender<Result<Vec<Cell>, Internal>>;

/// Rows that a task of its own reads, for as long as somebody takes them.
pub fn rows<F, R>(read: F) -> Rows
where
    F: FnOnce(Sink) -> R,
    R: Future<Output = ()> + Send + 'static,
{
    let (sink, rows) = mpsc::channel(WAITING);
    tokio::spawn(read(sink));
    rows
}

/// Rows of page after page, each read from where the one before ended; the page that names no end is the last.
pub fn pages<P, F, R>(mut from: P, read: F) -> Rows
where
    P: Send + 'static,
    F: Fn(P) -> R + Send + 'static,
    R: Future<Output = Result<(Vec<Vec<Cell>>, Option<P>), Internal>> + Send,
{
    rows(|sink| async move {
        loop {
            let (page, next) = match read(from).await {
                Ok(page) => page,
                Err(error) => {
                    let _ = sink.send(Err(error)).await;
                    return;
                }
            };
            for row in page {
                if sink.send(Ok(row)).await.is_err() {
                    return;
                }
            }
            let Some(next) = next else { return };
            from = next;
        }
    })
}

/// The kind of file, by its ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Csv,
    Xlsx,
}

impl Ending {
    /// # Errors
    /// `not_found` of any other ending.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        match text {
            "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Xlsx),
            _ => Err(Failure::not_found("A file of this kind")),
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// The table as a file of this name, without its ending.
///
/// # Errors
/// When the disk refuses. A database that fails on the way breaks the csv off.
pub async fn download(name: &str, ending: Ending, table: Table, rows: Rows) -> Result<Response, Failure> {
    let (media_type, body) = match ending {
        Ending::Csv => ("text/csv; charset=utf-8", csv(&table, rows)),
        Ending::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx(table, rows).await?),
    };
    Ok(http::download(&format!("{name}.{}", ending.as_str()), media_type, body))
}

/// The table as csv, streamed.
pub fn csv(table: &Table, rows: Rows) -> Body {
    let head = line(table.titles.iter().map(|(title, _)| (*title).to_owned()));
    // The mark tells Excel that this is UTF-8.
    let start = futures::stream::once(async move { Ok(Bytes::from(format!("\u{feff}{head}"))) });
    let lines = futures::stream::unfold(rows, |mut rows| async move {
        let row = rows.recv().await?;
        let line = row.map(|row| Bytes::from(line(row.iter().map(Cell::plain)))).map_err(std::io::Error::other);
        Some((line, rows))
    });
    Body::from_stream(start.chain(lines))
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let written = writer.write_record(cells);
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// The table as a workbook, written to a file row by row and then sent.
///
/// # Errors
/// When the disk refuses, or the rows break off.
pub async fn xlsx(table: Table, rows: Rows) -> Result<Body, Internal> {
    let file = tokio::task::spawn_blocking(move || workbook(&table, rows)).await.map_err(Internal::from_error)??;
    let stream = futures::stream::try_unfold(tokio::fs::File::from_std(file), |mut file| async move {
        let mut chunk = vec![0; 64 * 1024];
        let read = file.read(&mut chunk).await?;
        chunk.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then(|| (Bytes::from(chunk), file)))
    });
    Ok(Body::from_stream(stream))
}

fn workbook(table: &Table, mut rows: Rows) -> Result<std::fs::File, Internal> {
    let mut file = tempfile::tempfile().map_err(Internal::from_error)?;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().map_err(Internal::from_error)?;
    head(sheet, table).map_err(Internal::from_error)?;
    let formats = (Format::new().set_num_format("#,##,##0.00"), Format::new().set_num_format("d mmm yyyy"));
    let mut at = 0;
    while let Some(row) = rows.blocking_recv() {
        at += 1;
        if at > MOST_ROWS {
            break;
        }
        for (column, cell) in (0..).zip(row?) {
            write(sheet, (at, column), cell, &formats).map_err(Internal::from_error)?;
        }
    }
    book.save_to_writer(&mut file).map_err(Internal::from_error)?;
    std::io::Seek::rewind(&mut file).map_err(Internal::from_error)?;
    Ok(file)
}

fn head(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    sheet.set_name(table.sheet)?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, (title, width)) in (0..).zip(&table.titles) {
        let width = if *width == 0 { (title.chars().count() + 4).clamp(10, 40) as f64 } else { f64::from(*width) };
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, *title, &bold)?;
    }
    Ok(())
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: Cell,
    (money, day): &(Format, Format),
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) if text.len() > MOST_TEXT => {
            sheet.write_string(row, column, text.chars().take(MOST_TEXT).collect::<String>())?
        }
        Cell::Text(text) => sheet.write_string(row, column, text)?,
        // Excel keeps numbers as floats of 15 digits; written from the plain decimal.
        Cell::Money(amount) => {
            sheet.write_number_with_format(row, column, amount.plain().parse::<f64>().unwrap_or_default(), money)?
        }
        Cell::Number(number) => sheet.write_number(row, column, number.parse::<f64>().unwrap_or_default())?,
        Cell::Day(date) => {
            let serial = i32::try_from(date.excel_serial()).unwrap_or_default();
            sheet.write_number_with_format(row, column, serial, day)?
        }
        Cell::Empty => return Ok(()),
    };
    Ok(())
}
