//! Entries that waited for the network: they count from their arrival, and say when they were made.

use nexus::{
    packaging::{model::ReceiptForm, server::moves},
    values::Date,
};

use super::packaging::{balanced, on_hand, receipt, receive};
use crate::support::*;

/// A receipt of five that was made so many seconds ago.
fn waited(app: &App, seconds: i64) -> ReceiptForm {
    ReceiptForm { entered_at: app.clock.now().minus_seconds(seconds).iso(), ..receipt(&[("PKG-003", 5)]) }
}

both! {
    async fn what_waited_for_the_network_says_when_it_was_made(app) {
        let (desk, keeper) = (app.desk(), app.actor("WH-001").await);
        let form = waited(app, 2_100);
        let posted = moves::receive(&desk, &keeper, &form).await.unwrap();
        let client = app.role(Role::Warehouse);
        let body = client.get("/api/packaging/transactions?materialId=PKG-003&limit=1").await.ok();
        let row = &body["data"][0];
        assert_eq!((&row["enteredAt"], &row["enteredDoubt"]), (&json!(form.entered_at), &json!("")));
        assert!(row["date"].as_str() > row["enteredAt"].as_str(), "{row}");
        let page = client.get(&format!("/packaging/entries/{}", posted.document)).await.text();
        assert!(page.contains("without a connection, arrived") && page.contains("entered "), "{page}");
        for path in ["/packaging/ledger?material=PKG-003", "/packaging/materials/PKG-003"] {
            let page = client.get(path).await.text();
            assert!(page.contains("entered ") && page.contains(", arrived "), "{path}: {page}");
        }
        let file = client.get("/api/packaging/export/ledger/csv?materialId=PKG-003").await.text();
        assert!(file.lines().next().unwrap().contains(",Entered,"), "{file}");
        let made = app.clock.now().minus_seconds(2_100);
        assert!(file.lines().nth(1).unwrap().contains(&format!("{} {}", made.ist_date().iso(), made.ist_clock())), "{file}");
    }

    async fn the_ledger_goes_by_the_arrival(app) {
        let (desk, keeper) = (app.desk(), app.actor("WH-001").await);
        receive(app, &[("PKG-003", 7)]).await.unwrap();
        let before = on_hand(app, "PKG-003").await;
        let late = moves::receive(&desk, &keeper, &waited(app, 3 * 86_400)).await.unwrap();
        assert_eq!(late.lines[0].total.to_string().replace(',', ""), (before + 5).to_string());
        let days: Vec<(Date,)> =
            desk.db.sql("select moved_on from packaging_entries where document_id = $1").bind(late.document).all().await.unwrap();
        assert_eq!(days, [(app.clock.today(),)]);
        balanced(app).await;
    }

    async fn no_entry_is_lost_to_the_clock_of_its_device(app) {
        let (desk, keeper, before) = (app.desk(), app.actor("WH-001").await, on_hand(app, "PKG-003").await);
        let client = app.role(Role::Warehouse);
        for said in [app.clock.now().plus_days(1).iso(), app.clock.now().plus_days(-8).iso(), "yesterday".to_owned()] {
            let form = ReceiptForm { entered_at: said.clone(), ..receipt(&[("PKG-003", 5)]) };
            let posted = moves::receive(&desk, &keeper, &form).await.unwrap();
            let page = client.get(&format!("/packaging/entries/{}", posted.document)).await.text();
            assert!(page.contains("so the entry counts from when it arrived"), "{said}: {page}");
        }
        assert_eq!(on_hand(app, "PKG-003").await, before + 15);
        let row = client.get("/api/packaging/transactions?materialId=PKG-003&limit=1").await.ok()["data"][0].clone();
        assert_eq!((&row["enteredAt"], &row["enteredDoubt"]), (&Value::Null, &json!("yesterday")));
    }

    async fn what_is_sent_again_after_it_waited_counts_once(app) {
        let (desk, keeper, before) = (app.desk(), app.actor("WH-001").await, on_hand(app, "PKG-003").await);
        let again = waited(app, 600);
        let first = moves::receive(&desk, &keeper, &ReceiptForm { entered_at: String::new(), ..again.clone() }).await.unwrap();
        let second = moves::receive(&desk, &keeper, &again).await.unwrap();
        assert_eq!((second.document, second.repeated), (first.document, true));
        assert_eq!(on_hand(app, "PKG-003").await, before + 5);
    }

    async fn a_client_of_the_api_says_when_an_entry_was_made(app) {
        let made = app.clock.now().minus_seconds(900).iso();
        let body = json!({"materialId": "PKG-001", "qty": 2, "enteredAt": made});
        let reply = app.role(Role::Warehouse).post_json("/api/packaging/outward", body).await;
        assert_eq!((reply.status, &reply.json()["data"]["transaction"]["enteredAt"]), (201, &json!(made)), "{}", reply.text());
    }
}
