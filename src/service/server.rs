//! Health, metrics and the API's description.

mod health;
mod openapi;
mod postman;
mod schemas;

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use maud::{DOCTYPE, html};
use serde_json::json;

use crate::{
    platform::{
        endpoint::{Endpoint, Kind, Who},
        server::{http::AppState, idempotency, telemetry},
    },
    texts,
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/healthz", get(async || Json(json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}))))
        .route("/readyz", get(ready))
        .route("/metrics", get(async || telemetry::metrics().render()))
        .route("/api/docs", get(docs))
        .route("/api/openapi.json", get(async || Json(openapi::openapi())))
        .route("/api/postman.json", get(collection))
        .route("/api/v1/admin/system/health", get(health::health))
        .route("/worker.js", get(worker))
}

/// The script of the worker that keeps pages for when the line is down. What it may reach is its own policy's.
async fn worker() -> Response {
    const SCRIPT: &str = include_str!("../ui/worker.js");
    let texts = json!({
        "title": texts::no_connection(), "about": texts::no_connection_about(), "again": texts::try_again(),
        "/packaging/in": texts::goods_in(), "/packaging/out": texts::goods_out(), "count": texts::count_sheet(),
    });
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; connect-src 'self'"),
    ];
    (headers, format!("const TEXTS = {texts};\n{SCRIPT}")).into_response()
}

async fn ready(State(app): State<AppState>) -> Response {
    match app.desk.db.sql("select 1").one::<(i32,)>().await {
        Ok(_) => Json(json!({"status": "ready"})).into_response(),
        Err(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"status": "waiting", "reason": "database"}))).into_response()
        }
    }
}

async fn collection(State(app): State<AppState>) -> Response {
    let address = app.desk.config.public_url.as_deref().unwrap_or("http://localhost:3000").trim_end_matches('/');
    Json(postman::collection(address)).into_response()
}

fn who(endpoint: &Endpoint) -> String {
    match endpoint.who {
        Who::Anyone => "anyone".to_owned(),
        Who::May(capability) => capability.who(),
    }
}

/// A page of its own, that needs no script: the table of endpoints in the site's clothes.
async fn docs(State(app): State<AppState>) -> Response {
    let hours = idempotency::KEPT_SECONDS / 3_600;
    let rows = || crate::access::endpoints().filter(|endpoint| endpoint.kind == Kind::Api);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                link rel="icon" href="/favicon.svg" type="image/svg+xml";
                link rel="stylesheet" href=(app.site.stylesheet());
                title { "Nexus API" }
            }
            body {
                main.page {
                    div.page-head { h1 { "Nexus HTTP API" } }
                    p {
                        "Send " code { "Authorization: Bearer …" } " from " code { "POST /api/v1/auth/login" } ". The same as "
                        a href="/api/openapi.json" { "OpenAPI 3.1" } ", with bodies and queries, and as a "
                        a href="/api/postman.json" { "Postman collection" } ", whose sign-in keeps the token."
                    }
                    p {
                        "A " code { "POST" } " may carry an " code { "Idempotency-Key" } " of 1 to 200 characters. Sent again with the same key and body within "
                        (hours) " hours it is answered as the first time and does nothing twice; with another body it is refused. Without a key each "
                        code { "POST" } " counts for itself."
                    }
                    p {
                        "Refusals are " code { "{\"success\": false, \"code\", \"message\", \"errors\": [{\"field\", \"code\", \"message\"}], \"requestId\"}" }
                        "; with 429, " code { "Retry-After" } " says how many seconds to wait."
                    }
                    div.table-wrap {
                        table.table {
                            thead { tr { th { "Method" } th { "Path" } th { "What" } th { "For" } } }
                            tbody {
                                @for endpoint in rows() {
                                    tr {
                                        td { (endpoint.method) }
                                        td { code { (endpoint.path) } }
                                        td { (endpoint.about) }
                                        td { (who(endpoint)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    let policy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; frame-ancestors 'none'";
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(page.into_string())).into_response()
}
