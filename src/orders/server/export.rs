//! The orders of a filter as a file. Rows are written as they are read, so a million of them need no more memory than a page.

use axum::body::Body;
use futures::StreamExt;

use super::list;
use crate::{
    identity::{Actor, Capability},
    orders::model::{OrderFilter, OrderRow},
    platform::{
        failure::{Failure, Internal},
        server::{
            Audit, Desk,
            spreadsheet::{self, Cell, Rows, Table},
        },
    },
};

fn table() -> Table {
    let titles = vec![
        ("Number", 18),
        ("Customer", 34),
        ("Location", 18),
        ("Status", 24),
        ("Value", 14),
        ("Lines", 7),
        ("Booked on", 13),
        ("Booked at", 10),
        ("Salesperson", 22),
        ("Clearance", 10),
        ("Waits because", 40),
    ];
    Table { sheet: "Orders", titles }
}

fn cells(row: OrderRow) -> Vec<Cell> {
    vec![
        Cell::text(row.number),
        Cell::text(row.customer_name),
        Cell::text(row.location),
        Cell::text(row.status.as_str()),
        Cell::Money(row.total),
        Cell::Number(row.line_count.to_string()),
        Cell::Day(row.booked_at.ist_date()),
        Cell::text(row.booked_at.ist_clock()),
        Cell::text(row.salesperson_name),
        Cell::text(if row.is_clearance { "Yes" } else { "No" }),
        Cell::text(row.reasons),
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
fn rows(desk: &Desk, actor: &Actor, filter: OrderFilter) -> Rows {
    let (desk, actor) = (desk.clone(), actor.clone());
    spreadsheet::rows(|sink| async move {
        let mut rows = match list::stream_rows(&desk, &actor, &filter) {
            Ok(rows) => rows,
            Err(failure) => {
                let _ = sink.send(Err(Internal::new(failure.message))).await;
                return;
            }
        };
        while let Some(row) = rows.next().await {
            if sink.send(row.map(cells)).await.is_err() {
                return;
            }
        }
    })
}

/// The orders as CSV, streamed.
///
/// # Errors
/// `forbidden`. A database that fails on the way breaks the stream off.
pub async fn csv(desk: &Desk, actor: &Actor, filter: OrderFilter) -> Result<Body, Failure> {
    record(desk, actor, &filter, "CSV").await?;
    Ok(spreadsheet::csv(&table(), rows(desk, actor, filter)))
}

/// The orders as a workbook, written to a file row by row and then sent.
///
/// # Errors
/// `forbidden`; when the disk refuses.
pub async fn xlsx(desk: &Desk, actor: &Actor, filter: OrderFilter) -> Result<Body, Failure> {
    record(desk, actor, &filter, "xlsx").await?;
    Ok(spreadsheet::xlsx(table(), rows(desk, actor, filter)).await?)
}
