//! Files of orders: the check, the run, and what a large one does to others.

use std::{
    io::Cursor,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use calamine::{Reader, Xlsx};
use nexus::{
    identity::{Actor, Capability},
    imports::{
        model::{Kind, Mode},
        server::{run, upload},
    },
    platform::server::Desk,
    values::ImportId,
};
use rust_xlsxwriter::Workbook;

use super::{
    data, load,
    program::Program,
    report::{Report, median, p99, timed},
};

const ORDERS: usize = 10_000;
const ROUNDS: usize = 5;
const HEADER: [&str; 6] =
    ["Customer ID", "SKU Code", "Quantity", "Applied Rate (Optional)", "Remarks (Optional)", "Order Ref (Optional)"];

/// A file of so many orders of three lines.
fn file(orders: usize, lines: usize) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Bulk Orders").unwrap();
    for (column, text) in (0..).zip(HEADER) {
        sheet.write_string(0, column, text).unwrap();
    }
    let rows = (0..orders).flat_map(|order| (0..lines).map(move |line| (order, line)));
    for (at, (order, line)) in (1..).zip(rows) {
        let (customer, product) = (50 + order % 90, 100 + (order * 7 + line * 31) % 450);
        sheet.write_string(at, 0, format!("CUST-{customer:06}")).unwrap();
        sheet.write_string(at, 1, format!("SKU-{product:06}")).unwrap();
        sheet.write_number(at, 2, (1 + (order + line) % 5) as i32).unwrap();
        if order % 3 == 0 {
            sheet.write_number(at, 3, 450.5).unwrap();
        }
        if order % 10 == 0 {
            sheet.write_string(at, 4, "By noon, back gate").unwrap();
        }
        sheet.write_string(at, 5, format!("PO-{order:06}")).unwrap();
    }
    book.save_to_buffer().unwrap()
}

async fn check(desk: &Desk, actor: &Actor, bytes: &[u8]) -> (ImportId, i64) {
    let file =
        upload::Upload { kind: Kind::Orders, file_name: "orders.xlsx".to_owned(), bytes: bytes.to_vec(), ask: false };
    let uploaded = upload::upload(desk, actor, file).await.unwrap_or_else(|failure| panic!("{failure:?}"));
    (uploaded.id, uploaded.outcome.unwrap().good_rows)
}

fn only_read(bytes: &[u8]) -> usize {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    book.worksheet_range("Bulk Orders").unwrap().used_cells().count()
}

/// The dry run of 10,000 rows, from the bytes to the kept findings, beside reading the cells.
pub async fn dry_run(report: &mut Report) {
    let (_folder, path) = data::copy_of_orders(ORDERS).await;
    let desk = data::open(&path).await;
    let actor = data::actor(&desk, "ADMIN-001").await;
    let bytes = file(10_000, 1);
    report.about("Dry run of a 10,000-row .xlsx ÷ calamine only reading it");
    let (mut ours, mut reference) = (Vec::new(), Vec::new());
    for _ in 0..=ROUNDS {
        reference.push(timed(async { tokio::task::block_in_place(|| only_read(&bytes)) }).await.1);
        let (checked, took) = timed(check(&desk, &actor, &bytes)).await;
        assert_eq!(checked.1, 10_000);
        ours.push(took);
    }
    desk.db.close().await;
    report.at_most("dry run", median(ours), median(reference), 3.0);
}

/// The run of 10,000 orders of three lines, from the click to the end, beside the same rows by two statements.
pub async fn commit(report: &mut Report) {
    report.about("Commit of 10,000 orders × 3 lines ÷ the same rows by two set statements");
    let bytes = file(10_000, 3);
    for mode in [Mode::All, Mode::Good] {
        let (mut ours, mut reference) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let (_folder, path) = data::copy_of_orders(ORDERS).await;
            let desk = data::open(&path).await;
            let actor = data::actor(&desk, "ADMIN-001").await;
            let (id, _) = check(&desk, &actor, &bytes).await;
            let (done, took) = timed(run::start(&desk, &actor, id, mode, run::When::Now)).await;
            done.unwrap_or_else(|failure| panic!("{failure:?}"));
            ours.push(took);
            let rows = Rows::of(&desk, id).await;
            assert_eq!(rows.count, 10_000);
            desk.db.close().await;
            reference.push(rows.put(&path).await);
        }
        let name = if mode == Mode::All { "all or nothing" } else { "good rows, in chunks" };
        report.at_most(name, median(ours), median(reference), 6.0);
    }
}

/// The rows an import made, as two JSON arrays.
struct Rows {
    count: i64,
    orders: String,
    lines: String,
}

const ORDER: &str = "id, number, customer_id, customer_name, customer_location, status, open, salesperson_id, salesperson_name, \
     booked_by, is_clearance, source, customer_po, remarks, line_count, subtotal_paise, cgst_paise, sgst_paise, igst_paise, \
     total_paise, credit_reasons, booked_on, booked_at, status_at, updated_at, updated_by";
const LINE: &str = "order_id, position, product_id, sku, product_name, unit, quantity_milli, rate_paise, list_rate_paise, \
     previous_rate_paise, gst_bp, amount_paise, gst_paise, reserved_milli";

fn each(columns: &str, how: impl Fn(&str) -> String) -> String {
    columns.split(", ").map(|column| how(column.trim())).collect::<Vec<_>>().join(", ")
}

/// A statement put together for the reference; it lives as long as the program.
fn text(sql: String) -> &'static str {
    Box::leak(sql.into_boxed_str())
}

