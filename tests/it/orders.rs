//! Orders over HTTP and at their services.

use nexus::{
    orders::{
        Action, Status,
        model::{BookForm, Booked, LineForm, OrderFilter},
        server::{
            act::{self, Command},
            book, drafts, edit, find, list, many, quote, runs, show, views,
        },
    },
    platform::failure::{Failure, Kind},
    values::{CustomerId, ImportId, Money, ProductId, Quantity},
};

use crate::support::*;

/// A customer in good standing with this limit, in whole rupees, and nothing on the way; and stock nobody has a claim on.
pub async fn good_customer(app: &App) {
    set(
        app,
        "update customers set credit_limit_paise = 10000000, outstanding_paise = 0, overdue_paise = 0, ageing_days = 0,
             status = 'Active', price_list_id = null, min_days_left = 0, state_code = '27' where code = 'CUST-001'",
    )
    .await;
    set(app, "update orders set open = cast(0 as boolean) where customer_id = (select id from customers where code = 'CUST-001')").await;
    set(app, "update order_lines set reserved_milli = 0").await;
    set(app, "update product_stock set reserved_milli = 0").await;
    set(app, "update batches set reserved_milli = 0").await;
    set(app, "update products set price_paise = 45000, gst_bp = 500 where sku = 'SKU-001'").await;
}

fn line(sku: &str, quantity: &str) -> LineForm {
    LineForm { sku: sku.to_owned(), quantity: quantity.to_owned(), ..LineForm::default() }
}

pub fn form(lines: &[(&str, &str)]) -> BookForm {
    BookForm {
        customer: "CUST-001".to_owned(),
        lines: lines.iter().map(|(sku, quantity)| line(sku, quantity)).collect(),
        ..BookForm::default()
    }
}

pub async fn book_as(app: &App, code: &str, form: &BookForm) -> Result<Booked, Failure> {
    book::book(&app.desk(), &app.actor(code).await, form, "form").await
}

pub async fn booked(app: &App, lines: &[(&str, &str)]) -> Booked {
    book_as(app, "SALES-001", &form(lines)).await.unwrap_or_else(|failure| panic!("{failure:?}"))
}

pub async fn does(app: &App, code: &str, number: &str, action: Action, remark: &str) -> Result<Status, Failure> {
    let command = Command { remark: remark.to_owned(), ..Command::of(action) };
    act::act(&app.desk(), &app.actor(code).await, number, &command).await.map(|acted| acted.status)
}

async fn reserved(app: &App) -> i64 {
    app.count(
        "select reserved_milli from product_stock where product_id = (select id from products where sku = 'SKU-001')",
    )
    .await
}

