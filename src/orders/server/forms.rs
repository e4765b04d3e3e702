//! Where the pages' forms are posted to without script.

use axum::Router;

use crate::{
    orders::api::{ActOnOrder, ActOnOrders, DeleteView, DiscardDraft, RemarkOnOrder, SaveView},
    platform::server::{http::AppState, plain},
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/orders", plain::route::<ActOnOrders>())
        .route("/orders/views", plain::route::<SaveView>())
        .route("/orders/views/delete", plain::route::<DeleteView>())
        .route("/orders/drafts", plain::route::<DiscardDraft>())
        .route("/orders/{number}", plain::route::<ActOnOrder>())
        .route("/orders/{number}/remark", plain::route::<RemarkOnOrder>())
}
