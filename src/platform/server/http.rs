//! How the HTTP API reads requests and shapes answers.

use axum::{
    Json,
    body::Body,
    extract::{FromRequestParts, Request},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Value, json};

pub use super::read::{FileForm, JsonBody, Path, Query, no_nul};
use super::{Desk, ask};
use crate::{
    identity::Actor,
    platform::failure::{Failure, Internal, Kind},
    ui::encode,
};

/// Requests larger than this many bytes are refused.
pub const BODY_LIMIT: usize = 30 * 1024 * 1024;

/// What handlers share.
#[derive(Clone, axum::extract::FromRef)]
pub struct AppState {
    pub desk: Desk,
    pub site: crate::document::Site,
}

/// The desk and who asks, for a handler behind the gate.
pub struct Caller {
    pub desk: Desk,
    pub actor: Actor,
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let actor = parts.extensions.get::<Actor>().cloned().ok_or_else(Failure::unauthenticated)?;
        Ok(Self { desk: state.desk.clone(), actor })
    }
}

/// `{"success": true, "data": …}` with 200.
pub fn data(data: impl Serialize) -> Response {
    Json(json!({"success": true, "data": data})).into_response()
}

/// `{"success": true, "data": …}` with 201.
pub fn created(body: impl Serialize) -> Response {
    (StatusCode::CREATED, data(body)).into_response()
}

/// One page of a list: its rows, where it stands, and the cursor of the next.
pub fn list(rows: impl Serialize, pagination: Value) -> Response {
    Json(json!({"success": true, "data": rows, "pagination": pagination})).into_response()
}

/// A file to keep, under a name of any alphabet.
pub fn download(name: &str, media_type: &str, body: Body) -> Response {
    let mut headers = HeaderMap::new();
    let plain: String =
        name.chars().map(|c| if c.is_ascii_graphic() && c != '"' && c != '\\' { c } else { '_' }).collect();
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", encode(name));
    for (key, value) in [(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(key, value);
        }
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    (headers, body).into_response()
}

/// A path of this site to send a browser to: full addresses, `//elsewhere`, and what browsers read as that are none.
pub fn own_path(path: &str) -> Option<&str> {
    let own = path.starts_with('/') && !path.starts_with("//");
    Some(path).filter(|path| own && !path.contains(|c: char| c == '\\' || c.is_control()))
}

/// As [`encode`], but a path stays readable in the address it stands in.
pub fn escape(text: &str) -> String {
    encode(text).replace("%2F", "/")
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        ask::log(&self, self.request_id.as_deref());
        let status = StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut body = json!({"success": false, "message": self.message, "code": self.code});
        if !self.fields.is_empty() {
            body["errors"] = json!(self.fields);
        }
        let mut response = (status, Json(body)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        if self.kind == Kind::Unauthenticated {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(WithRequestId);
        response
    }
}

impl IntoResponse for Internal {
    fn into_response(self) -> Response {
        Failure::from(self).into_response()
    }
}

/// Marks an answer whose body should name the request id; see [`name_request`].
#[derive(Clone, Copy)]
struct WithRequestId;

/// Puts the request id into refusals, so that a person can quote it.
pub async fn name_request(request: Request, next: axum::middleware::Next) -> Response {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let response = next.run(request).await;
    let (Some(id), true) = (id, response.extensions().get::<WithRequestId>().is_some()) else { return response };
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, 1 << 20).await else { return parts.status.into_response() };
    let body = match serde_json::from_slice::<Value>(&bytes) {
        Ok(mut value) => {
            value["requestId"] = Value::from(id);
            Body::from(value.to_string())
        }
        Err(_) => Body::from(bytes),
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, body)
}

/// A server function answers arguments it can't read with 500; the status is the one of the [`Failure`] in the body.
pub async fn right_status(request: Request, next: axum::middleware::Next) -> Response {
    let is_function = request.uri().path().starts_with("/fn/");
    let response = next.run(request).await;
    if !is_function || response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, 1 << 20).await else { return parts.status.into_response() };
    if let Ok(failure) = serde_json::from_slice::<Failure>(&bytes) {
        parts.status = StatusCode::from_u16(failure.status()).unwrap_or(parts.status);
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// The request id in the parts of a request.
pub fn request_id(parts: &Parts) -> Option<String> {
    parts.headers.get("x-request-id").and_then(|id| id.to_str().ok()).map(str::to_owned)
}

/// A refusal in the shape that this request's answer would have had.
pub fn refuse(request: &Request, mut failure: Failure) -> Response {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    if request.uri().path().starts_with("/fn/") {
        failure.request_id = id;
        let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        return (status, Json(failure)).into_response();
    }
    failure.into_response()
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn only_paths_of_this_site_are_gone_to() {
        assert_eq!(own_path("/orders?status=held&q=a%0Ab"), Some("/orders?status=held&q=a%0Ab"));
        for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "/\r\n", ""]
        {
            assert_eq!(own_path(elsewhere), None, "{elsewhere:?}");
        }
    }
}
