//! Imports over HTTP: the upload form, the files, and the shapes that existing clients know.

use axum::{
    Json, Router,
    body::Body,
    extract::{DefaultBodyLimit, FromRequest, Request, State as Shared},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::Engine;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    super::{
        api::{ChangeImport, ChooseColumns, CorrectImport},
        columns,
        error::Error,
        model::{Finding, ImportRow, Kind, Made, Mode, Severity, State, UploadRefused},
        sheet::MAX_BYTES,
    },
    check::Outcome,
    export,
    run::{self, When},
    show, store, undo,
    upload::{self, Upload},
    workbook::{self, kind_named},
};
use crate::{
    identity::Actor,
    platform::{
        failure::{Failure, FieldError, Kind as FailureKind},
        server::{
            Desk, ask,
            gate::Refusal,
            http::{self, AppState, Caller, FileForm, JsonBody, Path, Query},
            plain,
        },
        wire::rupees,
    },
    values::ImportId,
};

/// Room for a file as base64 text and what stands around it.
const UPLOAD_LIMIT: usize = MAX_BYTES / 3 * 4 + 1024 * 1024;
/// Files of at most so many rows are run while the caller waits.
const AT_ONCE: i64 = 1_000;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/imports/new", post(take_form))
        .route("/imports/{id}", plain::route::<ChangeImport>())
        .route("/imports/{id}/columns", plain::route::<ChooseColumns>())
        .route("/imports/{id}/correct", plain::route::<CorrectImport>())
        .route("/api/imports/template/{kind}", get(template))
        .route("/api/orders/bulk/template", get(orders_template))
        .route("/api/orders/bulk", post(bulk))
        .route("/api/imports", get(list).post(take_one))
        .route("/api/imports/{id}", get(show_one))
        .route("/api/imports/{id}/errors.xlsx", get(errors))
        .route("/api/imports/{id}/file", get(export::original))
        .route("/api/imports/{id}/run", post(run_one))
        .route("/api/imports/{id}/cancel", post(cancel_one))
        .route("/api/imports/{id}/undo", post(undo_one))
        .route("/api/products/export/{ending}", get(export::products))
        .route("/api/customers/export/{ending}", get(export::customers))
        .route("/api/stock/export/{ending}", get(export::stock))
        .route("/api/warehouses/export/{ending}", get(export::warehouses))
        .route("/api/price-lists/export/{ending}", get(export::all_rates))
        .route("/api/price-lists/{id}/export/{ending}", get(export::list_rates))
        .layer(DefaultBodyLimit::max(UPLOAD_LIMIT))
}

/// The parts of an upload form.
#[derive(Default)]
struct Form {
    kind: String,
    file_name: String,
    bytes: Option<Vec<u8>>,
}

async fn read_form(request: Request) -> Result<Form, Failure> {
    let unreadable = |error: axum::extract::multipart::MultipartError| {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return Failure::from(Error::TooLarge { bytes: UPLOAD_LIMIT });
        }
        Failure::new(FailureKind::Malformed, "malformed", "The upload broke off. Choose the file again.")
    };
    let FileForm(mut parts) = FileForm::from_request(request, &()).await?;
    let mut form = Form::default();
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        match part.name().unwrap_or_default() {
            "kind" => form.kind = part.text().await.map_err(unreadable)?.chars().take(40).collect(),
            "file" => {
                form.file_name = part.file_name().unwrap_or_default().to_owned();
                form.bytes = Some(part.bytes().await.map_err(unreadable)?.to_vec());
            }
            _ => {}
        }
    }
    Ok(form)
}

impl Form {
    fn upload(self, kind: Kind, ask: bool) -> Result<Upload, Error> {
        let bytes = self.bytes.ok_or(Error::NoFile)?;
        // A form whose file wasn't chosen sends an empty one without a name.
        if bytes.is_empty() && self.file_name.is_empty() {
            return Err(Error::NoFile);
        }
        Ok(Upload { kind, file_name: self.file_name, bytes, ask })
    }
}

/// The page's form: goes on to the import, or shows the page again with what is wrong.
async fn take_form(Shared(app): Shared<AppState>, request: Request) -> Response {
    if request.extensions().get::<Refusal>().is_some() {
        return crate::document::render(app, request).await;
    }
    let (parts, body) = request.into_parts();
    let outcome = match parts.extensions.get::<Actor>() {
        Some(actor) => take(&app.desk, actor, Request::from_parts(parts.clone(), body)).await,
        None => Err(Failure::unauthenticated()),
    };
    match outcome {
        Ok(to) => Redirect::to(&to).into_response(),
        Err(mut failure) => {
            failure.request_id = http::request_id(&parts);
            ask::log(&failure, failure.request_id.as_deref());
            let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            let refused = UploadRefused(failure);
            let request = Request::from_parts(parts, Body::empty());
            let mut page =
                crate::document::render_with(app, request, Box::new(move || leptos::prelude::provide_context(refused)))
                    .await;
            *page.status_mut() = status;
            page
        }
    }
}

