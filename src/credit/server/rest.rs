//! Credit over HTTP.

use axum::{
    Json, Router,
    response::{IntoResponse, Response},
    routing::post,
};
use serde::Deserialize;
use serde_json::json;

use super::service;
use crate::{
    credit::api::{Decide, DecideMany},
    platform::{
        failure::Failure,
        server::{
            http::{AppState, Caller, JsonBody},
            plain,
        },
        wire::rupees,
    },
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/credit", plain::route::<Decide>())
        .route("/credit/selected", plain::route::<DecideMany>())
        .route("/api/ai/credit-insight", post(insight))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ask {
    order_id: String,
}

async fn insight(Caller { desk, actor }: Caller, JsonBody(ask): JsonBody<Ask>) -> Result<Response, Failure> {
    let (insight, subject) = service::insight(&desk, &actor, &ask.order_id).await?;
    let data = json!({
        "insight": insight.as_text(),
        "risk": insight.risk,
        "decision": insight.decision,
        "source": insight.source,
        "orderId": subject.number,
        "customerName": subject.name,
        "orderValue": rupees(subject.total_paise),
        "outstanding": rupees(subject.outstanding_paise),
        "timestamp": desk.clock.now().iso(),
    });
    let mut body = json!({"success": true, "data": data});
    // Older clients read these at the top.
    if let (Some(body), Some(data)) = (body.as_object_mut(), data.as_object()) {
        for (key, value) in data {
            body.entry(key.clone()).or_insert_with(|| value.clone());
        }
    }
    Ok(Json(body).into_response())
}
