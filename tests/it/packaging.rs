//! Packaging material on both engines: the ledger is the truth, whatever is sent, however often and by how many.

use crate::support::*;
use nexus::{
    packaging::{
        bill::Packed,
        counting::{CountForm, CountSheetForm, FoundForm, VerdictForm},
        model::{IssueForm, IssueLineForm, ReceiptForm, ReceiptLineForm},
        server::{bills, count, moves},
    },
    platform::failure::Failure,
    values::{OrderId, Quantity, WarehouseId},
};

/// Balances, totals and days that are not what the ledger sums to, and running balances that don't follow each other.
const LEDGER: [&str; 4] = [
    "select count(*) from packaging_materials m where m.on_hand_milli <>
         (select coalesce(sum(e.quantity_milli), 0) from packaging_entries e where e.material_id = m.id)",
    "select count(*) from packaging_balances b where b.on_hand_milli <>
         (select coalesce(sum(e.quantity_milli), 0) from packaging_entries e
          where e.material_id = b.material_id and e.warehouse_id = b.warehouse_id)",
    "select count(*) from (select e.total_milli, sum(e.quantity_milli) over (partition by e.material_id order by e.id) as sums
                           from packaging_entries e) x where total_milli <> sums",
    "select count(*) from packaging_days d where d.in_milli - d.out_milli + d.count_milli <>
         (select coalesce(sum(e.quantity_milli), 0) from packaging_entries e
          where e.material_id = d.material_id and e.warehouse_id = d.warehouse_id and e.moved_on = d.day)",
];

pub(super) async fn balanced(app: &App) {
    for query in LEDGER {
        assert_eq!(app.count(query).await, 0, "{query}");
    }
}

pub(super) fn key() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("test-key-{:06}", NEXT.fetch_add(1, Ordering::Relaxed))
}

pub(super) fn of(text: &str) -> String {
    text.to_owned()
}

pub(super) fn receipt(lines: &[(&str, i64)]) -> ReceiptForm {
    let lines = lines.iter().map(|(material, quantity)| ReceiptLineForm {
        material: of(material),
        quantity: quantity.to_string(),
        ..ReceiptLineForm::default()
    });
    ReceiptForm { key: key(), warehouse: of("BHW"), lines: lines.collect(), ..ReceiptForm::default() }
}

pub(super) fn issue(lines: &[(&str, i64)]) -> IssueForm {
    let lines = lines.iter().map(|(material, quantity)| IssueLineForm {
        material: of(material),
        quantity: quantity.to_string(),
        ..IssueLineForm::default()
    });
    let (warehouse, reason) = (of("BHW"), of("Packing"));
    IssueForm { key: key(), warehouse, reason, lines: lines.collect(), ..IssueForm::default() }
}

pub(super) async fn receive(app: &App, lines: &[(&str, i64)]) -> Result<nexus::packaging::model::Posted, Failure> {
    moves::receive(&app.desk(), &app.actor("WH-001").await, &receipt(lines)).await
}

async fn draw(app: &App, lines: &[(&str, i64)]) -> Result<nexus::packaging::model::Posted, Failure> {
    moves::issue(&app.desk(), &app.actor("WH-001").await, &issue(lines)).await
}

pub(super) async fn on_hand(app: &App, code: &str) -> i64 {
    let row: (Quantity,) = app
        .desk()
        .db
        .sql("select on_hand_milli from packaging_materials where code = $1")
        .bind(code.to_owned())
        .one()
        .await
        .unwrap();
    row.0.thousandths() / 1_000
}

/// On hand in one warehouse.
pub(super) async fn held(app: &App, code: &str, warehouse: &str) -> i64 {
    let row: Option<(Quantity,)> = app
        .desk()
        .db
        .sql(
            "select b.on_hand_milli from packaging_balances b
             join packaging_materials m on m.id = b.material_id join warehouses w on w.id = b.warehouse_id
             where m.code = $1 and w.code = $2",
        )
        .bind(code.to_owned())
        .bind(warehouse.to_owned())
        .optional()
        .await
        .unwrap();
    row.map_or(0, |row| row.0.thousandths() / 1_000)
}