async fn take(desk: &Desk, actor: &Actor, request: Request) -> Result<String, Failure> {
    let form = read_form(request).await?;
    let kind = kind_named(&form.kind)?;
    let uploaded = upload::upload(desk, actor, form.upload(kind, true)?).await?;
    Ok(uploaded.state.path(uploaded.id))
}

async fn template(Caller { desk, actor }: Caller, Path(kind): Path<String>) -> Result<Response, Failure> {
    Ok(workbook::template(&desk, &actor, kind_named(&kind)?).await?.into())
}

async fn orders_template(Caller { desk, actor }: Caller) -> Result<Response, Failure> {
    Ok(workbook::template(&desk, &actor, Kind::Orders).await?.into())
}

async fn errors(Caller { desk, actor }: Caller, Path(id): Path<ImportId>) -> Result<Response, Failure> {
    Ok(workbook::errors(&desk, &actor, id).await?.into())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BulkBody {
    excel_data: String,
    #[serde(default)]
    file_name: Option<String>,
}

#[derive(Deserialize)]
struct BulkQuery {
    #[serde(default)]
    mode: Option<Mode>,
}

/// Orders in one go: all rows or none, unless `?mode=good`.
async fn bulk(
    Caller { desk, actor }: Caller,
    Query(query): Query<BulkQuery>,
    request: Request,
) -> Result<Response, Failure> {
    let is_json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("json"));
    let form = if is_json {
        let JsonBody(body) = JsonBody::<BulkBody>::from_request(request, &()).await?;
        from_base64(body)?
    } else {
        read_form(request).await?
    };
    let mode = query.mode.unwrap_or(Mode::All);
    let uploaded = match upload::upload(&desk, &actor, form.upload(Kind::Orders, false)?).await {
        Err(failure) if failure.code == "missing_columns" => return Ok(refused_columns(&failure)),
        other => other?,
    };
    let Some(outcome) = uploaded.outcome else {
        return Ok(http::data(json!({"importId": uploaded.id, "state": uploaded.state})));
    };
    if outcome.good_rows == 0 || (mode == Mode::All && outcome.bad_rows > 0) {
        return Ok(refused_rows(uploaded.id, &outcome));
    }
    if outcome.good_rows > AT_ONCE {
        run::start(&desk, &actor, uploaded.id, mode, When::InBackground).await?;
        let body = json!({"success": true, "data": {"importId": uploaded.id, "state": State::Running, "totalRows": outcome.total_rows}});
        return Ok((StatusCode::ACCEPTED, [(header::LOCATION, format!("/api/imports/{}", uploaded.id))], Json(body))
            .into_response());
    }
    run::start(&desk, &actor, uploaded.id, mode, When::Now).await?;
    answer(&desk, &actor, uploaded.id, &outcome).await
}

async fn answer(desk: &Desk, actor: &Actor, id: ImportId, outcome: &Outcome) -> Result<Response, Failure> {
    let (made, count) = store::made(&desk.db, id, AT_ONCE).await?;
    if count == 0 {
        let view = show::show(desk, actor, id, 1).await?;
        let findings = store::findings(&desk.db, id, 0, 10_000).await?;
        let errors = wire_findings(Kind::Orders, &findings, Severity::Wrong);
        let message = view.import.failure.unwrap_or_else(|| "No order was booked.".to_owned());
        let body = json!({"success": false, "message": message, "errors": errors, "validCount": 0, "errorCount": view.import.total_rows, "importId": id});
        return Ok((StatusCode::BAD_REQUEST, Json(body)).into_response());
    }
    let orders: Vec<Value> = made.into_iter().map(wire_made).collect();
    Ok(http::created(json!({
        "totalOrders": count, "orders": orders, "importId": id, "validCount": outcome.good_rows, "errorCount": outcome.bad_rows,
        "errors": wire_findings(Kind::Orders, &outcome.findings, Severity::Wrong), "warnings": wire_findings(Kind::Orders, &outcome.findings, Severity::Warning),
    })))
}

fn from_base64(body: BulkBody) -> Result<Form, Failure> {
    let text = body.excel_data.rsplit_once("base64,").map_or(body.excel_data.as_str(), |(_, data)| data);
    let text: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(text)
        .map_err(|_| Failure::new(FailureKind::Malformed, "malformed", "excelData is not base64."))?;
    Ok(Form {
        kind: String::new(),
        file_name: body.file_name.unwrap_or_else(|| "orders.xlsx".to_owned()),
        bytes: Some(bytes),
    })
}

fn wire_findings(kind: Kind, findings: &[Finding], severity: Severity) -> Vec<Value> {
    let chosen = findings.iter().filter(|finding| finding.severity == severity);
    chosen
        .map(|finding| {
            json!({
                "row": finding.row, "field": columns::label(kind, &finding.field), "code": finding.code,
                "message": finding.message, "value": finding.value, "hint": finding.hint,
            })
        })
        .collect()
}

