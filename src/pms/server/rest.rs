//! Performance over HTTP.

use axum::Router;

use crate::platform::server::http::AppState;

pub fn routes() -> Router<AppState> {
    Router::new()
}
