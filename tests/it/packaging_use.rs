//! Materials that leave use, and the list of names that is kept for when there is no line.

use nexus::{
    packaging::{
        model::{Posted, UseForm},
        server::{moves, usage},
    },
    platform::failure::Failure,
};

use super::packaging::{issue, on_hand, receive};
use crate::support::*;

/// A new material without stock, as a form makes it.
async fn make(app: &App, code: &str) {
    let fields = [
        ("form[code]", code),
        ("form[name]", "Test pouch"),
        ("form[category]", "Vacuum Pouches"),
        ("form[unit]", "PCS"),
        ("form[reorder_level]", "10"),
        ("form[barcode]", "8900000000017"),
    ];
    let reply = app.role(Role::Procurement).post_form("/packaging/materials/new", &fields).await;
    assert_eq!(reply.status, 303, "{}", reply.text());
}

/// SKU-001 is packed in it, as procurement says on its bill.
async fn make_bill(app: &App, code: &str) {
    make(app, code).await;
    let fields = [
        ("form[sku]", "SKU-001"),
        ("form[lines][0][material]", code),
        ("form[lines][0][per]", "unit"),
        ("form[lines][0][quantity]", "1"),
    ];
    let reply = app.role(Role::Procurement).post_form("/packaging/bills/SKU-001", &fields).await;
    assert_eq!(reply.status, 303, "{}", reply.text());
}

async fn issue_all(app: &App, code: &str, quantity: i64) -> Posted {
    moves::issue(&app.desk(), &app.actor("WH-001").await, &issue(&[(code, quantity)])).await.unwrap()
}

/// Takes a material out of use, or puts it back.
async fn switch(app: &App, code: &str, active: &str) -> Result<String, Failure> {
    let form = UseForm { code: code.to_owned(), active: active.to_owned(), version: String::new() };
    usage::set(&app.desk(), &app.actor("WH-001").await, &form).await
}

