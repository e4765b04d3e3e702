//! Many at once, and the plug pulled: nothing is sold twice, nothing that was confirmed is lost.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use nexus::orders::{
    model::{BookForm, LineForm},
    server::book,
};

use crate::support::{
    program::{Program, ask},
    *,
};

/// A product of which there are exactly a thousand.
pub async fn thousand_units(app: &App) {
    for sql in [
        "insert into products (code, sku, name, category, unit, price_paise, search, created_at, updated_at)
         values ('PROD-RUSH', 'SKU-RUSH', 'Rush Peas', 'Vegetables', 'PKT', 10000, 'sku-rush rush peas', 1, 1)",
        "insert into batches (product_id, warehouse_id, number, created_at)
         select id, 1, 'RUSH-1', 1 from products where sku = 'SKU-RUSH'",
        "insert into stock_movements (batch_id, product_id, warehouse_id, kind, quantity_milli, user_name, at)
         select id, product_id, warehouse_id, 'Opening', 1000000, 'Nexus', 1 from batches where number = 'RUSH-1'",
    ] {
        set(app, sql).await;
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
        let token = program.sign_in("rajesh@nexusoms.com", "sales123").await;
        let port = program.port;
        let numbers = program.kill_amid(|client, confirmed| book_until_it_dies(port, token.clone(), client, confirmed)).await;
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
