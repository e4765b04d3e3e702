//! The credit queue beyond release and hold: forwarding, testing again, and the rule simulator.

use nexus::{
    credit::{
        model::{QueueOrder, QueueView},
        server::service,
    },
    orders::{
        Action, Status,
        model::Acted,
        server::{
            act::{self, Command},
            show,
        },
    },
    platform::failure::{Failure, Kind},
};

use crate::{
    orders::{book_as, booked, does, form, good_customer},
    support::*,
};

const MINE: QueueView = QueueView { order: QueueOrder::Oldest, mine: true };

/// An order that waits for an overdue of one rupee; the limit is far.
async fn waiting(app: &App) -> String {
    good_customer(app).await;
    set(app, "update customers set overdue_paise = 100 where code = 'CUST-001'").await;
    booked(app, &[("SKU-001", "1")]).await.number
}

async fn paid(app: &App) {
    set(app, "update customers set overdue_paise = 0 where code = 'CUST-001'").await;
}

async fn forward(app: &App, by: &str, number: &str, to: &str) -> Result<Acted, Failure> {
    let (person, remark) = (to.to_owned(), "You know them".to_owned());
    let command = Command { person, remark, ..Command::of(Action::Forward) };
    act::act(&app.desk(), &app.actor(by).await, number, &command).await
}

async fn recheck(app: &App, number: &str) -> Acted {
    let command = Command::of(Action::Recheck);
    act::act(&app.desk(), &app.actor("CREDIT-001").await, number, &command)
        .await
        .unwrap_or_else(|failure| panic!("{failure:?}"))
}

async fn shown(app: &App, number: &str) -> nexus::orders::model::Order {
    show::show(&app.desk(), &app.actor("CREDIT-001").await, number).await.unwrap()
}

/// The numbers that stand in somebody's queue of what was forwarded to them.
async fn mine(app: &App, code: &str) -> Vec<String> {
    let queue = service::queue(&app.desk(), &app.actor(code).await, MINE).await.unwrap();
    assert_eq!(usize::try_from(queue.mine).unwrap(), queue.waiting.len());
    queue.waiting.into_iter().map(|order| order.number).collect()
}

