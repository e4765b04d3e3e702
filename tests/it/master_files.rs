//! Masters as files: in, out, and back again.

use super::support::*;

/// Uploads and runs a file; answers the import's id.
async fn through(client: &Client<'_>, kind: &str, text: &str) -> String {
    let id = client.import(kind, "masters.csv", text.as_bytes().to_vec()).await;
    client.run_import(&id).await;
    let after = client.imported(&id).await;
    assert_eq!(after["state"], "Done", "{after}");
    id
}

async fn undo(client: &Client<'_>, id: &str) -> Reply {
    client.post_json(&format!("/api/imports/{id}/undo"), json!({})).await
}

/// What goes out comes in again, and nothing is any different.
async fn round_trip(app: &App, kind: &str, path: &str) {
    let admin = app.admin();
    for ending in ["csv", "xlsx"] {
        let file = admin.get(&format!("{path}/{ending}")).await;
        assert_eq!(file.status, 200, "{}", file.text());
        let id = admin.import(kind, &format!("{kind}.{ending}"), file.body.to_vec()).await;
        let checked = admin.imported(&id).await;
        assert_eq!(checked["errors"], json!([]), "{kind}.{ending}");
        assert!(checked["totalRows"].as_i64() > Some(1), "{checked}");
        assert_eq!(
            (&checked["newRows"], &checked["updatedRows"]),
            (&json!(0), &json!(0)),
            "{kind}.{ending}: {checked}"
        );
        assert_eq!(checked["unchangedRows"], checked["totalRows"], "{kind}.{ending}");
    }
}