both! {
    async fn a_material_is_taken_out_of_use_on_its_page_and_put_back(app) {
        make(app, "PKT-1").await;
        let client = app.role(Role::Warehouse);
        assert!(client.get("/packaging/materials/PKT-1").await.text().contains("Take out of use"));
        let fields = [("form[code]", "PKT-1"), ("form[active]", "no"), ("form[version]", "1")];
        let reply = client.post_form("/packaging/materials/PKT-1/use", &fields).await;
        assert_eq!((reply.status, reply.location()), (303, "/packaging/materials/PKT-1"), "{}", reply.text());
        let page = client.get("/packaging/materials/PKT-1").await.text();
        assert!(page.contains("Out of use") && page.contains("Put back in use") && !page.contains("/packaging/in?material"), "{page}");
        assert_eq!(switch(app, "PKT-1", "yes").await.unwrap(), "PKT-1");
        assert!(client.get("/packaging/materials/PKT-1").await.text().contains("/packaging/in?material=PKT-1"));
        let entries = app.count("select count(*) from audit_entries where entity_type = 'packaging-material' and entity_id = 'PKT-1' and action = 'STATUS_CHANGE'").await;
        assert_eq!(entries, 2);
    }

    async fn what_is_out_of_use_leaves_board_reorder_and_forms_and_is_found_by_search(app) {
        make(app, "PKT-2").await;
        let client = app.role(Role::Warehouse);
        assert!(client.get("/packaging/reorder").await.text().contains("PKT-2"));
        switch(app, "PKT-2", "no").await.unwrap();
        for path in ["/packaging?standing=Low", "/packaging/reorder", "/packaging/in", "/api/packaging/low-stock", "/api/packaging/names", "/api/packaging/materials"] {
            assert!(!client.get(path).await.text().contains("PKT-2"), "{path}");
        }
        for path in ["/packaging?q=pkt-2", "/packaging?standing=Unused", "/packaging/materials/PKT-2"] {
            assert!(client.get(path).await.text().contains("Out of use"), "{path}");
        }
        assert!(client.get("/api/packaging/materials?standing=Unused").await.ok()["data"][0]["isActive"] == json!(false));
        assert_eq!(receive(app, &[("PKT-2", 5)]).await.unwrap_err().fields[0].code, "out_of_use");
        assert_eq!(on_hand(app, "PKT-2").await, 0);
    }

    async fn stock_orders_counts_and_bills_keep_a_material_in_use(app) {
        for code in ["PKG-001", "PKG-002"] {
            let refused = switch(app, code, "no").await.unwrap_err();
            assert!(refused.code == "in_use" && refused.message.contains("on hand still"), "{}", refused.message);
        }
        make(app, "PKT-3").await;
        let client = app.role(Role::Warehouse);
        let order = [("form[key]", "order-key-1"), ("form[lines][0][material]", "PKT-3"), ("form[lines][0][quantity]", "50")];
        let reply = client.post_form("/packaging/reorder", &order).await;
        assert_eq!(reply.status, 303, "{}", reply.text());
        let refused = switch(app, "PKT-3", "no").await.unwrap_err();
        assert!(refused.message.contains("50 PCS are on order still"), "{}", refused.message);
        let fields = [("form[code]", "PKT-3"), ("form[active]", "no"), ("form[version]", "")];
        let page = client.post_form("/packaging/materials/PKT-3/use", &fields).await;
        assert!(page.status == 409 && page.text().contains("are on order still"), "{} {}", page.status, page.text());
        make_bill(app, "PKT-4").await;
        assert!(switch(app, "PKT-4", "no").await.unwrap_err().message.contains("bill of packaging of SKU-001"));
    }

    async fn nothing_moves_a_material_that_is_out_of_use(app) {
        make(app, "PKT-5").await;
        receive(app, &[("PKT-5", 5)]).await.unwrap();
        let out = issue_all(app, "PKT-5", 5).await;
        switch(app, "PKT-5", "no").await.unwrap();
        let body = json!({"entry": out.lines[0].entry.to_string(), "qty": 2, "reason": "Only two went"});
        let reply = app.role(Role::Warehouse).post_json("/api/packaging/corrections", body).await;
        assert!(reply.status >= 400 && reply.text().contains("is out of use"), "{}", reply.text());
        assert_eq!(on_hand(app, "PKT-5").await, 0);
    }

    async fn the_api_changes_a_material_and_takes_it_out_of_use(app) {
        make(app, "PKT-6").await;
        let client = app.role(Role::Procurement);
        let reply = client.json("PATCH", "/api/packaging/materials/PKT-6", json!({"moq": 25, "barcode": "8900000000024"})).await;
        let data = reply.json()["data"].clone();
        assert_eq!((&data["moq"], &data["barcode"], &data["name"]), (&json!(25), &json!("8900000000024"), &json!("Test pouch")), "{}", reply.text());
        let gone = client.json("DELETE", "/api/packaging/materials/PKT-6", Value::Null).await;
        assert_eq!(gone.json()["data"], json!({"id": "PKT-6", "isActive": false}), "{}", gone.text());
        let back = client.json("PATCH", "/api/packaging/materials/PKT-6", json!({"isActive": true})).await;
        assert_eq!((back.status, &back.json()["data"]["isActive"]), (200, &json!(true)));
        let viewer = app.role(Role::Delivery).json("DELETE", "/api/packaging/materials/PKT-6", Value::Null).await;
        assert_eq!(viewer.status, 403);
    }

    async fn a_change_over_the_api_is_done_whole_or_not_at_all(app) {
        make(app, "PKT-8").await;
        receive(app, &[("PKT-8", 5)]).await.unwrap();
        let client = app.role(Role::Procurement);
        let path = "/api/packaging/materials/PKT-8";
        let both = client.json("PATCH", path, json!({"moq": 25, "isActive": false})).await;
        assert_eq!(both.refused(409), "in_use");
        assert_eq!(client.get(path).await.ok()["data"]["moq"], json!(10));
        assert_eq!(client.json("PATCH", path, json!({"moq": 25, "version": null})).await.ok()["data"]["moq"], json!(25));
        let refused = client.json("PATCH", path, json!({"moq": 30, "version": "latest"})).await;
        assert_eq!((refused.refused(422), &refused.json()["errors"][0]["field"]), ("invalid".to_owned(), &json!("version")));
        issue_all(app, "PKT-8", 5).await;
        assert_eq!(client.json("PATCH", path, json!({"isActive": false, "version": 1})).await.refused(409), "stale");
    }

    async fn who_changed_it_meanwhile_is_told(app) {
        make(app, "PKT-7").await;
        let fields = [("form[code]", "PKT-7"), ("form[active]", "no"), ("form[version]", "7")];
        let reply = app.role(Role::Warehouse).post_form("/packaging/materials/PKT-7/use", &fields).await;
        assert!(reply.status == 409 && reply.text().contains("changed this at"), "{}", reply.text());
    }

    async fn the_names_of_all_materials_fit_a_phone_and_say_whose_they_are(app) {
        let codes: Vec<Value> = (0..2_000).map(|number| json!({"k": format!("PKX-{number:04}")})).collect();
        let mut work = app.arrange().await;
        work.sql(
            "insert into packaging_materials (code, name, category, unit, barcode, search, created_at, updated_at, updated_by)
             select value->>'k', 'Vacuum pouch 5 layer 200 x 300 mm 80 micron', 'Vacuum Pouches', 'PCS', '8901234567894', '', 0, 0, ''
             from json_each($1)",
        )
        .bind(Value::from(codes).to_string())
        .run()
        .await
        .unwrap();
        work.commit().await.unwrap();
        let reply = app.role(Role::Warehouse).get("/api/packaging/names").await;
        assert_eq!((reply.status, reply.header("x-person"), reply.header("cache-control")), (200, Some("WH-001"), Some("no-store")));
        let rows = reply.json()["data"].as_array().unwrap().clone();
        assert!(rows.len() > 2_000 && rows.contains(&json!(["PKG-001", "Poly Bags 5kg", "PCS", "8901234500001"])), "{}", rows.len());
        assert!(reply.body.len() < 200_000, "{} bytes", reply.body.len());
    }
}
