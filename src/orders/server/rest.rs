//! orders over HTTP.

use axum::Router;

use crate::{
    orders::api::{BookOrder, ChangeOrder},
    platform::server::{http::AppState, plain},
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/orders/new", plain::route::<BookOrder>())
        .route("/orders/{number}/edit", plain::route::<ChangeOrder>())
}
