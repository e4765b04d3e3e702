//! What programs are told over HTTP: fields by the names of the body, filters that can't be read, and no half-done writes.

use axum::{
    body::Body,
    http::{Request, header},
};

use crate::{
    orders::{booked, good_customer},
    support::*,
};

/// The fields a refusal names.
fn named(reply: &Reply, status: u16) -> Vec<String> {
    assert_eq!(reply.status, status, "{}", reply.text());
    let said = reply.json();
    assert_eq!(said["success"], json!(false), "{said}");
    let errors = said["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| error["field"].as_str().unwrap_or_default().to_owned()).collect()
}

fn rows(csv: &str) -> usize {
    csv.lines().count() - 1
}

both! {
    async fn a_body_that_cannot_be_read_says_which_field_and_how(app) {
        let (nobody, admin) = (app.anonymous(), app.admin());
        assert_eq!(named(&nobody.post_json("/api/login", json!({})).await, 400), ["email"]);
        let number = nobody.post_json("/api/login", json!({"email": 5, "password": "x"})).await;
        assert_eq!(named(&number, 400), ["email"]);
        assert_eq!(number.json()["message"], "email can't be read: write a text.");
        let lines = admin.post_json("/api/orders", json!({"customerId": "CUST-001", "items": [5]})).await;
        assert_eq!(named(&lines, 400), ["items[0]"]);
        let list = admin.post_json("/api/orders", json!(["CUST-001"])).await;
        assert_eq!(list.refused(400), "malformed");
        assert!(list.text().contains("must be a JSON object"), "{}", list.text());
    }

    async fn refusals_name_the_fields_of_the_body(app) {
        let admin = app.admin();
        let user = admin.patch_json("/api/users/SALES-001", json!({"monthlyTarget": -1, "grossMonthlySalary": "lots"})).await;
        assert_eq!(named(&user, 422), ["monthlyTarget", "grossMonthlySalary"]);
        let product = admin.post_json("/api/products", json!({"name": "Peas", "price": 5, "hsnCode": "1"})).await;
        assert_eq!(named(&product, 422), ["skuCode", "hsnCode"]);
        let customer = json!({"name": "Test Foods", "stateCode": "27", "postalCode": "1", "creditLimit": -5});
        assert_eq!(named(&admin.post_json("/api/customers", customer).await, 422), ["postalCode", "creditLimit"]);
        assert_eq!(named(&admin.post_json("/api/orders", json!({})).await, 422), ["customerId", "items"]);
        let material = admin.patch_json("/api/packaging/materials/PKG-001", json!({"moq": -1, "leadDays": "x"})).await;
        assert_eq!(named(&material, 422), ["reorderLevel", "leadDays"]);
        let import = admin.upload_with("/api/imports", "p.csv", b"a,b\n1,2\n".to_vec(), &[("kind", "nope")]).await;
        assert_eq!(named(&import, 422), ["kind"]);
        let column = app.sales().upload("/api/orders/bulk", "o.csv", b"Customer ID,SKU Code\nCUST-001,SKU-001\n".to_vec()).await;
        assert_eq!(named(&column, 400), ["Quantity"]);
    }

    async fn a_switch_that_is_none_switches_nothing(app) {
        let admin = app.admin();
        for path in ["/api/products/SKU-001", "/api/warehouses/BHW", "/api/packaging/materials/PKG-001"] {
            for said in [json!("yes"), json!(0), json!([])] {
                assert_eq!(named(&admin.patch_json(path, json!({"isActive": said})).await, 422), ["isActive"], "{path} {said}");
            }
            admin.patch_json(path, json!({"isActive": "true"})).await.ok();
            admin.patch_json(path, json!({"isActive": null})).await.ok();
            assert_eq!(admin.get(path).await.ok()["data"]["isActive"], json!(true), "{path}");
        }
    }

    async fn a_version_that_is_none_writes_over_nothing(app) {
        let admin = app.admin();
        for (path, body) in [
            ("/api/products/SKU-001", json!({"price": 1, "version": 0})),
            ("/api/users/SALES-001", json!({"zone": "North", "version": "x"})),
            ("/api/warehouses/BHW", json!({"name": "Other", "version": -1})),
            ("/api/price-lists/DIST", json!({"name": "Other", "version": 0})),
        ] {
            assert_eq!(named(&admin.patch_json(path, body).await, 422), ["version"], "{path}");
        }
        assert_ne!(admin.get("/api/products/SKU-001").await.ok()["data"]["price"], json!(1));
    }

    async fn a_status_that_there_is_not_lets_nobody_in_again(app) {
        let admin = app.admin();
        admin.patch_json("/api/users/SALES-002", json!({"status": "Inactive"})).await.ok();
        assert_eq!(named(&admin.patch_json("/api/users/SALES-002", json!({"status": "Gone"})).await, 422), ["status"]);
        assert_eq!(admin.get("/api/v1/users/SALES-002").await.ok()["data"]["status"], "Inactive");
    }

    async fn a_customer_is_written_whole_or_not_at_all(app) {
        let (admin, sales) = (app.admin(), app.sales());
        let body = json!({"id": "WHOLE-1", "name": "Test Foods", "stateCode": "27", "creditLimit": 50000, "outstanding": 120.5});
        assert_eq!(sales.post_json("/api/customers", body.clone()).await.refused(403), "forbidden");
        assert_eq!(sales.get("/api/customers/WHOLE-1").await.status, 404);
        let made = admin.post_json("/api/customers", body).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let made = made.json()["data"].clone();
        assert_eq!((&made["creditLimit"], &made["outstanding"]), (&json!(50000), &json!(120.5)));
        // What every new customer is anyway may be said by anybody.
        let usual = json!({"id": "WHOLE-2", "name": "Test Foods", "stateCode": "27", "creditLimit": 0, "status": "Active"});
        assert_eq!(sales.post_json("/api/customers", usual).await.status, 201);
        let half = admin.patch_json("/api/customers/whole-1", json!({"name": "Changed", "creditLimit": "abc"})).await;
        assert_eq!(named(&half, 422), ["creditLimit"]);
        assert_eq!(admin.get("/api/customers/whole-1").await.ok()["data"]["name"], "Test Foods");
    }

    async fn a_price_list_and_its_rates_are_one(app) {
        let admin = app.admin();
        let rates = |sku: &str| json!([{"skuCode": sku, "rate": 5}]);
        let wrong = admin.post_json("/api/price-lists", json!({"code": "HALF", "name": "Half", "rates": rates("NOPE")})).await;
        assert_eq!(named(&wrong, 422), ["skuCode"]);
        assert_eq!(admin.get("/api/price-lists/HALF").await.status, 404);
        let stale = admin.patch_json("/api/price-lists/DIST", json!({"rates": rates("SKU-001"), "version": 99})).await;
        assert_eq!(stale.refused(409), "changed_by_another");
        let set = admin.patch_json("/api/price-lists/DIST", json!({"rates": rates("SKU-001")})).await.ok();
        assert!(set["data"]["rates"].as_array().unwrap().iter().any(|rate| rate["skuCode"] == "SKU-001" && rate["rate"] == 5), "{set}");
    }

    async fn ids_go_on_after_those_with_zeros_and_those_with_words(app) {
        let admin = app.admin();
        for id in ["CUST-000777", "CUST-ANNAPURNA"] {
            let body = json!({"id": id, "name": "Test Foods", "stateCode": "27"});
            assert_eq!(admin.post_json("/api/customers", body).await.status, 201, "{id}");
        }
        for id in ["CUST-778", "CUST-779"] {
            let made = admin.post_json("/api/customers", json!({"name": "Test Foods", "stateCode": "27"})).await;
            assert_eq!((made.status, &made.json()["data"]["id"]), (201, &json!(id)), "{}", made.text());
        }
        set(app, "update products set code = 'PROD-000900' where sku = 'SKU-001'").await;
        for (sku, id) in [("NEXT-1", "PROD-901"), ("NEXT-2", "PROD-902")] {
            let made = admin.post_json("/api/products", json!({"skuCode": sku, "name": "Peas", "price": 5})).await;
            assert_eq!((made.status, &made.json()["data"]["id"]), (201, &json!(id)), "{}", made.text());
        }
    }

    async fn a_filter_that_cannot_be_read_lists_nothing(app) {
        let admin = app.admin();
        for (path, field) in [
            ("/api/users?role=King", "role"),
            ("/api/users?status=Gone", "status"),
            ("/api/products?active=maybe", "active"),
            ("/api/customers?view=nope", "view"),
            ("/api/packaging/materials?standing=Nope", "standing"),
            ("/api/packaging/materials?warehouse=NOPE", "warehouse"),
            ("/api/packaging/transactions?cursor=zzz", "cursor"),
            ("/api/orders?sort=nope", "sort"),
            ("/api/orders?isClearance=maybe", "isClearance"),
            ("/api/orders?cursor=zzz", "cursor"),
            ("/api/orders/export/csv?from=abc", "from"),
            ("/api/audit?from=abc", "from"),
            ("/api/audit?after=zzz", "after"),
        ] {
            assert_eq!(named(&admin.get(path).await, 422), [field], "{path}");
        }
        // What is named and left empty is not asked for.
        for path in ["/api/products/expiring?days=", "/api/users?page=&limit=", "/api/imports?cursor="] {
            admin.get(path).await.ok();
        }
    }

    async fn an_export_knows_the_filters_of_its_list(app) {
        good_customer(app).await;
        booked(app, &[("SKU-001", "1")]).await;
        let admin = app.admin();
        for (list, file) in [
            ("/api/orders?customerId=CUST-001", "/api/orders/export/csv?customerId=CUST-001"),
            ("/api/orders?isClearance=true", "/api/orders/export/csv?isClearance=true"),
            ("/api/customers?salespersonId=SALES-001", "/api/customers/export/csv?salespersonId=SALES-001"),
            ("/api/products?search=rice&active=true", "/api/products/export/csv?search=rice&active=true"),
        ] {
            let total = usize::try_from(admin.get(list).await.ok()["pagination"]["total"].as_u64().unwrap()).unwrap();
            assert!(total > 0, "{list}");
            let csv = admin.get(file).await;
            assert_eq!((csv.status, rows(&csv.text())), (200, total), "{file}: {}", csv.text());
        }
        assert_eq!(admin.get("/api/price-lists/NOPE/export/csv").await.refused(404), "not_found");
    }

    async fn lines_and_a_new_status_are_not_taken_for_one_another(app) {
        good_customer(app).await;
        set(app, "update customers set overdue_paise = 100 where code = 'CUST-001'").await;
        let (sales, order) = (app.sales(), booked(app, &[("SKU-001", "1")]).await);
        let path = format!("/api/orders/{}", order.number);
        let items = json!([{"skuCode": "SKU-001", "quantity": 2}]);
        let both = sales.patch_json(&path, json!({"status": "Cancelled", "items": items})).await;
        assert_eq!(named(&both, 422), ["status"]);
        // A whole order sent back has the status it has.
        let same = sales.patch_json(&path, json!({"status": "Pending Credit Approval", "items": items})).await.ok();
        assert_eq!((&same["data"]["status"], &same["data"]["items"][0]["quantity"]), (&json!("Pending Credit Approval"), &json!(2)));
        assert_eq!(named(&sales.patch_json(&path, json!({"remarks": "x", "version": 0})).await, 422), ["version"]);
        let gone = json!({"status": "Cancelled", "remarks": "by mistake", "version": 0});
        assert_eq!(named(&sales.put_json(&format!("{path}/status"), gone).await, 422), ["version"]);
    }

    async fn an_upload_that_is_no_form_is_told_as_everything_is(app) {
        good_customer(app).await;
        let order = booked(app, &[("SKU-001", "1")]).await;
        for path in [format!("/api/orders/{}/files", order.number), "/api/packaging/documents/1/files".to_owned(), "/api/imports".to_owned()] {
            let reply = app.admin().post_json(&path, json!({"file": "x"})).await;
            assert_eq!((reply.refused(400).as_str(), &reply.json()["success"]), ("malformed", &json!(false)), "{path}");
        }
    }

    async fn behind_the_last_page_the_total_is_what_it_was(app) {
        let pages = async |page: i64| {
            app.admin().get(&format!("/api/packaging/materials?limit=5&page={page}")).await.ok()
        };
        let (first, behind) = (pages(1).await, pages(99).await);
        assert!(first["pagination"]["total"].as_i64() > Some(5), "{first}");
        assert_eq!((behind["data"].as_array().map(Vec::len), &behind["pagination"]["total"]), (Some(0), &first["pagination"]["total"]));
    }

    async fn every_refusal_can_be_quoted_and_says_how_to_sign_in(app) {
        let nowhere = app.admin().get("/api/nothing-here").await;
        assert_eq!(nowhere.refused(404), "not_found");
        assert!(nowhere.json()["requestId"].is_string(), "{}", nowhere.text());
        let stranger = app.anonymous().get("/api/orders").await;
        assert_eq!(stranger.refused(401), "unauthenticated");
        assert_eq!(stranger.header("www-authenticate"), Some("Bearer"));
    }

    async fn without_script_too_one_is_told_when_to_try_again(app) {
        let wrong = async || {
            let request = Request::post("/sign-in").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            let typed = Body::from("email=rajesh%40nexusoms.com&password=wrong&next=%2F");
            app.anonymous().request_from("203.0.113.9", request.body(typed).unwrap()).await
        };
        for _ in 0..5 {
            assert_eq!(wrong().await.status, 401);
        }
        let late = wrong().await;
        let wait: u64 = late.header("retry-after").unwrap_or_default().parse().unwrap_or_default();
        assert!(late.status == 429 && (1..=30).contains(&wait), "{} {wait}", late.status);
    }
}