both! {
    async fn the_sample_ledger_is_the_balance(app) {
        balanced(app).await;
        assert_eq!((on_hand(app, "PKG-001").await, on_hand(app, "PKG-002").await), (500, 200));
    }

    async fn materials_are_listed_as_clients_know_them(app) {
        let body = app.role(Role::Warehouse).get("/api/packaging/materials").await.ok();
        let first = body["data"].as_array().unwrap().iter().find(|row| row["id"] == "PKG-001").unwrap().clone();
        assert_eq!((&first["name"], &first["unit"], &first["category"]), (&json!("Poly Bags 5kg"), &json!("PCS"), &json!("Poly Pkts")));
        assert_eq!((&first["moq"], &first["balance"], &first["isLowStock"]), (&json!(1000), &json!(500), &json!(true)));
        assert_eq!(body["pagination"]["total"], json!(body["data"].as_array().unwrap().len()));
    }

    async fn goods_come_in_and_go_out_over_http(app) {
        let client = app.role(Role::Warehouse);
        let body = json!({
            "materialId": "PKG-001", "qty": 800, "batch": "b-77", "mfgDate": "2026-01-05", "expDate": "2028-01-05",
            "vendorName": "Deccan Polymers", "referenceNo": "CH-1", "attachment": "data:application/pdf;base64,JVBERi0xLjc=",
        });
        let reply = client.post_json("/api/packaging/inward", body).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        let data = reply.json()["data"].clone();
        assert_eq!((&data["transaction"]["type"], &data["transaction"]["qty"], &data["transaction"]["batch"]), (&json!("IN"), &json!(800), &json!("B-77")));
        assert_eq!((&data["material"]["balance"], &data["material"]["isLowStock"]), (&json!(1300), &json!(false)));
        assert_eq!(data["transaction"]["attachments"], json!(1));
        let reply = client.post_json("/api/packaging/outward", json!({"materialId": "PKG-001", "qty": 100})).await;
        assert_eq!((reply.status, &reply.json()["data"]["material"]["balance"]), (201, &json!(1200)));
        balanced(app).await;
    }

    async fn more_than_there_is_is_refused_in_the_words_clients_know(app) {
        let reply = app.role(Role::Warehouse).post_json("/api/packaging/outward", json!({"materialId": "PKG-002", "qty": 201})).await;
        assert_eq!(reply.refused(400), "insufficient_balance");
        assert_eq!(reply.json()["message"], "Insufficient balance. Available: 200, Requested: 201");
        assert_eq!(on_hand(app, "PKG-002").await, 200);
    }

    async fn procurement_receives_but_issues_nothing(app) {
        let client = app.role(Role::Procurement);
        assert_eq!(client.post_json("/api/packaging/inward", json!({"materialId": "PKG-003", "qty": 5})).await.status, 201);
        assert_eq!(client.post_json("/api/packaging/outward", json!({"materialId": "PKG-003", "qty": 5})).await.refused(403), "forbidden");
    }

    async fn a_line_that_is_wrong_is_told_by_row_and_nothing_is_booked(app) {
        let before = app.count("select count(*) from packaging_entries").await;
        let body = json!({"lines": [{"materialId": "PKG-003", "qty": 5}, {"materialId": "PKG-999", "qty": 5}, {"materialId": "PKG-004", "qty": "1.5"}]});
        let reply = app.role(Role::Warehouse).post_json("/api/packaging/inward", body).await;
        assert_eq!(reply.status, 422, "{}", reply.text());
        let found: Vec<(i64, String)> = reply.json()["errors"].as_array().unwrap().iter()
            .map(|error| (error["row"].as_i64().unwrap(), error["field"].as_str().unwrap().to_owned())).collect();
        assert_eq!(found, [(2, of("materialId")), (3, of("qty"))]);
        assert_eq!(app.count("select count(*) from packaging_entries").await, before);
    }

    async fn more_than_anybody_has_is_refused_by_its_field(app) {
        let (client, entry) = (app.role(Role::Warehouse), receive(app, &[("PKG-003", 10_000_000)]).await.unwrap().lines[0].entry);
        let told = |reply: Reply| {
            assert_eq!(reply.refused(422), "invalid");
            let error = reply.json()["errors"][0].clone();
            assert_eq!(error["code"], "too_large", "{error}");
            (error["field"].as_str().unwrap().to_owned(), error["message"].as_str().unwrap().to_owned())
        };
        let inward = client.post_json("/api/packaging/inward", json!({"materialId": "PKG-003", "qty": 10_000_001})).await;
        assert_eq!(told(inward), (of("qty"), of("At most 1,00,00,000 fit one line.")));
        let dear = client.post_json("/api/packaging/inward", json!({"materialId": "PKG-003", "qty": 1, "rate": "1,00,00,000.01"})).await;
        assert_eq!(told(dear), (of("rate"), of("Rate: at most ₹1,00,00,000.00 a unit.")));
        let wrong = json!({"entry": entry.to_string(), "qty": 1_000_000_000_000_i64, "reason": "A slip"});
        assert_eq!(told(client.post_json("/api/packaging/corrections", wrong).await), (of("qty"), of("Right quantity: at most 1,00,00,000.")));
        let level = client.json("PATCH", "/api/packaging/materials/PKG-003", json!({"moq": 10_000_001})).await;
        assert_eq!(told(level), (of("reorderLevel"), of("Reorder level: at most 1,00,00,000.")));
        for (path, name) in [("/packaging/reorder", "form[key]"), ("/packaging/bills/SKU-001", "form[sku]")] {
            let of_form = [(name, if name == "form[key]" { "order-key-9" } else { "SKU-001" }), ("form[lines][0][material]", "PKG-003"), ("form[lines][0][quantity]", "10000001")];
            let reply = client.post_form(path, &of_form).await;
            assert!(reply.status == 422 && reply.text().contains("Quantity: at most 1,00,00,000."), "{path} {} {}", reply.status, reply.text());
        }
        balanced(app).await;
    }

    async fn a_file_is_taken_by_content_and_not_by_name(app) {
        let client = app.role(Role::Warehouse);
        let body = json!({"materialId": "PKG-003", "qty": 5, "attachment": "PGh0bWw+"});
        assert_eq!(client.post_json("/api/packaging/inward", body).await.refused(415), "bad_file");
        let posted = receive(app, &[("PKG-003", 5)]).await.unwrap();
        let path = format!("/api/packaging/documents/{}/files", posted.document);
        assert_eq!(client.upload(&path, "photo.jpg", b"<html>".to_vec()).await.refused(415), "bad_file");
        let kept = client.upload(&path, "challan.pdf", b"%PDF-1.7 x".to_vec()).await.ok();
        let file = client.get(kept["data"]["url"].as_str().unwrap()).await;
        assert_eq!((file.status, file.header("content-type")), (200, Some("application/pdf")));
    }

    async fn the_same_submission_counts_once_and_another_under_its_key_is_refused(app) {
        let (desk, actor, before) = (app.desk(), app.actor("WH-001").await, on_hand(app, "PKG-003").await);
        let form = receipt(&[("PKG-003", 40)]);
        let first = moves::receive(&desk, &actor, &form).await.unwrap();
        let again = moves::receive(&desk, &actor, &form).await.unwrap();
        assert_eq!((again.document, again.repeated, again.lines == first.lines), (first.document, true, true));
        let other = ReceiptForm { lines: receipt(&[("PKG-003", 41)]).lines, ..form };
        assert_eq!(moves::receive(&desk, &actor, &other).await.unwrap_err().code, "key_taken");
        assert_eq!(on_hand(app, "PKG-003").await, before + 40);
    }

    async fn sixty_four_clients_draw_the_same_material_and_never_below_zero(app) {
        let has = on_hand(app, "PKG-002").await;
        let draws = (0..64).map(|_| async { draw(app, &[("PKG-002", 7)]).await });
        let outcomes = futures::future::join_all(draws).await;
        let taken = outcomes.iter().filter(|outcome| outcome.is_ok()).count() as i64;
        assert_eq!(taken, has / 7);
        assert!(outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).all(|failure| failure.code == "insufficient_balance"));
        assert_eq!(on_hand(app, "PKG-002").await, has - taken * 7);
        balanced(app).await;
    }

    async fn many_who_move_many_materials_at_once_never_stand_in_each_others_way(app) {
        receive(app, &[("PKG-001", 1_000), ("PKG-002", 1_000), ("PKG-003", 1_000)]).await.unwrap();
        let orders = [["PKG-001", "PKG-002", "PKG-003"], ["PKG-003", "PKG-001", "PKG-002"], ["PKG-002", "PKG-003", "PKG-001"]];
        let draws = (0..24_usize).map(|index| async move { draw(app, &orders[index % 3].map(|code| (code, 3))).await });
        for outcome in futures::future::join_all(draws).await {
            outcome.unwrap();
        }
        balanced(app).await;
    }

    async fn an_alert_fires_once_a_crossing_and_says_why(app) {
        let fired = || app.count("select count(*) from packaging_alerts a join packaging_materials m on m.id = a.material_id
                                  where m.code = 'PKG-001' and a.outcome = 'Fired'");
        let told = || app.count("select count(*) from notifications where kind = 'packaging' and title like 'Poly Bags 5kg%'");
        let (before, bells) = (fired().await, told().await);
        receive(app, &[("PKG-001", 600)]).await.unwrap();
        let heard = app
            .told("packaging:low-stock", async {
                for _ in 0..3 {
                    draw(app, &[("PKG-001", 100)]).await.unwrap();
                }
            })
            .await;
        assert_eq!((fired().await, told().await), (before + 1, bells + 2));
        assert_eq!(heard.len(), 1);
        assert_eq!((&heard[0]["materialId"], &heard[0]["balance"], &heard[0]["moq"]), (&json!("PKG-001"), &json!(1000), &json!(1000)));
        let why = app.role(Role::Warehouse).get("/api/packaging/materials/PKG-001").await.ok()["data"]["alert"].as_str().unwrap().to_owned();
        assert!(why.contains("took it from 1,100 to 1,000 PCS") && why.contains("2 people were told"), "{why}");
    }

    async fn a_correction_is_a_new_entry_that_names_what_it_corrects(app) {
        let client = app.role(Role::Warehouse);
        let before = on_hand(app, "PKG-003").await;
        let entry = receive(app, &[("PKG-003", 500)]).await.unwrap().lines[0].entry;
        let data = client.post_json("/api/packaging/corrections", json!({"entry": entry.to_string(), "qty": 50, "reason": "A nought too many"})).await.ok();
        let transaction = &data["data"]["transaction"];
        assert_eq!((&transaction["corrects"], &transaction["change"], &transaction["type"]), (&json!(entry.to_string()), &json!(-450), &json!("IN")));
        assert_eq!(on_hand(app, "PKG-003").await, before + 50);
        let again = json!({"entry": entry.to_string(), "qty": 50, "reason": "Once more"});
        assert_eq!(client.post_json("/api/packaging/corrections", again).await.refused(422), "not_correctable");
        let correction = json!({"entry": transaction["id"], "qty": 1, "reason": "x"});
        assert_eq!(client.post_json("/api/packaging/corrections", correction).await.refused(422), "not_correctable");
        balanced(app).await;
    }

    async fn the_database_itself_keeps_the_ledger(app) {
        for (why, text) in [
            ("packaging_entries are never changed", "update packaging_entries set quantity_milli = 1000 where id = 1"),
            ("packaging_entries are never", "delete from packaging_entries where id = 1"),
            ("packaging_documents are never", "delete from packaging_documents where id = 1"),
            // More than there is goes out.
            ("on_hand_milli", "insert into packaging_entries (document_id, position, material_id, warehouse_id, kind, quantity_milli, balance_milli, total_milli, level_milli, moved_on, at)
             values (1, 900, 1, 1, 'OUT', -100000000, 0, 0, 0, 0, 0)"),
            ("whose balance is not the sum of the ledger", "insert into packaging_entries (document_id, position, material_id, warehouse_id, kind, quantity_milli, balance_milli, total_milli, level_milli, moved_on, at)
             values (1, 901, 1, 1, 'IN', 1000, 1000, 1000, 0, 0, 0)"),
        ] {
            let refused = app.arrange().await.sql(text).run().await.unwrap_err();
            // One engine names the table as it is, the other in words.
            assert!(format!("{refused:?}").replace("packaging ", "packaging_").contains(why), "{text}: {refused:?}");
        }
        balanced(app).await;
    }

    async fn the_ledger_is_filtered_by_material_and_days_and_paged(app) {
        let client = app.role(Role::Procurement);
        let page = client.get("/api/packaging/transactions?materialId=PKG-001&limit=10").await.ok();
        assert!(page["data"].as_array().unwrap().iter().all(|row| row["materialId"] == "PKG-001"));
        assert_eq!(page["data"].as_array().unwrap().len(), 10);
        let next = page["pagination"]["nextCursor"].as_str().unwrap().to_owned();
        let more = client.get(&format!("/api/packaging/transactions?materialId=PKG-001&limit=10&cursor={next}")).await.ok();
        assert!(more["data"][0]["id"].as_str().unwrap().parse::<i64>().unwrap() < next.parse::<i64>().unwrap());
        let today = app.desk().clock.today();
        let days = format!("/api/packaging/transactions?startDate={}&endDate={}&limit=500", today.add_days(-3).iso(), today.iso());
        let rows = client.get(&days).await.ok();
        assert!(rows["pagination"]["total"].as_i64().unwrap() > 0);
        assert_eq!(client.get("/api/packaging/transactions?materialId=PKG-999").await.refused(422), "invalid");
    }

    async fn low_stock_says_what_to_order_and_why(app) {
        let rows = app.role(Role::Procurement).get("/api/packaging/low-stock").await.ok();
        let first = rows["data"].as_array().unwrap().iter().find(|row| row["id"] == "PKG-001").unwrap().clone();
        assert!(first["suggestedQty"].as_i64().unwrap() % 1_000 == 0 && first["suggestedQty"].as_i64().unwrap() > 0, "{first}");
        assert!(first["reasoning"].as_str().unwrap().contains("went out in 30 days"), "{first}");
        let file = app.role(Role::Procurement).get("/api/packaging/export/purchase-request").await;
        assert_eq!((file.status, &file.body[..2]), (200, &b"PK"[..]));
    }

    async fn a_count_is_approved_by_another_and_its_differences_become_entries(app) {
        let (desk, keeper, other) = (app.desk(), app.actor("WH-001").await, app.actor("ADMIN-001").await);
        let form = CountForm { key: key(), warehouse: of("BHW"), category: of("Poly Pkts"), blind: of("on"), ..CountForm::default() };
        let id = count::start(&desk, &keeper, &form).await.unwrap();
        assert_eq!(count::start(&desk, &keeper, &form).await.unwrap(), id);
        let sheet = count::show(&desk, &keeper, id).await.unwrap();
        assert!(!sheet.lines.is_empty() && sheet.lines.iter().all(|line| line.book.is_none()), "a blind sheet shows no book");
        let found = |code: &str, loose: &str| FoundForm { material: of(code), loose: of(loose), ..FoundForm::default() };
        let lines = vec![found("PKG-001", "488")];
        let sheet = CountSheetForm { count: id.to_string(), intent: of("submit"), partly: of("on"), lines };
        count::keep(&desk, &keeper, &sheet).await.unwrap();
        let verdict = |remark: &str| VerdictForm { count: id.to_string(), verdict: of("approve"), remark: of(remark), ..VerdictForm::default() };
        assert_eq!(count::decide(&desk, &keeper, &verdict("Torn")).await.unwrap_err().code, "own_count");
        assert_eq!(count::decide(&desk, &other, &verdict("")).await.unwrap_err().code, "invalid");
        // What moves between count and approval stays moved.
        draw(app, &[("PKG-001", 10)]).await.unwrap();
        let shown = count::show(&desk, &other, id).await.unwrap();
        assert!(shown.warning.contains("moved during the count") && shown.may_approve, "{}", shown.warning);
        count::decide(&desk, &other, &verdict("Torn")).await.unwrap();
        assert_eq!(on_hand(app, "PKG-001").await, 478);
        assert_eq!(count::decide(&desk, &other, &verdict("Torn")).await.unwrap_err().code, "wrong_state");
        balanced(app).await;
    }

    async fn a_difference_that_can_be_seen_needs_its_reason(app) {
        let (desk, keeper) = (app.desk(), app.actor("WH-001").await);
        let form = CountForm { key: key(), warehouse: of("BHW"), category: of("Poly Pkts"), in_boxes: of("on"), ..CountForm::default() };
        let id = count::start(&desk, &keeper, &form).await.unwrap();
        let line = |reason: &str| FoundForm { material: of("PKG-001"), boxes: of("1"), loose: of("7"), reason: of(reason) };
        let of_lines = |reason: &str, partly| CountSheetForm { count: id.to_string(), intent: of("submit"), partly: of(partly), lines: vec![line(reason)] };
        let asked = count::keep(&desk, &keeper, &of_lines("Found", "")).await.unwrap_err();
        assert_eq!((asked.code.as_str(), asked.fields[0].field.as_str()), ("invalid", "partly"), "what nobody counted is asked about");
        let sheet = |reason: &str| of_lines(reason, "on");
        assert_eq!(count::keep(&desk, &keeper, &sheet("")).await.unwrap_err().fields[0].field, "reason");
        count::keep(&desk, &keeper, &sheet("Seven were found behind the rack")).await.unwrap();
        let shown = count::show(&desk, &keeper, id).await.unwrap();
        let counted = shown.lines.iter().find(|line| line.code == "PKG-001").unwrap();
        assert_eq!((counted.counted, counted.difference), (Some(Quantity::from_units(507)), Some(Quantity::from_units(7))));
        assert!(shown.lines.len() > 1, "every line is kept");
    }

    async fn packing_consumes_by_the_bill_once(app) {
        let desk = app.desk();
        let actor = app.actor("WH-001").await;
        receive(app, &[("PKG-001", 500), ("PKG-014", 500), ("PKG-021", 50), ("PKG-024", 20), ("PKG-026", 500)]).await.unwrap();
        let (sku, order): (String, OrderId) = desk.db
            .sql("select p.sku, o.id from packaging_bills b join products p on p.id = b.product_id cross join orders o
                  where b.material_id = 1 order by p.id, o.id limit 1").one().await.unwrap();
        let before = on_hand(app, "PKG-001").await;
        for _ in 0..2 {
            let mut work = desk.begin(&actor, Capability::PackOrder).await.unwrap();
            let packed = [Packed { sku: sku.clone(), quantity: Quantity::from_units(30), boxes: 3 }];
            let needs = bills::needs(&mut work, &packed).await.unwrap();
            assert_eq!(needs.iter().find(|need| need.code == "PKG-001").unwrap().quantity, Quantity::from_units(30));
            let used = bills::consume(&mut work, "order-1-part-1", order, WarehouseId::new(1), &needs).await.unwrap().unwrap();
            if used.repeated { work.rollback().await.unwrap() } else { work.commit().await.unwrap() }
        }
        assert_eq!(on_hand(app, "PKG-001").await, before - 30);
        balanced(app).await;
    }

    async fn ledger_and_stock_leave_as_files(app) {
        let client = app.role(Role::Warehouse);
        let csv = client.get("/api/packaging/export/ledger/csv?materialId=PKG-001").await;
        assert_eq!(csv.status, 200, "{}", csv.text());
        assert!(csv.text().lines().count() > 10 && csv.text().contains("PKG-001") && !csv.text().contains("PKG-002"));
        for path in ["/api/packaging/export/ledger/xlsx", "/api/packaging/export/stock/xlsx"] {
            let file = client.get(path).await;
            assert_eq!((file.status, &file.body[..2]), (200, &b"PK"[..]), "{path}");
        }
        assert!(client.get("/api/packaging/export/stock/csv").await.text().contains("Poly Bags 5kg"));
    }

    async fn a_count_that_waits_offers_its_approval_to_another_than_who_counted(app) {
        let own = app.person("WH-001").get("/packaging/counts/1").await.text();
        assert!(own.contains("id=\"why-not\"") && own.contains("value=\"approve\" disabled"), "{own}");
        let other = app.admin().get("/packaging/counts/1").await.text();
        assert!(!other.contains("id=\"why-not\"") && other.contains("value=\"approve\""), "{other}");
    }
}