fn wire_made(made: Made) -> Value {
    json!({"id": made.number, "customerName": made.customer, "total": rupees(made.total), "status": made.status})
}

fn refused_rows(id: ImportId, outcome: &Outcome) -> Response {
    let body = json!({
        "success": false, "code": "bad_rows", "message": Error::BadRows { count: outcome.bad_rows }.to_string(), "importId": id,
        "errors": wire_findings(Kind::Orders, &outcome.findings, Severity::Wrong), "validCount": outcome.good_rows, "errorCount": outcome.bad_rows,
    });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

fn refused_columns(failure: &Failure) -> Response {
    let errors: Vec<Value> = failure
        .fields
        .iter()
        .map(|field| json!({"row": field.row, "field": columns::label(Kind::Orders, &field.field), "message": field.message}))
        .collect();
    let body = json!({
        "success": false, "code": failure.code, "message": failure.message, "errors": errors, "validCount": 0, "errorCount": errors.len(),
    });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

fn wire(row: &ImportRow) -> Value {
    json!({
        "id": row.id, "kind": row.kind, "fileName": row.file_name, "sizeBytes": row.size_bytes, "state": row.state, "mode": row.mode,
        "totalRows": row.total_rows, "goodRows": row.good_rows, "badRows": row.bad_rows, "doneRows": row.done_rows,
        "newRows": row.summary.new, "updatedRows": row.summary.updated, "unchangedRows": row.summary.unchanged,
        "orders": row.summary.orders, "value": rupees(row.summary.value), "made": row.summary.made,
        "creditWaits": row.summary.credit_waits, "failure": row.failure, "userName": row.user_name,
        "createdAt": row.created_at.iso(), "startedAt": row.started_at.map(|at| at.iso()), "finishedAt": row.finished_at.map(|at| at.iso()),
    })
}

#[derive(Deserialize)]
struct ListQuery {
    #[serde(default)]
    cursor: Option<i64>,
}

async fn list(Caller { desk, actor }: Caller, Query(query): Query<ListQuery>) -> Result<Response, Failure> {
    let history = show::history(&desk, &actor, query.cursor.map(ImportId::from)).await?;
    let rows: Vec<Value> = history.rows.iter().map(wire).collect();
    Ok(http::list(rows, json!({"limit": 50, "nextCursor": history.next})))
}

#[derive(Deserialize)]
struct PageQuery {
    #[serde(default)]
    page: Option<i64>,
}

async fn show_one(
    Caller { desk, actor }: Caller,
    Path(id): Path<ImportId>,
    Query(query): Query<PageQuery>,
) -> Result<Response, Failure> {
    let view = show::show(&desk, &actor, id, query.page.unwrap_or(1)).await?;
    let kind = view.import.kind;
    let mut body = wire(&view.import);
    body["errors"] = json!(wire_findings(kind, &view.findings, Severity::Wrong));
    body["warnings"] = json!(wire_findings(kind, &view.findings, Severity::Warning));
    body["findings"] = json!({"page": view.page, "pages": view.pages, "total": view.finding_count});
    body["ordersMade"] = json!(view.made.into_iter().map(wire_made).collect::<Vec<_>>());
    Ok(http::data(body))
}

/// Takes a file of any kind in and checks it; nothing goes in before it is run.
async fn take_one(Caller { desk, actor }: Caller, request: Request) -> Result<Response, Failure> {
    let form = read_form(request).await?;
    let kind = form.kind.parse().map_err(|_| {
        let known: Vec<_> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        let message = format!("kind: write which import it is, one of {}.", known.join(", "));
        Failure::invalid(vec![FieldError::new("kind", "unknown", message).typed(&form.kind)])
    })?;
    let uploaded = upload::upload(&desk, &actor, form.upload(kind, false)?).await?;
    let view = show::show(&desk, &actor, uploaded.id, 1).await?;
    let mut body = wire(&view.import);
    body["errors"] = json!(wire_findings(kind, &view.findings, Severity::Wrong));
    body["warnings"] = json!(wire_findings(kind, &view.findings, Severity::Warning));
    Ok(http::created(body))
}

async fn run_one(
    Caller { desk, actor }: Caller,
    Path(id): Path<ImportId>,
    Query(query): Query<BulkQuery>,
) -> Result<Response, Failure> {
    run::start(&desk, &actor, id, query.mode.unwrap_or(Mode::All), When::InBackground).await?;
    Ok((StatusCode::ACCEPTED, http::data(json!({"importId": id, "state": State::Running}))).into_response())
}

async fn cancel_one(Caller { desk, actor }: Caller, Path(id): Path<ImportId>) -> Result<Response, Failure> {
    super::cancel(&desk, &actor, id).await?;
    Ok(http::data(json!({"importId": id, "state": State::Cancelled})))
}

async fn undo_one(Caller { desk, actor }: Caller, Path(id): Path<ImportId>) -> Result<Response, Failure> {
    undo::undo(&desk, &actor, id).await?;
    Ok(http::data(json!({"importId": id, "state": State::Undone})))
}
