//! Many at once, and the plug pulled: nothing is sold twice, nothing that was confirmed is lost.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use nexus::orders::{
    model::{BookForm, LineForm},
    server::book,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::*;

/// A product of which there are exactly a thousand.
async fn thousand_units(app: &App) {
    for sql in [
        "insert into products (code, sku, name, category, unit, price_paise, search, created_at, updated_at)
         values ('PROD-RUSH', 'SKU-RUSH', 'Rush Peas', 'Vegetables', 'PKT', 10000, 'sku-rush rush peas', 1, 1)",
        "insert into batches (product_id, warehouse_id, number, created_at)
         select id, 1, 'RUSH-1', 1 from products where sku = 'SKU-RUSH'",
        "insert into stock_movements (batch_id, product_id, warehouse_id, kind, quantity_milli, user_name, at)
         select id, product_id, warehouse_id, 'Opening', 1000000, 'Nexus', 1 from batches where number = 'RUSH-1'",
    ] {
        let mut work = app.desk().begin(&Actor::system(), Capability::ManageSettings).await.unwrap();
        work.without_audit();
        work.sql(sql).run().await.unwrap_or_else(|error| panic!("{error:?}"));
        work.commit().await.unwrap();
    }
}

/// Books five units again and again until there is nothing left; answers how often.
async fn buy_all(desk: Desk, actor: Actor) -> usize {
    let line = LineForm { sku: "SKU-RUSH".to_owned(), quantity: "5".to_owned(), ..LineForm::default() };
    let form = BookForm { customer: "CUST-001".to_owned(), lines: vec![line], ..BookForm::default() };
    for booked in 0.. {
        match book::book(&desk, &actor, &form, "api").await {
            Ok(_) => {}
            Err(failure) if failure.fields.iter().any(|field| field.code == "short_stock") => return booked,
            Err(failure) => panic!("{failure:?}"),
        }
    }
    0
}

both! {
    async fn sixty_four_clients_are_sold_a_thousand_units_and_not_one_more(app) {
        thousand_units(app).await;
        let actor = app.actor("SALES-001").await;
        let clients: Vec<_> = (0..64).map(|_| tokio::spawn(buy_all(app.desk(), actor.clone()))).collect();
        let mut booked = 0;
        for client in clients {
            booked += client.await.unwrap();
        }
        assert_eq!(booked, 200);
        let sold = "select cast(sum(quantity_milli) as bigint) from order_lines where sku = 'SKU-RUSH'";
        assert_eq!(app.count(sold).await, 1_000_000);
        let promised = "select reserved_milli from product_stock where product_id = (select id from products where sku = 'SKU-RUSH')";
        assert_eq!(app.count(promised).await, 1_000_000);
    }

    async fn what_was_confirmed_outlives_a_server_that_is_killed(app) {
        thousand_units(app).await;
        app.desk().db.close().await;
        let mut program = Program::start(app).await;
        let token = program.sign_in().await;
        let confirmed = Arc::new(AtomicUsize::new(0));
        let clients: Vec<_> = (0..8)
            .map(|client| tokio::spawn(book_until_it_dies(program.port, token.clone(), client, confirmed.clone())))
            .collect();
        while confirmed.load(Ordering::Relaxed) < 40 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        program.kill();
        let mut numbers = Vec::new();
        for client in clients {
            numbers.extend(client.await.unwrap());
        }
        assert!(numbers.len() >= 40);

        let program = Program::start(app).await;
        for number in &numbers {
            let path = format!("/api/orders/{number}");
            assert_eq!(ask(program.port, "GET", &path, &token, "").await.map(|(status, _)| status), Some(200), "{number}");
        }
        drop(program);
        app.restart().await;
        assert_eq!(app.count("select count(*) from orders o where not exists (select 1 from order_lines l where l.order_id = o.id)").await, 0);
        assert_eq!(
            app.count("select count(*) from orders o where o.source = 'api' and not exists
                           (select 1 from audit_entries a where a.entity_id = o.number and a.action = 'CREATE')").await,
            0
        );
    }
}

/// The real program on the test's database.
struct Program {
    child: Child,
    port: u16,
}

impl Program {
    async fn start(app: &App) -> Self {
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let child = Command::new(env!("CARGO_BIN_EXE_nexus"))
            .env("NEXUS_ENV", "test")
            .env("PORT", port.to_string())
            .env("DATABASE_URL", app.url())
            .env("DATA_DIR", std::env::temp_dir().join(format!("nexus-killed-{port}")))
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let program = Self { child, port };
        for _ in 0..600 {
            if ask(port, "GET", "/readyz", "", "").await.is_some_and(|(status, _)| status == 200) {
                return program;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the program was not ready within 30 s");
    }

    async fn sign_in(&self) -> String {
        let body = json!({"email": "rajesh@nexusoms.com", "password": "sales123"}).to_string();
        let (status, answer) = ask(self.port, "POST", "/api/login", "", &body).await.unwrap();
        assert_eq!(status, 200, "{answer}");
        let token = answer.get("token").or_else(|| answer.pointer("/data/token"));
        token.and_then(Value::as_str).unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    /// As `kill -9` does it: nothing is finished, nothing is flushed.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(std::env::temp_dir().join(format!("nexus-killed-{}", self.port)));
    }
}

/// Books orders one after the other; answers the numbers that were confirmed.
async fn book_until_it_dies(port: u16, token: String, client: usize, confirmed: Arc<AtomicUsize>) -> Vec<String> {
    let mut numbers = Vec::new();
    let body =
        json!({"customerId": format!("CUST-{:03}", client % 3 + 1), "items": [{"skuCode": "SKU-RUSH", "quantity": 1}]});
    while let Some((status, answer)) = ask(port, "POST", "/api/orders", &token, &body.to_string()).await {
        if status == 201 {
            numbers.push(answer["data"]["id"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned());
            confirmed.fetch_add(1, Ordering::Relaxed);
        }
    }
    numbers
}

/// One request on a connection of its own; `None` when the server did not answer to the end.
async fn ask(port: u16, method: &str, path: &str, token: &str, body: &str) -> Option<(u16, Value)> {
    let length = body.len();
    let bearer = if token.is_empty() { String::new() } else { format!("authorization: Bearer {token}\r\n") };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{bearer}content-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    );
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (head, rest) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let json = rest.find('{').and_then(|from| rest.rfind('}').map(|to| &rest[from..=to]));
    Some((status, json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()))
}
