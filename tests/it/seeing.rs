//! An Admin who sees as somebody else does: what they see, that they change nothing, that it ends, and what is written down.

use nexus::platform::endpoint::{Kind, Who};

use super::access::somewhere;
use crate::support::*;

/// The Admin's browser.
async fn admins(app: &App) -> Client<'_> {
    app.anonymous().sign_in("admin@nexusoms.com", "admin123").await
}

/// The Admin's browser, seeing as the person of this code.
async fn eyes<'a>(app: &'a App, code: &str) -> Client<'a> {
    let browser = admins(app).await;
    let began = browser.post_form(&format!("/users/{code}/see"), &[]).await;
    assert_eq!((began.status, began.location()), (303, "/"), "{}", began.text());
    browser
}

/// Every page and every path that is read answers these eyes as it answers the person.
async fn sees_the_same(app: &App, role: Role) {
    let (own, seen) = (app.role(role), eyes(app, code_of(role)).await);
    let mut wrong = Vec::new();
    for endpoint in nexus::access::endpoints() {
        if endpoint.method != "GET" || endpoint.who == Who::Anyone || endpoint.path == "/live" {
            continue;
        }
        let path = somewhere(endpoint.path);
        let (theirs, mine) = (own.get(&path).await, seen.get(&path).await);
        if (theirs.status, theirs.location()) != (mine.status, mine.location()) {
            wrong.push(format!("{path}: {} for the person, {} through their eyes", theirs.status, mine.status));
        }
    }
    assert!(wrong.is_empty(), "{role}\n{}", wrong.join("\n"));
}

/// Another Admin, through whose eyes one may ask for everything.
async fn second_admin(app: &App) -> String {
    let second =
        json!({"name": "Tara Pillai", "email": "tara.p@nexusoms.com", "role": "Admin", "password": "green mangoes"});
    app.admin().post_json("/api/users", second).await.ok()["data"]["id"].as_str().unwrap().to_owned()
}

/// Grows or changes with whatever is written but sessions.
async fn written(app: &App) -> i64 {
    app.count(
        "select (select count(*) from audit_entries) + (select count(*) from events) + (select count(*) from jobs)
              + (select count(*) from idempotency_keys) + (select count(*) from order_drafts)
              + (select count(*) from saved_views) + (select count(*) from login_attempts)
              + (select cast(sum(version) as bigint) from users)",
    )
    .await
}

