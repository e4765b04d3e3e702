//! The gate every request passes: who is asking, is the request theirs, may they ask this.

use std::{net::SocketAddr, panic::AssertUnwindSafe};

use axum::{
    body::Body,
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use futures::FutureExt;
use tower_sessions::Session;

use super::{
    Desk, ask,
    http::{self, AppState},
    session,
};
use crate::{
    document,
    identity::{
        Actor, Origin,
        server::{people, tokens},
    },
    platform::{
        endpoint::{Endpoint, Kind as EndpointKind, Who},
        failure::{Failure, Internal, Kind},
    },
    values::UserId,
};

/// A page that may not be shown: the app shows this failure in its place.
#[derive(Clone, Debug)]
pub struct Refusal(pub Failure);

/// Finds out who asks: a bearer token, or the browser's session.
pub async fn who(State(desk): State<Desk>, session: Session, mut request: Request, next: Next) -> Response {
    let origin = origin(&request);
    let bearer = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .map(|token| token.trim().to_owned());
    let found = match bearer {
        Some(token) => by_token(&desk, &token).await,
        None => by_session(&desk, &session).await,
    };
    match found {
        Ok(Some(person)) => {
            request.extensions_mut().insert(person.actor(origin.clone()));
        }
        Ok(None) => {}
        Err(failure) => return http::refuse(&request, failure),
    }
    request.extensions_mut().insert(origin);
    next.run(request).await
}

async fn by_token(desk: &Desk, token: &str) -> Result<Option<std::sync::Arc<people::Person>>, Failure> {
    let claims = tokens::verify(desk, token)?;
    Ok(people::find(desk, UserId::from(claims.uid), claims.stamp).await?)
}

async fn by_session(desk: &Desk, session: &Session) -> Result<Option<std::sync::Arc<people::Person>>, Failure> {
    let user: Option<i64> = session.get(session::USER).await.ok().flatten();
    let stamp: Option<i64> = session.get(session::STAMP).await.ok().flatten();
    match (user, stamp) {
        (Some(user), Some(stamp)) => {
            let person = people::find(desk, UserId::from(user), stamp).await?;
            if person.is_some() {
                note_seen(desk, session).await;
            }
            Ok(person)
        }
        _ => Ok(None),
    }
}

/// Every ten minutes of use the session is written again, which moves its end ahead.
async fn note_seen(desk: &Desk, session: &Session) {
    let now = desk.clock.now().seconds();
    let seen: Option<i64> = session.get(session::SEEN).await.ok().flatten();
    if seen.is_none_or(|seen| now - seen > 600) && session.insert(session::SEEN, now).await.is_err() {
        tracing::warn!("a session could not note when it was last seen");
    }
}

fn origin(request: &Request) -> Origin {
    let header_text = |name: &str| {
        request.headers().get(name).and_then(|value| value.to_str().ok()).map(|text| text.chars().take(300).collect())
    };
    Origin {
        address: request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string()),
        agent: header_text("user-agent"),
        request_id: header_text("x-request-id"),
    }
}

/// Refuses writes that another site made this browser send.
///
/// A request that carries a bearer token is no browser's own doing. One that carries the session cookie must come from
/// our own pages, by `Sec-Fetch-Site` or else by `Origin`.
pub async fn same_site(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let bearer = request.headers().contains_key(header::AUTHORIZATION);
    if reads || bearer || is_ours(request.headers()) {
        return next.run(request).await;
    }
    let failure = Failure::new(
        Kind::Forbidden,
        "cross_site",
        "This request did not come from a page of ours. Reload the page and try again.",
    );
    http::refuse(&request, failure)
}

fn is_ours(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok()) {
        return matches!(site, "same-origin" | "none");
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        // Programs send neither; without our cookie there is nothing to misuse.
        _ => !text(header::COOKIE).is_some_and(|cookies| cookies.contains(session::COOKIE)),
    }
}

/// Lets through what the table of endpoints allows.
pub async fn gate(mut request: Request, next: Next) -> Response {
    let Some(path) = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()) else {
        return next.run(request).await;
    };
    let Some(endpoint) = find(request.method().as_str(), &path) else {
        return http::refuse(&request, Failure::not_found("This page"));
    };
    request.extensions_mut().insert(endpoint);
    let actor = request.extensions().get::<Actor>();
    if endpoint.allows(actor) {
        return next.run(request).await;
    }
    let failure = match (endpoint.who, actor) {
        (Who::May(capability), Some(actor)) => match actor.must(capability) {
            Err(refused) => refused.into(),
            Ok(()) => return next.run(request).await,
        },
        _ => Failure::unauthenticated(),
    };
    refuse_at(endpoint, request, next, failure).await
}

async fn refuse_at(endpoint: &Endpoint, mut request: Request, next: Next, failure: Failure) -> Response {
    if endpoint.kind != EndpointKind::Page {
        return http::refuse(&request, failure);
    }
    if failure.kind == Kind::Unauthenticated {
        let from = request.uri().path_and_query().map_or("/", |path| path.as_str());
        return Redirect::to(&format!("/sign-in?next={}", http::escape(from))).into_response();
    }
    // The page is rendered in its frame, with the reason where its content would be. A form does nothing.
    let status = failure.status();
    *request.method_mut() = Method::GET;
    request.extensions_mut().insert(Refusal(failure));
    let mut response = next.run(request).await;
    if let Ok(status) = StatusCode::from_u16(status) {
        *response.status_mut() = status;
    }
    response
}

/// A page that breaks off says so as a page, in its frame, with the request's id to quote.
pub async fn whole(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let is_page = request.extensions().get::<&'static Endpoint>().is_some_and(|one| one.kind == EndpointKind::Page);
    if !is_page {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let mut again = parts.clone();
    let shown = AssertUnwindSafe(next.run(Request::from_parts(parts, body))).catch_unwind().await;
    if let Ok(response) = shown {
        return response;
    }
    let request_id = http::request_id(&again);
    let failure = Failure { request_id, ..Internal::new("a page panicked").into() };
    ask::log(&failure, failure.request_id.as_deref());
    again.method = Method::GET;
    again.extensions.insert(Refusal(failure));
    let mut page = document::render(app, Request::from_parts(again, Body::empty())).await;
    *page.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    page
}

fn find(method: &str, path: &str) -> Option<&'static Endpoint> {
    let method = if method == "HEAD" { "GET" } else { method };
    crate::access::find(method, path)
}
