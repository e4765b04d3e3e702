//! The audit log as a file. Csv leaves page by page; xlsx is written in constant memory and sent whole.

use axum::body::{Body, Bytes};
use rust_xlsxwriter::{Workbook, XlsxError};

use super::store::{self, Stored};
use crate::{
    audit::{
        mask,
        model::{AuditFilter, safe_cell},
    },
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, Internal},
        server::{Audit, Desk},
    },
};

/// Entries read at a time.
const CHUNK: i64 = 2_000;
/// More than a spreadsheet's reader wants.
const MOST: usize = 100_000;
const HEAD: [&str; 11] = [
    "Id",
    "When (UTC)",
    "Who",
    "Action",
    "Record",
    "Record id",
    "What happened",
    "Changes",
    "Address",
    "Program",
    "Outcome",
];

fn cells(entry: &Stored, sees_pay: bool) -> [String; 11] {
    let changes = mask::changes(entry.old_data.as_deref(), entry.new_data.as_deref(), sees_pay);
    let changes = changes
        .iter()
        .map(|change| format!("{}: {} → {}", change.field, change.old, change.new))
        .collect::<Vec<_>>()
        .join("; ");
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        entry.id.to_string(),
        entry.at.iso(),
        entry.user_name.clone(),
        entry.action.clone(),
        entry.entity_type.clone(),
        entry.entity_id.clone(),
        entry.summary.clone(),
        changes,
        text(&entry.address),
        text(&entry.agent),
        entry.outcome.clone(),
    ]
}

/// Writes down that the log was exported, by whom and how narrowed.
///
/// # Errors
/// `forbidden` for anybody but an Admin.
pub async fn note(desk: &Desk, actor: &Actor, filter: &AuditFilter, ending: &str) -> Result<(), Failure> {
    let mut work = desk.begin(actor, Capability::SeeAudit).await?;
    let narrowed = filter.pairs().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(", ");
    work.audit(Audit {
        action: "EXPORT",
        entity_type: "audit",
        entity_id: "audit".to_owned(),
        summary: format!(
            "Exported the audit log as {ending} ({})",
            if narrowed.is_empty() { "all" } else { &narrowed }
        ),
        old: None,
        new: None,
    });
    work.commit().await?;
    Ok(())
}

struct Pages {
    desk: Desk,
    filter: AuditFilter,
    sees_pay: bool,
    after: i64,
    sent: usize,
}

impl Pages {
    async fn next(&mut self) -> Result<Vec<Stored>, Internal> {
        if self.sent >= MOST {
            return Ok(Vec::new());
        }
        let rows = store::list(&self.desk.db, &self.filter, self.after, CHUNK).await?;
        self.after = rows.last().map_or(0, |row| row.id);
        self.sent += rows.len();
        Ok(rows)
    }
}

fn pages(desk: &Desk, actor: &Actor, filter: AuditFilter) -> Pages {
    Pages { desk: desk.clone(), filter, sees_pay: actor.may(Capability::SetUpKra), after: i64::MAX, sent: 0 }
}

/// The log as csv, with a mark that lets Excel read it as UTF-8.
pub fn csv(desk: &Desk, actor: &Actor, filter: AuditFilter) -> Body {
    let start = (pages(desk, actor, filter), true);
    Body::from_stream(futures::stream::try_unfold(start, async |(mut pages, first)| -> Result<_, Internal> {
        let rows = pages.next().await?;
        if rows.is_empty() && !first {
            return Ok(None);
        }
        let bytes = csv_of(&rows, pages.sees_pay, first).map_err(Internal::from_error)?;
        Ok(Some((Bytes::from(bytes), (pages, false))))
    }))
}

fn csv_of(rows: &[Stored], sees_pay: bool, first: bool) -> Result<Vec<u8>, csv::Error> {
    let start = if first { "\u{FEFF}".as_bytes().to_vec() } else { Vec::new() };
    let mut writer = csv::Writer::from_writer(start);
    if first {
        writer.write_record(HEAD)?;
    }
    for row in rows {
        writer.write_record(cells(row, sees_pay).iter().map(|cell| safe_cell(cell)))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// The log as a workbook.
///
/// # Errors
/// When the database refuses or the file can't be written.
pub async fn xlsx(desk: &Desk, actor: &Actor, filter: AuditFilter) -> Result<Vec<u8>, Internal> {
    let mut pages = pages(desk, actor, filter);
    let mut all = Vec::new();
    loop {
        let rows = pages.next().await?;
        if rows.is_empty() {
            break;
        }
        all.extend(rows.iter().map(|row| cells(row, pages.sees_pay)));
    }
    tokio::task::spawn_blocking(move || write(&all)).await.map_err(Internal::from_error)?.map_err(Internal::from_error)
}

fn write(rows: &[[String; 11]]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name("Audit log")?;
    for (column, head) in (0_u16..).zip(HEAD) {
        sheet.write_string(0, column, head)?;
    }
    for (line, row) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(row) {
            // A cell of a workbook holds at most 32,767 characters.
            let cell: String = cell.chars().take(32_000).collect();
            sheet.write_string(line, column, cell)?;
        }
    }
    book.save_to_buffer()
}
