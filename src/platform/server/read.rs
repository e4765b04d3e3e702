//! How requests are read: bodies, queries and paths whose mistakes are told as a [`Failure`] with the field's name.

use axum::{
    Json,
    body::{Body, Bytes, to_bytes},
    extract::{
        self, FromRequest, FromRequestParts, MatchedPath, Multipart, Request,
        path::ErrorKind,
        rejection::{JsonRejection, PathRejection},
    },
    http::{HeaderMap, StatusCode, Uri, header, request::Parts},
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

/// A form with files.
pub struct FileForm(pub Multipart);

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
    Failure::invalid(vec![FieldError::unreadable(field, what)])
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
        // A list would be read as the fields of an object in their order.
        if bytes.trim_ascii_start().first().is_some_and(|first| *first != b'{') {
            return Err(malformed("The body must be a JSON object: {…}."));
        }
        Json::<T>::from_bytes(&bytes).map(|Json(body)| Self(body)).map_err(misread)
    }
}

impl<S: Send + Sync> FromRequest<S> for FileForm {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let form = Multipart::from_request(request, state).await.map(Self);
        form.map_err(|_| malformed("Send the file as multipart/form-data, in the field file."))
    }
}

/// What of a body can't be read: the field's name where it is known, and how it should be.
fn misread(rejection: JsonRejection) -> Failure {
    let text = rejection.body_text();
    let JsonRejection::JsonDataError(_) = rejection else {
        let at = text.rsplit_once(" at line ").map(|(_, at)| format!(" at line {at}")).unwrap_or_default();
        return malformed(format!("The body is no JSON: it breaks off or goes wrong{at}."));
    };
    let said = text.strip_prefix("Failed to deserialize the JSON body into the target type: ").unwrap_or(&text);
    let said = said.rsplit_once(" at line ").map_or(said, |(said, _)| said);
    let (field, what) = match said.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        Some(field) => (field, "it is missing".to_owned()),
        None => match said.split_once(": ") {
            Some((field, what)) if !field.contains(' ') => (field, plainly(what)),
            _ => return malformed(format!("The body can't be read: {}.", plainly(said))),
        },
    };
    let error = FieldError::unreadable(field, what);
    Failure { fields: vec![error.clone()], ..malformed(error.message) }
}

/// What the parsers say, in words for those who send.
fn plainly(said: &str) -> String {
    if let Some(field) = said.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        return format!("{field} is missing");
    }
    let wanted = said.rsplit_once(", expected ").map(|(_, wanted)| wanted);
    match (said, wanted) {
        ("invalid digit found in string" | "cannot parse integer from empty string", _) => "write a whole number",
        ("number too large to fit in target type", _) => "the number is too large",
        ("number too small to fit in target type", _) => "the number is too small",
        (_, Some("a string")) => "write a text",
        (_, Some("a boolean")) => "write true or false",
        (_, Some("a sequence")) => "write a list",
        (_, Some("i64" | "i32" | "u32" | "u64" | "usize")) => "write a whole number",
        (_, Some(wanted)) if wanted == "a map" || wanted.starts_with("struct ") => "write an object",
        _ => return said.to_owned(),
    }
    .to_owned()
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        extract::Query::try_from_uri(&named(&parts.uri)).map(|extract::Query(query)| Self(query)).map_err(|rejection| {
            let text = rejection.body_text();
            let said = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text);
            match said.split_once(": ") {
                Some((field, what)) if !field.contains(' ') && field != "." => unreadable(field, &plainly(what)),
                _ => malformed(format!("The query can't be read: {said}.")),
            }
        })
    }
}

/// The address without what its query names but leaves empty: a form's fields that nobody filled.
fn named(uri: &Uri) -> Uri {
    let query = uri.query().unwrap_or_default();
    let filled: Vec<&str> =
        query.split('&').filter(|pair| pair.split_once('=').is_some_and(|(_, value)| !value.is_empty())).collect();
    format!("/?{}", filled.join("&")).parse().unwrap_or_else(|_| uri.clone())
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
    use axum::{Json, http::Uri};
    use serde::Deserialize;

    use super::{misread, named, writes_nul};

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Body {
        order_id: String,
        #[serde(default)]
        lines: Vec<Body>,
        #[serde(default)]
        count: i64,
    }

    fn told(json: &str) -> (Option<String>, String) {
        let read = Json::<Body>::from_bytes(json.as_bytes());
        let failure = misread(read.map(|Json(body)| (body.order_id, body.lines.len(), body.count)).unwrap_err());
        (failure.fields.first().map(|error| error.field.clone()), failure.message)
    }

    #[test]
    fn what_a_body_lacks_is_told_by_name_and_in_plain_words() {
        let field = |name: &str, message: &str| (Some(name.to_owned()), message.to_owned());
        assert_eq!(told("{}"), field("orderId", "orderId can't be read: it is missing."));
        assert_eq!(told(r#"{"orderId": 5}"#), field("orderId", "orderId can't be read: write a text."));
        assert_eq!(
            told(r#"{"orderId": "a", "count": "x"}"#),
            field("count", "count can't be read: write a whole number.")
        );
        assert_eq!(told(r#"{"orderId": "a", "lines": 5}"#), field("lines", "lines can't be read: write a list."));
        let inner = told(r#"{"orderId": "a", "lines": [{"orderId": true}]}"#);
        assert_eq!(inner, field("lines[0].orderId", "lines[0].orderId can't be read: write a text."));
        let (nowhere, message) = told(r#"{"orderId": "#);
        assert!(nowhere.is_none() && message.starts_with("The body is no JSON"), "{message}");
    }

    #[test]
    fn what_a_query_leaves_empty_is_not_named() {
        let query = |address: &'static str| named(&Uri::from_static(address)).query().map(str::to_owned);
        assert_eq!(query("/orders?page=&q=a%20b&limit=5"), Some("q=a%20b&limit=5".to_owned()));
        assert_eq!(query("/orders?page="), Some(String::new()));
        assert_eq!(query("/orders"), Some(String::new()));
    }

    #[test]
    fn a_nul_is_found_however_it_is_written() {
        assert!(writes_nul(br#"{"email": "a\u0000b"}"#));
        assert!(writes_nul(br#"{"email": "a\\\u0000b"}"#));
        assert!(writes_nul(b"\"a\0\""));
        assert!(!writes_nul(br#"{"email": "a\\u0000b"}"#));
        assert!(!writes_nul("\"\u{1}ठ\\".as_bytes()));
    }
}
