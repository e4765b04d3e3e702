//! The export of orders beside the writer it uses.

use nexus::{
    orders::{
        model::OrderFilter,
        server::{
            export::{self, What},
            store_export,
        },
    },
    platform::server::spreadsheet::Ending,
};
use rust_xlsxwriter::{Format, Workbook};

use super::{
    data, load,
    program::Program,
    report::{Report, median, timed},
};

const ORDERS: usize = 100_000;

/// The cells of a row: seven texts, two numbers, a sum and a day.
struct Cells {
    texts: [String; 8],
    value: f64,
    lines: i32,
    day: i32,
}

pub async fn export(report: &mut Report) {
    let path = data::of_orders(ORDERS).await;
    report.about(
        "Export of 100,000 orders as .xlsx ÷ rust_xlsxwriter (constant memory) writing the same cells from memory",
    );
    let desk = data::open(&path).await;
    let actor = data::actor(&desk, "ADMIN-001").await;
    let cells = cells(&desk, &actor).await;
    let rows = cells.len();
    let (mut ours, mut reference) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        reference.push(timed(async { tokio::task::block_in_place(|| write(&cells)) }).await.1);
        let taken = timed(async {
            let answer =
                export::export(&desk, &actor, OrderFilter::default(), What::Orders, Ending::Xlsx).await.unwrap();
            axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap().len()
        });
        ours.push(taken.await.1);
    }
    desk.db.close().await;
    report.at_most(&format!("export of {rows} orders"), median(ours), median(reference), 2.0);

    let nexus = Program::nexus(&path).await;
    let cookie = load::sign_in(nexus.port, "admin@nexusoms.com", "admin123").await;
    let before = nexus.memory().0;
    let answer = load::Connection::open(nexus.port).await.get("/api/orders/export/xlsx", &cookie).await;
    assert_eq!(answer.status, 200);
    report.note("memory of the program before", &format!("{} MB", before / 1_000_000));
    report.megabytes("most memory of the program, exporting", nexus.memory().1, 200);
}

async fn cells(desk: &nexus::platform::server::Desk, actor: &nexus::identity::Actor) -> Vec<Cells> {
    use futures::TryStreamExt;
    let rows = store_export::orders(&desk.db, actor, &OrderFilter::default(), desk.clock.now());
    rows.map_ok(|row| Cells {
        value: row.total.plain().parse().unwrap(),
        lines: row.line_count as i32,
        day: row.booked_at.ist_date().excel_serial() as i32,
        texts: [
            row.number,
            row.customer_name,
            row.location,
            row.status.to_string(),
            row.booked_at.ist_clock(),
            row.salesperson_name,
            if row.is_clearance { "Yes" } else { "No" }.to_owned(),
            row.reasons,
        ],
    })
    .try_collect()
    .await
    .unwrap()
}

fn write(rows: &[Cells]) -> usize {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().unwrap();
    let (money, day) = (Format::new().set_num_format("#,##,##0.00"), Format::new().set_num_format("d mmm yyyy"));
    for (at, row) in (1..).zip(rows) {
        let [number, customer, location, status, clock, by, clearance, reasons] = &row.texts;
        for (column, text) in [(0, number), (1, customer), (2, location), (3, status)] {
            sheet.write_string(at, column, text).unwrap();
        }
        sheet.write_number_with_format(at, 4, row.value, &money).unwrap();
        sheet.write_number(at, 5, row.lines).unwrap();
        sheet.write_number_with_format(at, 6, row.day, &day).unwrap();
        for (column, text) in [(7, clock), (8, by), (9, clearance), (10, reasons)] {
            sheet.write_string(at, column, text).unwrap();
        }
    }
    let mut file = tempfile::tempfile().unwrap();
    book.save_to_writer(&mut file).unwrap();
    rows.len()
}
