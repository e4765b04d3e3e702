//! What follows from what was done to an order.

use nexus::{
    credit::{
        rules::{Cause, Exposure},
        server::service,
    },
    orders::{
        Action, Status,
        model::BookForm,
        server::{act, browser::Typed, edit, overrides, quote, show},
    },
    settings::{self, model::SettingsForm},
    values::Money,
};

use crate::{
    orders::{book_as, booked, does, form, good_customer},
    support::*,
};

both! {
    async fn a_back_order_goes_with_the_order_it_is_the_rest_of(app) {
        good_customer(app).await;
        let order = book_as(app, "SALES-001", &BookForm { shortage: "back_order".to_owned(), ..form(&[("SKU-001", "160")]) }).await.unwrap();
        let rest = order.back_order.clone().unwrap();
        does(app, "CREDIT-001", &order.number, Action::Recall, "Asked to wait").await.unwrap();
        assert_eq!(does(app, "SALES-001", &order.number, Action::Cancel, "Not wanted").await, Ok(Status::Cancelled));
        let rest = show::show(&app.desk(), &app.actor("SALES-001").await, &rest).await.unwrap();
        assert_eq!(rest.status, Status::Cancelled);
        assert!(rest.timeline.iter().any(|entry| entry.remark == format!("{} was cancelled", order.number)));
    }

    async fn an_order_that_is_changed_is_not_compared_with_itself(app) {
        good_customer(app).await;
        let last = async |order: &str| {
            let form = BookForm { order: order.to_owned(), ..form(&[("SKU-001", "2")]) };
            let quote = quote::quote(&app.desk(), &app.actor("SALES-001").await, &form).await.unwrap();
            quote.products[0].1.last_rate
        };
        let before = last("").await;
        set(app, "update products set price_paise = 123456 where sku = 'SKU-001'").await;
        let order = booked(app, &[("SKU-001", "1")]).await;
        let paid = last("").await;
        assert!(paid.is_some() && paid != before, "{before:?} {paid:?}");
        assert_eq!(last(&order.number).await, before);
        booked(app, &[("SKU-001", "1")]).await;
        assert_eq!(last(&order.number).await, paid);
    }

    async fn a_release_that_was_taken_back_is_left_to_a_person(app) {
        good_customer(app).await;
        let order = booked(app, &[("SKU-001", "1")]).await;
        assert_eq!(order.status, Status::PendingWhSelection);
        does(app, "CREDIT-001", &order.number, Action::Recall, "The cheque bounced").await.unwrap();
        app.credit().patch_json("/api/customers/CUST-001", json!({"creditLimit": 900_000})).await.ok();
        app.run_jobs().await;
        let waiting = app.sales().get(&format!("/api/orders/{}", order.number)).await.ok();
        assert_eq!(waiting["data"]["status"], "Pending Credit Approval");
        does(app, "CREDIT-001", &order.number, Action::ReleaseCredit, "").await.unwrap();
    }

    async fn an_order_cut_down_lets_the_customers_others_go(app) {
        good_customer(app).await;
        set(app, "update customers set credit_limit_paise = 2000000 where code = 'CUST-001'").await;
        let large = booked(app, &[("SKU-001", "60")]).await;
        let small = booked(app, &[("SKU-001", "1")]).await;
        assert_eq!([large.status, small.status], [Status::PendingCreditApproval; 2]);
        let cut = BookForm { order: large.number.clone(), ..form(&[("SKU-001", "2")]) };
        edit::change(&app.desk(), &app.actor("SALES-001").await, &cut).await.unwrap();
        app.run_jobs().await;
        let small = show::show(&app.desk(), &app.actor("SALES-001").await, &small.number).await.unwrap();
        assert_eq!(small.status, Status::PendingWhSelection);
        assert!(small.timeline.last().unwrap().data.by_itself);
    }

    async fn automatic_release_turned_on_lets_go_what_waits_for_nothing_else(app) {
        good_customer(app).await;
        let save = async |on: bool| {
            let desk = app.desk();
            let seen = app.count("select coalesce(max(updated_at), 0) from settings").await;
            let form = SettingsForm {
                release_automatically: on.then(|| "on".to_owned()),
                seen: seen.to_string(),
                ..SettingsForm::of(&settings::server::get(&desk.db).await.unwrap())
            };
            settings::server::service::save(&desk, &app.actor("ADMIN-001").await, form).await.unwrap();
        };
        save(false).await;
        let order = booked(app, &[("SKU-001", "1")]).await;
        assert_eq!(order.status, Status::PendingCreditApproval);
        app.run_jobs().await;
        let status = async || show::show(&app.desk(), &app.actor("SALES-001").await, &order.number).await.unwrap().status;
        assert_eq!(status().await, Status::PendingCreditApproval);
        save(true).await;
        app.run_jobs().await;
        assert_eq!(status().await, Status::PendingWhSelection);
    }

    async fn an_order_that_is_over_counts_no_more_in_the_exposure_on_its_page(app) {
        good_customer(app).await;
        let (one, other) = (booked(app, &[("SKU-001", "2")]).await, booked(app, &[("SKU-001", "1")]).await);
        let credit = async |number: &str| show::show(&app.desk(), &app.actor("SALES-001").await, number).await.unwrap().credit.unwrap().exposure;
        assert_eq!(credit(&one.number).await, Exposure { outstanding: Money::ZERO, open_orders: other.total, this_order: one.total });
        does(app, "CREDIT-001", &one.number, Action::Cancel, "Not wanted").await.unwrap();
        assert_eq!(credit(&one.number).await, Exposure { outstanding: Money::ZERO, open_orders: other.total, this_order: Money::ZERO });
        let page = app.sales().get(&format!("/orders/{}", one.number)).await.text();
        assert!(page.contains("status=Pending+Packing") && !page.contains("This order</dt>"), "{page}");
    }

    async fn under_a_policy_that_warns_an_order_goes_on_and_its_timeline_says_in_spite_of_what(app) {
        good_customer(app).await;
        set(app, "update customers set credit_limit_paise = 100, overdue_paise = 500 where code = 'CUST-001'").await;
        set(app, "insert into settings (key, value, updated_at) values ('credit.test', 'warn', 1)").await;
        let quote = quote::quote(&app.desk(), &app.actor("SALES-001").await, &form(&[("SKU-001", "1")])).await.unwrap();
        assert_eq!((quote.reasons.len(), quote.warnings.len()), (0, 2));
        let order = booked(app, &[("SKU-001", "1")]).await;
        assert_eq!(order.status, Status::PendingWhSelection);
        let order = show::show(&app.desk(), &app.actor("SALES-001").await, &order.number).await.unwrap();
        let told: Vec<_> = order.timeline.last().unwrap().data.reasons.iter().map(|reason| reason.code()).collect();
        assert_eq!(told, ["over_limit", "overdue"]);
    }

    async fn open_orders_count_unless_the_policy_leaves_them_out(app) {
        good_customer(app).await;
        set(app, "update customers set credit_limit_paise = 1000000 where code = 'CUST-001'").await;
        booked(app, &[("SKU-001", "20")]).await;
        let counted = booked(app, &[("SKU-001", "20")]).await;
        assert_eq!(counted.status, Status::PendingCreditApproval);
        set(app, "insert into settings (key, value, updated_at) values ('credit.count_open_orders', 'false', 1)").await;
        let case = service::case(&app.desk(), &app.actor("CREDIT-001").await, &counted.number).await.unwrap();
        assert_eq!((case.exposure.open_orders, case.order.over), (Money::ZERO, Money::ZERO));
        let alone = booked(app, &[("SKU-001", "20")]).await;
        assert_eq!(alone.status, Status::PendingWhSelection);
        let larger = booked(app, &[("SKU-001", "22")]).await;
        assert_eq!(larger.status, Status::PendingCreditApproval);
    }

    async fn a_release_above_the_limit_is_good_until_its_day(app) {
        good_customer(app).await;
        set(app, "update customers set credit_limit_paise = 100 where code = 'CUST-001'").await;
        let order = booked(app, &[("SKU-001", "1")]).await;
        let today = app.clock.now().ist_date();
        let release = async |until: nexus::values::Date| {
            let typed = Typed {
                action: "release".to_owned(),
                remark: "They pay on Monday".to_owned(),
                cause: "payment_promised".to_owned(),
                until: until.iso(),
                ..Typed::default()
            };
            act::act(&app.desk(), &app.actor("APPROVER-001").await, &order.number, &typed.read().unwrap()).await
        };
        assert_eq!(release(today.add_days(-1)).await.unwrap_err().fields[0].code, "past");
        release(today.add_days(2)).await.unwrap();
        let shown = async || show::show(&app.desk(), &app.actor("SALES-001").await, &order.number).await.unwrap();
        let kept = shown().await.timeline.last().unwrap().data.clone();
        assert_eq!((kept.cause, kept.until), (Some(Cause::PaymentPromised), Some(today.add_days(2))));
        app.clock.advance_seconds(2 * 86_400);
        assert_eq!(overrides::run_out(&app.desk()).await.unwrap(), 0);
        app.clock.advance_seconds(86_400);
        assert_eq!(overrides::run_out(&app.desk()).await.unwrap(), 1);
        app.run_jobs().await;
        let after = shown().await;
        assert_eq!((after.status, after.reasons.len()), (Status::PendingCreditApproval, 1));
        assert_eq!(overrides::run_out(&app.desk()).await.unwrap(), 0);
    }

    async fn lines_on_the_wire_name_the_product_as_its_own_list_does(app) {
        good_customer(app).await;
        set(app, "update products set barcode = '8901234567890' where sku = 'SKU-001'").await;
        let product = app.sales().get("/api/products/SKU-001").await.ok()["data"]["id"].clone();
        let body = json!({"customerId": "CUST-001", "items": [{"productId": product, "quantity": 1}]});
        let order = app.sales().post_json("/api/orders", body).await.ok()["data"].clone();
        let item = &order["items"][0];
        assert_eq!((&item["productId"], &item["skuCode"], &item["barcode"]), (&product, &json!("SKU-001"), &json!("8901234567890")));
        let listed = app.sales().get("/api/orders?limit=1").await.ok()["data"][0].clone();
        assert_eq!(listed["items"][0]["productId"], product);
    }

    async fn a_listed_order_has_all_that_the_order_alone_has(app) {
        good_customer(app).await;
        let order = booked(app, &[("SKU-001", "1")]).await;
        app.sales().upload(&format!("/api/orders/{}/files", order.number), "po.pdf", b"%PDF-1.4 po".to_vec()).await;
        let listed = app.sales().get("/api/orders?limit=1").await.ok()["data"][0].clone();
        let alone = app.sales().get(&format!("/api/orders/{}", order.number)).await.ok()["data"].clone();
        assert!(listed["statusHistory"].as_array().is_some_and(|steps| !steps.is_empty()), "{listed}");
        assert!(listed["salesPhotos"][0].as_str().is_some_and(|path| path.starts_with("/api/orders/")), "{listed}");
        for (name, value) in listed.as_object().unwrap() {
            assert_eq!(Some(value), alone.get(name), "{name}");
        }
    }
}
