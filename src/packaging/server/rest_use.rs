//! Changing a material over HTTP, and taking it out of use: as products and customers are.

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::{materials, rest, rest_wire, usage};
use crate::{
    packaging::model::{MaterialForm, UseForm},
    platform::{
        failure::Failure,
        server::http::{self, Caller, JsonBody, Path},
        wire::{switch, typed},
    },
};

/// Writes what a body says over a form; what it doesn't name stays. Answers whether it named anything.
fn overlay(form: &mut MaterialForm, body: &Map<String, Value>) -> bool {
    let mut named = false;
    for (key, value) in body {
        let field = match key.as_str() {
            "name" => &mut form.name,
            "category" => &mut form.category,
            "unit" => &mut form.unit,
            "perBox" => &mut form.per_box,
            "reorderLevel" | "moq" => &mut form.reorder_level,
            "minimumOrder" => &mut form.minimum_order,
            "maximum" => &mut form.maximum,
            "rate" => &mut form.rate,
            "leadDays" => &mut form.lead_days,
            "vendorName" => &mut form.vendor,
            "barcode" => &mut form.barcode,
            "version" => &mut form.version,
            _ => continue,
        };
        *field = typed(value);
        named |= key != "version";
    }
    named
}

pub async fn change(
    Caller { desk, actor }: Caller,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<Map<String, Value>>,
) -> Result<Response, Failure> {
    let mut form = materials::edit(&desk, &actor, &id).await?;
    let code = form.code.clone();
    let active = switch(&body, "isActive")?;
    if overlay(&mut form, &body) {
        materials::save(&desk, &actor, &form).await.map_err(rest_wire::renamed)?;
    }
    if let Some(active) = active {
        let active = if active { "yes" } else { "no" };
        let form = UseForm { code: code.clone(), active: active.to_owned(), version: String::new() };
        usage::set(&desk, &actor, &form).await?;
    }
    Ok(http::data(rest::one(&desk, &actor, &code).await?))
}

pub async fn remove(Caller { desk, actor }: Caller, Path(id): Path<String>) -> Result<Response, Failure> {
    let form = UseForm { code: id, active: "no".to_owned(), version: String::new() };
    let code = usage::set(&desk, &actor, &form).await?;
    Ok(http::data(json!({"id": code, "isActive": false})))
}
