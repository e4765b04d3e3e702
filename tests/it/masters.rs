//! Masters over HTTP and at their services.

use serde_json::json;

both! {
    async fn customers_are_listed_with_their_exposure(app) {
        let page = app.sales().get("/api/customers?limit=3").await.ok();
        assert_eq!(page["data"].as_array().map(Vec::len), Some(3));
        assert!(page["pagination"]["total"].as_i64() > Some(3));
        let next = page["pagination"]["nextCursor"].as_str().unwrap().to_owned();
        let second = app.sales().get(&format!("/api/customers?limit=3&cursor={next}")).await.ok();
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
        let made = app.sales().post_json("/api/customers", json!({"name": "Test Foods", "phone": "9876543210"})).await;
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

    async fn a_refused_form_keeps_what_was_typed(app) {
        let page = app.sales().post_form("/customers/new", &[("form[name]", "Typed Foods"), ("form[gstin]", "27XX")]).await;
        assert_eq!(page.status, 422);
        assert!(page.text().contains("Typed Foods") && page.text().contains("27XX"), "{}", page.text());
    }

    async fn ageing_is_answered_by_bucket(app) {
        let ageing = app.credit().get("/api/customers/CUST-001/aging").await.ok();
        assert_eq!(ageing["data"]["agingBuckets"].as_object().map(serde_json::Map::len), Some(9));
    }

    async fn every_page_of_customers_opens(app) {
        for path in ["/customers", "/customers?view=over", "/customers?view=overdue", "/customers/CUST-001", "/customers/CUST-001/edit", "/customers/new", "/customers/CUST-001/credit"] {
            assert_eq!(app.admin().get(path).await.status, 200, "{path}");
        }
        assert_eq!(app.admin().get("/customers/NOBODY").await.status, 404);
    }
}
