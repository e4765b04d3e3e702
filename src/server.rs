//! The whole server put together: every feature's routes behind one gate, as a value that tests can start too.

use std::time::Duration;

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{MethodFilter, get, on},
};
use leptos::{context::provide_context, server_fn::axum::server_fn_paths};
use leptos_axum::handle_server_fns_with_context;
use tower::{ServiceBuilder, ServiceExt};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    cors::CorsLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    services::ServeDir,
    set_header::SetResponseHeaderLayer,
    trace::TraceLayer,
};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

use crate::{
    access, audit, catalog, credit, customers, dashboard,
    document::{self, Site},
    identity::{self, Actor},
    imports, orders, packaging,
    platform::{
        endpoint::Kind as EndpointKind,
        failure::{Failure, Internal, Kind},
        server::{
            Clock, Config, Desk, gate,
            http::{self, AppState},
            idempotency,
            jobs::Handlers,
            session,
        },
    },
    pms, service, settings, warehouse,
};

use http::BODY_LIMIT;

/// Who does which background job.
pub fn handlers() -> Handlers {
    let handlers = Handlers::default();
    let handlers = orders::server::jobs(handlers);
    let handlers = pms::server::jobs(handlers);
    imports::server::jobs(handlers)
}

/// Opens the desk with every feature's jobs.
///
/// # Errors
/// When the database can't be opened or migrated.
pub async fn desk(config: Config, clock: Clock) -> Result<Desk, Internal> {
    Desk::open(config, clock, handlers()).await
}

/// Every page of the table; what it shows is `app.rs`'s to say.
fn pages() -> Router<AppState> {
    let page = |State(app): State<AppState>, request: Request| document::render(app, request);
    let listed = access::endpoints().filter(|endpoint| endpoint.kind == EndpointKind::Page && endpoint.method == "GET");
    listed.fold(Router::new(), |routes, endpoint| routes.route(endpoint.path, get(page)))
}

/// What pages ask the server from the browser.
fn functions(desk: &Desk) -> Router<AppState> {
    server_fn_paths().fold(Router::new(), |routes, (path, method)| {
        let desk = desk.clone();
        let answer = |request: Request| async move {
            handle_server_fns_with_context(move || provide_context(desk.clone()), request).await.into_response()
        };
        match MethodFilter::try_from(method) {
            Ok(method) => routes.route(path, on(method, answer)),
            Err(_) => routes,
        }
    })
}

/// Every route of the product behind the gate.
pub fn router(desk: Desk) -> Router {
    // What a page waits for runs on tokio. A process says so once; a second time changes nothing.
    let _ = any_spawner::Executor::init_tokio();
    let site = Site::open(desk.config.site_dir.clone());
    let secure = desk.config.is_production();
    let sessions = SessionManagerLayer::new(session::Sessions(desk.clone()))
        .with_name(session::COOKIE)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(secure)
        .with_expiry(Expiry::OnInactivity(time::Duration::days(i64::from(session::DAYS))));
    let files = ServeDir::new(site.folder()).precompressed_br().precompressed_gzip();
    let hashed_files = ServiceBuilder::new()
        .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, kept_for_good))
        .service(ServeDir::new(site.folder().join(document::FOLDER)).precompressed_br().precompressed_gzip());
    let state = AppState { desk: desk.clone(), site };
    let nowhere = Router::new()
        .fallback(nothing_here)
        .layer(middleware::from_fn_with_state(desk.clone(), gate::who))
        .layer(sessions.clone())
        .with_state(state.clone());
    let (socket_layer, socket) = crate::live::layer(desk.clone());

    // The outermost first.
    let behind_the_gate = ServiceBuilder::new()
        .layer(middleware::from_fn(http::name_request))
        .layer(sessions)
        .layer(middleware::from_fn_with_state(desk.clone(), gate::who))
        .layer(middleware::from_fn_with_state(desk.clone(), gate::same_site))
        .layer(middleware::from_fn(gate::gate))
        .layer(middleware::from_fn(http::no_nul))
        .layer(middleware::from_fn(http::right_status))
        .layer(middleware::from_fn_with_state(desk.clone(), idempotency::once))
        .layer(middleware::from_fn_with_state(desk.clone(), dashboard::server::frame::frame))
        .layer(middleware::from_fn_with_state(state.clone(), gate::whole));
    let around_all = ServiceBuilder::new()
        .layer(middleware::from_fn(own_request_id))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(|request: &Request| {
            let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or("");
            tracing::info_span!("request", method = %request.method(), path = request.uri().path(), request.id = id)
        }))
        .layer(middleware::from_fn(measure))
        .layer(middleware::from_fn(in_time))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            Failure::from(Internal::new("a handler panicked")).into_response()
        }))
        .layer(middleware::from_fn_with_state(secure, security_headers))
        .layer(cors(&desk.config))
        .layer(CompressionLayer::new().no_br())
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        // Round the fallback too: its path is no route.
        .layer(socket_layer);

    Router::new()
        .merge(pages())
        .merge(functions(&desk))
        .merge(service::server::routes())
        .merge(crate::live::routes())
        .merge(identity::server::rest::routes())
        .merge(dashboard::server::rest::routes())
        .merge(orders::server::forms::routes())
        .merge(orders::server::rest::routes())
        .merge(credit::server::rest::routes())
        .merge(pms::server::rest::routes())
        .merge(imports::server::rest::routes())
        .merge(customers::server::rest::routes())
        .merge(catalog::server::rest::routes())
        .merge(warehouse::server::rest::routes())
        .merge(packaging::server::rest::routes())
        .merge(packaging::server::forms::routes())
        .merge(audit::server::rest::routes())
        .merge(settings::server::rest::routes())
        .layer(behind_the_gate)
        .nest_service(&format!("/{}", document::FOLDER), hashed_files)
        .fallback_service(
            ServiceBuilder::new()
                .layer(middleware::from_fn(http::name_request))
                .layer(middleware::from_fn(http::no_nul))
                .layer(middleware::from_fn_with_state(nowhere, missing))
                .service(files),
        )
        .layer(around_all)
        .with_state(state)
        .layer(axum::Extension(std::sync::Arc::new(socket)))
}

