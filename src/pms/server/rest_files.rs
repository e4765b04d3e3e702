//! Files of scorecards over HTTP: what was attached, and the workbooks.

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State, multipart::MultipartError},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    balances,
    export::{self, Download},
    export_beside, export_months, export_spans, files, forms, reach,
    rest::Asked,
    scores,
};
use crate::{
    document,
    identity::Actor,
    platform::{
        failure::{AGAIN, Failure, Kind},
        server::{
            Desk,
            gate::Refusal,
            http::{self, AppState, BODY_LIMIT, Caller, FileForm, Path, Query},
            plain,
            spreadsheet::{self, Ending},
        },
    },
    pms::{
        error::Error,
        model::{AttachFile, CardFile},
    },
    ui::encode,
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
        .route("/api/pms/{userId}/files", post(attach).layer(DefaultBodyLimit::max(BODY_LIMIT)))
        .route("/scorecards/{code}/file", post(attach_plainly).layer(DefaultBodyLimit::max(BODY_LIMIT)))
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
    let (name, table, rows) = scores::rows(&desk, &actor, asked.filter()?, ending.as_str()).await?;
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
    span: String,
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
    Ok(file(match sides.span.trim() {
        "" | "month" => export_beside::compare(&desk, &actor, left, right).await?,
        span => export_spans::compare(&desk, &actor, span, left, right).await?,
    }))
}

async fn team(Caller { desk, actor }: Caller, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    Ok(file(export_months::team(&desk, &actor, &asked.filter()?).await?))
}

async fn attach(
    Caller { desk, actor }: Caller,
    Path(user): Path<String>,
    Query(asked): Query<Asked>,
    FileForm(form): FileForm,
) -> Result<Response, Failure> {
    let kept = keep(&desk, &actor, (&user, &asked.month), form, &mut Vec::new()).await?;
    let file = json!({"id": kept.code, "name": kept.name, "size": kept.size_bytes, "by": kept.by, "at": kept.at.iso()});
    Ok(http::created(file))
}

/// The form of the page, which the browser then goes back to. What is refused is shown there; so is, with what was typed, the page
/// of a form that sent its scores along.
async fn attach_plainly(
    State(app): State<AppState>,
    Path(user): Path<String>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let refused = parts.extensions.get::<Refusal>().is_some();
    let Some(actor) = parts.extensions.get::<Actor>().filter(|_| !refused).cloned() else {
        return document::render(app, Request::from_parts(parts, body)).await;
    };
    let mut fields = Vec::new();
    let outcome = match Multipart::from_request(Request::from_parts(parts.clone(), body), &app).await {
        Ok(form) => keep(&app.desk, &actor, (&user, &asked.month), form, &mut fields).await,
        Err(_) => Err(unreadable()),
    };
    let typed = forms::typed_score(&fields).await;
    let failure = match (outcome, &typed) {
        (Ok(_), None) => {
            let page = format!("/scorecards/{}?month={}#files", encode(&user), encode(&asked.month));
            return Redirect::to(&page).into_response();
        }
        (Ok(_), Some(_)) => Failure::new(Kind::Invalid, AGAIN, ""),
        (Err(failure), _) => failure,
    };
    plain::shown_again(app, parts, AttachFile { user, typed }, failure).await
}

fn unreadable() -> Failure {
    Failure::new(Kind::Malformed, "malformed", "The upload could not be read. Choose the file again.")
}

/// Keeps the field `file` of a form with a person's month, and collects the other fields. A field `month` says the month in place
/// of the address.
async fn keep(
    desk: &Desk,
    actor: &Actor,
    (user, month): (&str, &str),
    mut form: Multipart,
    fields: &mut Vec<(String, String)>,
) -> Result<CardFile, Failure> {
    let mut file = None;
    let broken = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => files::too_large(),
        _ => unreadable(),
    };
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name != "file" {
            fields.push((name, field.text().await.map_err(broken)?));
            continue;
        }
        let name = field.file_name().unwrap_or("file").to_owned();
        let bytes = field.bytes().await.map_err(broken)?;
        // A form whose file wasn't chosen sends an empty one.
        if !bytes.is_empty() {
            file = Some((name, bytes));
        }
    }
    let said = fields.iter().find(|(name, value)| name == "month" && !value.trim().is_empty());
    let month = reach::month(said.map_or(month, |(_, month)| month), desk.clock.today())?;
    let (name, bytes) = file.ok_or_else(|| Error::field("file", "required", "Choose a file."))?;
    files::attach(desk, actor, user, month, &name, bytes.to_vec()).await
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
