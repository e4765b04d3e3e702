//! The orders of a filter, or their lines, as a file. Rows are written as they are read, so a million of them need no more memory
//! than a page.

use axum::response::Response;
use futures::{StreamExt, stream::BoxStream};

use super::store_export::{self, LineOf};
use crate::{
    identity::{Actor, Capability},
    orders::model::{OrderFilter, OrderRow},
    platform::{
        failure::{Failure, Internal},
        server::{
            Audit, Desk,
            spreadsheet::{self, Cell, Ending, Rows, Sink, Table},
        },
    },
};

/// What leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Orders,
    Lines,
}

impl What {
    const fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Lines => "order lines",
        }
    }

    const fn file(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Lines => "order-lines",
        }
    }

    fn table(self) -> Table {
        match self {
            Self::Orders => orders_table(),
            Self::Lines => lines_table(),
        }
    }
}

/// Under the headers of the bulk template, so that the file can come in again: each order's number is its reference.
fn lines_table() -> Table {
    let titles = vec![
        ("Customer ID", 14),
        ("SKU Code", 14),
        ("Quantity", 10),
        ("Applied Rate (Optional)", 22),
        ("Remarks (Optional)", 34),
        ("Order Ref (Optional)", 20),
    ];
    Table { sheet: "Bulk Orders", titles }
}

fn line_cells(line: LineOf) -> Vec<Cell> {
    vec![
        Cell::text(line.customer_code),
        Cell::text(line.sku),
        Cell::Number(line.quantity.plain()),
        Cell::Money(line.rate),
        Cell::text(line.remarks),
        Cell::text(line.order_number),
    ]
}

fn orders_table() -> Table {
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

fn order_cells(row: OrderRow) -> Vec<Cell> {
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
async fn record(desk: &Desk, actor: &Actor, filter: &OrderFilter, what: What, ending: Ending) -> Result<(), Failure> {
    let mut work = desk.begin(actor, Capability::ExportData).await?;
    work.audit(Audit {
        action: "EXPORT",
        entity_type: "order",
        entity_id: String::new(),
        summary: format!("Exported {} as {}", what.name(), ending.as_str()),
        old: None,
        new: Some(serde_json::json!({"filter": filter.without_place()})),
    });
    work.commit().await?;
    Ok(())
}

/// Rows that a task of its own reads, for as long as somebody takes them.
fn rows(desk: &Desk, actor: &Actor, filter: OrderFilter, what: What) -> Rows {
    let (desk, actor) = (desk.clone(), actor.clone());
    spreadsheet::rows(move |sink| async move {
        let now = desk.clock.now();
        match what {
            What::Orders => pour(sink, store_export::orders(&desk.db, &actor, &filter, now), order_cells).await,
            What::Lines => pour(sink, store_export::lines(&desk.db, &actor, &filter, now), line_cells).await,
        }
    })
}

async fn pour<R>(sink: Sink, mut rows: BoxStream<'_, Result<R, Internal>>, cells: fn(R) -> Vec<Cell>) {
    while let Some(row) = rows.next().await {
        if sink.send(row.map(cells)).await.is_err() {
            return;
        }
    }
}

/// The file, streamed as .csv, or as a workbook written row by row and then sent.
///
/// # Errors
/// `forbidden`; when the disk refuses. A database that fails on the way breaks the stream off.
pub async fn export(
    desk: &Desk,
    actor: &Actor,
    filter: OrderFilter,
    what: What,
    ending: Ending,
) -> Result<Response, Failure> {
    desk.read(actor, Capability::SeeOrders)?;
    record(desk, actor, &filter, what, ending).await?;
    let name = format!("{}-{}", what.file(), desk.clock.today().iso());
    let rows = rows(desk, actor, filter, what);
    spreadsheet::download(&name, ending, what.table(), rows).await
}