/// A file whose name holds its hash is kept for good. One that isn't there is not: the next release may bring it.
fn kept_for_good<B>(response: &axum::http::Response<B>) -> Option<HeaderValue> {
    let found = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    found.then(|| HeaderValue::from_static("public, max-age=31536000, immutable"))
}

/// A file of the site, or the page that says there is nothing here.
async fn missing(State(nowhere): State<Router>, request: Request, next: Next) -> Response {
    let wants_page = request.method() == Method::GET
        && request.headers().get(header::ACCEPT).and_then(|a| a.to_str().ok()).is_some_and(|a| a.contains("text/html"));
    let (parts, body) = request.into_parts();
    let again = Request::from_parts(parts.clone(), Body::empty());
    let response = next.run(Request::from_parts(parts, body)).await;
    if response.status() != StatusCode::NOT_FOUND && response.status() != StatusCode::METHOD_NOT_ALLOWED {
        return response;
    }
    if !wants_page {
        return Failure::not_found("This path").into_response();
    }
    nowhere.oneshot(again).await.into_response()
}

/// Says that there is nothing here, in the frame of who is signed in.
async fn nothing_here(State(app): State<AppState>, mut request: Request) -> Response {
    if let Some(actor) = request.extensions().get::<Actor>().cloned()
        && let Ok(frame) = dashboard::server::frame::load(&app.desk, &actor).await
    {
        request.extensions_mut().insert(frame);
    }
    let mut page = document::render(app, request).await;
    *page.status_mut() = StatusCode::NOT_FOUND;
    page
}

/// A request id is ours: one from outside could forge the log.
async fn own_request_id(mut request: Request, next: Next) -> Response {
    request.headers_mut().remove("x-request-id");
    next.run(request).await
}

async fn security_headers(State(secure): State<bool>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    };
    set("x-content-type-options", "nosniff");
    set("x-frame-options", "DENY");
    set("referrer-policy", "same-origin");
    set("cross-origin-opener-policy", "same-origin");
    set("permissions-policy", "camera=(self), geolocation=(self), microphone=()");
    set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
    if secure {
        set("strict-transport-security", "max-age=63072000; includeSubDomains");
    }
    response
}

/// Nobody waits for ever: what has not begun to answer after a minute is told so. Streams go on as long as they like.
async fn in_time(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    match tokio::time::timeout(Duration::from_secs(60), next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!(path, "a request was not answered within a minute");
            Failure::new(Kind::Unavailable, "too_slow", "This took more than a minute. Try again.").into_response()
        }
    }
}

/// What a request is counted under: the first part of its route. Of paths that anybody makes up, one count is kept for all.
fn area(request: &Request) -> String {
    let first = |path: &str| path.split('/').nth(1).unwrap_or_default().to_owned();
    match request.extensions().get::<MatchedPath>() {
        Some(route) => first(route.as_str()),
        None => Some(first(request.uri().path()))
            .filter(|area| [document::FOLDER, "fonts", "socket.io"].contains(&area.as_str()))
            .unwrap_or_else(|| "other".to_owned()),
    }
}

async fn measure(request: Request, next: Next) -> Response {
    let method = match request.method().as_str() {
        method @ ("GET" | "HEAD" | "OPTIONS" | "POST" | "PUT" | "PATCH" | "DELETE") => method.to_owned(),
        _ => "other".to_owned(),
    };
    let area = area(&request);
    let start = std::time::Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::counter!("http_requests_total", "method" => method, "area" => area.clone(), "status" => status)
        .increment(1);
    metrics::histogram!("http_request_seconds", "area" => area).record(start.elapsed().as_secs_f64());
    response
}

/// Closed, unless other sites are named in `CORS_ORIGINS`.
fn cors(config: &Config) -> CorsLayer {
    let origins: Vec<HeaderValue> = config.cors_origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    if origins.is_empty() {
        return CorsLayer::new();
    }
    CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, HeaderName::from_static("idempotency-key")])
        .expose_headers([
            header::CONTENT_DISPOSITION,
            header::LOCATION,
            header::RETRY_AFTER,
            HeaderName::from_static("x-request-id"),
        ])
        .max_age(Duration::from_secs(3600))
}
