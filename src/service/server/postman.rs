//! The API as a Postman collection (v2.1), from the same table and schemas as its OpenAPI description.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{openapi, schemas, who};
use crate::platform::endpoint::{Endpoint, Kind, Who};

/// What signs in or renews keeps the token for the other requests.
const KEEP_TOKEN: &str =
    "const said = pm.response.json(); if (said.token) { pm.collectionVariables.set('token', said.token); }";

/// The folder a path lies in: its feature.
fn folder(path: &'static str) -> &'static str {
    match openapi::tag(path) {
        "login" => "auth",
        "admin" | "healthz" | "readyz" | "metrics" | "live" | "docs" | "worker.js" | "openapi.json"
        | "postman.json" => "service",
        tag => tag,
    }
}

/// Something of this shape to begin with: what must be there, or all of it where nothing must.
fn example(schema: &Value) -> Value {
    let required = schema["required"].as_array().filter(|required| !required.is_empty());
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
    match (schema["enum"].get(0), kind) {
        (Some(first), _) => first.clone(),
        (None, Some("object")) => {
            let fields = schema["properties"].as_object().into_iter().flatten();
            let wanted = fields.filter(|(name, _)| required.is_none_or(|all| all.iter().any(|one| one == *name)));
            Value::Object(wanted.map(|(name, of)| (name.clone(), example(of))).collect::<Map<_, _>>())
        }
        (None, Some("array")) => json!([example(&schema["items"])]),
        (None, Some("number" | "integer")) => json!(1),
        (None, Some("boolean")) => json!(false),
        _ => json!(""),
    }
}

fn body(sent: &str, all: &Value) -> Value {
    let whole = example(&all[sent]);
    if schemas::is_form(sent) {
        let field = |(name, value): (&String, &Value)| match name.as_str() {
            "file" => json!({"key": name, "type": "file", "src": ""}),
            _ => json!({"key": name, "type": "text", "value": value}),
        };
        let fields: Vec<Value> = whole.as_object().into_iter().flatten().map(field).collect();
        return json!({"mode": "formdata", "formdata": fields});
    }
    let raw = serde_json::to_string_pretty(&whole).unwrap_or_default();
    json!({"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}})
}

fn url(endpoint: &Endpoint) -> Value {
    let placeholder = |part: &'static str| part.strip_prefix('{')?.strip_suffix('}');
    let parts: Vec<String> = endpoint
        .path
        .split('/')
        .skip(1)
        .map(|part| placeholder(part).map_or_else(|| part.to_owned(), |name| format!(":{name}")))
        .collect();
    let variables: Vec<Value> =
        endpoint.path.split('/').filter_map(placeholder).map(|name| json!({"key": name, "value": ""})).collect();
    let query: Vec<Value> = openapi::query(endpoint.method, endpoint.path)
        .into_iter()
        .map(|(name, _, about)| json!({"key": name, "value": "", "description": about, "disabled": true}))
        .collect();
    json!({
        "raw": format!("{{{{baseUrl}}}}/{}", parts.join("/")), "host": ["{{baseUrl}}"], "path": parts, "variable": variables, "query": query,
    })
}

fn item(endpoint: &Endpoint, schemas: &Value) -> Value {
    let mut request = json!({
        "method": endpoint.method, "url": url(endpoint), "description": format!("For: {}.", who(endpoint)), "header": [],
    });
    if endpoint.who == Who::Anyone {
        request["auth"] = json!({"type": "noauth"});
    } else if endpoint.method == "POST" {
        request["header"] = json!([{"key": "Idempotency-Key", "value": "{{$guid}}"}]);
    }
    let sent = openapi::body(endpoint.method, endpoint.path);
    if !sent.is_empty() {
        request["body"] = body(sent, schemas);
    }
    let mut item = json!({"name": endpoint.about, "request": request});
    if matches!(sent, "SignIn" | "Refresh") {
        item["event"] = json!([{"listen": "test", "script": {"type": "text/javascript", "exec": [KEEP_TOKEN]}}]);
    }
    item
}

/// The whole collection, for the program at this address.
pub fn collection(address: &str) -> Value {
    let schemas = schemas::all();
    let mut folders: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for endpoint in crate::access::endpoints().filter(|endpoint| endpoint.kind == Kind::Api) {
        folders.entry(folder(endpoint.path)).or_default().push(item(endpoint, &schemas));
    }
    let folders: Vec<Value> = folders.into_iter().map(|(name, item)| json!({"name": name, "item": item})).collect();
    json!({
        "info": {
            "name": "Nexus", "version": env!("CARGO_PKG_VERSION"),
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}", "type": "string"}]},
        "variable": [{"key": "baseUrl", "value": address}, {"key": "token", "value": ""}],
        "item": folders,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requests(collection: &Value) -> Vec<(&str, &Value)> {
        let folders = collection["item"].as_array().unwrap().iter();
        folders
            .flat_map(|folder| {
                let name = folder["name"].as_str().unwrap();
                folder["item"].as_array().unwrap().iter().map(move |item| (name, &item["request"]))
            })
            .collect()
    }

    #[test]
    fn every_endpoint_of_the_api_is_in_the_collection_once() {
        let text = collection("http://localhost:3000").to_string();
        let read: Value = serde_json::from_str(&text).unwrap();
        let mut told: Vec<String> = requests(&read)
            .iter()
            .map(|(_, request)| {
                let path = request["url"]["raw"].as_str().unwrap().trim_start_matches("{{baseUrl}}");
                format!("{} {path}", request["method"].as_str().unwrap())
            })
            .collect();
        let written = |path: &str| path.replace('{', ":").replace('}', "");
        let mut listed: Vec<String> = crate::access::endpoints()
            .filter(|endpoint| endpoint.kind == Kind::Api)
            .map(|endpoint| format!("{} {}", endpoint.method, written(endpoint.path)))
            .collect();
        told.sort();
        listed.sort();
        assert_eq!(told, listed);
    }

    #[test]
    fn a_write_carries_a_key_and_a_body_to_begin_with() {
        let whole = collection("http://localhost:3000");
        let found = requests(&whole);
        let of = |raw: &str, method: &str| {
            found.iter().find(|(_, one)| one["url"]["raw"] == raw && one["method"] == method).copied().unwrap()
        };
        let (folder, book) = of("{{baseUrl}}/api/orders", "POST");
        assert_eq!((folder, &book["header"][0]["key"]), ("orders", &json!("Idempotency-Key")));
        let body: Value = serde_json::from_str(book["body"]["raw"].as_str().unwrap()).unwrap();
        assert!(body["items"][0]["skuCode"].is_string(), "{body}");
        let (folder, login) = of("{{baseUrl}}/api/v1/auth/login", "POST");
        assert_eq!((folder, &login["auth"]["type"]), ("auth", &json!("noauth")));
        let (_, upload) = of("{{baseUrl}}/api/imports", "POST");
        assert_eq!(upload["body"]["mode"], "formdata");
        assert_eq!(whole["variable"][1]["key"], "token");
    }
}
