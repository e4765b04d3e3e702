//! Packaging's forms, posted without script to the pages they stand on.

use axum::Router;

use crate::{
    packaging::api::{
        ClosePurchase, CorrectEntry, DecideCount, IssuePackaging, KeepCount, OrderMaterials, ReceivePackaging,
        SaveBill, SaveMaterial, SetUse, StartCount,
    },
    platform::server::{http::AppState, plain},
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/packaging/in", plain::route::<ReceivePackaging>())
        .route("/packaging/out", plain::route::<IssuePackaging>())
        .route("/packaging/entries/{id}", plain::route::<CorrectEntry>())
        .route("/packaging/materials/new", plain::route::<SaveMaterial>())
        .route("/packaging/materials/{code}/edit", plain::route::<SaveMaterial>())
        .route("/packaging/materials/{code}/use", plain::route::<SetUse>())
        .route("/packaging/purchases/close", plain::route::<ClosePurchase>())
        .route("/packaging/counts", plain::route::<StartCount>())
        .route("/packaging/counts/{id}", plain::route::<KeepCount>())
        .route("/packaging/counts/{id}/decide", plain::route::<DecideCount>())
        .route("/packaging/reorder", plain::route::<OrderMaterials>())
        .route("/packaging/bills/{sku}", plain::route::<SaveBill>())
}
