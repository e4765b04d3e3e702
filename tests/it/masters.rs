//! Masters over HTTP and at their services.

use nexus::{credit::ageing::LABELS, identity::Role};
use serde_json::json;

both! {
    async fn customers_are_listed_with_their_exposure(app) {
        let page = app.sales().get("/api/customers?limit=3").await.ok();
        assert_eq!(page["data"].as_array().map(Vec::len), Some(3));
        assert!(page["pagination"]["total"].as_i64() > Some(3));
        let next = page["pagination"]["nextCursor"].as_str().unwrap().to_owned();
        let second = app.sales().get(&format!("/api/customers?limit=3&cursor={next}")).await.ok();
        assert!(second["data"][0]["id"].is_string(), "{second}");
        assert_ne!(page["data"][0]["id"], second["data"][0]["id"]);
    }

    async fn a_customer_is_found_by_a_piece_of_the_name(app) {
        let found = app.sales().get("/api/customers?search=abc%20trad").await.ok();
        assert_eq!(found["data"][0]["id"], "CUST-001");
    }

    async fn a_wrong_gstin_is_refused_with_what_is_wrong(app) {
        let reply = app.sales().post_json("/api/customers", json!({"name": "Test Foods", "gst": "27ABCDE1234F1ZZ"})).await;
        assert!(reply.text().contains("GSTIN"));
        reply.refused(422);
    }

    async fn a_new_customer_gets_the_next_id_and_is_found_again(app) {
        let made = app.sales().post_json("/api/customers", json!({"name": "Test Foods", "phone": "9876543210", "stateCode": "27"})).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let id = made.json()["data"]["id"].as_str().unwrap().to_owned();
        let page = app.sales().get(&format!("/customers/{id}")).await;
        assert!(page.text().contains("Test Foods"));
        assert!(page.text().contains("Added Test Foods"));
    }

    async fn sales_edit_customers_but_not_their_credit(app) {
        let sales = app.sales();
        assert_eq!(sales.patch_json("/api/customers/CUST-001", json!({"location": "Thane"})).await.ok()["data"]["location"], "Thane");
        sales.patch_json("/api/customers/CUST-001", json!({"creditLimit": 1})).await.refused(403);
    }

    async fn credit_control_changes_the_limit_and_waiting_orders_are_tested_again(app) {
        let before = app.count("select count(*) from jobs where kind = 'orders:retest'").await;
        let changed = app.credit().patch_json("/api/customers/CUST-001", json!({"creditLimit": 900000})).await.ok();
        assert_eq!(changed["data"]["creditLimit"], 900_000);
        assert_eq!(app.count("select count(*) from jobs where kind = 'orders:retest'").await, before + 1);
    }

    async fn a_stale_version_is_refused_with_who_changed_it(app) {
        let admin = app.admin();
        admin.patch_json("/api/customers/CUST-001", json!({"location": "Thane"})).await.ok();
        let told = admin.patch_json("/api/customers/CUST-001", json!({"location": "Pune", "version": 1})).await.refused(409);
        assert!(told.contains("changed_by_another"), "{told}");
    }

    async fn a_warehouse_is_added_changed_and_shown_with_what_lies_there(app) {
        let admin = app.admin();
        let fields = [("form[code]", "blr"), ("form[name]", "Bengaluru Cold"), ("form[city]", "Bengaluru"), ("form[state]", "29"), ("form[active]", "on")];
        let added = admin.post_form("/warehouses/new", &fields).await;
        assert_eq!((added.status, added.location()), (303, "/warehouses/BLR"), "{}", added.text());
        let page = app.sales().get("/warehouses/BLR").await.text();
        assert!(page.contains("Karnataka") && page.contains("Nothing lies here.") && page.contains("Added the warehouse"), "{page}");
        let taken = admin.post_form("/warehouses/new", &fields).await;
        assert!(taken.status == 422 && taken.text().contains("another warehouse"), "{}", taken.text());
        assert_eq!(admin.patch_json("/api/warehouses/BLR", json!({"city": "Hosur", "isActive": false})).await.ok()["data"]["city"], "Hosur");
        admin.patch_json("/api/warehouses/BLR", json!({"city": "Mysuru", "version": 1})).await.refused(409);
        let list = app.sales().get("/warehouses").await.text();
        assert!(list.contains("Bengaluru Cold") && list.contains("Closed") && list.contains("Bhiwandi Central"), "{list}");
        assert!(app.sales().get("/warehouses/BHW").await.text().contains("SKU-"));
        assert!(admin.get("/api/warehouses/BHW").await.ok()["data"]["batchCount"].as_i64() > Some(0));
    }

    async fn a_warehouse_is_not_closed_over_its_goods_nor_by_those_who_only_look(app) {
        let admin = app.admin();
        assert!(admin.patch_json("/api/warehouses/BHW", json!({"isActive": false})).await.refused(422).contains("invalid"));
        let made = admin.post_json("/api/warehouses", json!({"code": "NOW", "name": "", "city": "X", "state": "Atlantis"})).await;
        assert!(made.text().contains("State") && made.text().contains("Name"), "{}", made.text());
        made.refused(422);
        app.sales().patch_json("/api/warehouses/BHW", json!({"city": "X"})).await.refused(403);
        assert_eq!(app.sales().get("/warehouses/BHW/edit").await.status, 403);
    }

    async fn a_refused_form_keeps_what_was_typed(app) {
        let page = app.sales().post_form("/customers/new", &[("form[name]", "Typed Foods"), ("form[gstin]", "27XX")]).await;
        assert_eq!(page.status, 422);
        assert!(page.text().contains("Typed Foods") && page.text().contains("27XX"), "{}", page.text());
    }

    async fn ageing_is_answered_by_bucket(app) {
        let ageing = app.credit().get("/api/customers/CUST-001/aging").await.ok();
        assert_eq!(ageing["data"]["agingBuckets"].as_object().map(serde_json::Map::len), Some(9));
    }

    async fn what_has_no_age_is_said_in_words_and_the_form_writes_commas(app) {
        let owes = |amount: i64| {
            let buckets: serde_json::Map<_, _> = LABELS.iter().map(|label| ((*label).to_owned(), json!(0))).collect();
            json!({"creditLimit": 2_700_000, "outstanding": amount, "overdue": 0, "agingBuckets": buckets})
        };
        app.credit().patch_json("/api/customers/CUST-001", owes(0)).await.ok();
        let page = app.credit().get("/customers/CUST-001").await.text();
        assert!(page.contains("Nothing is due.") && !page.contains("was not imported"), "{page}");
        app.credit().patch_json("/api/customers/CUST-001", owes(150_000)).await.ok();
        let page = app.credit().get("/customers/CUST-001").await.text();
        assert!(page.contains("The ageing of what is outstanding was not imported."), "{page}");
        let form = app.credit().get("/customers/CUST-001/credit").await.text();
        assert!(form.contains("\"27,00,000.00\"") && form.contains("\"1,50,000.00\""), "{form}");
    }

    async fn every_page_of_customers_opens(app) {
        for path in ["/customers", "/customers?view=over", "/customers?view=overdue", "/customers/CUST-001", "/customers/CUST-001/edit", "/customers/new", "/customers/CUST-001/credit"] {
            assert_eq!(app.admin().get(path).await.status, 200, "{path}");
        }
        assert_eq!(app.admin().get("/customers/NOBODY").await.status, 404);
    }
}

