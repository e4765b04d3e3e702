//! What follows from what was done to an order.

use nexus::orders::{
    Action, Status,
    model::BookForm,
    server::{quote, show},
};

use crate::{
    orders::{book_as, booked, does, form, good_customer, set},
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
            quote.lines[0].product.last_rate
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
