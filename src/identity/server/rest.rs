//! Signing in over HTTP, in the shapes existing clients know.

use axum::{
    Extension, Form, Json, Router,
    extract::State,
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
    routing::{get, patch, post},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tower_sessions::Session;

use super::{
    account, notices, seeing, service,
    store::{self, Login},
    tokens, users, wire,
};
use crate::{
    identity::{
        Actor, Capability, Origin, Role,
        api::{ChangePassword, SaveUser, SignIn},
        error::Error,
        model::{UserFilter, UserForm},
    },
    platform::{
        failure::{Failure, FieldError},
        server::{
            Desk,
            http::{self, AppState, Caller, JsonBody, Path, Query},
            plain,
        },
        wire::{check_version, renamed},
    },
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/sign-in", plain::route::<SignIn>())
        .route("/sign-out", post(sign_out))
        .route("/api/login", post(login))
        .route("/auth/login", post(login))
        .route("/api/v1/auth/login", post(login))
        .route("/api/v1/auth/refresh", post(refresh))
        .route("/api/v1/auth/logout", post(logout))
        .route("/api/v1/auth/me", get(me))
        .route("/auth/register", post(register))
        .route("/api/v1/auth/register", post(register))
        .route("/api/v1/auth/google", post(not_available))
        .route("/api/v1/auth/send-code", post(not_available))
        .route("/api/v1/auth/verify-code", post(not_available))
        .route("/users/{code}/see", post(see_as))
        .route("/seeing/end", post(see_as_oneself))
        .route("/users/new", plain::route::<SaveUser>())
        .route("/users/{code}/edit", plain::route::<SaveUser>())
        .route("/account", plain::route::<ChangePassword>())
        .route("/account/look", post(choose_look))
        .route("/account/notices", post(choose_notices))
        .route("/account/notices/mute", post(mute))
        .route("/account/sessions/end", post(end_session))
        .route("/account/sessions/end-all", post(end_everywhere))
        .route("/api/users", get(list).post(register))
        .route("/api/users/{id}", patch(change))
        .route("/api/v1/users", get(list))
        .route("/api/v1/users/me", get(profile))
        .route("/api/v1/users/profile", get(profile).put(change_profile).patch(change_profile))
        .route("/api/v1/users/{id}", get(one))
}

#[derive(Deserialize)]
struct Credentials {
    email: String,
    password: String,
}

async fn login(
    State(desk): State<Desk>,
    Extension(origin): Extension<Origin>,
    JsonBody(body): JsonBody<Credentials>,
) -> Result<Response, Failure> {
    let login = service::sign_in(&desk, &body.email, body.password, origin).await?;
    let refresh = tokens::issue(&desk, login.id).await?;
    answer(&desk, &login, refresh).await
}

async fn answer(desk: &Desk, login: &Login, refresh: String) -> Result<Response, Failure> {
    let token = tokens::access(desk, login.id, &login.code, login.role.as_str(), login.stamp)?;
    let user = oneself(desk, &login.code).await?;
    Ok(Json(json!({
        "success": true, "token": token, "refreshToken": refresh, "expiresIn": tokens::ACCESS_SECONDS, "user": user,
        "data": {"token": token, "refreshToken": refresh, "user": user},
    }))
    .into_response())
}

/// A user as they see themselves.
async fn oneself(desk: &Desk, code: &str) -> Result<Value, Failure> {
    let user = store::get(&desk.db, code).await?.ok_or_else(Failure::unauthenticated)?;
    Ok(wire::whole(&user))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RefreshBody {
    refresh_token: String,
}

async fn refresh(
    State(desk): State<Desk>,
    Extension(origin): Extension<Origin>,
    JsonBody(body): JsonBody<RefreshBody>,
) -> Result<Response, Failure> {
    let address = origin.address.as_deref().unwrap_or("unknown");
    let (user, next) = tokens::rotate(&desk, &body.refresh_token, address).await?;
    let login =
        store::get_login(&desk.db, user).await?.filter(|login| login.status == "Active").ok_or(Error::BadToken)?;
    answer(&desk, &login, next).await
}

async fn logout(State(desk): State<Desk>, JsonBody(body): JsonBody<RefreshBody>) -> Result<Response, Failure> {
    tokens::revoke(&desk, &body.refresh_token).await?;
    Ok(Json(json!({"success": true})).into_response())
}

async fn me(Caller { desk, actor }: Caller) -> Result<Response, Failure> {
    let user = oneself(&desk, &actor.code).await?;
    Ok(Json(json!({"success": true, "user": user, "data": user})).into_response())
}

async fn sign_out(State(desk): State<Desk>, actor: Option<Extension<Actor>>, session: Session) -> Response {
    if let Some(Extension(actor)) = actor
        && let Err(failure) = noted(&desk, &actor, &session).await
    {
        tracing::warn!(cause = failure.cause, "a sign-out could not be written down");
    }
    if let Err(error) = session.flush().await {
        tracing::warn!(%error, "a session could not be ended");
    }
    Redirect::to("/sign-in").into_response()
}

async fn noted(desk: &Desk, actor: &Actor, session: &Session) -> Result<(), Failure> {
    seeing::end(desk, actor, session).await?;
    account::signed_out(desk, actor).await
}

async fn see_as(
    Caller { desk, actor }: Caller,
    Path(code): Path<String>,
    session: Session,
) -> Result<Response, Failure> {
    seeing::begin(&desk, &actor, &session, &code).await?;
    Ok(Redirect::to("/").into_response())
}

async fn see_as_oneself(Caller { desk, actor }: Caller, session: Session) -> Result<Response, Failure> {
    seeing::end(&desk, &actor, &session).await?;
    Ok(Redirect::to("/users").into_response())
}

async fn register(
    Caller { desk, actor }: Caller,
    JsonBody(body): JsonBody<Map<String, Value>>,
) -> Result<Response, Failure> {
    let mut form = UserForm { status: "Active".to_owned(), ..UserForm::default() };
    wire::overlay(&mut form, &body);
    let code = users::save(&desk, &actor, "", &form).await.map_err(|failure| renamed(failure, wire::NAMES))?;
    Ok(http::created(found(&desk, &actor, &code).await?))
}

async fn change(
    Caller { desk, actor }: Caller,
    Path(code): Path<String>,
    JsonBody(body): JsonBody<Map<String, Value>>,
) -> Result<Response, Failure> {
    let mut form = users::edit(&desk, &actor, &code).await?.form;
    check_version(body.get("version"))?;
    wire::overlay(&mut form, &body);
    users::save(&desk, &actor, &code, &form).await.map_err(|failure| renamed(failure, wire::NAMES))?;
    Ok(http::data(found(&desk, &actor, &code).await?))
}

async fn found(desk: &Desk, actor: &Actor, code: &str) -> Result<Value, Failure> {
    let user = store::get(&desk.db, code).await?.ok_or(Error::NotFound("This user"))?;
    Ok(wire::user(&user, actor))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ListQuery {
    q: String,
    search: String,
    role: String,
    status: String,
    /// The id behind which the page begins, in place of its number.
    cursor: String,
    page: Option<i64>,
    limit: Option<i64>,
}

impl ListQuery {
    /// Refuses roles and states that there are not: left out, they would list everybody.
    fn check(&self) -> Result<(), Failure> {
        let unknown = |field: &str, value: &str| {
            FieldError::unreadable(field, format_args!("there is no {field} {value}")).typed(value)
        };
        let mut wrong = Vec::new();
        if !self.role.is_empty() && self.role.parse::<Role>().is_err() {
            wrong.push(unknown("role", &self.role));
        }
        if !matches!(self.status.as_str(), "" | "Active" | "Inactive") {
            wrong.push(unknown("status", &self.status));
        }
        if wrong.is_empty() { Ok(()) } else { Err(Failure::invalid(wrong)) }
    }
}

async fn list(Caller { desk, actor }: Caller, Query(query): Query<ListQuery>) -> Result<Response, Failure> {
    let db = desk.read(&actor, Capability::ManageUsers)?;
    query.check()?;
    let (page, limit) = (query.page.unwrap_or(1).clamp(1, 10_000), query.limit.unwrap_or(100).clamp(1, 200));
    let skipped = if query.cursor.is_empty() { (page - 1) * limit } else { 0 };
    let q = if query.q.is_empty() { query.search } else { query.q };
    let filter = UserFilter { q, role: query.role, status: query.status, after: query.cursor };
    // One more than is shown tells whether there are more.
    let mut found = store::users(db, &filter, (limit + 1, skipped)).await?;
    let more = i64::try_from(found.len()).is_ok_and(|count| count > limit);
    found.truncate(usize::try_from(limit).unwrap_or_default());
    let next = found.last().filter(|_| more).map(|user| user.code.clone());
    let rows: Vec<Value> = found.iter().map(|user| wire::user(user, &actor)).collect();
    let total = store::count(db, &filter).await?;
    let pages = (total + limit - 1) / limit;
    Ok(http::list(rows, json!({"page": page, "limit": limit, "total": total, "pages": pages, "nextCursor": next})))
}

async fn one(Caller { desk, actor }: Caller, Path(code): Path<String>) -> Result<Response, Failure> {
    Ok(http::data(found(&desk, &actor, &code).await?))
}

async fn profile(Caller { desk, actor }: Caller) -> Result<Response, Failure> {
    Ok(http::data(found(&desk, &actor, &actor.code).await?))
}

#[derive(Deserialize)]
struct ProfileBody {
    name: Option<String>,
    phone: Option<String>,
}

async fn change_profile(
    Caller { desk, actor }: Caller,
    JsonBody(body): JsonBody<ProfileBody>,
) -> Result<Response, Failure> {
    account::change_profile(&desk, &actor, body.name, body.phone).await?;
    Ok(http::data(found(&desk, &actor, &actor.code).await?))
}

async fn not_available() -> Failure {
    Error::NotAvailable.into()
}

#[derive(Deserialize)]
struct Look {
    theme: Option<String>,
    density: Option<String>,
    /// `toggle` folds the side bar, or unfolds it.
    nav: Option<String>,
}

/// Keeps what was chosen in the browser, and goes back to the page.
async fn choose_look(parts: Parts, Form(look): Form<Look>) -> Response {
    let known =
        |value: String, words: &[&'static str]| words.iter().find(|word| **word == value).copied().unwrap_or("");
    let folded = account::cookie(&parts, "nav").as_deref() == Some("folded");
    let chosen = [
        ("theme", look.theme.map(|theme| known(theme, &["light", "dark"]))),
        ("density", look.density.map(|density| known(density, &["compact"]))),
        ("nav", look.nav.map(|_| if folded { "" } else { "folded" })),
    ];
    let mut response = Redirect::to(&plain::page_before(&parts).unwrap_or("/account".to_owned())).into_response();
    for (name, value) in chosen {
        let Some(value) = value else { continue };
        if let Ok(cookie) = HeaderValue::from_str(&format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax")) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

async fn choose_notices(
    Caller { desk, actor }: Caller,
    Form(ticked): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    notices::choose(&desk, &actor, &ticked).await?;
    Ok(Redirect::to("/account#notices").into_response())
}

#[derive(Deserialize)]
struct Mute {
    #[serde(default)]
    link: String,
    #[serde(default)]
    muted: String,
}

async fn mute(Caller { desk, actor }: Caller, parts: Parts, Form(form): Form<Mute>) -> Result<Response, Failure> {
    notices::mute(&desk, &actor, &form.link, !form.muted.is_empty()).await?;
    let to = plain::page_before(&parts).unwrap_or_else(|| "/account#notices".to_owned());
    Ok(Redirect::to(&to).into_response())
}

#[derive(Deserialize)]
struct SessionKey {
    key: String,
}

async fn end_session(Caller { desk, actor }: Caller, Form(body): Form<SessionKey>) -> Result<Response, Failure> {
    account::end_session(&desk, &actor, &body.key).await?;
    Ok(Redirect::to("/account").into_response())
}

async fn end_everywhere(Caller { desk, actor }: Caller, session: Session) -> Result<Response, Failure> {
    account::end_everywhere(&desk, &actor).await?;
    Ok(sign_out(State(desk), None, session).await)
}
