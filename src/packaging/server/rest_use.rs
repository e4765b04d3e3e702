//! Changing a material over HTTP, and taking it out of use: as products and customers are.

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::{materials, rest, rest_wire, usage};
use crate::{
    packaging::model::{MaterialForm, UseForm},
    platform::{
        failure::Failure,
        server::http::{self, Caller, JsonBody, Path},
        wire::{check_version, switch, typed},
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
            "version" if !typed(value).is_empty() => &mut form.version,
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
    check_version(body.get("version"))?;
    let mut form = materials::edit(&desk, &actor, &id).await?;
    let code = form.code.clone();
    let active = switch(&body, "isActive")?;
    let named = overlay(&mut form, &body);
    let used = active.map(|active| UseForm {
        code: code.clone(),
        active: if active { "yes" } else { "no" }.to_owned(),
        // What was saved just before has another version.
        version: if named { String::new() } else { body.get("version").map(typed).unwrap_or_default() },
    });
    let record = named.then_some(&form);
    usage::change(&desk, &actor, record, used.as_ref()).await.map_err(rest_wire::renamed)?;
    Ok(http::data(rest::one(&desk, &actor, &code).await?))
}

pub async fn remove(Caller { desk, actor }: Caller, Path(id): Path<String>) -> Result<Response, Failure> {
    let form = UseForm { code: id, active: "no".to_owned(), version: String::new() };
    let code = usage::set(&desk, &actor, &form).await?;
    Ok(http::data(json!({"id": code, "isActive": false})))
}
