//! The gate every request passes: who is asking, is the request theirs, may they ask this.

use std::panic::AssertUnwindSafe;

use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use futures::FutureExt;
use tower_sessions::Session;

use super::{
    Desk, ask,
    http::{self, AppState},
    origin, session,
};
use crate::{
    document,
    identity::{
        Actor, Origin, ReadOnly,
        server::{
            people,
            seeing::{self, Asks},
            tokens,
        },
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

/// The stamp of the sign-in of who asks: while it is the person's own, the sign-in stands.
#[derive(Clone, Copy, Debug)]
pub struct Stamp(pub i64);

/// Finds out who asks, by a bearer token or the browser's session, and for what: the row of the table, for all behind.
pub async fn who(State(desk): State<Desk>, session: Session, mut request: Request, next: Next) -> Response {
    let origin = origin::of(&request, &desk.config.trusted_proxies);
    let bearer = bearer(request.headers()).map(str::to_owned);
    let endpoint = endpoint_of(&request);
    let asks = asks(request.method(), endpoint);
    let found = match bearer {
        Some(token) => by_token(&desk, &token, origin.clone()).await,
        None => by_session(&desk, &session, asks, origin.clone()).await,
    };
    match found {
        Ok(Some((actor, stamp))) => {
            request.extensions_mut().insert(actor);
            request.extensions_mut().insert(Stamp(stamp));
        }
        Ok(None) => {}
        Err(failure) => return http::refuse(&request, failure),
    }
    if let Some(endpoint) = endpoint {
        request.extensions_mut().insert(endpoint);
    }
    request.extensions_mut().insert(origin);
    next.run(request).await
}

/// The token that comes with a request, where one does.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(token_of)
}

/// The token of `Authorization: Bearer …`; the scheme in any case (RFC 9110).
fn token_of(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Who asks, and the stamp of their sign-in.
type Found = Result<Option<(Actor, i64)>, Failure>;

async fn by_token(desk: &Desk, token: &str, origin: Origin) -> Found {
    let claims = tokens::verify(desk, token)?;
    let person = people::find(desk, UserId::from(claims.uid), claims.stamp).await?;
    Ok(person.map(|person| (person.actor(origin), person.stamp)))
}

async fn by_session(desk: &Desk, session: &Session, asks: Asks, origin: Origin) -> Found {
    let user: Option<i64> = session.get(session::USER).await.ok().flatten();
    let stamp: Option<i64> = session.get(session::STAMP).await.ok().flatten();
    let (Some(user), Some(stamp)) = (user, stamp) else { return Ok(None) };
    let Some(person) = people::find(desk, UserId::from(user), stamp).await? else { return Ok(None) };
    note_seen(desk, session).await;
    Ok(Some(seeing::who(desk, session, person, asks, origin).await?))
}

fn reads(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// What the table says of this request: nothing where no route answers its path, or none by its method.
fn endpoint_of(request: &Request) -> Option<&'static Endpoint> {
    let path = request.extensions().get::<MatchedPath>()?;
    let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
    crate::access::find(method.as_str(), path.as_str())
}

fn asks(method: &Method, endpoint: Option<&Endpoint>) -> Asks {
    match (reads(method), endpoint) {
        (true, Some(endpoint)) if endpoint.kind == EndpointKind::Page => Asks::Page,
        (true, _) => Asks::Read,
        (false, Some(endpoint)) if seeing::ENDS.contains(&endpoint.path) => Asks::End,
        (false, _) => Asks::Write,
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

/// Refuses writes that another site made this browser send.
///
/// A request that carries a bearer token is no browser's own doing; the name and password of a proxy before us, which it adds to
/// whatever it sends, are no such token. One that carries the session cookie must come from our own pages, by `Sec-Fetch-Site` or
/// else by `Origin`: this host, or the address named in `PUBLIC_URL`.
pub async fn same_site(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    if reads(request.method()) || is_ours(request.headers(), desk.config.public_origin()) {
        return next.run(request).await;
    }
    let failure = Failure::new(
        Kind::Forbidden,
        "cross_site",
        "This request did not come from a page of ours. Reload the page and try again.",
    );
    http::refuse(&request, failure)
}

fn is_ours(headers: &HeaderMap, public: Option<&str>) -> bool {
    if bearer(headers).is_some() {
        return true;
    }
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok()) {
        return matches!(site, "same-origin" | "none");
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), _) if public.is_some_and(|public| public.eq_ignore_ascii_case(origin)) => true,
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        // Programs send neither; without our cookie there is nothing to misuse.
        _ => !text(header::COOKIE).is_some_and(|cookies| cookies.contains(session::COOKIE)),
    }
}

/// Lets through what the table of endpoints allows.
pub async fn gate(request: Request, next: Next) -> Response {
    let Some(path) = request.extensions().get::<MatchedPath>() else {
        return next.run(request).await;
    };
    let Some(&endpoint) = request.extensions().get::<&'static Endpoint>() else {
        return no_such_method(&request, path.as_str());
    };
    let actor = request.extensions().get::<Actor>();
    if let Some(refused) = actor.and_then(|actor| closed(endpoint, actor)) {
        return refuse_at(endpoint, request, next, refused.into()).await;
    }
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

/// Through another's eyes nothing is sent, but that pages read by their functions; one that writes is refused by its desk.
fn closed(endpoint: &Endpoint, actor: &Actor) -> Option<ReadOnly> {
    let may_read = endpoint.kind == EndpointKind::ServerFunction && endpoint.who != Who::Anyone;
    if may_read { None } else { actor.must_write().err() }
}

/// The path is there; says by which methods it is asked.
fn no_such_method(request: &Request, path: &str) -> Response {
    let mut methods: Vec<&str> =
        crate::access::endpoints().filter(|endpoint| endpoint.path == path).map(|endpoint| endpoint.method).collect();
    if methods.is_empty() {
        return http::refuse(request, Failure::not_found("This page"));
    }
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    let methods = methods.join(", ");
    let message = format!("{} is not done to this path; it takes {methods}.", request.method());
    let mut response = http::refuse(request, Failure::new(Kind::Method, "method_not_allowed", message));
    if let Ok(methods) = HeaderValue::from_str(&methods) {
        response.headers_mut().insert(header::ALLOW, methods);
    }
    response
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
    // Also where the path has a form's post and no page of its own.
    if request.extensions().get::<Refusal>().is_some() {
        return document::render(app, request).await;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(headers: &[(&'static str, &str)], public: Option<&str>) -> bool {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        is_ours(&headers.collect::<HeaderMap>(), public)
    }

    #[test]
    fn a_bearer_is_one_however_it_is_written() {
        assert_eq!(token_of("Bearer abc"), Some("abc"));
        assert_eq!((token_of("bearer  abc "), token_of("BEARER abc")), (Some("abc"), Some("abc")));
        assert_eq!((token_of("Basic abc"), token_of("Bearer"), token_of("Bearerabc")), (None, None, None));
    }

    #[test]
    fn a_form_comes_from_the_host_that_was_asked_or_from_the_public_address() {
        let cookie = ("cookie", "nexus_session=x");
        let behind = [cookie, ("origin", "https://nexus.example"), ("host", "127.0.0.1:3000")];
        assert!(ours(&[cookie, ("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:3000")], None));
        assert!(!ours(&behind, None));
        assert!(ours(&behind, Some("https://nexus.example")));
        assert!(!ours(&behind, Some("https://other.example")));
        // What the browser itself says of it counts first.
        let elsewhere = ("sec-fetch-site", "cross-site");
        assert!(!ours(&[behind[0], behind[1], elsewhere], Some("https://nexus.example")));
        // A token is nothing that a browser adds by itself; what it told a proxy before us is.
        assert!(ours(&[cookie, elsewhere, ("authorization", "Bearer abc")], None));
        assert!(!ours(&[cookie, elsewhere, ("authorization", "Basic abc")], None));
    }
}
