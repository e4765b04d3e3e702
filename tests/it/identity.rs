//! Signing in, who may see whom, users and accounts.

use std::{collections::HashMap, time::Duration};

use axum::{
    body::Body,
    http::{Request, header},
};
use nexus::{identity::texts::of_right, platform::server::session::Sessions};
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
};

use crate::support::*;

fn newcomer() -> Value {
    json!({"name": "Tara Pillai", "email": "tara.p@nexusoms.com", "role": "Billing", "password": "green mangoes", "grossMonthlySalary": 42_000})
}

both! {
    async fn a_token_tells_who_asks(app) {
        let me = app.sales().get("/api/v1/auth/me").await.ok();
        assert_eq!((&me["user"]["id"], &me["user"]["managerId"]), (&json!("SALES-001"), &json!("SALES-010")));
    }

    async fn the_seeds_people_sign_in_with_the_seeds_passwords(app) {
        let people = [
            ("admin@nexusoms.com", "admin123"),
            ("rajesh@nexusoms.com", "sales123"),
            ("priya@nexusoms.com", "sales123"),
            ("amit@nexusoms.com", "credit123"),
        ];
        for (email, password) in people {
            app.anonymous().post_json("/api/login", json!({"email": email, "password": password})).await.ok();
        }
    }

    async fn a_session_of_the_browser_outlives_a_restart(app) {
        let browser = app.anonymous().sign_in("rajesh@nexusoms.com", "sales123").await;
        app.restart().await;
        assert_eq!(browser.get("/").await.status, 200);
    }

    async fn a_request_still_under_way_brings_no_ended_session_back(app) {
        let sessions = Sessions(app.desk().clone());
        let mut record = Record { id: Id::default(), data: HashMap::new(), expiry_date: OffsetDateTime::now_utc() + Duration::from_secs(600) };
        sessions.create(&mut record).await.unwrap();
        record.data.insert("seen".to_owned(), json!(1));
        sessions.save(&record).await.unwrap();
        assert_eq!(sessions.load(&record.id).await.unwrap().map(|kept| kept.data), Some(record.data.clone()));
        sessions.delete(&record.id).await.unwrap();
        sessions.save(&record).await.unwrap();
        assert!(sessions.load(&record.id).await.unwrap().is_none());
    }

    async fn an_unknown_address_is_answered_as_a_wrong_password_is(app) {
        let unknown = app.anonymous().post_json("/api/login", json!({"email": "nobody@nexusoms.com", "password": "x"})).await;
        let wrong = app.anonymous().post_json("/api/login", json!({"email": "rajesh@nexusoms.com", "password": "x"})).await;
        let told = |reply: &Reply| (reply.status, reply.json()["code"].clone(), reply.json()["message"].clone());
        assert_eq!(told(&unknown), told(&wrong));
        assert_eq!(unknown.status, 401);
    }

    async fn failures_from_one_address_do_not_lock_another_out(app) {
        for _ in 0..6 {
            app.sign_in_from("203.0.113.9", "rajesh@nexusoms.com", "wrong").await;
        }
        let locked = app.sign_in_from("203.0.113.9", "rajesh@nexusoms.com", "sales123").await;
        assert_eq!(locked.refused(429), "too_many_attempts");
        app.sign_in_from("198.51.100.7", "rajesh@nexusoms.com", "sales123").await.ok();
    }

    async fn a_lock_ends_by_itself(app) {
        for _ in 0..5 {
            app.sign_in_from("203.0.113.9", "rajesh@nexusoms.com", "wrong").await;
        }
        app.clock.advance_seconds(16 * 60);
        app.sign_in_from("203.0.113.9", "rajesh@nexusoms.com", "sales123").await.ok();
    }

    async fn a_refresh_token_used_twice_ends_its_family(app) {
        let login = app.anonymous().post_json("/api/login", json!({"email": "rajesh@nexusoms.com", "password": "sales123"})).await.ok();
        let first = json!({"refreshToken": login["refreshToken"]});
        let second = app.anonymous().post_json("/api/v1/auth/refresh", first.clone()).await.ok();
        assert_eq!(app.anonymous().post_json("/api/v1/auth/refresh", first).await.refused(401), "token_reused");
        let second = json!({"refreshToken": second["refreshToken"]});
        assert_eq!(app.anonymous().post_json("/api/v1/auth/refresh", second).await.status, 401);
    }

    async fn refresh_tokens_that_are_none_are_counted_by_address(app) {
        const REFRESH: &str = "/api/v1/auth/refresh";
        let login = app.sign_in_from("203.0.113.9", "rajesh@nexusoms.com", "sales123").await.ok();
        let right = json!({"refreshToken": login["refreshToken"]});
        for _ in 0..40 {
            let wrong = app.anonymous().post_json_from("203.0.113.9", REFRESH, json!({"refreshToken": "made up"})).await;
            assert_eq!(wrong.refused(401), "bad_token");
        }
        let locked = app.anonymous().post_json_from("203.0.113.9", REFRESH, right.clone()).await;
        assert_eq!(locked.refused(429), "too_many_attempts");
        assert!(locked.header("retry-after").is_some_and(|wait| (1..=30).contains(&wait.parse::<u64>().unwrap())));
        // Who signs in is counted apart, and so is another address.
        app.sign_in_from("203.0.113.9", "priya@nexusoms.com", "sales123").await.ok();
        assert_eq!(app.anonymous().post_json_from("198.51.100.7", REFRESH, json!({"refreshToken": "made up"})).await.status, 401);
        app.clock.advance_seconds(31);
        app.anonymous().post_json_from("203.0.113.9", REFRESH, right).await.ok();
    }

    async fn a_bearer_is_one_in_any_case(app) {
        let login = app.sign_in_from("203.0.113.9", "rajesh@nexusoms.com", "sales123").await.ok();
        let token = login["token"].as_str().unwrap();
        for scheme in ["Bearer", "bearer", "BEARER"] {
            let request = Request::get("/api/v1/auth/me").header(header::AUTHORIZATION, format!("{scheme} {token}"));
            let me = app.anonymous().request(request.body(Body::empty()).unwrap()).await.ok();
            assert_eq!(me["user"]["id"], "SALES-001", "{scheme}");
        }
    }

    async fn signing_out_ends_the_refresh_token(app) {
        let login = app.anonymous().post_json("/api/login", json!({"email": "rajesh@nexusoms.com", "password": "sales123"})).await.ok();
        let token = json!({"refreshToken": login["refreshToken"]});
        app.anonymous().post_json("/api/v1/auth/logout", token.clone()).await.ok();
        assert_eq!(app.anonymous().post_json("/api/v1/auth/refresh", token).await.status, 401);
    }

    async fn a_changed_password_ends_the_other_sessions_and_keeps_this_one(app) {
        let here = app.anonymous().sign_in("rajesh@nexusoms.com", "sales123").await;
        let there = app.anonymous().sign_in("rajesh@nexusoms.com", "sales123").await;
        let fields = [("current", "sales123"), ("new_password", "green mangoes"), ("again", "green mangoes")];
        let changed = here.post_form("/account", &fields).await;
        assert_eq!((changed.status, changed.location()), (303, "/account?changed=1"));
        assert_eq!(here.get("/account").await.status, 200);
        assert_eq!(there.get("/account").await.status, 303);
    }

    async fn a_password_that_everybody_tries_is_refused_and_never_sent_back(app) {
        let browser = app.anonymous().sign_in("rajesh@nexusoms.com", "sales123").await;
        let page = browser.post_form("/account", &[("current", "sales123"), ("new_password", "Password123"), ("again", "Password123")]).await;
        assert_eq!(page.status, 422);
        assert!(page.text().contains("first that somebody would try"), "{}", page.text());
        assert!(!page.text().contains("Password123") && !page.text().contains("sales123"));
    }

    async fn signing_out_everywhere_ends_this_session_too(app) {
        let here = app.anonymous().sign_in("rajesh@nexusoms.com", "sales123").await;
        let there = app.anonymous().sign_in("rajesh@nexusoms.com", "sales123").await;
        assert_eq!(here.post_form("/account/sessions/end-all", &[]).await.location(), "/sign-in");
        assert_eq!((here.get("/").await.status, there.get("/").await.status), (303, 303));
    }

    async fn the_theme_is_chosen_without_script(app) {
        let browser = app.anonymous().sign_in("rajesh@nexusoms.com", "sales123").await;
        let chosen = browser.post_form("/account/look", &[("theme", "dark"), ("density", "compact")]).await;
        assert!(chosen.headers.get_all("set-cookie").iter().any(|cookie| cookie.to_str().unwrap().starts_with("theme=dark")));
    }

    async fn an_admin_registers_a_user_who_then_signs_in(app) {
        let user = app.admin().post_json("/api/users", newcomer()).await.ok();
        assert_eq!((&user["data"]["role"], &user["data"]["grossMonthlySalary"]), (&json!("Billing"), &json!(42_000)));
        app.anonymous().post_json("/api/login", json!({"email": "tara.p@nexusoms.com", "password": "green mangoes"})).await.ok();
    }

    async fn the_list_of_users_comes_page_by_page(app) {
        let ids = |reply: &Value| -> Vec<String> {
            reply["data"].as_array().unwrap().iter().map(|user| user["id"].as_str().unwrap().to_owned()).collect()
        };
        let ask = |query: &'static str| async move { app.admin().get(&format!("/api/users{query}")).await.ok() };
        let (all, first, second) = (ask("").await, ask("?page=1&limit=5").await, ask("?page=2&limit=5").await);
        assert_eq!(all["pagination"], json!({"page": 1, "limit": 100, "total": 13, "pages": 1, "nextCursor": null}));
        assert_eq!([ids(&first), ids(&second)].concat(), ids(&all)[..10]);
        let last = ask("?page=3&limit=5").await;
        assert_eq!((ids(&last).len(), &last["pagination"]["pages"], &last["pagination"]["nextCursor"]), (3, &json!(3), &Value::Null));
        // The cursor goes on where a page ended, whatever its number.
        let cursor = first["pagination"]["nextCursor"].as_str().unwrap().to_owned();
        let next = app.admin().get(&format!("/api/v1/users?limit=5&cursor={cursor}")).await.ok();
        assert_eq!(ids(&next), ids(&second));
        assert_eq!(ids(&ask("?page=99&limit=5").await), Vec::<String>::new());
        // Never unbounded, and narrowed before it is paged.
        assert_eq!(ask("?limit=100000&page=-3").await["pagination"]["limit"], 200);
        assert_eq!(ids(&ask("?limit=0").await).len(), 1);
        let sales = ask("?role=Sales&limit=2&page=2").await;
        assert_eq!((ids(&sales).len(), &sales["pagination"]["total"]), (1, &json!(3)));
        assert_eq!(app.sales().get("/api/users?page=1").await.status, 403);
    }

    async fn nobody_else_registers_users(app) {
        assert_eq!(app.sales().post_json("/auth/register", newcomer()).await.refused(403), "forbidden");
        assert_eq!(app.anonymous().post_json("/api/v1/auth/register", newcomer()).await.status, 401);
    }

    async fn an_address_belongs_to_one_user(app) {
        app.admin().post_json("/api/users", newcomer()).await.ok();
        let again = app.admin().post_json("/api/users", newcomer()).await;
        assert_eq!(again.status, 422);
        assert_eq!(again.json()["errors"][0]["field"], "email");
    }

    async fn nobody_stands_above_their_own_manager(app) {
        let user = app.admin().post_json("/api/users", newcomer()).await.ok();
        let code = user["data"]["id"].as_str().unwrap().to_owned();
        app.admin().patch_json("/api/users/SALES-001", json!({"managerId": code})).await.ok();
        let circle = app.admin().patch_json(&format!("/api/users/{code}"), json!({"managerId": "SALES-001"})).await;
        assert_eq!((circle.status, circle.json()["errors"][0]["code"].clone()), (422, json!("cycle")));
    }

    async fn a_user_made_inactive_is_signed_out(app) {
        let browser = app.anonymous().sign_in("rajesh@nexusoms.com", "sales123").await;
        app.admin().patch_json("/api/users/SALES-001", json!({"status": "Inactive"})).await.ok();
        assert_eq!(browser.get("/").await.status, 303);
    }

    async fn a_second_editor_is_told_who_was_first(app) {
        app.admin().patch_json("/api/users/SALES-001", json!({"zone": "North", "version": 1})).await.ok();
        let late = app.admin().patch_json("/api/users/SALES-001", json!({"zone": "South", "version": 1})).await;
        assert_eq!(late.refused(409), "changed_by_another");
    }

    async fn an_admin_does_not_lock_themselves_out(app) {
        assert_eq!(app.admin().patch_json("/api/users/ADMIN-001", json!({"role": "Viewer"})).await.refused(409), "yourself");
    }

    async fn a_change_of_role_is_written_down_without_secrets(app) {
        app.admin().patch_json("/api/users/SALES-001", json!({"role": "Viewer", "password": "green mangoes"})).await.ok();
        let log = app.admin().get("/api/audit?entity=user&id=SALES-001").await.ok().to_string();
        assert!(log.contains("ROLE_CHANGE") && log.contains("PASSWORD_RESET"));
        assert_eq!(app.count("select count(*) from audit_entries where new_data like '%mangoes%' or new_data like '%argon2%'").await, 0);
    }

    async fn the_page_of_rights_says_what_the_gate_reads(app) {
        let page = app.admin().get("/users/roles").await;
        assert_eq!(page.status, 200);
        let page = page.text();
        let roles: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
        let heads: Vec<&str> = page.split("<th scope=\"col\"><span>").skip(1).filter_map(|head| head.split("</span>").next()).collect();
        assert_eq!(heads, roles);
        let rows: Vec<&str> = page.split("<tr><th class=\"main\" scope=\"row\">").skip(1).collect();
        let rights: Vec<Capability> = Capability::ALL.iter().copied().filter(|right| *right != Capability::SignedIn).collect();
        assert_eq!(rows.len(), rights.len());
        for (row, right) in rows.into_iter().zip(rights) {
            let (name, cells) = row.split_once("</th>").unwrap();
            assert_eq!(name, of_right(right));
            let cells = cells.split("</tr>").next().unwrap();
            let shown: Vec<bool> = cells.split("<td>").skip(1).map(|cell| cell.contains("#check")).collect();
            let read: Vec<bool> = Role::ALL.iter().map(|role| role.may(right)).collect();
            assert_eq!(shown, read, "{right}");
        }
    }

    async fn the_page_of_rights_is_for_admins(app) {
        for role in Role::ALL.iter().filter(|role| **role != Role::Admin) {
            assert_eq!(app.role(*role).get("/users/roles").await.status, 403, "{role}");
        }
        assert_eq!(app.anonymous().get("/users/roles").await.location(), "/sign-in?next=/users/roles");
    }

    async fn a_users_page_says_who_gave_which_role(app) {
        let user = app.admin().post_json("/api/users", newcomer()).await.ok();
        let code = user["data"]["id"].as_str().unwrap().to_owned();
        app.admin().patch_json(&format!("/api/users/{code}"), json!({"role": "Viewer"})).await.ok();
        app.admin().patch_json(&format!("/api/users/{code}"), json!({"zone": "North"})).await.ok();
        let page = app.admin().get(&format!("/users/{code}/edit")).await.text();
        let (_, history) = page.split_once("Roles they were given").unwrap();
        let said = ["Tara Pillai: Billing became Viewer", "by Admin User", "Registered Tara Pillai as Billing"];
        let places: Vec<Option<usize>> = said.iter().map(|part| history.find(part)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} {history}");
        assert!(!history.contains("Changed zone"), "{history}");
        assert!(page.replace("&amp;", "&").contains(&format!("/audit?entity=user&id={code}")), "{page}");
    }

    async fn ways_to_sign_in_that_are_not_there_say_which_is(app) {
        for path in ["/api/v1/auth/google", "/api/v1/auth/send-code", "/api/v1/auth/verify-code"] {
            assert_eq!(app.anonymous().post_json(path, json!({})).await.refused(422), "not_available");
        }
    }

    async fn what_a_person_does_not_have_is_no_row_of_the_account(app) {
        assert!(app.sales().get("/account").await.text().contains("<dt>Manager"));
        let page = app.admin().get("/account").await.text();
        assert!(page.contains("<dt>Role") && !page.contains("<dt>Manager"), "{page}");
    }

    async fn a_salary_is_for_admins_and_oneself(app) {
        let own = app.sales().get("/api/v1/users/profile").await.ok();
        assert!(own["data"].get("grossMonthlySalary").is_some());
        assert_eq!(app.sales().get("/api/v1/users").await.status, 403);
    }

    async fn who_approves_above_the_limit_is_told_by_the_role(app) {
        let user = app.admin().patch_json("/api/users/CREDIT-001", json!({"isApprover": true})).await.ok();
        assert_eq!(user["data"]["isApprover"], false);
        let user = app.admin().patch_json("/api/users/CREDIT-001", json!({"role": "Approving Authority"})).await.ok();
        assert_eq!(user["data"]["isApprover"], true);
    }
}
