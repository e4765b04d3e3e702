//! Stock and warehouses over HTTP.

use axum::{Router, response::Response, routing::get};
use serde_json::{Map, Value, json};

use super::warehouses;
use crate::{
    identity::Actor,
    platform::{
        failure::Failure,
        server::{
            Desk,
            http::{self, AppState, Caller, JsonBody, Path},
            plain,
        },
        wire::{check_version, switch, typed, units},
    },
    warehouse::{
        api::{CorrectStock, ReceiveStock, SaveWarehouse},
        model::{HeldBatch, WarehouseForm, WarehouseInput},
    },
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/products/{sku}/receive", plain::route::<ReceiveStock>())
        .route("/products/{sku}/adjust", plain::route::<CorrectStock>())
        .route("/warehouses/new", plain::route::<SaveWarehouse>())
        .route("/warehouses/{code}/edit", plain::route::<SaveWarehouse>())
        .route("/api/warehouses", get(list).post(create))
        .route("/api/warehouses/{id}", get(one).patch(change))
}

fn wire(data: &WarehouseInput) -> Value {
    json!({
        "id": data.code, "name": data.name, "city": data.city, "state": data.state_code, "address": data.address,
        "isActive": data.active,
    })
}

async fn list(Caller { desk, actor }: Caller) -> Result<Response, Failure> {
    let found = warehouses::list(&desk, &actor).await?;
    Ok(http::data(found.rows.iter().map(|row| wire(&row.data)).collect::<Vec<_>>()))
}

fn wire_held(held: &HeldBatch) -> Value {
    json!({
        "skuCode": held.sku, "productName": held.product, "batchNumber": held.number,
        "expDate": held.expires.map(|day| day.iso()), "quantity": units(held.on_hand), "reserved": units(held.reserved),
    })
}

async fn found(desk: &Desk, actor: &Actor, code: &str) -> Result<Value, Failure> {
    let warehouse = warehouses::show(desk, actor, code).await?;
    let mut body = wire(&warehouse.data);
    body["version"] = json!(warehouse.version);
    body["productCount"] = json!(warehouse.products);
    body["batchCount"] = json!(warehouse.batches);
    body["batches"] = warehouse.held.iter().map(wire_held).collect();
    Ok(body)
}

async fn one(Caller { desk, actor }: Caller, Path(code): Path<String>) -> Result<Response, Failure> {
    Ok(http::data(found(&desk, &actor, &code).await?))
}

/// Writes what a body says over a form; what it doesn't name stays.
fn overlay(form: &mut WarehouseForm, body: &Map<String, Value>) -> Result<(), Failure> {
    check_version(body.get("version"))?;
    if let Some(active) = switch(body, "isActive")? {
        form.active = active.then(|| "on".to_owned());
    }
    for (key, value) in body {
        let field = match key.as_str() {
            "id" | "code" => &mut form.code,
            "name" => &mut form.name,
            "city" => &mut form.city,
            "state" => &mut form.state,
            "address" => &mut form.address,
            "version" => &mut form.version,
            _ => continue,
        };
        *field = typed(value);
    }
    Ok(())
}

async fn create(
    Caller { desk, actor }: Caller,
    JsonBody(body): JsonBody<Map<String, Value>>,
) -> Result<Response, Failure> {
    let mut form = warehouses::edit(&desk, &actor, "").await?;
    overlay(&mut form, &body)?;
    let code = warehouses::save(&desk, &actor, "", &form).await?;
    Ok(http::created(found(&desk, &actor, &code).await?))
}

async fn change(
    Caller { desk, actor }: Caller,
    Path(code): Path<String>,
    JsonBody(body): JsonBody<Map<String, Value>>,
) -> Result<Response, Failure> {
    let mut form = warehouses::edit(&desk, &actor, &code).await?;
    overlay(&mut form, &body)?;
    let code = warehouses::save(&desk, &actor, &code, &form).await?;
    Ok(http::data(found(&desk, &actor, &code).await?))
}
