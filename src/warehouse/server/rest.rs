//! Stock over HTTP.

use axum::{Router, response::Response, routing::get};
use serde_json::{Value, json};

use super::store;
use crate::{
    identity::Capability,
    platform::{
        failure::Failure,
        server::{
            http::{self, AppState, Caller},
            plain,
        },
    },
    warehouse::api::{CorrectStock, ReceiveStock},
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/products/{sku}/receive", plain::route::<ReceiveStock>())
        .route("/products/{sku}/adjust", plain::route::<CorrectStock>())
        .route("/api/warehouses", get(list))
}

async fn list(Caller { desk, actor }: Caller) -> Result<Response, Failure> {
    let db = desk.read(&actor, Capability::SeeProducts)?;
    let rows: Vec<Value> = store::warehouses(db)
        .await?
        .into_iter()
        .map(|row| {
            json!({
                "id": row.code, "name": row.name, "city": row.city, "state": row.state_code, "address": row.address,
                "isActive": row.active,
            })
        })
        .collect();
    Ok(http::data(rows))
}
