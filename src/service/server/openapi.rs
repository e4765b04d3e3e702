//! The API as OpenAPI 3.1: the paths of the table of endpoints, with what is known here of their queries, bodies and answers.

use serde_json::{Map, Value, json};

use super::{schemas, who};
use crate::platform::{
    endpoint::{Endpoint, Kind, Who},
    server::idempotency::KEPT_SECONDS,
};

/// What an address may ask beside its path: name, type, what it is.
type Asked = (&'static str, &'static str, &'static str);

const PAGES: &[Asked] = &[
    ("page", "integer", "The page, from 1"),
    ("limit", "integer", "Rows of a page"),
    ("cursor", "string", "nextCursor of the page before, in place of its number"),
];
const MONTH: &[Asked] = &[("month", "string", "As Feb'26 or 2026-02; without it the month that runs")];
const DAYS: &[Asked] = &[("from", "string", "First day, as 2026-11-21"), ("to", "string", "Last day")];
const WORDS: &[Asked] = &[("q", "string", "Words to search for")];
const ORDERS: &[Asked] = &[
    ("q", "string", "Number, customer or their PO number"),
    ("status", "string", "States, separated by commas"),
    ("customer", "string", "A customer's id, or words of a name"),
    ("salesperson", "string", "A salesperson's id"),
    ("min", "number", "From this value, in rupees"),
    ("max", "number", "Up to this value, in rupees"),
    ("clearance", "string", "yes or no"),
    ("sort", "string", "booked, value, number, customer, status or salesperson"),
    ("dir", "string", "asc or desc"),
];

/// What the addresses of this path may ask.
pub(super) fn query(method: &str, path: &str) -> Vec<Asked> {
    let parts: &[&[Asked]] = match (method, path) {
        ("GET", "/api/orders" | "/api/orders/clearance/history") => &[ORDERS, DAYS, PAGES],
        ("GET", path) if path.starts_with("/api/orders/export") => &[ORDERS, DAYS],
        ("DELETE", "/api/orders/{id}") => &[&[("reason", "string", "Why it is cancelled")]],
        ("GET", "/api/customers") => &[
            WORDS,
            &[
                ("salespersonId", "string", "A salesperson's id"),
                ("customerClass", "string", "A class"),
                ("view", "string", "over, overdue or blocked"),
            ],
            PAGES,
        ],
        ("GET", "/api/products") => {
            &[WORDS, &[("category", "string", "A category"), ("active", "string", "yes or no")], PAGES]
        }
        ("GET", "/api/products/expiring") => &[&[("days", "integer", "Within so many days; 90")]],
        ("GET", "/api/users" | "/api/v1/users") => {
            &[WORDS, &[("role", "string", "A role"), ("status", "string", "Active or Inactive")], PAGES]
        }
        ("GET", "/api/audit" | "/api/audit/export") => &[
            WORDS,
            DAYS,
            &[
                ("who", "string", "A user's id, or a part of a name"),
                ("action", "string", "Such as CREATE or EXPORT"),
                ("entity", "string", "The kind of record"),
                ("id", "string", "The record's id"),
            ],
        ],
        ("GET", "/api/analytics/dashboard" | "/api/analytics/sales") => {
            &[DAYS, &[("range", "string", "A period by name, in place of its days")]]
        }
        ("GET", "/api/credit/simulate") => &[&[
            ("customer", "string", "A customer's id or name"),
            ("value", "string", "What the order comes to, in rupees"),
            ("limit", "string", "In place of the customer's"),
            ("overdue", "string", "In place of the customer's"),
            ("test", "string", "off, warn or hold, in place of what is set"),
            ("threshold", "string", "An overdue to let pass, in place of what is set"),
            ("open", "string", "yes or no: whether open orders count, in place of what is set"),
            ("auto", "string", "yes or no: whether orders are released by themselves, in place of what is set"),
        ]],
        ("GET", "/api/imports") => &[&[("cursor", "integer", "nextCursor of the page before")]],
        ("GET", "/api/imports/{id}") => &[&[("page", "integer", "The page of findings, from 1")]],
        ("POST", "/api/imports/{id}/run" | "/api/orders/bulk") => {
            &[&[("mode", "string", "all (nothing goes in while a row is wrong) or good (the good rows)")]]
        }
        ("GET", "/api/packaging/materials") => &[
            WORDS,
            &[
                ("category", "string", "A category"),
                ("standing", "string", "How it stands against its levels"),
                ("warehouse", "string", "A warehouse's id"),
                ("page", "integer", "The page, from 1"),
                ("limit", "integer", "Rows of a page"),
            ],
        ],
        ("GET", "/api/packaging/transactions" | "/api/packaging/export/ledger/{ending}") => &[
            &[
                ("material", "string", "A material's id"),
                ("warehouse", "string", "A warehouse's id"),
                ("type", "string", "The kind of movement"),
            ],
            DAYS,
            PAGES,
        ],
        ("GET", "/api/pms/compare/export") => &[&[
            ("left", "string", "A user's id"),
            ("left_month", "string", "Their month"),
            ("right", "string", "Another's id"),
            ("right_month", "string", "Their month"),
        ]],
        ("GET", "/api/pms/annual/{userId}" | "/api/pms/annual/{userId}/export") => {
            &[&[("year", "string", "April to March, as 2025-26")]]
        }
        ("GET", "/api/pms/leaderboard" | "/api/pms/leaderboard/export") => {
            &[MONTH, &[("span", "string", "month, quarter or year"), ("page", "integer", "The page, from 1")]]
        }
        ("GET", "/api/pms/team" | "/api/pms/team/export" | "/api/pms/team/scores/{ending}") => &[
            MONTH,
            WORDS,
            &[("status", "string", "A state"), ("sort", "string", "The order"), ("page", "integer", "From 1")],
        ],
        (_, path) if path.starts_with("/api/pms/") && method == "GET" => &[MONTH],
        ("POST", "/api/pms/{userId}/files") => &[MONTH],
        _ => &[],
    };
    parts.concat()
}

/// The schema of what is sent to this path; empty where it takes nothing.
pub(super) fn body(method: &str, path: &str) -> &'static str {
    match (method, path) {
        ("POST", "/api/login" | "/auth/login" | "/api/v1/auth/login") => "SignIn",
        ("POST", "/api/v1/auth/refresh" | "/api/v1/auth/logout") => "Refresh",
        ("POST", "/auth/register" | "/api/v1/auth/register" | "/api/users") | ("PATCH", "/api/users/{id}") => "User",
        ("PUT" | "PATCH", "/api/v1/users/profile") => "Profile",
        ("POST", "/api/orders" | "/api/orders/clearance") => "Order",
        ("PATCH", "/api/orders/{id}") => "OrderChange",
        ("PUT", "/api/orders/{id}/status") => "OrderStatus",
        ("POST", "/api/orders/bulk-update") => "OrdersStatus",
        ("POST", "/api/orders/bulk") => "BulkOrders",
        ("POST", "/api/ai/credit-insight") => "CreditInsight",
        ("POST", "/api/credit/forward") => "CreditForward",
        ("POST", "/api/credit/recheck") => "CreditRecheck",
        ("POST", "/api/customers") | ("PATCH", "/api/customers/{id}") => "Customer",
        ("POST", "/api/products") | ("PATCH", "/api/products/{id}") => "Product",
        ("POST", "/api/price-lists") | ("PATCH", "/api/price-lists/{id}") => "PriceList",
        ("POST", "/api/warehouses") | ("PATCH", "/api/warehouses/{id}") => "Warehouse",
        ("POST", "/api/packaging/inward" | "/api/packaging/outward") => "PackagingMove",
        ("POST", "/api/packaging/corrections") => "PackagingCorrection",
        ("POST", "/api/packaging/counts") => "PackagingCount",
        ("POST", "/api/packaging/counts/{id}/lines") => "PackagingFound",
        ("POST", "/api/packaging/counts/{id}/decision") => "PackagingVerdict",
        ("PATCH", "/api/packaging/materials/{id}") => "PackagingMaterial",
        ("POST", "/api/pms/kra/update") => "KraUpdate",
        ("POST", "/api/pms/kra/adjust") => "KraAdjust",
        ("POST", "/api/pms/od-balance/update") => "OdBalances",
        ("POST", "/api/pms/review") => "Review",
        ("POST", "/api/imports") => "ImportFile",
        ("POST", "/api/orders/{id}/files") => "OrderFile",
        ("POST", path) if path.ends_with("/files") => "File",
        _ => "",
    }
}