both! {
    async fn sales_are_seen_as_they_see(app) {
        sees_the_same(app, Role::Sales).await;
    }
    async fn credit_control_is_seen_as_it_sees(app) {
        sees_the_same(app, Role::CreditControl).await;
    }
    async fn an_approving_authority_is_seen_as_they_see(app) {
        sees_the_same(app, Role::ApprovingAuthority).await;
    }
    async fn the_warehouse_is_seen_as_it_sees(app) {
        sees_the_same(app, Role::Warehouse).await;
    }
    async fn quality_control_is_seen_as_it_sees(app) {
        sees_the_same(app, Role::QualityControl).await;
    }
    async fn logistics_is_seen_as_it_sees(app) {
        sees_the_same(app, Role::Logistics).await;
    }
    async fn billing_is_seen_as_it_sees(app) {
        sees_the_same(app, Role::Billing).await;
    }
    async fn a_driver_is_seen_as_they_see(app) {
        sees_the_same(app, Role::Delivery).await;
    }
    async fn procurement_is_seen_as_it_sees(app) {
        sees_the_same(app, Role::Procurement).await;
    }
    async fn a_viewer_is_seen_as_they_see(app) {
        sees_the_same(app, Role::Viewer).await;
    }

    async fn the_orders_and_the_account_are_the_persons(app) {
        let seen = eyes(app, "SALES-001").await;
        for path in ["/api/orders", "/api/v1/auth/me", "/api/v1/users/profile"] {
            assert_eq!(seen.get(path).await.ok(), app.sales().get(path).await.ok(), "{path}");
        }
        assert!(seen.get("/account").await.text().contains("rajesh@nexusoms.com"));
    }

    async fn every_page_says_whose_eyes_they_are_and_leads_back(app) {
        let seen = eyes(app, "SALES-001").await;
        for path in ["/", "/orders", "/account", "/users"] {
            let page = seen.get(path).await.text();
            for part in ["data-eyes=\"SALES-001\"", "You see Nexus as Rajesh Kumar (Sales) does", "action=\"/seeing/end\""] {
                assert!(page.contains(part), "{path}: {part}");
            }
        }
        assert_eq!(seen.get("/users").await.status, 403);
        // What the browser keeps of it is not mixed with what it keeps of the person's own pages.
        assert_eq!(seen.get("/").await.header("x-person"), Some("SALES-001 seen"));
        assert!(!app.sales().get("/").await.text().contains("data-eyes"));
        let back = seen.post_form("/seeing/end", &[]).await;
        assert_eq!((back.status, back.location()), (303, "/users"));
        let page = seen.get("/users").await;
        assert_eq!(page.status, 200);
        assert!(!page.text().contains("data-eyes"), "{}", page.text());
    }

    async fn nothing_is_written_through_anothers_eyes(app) {
        let second = second_admin(app).await;
        let seen = eyes(app, &second).await;
        let before = written(app).await;
        for endpoint in nexus::access::endpoints() {
            if endpoint.method == "GET" || ["/seeing/end", "/sign-out"].contains(&endpoint.path) {
                continue;
            }
            let path = endpoint.path.replace(['{', '}'], "");
            let reply = match endpoint.kind {
                Kind::Api => seen.json(endpoint.method, &path, json!({})).await,
                _ => seen.post_form(&path, &[]).await,
            };
            match endpoint.kind {
                Kind::Api => assert_eq!(reply.refused(403), "read_only", "{} {path}", endpoint.method),
                Kind::Page => {
                    assert_eq!(reply.status, 403, "{path}: {}", reply.text());
                    assert!(reply.text().contains("change nothing meanwhile"), "{path}: {}", reply.text());
                }
                Kind::ServerFunction => assert!(reply.status < 500, "{path}: {} {}", reply.status, reply.text()),
            }
        }
        assert_eq!(written(app).await, before);
    }

    async fn a_function_that_would_write_is_refused_as_well(app) {
        let second = second_admin(app).await;
        let seen = eyes(app, &second).await;
        let before = written(app).await;
        let user = [
            ("code", ""), ("form[name]", "Ravi Menon"), ("form[email]", "ravi@nexusoms.com"), ("form[role]", "Viewer"),
            ("form[status]", "Active"), ("form[password]", "green mangoes"), ("form[monthly_target]", ""),
        ];
        let password = [("current", "green mangoes"), ("new_password", "ripe mangoes"), ("again", "ripe mangoes")];
        // A wrong guess is answered as the right one: nobody tries out another's password.
        let guess = [("current", "unripe"), ("new_password", "ripe mangoes"), ("again", "ripe mangoes")];
        for (path, fields) in [("/fn/users/save", &user[..]), ("/fn/account/password", &password[..]), ("/fn/account/password", &guess[..])] {
            let reply = seen.server_fn(path, fields).await;
            assert_eq!(reply.refused(403), "read_only", "{path}");
            assert!(reply.text().contains("Go back to your own view first"), "{}", reply.text());
        }
        assert_eq!(seen.server_fn("/fn/identity/sign-in", &[("email", "amit@nexusoms.com"), ("password", "credit123")]).await.refused(403), "read_only");
        assert_eq!(written(app).await, before);
        // What only reads is answered: pages go on by script.
        assert_eq!(seen.server_fn("/fn/account/show", &[]).await.status, 200);
    }

    async fn the_audit_names_who_looked_and_through_whose_eyes(app) {
        let seen = eyes(app, "SALES-001").await;
        assert_eq!(seen.get("/api/orders/export/csv").await.status, 200);
        seen.post_form("/seeing/end", &[]).await;
        let of = |action: &str| format!("/api/audit?action={action}&who=ADMIN-001");
        let export = app.admin().get(&of("EXPORT")).await.ok()["data"][0].to_string();
        assert!(export.contains("Admin User") && export.contains("seeing as Rajesh Kumar (SALES-001)"), "{export}");
        let log = app.admin().get(&of("SEE_AS")).await.ok();
        let said = log["data"].to_string();
        assert!(said.contains("Began to see as Rajesh Kumar (Sales) does"), "{said}");
        assert!(said.contains("No longer sees as Rajesh Kumar (Sales) does"), "{said}");
        // A page says it in words.
        for path in ["/audit?action=SEE_AS".to_owned(), format!("/audit/{}", log["data"][0]["id"])] {
            let page = app.admin().get(&path).await.text();
            assert!(page.contains("Saw as somebody else") && !page.contains(">SEE_AS<"), "{path}: {page}");
        }
        assert_eq!(app.count("select count(*) from audit_entries where user_id = 3 and action in ('EXPORT', 'SEE_AS')").await, 0);
    }

    async fn it_ends_by_itself_after_half_an_hour(app) {
        let seen = eyes(app, "SALES-001").await;
        app.clock.advance_seconds(29 * 60);
        assert!(seen.get("/").await.text().contains("data-eyes"));
        app.clock.advance_seconds(2 * 60);
        // What a page that still stands sends was meant to change nothing, and doesn't.
        let late = seen.post_form("/users/new", &[("form[name]", "Ravi Menon")]).await;
        assert_eq!(late.status, 403);
        assert!(late.text().contains("Load it again to go on as yourself"), "{}", late.text());
        assert!(!seen.get("/").await.text().contains("data-eyes"));
        assert_eq!(seen.get("/users").await.status, 200);
        assert_eq!(seen.post_form("/users/new", &[("form[name]", "Ravi Menon")]).await.status, 422);
    }

    async fn signing_out_ends_it_and_is_the_admins_doing(app) {
        let seen = eyes(app, "SALES-001").await;
        assert_eq!(seen.post_form("/sign-out", &[]).await.location(), "/sign-in");
        assert_eq!(seen.get("/").await.status, 303);
        assert_eq!(app.count("select count(*) from audit_entries where action = 'LOGOUT' and user_id = 1").await, 1);
        assert_eq!(app.count("select count(*) from audit_entries where action = 'LOGOUT' and user_id <> 1").await, 0);
        assert!(!admins(app).await.get("/").await.text().contains("data-eyes"));
    }

    async fn it_ends_when_the_person_is_made_inactive(app) {
        let seen = eyes(app, "SALES-001").await;
        app.admin().patch_json("/api/users/SALES-001", json!({"status": "Inactive"})).await.ok();
        let page = seen.get("/users").await;
        assert_eq!(page.status, 200);
        assert!(!page.text().contains("data-eyes"));
    }

    async fn it_ends_when_the_admin_is_none_any_more(app) {
        let second = second_admin(app).await;
        let browser = app.anonymous().sign_in("tara.p@nexusoms.com", "green mangoes").await;
        assert_eq!(browser.post_form("/users/SALES-001/see", &[]).await.status, 303);
        app.admin().patch_json(&format!("/api/users/{second}"), json!({"role": "Viewer"})).await.ok();
        assert!(!browser.get("/").await.text().contains("data-eyes"));
    }

    async fn nobody_sees_through_eyes_through_eyes(app) {
        let second = second_admin(app).await;
        let seen = eyes(app, &second).await;
        assert_eq!(seen.post_form("/users/SALES-001/see", &[]).await.status, 403);
        assert!(seen.get("/").await.text().contains(&format!("data-eyes=\"{second}\"")));
    }

    async fn only_an_admin_sees_as_others_do_and_only_as_who_is_active(app) {
        let sales = app.anonymous().sign_in("rajesh@nexusoms.com", "sales123").await;
        assert_eq!(sales.post_form("/users/SALES-002/see", &[]).await.status, 403);
        let browser = admins(app).await;
        app.admin().patch_json("/api/users/SALES-002", json!({"status": "Inactive"})).await.ok();
        assert_eq!(browser.post_form("/users/SALES-002/see", &[]).await.refused(409), "inactive");
        assert_eq!(browser.post_form("/users/ADMIN-001/see", &[]).await.refused(409), "own_eyes");
        assert_eq!(browser.post_form("/users/NOBODY-1/see", &[]).await.refused(404), "not_found");
        let page = browser.get("/users").await.text();
        assert!(page.contains("action=\"/users/SALES-001/see\""), "{page}");
        assert!(!page.contains("action=\"/users/SALES-002/see\"") && !page.contains("action=\"/users/ADMIN-001/see\""));
    }

    async fn tokens_know_nothing_of_it(app) {
        assert_eq!(app.admin().post_form("/users/SALES-001/see", &[]).await.refused(409), "no_session");
        let seen = eyes(app, "SALES-001").await;
        app.admin().patch_json("/api/users/SALES-002", json!({"zone": "North"})).await.ok();
        assert_eq!(app.admin().get("/api/v1/auth/me").await.ok()["user"]["id"], "ADMIN-001");
        assert_eq!(seen.get("/api/v1/auth/me").await.ok()["user"]["id"], "SALES-001");
    }

    async fn what_happens_is_told_as_the_person_hears_it_until_it_ends(app) {
        let seen = eyes(app, "SALES-001").await;
        let mut line = seen.live(None).await;
        assert!(line.until("connected").await.data.contains("SALES-001"));
        seen.post_form("/seeing/end", &[]).await;
        while let Some(heard) = line.next().await {
            assert_eq!(heard.name, "heartbeat");
        }
        assert!(seen.live(None).await.until("connected").await.data.contains("ADMIN-001"));
    }
}
