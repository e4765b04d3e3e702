//! Home, the dashboard, notices, search, the audit log and the settings, on the sample data.

use nexus::values::Date;

use crate::support::*;

both! {
    async fn every_role_has_a_home(app) {
        for role in Role::ALL {
            let page = app.role(*role).get("/").await;
            assert_eq!(page.status, 200, "{role}");
            assert!(page.text().contains("Hello, "), "{role}: {}", page.text());
        }
    }

    async fn the_dashboard_shows_every_period(app) {
        for query in ["", "?range=today", "?range=week", "?range=last-month", "?range=quarter", "?range=year", "?from=2026-01-01&to=2026-03-31"] {
            let page = app.admin().get(&format!("/dashboard{query}")).await;
            assert_eq!(page.status, 200, "{query}");
            assert!(page.text().contains("By salesperson"), "{query}: {}", page.text());
        }
    }

    async fn a_period_that_can_not_be_read_is_told_to_programs(app) {
        for path in ["/api/analytics/dashboard", "/api/analytics/sales"] {
            for (query, field) in [("range=nope", "range"), ("from=abc&to=2026-11-21", "from"), ("from=2026-11-01", "to")] {
                let reply = app.admin().get(&format!("{path}?{query}")).await;
                assert_eq!(reply.refused(422), "invalid", "{path} {query}");
                assert_eq!(reply.json()["errors"][0]["field"], field, "{path} {query}");
            }
        }
        // The page shows this month.
        assert_eq!(app.admin().get("/dashboard?range=nope&from=abc").await.status, 200);
    }

    async fn the_dashboard_sums_what_the_orders_come_to(app) {
        let board = app.admin().get("/api/analytics/dashboard?range=year").await.ok();
        let trend = &board["data"]["charts"][0]["rows"];
        let sum: f64 = trend.as_array().unwrap().iter().map(|row| row["value"].as_f64().unwrap()).sum();
        let day = |name: &str| Date::parse(board["data"][name].as_str().unwrap()).unwrap();
        let (booked,): (i64,) = app
            .desk()
            .db
            .sql(
                "select cast(sum(total_paise) as bigint) from orders
                 where status not in ('Draft', 'Rejected', 'Cancelled') and booked_on between $1 and $2",
            )
            .bind(day("from"))
            .bind(day("to"))
            .one()
            .await
            .unwrap();
        assert!(sum > 0.0 && (sum * 100.0 - booked as f64).abs() < 0.5, "{booked} paise: {board}");
    }

    async fn a_salesperson_sums_no_more_than_their_own(app) {
        let sum = |board: Value| -> f64 {
            board["data"]["trend"].as_array().unwrap().iter().map(|row| row["value"].as_f64().unwrap()).sum()
        };
        let all = sum(app.admin().get("/api/analytics/sales?range=year").await.ok());
        let own = sum(app.sales().get("/api/analytics/sales?range=year").await.ok());
        assert!(0.0 < own && own < all, "{own} of {all}");
    }

    async fn the_search_finds_a_customer_an_order_and_a_person(app) {
        let find = async |client: Client<'_>, q: &str| client.server_fn("/fn/search", &[("q", q)]).await.text();
        assert!(find(app.admin(), "ORD-").await.contains("/orders/ORD-"));
        assert!(find(app.admin(), "rajesh").await.contains("/users/SALES-001/edit"));
        assert!(!find(app.sales(), "rajesh").await.contains("/users/SALES-001/edit"));
        assert!(find(app.sales(), "cust-001").await.contains("/customers/CUST-001"));
    }

    async fn the_search_page_works_without_script(app) {
        assert!(app.admin().get("/search?q=cust-001").await.text().contains("/customers/CUST-001"));
    }

    async fn notices_are_read_one_by_one_and_all_at_once(app) {
        set(
            app,
            "insert into notifications (user_id, at, kind, title, link)
             select u.id, 1, 'order', 'Order ' || n.n || ' waits', '/orders/ORD-' || n.n
             from users u cross join (select '1' as n union all select '2' union all select '3') n where u.code = 'SALES-001'",
        )
        .await;
        let page = app.sales().get("/notifications").await;
        assert!(page.status == 200 && page.text().contains("Order 1 waits") && page.text().contains("Order 3 waits"), "{}", page.text());
        let unread = "select count(*) from notifications n join users u on u.id = n.user_id where u.code = 'SALES-001' and n.read_at is null";
        let one = app.count("select id from notifications where title = 'Order 2 waits'").await.to_string();
        assert_eq!(app.sales().post_form("/notifications/read", &[("id", &one)]).await.location(), "/orders/ORD-2");
        assert_eq!(app.count(unread).await, 2);
        assert_eq!(app.sales().post_form("/notifications/read", &[]).await.location(), "/notifications");
        assert_eq!(app.count(unread).await, 0);
    }

    async fn the_log_is_narrowed_and_an_entry_opened(app) {
        app.admin().patch_json("/api/users/SALES-001", json!({"zone": "Goa"})).await.ok();
        let page = app.admin().get("/audit?who=admin&action=UPDATE&entity=user&id=SALES-001&q=zone").await;
        assert_eq!(page.status, 200);
        let log = app.admin().get("/api/audit?entity=user&id=SALES-001&action=UPDATE").await.ok();
        let entry = app.admin().get(&format!("/audit/{}", log["data"][0]["id"])).await;
        assert!(entry.text().contains("<ins>Goa<"), "{}", entry.text());
    }

    async fn an_export_of_the_log_is_an_entry_of_the_log(app) {
        let csv = app.admin().get("/api/audit/export?format=csv").await;
        assert!(csv.text().starts_with("\u{FEFF}Id,When (UTC)"), "{}", csv.text());
        assert!(app.admin().get("/api/audit/export?format=xlsx").await.body.starts_with(b"PK"));
        assert_eq!(app.count("select count(*) from audit_entries where action = 'EXPORT' and entity_type = 'audit'").await, 2);
    }

    async fn the_log_is_for_admins(app) {
        assert_eq!(app.sales().get("/audit").await.status, 403);
    }

    async fn settings_are_saved_and_written_down(app) {
        let form = [
            ("form[company_name]", "Coral Foods"), ("form[company_gstin]", ""), ("form[company_state]", "27"), ("form[expiry_warning_days]", "45"),
            ("form[seen]", "9000000000000000"),
        ];
        let saved = app.admin().post_form("/settings", &form).await;
        assert_eq!((saved.status, saved.location()), (303, "/settings?saved=1"), "{}", saved.text());
        assert!(app.admin().get("/settings").await.text().contains("Coral Foods"));
        assert_eq!(app.count("select count(*) from audit_entries where entity_type = 'settings'").await, 1);
    }

    async fn settings_that_make_no_sense_are_shown_again(app) {
        let form = [("form[company_name]", ""), ("form[company_gstin]", "x"), ("form[company_state]", "27"), ("form[expiry_warning_days]", "soon"), ("form[seen]", "0")];
        let page = app.admin().post_form("/settings", &form).await;
        assert_eq!(page.status, 422);
        assert!(page.text().contains("value=\"soon\""), "{}", page.text());
    }

    async fn users_are_listed_and_edited_without_script(app) {
        assert!(app.admin().get("/users?q=rajesh&role=Sales&status=Active").await.text().contains("/users/SALES-001/edit"));
        assert_eq!(app.admin().get("/users/SALES-001/edit").await.status, 200);
        assert_eq!(app.admin().get("/users/new").await.status, 200);
        let form = [
            ("code", ""), ("form[name]", "Tara Pillai"), ("form[email]", "tara.p@nexusoms.com"), ("form[role]", "Billing"), ("form[manager]", ""),
            ("form[zone]", ""), ("form[phone]", ""), ("form[monthly_target]", ""), ("form[gross_salary]", ""), ("form[status]", "Active"),
            ("form[password]", "green mangoes"), ("form[version]", ""),
        ];
        let saved = app.admin().post_form("/users/new", &form).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
    }

    async fn my_account_lists_where_i_am_signed_in(app) {
        let browser = app.anonymous().sign_in("rajesh@nexusoms.com", "sales123").await;
        assert!(browser.get("/account").await.text().contains("this one"));
    }
}
