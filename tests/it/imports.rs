//! Imports of orders, through HTTP, from the upload to the undo.

use std::io::Cursor;

use base64::Engine as _;
use calamine::{Reader, Xlsx};
use rust_xlsxwriter::Workbook;

use super::support::*;

const HEADER: [&str; 6] =
    ["Customer ID", "SKU Code", "Quantity", "Applied Rate (Optional)", "Remarks (Optional)", "Order Ref (Optional)"];

fn workbook(rows: &[[&str; 6]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Bulk Orders").unwrap();
    for (row, cells) in (0u32..).zip(std::iter::once(&HEADER).chain(rows)) {
        for (column, cell) in (0u16..).zip(cells) {
            sheet.write(row, column, *cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn good() -> Vec<u8> {
    workbook(&[
        ["CUST-001", "SKU-001", "2", "", "", "A"],
        ["CUST-001", "SKU-001", "1", "440", "by noon", "A"],
        ["CUST-002", "SKU-001", "1", "", "", ""],
    ])
}

fn mixed() -> Vec<u8> {
    workbook(&[
        ["CUST-001", "SKU-001", "2", "", "", ""],
        ["CUST-001", "SKU-0O1", "ten", "", "=1+1", ""],
        ["CUST-002", "SKU-001", "1", "", "", ""],
    ])
}

/// Uploads through the page; answers the import's id.
async fn upload(app: &App, bytes: Vec<u8>) -> String {
    app.sales().import("orders", "morning.xlsx", bytes).await
}

async fn reserved(app: &App) -> i64 {
    app.count("select coalesce(cast(sum(reserved_milli) as bigint), 0) from product_stock").await
}

both! {
    async fn a_workbook_of_orders_is_booked_in_one_request(app) {
        let reply = app.sales().upload("/api/orders/bulk", "orders.xlsx", good()).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        let data = &reply.json()["data"];
        assert_eq!(data["totalOrders"], 2);
        assert_eq!(data["orders"].as_array().unwrap().len(), 2);
        assert_eq!(app.count("select count(*) from orders where import_id is not null and customer_po = 'A' and line_count = 2").await, 1);
    }

    async fn a_workbook_comes_as_base64_too(app) {
        let data = base64::engine::general_purpose::STANDARD.encode(good());
        let reply = app.sales().post_json("/api/orders/bulk", json!({"excelData": data})).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
    }

    async fn one_bad_row_refuses_all_and_every_error_is_told(app) {
        let before = app.count("select count(*) from orders").await;
        let reply = app.sales().upload("/api/orders/bulk", "orders.xlsx", mixed()).await;
        assert_eq!(reply.status, 400, "{}", reply.text());
        let body = reply.json();
        assert_eq!((&body["validCount"], &body["errorCount"]), (&json!(2), &json!(1)));
        let told: Vec<_> = body["errors"].as_array().unwrap().iter().map(|error| (error["row"].as_i64().unwrap(), error["field"].as_str().unwrap())).collect();
        assert_eq!(told, [(3, "SKU Code"), (3, "Quantity")]);
        assert_eq!(app.count("select count(*) from orders").await, before);
    }

    async fn a_missing_column_is_told_by_name(app) {
        let reply = app.sales().upload("/api/orders/bulk", "orders.csv", b"Customer ID,SKU Code\nCUST-001,SKU-001\n".to_vec()).await;
        assert_eq!(reply.refused(400), "missing_columns");
    }

    async fn the_page_checks_then_runs_only_the_good_rows(app) {
        let id = upload(app, mixed()).await;
        let page = app.sales().get(&format!("/imports/{id}")).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("Did you mean SKU-001?") && page.text().contains("Write 10"), "{}", page.text());
        let reply = app.sales().post_form(&format!("/imports/{id}"), &[("id", &id), ("action", "run"), ("mode", "good")]).await;
        assert_eq!((reply.status, reply.location()), (303, format!("/imports/{id}/result").as_str()), "{}", reply.text());
        let after = app.sales().imported(&id).await;
        assert_eq!((after["state"].as_str(), after["doneRows"].as_i64()), (Some("Partial"), Some(2)));
        assert!(app.sales().get(&format!("/imports/{id}/result")).await.text().contains("Part of it went in"));
        assert_eq!(app.count("select count(*) from notifications where kind = 'import'").await, 1);
    }

    async fn what_was_meant_is_taken_on_the_page_without_another_upload(app) {
        let id = upload(app, mixed()).await;
        let page = app.sales().get(&format!("/imports/{id}")).await.text();
        assert!(page.contains("Use SKU-001") && page.contains("Use 10"), "{page}");
        for (field, value, meant) in [("sku", "SKU-0O1", "SKU-001"), ("quantity", "ten", "10")] {
            let fields = [("id", id.as_str()), ("correction[field]", field), ("correction[value]", value), ("correction[meant]", meant)];
            let reply = app.sales().post_form(&format!("/imports/{id}/correct"), &fields).await;
            assert_eq!((reply.status, reply.location()), (303, format!("/imports/{id}").as_str()), "{}", reply.text());
        }
        assert_eq!(app.sales().imported(&id).await["badRows"], 0);
        app.sales().run_import(&id).await;
        let sold = "select count(*) from order_lines l join orders o on o.id = l.order_id where o.import_id is not null and l.quantity_milli = 10000";
        assert_eq!(app.count(sold).await, 1);
    }

    async fn all_or_nothing_refuses_to_run_with_bad_rows(app) {
        let id = upload(app, mixed()).await;
        let reply = app.sales().post_form(&format!("/imports/{id}"), &[("id", &id), ("action", "run"), ("mode", "all")]).await;
        assert_eq!(reply.status, 422);
        assert!(reply.text().contains("all or nothing was chosen"));
    }

    async fn the_error_workbook_holds_only_the_faulty_rows(app) {
        let id = upload(app, mixed()).await;
        let reply = app.sales().get(&format!("/api/imports/{id}/errors.xlsx")).await;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(reply.body.to_vec())).unwrap();
        let range = book.worksheet_range("Bulk Orders").unwrap();
        let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0][6..], ["Error", "What to do"]);
        assert_eq!(rows[1][..5], ["CUST-001", "SKU-0O1", "ten", "", "=1+1"]);
        assert_eq!(rows[1][6], "SKU Code: No such product\nQuantity: Not a number");
        assert_eq!(book.worksheet_formula("Bulk Orders").unwrap().used_cells().count(), 0);
    }

    async fn the_mended_error_workbook_is_understood_without_questions(app) {
        let id = upload(app, mixed()).await;
        let bytes = app.sales().get(&format!("/api/imports/{id}/errors.xlsx")).await.body.to_vec();
        app.sales().import("orders", "mended.xlsx", bytes).await;
    }

    async fn an_unknown_header_is_asked_once_and_remembered(app) {
        let file = b"Customer ID,SKU Code,Menge\nCUST-001,SKU-001,1\n".to_vec();
        let first = app.sales().upload_with("/imports/new", "a.csv", file.clone(), &[("kind", "orders")]).await;
        assert!(first.location().ends_with("/columns"), "{}", first.text());
        let page = app.sales().get(first.location()).await;
        assert!(page.text().contains("Menge"));
        let id = first.location().split('/').nth(2).unwrap();
        let chosen = [("id", id), ("choices[0]", "customer"), ("choices[1]", "sku"), ("choices[2]", "quantity")];
        let reply = app.sales().post_form(first.location(), &chosen).await;
        assert_eq!((reply.status, reply.location()), (303, format!("/imports/{id}").as_str()), "{}", reply.text());
        app.sales().import("orders", "b.csv", file).await;
    }

    async fn a_large_import_runs_in_the_background(app) {
        let id = upload(app, good()).await;
        app.sales().post_json(&format!("/api/imports/{id}/run"), json!({})).await.ok();
        assert_eq!(app.sales().imported(&id).await["state"], "Running");
        assert!(app.sales().get(&format!("/imports/{id}/run")).await.text().contains("Going in"));
        app.run_jobs().await;
        assert_eq!(app.sales().imported(&id).await["state"], "Done");
    }

    async fn an_import_that_was_cut_off_goes_on_and_books_nothing_twice(app) {
        let id = upload(app, good()).await;
        app.sales().post_json(&format!("/api/imports/{id}/run"), json!({})).await.ok();
        app.run_jobs().await;
        let orders = app.count("select count(*) from orders where import_id is not null").await;
        // As if the server had died after the last chunk, before its end was written.
        rewind(app, &id).await;
        app.restart().await;
        app.run_jobs().await;
        assert_eq!(app.sales().imported(&id).await["state"], "Done");
        assert_eq!(app.count("select count(*) from orders where import_id is not null").await, orders);
    }

    async fn a_cancelled_import_books_nothing_more(app) {
        let id = upload(app, good()).await;
        app.sales().post_json(&format!("/api/imports/{id}/run"), json!({})).await.ok();
        app.sales().post_json(&format!("/api/imports/{id}/cancel"), json!({})).await.ok();
        app.run_jobs().await;
        assert_eq!(app.sales().imported(&id).await["state"], "Cancelled");
        assert_eq!(app.count("select count(*) from orders where import_id is not null").await, 0);
    }

    async fn an_import_is_taken_back_while_nobody_has_touched_it(app) {
        let before = reserved(app).await;
        let id = app.sales().upload("/api/orders/bulk", "orders.xlsx", good()).await.ok()["data"]["importId"].to_string();
        assert!(reserved(app).await > before);
        let jobs = app.count("select count(*) from jobs where kind = 'orders:retest'").await;
        app.sales().post_json(&format!("/api/imports/{id}/undo"), json!({})).await.ok();
        assert_eq!(app.count("select count(*) from jobs where kind = 'orders:retest'").await, jobs + 2);
        assert_eq!(reserved(app).await, before);
        assert_eq!(app.count("select count(*) from orders where import_id is not null and status <> 'Cancelled'").await, 0);
        assert_eq!(app.sales().post_json(&format!("/api/imports/{id}/undo"), json!({})).await.refused(409), "wrong_state");
    }

    async fn an_import_whose_order_was_changed_is_not_taken_back(app) {
        let id = app.sales().upload("/api/orders/bulk", "orders.xlsx", good()).await.ok()["data"]["importId"].to_string();
        // Somebody changes one of the imported orders.
        set(app, "update orders set version = 2 where id = (select min(id) from orders where import_id is not null)").await;
        assert_eq!(app.sales().post_json(&format!("/api/imports/{id}/undo"), json!({})).await.refused(409), "import_touched");
    }

    async fn the_same_file_twice_is_noticed(app) {
        let file = good();
        app.sales().upload("/api/orders/bulk", "orders.xlsx", file.clone()).await.ok();
        let id = upload(app, file).await;
        let warnings = app.sales().imported(&id).await["warnings"].to_string();
        assert!(warnings.contains("same_file") && warnings.contains("looks_repeated"), "{warnings}");
    }

    async fn what_is_no_workbook_is_refused_on_the_page(app) {
        let reply = app.sales().upload_with("/imports/new", "orders.xlsx", b"%PDF-1.7".to_vec(), &[("kind", "orders")]).await;
        assert_eq!(reply.status, 415);
        assert!(reply.text().contains("This is a PDF, not a workbook"));
        let text = b"Dear all,\nplease book these today.\n".to_vec();
        let reply = app.sales().upload_with("/imports/new", "orders.xlsx", text, &[("kind", "orders")]).await;
        assert_eq!(reply.status, 415);
        assert!(reply.text().contains("plain text under the name of an Excel workbook"), "{}", reply.text());
    }

    async fn the_template_lists_customers_and_is_read_back(app) {
        let bytes = app.sales().get("/api/orders/bulk/template").await.body.to_vec();
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["Bulk Orders", "Lists", "Instructions"]);
        let header: Vec<String> = book.worksheet_range("Bulk Orders").unwrap().rows().next().unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(header, HEADER);
        assert!(book.worksheet_range("Lists").unwrap().rows().any(|row| row[0] == "CUST-001"));
    }

    async fn products_and_prices_are_upserted_by_their_keys(app) {
        let client = app.admin();
        let file = b"ProductCode,Product Name,MRP,GST%\nSKU-001,Basmati renamed,500,5\nNEW-77,Sweet Corn,99.50,0.05\n".to_vec();
        let id = through(&client, "products", file.clone()).await;
        assert_eq!(app.count("select count(*) from products where sku = 'NEW-77' and gst_bp = 500 and mrp_paise = 9950").await, 1);
        assert_eq!(app.count("select count(*) from products where sku = 'SKU-001' and name = 'Basmati renamed' and category <> 'Other'").await, 1);
        assert_eq!(client.imported(&id).await["state"], "Done");
        let again = client.upload_with("/imports/new", "again.csv", file, &[("kind", "products")]).await;
        assert!(client.get(again.location()).await.text().contains("2 No change"));
        let prices = b"Code,Material Number,Billing Rate\nHORECA-X,NEW-77,80\n".to_vec();
        through(&client, "price-list", prices).await;
        assert_eq!(app.count("select count(*) from price_list_rates where rate_paise = 8000").await, 1);
    }

    async fn the_file_is_kept_as_it_came_for_those_who_see_the_import(app) {
        let bytes = good();
        let id = upload(app, bytes.clone()).await;
        let path = format!("/api/imports/{id}/file");
        let reply = app.sales().get(&path).await;
        assert!(reply.status == 200 && reply.body.to_vec() == bytes);
        assert_eq!(app.count("select count(*) from audit_entries where action = 'EXPORT' and entity_type = 'import'").await, 1);
        assert_eq!(app.person("SALES-002").get(&path).await.status, 404);
        assert!(app.sales().get(&format!("/imports/{id}")).await.text().contains(&path));
    }

    async fn what_no_form_would_take_is_told_before_anything_goes_in(app) {
        let (remarks, order_ref) = ("r".repeat(2_001), "p".repeat(101));
        let mut rows = vec![["CUST-001", "SKU-001", "0.001", "", "", "MANY"]; 501];
        rows.push(["CUST-001", "SKU-001", "0.001", "", &remarks, ""]);
        rows.push(["CUST-001", "SKU-001", "0.001", "", "", &order_ref]);
        let id = upload(app, workbook(&rows)).await;
        let checked = app.sales().imported(&id).await;
        let told: Vec<_> = checked["errors"].as_array().unwrap().iter().map(|error| (error["row"].as_i64().unwrap(), error["code"].as_str().unwrap())).collect();
        assert_eq!(told, [(502, "too_many_lines"), (503, "too_long"), (504, "too_long")]);
    }

    async fn a_character_that_postgres_refuses_is_told_on_its_cell(app) {
        let mut text = String::from("Customer ID,SKU Code,Quantity,Remarks\n");
        text.extend((0..1_000).map(|_| "CUST-001,SKU-001,0.001,\n"));
        text.push_str("CUST-001,SKU-001,0.001,by\0noon\n");
        let id = upload(app, text.into_bytes()).await;
        let checked = app.sales().imported(&id).await;
        assert_eq!((&checked["badRows"], &checked["errors"][0]["code"]), (&json!(1), &json!("bad_character")), "{checked}");
        assert_eq!((&checked["errors"][0]["row"], &checked["errors"][0]["value"]), (&json!(1_002), &json!("bynoon")));
    }

    async fn what_a_check_says_is_what_the_run_does(app) {
        let (mut chance, mut ran) = (Chance(7), 0);
        for round in 0..6 {
            let rows: Vec<[String; 6]> = (0..40)
                .map(|_| {
                    let quantity = chance.of(&["1", "2", "3.5", "60", "400", "ten"]);
                    let rate = chance.of(&["", "", "", "99.999", "-1", "9999"]);
                    let order_ref = chance.of(&["", "A", "B", "C"]);
                    let of = |prefix: &str, number: usize| format!("{prefix}-{:03}", number + 1);
                    [of("CUST", chance.below(4)), of("SKU", chance.below(6)), quantity.to_owned(), rate.to_owned(), String::new(), order_ref.to_owned()]
                })
                .collect();
            let rows: Vec<[&str; 6]> = rows.iter().map(|row| std::array::from_fn(|column| row[column].as_str())).collect();
            let id = upload(app, workbook(&rows)).await;
            let checked = app.sales().imported(&id).await;
            if checked["goodRows"] == 0 {
                continue;
            }
            ran += 1;
            app.sales().post_json(&format!("/api/imports/{id}/run?mode=good"), json!({})).await.ok();
            app.run_jobs().await;
            let after = app.sales().imported(&id).await;
            assert_eq!((&after["doneRows"], &after["badRows"]), (&checked["goodRows"], &checked["badRows"]), "round {round}: {after}");
            let of = |what: &str| format!("select cast({what} as bigint) from orders where import_id = {id}");
            assert_eq!(json!(app.count(of("count(*)").leak()).await), checked["orders"], "round {round}");
            let value = app.count(of("coalesce(sum(total_paise), 0)").leak()).await as f64 / 100.0;
            assert_eq!(Some(value), checked["value"].as_f64(), "round {round}");
            let waits = app.count(of("count(case when status = 'Pending Credit Approval' then 1 end)").leak()).await;
            assert_eq!(json!(waits), checked["creditWaits"], "round {round}");
        }
        assert!(ran > 0, "every check left nothing to run");
    }

    async fn only_those_who_book_may_upload_and_others_sales_people_see_nothing(app) {
        assert_eq!(app.credit().upload("/api/orders/bulk", "orders.xlsx", good()).await.status, 403);
        let id = upload(app, good()).await;
        assert_eq!(app.person("SALES-002").get(&format!("/api/imports/{id}")).await.status, 404);
        assert_eq!(app.admin().get(&format!("/api/imports/{id}")).await.status, 200);
        assert!(app.sales().get("/imports").await.text().contains("morning.xlsx"));
    }
}

/// Uploads and runs a file of masters; answers the import's id.
async fn through(client: &Client<'_>, kind: &str, bytes: Vec<u8>) -> String {
    let id = client.import(kind, "masters.csv", bytes).await;
    client.run_import(&id).await;
    id
}

/// Puts an import back into the run it was in, with a waiting job.
async fn rewind(app: &App, id: &str) {
    let mut work = app.arrange().await;
    work.sql("update imports set state = 'Running', finished_at = null where id = $1")
        .bind(id.parse::<i64>().unwrap())
        .run()
        .await
        .unwrap();
    work.enqueue("imports:run", json!({"import": id.parse::<i64>().unwrap()}));
    work.commit().await.unwrap();
}
