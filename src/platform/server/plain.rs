//! The server's side of [`crate::platform::form`]: a form posted without script.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
    routing::{MethodRouter, post},
};
use futures::{FutureExt, future::BoxFuture};
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
use crate::{
    document,
    platform::{
        failure::{AGAIN, Failure},
        form::Refused,
    },
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
        return document::render(app, request).await;
    }
    let (parts, body) = request.into_parts();
    let input = match F::from_req(Request::from_parts(parts.clone(), body)).await {
        Ok(input) => input,
        Err(failure) => return failure.into_response(),
    };
    let run = input.clone();
    let done = async move { run.run_body().await.map(drop) };
    let (outcome, cookies) = carried_out(&app, &parts, done.boxed()).await;
    let mut answer = match outcome {
        Ok(to) => Redirect::to(&to).into_response(),
        Err(failure) => shown_again(app, parts, input, failure).await,
    };
    for cookie in cookies {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

/// Does what the form asks for. Says where to go then: where its function leads, or else back; and the cookies it sets.
async fn carried_out(
    app: &AppState,
    parts: &Parts,
    done: BoxFuture<'static, Result<(), Failure>>,
) -> (Result<String, Failure>, Vec<HeaderValue>) {
    let options = ResponseOptions::default();
    let context = (parts.clone(), options.clone(), app.desk.clone());
    let within = Owner::new().with(|| {
        ScopedFuture::new(async move {
            let (parts, options, desk) = context;
            provide_context(parts);
            provide_context(options);
            provide_context(desk);
            done.await
        })
    });
    let outcome = within.await;
    let said = options.0.write().map(|mut said| std::mem::take(&mut said.headers)).unwrap_or_default();
    let to = || {
        let named = said.get(header::LOCATION).and_then(|to| to.to_str().ok().map(str::to_owned));
        let here = || parts.uri.path_and_query().map_or("/".to_owned(), ToString::to_string);
        named.or_else(|| page_before(parts)).unwrap_or_else(here)
    };
    (outcome.map(|()| to()), said.get_all(header::SET_COOKIE).iter().cloned().collect())
}

/// The page of the form again, with what was typed and why it was refused.
pub async fn shown_again<F>(app: AppState, parts: Parts, input: F, mut failure: Failure) -> Response
where
    F: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
{
    failure.request_id = super::http::request_id(&parts);
    ask::log(&failure, failure.request_id.as_deref());
    let status = match failure.code == AGAIN {
        true => StatusCode::OK,
        false => StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY),
    };
    let wait = failure.retry_after;
    let refused = Refused { input: without_secrets(input), failure };
    let request = Request::from_parts(parts, Body::empty());
    let mut page = document::render_with(app, request, Box::new(move || provide_context(refused))).await;
    *page.status_mut() = status;
    if let Some(seconds) = wait {
        page.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    page
}

/// The page of ours that the form stood on, where the browser says so.
pub fn page_before(parts: &Parts) -> Option<String> {
    let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let (_, rest) = text(header::REFERER)?.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    (host == text(header::HOST)?).then(|| format!("/{path}"))
}
