//! The server's edge: what is sent twice, sent wrong, or listened to for long.

use std::{
    sync::{Arc, atomic::AtomicUsize, atomic::Ordering},
    time::Duration,
};

use axum::{
    body::Body,
    http::{Request, header},
};

use nexus::platform::server::{Audience, Event};

use crate::{
    orders::good_customer,
    rush::thousand_units,
    support::{
        program::{Program, ask_once},
        *,
    },
};

fn order(customer: &str, sku: &str) -> Value {
    json!({"customerId": customer, "items": [{"skuCode": sku, "quantity": 1}]})
}

/// Sends it again until it is no longer running.
async fn answer(client: &Client<'_>, key: &str, body: &Value) -> Reply {
    for _ in 0..500 {
        let reply = client.post_once("/api/orders", key, body).await;
        if reply.status != 409 {
            return reply;
        }
        assert_eq!(reply.refused(409), "idempotency_running");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{key} is still running after ten seconds");
}

/// Books under keys until the server dies; answers every key that was sent.
async fn book_with_keys(port: u16, token: String, client: usize, confirmed: Arc<AtomicUsize>) -> Vec<String> {
    let body = order("CUST-001", "SKU-RUSH").to_string();
    let mut keys = Vec::new();
    loop {
        let key = format!("killed-{client}-{}", keys.len());
        keys.push(key.clone());
        match ask_once(port, "/api/orders", &token, &key, &body).await {
            Some((201, _)) => {
                confirmed.fetch_add(1, Ordering::Relaxed);
            }
            Some(other) => panic!("{other:?}"),
            None => return keys,
        }
    }
}

/// The paths that take a name or number, asked for one that can't be read.
async fn told_by_name(client: &Client<'_>, path: &str, field: &str) {
    let reply = client.get(path).await;
    assert_eq!(reply.refused(422), "invalid", "{path}");
    let said = reply.json();
    assert_eq!((&said["success"], &said["errors"][0]["field"]), (&json!(false), &json!(field)), "{path}: {said}");
    assert!(said["requestId"].is_string(), "{path}: {said}");
}

/// Something happens that these may hear of.
async fn happens(app: &App, name: &'static str, audience: Audience) {
    let mut work = app.arrange().await;
    work.emit(Event::new(name, audience, json!({})));
    work.commit().await.unwrap();
}

both! {
    async fn a_write_whose_client_hangs_up_is_done_once(app) {
        good_customer(app).await;
        let sales = app.sales();
        let body = order("CUST-001", "SKU-001");
        let before = app.count("select count(*) from orders").await;
        let keys: Vec<String> = (0..12).map(|n| format!("left-{n}")).collect();
        for (key, wait) in keys.iter().zip([0, 200, 500, 1_000, 2_000, 3_000, 4_000, 6_000, 8_000, 12_000, 20_000, 40_000]) {
            // The client goes away while the server works.
            let _ = tokio::time::timeout(Duration::from_micros(wait), sales.post_once("/api/orders", key, &body)).await;
        }
        let mut first = Vec::new();
        for key in &keys {
            let reply = answer(&sales, key, &body).await;
            assert_eq!(reply.status, 201, "{}", reply.text());
            first.push(reply.json()["data"]["id"].clone());
        }
        // Also long after.
        app.clock.advance_seconds(600);
        for (key, first) in keys.iter().zip(first) {
            assert_eq!(answer(&sales, key, &body).await.json()["data"]["id"], first);
        }
        assert_eq!(app.count("select count(*) from orders").await - before, 12);
    }

    async fn a_key_outlives_a_server_that_is_killed_and_books_once(app) {
        thousand_units(app).await;
        app.desk().db.close().await;
        let mut program = Program::start(app).await;
        let token = program.sign_in("rajesh@nexusoms.com", "sales123").await;
        let port = program.port;
        let keys = program.kill_amid(|client, confirmed| book_with_keys(port, token.clone(), client, confirmed)).await;
        drop(program);
        app.restart().await;
        app.clock.advance_seconds(180);
        let body = order("CUST-001", "SKU-RUSH");
        for key in &keys {
            let reply = answer(&app.sales(), key, &body).await;
            assert!((200..300).contains(&reply.status), "{key}: {}", reply.text());
            assert!(reply.json()["data"]["id"].is_string(), "{key}: {}", reply.text());
        }
        let booked = app.count("select count(distinct order_id) from order_lines where sku = 'SKU-RUSH'").await;
        assert_eq!(usize::try_from(booked), Ok(keys.len()));
    }

    async fn a_key_whose_answer_was_lost_says_what_was_made(app) {
        good_customer(app).await;
        let (sales, body) = (app.sales(), order("CUST-001", "SKU-001"));
        let id = sales.post_once("/api/orders", "lost", &body).await.ok()["data"]["id"].clone();
        let made = json!({"type": "order", "id": id, "action": "CREATE", "about": "Booked"}).to_string();
        let mut work = app.arrange().await;
        let lose = "update idempotency_keys set status = 0, body = $1 where key = 'lost'";
        work.sql(lose).bind(format!("{made}\n")).run().await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(sales.post_once("/api/orders", "lost", &body).await.refused(409), "idempotency_running");
        app.clock.advance_seconds(180);
        let told = sales.post_once("/api/orders", "lost", &body).await.ok();
        assert_eq!((&told["data"]["id"], &told["data"]["answerLost"], &told["data"]["made"][0]["type"]), (&id, &json!(true), &json!("order")));
    }

    async fn a_refusal_under_a_key_may_be_mended_under_another_only(app) {
        let wrong = order("CUST-001", "SKU-NONE");
        let refused = app.sales().post_once("/api/orders", "wrong", &wrong).await;
        assert_eq!(refused.status, 422);
        let again = app.sales().post_once("/api/orders", "wrong", &wrong).await;
        assert_eq!((again.status, &again.json()["errors"]), (422, &refused.json()["errors"]));
        let mended = app.sales().post_once("/api/orders", "wrong", &order("CUST-001", "SKU-001")).await;
        assert_eq!(mended.refused(422), "idempotency_reused");
    }

    async fn what_is_answered_again_leads_to_the_same_place(app) {
        let send = async || {
            let request = Request::post("/notifications/read")
                .header(header::HOST, "nexus.test")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header("idempotency-key", "read-all");
            app.sales().request(request.body(Body::from("id=")).unwrap()).await
        };
        let (first, again) = (send().await, send().await);
        assert_eq!((first.status, first.location()), (303, "/notifications"));
        assert_eq!((again.status, again.location()), (303, "/notifications"));
    }

    async fn the_character_that_no_text_holds_is_refused_wherever_it_is_sent(app) {
        let sales = app.sales();
        let login = json!({"email": "a\0b", "password": "x"});
        assert_eq!(app.anonymous().post_json("/api/login", login).await.refused(422), "nul_character");
        let booked = json!({"customerId": "CUST-001", "remarks": "a\0b", "items": []});
        assert_eq!(sales.post_json("/api/orders", booked).await.refused(422), "nul_character");
        for path in ["/api/orders?q=%00", "/api/orders/%00", "/api/customers/a%00b", "/orders?q=a%00", "/%00", "/nowhere/%00"] {
            assert_eq!(sales.get(path).await.refused(422), "nul_character", "{path}");
        }
        assert_eq!(app.admin().post_form("/customers/new", &[("name", "a\0b")]).await.refused(422), "nul_character");
        assert_eq!(sales.server_fn("/fn/orders/list", &[("query", "a\0b")]).await.status, 422);
    }

    async fn what_comes_past_the_edge_is_kept_without_that_character(app) {
        let mut work = app.arrange().await;
        work.sql("update users set name = $1 where code = 'SALES-001'").bind("Ra\0jesh".to_owned()).run().await.unwrap();
        work.sql("update users set zone = (select value->>'zone' from json_each($1)) where code = 'SALES-001'")
            .bind(json!([{"zone": "No\0rth"}]).to_string())
            .run()
            .await
            .unwrap();
        work.commit().await.unwrap();
        let kept: (String, String) =
            app.desk().db.sql("select name, zone from users where code = 'SALES-001'").one().await.unwrap();
        assert_eq!(kept, ("Rajesh".to_owned(), "North".to_owned()));
    }

    async fn live_events_end_with_the_account(app) {
        let browser = app.anonymous().sign_in("rajesh@nexusoms.com", "sales123").await;
        let (mut by_cookie, mut by_token) = (browser.live(None).await, app.sales().live(None).await);
        by_cookie.until("connected").await;
        by_token.until("connected").await;
        app.admin().patch_json("/api/users/SALES-001", json!({"status": "Inactive"})).await.ok();
        for line in [&mut by_cookie, &mut by_token] {
            while let Some(heard) = line.next().await {
                assert_ne!(heard.name, "order:created");
            }
        }
    }

    async fn live_events_end_where_one_signs_out_everywhere(app) {
        let browser = app.anonymous().sign_in("rajesh@nexusoms.com", "sales123").await;
        let mut line = app.sales().live(None).await;
        line.until("connected").await;
        browser.post_form("/account/sessions/end-all", &[]).await;
        while line.next().await.is_some() {}
    }

    async fn live_events_go_by_the_role_of_now(app) {
        let mut line = app.credit().live(None).await;
        line.until("connected").await;
        happens(app, "kra:reviewed", Audience::May(Capability::ReleaseCredit)).await;
        line.until("kra:reviewed").await;
        app.admin().patch_json("/api/users/CREDIT-001", json!({"role": "Viewer"})).await.ok();
        happens(app, "kra:reviewed", Audience::May(Capability::ReleaseCredit)).await;
        happens(app, "notification", Audience::User(app.actor("CREDIT-001").await.id)).await;
        assert_eq!(line.next().await.unwrap().name, "notification");
    }

    async fn who_comes_back_is_told_what_was_missed(app) {
        good_customer(app).await;
        let mut line = app.sales().live(None).await;
        let last = line.until("connected").await.id;
        drop(line);
        let id = app.sales().post_json("/api/orders", order("CUST-001", "SKU-001")).await.ok()["data"]["id"].clone();
        let mut line = app.sales().live(Some(&last)).await;
        let missed = line.until("order:created").await;
        assert!(missed.data.contains(id.as_str().unwrap()), "{missed:?}");
        // Not a second time; and not to who may not see it.
        let mut line = app.sales().live(Some(&missed.id)).await;
        line.until("connected").await;
        let again = tokio::time::timeout(Duration::from_millis(300), line.until("order:created")).await;
        assert!(again.is_err(), "{again:?}");
        let mut other = app.person("SALES-002").live(Some(&last)).await;
        other.until("connected").await;
        assert!(tokio::time::timeout(Duration::from_millis(300), other.until("order:created")).await.is_err());
    }

    async fn who_missed_more_than_is_kept_reads_anew(app) {
        let mut line = app.sales().live(Some("999999999")).await;
        line.until("behind").await;
    }

    async fn many_tries_at_once_are_no_more_than_one_after_the_other(app) {
        let tries = (0..40).map(|_| app.sign_in_from("203.0.113.9", "rajesh@nexusoms.com", "wrong"));
        let replies = futures::future::join_all(tries).await;
        let guessed = replies.iter().filter(|reply| reply.status == 401).count();
        assert_eq!(guessed, 5);
        for reply in replies.iter().filter(|reply| reply.status != 401) {
            assert_eq!(reply.refused(429), "too_many_attempts");
            let wait: u64 = reply.header("retry-after").unwrap().parse().unwrap();
            assert!((1..=30).contains(&wait), "{wait}");
        }
    }

    async fn who_signs_in_rightly_is_not_counted(app) {
        for _ in 0..3 {
            app.sign_in_from("203.0.113.9", "rajesh@nexusoms.com", "sales123").await.ok();
        }
        assert_eq!(app.count("select count(*) from login_attempts where failures > 0").await, 0);
    }

    async fn after_signing_in_one_stays_on_this_site(app) {
        for next in ["/\t/evil.example", "//evil.example", "/\\evil.example", "https://evil.example"] {
            let fields = [("email", "rajesh@nexusoms.com"), ("password", "sales123"), ("next", next)];
            assert_eq!(app.anonymous().post_form("/sign-in", &fields).await.location(), "/", "{next:?}");
        }
    }

    async fn what_cannot_be_read_is_told_by_its_name(app) {
        let admin = app.admin();
        told_by_name(&admin, "/api/products/expiring?days=abc", "days").await;
        told_by_name(&admin, "/api/products?limit=abc", "limit").await;
        told_by_name(&admin, "/api/users?page=abc", "page").await;
        told_by_name(&admin, "/api/imports/abc", "id").await;
        told_by_name(&admin, "/api/orders/%FF", "id").await;
        told_by_name(&admin, "/api/orders?status=Foo", "status").await;
        let both = admin.get("/api/orders?status=Foo,Booked&from=2026-13-45&q=x").await.json();
        let fields: Vec<&Value> = both["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
        assert_eq!(fields, ["status", "from"]);
        // The page leaves out what it can't read.
        assert_eq!(admin.get("/orders?status=Foo&from=2026-13-45").await.status, 200);
    }

    async fn a_path_says_by_which_methods_it_is_asked(app) {
        let reply = app.admin().delete("/api/customers").await;
        assert_eq!(reply.refused(405), "method_not_allowed");
        let allowed: std::collections::BTreeSet<&str> = reply.header("allow").unwrap().split(", ").collect();
        assert_eq!(allowed, std::collections::BTreeSet::from(["GET", "HEAD", "POST"]));
        assert_eq!(app.admin().delete("/api/nothing-here").await.status, 404);
    }

    async fn who_took_a_file_out_is_written_down(app) {
        good_customer(app).await;
        let number = app.sales().post_json("/api/orders", order("CUST-001", "SKU-001")).await.ok()["data"]["id"].clone();
        let number = number.as_str().unwrap();
        let kept = app.sales().upload(&format!("/api/orders/{number}/files"), "po.pdf", b"%PDF-1.7 po".to_vec()).await.ok();
        assert_eq!(app.sales().get(kept["data"]["url"].as_str().unwrap()).await.status, 200);
        let log = app.admin().get(&format!("/api/audit?entity=order&id={number}")).await.ok().to_string();
        assert!(log.contains("EXPORT") && log.contains("Downloaded po.pdf"), "{log}");
    }

    async fn an_admin_reads_how_the_program_does(app) {
        const HEALTH: &str = "/api/v1/admin/system/health";
        assert_eq!(app.anonymous().get(HEALTH).await.status, 401);
        assert_eq!(app.sales().get(HEALTH).await.refused(403), "forbidden");
        app.clock.advance_seconds(90);
        let told = app.admin().get(HEALTH).await.ok()["data"].clone();
        assert!(told["uptimeSeconds"].as_i64() >= Some(90) && told["version"].is_string(), "{told}");
        let database = &told["database"];
        assert_eq!(database["reachable"], true);
        assert!(database["latencyMs"].as_f64() > Some(0.0) && database["schemaVersion"].as_i64() >= Some(19), "{told}");
        let failed = app.count("select count(*) from jobs where state = 'failed'").await;
        assert_eq!(told["jobs"]["failed"], json!(failed));
        // Nobody has backed these books up.
        assert_eq!((&told["status"], &told["backup"]["newestAt"]), (&json!("attention"), &Value::Null), "{told}");
        assert!(told["attention"].as_array().unwrap().contains(&json!("no_backup")), "{told}");
    }

    async fn of_paths_that_anybody_makes_up_one_count_is_kept_for_all(app) {
        let client = app.anonymous();
        for path in ["/metrics", "/made-up-by-a-stranger", "/orders"] {
            client.get(path).await;
        }
        let told = client.get("/metrics").await.text();
        assert!(told.contains("area=\"other\"") && told.contains("area=\"orders\""), "{told}");
        assert!(!told.contains("made-up"), "{told}");
    }

    async fn what_is_not_there_is_not_kept_for_good(app) {
        let reply = app.anonymous().get("/pkg/nexus.of-no-release.js").await;
        assert_eq!((reply.status, reply.header("cache-control")), (404, None));
    }

    async fn the_api_describes_itself(app) {
        let described = app.anonymous().get("/api/openapi.json").await.ok();
        let write = &described["paths"]["/api/orders"]["post"];
        let body = &write["requestBody"]["content"]["application/json"]["schema"]["$ref"];
        assert_eq!(body, "#/components/schemas/Order");
        assert!(described["components"]["schemas"]["Order"]["properties"]["items"].is_object());
        let collection = app.anonymous().get("/api/postman.json").await.ok();
        assert_eq!(collection["info"]["schema"], "https://schema.getpostman.com/json/collection/v2.1.0/collection.json");
        let page = app.anonymous().get("/api/docs").await;
        assert!(page.text().contains("/api/postman.json"), "{}", page.text());
        assert!(page.text().contains("/pkg/nexus.") && page.text().contains("Idempotency-Key"), "{}", page.text());
        assert!(page.header("content-security-policy").unwrap().contains("style-src 'self'"));
    }
}