/// Writes that make something answer 201.
const MAKING: [&str; 15] = [
    "/api/orders",
    "/api/orders/clearance",
    "/api/orders/bulk",
    "/api/users",
    "/auth/register",
    "/api/v1/auth/register",
    "/api/customers",
    "/api/products",
    "/api/price-lists",
    "/api/warehouses",
    "/api/imports",
    "/api/packaging/inward",
    "/api/packaging/outward",
    "/api/packaging/corrections",
    "/api/packaging/counts",
];

/// The status of what was done; a run that goes on by itself answers 202.
fn success(method: &str, path: &str) -> &'static str {
    match path {
        _ if method != "POST" => "200",
        "/api/imports/{id}/run" => "202",
        path if MAKING.contains(&path) || path.ends_with("/files") => "201",
        _ => "200",
    }
}

/// Paths that answer with something else than the envelope.
fn media_type(path: &str) -> &'static str {
    let file = ["/export", "/template", "/errors.xlsx", "{ending}", "/file", "/files/{code}"];
    match path {
        "/metrics" => "text/plain",
        "/live" => "text/event-stream",
        "/worker.js" => "text/javascript",
        "/api/docs" => "text/html",
        path if file.iter().any(|part| path.contains(part)) && !path.ends_with("/files") => "application/octet-stream",
        _ => "application/json",
    }
}

