//! Order lists a second: Nexus beside a bare handler, and beside Express.

use std::{path::Path, process::Command, time::Duration};

use axum::{Json, Router, extract::State, routing::get};
use serde::Serialize;
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

use super::{
    data, load,
    program::{Program, free_port},
    report::{Report, median_rate},
};

const ORDERS: usize = 10_000;
const CONNECTIONS: usize = 16;
const ROUND: Duration = Duration::from_secs(4);
const ROUNDS: usize = 5;

/// What the list reads of an order.
#[derive(Serialize, sqlx::FromRow)]
struct Row {
    id: i64,
    number: String,
    customer_name: String,
    customer_location: String,
    status: String,
    total: i64,
    line_count: i64,
    booked_at: i64,
    salesperson_name: String,
    version: i64,
    status_at: i64,
    is_clearance: bool,
    customer_po: String,
    credit_reasons: String,
    file_count: i64,
}

/// Serves the first page of orders as JSON: one statement, no session, no totals.
pub async fn reference(arguments: &[String]) {
    let port: u16 = arguments[0].parse().unwrap();
    let options = SqliteConnectOptions::new()
        .filename(&arguments[1])
        .read_only(true)
        .pragma("cache_size", "-65536")
        .pragma("mmap_size", "1073741824");
    let pool =
        SqlitePoolOptions::new().max_connections(8).test_before_acquire(false).connect_with(options).await.unwrap();
    let app = Router::new().route("/orders", get(orders)).with_state(pool);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    axum::serve(listener, app).await.unwrap();
}

#[expect(clippy::disallowed_methods, reason = "the reference is bare sqlx")]
async fn orders(State(pool): State<SqlitePool>) -> Json<Vec<Row>> {
    // The statement of the list, word for word: one row more than is shown tells whether there is another page.
    let rows = sqlx::query_as(
        "select o.id, o.number, o.customer_name, o.customer_location, o.status, o.total_paise as total, o.line_count, o.booked_at,
                o.salesperson_name, o.version, o.status_at, o.is_clearance, o.customer_po, o.credit_reasons, o.file_count
         from orders o where 1 = 1 order by o.booked_at desc, o.id desc limit $1 offset $2",
    )
    .bind(51)
    .bind(0);
    Json(rows.fetch_all(&pool).await.unwrap())
}

pub async fn requests_per_second(report: &mut Report) {
    let path = data::of_orders(ORDERS).await;
    let nexus = Program::nexus(&path).await;
    let bare = Program::reference(&path).await;
    let express = express(&path).await;
    let cookie = load::sign_in(nexus.port, "admin@nexusoms.com", "admin123").await;
    report.about("Order list, 50 rows, requests a second over 16 connections; load and servers share the cores");
    let (mut ours, mut bares, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let rates = (
            load::rate(nexus.port, "/orders", &cookie, CONNECTIONS, ROUND).await,
            load::rate(bare.port, "/orders", "", CONNECTIONS, ROUND).await,
            match &express {
                Some(express) => load::rate(express.port, "/orders", "", CONNECTIONS, ROUND).await,
                None => 0.0,
            },
        );
        // The first round warms up.
        if round > 0 {
            ours.push(rates.0);
            bares.push(rates.1);
            theirs.push(rates.2);
        }
    }
    let (ours, bares, theirs) = (median_rate(ours), median_rate(bares), median_rate(theirs));
    report.at_least("page ÷ bare axum + sqlx answering JSON", ours, bares, 0.7);
    if express.is_some() {
        report.at_least("page ÷ Express 5 + EJS + better-sqlite3, cluster of 2", ours, theirs, 1.0);
        report.note("Express ÷ bare axum + sqlx", &format!("{:.2}", theirs / bares));
    }
    report.note("memory of Nexus", &format!("{} MB", nexus.memory().0 / 1_000_000));
}

/// The same rows by Express, when node and npm are there.
async fn express(database: &Path) -> Option<Program> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/express");
    if !folder.join("node_modules").exists() {
        let installed =
            Command::new("npm").args(["ci", "--silent", "--no-audit", "--no-fund"]).current_dir(&folder).status();
        if !installed.is_ok_and(|status| status.success()) {
            println!("  (no Express here: npm could not install it)");
            return None;
        }
    }
    let port = free_port();
    let mut command = Command::new("node");
    command
        .arg("server.js")
        .current_dir(folder)
        .env("NODE_ENV", "production")
        .env("PORT", port.to_string())
        .env("DATABASE", database);
    Some(Program::start(command, port).await)
}

/// Memory after a hundred thousand requests beside memory after the first ten thousand.
pub async fn memory(report: &mut Report) {
    const REQUESTS: usize = 100_000;
    let nexus = Program::nexus(&data::of_orders(ORDERS).await).await;
    let cookie = load::sign_in(nexus.port, "admin@nexusoms.com", "admin123").await;
    report.about("Memory over 100,000 order lists");
    let mut held = Vec::new();
    for _ in 0..10 {
        let (port, mut clients) = (nexus.port, Vec::new());
        for _ in 0..CONNECTIONS {
            let cookie = cookie.clone();
            clients.push(tokio::spawn(async move {
                load::times(port, "/orders", &cookie, REQUESTS / 10 / CONNECTIONS).await.len()
            }));
        }
        for client in clients {
            client.await.unwrap();
        }
        held.push(nexus.memory().0 / 1_000_000);
    }
    let shown = held.iter().map(u64::to_string).collect::<Vec<_>>().join(" ");
    report.note("MB held after each 10,000", &shown);
    let (early, late) = (held[2], held[9]);
    let flat = late as f64 <= early as f64 * 1.1 + 5.0;
    report.judge(
        "after 100,000 beside after 30,000",
        &format!("{late} MB beside {early} MB"),
        flat,
        "flat: at most a tenth more",
    );
}
