//! Settings over HTTP: the form that is posted without script.

use axum::Router;

use crate::{
    platform::server::{http::AppState, plain},
    settings::api::SaveSettings,
};

pub fn routes() -> Router<AppState> {
    Router::new().route("/settings", plain::route::<SaveSettings>())
}
