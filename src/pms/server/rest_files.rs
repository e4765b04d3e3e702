//! Files of scorecards over HTTP: what was attached, and the workbooks.

use axum::{
    Router,
    extract::{DefaultBodyLimit, Multipart, Path, Query},
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    balances,
    export::{self, Download},
    export_beside, export_months, files, reach,
    rest::Asked,
    scores,
};
use crate::{
    orders::server::files::MOST_BYTES,
    platform::{
        failure::{Failure, Kind},
        server::{
            http::{self, AppState, Caller, escape},
            spreadsheet::{self, Ending},
        },
    },
    pms::error::Error,
};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/pms/{userId}/export", get(scorecard))
        .route("/api/pms/team/export", get(team))
        .route("/api/pms/team/scores/{ending}", get(scores))
        .route("/api/pms/balances/export/{ending}", get(balances))
        .route("/api/pms/leaderboard/export", get(leaderboard))
        .route("/api/pms/compare/export", get(compare))
        .route("/api/pms/annual/{userId}/export", get(annual))
        .route("/api/pms/{userId}/files", post(attach).layer(DefaultBodyLimit::max(MOST_BYTES + 64 * 1024)))
        .route("/api/pms/{userId}/files/{code}", get(one))
}

fn file(made: Download) -> Response {
    http::download(&made.name, XLSX, made.bytes.into())
}

async fn scorecard(
    Caller { desk, actor }: Caller,
    Path(user): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    Ok(file(export::scorecard(&desk, &actor, &user, &asked.month).await?))
}

async fn annual(
    Caller { desk, actor }: Caller,
    Path(user): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    Ok(file(export_months::annual(&desk, &actor, &user, &asked.year).await?))
}

async fn scores(
    Caller { desk, actor }: Caller,
    Path(ending): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let ending = Ending::parse(&ending)?;
    let (name, table, rows) = scores::rows(&desk, &actor, asked.filter(), ending.as_str()).await?;
    spreadsheet::download(&name, ending, table, rows).await
}

async fn balances(
    Caller { desk, actor }: Caller,
    Path(ending): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let ending = Ending::parse(&ending)?;
    let (name, table, rows) = balances::rows(&desk, &actor, (&asked.month, &asked.q), ending.as_str()).await?;
    spreadsheet::download(&name, ending, table, rows).await
}

async fn leaderboard(Caller { desk, actor }: Caller, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    Ok(file(export_beside::leaderboard(&desk, &actor, &asked.span, &asked.month).await?))
}

#[derive(Deserialize)]
struct Sides {
    #[serde(default)]
    left: String,
    #[serde(default)]
    left_month: String,
    #[serde(default)]
    right: String,
    #[serde(default)]
    right_month: String,
}

async fn compare(Caller { desk, actor }: Caller, Query(sides): Query<Sides>) -> Result<Response, Failure> {
    let (left, right) =
        ((sides.left.as_str(), sides.left_month.as_str()), (sides.right.as_str(), sides.right_month.as_str()));
    Ok(file(export_beside::compare(&desk, &actor, left, right).await?))
}

async fn team(Caller { desk, actor }: Caller, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    Ok(file(export_months::team(&desk, &actor, &asked.filter()).await?))
}

/// Takes the field `file`. A browser's form is sent back to the scorecard.
async fn attach(
    Caller { desk, actor }: Caller,
    Path(user): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    mut form: Multipart,
) -> Result<Response, Failure> {
    let month = reach::month(&asked.month, desk.clock.today())?;
    let unreadable =
        |_| Failure::new(Kind::Malformed, "malformed", "The upload could not be read, or is larger than 10 MB.");
    let mut kept = None;
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or("file").to_owned();
        let bytes = field.bytes().await.map_err(unreadable)?;
        kept = Some(files::attach(&desk, &actor, &user, month, &name, bytes.to_vec()).await?);
    }
    let kept = kept.ok_or_else(|| Error::field("file", "required", "Choose a file."))?;
    let wants_page = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    if wants_page.is_some_and(|accept| accept.contains("text/html")) {
        return Ok(Redirect::to(&format!("/scorecards/{}?month={}", escape(&user), month.iso())).into_response());
    }
    Ok(http::created(json!({"id": kept.code, "name": kept.name, "size": kept.size_bytes})))
}

async fn one(
    Caller { desk, actor }: Caller,
    Path((user, code)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let month = reach::month(&asked.month, desk.clock.today())?;
    let (name, media_type, bytes) = files::read(&desk, &actor, &user, month, &code).await?;
    Ok(http::download(&name, &media_type, bytes.into()))
}
