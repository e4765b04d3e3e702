//! Health, metrics and the API's description.

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use serde_json::{Map, Value, json};

use crate::{
    platform::{
        endpoint::{Endpoint, Kind, Who},
        server::{http::AppState, telemetry},
    },
    texts,
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/healthz", get(async || Json(json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}))))
        .route("/readyz", get(ready))
        .route("/metrics", get(async || telemetry::metrics().render()))
        .route("/api/docs", get(async || Html(docs())))
        .route("/api/openapi.json", get(async || Json(openapi())))
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

fn who(endpoint: &Endpoint) -> String {
    match endpoint.who {
        Who::Anyone => "anyone".to_owned(),
        Who::May(capability) => capability.who(),
    }
}

/// The API as OpenAPI 3.1, from the table of endpoints.
pub fn openapi() -> Value {
    let mut paths = Map::new();
    for endpoint in crate::access::endpoints().filter(|endpoint| endpoint.kind == Kind::Api) {
        let parameters: Vec<Value> = endpoint
            .path
            .split('/')
            .filter_map(|part| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')))
            .map(|name| json!({"name": name.trim_start_matches('*'), "in": "path", "required": true, "schema": {"type": "string"}}))
            .collect();
        let mut operation = json!({
            "summary": endpoint.about,
            "description": format!("For: {}.", who(endpoint)),
            "parameters": parameters,
            "responses": {
                "200": {"description": "`{\"success\": true, \"data\": …}`"},
                "default": {"description": "`{\"success\": false, \"code\": …, \"message\": …, \"errors\": […], \"requestId\": …}`"},
            },
        });
        if endpoint.who != Who::Anyone {
            operation["security"] = json!([{"bearer": []}, {"session": []}]);
        }
        let path = paths.entry(endpoint.path.to_owned()).or_insert_with(|| json!({}));
        path[endpoint.method.to_lowercase()] = operation;
    }
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Nexus", "version": env!("CARGO_PKG_VERSION")},
        "paths": paths,
        "components": {"securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            "session": {"type": "apiKey", "in": "cookie", "name": "nexus_session"},
        }},
    })
}

fn docs() -> String {
    let rows: String = crate::access::endpoints()
        .filter(|endpoint| endpoint.kind == Kind::Api)
        .map(|e| {
            format!(
                "<tr><td>{}</td><td><code>{}</code></td><td>{}</td><td>{}</td></tr>",
                e.method,
                e.path,
                e.about,
                who(e)
            )
        })
        .collect();
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Nexus API</title></head><body>\
         <h1>Nexus HTTP API</h1><p>Send <code>Authorization: Bearer …</code> from <code>POST /api/v1/auth/login</code>. \
         The same as <a href=\"/api/openapi.json\">OpenAPI 3.1</a>.</p>\
         <table border=\"1\" cellpadding=\"6\"><tr><th>Method</th><th>Path</th><th>What</th><th>For</th></tr>{rows}</table></body></html>"
    )
}