both! {
    async fn exported_customers_come_in_again_unchanged(app) {
        round_trip(app, "customers", "/api/customers/export").await;
    }

    async fn exported_products_come_in_again_unchanged(app) {
        round_trip(app, "products", "/api/products/export").await;
    }

    async fn exported_stock_comes_in_again_unchanged(app) {
        round_trip(app, "stock", "/api/stock/export").await;
    }

    async fn exported_price_lists_come_in_again_unchanged(app) {
        round_trip(app, "price-list", "/api/price-lists/export").await;
        round_trip(app, "price-list", "/api/price-lists/HORECA/export").await;
    }

    async fn exported_warehouses_come_in_again_unchanged(app) {
        round_trip(app, "warehouses", "/api/warehouses/export").await;
    }

    async fn warehouses_come_in_by_file_and_are_taken_back(app) {
        let admin = app.admin();
        let file = "Code,Name,City,State,In Use\nPUN,Pune Cold Store,Pimpri,,\nBLR,Bengaluru Cold,Bengaluru,Karnataka,\n";
        let id = through(&admin, "warehouses", file).await;
        let new = admin.get("/api/warehouses/BLR").await.ok()["data"].clone();
        assert_eq!((&new["state"], &new["isActive"], &new["batches"]), (&json!("29"), &json!(true), &json!([])));
        assert_eq!(admin.get("/api/warehouses/PUN").await.ok()["data"]["city"], "Pimpri");
        undo(&admin, &id).await.ok();
        assert_eq!(admin.get("/api/warehouses/BLR").await.status, 404);
        assert_eq!(admin.get("/api/warehouses/PUN").await.ok()["data"]["city"], "Pune");
        let bad = admin.import("warehouses", "bad.csv", b"Code,Name,In Use\nBHW,Bhiwandi,No\nNEW,New,\n".to_vec()).await;
        let checked = admin.imported(&bad).await;
        let told: Vec<_> = checked["errors"].as_array().unwrap().iter().map(|one| (one["row"].as_i64().unwrap(), one["field"].as_str().unwrap())).collect();
        assert_eq!(told, [(2, "In Use"), (3, "State"), (3, "City")]);
        app.sales().upload_with("/api/imports", "w.csv", b"Code,Name\nX,Y\n".to_vec(), &[("kind", "warehouses")]).await.refused(403);
    }

    async fn an_export_follows_the_filter_and_is_written_down(app) {
        let file = app.sales().get("/api/customers/export/csv?q=abc%20trad").await.text();
        assert_eq!(file.lines().count(), 2, "{file}");
        // The telephone number, which no spreadsheet takes for a formula.
        assert_eq!((file.matches("'+91").count(), file.matches("+91").count()), (1, 1), "{file}");
        assert_eq!(app.count("select count(*) from audit_entries where action = 'EXPORT' and entity_id = 'customers'").await, 1);
        assert_eq!(app.sales().get("/api/customers/export/pdf").await.status, 404);
    }

    async fn customers_come_in_by_file_and_are_taken_back(app) {
        let admin = app.admin();
        let before = admin.get("/api/customers/CUST-001").await.ok()["data"].clone();
        let file = "Customer ID,Name,State,Limit,Days,O/s,OD,>180,Employee\n\
                    CUST-001,ABC Traders,,70000,30,,,,\n\
                    CUST-900,New Foods,Gujarat,25000,15,5000,1000,1000,Rajesh Kumar\n";
        let id = through(&admin, "customers", file).await;
        let new = admin.get("/api/customers/CUST-900").await.ok()["data"].clone();
        assert_eq!((&new["creditLimit"], &new["stateCode"], &new["assignedSalespersonId"]), (&json!(25_000), &json!("24"), &json!("SALES-001")));
        assert_eq!(new["agingBuckets"][">180"], 1_000);
        assert_eq!(admin.get("/api/customers/CUST-001").await.ok()["data"]["creditLimit"], 70_000);
        assert_eq!(app.count("select count(*) from audit_entries where action = 'CREATE' and entity_type = 'customer' and entity_id = 'CUST-900'").await, 1);
        undo(&admin, &id).await.ok();
        assert_eq!(admin.get("/api/customers/CUST-900").await.status, 404);
        assert_eq!(admin.get("/api/customers/CUST-001").await.ok()["data"]["creditLimit"], before["creditLimit"]);
        assert_eq!(undo(&admin, &id).await.refused(409), "wrong_state");
    }

    async fn a_file_is_checked_and_run_over_http(app) {
        let admin = app.admin();
        let file = b"ProductCode,Product Name,Price\nAPI-1,From a program,12.50\n".to_vec();
        let checked = admin.upload_with("/api/imports", "p.csv", file.clone(), &[("kind", "products")]).await.ok()["data"].clone();
        assert_eq!((&checked["state"], &checked["newRows"]), (&json!("Checked"), &json!(1)), "{checked}");
        let id = checked["id"].to_string();
        admin.post_json(&format!("/api/imports/{id}/run"), json!({})).await.ok();
        app.run_jobs().await;
        assert_eq!(admin.imported(&id).await["state"], "Done");
        app.sales().upload_with("/api/imports", "p.csv", file, &[("kind", "products")]).await.refused(403);
    }

    async fn every_mistake_of_a_file_of_customers_is_told_at_once(app) {
        let file = "Customer ID,Name,State,GST,Limit,Price List\nCUST-901,,,27ABCDE1234F1ZZ,ten,HORECX\nCUST-902,Named,,,,\n";
        let id = app.admin().import("customers", "bad.csv", file.as_bytes().to_vec()).await;
        let checked = app.admin().imported(&id).await;
        let fields: Vec<_> = checked["errors"].as_array().unwrap().iter().map(|one| (one["row"].as_i64().unwrap(), one["field"].as_str().unwrap().to_owned())).collect();
        for wanted in [(2, "Name"), (2, "GST"), (2, "Credit Limit"), (2, "Price List"), (3, "State")] {
            assert!(fields.iter().any(|(row, field)| (*row, field.as_str()) == wanted), "{wanted:?} of {checked}");
        }
        let workbook = app.admin().get(&format!("/api/imports/{id}/errors.xlsx")).await;
        assert_eq!(workbook.status, 200);
    }

    async fn credit_control_brings_ageing_in_and_nothing_else(app) {
        let credit = app.credit();
        let jobs = app.count("select count(*) from jobs where kind = 'orders:retest'").await;
        through(&credit, "customers", "id,name,O/s,OD,0 to 7\nCUST-002,XYZ Enterprises,9000,500,500\n").await;
        assert_eq!(credit.get("/api/customers/CUST-002/aging").await.ok()["data"]["agingBuckets"]["0 to 7"], 500);
        assert_eq!(app.count("select count(*) from jobs where kind = 'orders:retest'").await, jobs + 1);
        let id = credit.import("customers", "names.csv", b"id,name\nCUST-002,Other Name\n".to_vec()).await;
        assert!(credit.imported(&id).await["errors"].to_string().contains("Only Sales or Admin"));
    }

    async fn an_import_is_not_taken_back_over_a_later_change(app) {
        let admin = app.admin();
        let id = through(&admin, "customers", "id,name,city\nCUST-001,ABC Traders,Thane\nCUST-002,XYZ Enterprises,Thane\n").await;
        admin.patch_json("/api/customers/CUST-001", json!({"location": "Pune"})).await.ok();
        assert_eq!(undo(&admin, &id).await.refused(409), "import_touched");
        assert_eq!(admin.get("/api/customers/CUST-002").await.ok()["data"]["location"], "Thane");
        assert_eq!(admin.get("/api/customers/CUST-001").await.ok()["data"]["location"], "Pune");
    }

    async fn products_and_rates_are_taken_back(app) {
        let admin = app.admin();
        let price = admin.get("/api/products/SKU-001").await.ok()["data"]["price"].clone();
        let products = through(&admin, "products", "ProductCode,Product Name,Price\nSKU-001,Premium Basmati Rice 5kg,999\nNEW-88,New,5\n").await;
        let rates = through(&admin, "price-list", "Code,Material Number,Billing Rate\nHORECA,NEW-88,4\nNEWLIST,SKU-001,400\n").await;
        assert_eq!(undo(&admin, &products).await.refused(409), "import_touched");
        admin.get("/api/price-lists/NEWLIST").await.ok();
        undo(&admin, &rates).await.ok();
        assert_eq!(admin.get("/api/price-lists/NEWLIST").await.status, 404);
        admin.get("/api/price-lists/HORECA").await.ok();
        undo(&admin, &products).await.ok();
        assert_eq!(admin.get("/api/products/NEW-88").await.status, 404);
        assert_eq!(admin.get("/api/products/SKU-001").await.ok()["data"]["price"], price);
    }

    async fn what_products_cost_comes_in_and_goes_out_for_those_who_see_it(app) {
        let buyer = app.role(Role::Procurement);
        let id = through(&buyer, "products", "ProductCode,Product Name,Cost\nSKU-001,Premium Basmati Rice 5kg,381.37\n").await;
        assert_eq!(buyer.get("/api/products/SKU-001").await.ok()["data"]["purchaseRate"], json!(381.37));
        let file = buyer.get("/api/products/export/csv").await.text();
        assert!(file.contains("Purchase Rate") && file.contains("381.37"), "{file}");
        let others = app.sales().get("/api/products/export/csv").await.text();
        assert!(!others.contains("Purchase Rate") && !others.contains("381.37"), "{others}");
        let warehouse = app.role(Role::Warehouse);
        for path in [format!("/api/imports/{id}"), format!("/api/imports/{id}/file")] {
            assert_eq!(warehouse.get(&path).await.status, 404, "{path}");
        }
        assert!(!warehouse.get("/api/imports").await.text().contains("masters.csv"));
        assert!(buyer.get("/api/imports").await.text().contains("masters.csv"));
    }

    async fn opening_stock_comes_in_by_file_and_is_taken_back(app) {
        let admin = app.admin();
        let stock = app.count("select cast(sum(on_hand_milli) as bigint) from batches").await;
        let file = "SKU,Warehouse,Batch,Mfg,Expiry,Quantity\nSKU-001,BHW,OPEN-1,,2031-01-31,40\nSKU-001,Pune Cold Store,OPEN-2,,,2\n";
        let id = through(&admin, "stock", file).await;
        assert_eq!(app.count("select cast(sum(on_hand_milli) as bigint) from batches").await, stock + 42_000);
        assert_eq!(app.count("select count(*) from stock_movements where kind = 'Opening' and reason = 'Counted in a file'").await, 2);
        through(&admin, "stock", "SKU,Warehouse,Batch,Quantity\nSKU-001,BHW,OPEN-1,30\n").await;
        assert_eq!(undo(&admin, &id).await.refused(409), "import_touched");
        through(&admin, "stock", "SKU,Warehouse,Batch,Quantity\nSKU-001,BHW,OPEN-1,40\n").await;
        undo(&admin, &id).await.ok();
        assert_eq!(app.count("select cast(sum(on_hand_milli) as bigint) from batches").await, stock);
    }

    async fn a_half_run_import_of_masters_is_not_written_twice(app) {
        let admin = app.admin();
        let rows: String = (0..2_500).map(|row| format!("BULK-{row},Bulk {row},10\n")).collect();
        let id = admin.import("products", "many.csv", format!("ProductCode,Product Name,Price\n{rows}").into_bytes()).await;
        admin.post_json(&format!("/api/imports/{id}/run?mode=good"), json!({})).await.ok();
        app.run_jobs().await;
        let after = admin.imported(&id).await;
        assert_eq!((&after["state"], &after["doneRows"]), (&json!("Done"), &json!(2_500)));
        assert_eq!(app.count("select count(*) from products where sku like 'BULK-%' and version = 1").await, 2_500);
        undo(&admin, &id).await.ok();
        assert_eq!(app.count("select count(*) from products where sku like 'BULK-%'").await, 0);
    }

    async fn price_lists_are_added_and_named_over_http_and_on_the_page(app) {
        let admin = app.admin();
        let made = admin.post_json("/api/price-lists", json!({"code": "fest", "name": "Festival"})).await;
        assert_eq!((made.status, made.json()["data"]["id"].as_str()), (201, Some("FEST")), "{}", made.text());
        assert_eq!(admin.post_json("/api/price-lists", json!({"code": "FEST", "name": "Again"})).await.refused(422), "invalid");
        admin.patch_json("/api/price-lists/FEST", json!({"name": "Diwali", "rates": [{"skuCode": "SKU-001", "rate": 440}]})).await.ok();
        let list = admin.get("/api/price-lists/FEST").await.ok()["data"].clone();
        assert_eq!((&list["name"], &list["rates"][0]["rate"]), (&json!("Diwali"), &json!(440)));
        let saved = admin.post_form("/price-lists/FEST/edit", &[("code", "FEST"), ("form[name]", "Holi")]).await;
        assert_eq!((saved.status, saved.location()), (303, "/price-lists/FEST"), "{}", saved.text());
        let refused = admin.post_form("/price-lists/new", &[("form[code]", "a b"), ("form[name]", "")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("no blanks") && refused.text().contains("Name: nothing was entered"), "{}", refused.text());
        app.sales().post_json("/api/price-lists", json!({"code": "X", "name": "X"})).await.refused(403);
        for path in ["/price-lists", "/price-lists/new", "/price-lists/FEST", "/price-lists/FEST/edit"] {
            assert_eq!(admin.get(path).await.status, 200, "{path}");
        }
    }

    async fn ageing_is_for_those_who_work_with_credit(app) {
        assert_eq!(app.sales().get("/api/customers/CUST-001/aging").await.status, 403);
        assert_eq!(app.sales().get("/api/customers/CUST-001").await.ok()["data"]["agingBuckets"], Value::Null);
        app.credit().patch_json("/api/customers/CUST-001", json!({"agingBuckets": {"0 to 7": 77}})).await.ok();
        let page = app.sales().get("/customers/CUST-001").await.text();
        assert!(!page.contains("What is due, by age") && !page.contains("0 to 7 days: "), "{page}");
        assert!(app.credit().get("/customers/CUST-001").await.text().contains("77.00"));
        assert!(app.credit().get("/customers/CUST-001").await.text().contains("What is due, by age"));
    }

    async fn a_customer_without_state_or_gstin_is_asked_for_the_state(app) {
        let reply = app.sales().post_json("/api/customers", json!({"name": "Stateless Foods"})).await;
        assert!(reply.text().contains("\"stateCode\""), "{}", reply.text());
        reply.refused(422);
    }
}
