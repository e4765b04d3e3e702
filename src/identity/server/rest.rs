//! Signing in over HTTP, in the shapes existing clients know.

use axum::{
    Extension, Json, Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tower_sessions::Session;

use super::{service, store::{self, Login}, tokens};
use crate::{
    identity::{Origin, api::SignIn, error::Error},
    platform::{
        failure::Failure,
        server::{Desk, http::{AppState, Caller, JsonBody}, plain},
    },
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/sign-in", plain::route::<SignIn>())
        .route("/sign-out", post(sign_out))
        .route("/api/login", post(login))
        .route("/auth/login", post(login))
        .route("/api/v1/auth/login", post(login))
        .route("/api/v1/auth/refresh", post(refresh))
        .route("/api/v1/auth/logout", post(logout))
        .route("/api/v1/auth/me", get(me))
}

#[derive(Deserialize)]
struct Credentials {
    email: String,
    password: String,
}

async fn login(
    State(desk): State<Desk>,
    Extension(origin): Extension<Origin>,
    JsonBody(body): JsonBody<Credentials>,
) -> Result<Response, Failure> {
    let login = service::sign_in(&desk, &body.email, body.password, origin).await?;
    let refresh = tokens::issue(&desk, login.id).await?;
    answer(&desk, &login, refresh)
}

fn answer(desk: &Desk, login: &Login, refresh: String) -> Result<Response, Failure> {
    let token = tokens::access(desk, login.id, &login.code, login.role.as_str(), login.stamp)?;
    let user = wire(login);
    Ok(Json(json!({
        "success": true, "token": token, "refreshToken": refresh, "expiresIn": tokens::ACCESS_SECONDS, "user": user,
        "data": {"token": token, "refreshToken": refresh, "user": user},
    }))
    .into_response())
}

fn wire(login: &Login) -> Value {
    json!({"id": login.code, "name": login.name, "email": login.email, "role": login.role, "status": login.status})
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RefreshBody {
    refresh_token: String,
}

async fn refresh(State(desk): State<Desk>, JsonBody(body): JsonBody<RefreshBody>) -> Result<Response, Failure> {
    let (user, next) = tokens::rotate(&desk, &body.refresh_token).await?;
    let login = store::get_login(&desk.db, user).await?.filter(|login| login.status == "Active").ok_or(Error::BadToken)?;
    answer(&desk, &login, next)
}

async fn logout(State(desk): State<Desk>, JsonBody(body): JsonBody<RefreshBody>) -> Result<Response, Failure> {
    tokens::revoke(&desk, &body.refresh_token).await?;
    Ok(Json(json!({"success": true})).into_response())
}

async fn me(Caller { desk, actor }: Caller) -> Result<Response, Failure> {
    let login = store::get_login(&desk.db, actor.id).await?.ok_or_else(Failure::unauthenticated)?;
    Ok(Json(json!({"success": true, "user": wire(&login), "data": wire(&login)})).into_response())
}

async fn sign_out(session: Session) -> Response {
    if let Err(error) = session.flush().await {
        tracing::warn!(%error, "a session could not be ended");
    }
    Redirect::to("/sign-in").into_response()
}
