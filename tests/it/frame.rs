//! The frame around every page.

use axum::{Extension, Router, body::Body, http::Request, middleware, routing::get};
use nexus::{
    document::Site,
    platform::server::{gate, http::AppState},
};
use tower::ServiceExt;

use crate::support::*;

both! {
    async fn what_is_not_there_is_said_inside_the_frame_of_who_is_signed_in(app) {
        let asked = || Request::get("/nothing/here").header("host", "nexus.test").header("accept", "text/html").body(Body::empty()).unwrap();
        let reply = app.sales().request(asked()).await;
        assert_eq!(reply.status, 404);
        let page = reply.text();
        for part in ["class=\"sidebar\"", "<title>There is nothing here · Nexus</title>", "<h1>There is nothing here"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(!page.contains("<a href=\"/nothing\">"), "{page}");
        let stranger = app.anonymous().request(asked()).await;
        assert_eq!(stranger.status, 404);
        assert!(!stranger.text().contains("class=\"sidebar\""));
    }

    async fn a_page_that_breaks_off_says_so_as_a_page_with_the_id_to_quote(app) {
        async fn broken() -> &'static str {
            panic!("as this test wants it")
        }
        let state = AppState { desk: app.desk(), site: Site::open("nowhere".into()) };
        let broken = Router::new()
            .route("/orders", get(broken))
            .layer(middleware::from_fn_with_state(state, gate::whole))
            .layer(Extension(nexus::access::find("GET", "/orders").unwrap()));
        let asked = Request::get("/orders").header("x-request-id", "quote-me").body(Body::empty()).unwrap();
        let response = broken.oneshot(asked).await.unwrap();
        assert_eq!(response.status(), 500);
        let page = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        let page = String::from_utf8_lossy(&page);
        assert!(page.starts_with("<!DOCTYPE html>") && page.contains("quote-me"), "{page}");
        assert!(!page.contains("as this test wants it"), "{page}");
    }

    async fn a_name_that_looks_like_markup_stays_a_name_in_the_title(app) {
        set(app, "update products set name = '</title><meta http-equiv=refresh>' where sku = 'SKU-001'").await;
        let page = app.admin().get("/products/SKU-001").await.text();
        assert!(page.contains("<title>&lt;/title&gt;&lt;meta http-equiv=refresh&gt; · Nexus</title>"), "{page}");
        assert!(!page.contains("<meta http-equiv=refresh>"), "{page}");
    }

    async fn the_trail_leads_back_up_the_path(app) {
        let page = app.sales().get("/orders/new").await.text();
        assert!(page.contains("<a href=\"/orders\">Orders<") && page.contains("aria-current=\"page\">New<"), "{page}");
    }

    async fn folding_the_menu_is_remembered_and_leaves_the_theme_alone(app) {
        let reply = app.sales().post_form("/account/look", &[("nav", "toggle")]).await;
        assert_eq!(reply.status, 303);
        let cookies: Vec<_> = reply.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok()).collect();
        assert!(cookies.len() == 1 && cookies[0].starts_with("nav=folded;"), "{cookies:?}");
        let asked = Request::get("/").header("host", "nexus.test").header("cookie", "nav=folded").body(Body::empty()).unwrap();
        assert!(app.sales().request(asked).await.text().contains("data-nav=\"folded\""));
    }

    async fn the_worker_may_reach_only_this_site_and_a_page_says_whose_it_is(app) {
        let script = app.anonymous().get("/worker.js").await;
        assert_eq!((script.status, script.header("content-type")), (200, Some("text/javascript; charset=utf-8")));
        assert_eq!(script.header("content-security-policy"), Some("default-src 'none'; connect-src 'self'"));
        assert!(script.text().starts_with("const TEXTS = {"), "{}", script.text());
        assert_eq!(app.person("WH-001").get("/packaging/in").await.header("x-person"), Some("WH-001"));
        assert_eq!(app.anonymous().get("/sign-in").await.header("x-person"), None);
    }

    async fn the_palette_begins_with_what_the_role_may_do(app) {
        let found = |titles: Value| titles.as_array().cloned().unwrap_or_default();
        let of = |reply: Reply| found(reply.json()).iter().filter_map(|one| one["title"].as_str().map(str::to_owned)).collect::<Vec<_>>();
        let sales = of(app.sales().server_fn("/fn/search", &[("q", "")]).await);
        assert!(sales.iter().any(|title| title == "Book a clearance order") && !sales.iter().any(|title| title == "Users"), "{sales:?}");
        let credit = of(app.credit().server_fn("/fn/search", &[("q", "")]).await);
        assert!(credit.iter().any(|title| title == "Decide the oldest credit case"), "{credit:?}");
    }

    async fn the_near_expiry_figure_opens_the_products_it_counts(app) {
        let near = "select count(distinct b.product_id) from batches b where b.active and b.on_hand_milli > b.reserved_milli and b.number = 'BATCH-001'";
        assert_eq!(app.count(near).await, 1);
        let page = app.sales().get("/products?expiring=90").await.text();
        assert!(page.contains("Stock that expires within 90 days") && page.contains("/products/SKU-001"), "{page}");
        let page = app.sales().get("/products?expiring=1").await.text();
        assert!(!page.contains("href=\"/products/SKU-001\""), "{page}");
    }
}