both! {
    async fn a_forwarded_order_says_who_was_asked_and_rings_their_bell(app) {
        let number = waiting(app).await;
        let acted = forward(app, "CREDIT-001", &number, "APPROVER-001").await.unwrap();
        assert_eq!((acted.status, acted.said.as_deref()), (Status::PendingCreditApproval, Some("forwarded to Meera Nair")));
        assert_eq!(mine(app, "APPROVER-001").await, [number.as_str()]);
        assert!(mine(app, "CREDIT-001").await.is_empty());
        let order = shown(app, &number).await;
        let asked = order.forwarded.unwrap();
        assert_eq!((asked.to.as_str(), asked.by.as_str(), asked.remark.as_str()), ("Meera Nair", "Amit Patel", "You know them"));
        let entry = order.timeline.last().unwrap();
        assert_eq!((entry.kind.as_str(), entry.by.as_str(), entry.remark.as_str()), ("forward", "Amit Patel", "You know them"));
        assert_eq!(app.count("select count(*) from notifications where user_id = 6 and title like '%was forwarded to you'").await, 1);
        assert_eq!(app.count("select count(*) from audit_entries where summary like 'Forwarded ORD-% to Meera Nair'").await, 1);
        let page = app.approver().get("/credit?mine=yes").await.text();
        assert!(page.contains("Forwarded to me") && page.contains("forwarded to Meera Nair") && page.contains(&number), "{page}");
        assert!(app.credit().get(&format!("/orders/{number}")).await.text().contains("Forwarded to Meera Nair by Amit Patel"));
    }

    async fn an_order_is_forwarded_to_who_may_decide_on_it_and_to_nobody_else(app) {
        good_customer(app).await;
        set(app, "update customers set overdue_paise = 100 where code = 'CUST-001'").await;
        let number = book_as(app, "ADMIN-001", &form(&[("SKU-001", "1")])).await.unwrap().number;
        for (to, code) in [
            ("", "required"),
            ("NOBODY-001", "unknown_person"),
            ("SALES-001", "may_not_release"),
            ("CREDIT-001", "oneself"),
            ("ADMIN-001", "own_booking"),
        ] {
            let refused = forward(app, "CREDIT-001", &number, to).await.unwrap_err();
            assert_eq!((refused.fields[0].field.as_str(), refused.fields[0].code.as_str()), ("person", code), "{to}");
        }
        let own = booked(app, &[("SKU-001", "1")]).await.number;
        assert_eq!(forward(app, "SALES-001", &own, "CREDIT-001").await.unwrap_err().kind, Kind::Forbidden);
        let colleagues = shown(app, &number).await.colleagues;
        let codes: Vec<_> = colleagues.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(codes, ["ADMIN-001", "APPROVER-001"]);
    }

    async fn others_may_still_decide_and_then_nobody_is_asked_any_more(app) {
        let number = waiting(app).await;
        forward(app, "CREDIT-001", &number, "APPROVER-001").await.unwrap();
        does(app, "CREDIT-001", &number, Action::Hold, "Call them first").await.unwrap();
        assert!(mine(app, "APPROVER-001").await.is_empty() && shown(app, &number).await.forwarded.is_none());
        forward(app, "CREDIT-001", &number, "ADMIN-001").await.unwrap();
        forward(app, "CREDIT-001", &number, "APPROVER-001").await.unwrap();
        assert_eq!((mine(app, "APPROVER-001").await.len(), mine(app, "ADMIN-001").await.len()), (1, 0));
        assert_eq!(does(app, "CREDIT-001", &number, Action::ReleaseCredit, "").await.unwrap(), Status::PendingWhSelection);
        assert!(mine(app, "APPROVER-001").await.is_empty() && shown(app, &number).await.forwarded.is_none());
    }

    async fn who_decides_on_what_was_forwarded_meanwhile_looks_again(app) {
        let number = waiting(app).await;
        let version = shown(app, &number).await.version;
        forward(app, "CREDIT-001", &number, "APPROVER-001").await.unwrap();
        let command = Command { version: Some(version), ..Command::of(Action::ReleaseCredit) };
        let late = act::act(&app.desk(), &app.actor("ADMIN-001").await, &number, &command).await.unwrap_err();
        assert_eq!(late.code, "changed_by_another");
    }

    async fn an_order_tested_again_waits_for_what_still_stands_against_it(app) {
        let number = waiting(app).await;
        set(app, "update customers set overdue_paise = 20000 where code = 'CUST-001'").await;
        let acted = recheck(app, &number).await;
        assert_eq!((acted.status, acted.said.as_deref()), (Status::PendingCreditApproval, Some("still waits: Overdue ₹200")));
        let order = shown(app, &number).await;
        assert_eq!((order.reasons.len(), order.reasons[0].to_string().as_str()), (1, "Overdue ₹200"));
        let entry = order.timeline.last().unwrap();
        assert_eq!((entry.kind.as_str(), entry.by.as_str(), entry.data.reasons.len()), ("recheck", "Amit Patel", 1));
        let case = service::case(&app.desk(), &app.actor("CREDIT-001").await, &number).await.unwrap();
        assert_eq!(case.rechecked.unwrap().1, "Amit Patel");
    }

    async fn an_order_that_passes_when_tested_again_is_released_by_itself(app) {
        let number = waiting(app).await;
        paid(app).await;
        assert_eq!(recheck(app, &number).await.status, Status::PendingWhSelection);
        let order = shown(app, &number).await;
        let [.., tested, released] = order.timeline.as_slice() else { panic!("{:?}", order.timeline) };
        assert_eq!((tested.kind.as_str(), tested.by.as_str()), ("recheck", "Amit Patel"));
        assert!(released.kind == "release" && released.by == "Nexus" && released.data.by_itself);
    }

    async fn what_a_person_stopped_is_tested_and_left_to_a_person(app) {
        let number = waiting(app).await;
        does(app, "CREDIT-001", &number, Action::Hold, "Call them first").await.unwrap();
        paid(app).await;
        let held = recheck(app, &number).await;
        assert!(held.status == Status::OnHold && held.said.unwrap().contains("a person must release it"));
        assert!(shown(app, &number).await.reasons.is_empty());
        let page = app.credit().get(&format!("/credit?order={number}")).await.text();
        assert!(page.contains("It passes; a person must release it."), "{page}");
        does(app, "CREDIT-001", &number, Action::ReleaseCredit, "").await.unwrap();
        does(app, "CREDIT-001", &number, Action::Recall, "The cheque bounced").await.unwrap();
        assert_eq!(recheck(app, &number).await.status, Status::PendingCreditApproval);
    }

    async fn without_script_a_case_is_forwarded_and_tested_from_the_queue(app) {
        let number = waiting(app).await;
        let post = async |action: &str, person: &str| {
            let fields = [("number", number.as_str()), ("version", ""), ("action", action), ("remark", ""), ("person", person), ("sort", "largest")];
            app.credit().post_form("/credit", &fields).await
        };
        let refused = post("forward", "").await;
        assert!(refused.status == 422 && refused.text().contains("choose a colleague"), "{}", refused.text());
        let forwarded = post("forward", "APPROVER-001").await;
        assert!(forwarded.status == 303 && forwarded.location().contains("sort=largest"), "{}", forwarded.location());
        assert_eq!(mine(app, "APPROVER-001").await, [number.as_str()]);
        let tested = post("recheck", "").await;
        assert_eq!(tested.location(), format!("/credit?order={number}&sort=largest"));
        assert!(app.credit().get(tested.location()).await.text().contains("Tested again"));
        let many = [("numbers[]", number.as_str()), ("action", "forward"), ("remark", ""), ("person", "ADMIN-001"), ("sort", "oldest")];
        app.credit().post_form("/credit/selected", &many).await;
        assert_eq!(mine(app, "ADMIN-001").await, [number.as_str()]);
        paid(app).await;
        let many = [("numbers[]", number.as_str()), ("action", "recheck"), ("remark", ""), ("sort", "oldest")];
        let all = app.credit().post_form("/credit/selected", &many).await;
        assert_eq!(all.location(), "/credit?sort=oldest&done=1&refused=0&freed=1");
        assert!(app.credit().get(all.location()).await.text().contains("1 passed and released, 0 not."));
    }

    async fn orders_are_forwarded_and_tested_again_over_http(app) {
        let number = waiting(app).await;
        let other = booked(app, &[("SKU-001", "1")]).await.number;
        let body = json!({"orderId": number, "to": "APPROVER-001", "remarks": "You know them"});
        let one = app.credit().post_json("/api/credit/forward", body.clone()).await.ok()["data"].clone();
        assert_eq!((&one["id"], &one["message"]), (&json!(number), &json!("forwarded to Meera Nair")));
        assert_eq!(app.sales().post_json("/api/credit/forward", body).await.status, 403);
        let wrong = json!({"orderId": number, "to": "SALES-001"});
        assert_eq!(app.credit().post_json("/api/credit/forward", wrong).await.status, 422);
        let body = json!({"orderIds": [number, "ORD-0000-00000"]});
        let tested = app.credit().post_json("/api/credit/recheck", body).await.ok()["data"].clone();
        assert_eq!((&tested["updated"], &tested["failed"]), (&json!(1), &json!(1)));
        assert_eq!((&tested["results"][0]["status"], &tested["results"][1]["success"]), (&json!("Pending Credit Approval"), &json!(false)));
        paid(app).await;
        let tested = app.credit().post_json("/api/credit/recheck", json!({"orderIds": [number, other]})).await.ok()["data"].clone();
        assert!(tested["results"].as_array().unwrap().iter().all(|one| one["status"] == "Pending WH Selection"), "{tested}");
        assert_eq!(app.credit().post_json("/api/credit/recheck", json!({})).await.status, 422);
    }

    async fn an_insight_is_of_the_order_and_the_customer_that_are_named(app) {
        let number = waiting(app).await;
        let ask = async |body: Value| app.credit().post_json("/api/ai/credit-insight", body).await;
        ask(json!({"orderId": number, "customerId": "cust-001"})).await.ok();
        ask(json!({"orderId": number})).await.ok();
        let wrong = ask(json!({"orderId": number, "customerId": "CUST-002"})).await;
        assert_eq!(wrong.refused(422), "invalid");
        let told = wrong.json()["errors"][0].clone();
        assert_eq!((&told["field"], &told["hint"]), (&json!("customerId"), &json!("CUST-001")));
        // A number is no order's: it is told by its name, here and where orders are led on.
        for reply in [ask(json!({"orderId": 5})).await, app.credit().post_json("/api/credit/recheck", json!({"orderId": 5})).await] {
            assert_eq!((reply.status, &reply.json()["errors"][0]["field"]), (400, &json!("orderId")), "{}", reply.text());
        }
    }

    async fn the_simulator_decides_as_booking_would(app) {
        good_customer(app).await;
        let open = booked(app, &[("SKU-001", "1")]).await;
        let ask = async |query: &str| app.credit().get(&format!("/api/credit/simulate?customer=cust-001&{query}")).await.ok()["data"].clone();
        let fits = ask("value=50000").await["verdict"].clone();
        assert_eq!((&fits["decision"], &fits["creditLimit"]), (&json!("release"), &json!(100_000)));
        assert_eq!(fits["exposure"]["openOrders"], json!(472.5));
        assert_eq!(fits["exposure"]["total"], json!(50_472.5));
        let over = ask("value=50000&limit=50000").await["verdict"].clone();
        assert_eq!((&over["decision"], &over["reasons"][0]["code"], &over["exposure"]["over"]), (&json!("wait"), &json!("over_limit"), &json!(472.5)));
        assert_eq!(ask("value=50000&limit=50000&open=no").await["verdict"]["decision"], "release");
        assert_eq!(ask("value=50000&limit=50000&test=warn").await["verdict"]["decision"], "warn");
        assert_eq!(ask("value=1&overdue=5").await["verdict"]["reasons"][0]["code"], "overdue");
        assert_eq!(ask("value=1&overdue=5&threshold=5").await["verdict"]["decision"], "release");
        assert_eq!(ask("value=1&auto=no").await["verdict"]["reasons"][0]["code"], "automatic_release_off");
        set(app, "update customers set status = 'Blocked' where code = 'CUST-001'").await;
        assert_eq!(ask("value=1&test=off").await["verdict"]["reasons"][0]["code"], "customer_blocked");
        assert_eq!(shown(app, &open.number).await.status, Status::PendingWhSelection);
    }

    async fn the_simulator_counts_what_a_policy_would_hold_and_free(app) {
        let number = waiting(app).await;
        let ask = async |query: &str| app.credit().get(&format!("/api/credit/simulate?{query}")).await.ok()["data"]["openOrders"].clone();
        let open = app.count("select count(*) from orders where open").await;
        let set_now = ask("").await;
        assert_eq!((&set_now["tested"], &set_now["freed"]["orders"], &set_now["held"]["orders"]), (&json!(open), &json!([]), &json!([])));
        let off = ask("test=off").await;
        assert_eq!(off["freed"]["orders"][0], json!(number));
        assert_eq!(ask("threshold=1").await["freed"]["orders"][0], json!(number));
        let released = app.count(
            "select count(*) from orders where open and status not in ('Pending Credit Approval', 'On Hold')").await;
        assert_eq!(ask("auto=no").await["held"]["count"], json!(released));
        does(app, "CREDIT-001", &number, Action::Hold, "Call them first").await.unwrap();
        assert_ne!(ask("threshold=1").await["freed"]["orders"][0], json!(number));
    }

    async fn the_simulator_is_a_page_whose_address_is_the_question(app) {
        good_customer(app).await;
        let page = async |query: &str| app.credit().get(&format!("/credit/simulate{query}")).await;
        let bare = page("").await;
        assert!(bare.status == 200 && bare.text().contains("Orders that are open now") && !bare.text().contains("id=\"verdict\""), "{}", bare.text());
        let over = page("?customer=CUST-001&value=1%2C50%2C000&test=hold").await.text();
        assert!(over.contains("Would wait for credit") && over.contains("An order of ₹1,50,000.00") && over.contains("above the limit"), "{over}");
        assert!(over.contains("value=\"1,50,000\""), "{over}");
        let wrong = page("?customer=CUST-999&value=much").await.text();
        assert!(wrong.contains("Order value: "), "{wrong}");
        assert!(page("?customer=CUST-999").await.text().contains("there is none of this code or name"));
        assert_eq!(app.sales().get("/credit/simulate").await.status, 403);
        assert!(app.credit().get("/credit").await.text().contains("href=\"/credit/simulate\""));
        assert!(app.admin().get("/settings").await.text().contains("href=\"/credit/simulate\""));
    }

    async fn an_overdue_within_the_threshold_of_the_policy_stops_no_order(app) {
        good_customer(app).await;
        set(app, "insert into settings (key, value, updated_at) values ('credit.overdue_above_paise', '500', 1)").await;
        set(app, "update customers set overdue_paise = 500 where code = 'CUST-001'").await;
        assert_eq!(booked(app, &[("SKU-001", "1")]).await.status, Status::PendingWhSelection);
        set(app, "update customers set overdue_paise = 501 where code = 'CUST-001'").await;
        assert_eq!(booked(app, &[("SKU-001", "1")]).await.status, Status::PendingCreditApproval);
    }

    async fn a_customers_page_leaves_open_orders_out_where_the_policy_does(app) {
        good_customer(app).await;
        booked(app, &[("SKU-001", "1")]).await;
        set(app, "update customers set credit_limit_paise = 100 where code = 'CUST-001'").await;
        let exposure = async || app.credit().get("/api/customers/CUST-001").await.ok()["data"]["exposure"].clone();
        let over = async || app.credit().get("/customers?view=over&q=ABC").await.text().contains("/customers/CUST-001\"");
        assert_eq!((exposure().await, over().await), (json!(472.5), true));
        set(app, "insert into settings (key, value, updated_at) values ('credit.count_open_orders', 'false', 1)").await;
        assert_eq!((exposure().await, over().await), (json!(0), false));
        assert!(app.credit().get("/customers/CUST-001").await.text().contains("not counted"));
    }
}
