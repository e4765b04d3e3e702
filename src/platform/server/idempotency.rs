//! `Idempotency-Key`: a write that is sent again is answered as it was the first time.
//!
//! The same key with the same body gets the stored answer; with another body 422; while the first is still running 409.
//! Keys are kept 24 hours.
//!
//! A request with a key runs to its end whether or not its client waits for it, and what it writes uses the key up in the same
//! transaction: where a server dies between the two, the key answers what was made and nothing is made twice.

use std::{panic::AssertUnwindSafe, sync::Arc};

use axum::{
    Json,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::FutureExt;
use serde_json::{Value, json};
use tracing::Instrument;

use super::{Audit, Desk, Work, storage};
use crate::{
    identity::{Actor, Capability},
    platform::failure::{Failure, Internal, Kind},
    values::{Timestamp, UserId},
};

pub const KEPT_SECONDS: i64 = 24 * 3600;
/// A request that began this long ago and never ended died with its server.
const DEAD_SECONDS: i64 = 120;

/// The request with a key that this task carries out.
struct Keyed {
    user: UserId,
    key: String,
    /// When it took the key: one that takes over a dead one's key has another.
    since: Timestamp,
}

tokio::task_local! {
    static KEYED: Arc<Keyed>;
}

enum Found {
    First(Timestamp),
    Running,
    OtherBody,
    Answer(Answer),
    /// What was made is known, but its answer was lost with the server.
    Lost(String),
}

struct Answer {
    status: i64,
    media_type: String,
    location: String,
    body: String,
}

/// Answers a POST with a key once, and again the same.
pub async fn once(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let key = request.headers().get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::to_owned);
    let actor = request.extensions().get::<Actor>().cloned();
    let (Some(key), Some(actor), &Method::POST) = (key, actor, request.method()) else {
        return next.run(request).await;
    };
    // In a task of its own: a client that leaves cuts nothing off.
    let answered = tokio::spawn(answered(desk, actor, key, request, next).in_current_span());
    match answered.await.map_err(Internal::from_error) {
        Ok(Ok(response)) => response,
        Ok(Err(failure)) => failure.into_response(),
        Err(internal) => internal.into_response(),
    }
}

async fn answered(desk: Desk, actor: Actor, key: String, request: Request, next: Next) -> Result<Response, Failure> {
    if key.is_empty() || key.len() > 200 {
        return Err(Failure::new(Kind::Malformed, "idempotency_key", "Idempotency-Key must have 1 to 200 characters."));
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, crate::platform::server::http::BODY_LIMIT)
        .await
        .map_err(|_| Failure::new(Kind::TooLarge, "too_large", "The request is larger than this path takes."))?;
    let mut hashed = format!("{} {}\n", parts.method, parts.uri).into_bytes();
    hashed.extend_from_slice(&bytes);
    let since = match begin(&desk, &actor, &key, &storage::hash_of(&hashed)).await? {
        Found::First(since) => since,
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
        Found::Answer(answer) => return Ok(answer.into_response()),
        Found::Lost(made) => return Ok(lost(&made)),
    };
    let keyed = Arc::new(Keyed { user: actor.id, key, since });
    let run = KEYED.scope(keyed.clone(), next.run(Request::from_parts(parts, Body::from(bytes))));
    let response = AssertUnwindSafe(run)
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Internal::new("a handler with a key panicked").into_response());
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 16 << 20).await.map_err(|error| Internal::new(error.to_string()))?;
    end(&desk, &actor, &keyed, parts.status, &parts.headers, &bytes).await?;
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
                 status = 0, media_type = '', location = '', body = '', created_at = excluded.created_at
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
    let found = if taken == 1 { Found::First(now) } else { stored(&mut work, actor, key, hash).await? };
    work.commit().await?;
    Ok(found)
}

/// What is kept under a key that somebody has taken.
async fn stored(work: &mut Work, actor: &Actor, key: &str, hash: &str) -> Result<Found, Internal> {
    let long_ago = work.now().minus_seconds(DEAD_SECONDS);
    type Row = (String, String, i64, String, String, String, Timestamp);
    let (taken_for, state, status, media_type, location, body, since): Row = work
        .sql(
            "select request_hash, state, status, media_type, location, body, created_at
             from idempotency_keys where user_id = $1 and key = $2",
        )
        .bind(actor.id)
        .bind(key.to_owned())
        .one()
        .await?;
    Ok(match () {
        () if taken_for != hash => Found::OtherBody,
        () if state == "running" || (status == 0 && since > long_ago) => Found::Running,
        () if status <= 0 => Found::Lost(body),
        () => Found::Answer(Answer { status, media_type, location, body }),
    })
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = u16::try_from(self.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
        let mut response = (status.unwrap_or(StatusCode::OK), self.body).into_response();
        for (name, value) in [(header::CONTENT_TYPE, self.media_type), (header::LOCATION, self.location)] {
            if let (Ok(value), false) = (HeaderValue::from_str(&value), value.is_empty()) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

/// What the first request with the key made, of which nobody got the answer.
fn lost(made: &str) -> Response {
    let made: Vec<Value> = made.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let id = made.first().map(|first| first["id"].clone());
    let message =
        "The first request with this key did what `made` lists; its answer was lost. What is not listed was not done.";
    Json(json!({"success": true, "message": message, "data": {"id": id, "answerLost": true, "made": made}}))
        .into_response()
}

/// A work that is written down uses up the key of its request, in its own transaction: however the request ends, what was done
/// under the key isn't done again.
pub(super) async fn use_up(work: &mut Work, audits: &[Audit]) -> Result<(), Internal> {
    let Ok(keyed) = KEYED.try_with(Arc::clone) else { return Ok(()) };
    let made: String = audits
        .iter()
        .map(|one| {
            let line =
                json!({"type": one.entity_type, "id": one.entity_id, "action": one.action, "about": one.summary});
            format!("{line}\n")
        })
        .collect();
    if made.is_empty() {
        return Ok(());
    }
    let kept = work
        .sql(
            "update idempotency_keys set state = 'done', status = 0, body = body || cast($1 as text)
             where user_id = $2 and key = $3 and created_at = $4",
        )
        .bind(made)
        .bind(keyed.user)
        .bind(keyed.key.clone())
        .bind(keyed.since)
        .run()
        .await?;
    match kept {
        1 => Ok(()),
        _ => Err(Internal::new("the Idempotency-Key of this request was given to a later one")),
    }
}

async fn end(
    desk: &Desk,
    actor: &Actor,
    keyed: &Keyed,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), Failure> {
    let mut work = desk.begin(actor, Capability::SignedIn).await?;
    work.without_audit();
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        // Where nothing was done the same key may try again; where something was, that is its answer.
        for text in [
            "delete from idempotency_keys where user_id = $1 and key = $2 and created_at = $3 and state = 'running'",
            "update idempotency_keys set status = -1 where user_id = $1 and key = $2 and created_at = $3",
        ] {
            work.sql(text).bind(keyed.user).bind(keyed.key.clone()).bind(keyed.since).run().await?;
        }
    } else {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        work.sql(
            "update idempotency_keys set state = 'done', status = $1, media_type = $2, location = $3, body = $4
             where user_id = $5 and key = $6 and created_at = $7",
        )
        .bind(i64::from(status.as_u16()))
        .bind(text(header::CONTENT_TYPE).to_owned())
        .bind(text(header::LOCATION).to_owned())
        .bind(String::from_utf8_lossy(body).into_owned())
        .bind(keyed.user)
        .bind(keyed.key.clone())
        .bind(keyed.since)
        .run()
        .await?;
    }
    work.commit().await?;
    Ok(())
}