impl Rows {
    async fn of(desk: &Desk, id: ImportId) -> Self {
        let object = |columns: &str| each(columns, |column| format!("'{column}', {column}"));
        let (count, orders): (i64, String) = desk
            .db
            .sql(text(format!(
                "select count(*), json_group_array(json_object({})) from orders where import_id = $1",
                object(ORDER)
            )))
            .bind(id)
            .one()
            .await
            .unwrap();
        let (lines,): (String,) = desk
            .db
            .sql(text(format!(
                "select json_group_array(json_object({})) from order_lines where order_id in (select id from orders where import_id = $1)",
                object(LINE)
            )))
            .bind(id)
            .one()
            .await
            .unwrap();
        Self { count, orders, lines }
    }

    /// Puts them into a fresh copy of the database the import went into.
    async fn put(self, beside: &Path) -> Duration {
        let (folder, path) = data::copy_of_orders(ORDERS).await;
        assert_ne!(beside, path);
        let desk = data::open(&path).await;
        let insert = |table: &str, columns: &str| {
            text(format!(
                "insert into {table} ({columns}) select {} from json_each($1)",
                each(columns, |c| format!("value->>'{c}'"))
            ))
        };
        let (orders, lines) = (insert("orders", ORDER), insert("order_lines", LINE));
        let start = Instant::now();
        let mut work = desk.begin(&Actor::system(), Capability::ManageSettings).await.unwrap();
        work.without_audit();
        work.sql(orders).bind(self.orders).run().await.unwrap();
        work.sql(lines).bind(self.lines).run().await.unwrap();
        work.commit().await.unwrap();
        let took = start.elapsed();
        desk.db.close().await;
        drop(folder);
        took
    }
}

/// A file of 100,000 rows through the running program: its memory, and how long others wait meanwhile.
pub async fn large(report: &mut Report) {
    report.about("A 100,000-row .xlsx through the running program");
    let bytes = file(33_333, 3);
    let (_folder, path) = data::copy_of_orders(ORDERS).await;
    let nexus = Program::nexus(&path).await;
    let port = nexus.port;
    let cookie = load::sign_in(port, "admin@nexusoms.com", "admin123").await;
    let over = Arc::new(AtomicBool::new(false));
    let pages = tokio::spawn(others(port, cookie.clone(), over.clone(), "/orders".to_owned()));
    let data = tokio::spawn(others(port, cookie.clone(), over.clone(), "/api/orders?limit=20".to_owned()));
    let bookings = tokio::spawn(bookings(port, cookie.clone(), over.clone()));
    tokio::time::sleep(Duration::from_secs(2)).await;
    let head = format!("cookie: {cookie}\r\nsec-fetch-site: same-origin\r\n");
    let (media_type, body) = form(&bytes);
    let mut connection = load::Connection::open(port).await;
    let (answer, checked) = timed(connection.post("/api/orders/bulk?mode=good", &media_type, &head, &body)).await;
    assert_eq!(answer.status, 202, "{}", String::from_utf8_lossy(&answer.body));
    let location = answer.head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap().to_owned();
    let (_, went_in) = timed(async {
        loop {
            let shown = connection.get(&location, &cookie).await;
            let body = String::from_utf8_lossy(&shown.body).into_owned();
            if !body.contains("\"state\":\"Running\"") {
                assert!(body.contains("\"state\":\"Done\""), "{}", &body[..body.len().min(600)]);
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    })
    .await;
    over.store(true, Ordering::Relaxed);
    report.note("checked in", &super::report::time(checked));
    report.note("33,333 orders booked in", &super::report::time(went_in));
    report.megabytes("most memory of the program", nexus.memory().1, 400);
    for (name, times) in [
        ("order list, p99 meanwhile", pages),
        ("order API, p99 meanwhile", data),
        ("booking an order, p99 meanwhile", bookings),
    ] {
        let times = times.await.unwrap();
        let (count, slow) = (times.len(), p99(times));
        let value = format!("{} of {count}", super::report::time(slow));
        report.judge(name, &value, slow <= Duration::from_millis(50), "at most 50 ms");
    }
}

/// Asks every 20 ms until it is over.
async fn others(port: u16, cookie: String, over: Arc<AtomicBool>, path: String) -> Vec<Duration> {
    let (mut connection, mut times) = (load::Connection::open(port).await, Vec::new());
    while !over.load(Ordering::Relaxed) {
        let start = Instant::now();
        assert_eq!(connection.get(&path, &cookie).await.status, 200);
        times.push(start.elapsed());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    times
}

async fn bookings(port: u16, cookie: String, over: Arc<AtomicBool>) -> Vec<Duration> {
    let (mut connection, mut times) = (load::Connection::open(port).await, Vec::new());
    let head = format!("cookie: {cookie}\r\nsec-fetch-site: same-origin\r\n");
    let body = r#"{"customerId":"CUST-000049","items":[{"skuCode":"SKU-000099","quantity":1}]}"#;
    while !over.load(Ordering::Relaxed) {
        let start = Instant::now();
        let answer = connection.post("/api/orders", "application/json", &head, body.as_bytes()).await;
        assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
        times.push(start.elapsed());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    times
}

fn form(bytes: &[u8]) -> (String, Vec<u8>) {
    const BOUNDARY: &str = "nexus-bench-boundary-7d81";
    let head = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"large.xlsx\"\r\n\
         content-type: application/octet-stream\r\n\r\n"
    );
    let end = format!("\r\n--{BOUNDARY}--\r\n");
    (format!("multipart/form-data; boundary={BOUNDARY}"), [head.as_bytes(), bytes, end.as_bytes()].concat())
}
