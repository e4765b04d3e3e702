//! The server's side of [`crate::platform::form`]: a form posted without script.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{MethodRouter, post},
};
use leptos::{
    prelude::*,
    reactive::computed::ScopedFuture,
    server_fn::{
        ServerFn,
        codec::{FromReq, PostUrl},
    },
};
use leptos_axum::ResponseOptions;
use serde::{Serialize, de::DeserializeOwned};

use super::{ask, gate::Refusal, http::AppState};
use crate::platform::{
    failure::{AGAIN, Failure},
    form::Refused,
};

/// Where a form of kind `F` is posted to; stands beside the page's own route.
pub fn route<F>() -> MethodRouter<AppState>
where
    F: ServerFn<Error = Failure>
        + FromReq<PostUrl, Request<Body>, Failure>
        + Serialize
        + DeserializeOwned
        + Clone
        + Send
        + Sync
        + 'static,
{
    post(handle::<F>)
}

/// What was typed travels back in the page, but no password does.
fn without_secrets<F: Serialize + DeserializeOwned>(input: F) -> F {
    fn blank(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(fields) => fields.iter_mut().for_each(|(name, value)| match value {
                serde_json::Value::String(text)
                    if name.contains("password") || name == "current" || name == "again" =>
                {
                    text.clear()
                }
                other => blank(other),
            }),
            serde_json::Value::Array(items) => items.iter_mut().for_each(blank),
            _ => {}
        }
    }
    let Ok(mut value) = serde_json::to_value(&input) else { return input };
    blank(&mut value);
    serde_json::from_value(value).unwrap_or(input)
}

async fn handle<F>(State(app): State<AppState>, request: Request) -> Response
where
    F: ServerFn<Error = Failure>
        + FromReq<PostUrl, Request<Body>, Failure>
        + Serialize
        + DeserializeOwned
        + Clone
        + Send
        + Sync
        + 'static,
{
    // A request that the gate has refused arrives as a GET and is only shown.
    if request.extensions().get::<Refusal>().is_some() {
        return crate::document::render(app, request, || {}).await;
    }
    let (parts, body) = request.into_parts();
    let back =
        page_before(&parts).unwrap_or_else(|| parts.uri.path_and_query().map_or("/".to_owned(), ToString::to_string));
    let input = match F::from_req(Request::from_parts(parts.clone(), body)).await {
        Ok(input) => input,
        Err(failure) => return failure.into_response(),
    };
    let options = ResponseOptions::default();
    let owner = Owner::new();
    let outcome = {
        let (parts, options, desk, input) = (parts.clone(), options.clone(), app.desk.clone(), input.clone());
        owner
            .with(|| {
                ScopedFuture::new(async move {
                    provide_context(parts);
                    provide_context(options);
                    provide_context(desk);
                    input.run_body().await
                })
            })
            .await
    };
    let mut answer = match outcome {
        Ok(_) => {
            let to = options
                .0
                .read()
                .ok()
                .and_then(|parts| {
                    parts.headers.get(header::LOCATION).and_then(|to| to.to_str().ok().map(str::to_owned))
                })
                .unwrap_or(back);
            Redirect::to(&to).into_response()
        }
        Err(failure) => shown_again(app, parts, input, failure).await,
    };
    if let Ok(mut extra) = options.0.write() {
        for (name, value) in std::mem::take(&mut extra.headers) {
            if let Some(name) = name.filter(|name| *name == header::SET_COOKIE) {
                answer.headers_mut().append(name, value);
            }
        }
    }
    answer
}

/// The page of the form again, with what was typed and why it was refused.
pub async fn shown_again<F>(
    app: AppState,
    parts: axum::http::request::Parts,
    input: F,
    mut failure: Failure,
) -> Response
where
    F: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
{
    failure.request_id = super::http::request_id(&parts);
    ask::log(&failure, failure.request_id.as_deref());
    let status = match failure.code == AGAIN {
        true => StatusCode::OK,
        false => StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY),
    };
    let refused = Refused { input: without_secrets(input), failure };
    let request = Request::from_parts(parts, Body::empty());
    let mut page = crate::document::render(app, request, move || provide_context(refused)).await;
    *page.status_mut() = status;
    page
}

/// The page of ours that the form stood on, where the browser says so.
pub fn page_before(parts: &axum::http::request::Parts) -> Option<String> {
    let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let (_, rest) = text(header::REFERER)?.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    (host == text(header::HOST)?).then(|| format!("/{path}"))
}
