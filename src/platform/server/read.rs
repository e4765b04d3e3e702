//! How requests are read: bodies, queries and paths whose mistakes are told as a [`Failure`] with the field's name.

use axum::{
    Json,
    body::{Body, Bytes, to_bytes},
    extract::{
        self, FromRequest, FromRequestParts, MatchedPath, Request,
        path::ErrorKind,
        rejection::{JsonRejection, PathRejection},
    },
    http::{HeaderMap, StatusCode, header, request::Parts},
    middleware::Next,
    response::Response,
};
use serde::de::DeserializeOwned;

use super::http::{self, BODY_LIMIT};
use crate::platform::failure::{Failure, FieldError, Kind};

/// A JSON body.
pub struct JsonBody<T>(pub T);

/// The query of the address.
pub struct Query<T>(pub T);

/// What stands in the placeholders of the path.
pub struct Path<T>(pub T);

fn malformed(message: impl Into<String>) -> Failure {
    Failure::new(Kind::Malformed, "malformed", message)
}

fn too_large() -> Failure {
    Failure::new(Kind::TooLarge, "too_large", "The request is larger than this path takes.")
}

fn nul() -> Failure {
    Failure::new(
        Kind::Invalid,
        "nul_character",
        "The request holds the character U+0000, which no text may. Leave it out.",
    )
}

fn unreadable(field: &str, what: &str) -> Failure {
    Failure::invalid(vec![FieldError::new(field, "unreadable", format!("{field} can't be read: {what}."))])
}

fn is(headers: &HeaderMap, media_type: &str) -> bool {
    let said = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    said.split(';').next().is_some_and(|said| said.to_ascii_lowercase().contains(media_type))
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        if !is(request.headers(), "json") {
            return Err(malformed("Send the body as JSON, with Content-Type: application/json."));
        }
        let bytes = match Bytes::from_request(request, state).await {
            Ok(bytes) => bytes,
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => return Err(too_large()),
            Err(error) => return Err(malformed(error.body_text())),
        };
        if writes_nul(&bytes) {
            return Err(nul());
        }
        Json::<T>::from_bytes(&bytes)
            .map(|Json(body)| Self(body))
            .map_err(|rejection: JsonRejection| malformed(rejection.body_text()))
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        extract::Query::try_from_uri(&parts.uri).map(|extract::Query(query)| Self(query)).map_err(|rejection| {
            let text = rejection.body_text();
            let said = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text);
            match said.split_once(": ") {
                Some((field, what)) if !field.contains(' ') && field != "." => unreadable(field, what),
                _ => malformed(format!("The query can't be read: {said}.")),
            }
        })
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let rejection = match extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(extract::Path(path)) => return Ok(Self(path)),
            Err(rejection) => rejection,
        };
        let PathRejection::FailedToDeserializePathParams(error) = rejection else {
            return Err(malformed(rejection.body_text()));
        };
        let path = parts.extensions.get::<MatchedPath>().map(MatchedPath::as_str).unwrap_or_default();
        let name =
            |index: usize| path.split('{').nth(index + 1).and_then(|rest| rest.split('}').next()).unwrap_or("path");
        Err(match error.kind() {
            ErrorKind::InvalidUtf8InPathParam { key } => unreadable(key, "it is not UTF-8"),
            ErrorKind::ParseErrorAtKey { key, .. } | ErrorKind::DeserializeError { key, .. } => {
                unreadable(key, "there is no such thing")
            }
            ErrorKind::ParseErrorAtIndex { index, .. } => unreadable(name(*index), "there is no such thing"),
            _ => unreadable(name(0), "there is no such thing"),
        })
    }
}

/// Whether this JSON has the character U+0000 in a text: as it is, or escaped.
fn writes_nul(json: &[u8]) -> bool {
    let mut rest = json;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        let escape = rest.get(at + 1..).unwrap_or_default();
        if escape.starts_with(b"u0000") {
            return true;
        }
        rest = escape.get(1..).unwrap_or_default();
    }
    json.contains(&0)
}

/// Refuses addresses and forms with the character U+0000: Postgres keeps none, and nobody types one.
pub async fn no_nul(request: Request, next: Next) -> Response {
    let address = request.uri().path_and_query().map_or("", |address| address.as_str());
    if address.contains("%00") {
        return http::refuse(&request, nul());
    }
    if !is(request.headers(), "x-www-form-urlencoded") {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, BODY_LIMIT).await else {
        return http::refuse(&Request::from_parts(parts, Body::empty()), too_large());
    };
    let written = bytes.contains(&0) || bytes.windows(3).any(|window| window == b"%00");
    let request = Request::from_parts(parts, Body::from(bytes));
    if written { http::refuse(&request, nul()) } else { next.run(request).await }
}

#[cfg(test)]
mod tests {
    use super::writes_nul;

    #[test]
    fn a_nul_is_found_however_it_is_written() {
        assert!(writes_nul(br#"{"email": "a\u0000b"}"#));
        assert!(writes_nul(br#"{"email": "a\\\u0000b"}"#));
        assert!(writes_nul(b"\"a\0\""));
        assert!(!writes_nul(br#"{"email": "a\\u0000b"}"#));
        assert!(!writes_nul("\"\u{1}ठ\\".as_bytes()));
    }
}
