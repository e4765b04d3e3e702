//! What people choose to be told of.

use nexus::orders::Action;

use crate::{
    orders::{booked, does, good_customer},
    support::*,
};

/// How many notices of this kind Rajesh has.
async fn told(app: &App, held: bool) -> i64 {
    if held {
        app.count("select count(*) from notifications where user_id = 3 and kind = 'order_held'").await
    } else {
        app.count("select count(*) from notifications where user_id = 3 and kind = 'order'").await
    }
}

/// Credit takes the order back and releases it again: what Rajesh is told of the one and of the other.
async fn recalled_and_released(app: &App, number: &str) -> (i64, i64) {
    let before = (told(app, true).await, told(app, false).await);
    does(app, "CREDIT-001", number, Action::Recall, "The cheque bounced").await.unwrap();
    does(app, "CREDIT-001", number, Action::ReleaseCredit, "").await.unwrap();
    (told(app, true).await - before.0, told(app, false).await - before.1)
}

both! {
    async fn who_chose_nothing_is_told_of_their_orders(app) {
        good_customer(app).await;
        let order = booked(app, &[("SKU-001", "1")]).await;
        assert_eq!(recalled_and_released(app, &order.number).await, (1, 1));
    }

    async fn a_kind_that_is_not_wanted_is_not_told_and_a_hold_always_is(app) {
        good_customer(app).await;
        let order = booked(app, &[("SKU-001", "1")]).await;
        let saved = app.sales().post_form("/account/notices", &[("bell", "import"), ("toast", "import")]).await;
        assert_eq!((saved.status, saved.location()), (303, "/account#notices"));
        assert_eq!(recalled_and_released(app, &order.number).await, (1, 0));
        let page = app.sales().get("/account").await.text();
        let box_of = |channel: &str, kind: &str| {
            let (_, rest) = page.split_once(&format!("name=\"{channel}\" value=\"{kind}\"")).unwrap();
            rest.split('>').next().unwrap().to_owned()
        };
        assert!(box_of("bell", "order_held").contains("checked") && box_of("bell", "order_held").contains("disabled"));
        assert!(!box_of("bell", "order").contains("checked") && box_of("bell", "import").contains("checked"));
        assert!(!box_of("toast", "order_held").contains("checked"));
        app.sales().post_form("/account/notices", &[("bell", "order")]).await;
        assert_eq!(recalled_and_released(app, &order.number).await, (1, 1));
    }

    async fn a_muted_order_is_told_of_no_more_but_when_it_is_held(app) {
        good_customer(app).await;
        let (order, other) = (booked(app, &[("SKU-001", "1")]).await, booked(app, &[("SKU-001", "1")]).await);
        let link = format!("/orders/{}", order.number);
        assert_eq!(app.sales().post_form("/account/notices/mute", &[("link", &link), ("muted", "1")]).await.status, 303);
        assert_eq!(recalled_and_released(app, &order.number).await, (1, 0));
        assert_eq!(recalled_and_released(app, &other.number).await, (1, 1));
        assert!(app.sales().get("/account").await.text().contains(&format!("<a href=\"{link}\">")));
        assert!(app.sales().get("/notifications").await.text().contains("Hear of it again"));
        app.sales().post_form("/account/notices/mute", &[("link", &link)]).await;
        assert_eq!(recalled_and_released(app, &order.number).await, (1, 1));
    }

    async fn what_is_muted_is_a_path_of_ours(app) {
        for link in ["https://elsewhere.example", "//elsewhere.example", ""] {
            assert_eq!(app.sales().post_form("/account/notices/mute", &[("link", link), ("muted", "1")]).await.status, 422);
        }
    }

    async fn a_notice_says_whether_it_is_to_be_shown_at_once(app) {
        good_customer(app).await;
        let order = booked(app, &[("SKU-001", "1")]).await;
        let mut line = app.sales().live(None).await;
        line.until("connected").await;
        recalled_and_released(app, &order.number).await;
        assert!(line.until("notification").await.data.contains("\"toast\":true"));
        line.until("notification").await;
        app.sales().post_form("/account/notices", &[("bell", "order")]).await;
        recalled_and_released(app, &order.number).await;
        assert!(line.until("notification").await.data.contains("\"toast\":false"));
    }

    async fn one_chooses_among_what_one_may_hear_of(app) {
        let sales = app.sales().get("/account").await.text();
        assert!(sales.contains("value=\"import\"") && !sales.contains("value=\"packaging\""));
        assert!(app.role(Role::Warehouse).get("/account").await.text().contains("value=\"packaging\""));
        assert!(!app.role(Role::Viewer).get("/account").await.text().contains("value=\"import\""));
    }

    async fn what_is_no_notice_marks_none_as_read(app) {
        good_customer(app).await;
        let order = booked(app, &[("SKU-001", "1")]).await;
        recalled_and_released(app, &order.number).await;
        let unread = "select count(*) from notifications where user_id = 3 and read_at is null";
        let before = app.count(unread).await;
        assert!(before >= 2);
        for id in ["all", "999999999"] {
            assert_eq!(app.sales().post_form("/notifications/read", &[("id", id)]).await.status, 404, "{id}");
        }
        assert_eq!(app.count(unread).await, before);
        app.sales().post_form("/notifications/read", &[("id", "")]).await;
        assert_eq!(app.count(unread).await, 0);
    }
}
