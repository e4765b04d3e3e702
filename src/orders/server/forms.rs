//! Where the pages' forms are posted to without script.

use axum::Router;

use crate::{
    orders::api::{ActOnOrder, ActOnOrders, RemarkOnOrder},
    platform::server::{http::AppState, plain},
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/orders", plain::route::<ActOnOrders>())
        .route("/orders/{number}", plain::route::<ActOnOrder>())
        .route("/orders/{number}/remark", plain::route::<RemarkOnOrder>())
}