fn reference(schema: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{schema}")})
}

fn parameters(endpoint: &Endpoint) -> Vec<Value> {
    let placeholder = |part: &'static str| part.strip_prefix('{')?.strip_suffix('}');
    let in_path = endpoint.path.split('/').filter_map(placeholder).map(|name| {
        let schema = if name == "ending" { json!({"enum": ["csv", "xlsx"]}) } else { json!({"type": "string"}) };
        json!({"name": name, "in": "path", "required": true, "schema": schema})
    });
    let in_query = query(endpoint.method, endpoint.path).into_iter().map(
        |(name, kind, about)| json!({"name": name, "in": "query", "description": about, "schema": {"type": kind}}),
    );
    let mut all: Vec<Value> = in_path.chain(in_query).collect();
    if endpoint.method == "POST" && endpoint.who != Who::Anyone {
        all.push(json!({"$ref": "#/components/parameters/IdempotencyKey"}));
    }
    all
}

/// The first word of a path that says what it is about.
pub(super) fn tag(path: &str) -> &str {
    let path = path.trim_start_matches("/api/").trim_start_matches("v1/").trim_start_matches('/');
    path.split('/').next().unwrap_or_default()
}

fn operation(endpoint: &Endpoint) -> Value {
    let (method, path) = (endpoint.method, endpoint.path);
    let media_type = media_type(path);
    let answer = match media_type {
        "application/json" => {
            reference(if query(method, path).iter().any(|one| one.0 == "limit") { "Page" } else { "Answer" })
        }
        _ => json!({"type": "string"}),
    };
    let mut operation = json!({
        "summary": endpoint.about,
        "description": format!("For: {}.", who(endpoint)),
        "tags": [tag(path)],
        "parameters": parameters(endpoint),
        "responses": {
            success(method, path): {"description": "Done", "content": {media_type: {"schema": answer}}},
            "default": {"description": "Refused", "content": {"application/json": {"schema": reference("Failure")}}},
        },
    });
    let sent = body(method, path);
    if !sent.is_empty() {
        let how = if schemas::is_form(sent) { "multipart/form-data" } else { "application/json" };
        operation["requestBody"] = json!({"required": true, "content": {how: {"schema": reference(sent)}}});
    }
    if endpoint.who != Who::Anyone {
        operation["security"] = json!([{"bearer": []}, {"session": []}]);
    }
    operation
}

/// The whole description.
pub fn openapi() -> Value {
    let mut paths = Map::new();
    for endpoint in crate::access::endpoints().filter(|endpoint| endpoint.kind == Kind::Api) {
        let path = paths.entry(endpoint.path.to_owned()).or_insert_with(|| json!({}));
        path[endpoint.method.to_lowercase()] = operation(endpoint);
    }
    let key = format!(
        "Optional. The same key with the same body within {} hours is answered as the first time and does nothing twice; without one each request counts for itself.",
        KEPT_SECONDS / 3_600
    );
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Nexus", "version": env!("CARGO_PKG_VERSION")},
        "paths": paths,
        "components": {
            "schemas": schemas::all(),
            "parameters": {"IdempotencyKey": {
                "name": "Idempotency-Key", "in": "header", "required": false, "description": key,
                "schema": {"type": "string", "minLength": 1, "maxLength": 200},
            }},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "session": {"type": "apiKey", "in": "cookie", "name": "nexus_session"},
            },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes that take nothing but their path.
    const BARE: [&str; 5] = [
        "/api/v1/auth/google",
        "/api/v1/auth/send-code",
        "/api/v1/auth/verify-code",
        "/api/imports/{id}/cancel",
        "/api/imports/{id}/undo",
    ];

    #[test]
    fn every_write_says_what_it_takes() {
        let silent: Vec<_> = crate::access::endpoints()
            .filter(|endpoint| endpoint.kind == Kind::Api && ["POST", "PUT", "PATCH"].contains(&endpoint.method))
            .filter(|endpoint| body(endpoint.method, endpoint.path).is_empty())
            .map(|endpoint| endpoint.path)
            .filter(|path| !BARE.contains(path) && !path.ends_with("/run"))
            .collect();
        assert!(silent.is_empty(), "{silent:?}");
    }

    #[test]
    fn every_schema_that_is_named_is_there() {
        let whole = openapi();
        let text = whole.to_string();
        for named in text.split("#/components/schemas/").skip(1) {
            let name = named.split('"').next().unwrap_or_default();
            assert!(whole["components"]["schemas"].get(name).is_some(), "{name}");
        }
        assert_eq!(whole["paths"]["/api/orders"]["post"]["responses"]["201"]["description"], "Done");
    }
}