both! {
    async fn a_seller_of_another_state_bills_igst(app) {
        good_customer(app).await;
        set(
            app,
            "insert into settings (key, value, updated_at) values ('company.state', '29', 1)
             on conflict (key) do update set value = excluded.value",
        )
        .await;
        booked(app, &[("SKU-001", "1")]).await;
        assert_eq!(app.count("select igst_paise from orders order by id desc limit 1").await, 2_250);
    }

    async fn an_order_in_good_standing_is_priced_reserved_and_released_by_itself(app) {
        good_customer(app).await;
        let order = booked(app, &[("sku-001", "40")]).await;
        assert_eq!(order.status, Status::PendingWhSelection);
        assert_eq!(order.total, Money::from_rupees(18_900));
        assert_eq!(reserved(app).await, 40_000);
        let order = show::show(&app.desk(), &app.actor("SALES-001").await, &order.number).await.unwrap();
        assert_eq!([order.totals.cgst, order.totals.sgst], [Money::from_rupees(450); 2]);
        assert_eq!(order.timeline.iter().map(|entry| entry.kind.as_str()).collect::<Vec<_>>(), ["book", "release"]);
        assert!(order.timeline[1].data.by_itself);
    }

    async fn an_order_above_the_limit_waits_with_its_reasons(app) {
        good_customer(app).await;
        set(app, "update customers set credit_limit_paise = 1000000, overdue_paise = 500000, ageing_days = 45 where code = 'CUST-001'").await;
        let order = booked(app, &[("SKU-001", "40")]).await;
        assert_eq!(order.status, Status::PendingCreditApproval);
        let reasons: Vec<_> = order.reasons.iter().map(|reason| reason.code()).collect();
        assert_eq!(reasons, ["over_limit", "overdue"]);
    }

    async fn everything_wrong_is_told_at_once_by_its_row(app) {
        let mut form = form(&[("SKU-0O1", "4"), ("SKU-001", "ten"), ("", "3")]);
        form.customer = "Nobody".to_owned();
        let failure = book_as(app, "SALES-001", &form).await.unwrap_err();
        assert_eq!(failure.kind, Kind::Invalid);
        let found: Vec<_> = failure.fields.iter().map(|error| (error.row, error.field.as_str(), error.code.as_str())).collect();
        let not_a_number = failure.line_field(2, "quantity").unwrap().code.clone();
        assert_eq!(found, [
            (None, "customer", "unknown_customer"),
            (Some(1), "sku", "unknown_product"),
            (Some(2), "quantity", not_a_number.as_str()),
            (Some(3), "sku", "required"),
        ]);
        assert_eq!(failure.line_field(1, "sku").unwrap().hint.as_deref(), Some("SKU-001"));
    }

    async fn short_stock_is_refused_and_says_what_there_is(app) {
        good_customer(app).await;
        let failure = book_as(app, "SALES-001", &form(&[("SKU-001", "151")])).await.unwrap_err();
        let error = failure.line_field(1, "quantity").unwrap();
        assert_eq!(error.code, "short_stock");
        assert!(error.message.contains("150"), "{}", error.message);
        assert_eq!(reserved(app).await, 0);
    }

    async fn what_stock_does_not_cover_becomes_a_linked_order_by_choice(app) {
        good_customer(app).await;
        let form = BookForm { shortage: "back_order".to_owned(), ..form(&[("SKU-001", "160")]) };
        let order = book_as(app, "SALES-001", &form).await.unwrap();
        assert_eq!(reserved(app).await, 150_000);
        let rest = show::show(&app.desk(), &app.actor("SALES-001").await, &order.back_order.unwrap()).await.unwrap();
        assert_eq!((rest.status, rest.lines[0].quantity), (Status::Backorder, Quantity::from_units(10)));
        assert_eq!(rest.related[0].number, order.number);
        assert!(rest.related[0].is_parent);
    }

    async fn of_two_who_want_the_last_carton_one_gets_it(app) {
        good_customer(app).await;
        let (one, two) = (form(&[("SKU-001", "150")]), form(&[("SKU-001", "150")]));
        let (one, two) = tokio::join!(book_as(app, "SALES-001", &one), book_as(app, "SALES-002", &two));
        let refused: Vec<_> = [&one, &two].into_iter().filter_map(|outcome| outcome.as_ref().err()).collect();
        assert_eq!(refused.len(), 1, "{one:?} {two:?}");
        assert_eq!(refused[0].fields[0].code, "short_stock");
        assert_eq!(reserved(app).await, 150_000);
    }

    async fn the_same_form_sent_twice_books_once(app) {
        good_customer(app).await;
        let form = BookForm { key: "k1".to_owned(), ..form(&[("SKU-001", "100")]) };
        let first = book_as(app, "SALES-001", &form).await.unwrap();
        let again = book_as(app, "SALES-001", &form).await.unwrap();
        assert_eq!(first, again);
        assert_eq!(reserved(app).await, 100_000);
    }

    async fn a_form_sent_again_is_answered_though_nothing_more_could_be_booked(app) {
        good_customer(app).await;
        let form = BookForm { key: "k1".to_owned(), ..form(&[("SKU-001", "100")]) };
        let first = book_as(app, "SALES-001", &form).await.unwrap();
        set(app, "update customers set status = 'Inactive' where code = 'CUST-001'").await;
        assert_eq!(book_as(app, "SALES-001", &form).await.unwrap(), first);
    }

    async fn a_change_of_an_older_version_is_refused_with_who_was_first(app) {
        good_customer(app).await;
        set(app, "update customers set overdue_paise = 100 where code = 'CUST-001'").await;
        let order = booked(app, &[("SKU-001", "40")]).await;
        let desk = app.desk();
        let actor = app.actor("SALES-001").await;
        let open = drafts::open(&desk, &actor, drafts::Open { change: Some(order.number.clone()), ..Default::default() }).await.unwrap();
        let change = |quantity: &str| BookForm { lines: vec![line("SKU-001", quantity)], ..open.clone() };
        edit::change(&desk, &app.actor("SALES-010").await, &change("50")).await.unwrap();
        let failure = edit::change(&desk, &actor, &change("30")).await.unwrap_err();
        assert_eq!((failure.kind, failure.code.as_str()), (Kind::Conflict, "changed_by_another"));
        assert!(failure.message.contains("Sunita Rao"), "{}", failure.message);
        assert_eq!(reserved(app).await, 50_000);
        let order = show::show(&desk, &actor, &order.number).await.unwrap();
        let changes = &order.timeline.last().unwrap().data.changes;
        assert_eq!((changes[0].what.as_str(), changes[0].old.as_str(), changes[0].new.as_str()), ("SKU-001 quantity", "40", "50"));
    }

    async fn a_rise_in_value_after_release_is_tested_again(app) {
        good_customer(app).await;
        set(app, "update customers set credit_limit_paise = 2000000 where code = 'CUST-001'").await;
        let order = booked(app, &[("SKU-001", "40")]).await;
        assert_eq!(order.status, Status::PendingWhSelection);
        let change = BookForm { order: order.number.clone(), reason: "more".to_owned(), ..form(&[("SKU-001", "60")]) };
        let changed = edit::change(&app.desk(), &app.actor("APPROVER-001").await, &change).await.unwrap();
        assert_eq!((changed.status, changed.reasons.len()), (Status::PendingCreditApproval, 1));
    }

    async fn nobody_releases_what_they_booked_and_only_the_authority_releases_above_the_limit(app) {
        good_customer(app).await;
        set(app, "update customers set credit_limit_paise = 100 where code = 'CUST-001'").await;
        let order = booked(app, &[("SKU-001", "40")]).await;
        let sales = does(app, "SALES-001", &order.number, Action::ReleaseCredit, "").await.unwrap_err();
        assert_eq!((sales.kind, sales.code.as_str()), (Kind::Forbidden, "forbidden"));
        let credit = does(app, "CREDIT-001", &order.number, Action::ReleaseCredit, "").await.unwrap_err();
        assert_eq!(credit.code, "release_above_limit");
        let without = does(app, "APPROVER-001", &order.number, Action::ReleaseCredit, "").await.unwrap_err();
        assert_eq!(without.fields[0].field, "remark");
        let released = does(app, "APPROVER-001", &order.number, Action::ReleaseCredit, "known for years").await.unwrap();
        assert_eq!(released, Status::PendingWhSelection);
        let own = book_as(app, "ADMIN-001", &form(&[("SKU-001", "1")])).await.unwrap();
        assert_eq!(does(app, "ADMIN-001", &own.number, Action::ReleaseCredit, "x").await.unwrap_err().code, "own_booking");
        let shown = show::show(&app.desk(), &app.actor("CREDIT-001").await, &order.number).await.unwrap();
        let data = &shown.timeline.last().unwrap().data;
        assert_eq!(data.over, Some(Money::from_rupees(18_899)));
    }

    async fn a_cancelled_order_gives_its_stock_back_and_can_be_booked_anew(app) {
        good_customer(app).await;
        set(app, "update customers set overdue_paise = 100 where code = 'CUST-001'").await;
        let order = booked(app, &[("SKU-001", "40")]).await;
        let reason = does(app, "SALES-001", &order.number, Action::Cancel, " ").await.unwrap_err();
        assert_eq!(reason.fields[0].field, "remark");
        does(app, "SALES-001", &order.number, Action::Cancel, "double").await.unwrap();
        assert_eq!(reserved(app).await, 0);
        assert_eq!(does(app, "SALES-001", &order.number, Action::Reopen, "").await.unwrap(), Status::Draft);
        let change = BookForm { order: order.number.clone(), ..form(&[("SKU-001", "40")]) };
        let again = edit::change(&app.desk(), &app.actor("SALES-001").await, &change).await.unwrap();
        assert_eq!(again.status, Status::PendingCreditApproval);
        assert_eq!(reserved(app).await, 40_000);
        app.run_jobs().await;
    }

    async fn a_waiting_order_is_released_by_itself_when_money_comes_in(app) {
        good_customer(app).await;
        set(app, "update customers set overdue_paise = 100 where code = 'CUST-001'").await;
        let order = booked(app, &[("SKU-001", "40")]).await;
        set(app, "update customers set overdue_paise = 0 where code = 'CUST-001'").await;
        let id = app.count("select id from customers where code = 'CUST-001'").await;
        let mut work = app.arrange().await;
        nexus::orders::server::retest::enqueue(&mut work, CustomerId::new(id));
        work.commit().await.unwrap();
        app.run_jobs().await;
        let order = show::show(&app.desk(), &app.actor("SALES-001").await, &order.number).await.unwrap();
        assert_eq!(order.status, Status::PendingWhSelection);
        assert!(order.timeline.last().unwrap().data.by_itself);
    }

    async fn sales_people_see_their_own_orders_and_those_below_them(app) {
        good_customer(app).await;
        let order = booked(app, &[("SKU-001", "1")]).await;
        let sees = async |code: &str| show::show(&app.desk(), &app.actor(code).await, &order.number).await.is_ok();
        assert!(sees("SALES-001").await && sees("SALES-010").await && sees("CREDIT-001").await);
        assert!(!sees("SALES-002").await && !sees("DEL-001").await);
        let filter = OrderFilter { q: order.number.clone(), ..OrderFilter::default() };
        let found = async |code: &str| list::page(&app.desk(), &app.actor(code).await, &filter, 10).await.unwrap().rows.len();
        assert_eq!([found("SALES-010").await, found("SALES-002").await], [1, 0]);
    }

    async fn pages_put_together_are_the_whole_list_in_every_sort(app) {
        let (desk, actor) = (app.desk(), app.actor("ADMIN-001").await);
        for sort in ["booked", "value", "number", "customer", "status", "salesperson"] {
            for dir in ["asc", "desc"] {
                let filter = OrderFilter::from_query(&format!("sort={sort}&dir={dir}"));
                let whole = list::page(&desk, &actor, &filter, 100_000).await.unwrap();
                let (mut paged, mut at) = (Vec::new(), filter.clone());
                let last = loop {
                    let page = list::page(&desk, &actor, &at, 37).await.unwrap();
                    paged.extend(page.rows.iter().map(|row| row.id));
                    let Some(next) = page.next.clone() else { break page.previous };
                    at.after = Some(next);
                };
                let ids: Vec<_> = whole.rows.iter().map(|row| row.id).collect();
                assert!(ids.len() > 100);
                assert_eq!(paged, ids, "{sort} {dir}");
                assert_eq!(whole.totals.count, ids.len() as i64);
                let back = OrderFilter { before: last, ..filter };
                let before = list::page(&desk, &actor, &back, 37).await.unwrap();
                let end = (ids.len() - 1) / 37 * 37;
                assert_eq!(before.rows.iter().map(|row| row.id).collect::<Vec<_>>(), ids[end - 37..end], "{sort} {dir} back");
            }
        }
    }

    async fn an_import_books_all_its_orders_once(app) {
        good_customer(app).await;
        let customer = CustomerId::new(app.count("select id from customers where code = 'CUST-001'").await);
        let product = ProductId::new(app.count("select id from products where sku = 'SKU-001'").await);
        set(app, "insert into imports (kind, file_name, file_hash, size_bytes, state, user_id, created_at)
                  values ('orders', 'a.xlsx', 'h', 1, 'running', 3, 0)").await;
        let import = ImportId::new(app.count("select max(id) from imports").await);
        let order = |group: &str, units: i64| many::ManyOrder {
            group: group.to_owned(),
            customer,
            lines: vec![many::ManyLine { row: 2, product, quantity: Quantity::from_units(units), rate: None, batch: None }],
            customer_po: String::new(),
            remarks: String::new(),
        };
        let actor = app.actor("SALES-001").await;
        for _ in 0..2 {
            let mut work = app.desk().begin(&actor, Capability::UploadOrders).await.unwrap();
            work.without_audit();
            let outcomes = many::book_many(&mut work, import, vec![order("a", 100), order("b", 60), order("c", 50)]).await.unwrap();
            work.commit().await.unwrap();
            assert_eq!(outcomes.iter().map(|one| one.outcome.is_ok()).collect::<Vec<_>>(), [true, false, true]);
        }
        assert_eq!(reserved(app).await, 150_000);
    }

    async fn what_is_typed_is_found_and_quoted(app) {
        good_customer(app).await;
        let (desk, actor) = (app.desk(), app.actor("SALES-001").await);
        let name = find::customer(&desk, &actor, "CUST-001").await.unwrap().unwrap().name;
        let found = find::customers(&desk, &actor, &name.to_lowercase()).await.unwrap();
        assert_eq!(found[0].code, "CUST-001");
        let products = find::products(&desk, &actor, "sku-001", "CUST-001").await.unwrap();
        assert_eq!((products[0].sku.as_str(), products[0].stock), ("SKU-001", Quantity::from_units(150)));
        let quote = quote::quote(&desk, &actor, &form(&[("SKU-001", "151"), ("SKU-001", "x")])).await.unwrap();
        assert_eq!((quote.lines.len(), quote.errors.len()), (1, 2));
        assert_eq!(quote.lines[0].short, Quantity::from_units(1));
    }

    async fn what_lines_name_is_known_before_the_customer_is(app) {
        let (desk, actor) = (app.desk(), app.actor("SALES-001").await);
        let typed = BookForm { customer: String::new(), ..form(&[("SKU-001", "2"), ("SKU-0", "1"), ("sku-001", "")]) };
        let quote = quote::quote(&desk, &actor, &typed).await.unwrap();
        assert_eq!(quote.products.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [1, 3]);
        let (_, product) = &quote.products[0];
        assert_eq!((product.stock, product.price_list_rate, product.last_rate), (Quantity::from_units(150), None, None));
        assert!(product.expires.is_some() && !product.name.is_empty());
        assert!(quote.customer.is_none() && quote.lines.is_empty());
    }

    async fn a_draft_keeps_what_was_typed_for_its_owner(app) {
        let (desk, actor) = (app.desk(), app.actor("SALES-001").await);
        let typed = BookForm { remarks: "half-way".to_owned(), ..form(&[("SKU-0", "ten")]) };
        let draft = drafts::save(&desk, &actor, &typed).await.unwrap();
        let opened = drafts::open(&desk, &actor, drafts::Open { draft: Some(draft.id.to_string()), ..Default::default() }).await.unwrap();
        assert_eq!((opened.lines, opened.remarks), (typed.lines, typed.remarks));
        let other = app.actor("SALES-002").await;
        assert!(drafts::open(&desk, &other, drafts::Open { draft: Some(draft.id.to_string()), ..Default::default() }).await.is_err());
        drafts::discard(&desk, &actor, draft.id).await.unwrap();
        assert!(drafts::list(&desk, &actor).await.unwrap().iter().all(|one| one.id != draft.id));
    }

    async fn a_shared_view_is_seen_by_others_and_deleted_by_its_owner(app) {
        let (desk, actor, other) = (app.desk(), app.actor("SALES-001").await, app.actor("SALES-002").await);
        let id = views::save(&desk, &actor, "Large", "min=100000&after=1~x~1", true).await.unwrap();
        let seen = views::list(&desk, &other).await.unwrap();
        let view = seen.iter().find(|view| view.id == id).unwrap();
        assert_eq!((view.query.as_str(), view.mine), ("min=100000.00", false));
        assert!(views::delete(&desk, &other, id).await.is_err());
        views::delete(&desk, &actor, id).await.unwrap();
    }
}

both! {
    async fn an_order_is_booked_read_changed_and_cancelled_over_http(app) {
        good_customer(app).await;
        set(app, "update customers set overdue_paise = 100 where code = 'CUST-001'").await;
        let sales = app.sales();
        let body = json!({"customerId": "CUST-001", "items": [{"skuCode": "SKU-001", "quantity": 40, "price": 445.5}], "remarks": "soon"});
        let reply = sales.post_json("/api/orders", body).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        let order = reply.json()["data"].clone();
        let id = order["id"].as_str().unwrap().to_owned();
        assert_eq!(order["subTotal"], json!(17820));
        assert_eq!(order["total"], json!(18711));
        assert_eq!(order["items"][0]["price"], json!(445.5));
        assert_eq!(order["statusHistory"][0]["userName"], "Rajesh Kumar");
        let changed = sales.patch_json(&format!("/api/orders/{id}"), json!({"items": [{"skuCode": "SKU-001", "quantity": "10"}]})).await.ok();
        assert_eq!(changed["data"]["total"], json!(4725));
        assert_eq!(changed["data"]["remarks"], "soon");
        let held = app.credit().put_json(&format!("/api/orders/{id}/status"), json!({"status": "On Hold", "remarks": "call first"})).await.ok();
        assert_eq!(held["data"]["status"], "On Hold");
        let wrong = app.credit().put_json(&format!("/api/orders/{id}/status"), json!({"status": "Delivered"})).await;
        assert_eq!(wrong.refused(409), "not_from_this_state");
        let gone = sales.delete(&format!("/api/orders/{id}?reason=by%20mistake")).await.ok();
        let last = gone["data"]["statusHistory"].as_array().and_then(|history| history.last()).expect("a history");
        assert_eq!((&last["status"], &last["remarks"]), (&json!("Cancelled"), &json!("by mistake")));
        assert_eq!(app.person("SALES-002").get(&format!("/api/orders/{id}")).await.status, 404);
        app.run_jobs().await;
    }

    async fn the_list_pages_over_http_by_number_and_by_cursor(app) {
        let first = app.admin().get("/api/orders?limit=20").await.ok();
        let second = app.admin().get("/api/orders?limit=20&page=2").await.ok();
        let cursor = first["pagination"]["nextCursor"].as_str().unwrap();
        let by_cursor = app.admin().get(&format!("/api/orders?limit=20&cursor={}", nexus::platform::server::http::escape(cursor))).await.ok();
        assert_eq!(second["data"], by_cursor["data"]);
        assert_eq!([&first, &second].map(|page| page["data"].as_array().unwrap().len()), [20, 20]);
        assert_ne!(first["data"], second["data"]);
        assert_eq!(first["pagination"]["total"], json!(app.count("select count(*) from orders").await));
    }

    async fn by_number_the_list_of_some_days_holds_what_it_holds_by_booking(app) {
        good_customer(app).await;
        let clearance = json!({"customerId": "CUST-001", "items": [{"skuCode": "SKU-001", "batchNumber": "BATCH-001", "quantity": 1, "proposedRate": 300}]});
        app.sales().post_json("/api/orders/clearance", clearance).await.ok();
        let numbers = async |query: String| -> Vec<String> {
            let mut cursor = String::new();
            let mut numbers = Vec::new();
            loop {
                let page = app.admin().get(&format!("/api/orders?limit=7&{query}{cursor}")).await.ok();
                numbers.extend(page["data"].as_array().unwrap().iter().map(|order| order["id"].as_str().unwrap().to_owned()));
                let Some(next) = page["pagination"]["nextCursor"].as_str() else { return numbers };
                cursor = format!("&cursor={}", nexus::platform::server::http::escape(next));
            }
        };
        let today = app.clock.now().ist_date();
        for days in [format!("from={}", today.add_days(-20).iso()), format!("to={}", today.add_days(-3).iso()), format!("from={}&to={}", today.add_days(-45).iso(), today.iso())] {
            let mut expected = numbers(format!("{days}&sort=booked")).await;
            assert!(expected.len() > 7, "{days}: {}", expected.len());
            expected.sort_unstable();
            assert_eq!(numbers(format!("{days}&sort=number&dir=asc")).await, expected, "{days}");
            expected.reverse();
            assert_eq!(numbers(format!("{days}&sort=number")).await, expected, "{days}");
        }
    }

    async fn the_storefront_and_back_orders_are_understood(app) {
        good_customer(app).await;
        set(app, "update customers set email = 'shop@example.com' where code = 'CUST-001'").await;
        let body = json!({"customer": {"name": "Nobody we know", "email": "shop@example.com"}, "backOrder": true,
                          "items": [{"product": "SKU-001", "quantity": 151}], "paymentCollected": true});
        let order = app.sales().post_json("/api/orders", body).await.ok();
        assert_eq!(order["data"]["customerId"], "CUST-001");
        assert!(order["data"]["backOrder"].as_str().unwrap().starts_with("ORD-"));
    }

    async fn a_clearance_order_takes_exact_batches_that_expire_soon(app) {
        good_customer(app).await;
        let item = |batch: &str, quantity: i64| json!({"customerId": "CUST-001", "items": [
            {"skuCode": "SKU-001", "batchNumber": batch, "quantity": quantity, "proposedRate": 300}]});
        let late = app.sales().post_json("/api/orders/clearance", item("BATCH-002", 1)).await;
        assert_eq!(late.refused(422), "invalid");
        assert_eq!(late.json()["errors"][0]["code"], "batch_not_for_clearance");
        let order = app.sales().post_json("/api/orders/clearance", item("BATCH-001", 90)).await.ok();
        assert!(order["data"]["id"].as_str().unwrap().starts_with("CLR-"));
        assert_eq!(order["data"]["items"][0]["allocatedBatches"][0]["qty"], json!(90));
        let more = app.sales().post_json("/api/orders/clearance", item("BATCH-001", 11)).await;
        assert_eq!(more.json()["errors"][0]["code"], "short_stock");
        let rest = app.sales().post_json("/api/orders", json!({"customerId": "CUST-001", "items": [{"skuCode": "SKU-001", "quantity": 61}]})).await;
        assert_eq!(rest.json()["errors"][0]["code"], "short_stock");
        let history = app.sales().get("/api/orders/clearance/history").await.ok();
        assert_eq!(history["data"][0]["id"], order["data"]["id"]);
        let rate = app.sales().get("/api/orders/last-rate/CUST-001/SKU-001").await.ok();
        assert_eq!(rate["data"]["lastRate"], json!(300));
    }

    async fn several_orders_are_led_on_each_for_itself(app) {
        good_customer(app).await;
        set(app, "update customers set overdue_paise = 100 where code = 'CUST-001'").await;
        let (one, two) = (booked(app, &[("SKU-001", "1")]).await, booked(app, &[("SKU-001", "1")]).await);
        does(app, "CREDIT-001", &two.number, Action::Reject, "no").await.unwrap();
        let body = json!({"orderIds": [one.number, two.number, "ORD-0000-00000"], "status": "Pending WH Selection"});
        let answer = app.credit().post_json("/api/orders/bulk-update", body).await.ok();
        assert_eq!((&answer["data"]["updated"], &answer["data"]["failed"]), (&json!(1), &json!(2)));
        assert_eq!(answer["data"]["results"][1]["code"], "not_from_this_state");
        app.run_jobs().await;
    }

    async fn an_action_on_very_many_orders_is_done_by_a_job_with_a_result_each(app) {
        good_customer(app).await;
        set(app, "update customers set overdue_paise = 100 where code = 'CUST-001'").await;
        let (one, two) = (booked(app, &[("SKU-001", "1")]).await, booked(app, &[("SKU-001", "1")]).await);
        does(app, "CREDIT-001", &two.number, Action::Reject, "no").await.unwrap();
        let (desk, actor) = (app.desk(), app.actor("CREDIT-001").await);
        let silent = runs::start(&desk, &actor, &[one.id], &Command::of(Action::Hold)).await.unwrap_err();
        assert_eq!(silent.fields[0].field, "remark");
        let id = runs::start(&desk, &actor, &[two.id, one.id], &Command::of(Action::ReleaseCredit)).await.unwrap();
        let show = async || runs::show(&desk, &actor, &id.to_string()).await.unwrap();
        let before = show().await;
        assert_eq!((before.total, before.done, before.refused, before.is_over()), (2, 0, 0, false));
        assert!(app.credit().get(&format!("/orders/runs/{id}")).await.text().contains("0 of 2 orders"));
        app.run_jobs().await;
        let after = show().await;
        assert_eq!((after.done, after.refused, after.is_over()), (1, 1, true));
        assert_eq!((after.items[0].number.as_str(), after.items[0].status), (two.number.as_str(), None));
        assert_eq!((after.items[1].number.as_str(), after.items[1].status), (one.number.as_str(), Some(Status::PendingWhSelection)));
        let page = app.credit().get(&format!("/orders/runs/{id}")).await.text();
        assert!(page.contains("1 done, 1 refused") && page.contains(after.items[0].refused.as_deref().unwrap()), "{page}");
        assert_eq!(app.sales().get(&format!("/orders/runs/{id}")).await.status, 404);
        assert_eq!(app.count("select count(*) from notifications where title = 'Release: 1 done, 1 refused'").await, 1);
    }

    async fn files_are_kept_by_what_they_are(app) {
        good_customer(app).await;
        let order = booked(app, &[("SKU-001", "1")]).await;
        let path = format!("/api/orders/{}/files", order.number);
        let reply = app.sales().upload(&path, "po.pdf", b"%PDF-1.4 the order".to_vec()).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        let url = reply.json()["data"]["url"].as_str().unwrap().to_owned();
        assert_eq!(app.credit().get(&url).await.text(), "%PDF-1.4 the order");
        assert_eq!(app.person("SALES-002").get(&url).await.status, 404);
        assert_eq!(app.sales().upload(&path, "po.pdf", b"<script>".to_vec()).await.refused(415), "unsupported_file");
    }

    async fn a_file_attached_on_the_page_goes_back_to_it_and_a_wrong_one_says_why(app) {
        good_customer(app).await;
        let order = booked(app, &[("SKU-001", "1")]).await;
        let path = format!("/orders/{}/file", order.number);
        let kept = app.sales().upload(&path, "po.pdf", b"%PDF-1.4 the order".to_vec()).await;
        assert_eq!((kept.status, kept.location()), (303, format!("/orders/{}#files", order.number).as_str()));
        let wrong = app.sales().upload(&path, "bad.pdf", b"some words".to_vec()).await;
        assert_eq!(wrong.status, 415);
        let page = wrong.text();
        assert!(page.contains("This is no photo") && page.contains(&order.number) && page.contains("po.pdf"), "{page}");
        assert!(!page.contains("bad.pdf"), "{page}");
        assert_eq!(app.person("SALES-002").upload(&path, "po.pdf", b"%PDF-1.4".to_vec()).await.status, 404);
    }

    async fn an_export_has_every_order_of_the_filter(app) {
        set(app, "update orders set customer_name = '=cmd()' where id = (select max(id) from orders)").await;
        let count = app.count("select count(*) from orders").await as usize;
        let csv = app.admin().get("/api/orders/export/csv").await;
        assert_eq!(csv.status, 200);
        assert_eq!(csv.text().lines().count(), count + 1);
        assert!(csv.text().contains(",'=cmd(),"));
        let xlsx = app.admin().get("/api/orders/export/xlsx?status=Delivered").await;
        assert_eq!((xlsx.status, &xlsx.body[..2]), (200, b"PK".as_slice()));
        assert_eq!(app.person("DEL-001").get("/api/orders/export/csv").await.status, 403);
    }
}
