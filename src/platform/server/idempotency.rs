//! `Idempotency-Key`: a write that is sent again is answered as it was the first time.
//!
//! The same key with the same body gets the stored answer; with another body 422; while the first is still running 409.
//! Keys are kept 24 hours.

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{Desk, storage};
use crate::{
    identity::{Actor, Capability},
    platform::failure::{Failure, Internal, Kind},
    values::Timestamp,
};

const KEPT_SECONDS: i64 = 24 * 3600;
/// A request that began this long ago and never ended died with its server.
const DEAD_SECONDS: i64 = 120;

enum Found {
    First,
    Running,
    OtherBody,
    Answer { status: i64, media_type: String, body: String },
}

/// Answers a POST with a key once, and again the same.
pub async fn once(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let key = request.headers().get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::to_owned);
    let actor = request.extensions().get::<Actor>().cloned();
    let (Some(key), Some(actor), &Method::POST) = (key, actor, request.method()) else {
        return next.run(request).await;
    };
    match answered(&desk, &actor, key, request, next).await {
        Ok(response) => response,
        Err(failure) => failure.into_response(),
    }
}

async fn answered(desk: &Desk, actor: &Actor, key: String, request: Request, next: Next) -> Result<Response, Failure> {
    if key.is_empty() || key.len() > 200 {
        return Err(Failure::new(Kind::Malformed, "idempotency_key", "Idempotency-Key must have 1 to 200 characters."));
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, crate::platform::server::http::BODY_LIMIT)
        .await
        .map_err(|_| Failure::new(Kind::TooLarge, "too_large", "The request is larger than this path takes."))?;
    let mut hashed = format!("{} {}\n", parts.method, parts.uri).into_bytes();
    hashed.extend_from_slice(&bytes);
    let hash = storage::hash_of(&hashed);
    match begin(desk, actor, &key, &hash).await? {
        Found::First => {}
        Found::Running => {
            return Err(Failure::new(
                Kind::Conflict,
                "idempotency_running",
                "The first request with this key is still running.",
            ));
        }
        Found::OtherBody => {
            return Err(Failure::new(
                Kind::Invalid,
                "idempotency_reused",
                "This Idempotency-Key was used for another request.",
            ));
        }
        Found::Answer { status, media_type, body } => {
            let status =
                u16::try_from(status).ok().and_then(|s| StatusCode::from_u16(s).ok()).unwrap_or(StatusCode::OK);
            return Ok((status, [(header::CONTENT_TYPE, media_type)], body).into_response());
        }
    }
    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 16 << 20).await.map_err(|error| Internal::new(error.to_string()))?;
    end(desk, actor, &key, parts.status, parts.headers.get(header::CONTENT_TYPE), &bytes).await?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

async fn begin(desk: &Desk, actor: &Actor, key: &str, hash: &str) -> Result<Found, Failure> {
    let mut work = desk.begin(actor, Capability::SignedIn).await?;
    work.without_audit();
    let now = work.now();
    let taken = work
        .sql(
            "insert into idempotency_keys (user_id, key, request_hash, state, created_at) values ($1, $2, $3, 'running', $4)
             on conflict (user_id, key) do update set request_hash = excluded.request_hash, state = 'running',
                 created_at = excluded.created_at
             where idempotency_keys.created_at < $5
                or (idempotency_keys.state = 'running' and idempotency_keys.created_at < $6)",
        )
        .bind(actor.id)
        .bind(key.to_owned())
        .bind(hash.to_owned())
        .bind(now)
        .bind(now.minus_seconds(KEPT_SECONDS))
        .bind(now.minus_seconds(DEAD_SECONDS))
        .run()
        .await?;
    let found = if taken == 1 {
        Found::First
    } else {
        let (stored, state, status, media_type, body): (String, String, i64, String, String) = work
            .sql("select request_hash, state, status, media_type, body from idempotency_keys where user_id = $1 and key = $2")
            .bind(actor.id)
            .bind(key.to_owned())
            .one()
            .await?;
        match () {
            () if stored != hash => Found::OtherBody,
            () if state == "running" => Found::Running,
            () => Found::Answer { status, media_type, body },
        }
    };
    work.commit().await?;
    Ok(found)
}

async fn end(
    desk: &Desk,
    actor: &Actor,
    key: &str,
    status: StatusCode,
    media_type: Option<&header::HeaderValue>,
    body: &[u8],
) -> Result<(), Failure> {
    let mut work = desk.begin(actor, Capability::SignedIn).await?;
    work.without_audit();
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        // Nothing was done: the same key may try again.
        work.sql("delete from idempotency_keys where user_id = $1 and key = $2")
            .bind(actor.id)
            .bind(key.to_owned())
            .run()
            .await?;
    } else {
        let media_type = media_type.and_then(|value| value.to_str().ok()).unwrap_or("application/json").to_owned();
        work.sql("update idempotency_keys set state = 'done', status = $1, media_type = $2, body = $3 where user_id = $4 and key = $5")
            .bind(i64::from(status.as_u16()))
            .bind(media_type)
            .bind(String::from_utf8_lossy(body).into_owned())
            .bind(actor.id)
            .bind(key.to_owned())
            .run()
            .await?;
    }
    work.commit().await?;
    Ok(())
}

/// Forgets keys older than a day.
///
/// # Errors
/// When the database refuses.
pub async fn forget_old(desk: &Desk) -> Result<(), Failure> {
    let mut work = desk.begin(&Actor::system(), Capability::ManageSettings).await?;
    work.without_audit();
    let before: Timestamp = work.now().minus_seconds(KEPT_SECONDS);
    work.sql("delete from idempotency_keys where created_at < $1").bind(before).run().await?;
    work.commit().await?;
    Ok(())
}
