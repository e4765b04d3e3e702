//! Orders booked a second beside bare transactions that write the same rows.

use std::time::{Duration, Instant};

use nexus::{
    orders::{
        model::{BookForm, LineForm},
        server::book,
    },
    platform::server::Desk,
};
use sqlx::{
    Connection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{
    data,
    report::{Report, median_rate},
};

const ORDERS: usize = 10_000;
const ROUND: Duration = Duration::from_secs(3);
const ROUNDS: usize = 5;

pub async fn book(report: &mut Report) {
    report.about("Orders of three lines booked a second ÷ bare transactions with the same rows");
    let (_folder, path) = data::copy_of_orders(ORDERS).await;
    let desk = data::open(&path).await;
    let (_bare_folder, bare_path) = data::copy_of_orders(ORDERS).await;
    let bare = bare_pool(&bare_path).await;
    for clients in [1, 8] {
        let (mut ours, mut reference) = (Vec::new(), Vec::new());
        for round in 0..=ROUNDS {
            let rates = (booked(&desk, clients).await, written(&bare, clients).await);
            // The first round warms up.
            if round > 0 {
                ours.push(rates.0);
                reference.push(rates.1);
            }
        }
        let name = if clients == 1 { "one client" } else { "eight clients" };
        report.at_least(name, median_rate(ours), median_rate(reference), 0.5);
    }
    bare.close().await;
    desk.db.close().await;
}

fn form(client: usize, nth: usize) -> BookForm {
    let line = |line: usize| LineForm {
        sku: format!("SKU-{:06}", 100 + (client * 97 + nth * 7 + line * 31) % 450),
        quantity: "1".to_owned(),
        ..LineForm::default()
    };
    BookForm {
        customer: format!("CUST-{:06}", 50 + (client * 11 + nth) % 90),
        lines: (0..3).map(line).collect(),
        key: format!("{client}-{nth}-{:?}", Instant::now()),
        ..BookForm::default()
    }
}

async fn booked(desk: &Desk, clients: usize) -> f64 {
    let actor = data::actor(desk, "SALES-001").await;
    let desk = desk.clone();
    rate(clients, move |client, nth| {
        let (desk, actor) = (desk.clone(), actor.clone());
        async move {
            let done = book::book(&desk, &actor, &form(client, nth), "form").await;
            done.unwrap_or_else(|failure| panic!("{failure:?}"));
        }
    })
    .await
}

async fn rate<F>(clients: usize, work: impl Fn(usize, usize) -> F + Clone + Send + 'static) -> f64
where
    F: Future<Output = ()> + Send + 'static,
{
    let start = Instant::now();
    let mut tasks = Vec::new();
    for client in 0..clients {
        let work = work.clone();
        tasks.push(tokio::spawn(async move {
            let mut count = 0;
            while start.elapsed() < ROUND {
                work(client, count).await;
                count += 1;
            }
            count
        }));
    }
    let mut count = 0;
    for task in tasks {
        count += task.await.unwrap();
    }
    count as f64 / start.elapsed().as_secs_f64()
}

/// One writer, as safe as Nexus has it.
async fn bare_pool(path: &std::path::Path) -> SqlitePool {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("cache_size", "-65536")
        .pragma("mmap_size", "1073741824")
        .pragma("temp_store", "memory");
    SqlitePoolOptions::new().max_connections(1).test_before_acquire(false).connect_with(options).await.unwrap()
}

async fn written(pool: &SqlitePool, clients: usize) -> f64 {
    let pool = pool.clone();
    rate(clients, move |client, nth| {
        let pool = pool.clone();
        async move { write(&pool, client, nth).await.unwrap() }
    })
    .await
}

/// What booking leaves behind, a statement a table, and nothing is asked.
#[expect(clippy::disallowed_methods, reason = "the reference is bare sqlx")]
async fn write(pool: &SqlitePool, client: usize, nth: usize) -> Result<(), sqlx::Error> {
    let mut connection = pool.acquire().await?;
    let mut tx = connection.begin_with("begin immediate").await?;
    let (last,): (i64,) = sqlx::query_as(
        "insert into number_sequences (series, last) values ('BARE', 1)
         on conflict (series) do update set last = last + 1 returning last",
    )
    .fetch_one(&mut *tx)
    .await?;
    let product = |line: usize| (100 + (client * 97 + nth * 7 + line * 31) % 450) as i64;
    sqlx::query("update product_stock set reserved_milli = reserved_milli + 1000 where product_id in ($1, $2, $3)")
        .bind(product(0))
        .bind(product(1))
        .bind(product(2))
        .execute(&mut *tx)
        .await?;
    let (id,): (i64,) = sqlx::query_as(
        "insert into orders (number, customer_id, customer_name, customer_location, status, open, salesperson_id, salesperson_name,
             booked_by, source, line_count, subtotal_paise, cgst_paise, sgst_paise, total_paise, booked_on, booked_at, status_at,
             updated_at, updated_by)
         values ($1, $2, 'Retailer Partner', 'Pune', 'Pending WH Selection', 1, 3, 'Rajesh Kumar', 3, 'form', 3, 300000, 7500, 7500,
             315000, 20778, 1795180000000000 + $3, 1795180000000000, 1795180000000000, 'Rajesh Kumar') returning id",
    )
    .bind(format!("BARE-{last:08}"))
    .bind((50 + (client * 11 + nth) % 90) as i64)
    .bind(last)
    .fetch_one(&mut *tx)
    .await?;
    sqlx::query(
        "insert into order_lines (order_id, position, product_id, sku, product_name, unit, quantity_milli, rate_paise, list_rate_paise,
             gst_bp, amount_paise, gst_paise, reserved_milli)
         values ($1, 1, $2, 'SKU-000101', 'Rice Selection 101', 'PKT', 1000, 100000, 100000, 500, 100000, 5000, 1000),
                ($1, 2, $3, 'SKU-000102', 'Rice Selection 102', 'PKT', 1000, 100000, 100000, 500, 100000, 5000, 1000),
                ($1, 3, $4, 'SKU-000103', 'Rice Selection 103', 'PKT', 1000, 100000, 100000, 500, 100000, 5000, 1000)",
    )
    .bind(id)
    .bind(product(0))
    .bind(product(1))
    .bind(product(2))
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "insert into order_events (order_id, at, user_id, user_name, kind, from_status, to_status)
         values ($1, 1795180000000000, 3, 'Rajesh Kumar', 'book', 'Draft', 'Pending Credit Approval'),
                ($1, 1795180000000000, null, 'Nexus', 'release', 'Pending Credit Approval', 'Pending WH Selection')",
    )
    .bind(id)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "insert into audit_entries (at, user_id, user_name, action, entity_type, entity_id, summary, new_data)
         values (1795180000000000, 3, 'Rajesh Kumar', 'CREATE', 'order', $1, 'Booked an order for Retailer Partner: ₹3,150', $2)",
    )
    .bind(format!("BARE-{last:08}"))
    .bind("{\"number\":\"BARE\",\"customer\":\"Retailer Partner\",\"lines\":[[\"SKU-000101\",1000,100000],[\"SKU-000102\",1000,100000],[\"SKU-000103\",1000,100000]]}")
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "insert into events (at, name, audience, payload)
         values (1795180000000000, 'order:created', '{\"orders\":3}', $1), (1795180000000000, 'orderPlaced', '{\"orders\":3}', $1)",
    )
    .bind("{\"id\":\"BARE\",\"orderId\":\"BARE\",\"customerName\":\"Retailer Partner\",\"status\":\"Pending WH Selection\",\"total\":3150}")
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "insert into idempotency_keys (user_id, key, request_hash, state, status, body, created_at)
         values (3, $1, '', 'done', 201, $2, 1795180000000000)",
    )
    .bind(format!("bare:{last}"))
    .bind(id.to_string())
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}