both! {
    async fn products_are_listed_by_name_and_paged(app) {
        let page = app.sales().get("/api/products?limit=3").await.ok();
        assert_eq!(page["data"].as_array().map(Vec::len), Some(3));
        let next = page["pagination"]["nextCursor"].as_str().unwrap().to_owned();
        let second = app.sales().get(&format!("/api/products?limit=3&cursor={next}")).await.ok();
        assert!(second["data"][0]["id"].is_string(), "{second}");
        assert_ne!(page["data"][2]["id"], second["data"][0]["id"]);
        assert!(page["pagination"]["total"].as_i64() > Some(3), "{page}");
        assert_eq!(page["pagination"]["total"], second["pagination"]["total"]);
    }

    async fn a_product_is_found_by_sku_with_its_stock(app) {
        let found = app.sales().get("/api/products/SKU-001").await.ok();
        let batches = found["data"]["batches"].as_array().unwrap();
        assert!(batches.iter().any(|batch| batch["batchNumber"] == "BATCH-001"));
        assert!(found["data"]["stock"].as_f64() > Some(0.0));
    }

    async fn a_product_is_added_found_and_taken_off_sale(app) {
        let admin = app.admin();
        let body = json!({"skuCode": "sku-t1", "name": "Test Peas", "category": "Test", "unit": "PKT", "price": 120.5, "gst": 5});
        let made = admin.post_json("/api/products", body.clone()).await;
        assert_eq!(made.status, 201, "{}", made.text());
        assert_eq!(made.json()["data"]["skuCode"], "SKU-T1");
        assert_eq!(admin.get("/api/products?q=test%20peas").await.ok()["data"][0]["price"].as_f64(), Some(120.5));
        admin.post_json("/api/products", body).await.refused(422);
        admin.delete("/api/products/SKU-T1").await.ok();
        assert_eq!(admin.get("/api/products/SKU-T1").await.ok()["data"]["isActive"], false);
    }

    async fn a_product_in_the_shape_of_older_clients_is_taken(app) {
        let body = json!({"skuCode": "SEED-1", "name": "Rice 5kg", "baseRate": 450, "mrp": 500});
        let made = app.admin().post_json("/api/products", body).await.ok()["data"].clone();
        assert_eq!((&made["price"], &made["unit"], &made["category"]), (&json!(450), &json!("PKT"), &json!("Other")));
    }

    async fn only_procurement_and_admins_change_products(app) {
        app.sales().patch_json("/api/products/SKU-001", json!({"price": 1})).await.refused(403);
    }

    async fn what_a_product_costs_is_seen_by_procurement_and_admins_alone(app) {
        let buyer = app.role(Role::Procurement);
        let saved = buyer.patch_json("/api/products/SKU-001", json!({"purchaseRate": "381.37"})).await.ok();
        assert_eq!(saved["data"]["purchaseRate"], json!(381.37));
        assert_eq!(app.admin().get("/api/products?q=sku-001").await.ok()["data"][0]["purchaseRate"], json!(381.37));
        let page = buyer.get("/products/SKU-001").await.text();
        assert!(page.contains("Purchase rate") && page.contains("381.37"), "{page}");
        for code in ["SALES-001", "CREDIT-001", "APPROVER-001"] {
            let client = app.person(code);
            for path in ["/api/products/SKU-001", "/api/products?q=sku-001", "/api/products/expiring", "/products/SKU-001"] {
                let text = client.get(path).await.text();
                assert!(!text.contains("381.37") && !text.contains("\"purchaseRate\":"), "{code} {path}: {text}");
            }
        }
        let none = buyer.patch_json("/api/products/SKU-001", json!({"purchaseRate": "0"})).await.ok();
        assert_eq!(none["data"]["purchaseRate"], json!(null));
        buyer.patch_json("/api/products/SKU-001", json!({"purchaseRate": "ten"})).await.refused(422);
    }

    async fn a_changed_price_is_audited_and_a_stale_product_is_refused(app) {
        let admin = app.admin();
        assert_eq!(admin.patch_json("/api/products/SKU-001", json!({"price": 777})).await.ok()["data"]["price"].as_f64(), Some(777.0));
        assert_eq!(app.count("select count(*) from audit_entries where action = 'PRICE_CHANGE' and entity_type = 'product'").await, 1);
        let told = admin.patch_json("/api/products/SKU-001", json!({"price": 778, "version": 1})).await.refused(409);
        assert!(told.contains("changed_by_another"), "{told}");
    }

    async fn expiring_products_come_soonest_first_and_never_expired(app) {
        let soon = app.sales().get("/api/products/expiring?days=90").await.ok();
        let days: Vec<i64> = soon["data"].as_array().unwrap().iter().map(|product| product["batches"][0]["daysToExpiry"].as_i64().unwrap()).collect();
        assert!(!days.is_empty() && days.is_sorted() && days.iter().all(|days| (0..=90).contains(days)), "{days:?}");
    }

    async fn every_page_of_products_opens(app) {
        for path in ["/products", "/products?q=sku&active=yes", "/products/SKU-001", "/products/PROD-001", "/products/SKU-001/edit", "/products/new"] {
            assert_eq!(app.admin().get(path).await.status, 200, "{path}");
        }
        assert_eq!(app.admin().get("/products/NOTHING").await.status, 404);
    }

    async fn a_refused_product_form_keeps_what_was_typed(app) {
        let page = app.admin().post_form("/products/new", &[("form[name]", "Typed Peas"), ("form[price]", "ten")]).await;
        assert_eq!(page.status, 422);
        assert!(page.text().contains("Typed Peas") && page.text().contains("Not a number"), "{}", page.text());
    }
}
