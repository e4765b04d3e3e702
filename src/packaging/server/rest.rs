//! Packaging over HTTP, at the paths and in the shapes existing clients know.

use axum::{
    Router,
    body::Body,
    extract::DefaultBodyLimit,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    board, count, export, files, ledger, purchases, rest_use, rest_wire as wire, rest_write,
    store_board::{self, Narrow},
    store_ledger,
};
use crate::{
    identity::{Actor, Capability},
    packaging::{
        Error,
        model::{BoardFilter, LedgerFilter},
        reorder::{Standing, UNUSED},
    },
    platform::{
        failure::{Failure, FieldError, Kind},
        server::{
            Db, Desk,
            http::{self, AppState, Caller, FileForm, Path, Query},
            storage::MOST_BYTES,
        },
    },
    values::{CountId, DocumentId, WarehouseId},
};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/packaging/materials", get(materials))
        .route("/api/packaging/materials/{id}", get(material).patch(rest_use::change).delete(rest_use::remove))
        .route("/api/packaging/names", get(names))
        .route("/api/packaging/transactions", get(transactions))
        .route("/api/packaging/low-stock", get(low_stock))
        .route("/api/packaging/inward", post(rest_write::inward))
        .route("/api/packaging/outward", post(rest_write::outward))
        .route("/api/packaging/corrections", post(rest_write::correct))
        .route("/api/packaging/counts", get(counts).post(rest_write::start_count))
        .route("/api/packaging/counts/{id}", get(one_count))
        .route("/api/packaging/counts/{id}/lines", post(rest_write::keep_count))
        .route("/api/packaging/counts/{id}/decision", post(rest_write::decide_count))
        .route(
            "/api/packaging/documents/{id}/files",
            get(list_files).post(attach).layer(DefaultBodyLimit::max(MOST_BYTES + (1 << 20))),
        )
        .route("/api/packaging/documents/{id}/files/{code}", get(read_file))
        .route("/api/packaging/export/ledger/{ending}", get(export_ledger))
        .route("/api/packaging/export/stock/{ending}", get(export_stock))
        .route("/api/packaging/export/purchase-request", get(purchase_request))
}

/// What a list of materials may be asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct MaterialsQuery {
    q: String,
    search: String,
    category: String,
    standing: String,
    warehouse: String,
    page: Option<i64>,
    limit: Option<i64>,
}

impl MaterialsQuery {
    /// Refuses a standing and a warehouse that there are not: left out, they would list everything. Answers the warehouse.
    async fn check(&self, db: &Db) -> Result<Option<WarehouseId>, Failure> {
        let mut wrong = Vec::new();
        let known = self.standing.is_empty() || self.standing == UNUSED || self.standing.parse::<Standing>().is_ok();
        if !known {
            let names: Vec<_> = Standing::ALL.iter().map(|standing| standing.as_str()).chain([UNUSED]).collect();
            let what = format!("one of {}", names.join(", "));
            wrong.push(FieldError::unreadable("standing", what).typed(&self.standing));
        }
        let mut warehouse = None;
        if !self.warehouse.is_empty() {
            warehouse = store_ledger::warehouse_id(db, &self.warehouse).await?;
            if warehouse.is_none() {
                let message = "Warehouse: there is none with this code.";
                wrong.push(FieldError::new("warehouse", "unknown", message).typed(&self.warehouse));
            }
        }
        if wrong.is_empty() { Ok(warehouse) } else { Err(Failure::invalid(wrong)) }
    }
}

fn pages(page: i64, limit: i64, total: i64) -> Value {
    json!({"page": page, "limit": limit, "total": total, "pages": (total + limit - 1) / limit})
}

async fn materials(Caller { desk, actor }: Caller, Query(query): Query<MaterialsQuery>) -> Result<Response, Failure> {
    let db = desk.read(&actor, Capability::SeePackaging)?;
    let now = desk.clock.now();
    let (page, limit) = (query.page.unwrap_or(1).clamp(1, 10_000), query.limit.unwrap_or(500).clamp(1, 1_000));
    let warehouse = query.check(db).await?;
    let q = if query.q.is_empty() { query.search } else { query.q };
    let filter = BoardFilter { q, category: query.category, standing: query.standing, ..BoardFilter::default() };
    let narrow = Narrow::of(&filter, warehouse);
    let rows = store_board::materials(db, &narrow, now, limit, (page - 1) * limit).await?;
    let total = match rows.first() {
        Some(row) => row.found,
        // Behind the last page no row says how many there are.
        None if page > 1 => store_board::materials(db, &narrow, now, 1, 0).await?.first().map_or(0, |row| row.found),
        None => 0,
    };
    let rows: Vec<Value> = rows.into_iter().map(|row| wire::material(&board::row_of(row, now))).collect();
    Ok(http::list(rows, pages(page, limit, total)))
}

async fn material(Caller { desk, actor }: Caller, Path(id): Path<String>) -> Result<Response, Failure> {
    Ok(http::data(one(&desk, &actor, &id).await?))
}

/// A material with its balances and what to order.
pub(super) async fn one(desk: &Desk, actor: &Actor, id: &str) -> Result<Value, Failure> {
    let page = board::show(desk, actor, id).await?;
    let mut found = wire::material(&page.row);
    let balances: Vec<Value> = page
        .balances
        .iter()
        .map(|one| json!({"warehouse": one.warehouse.code, "balance": crate::platform::wire::units(one.on_hand)}))
        .collect();
    if let Value::Object(fields) = &mut found {
        fields.insert("balances".to_owned(), Value::from(balances));
        fields.insert("suggestedQty".to_owned(), crate::platform::wire::units(page.suggestion.quantity));
        fields.insert("reasoning".to_owned(), Value::from(page.suggestion.reasoning));
        fields.insert("alert".to_owned(), Value::from(page.why));
    }
    Ok(found)
}

/// The list that a worker keeps: it says whose it is, as pages do.
async fn names(Caller { desk, actor }: Caller) -> Result<Response, Failure> {
    let mut response = http::data(board::names(&desk, &actor).await?);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(person) = HeaderValue::from_str(&actor.code) {
        headers.insert("x-person", person);
    }
    Ok(response)
}

/// What the ledger may be asked for, by either of the names in use.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LedgerQuery {
    #[serde(alias = "materialId")]
    material: String,
    warehouse: String,
    #[serde(rename = "type", alias = "kind")]
    kind: String,
    #[serde(alias = "startDate", alias = "fromDate")]
    from: String,
    #[serde(alias = "endDate", alias = "toDate")]
    to: String,
    cursor: String,
    page: Option<i64>,
    limit: Option<i64>,
}

impl LedgerQuery {
    fn filter(&self) -> LedgerFilter {
        LedgerFilter {
            material: self.material.clone(),
            warehouse: self.warehouse.clone(),
            kind: self.kind.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            cursor: self.cursor.clone(),
        }
    }
}

async fn transactions(Caller { desk, actor }: Caller, Query(query): Query<LedgerQuery>) -> Result<Response, Failure> {
    let db = desk.read(&actor, Capability::SeePackaging)?;
    let found = ledger::narrow(db, &query.filter()).await.map_err(wire::renamed)?;
    let (page, limit) = (query.page.unwrap_or(1).clamp(1, 10_000), query.limit.unwrap_or(50).clamp(1, 500));
    let skip = if query.cursor.is_empty() { (page - 1) * limit } else { 0 };
    let mut rows = store_ledger::page(db, &found, limit + 1, skip).await?;
    let next = ledger::cut(&mut rows, limit);
    let mut pagination = pages(page, limit, store_ledger::count(db, &found).await?);
    pagination["nextCursor"] = json!(next.map(|entry| entry.to_string()));
    Ok(http::list(rows.iter().map(wire::transaction).collect::<Vec<_>>(), pagination))
}

async fn low_stock(Caller { desk, actor }: Caller) -> Result<Response, Failure> {
    let list = purchases::list(&desk, &actor).await?;
    let low = list.rows.iter().filter(|row| row.on_hand <= row.reorder_level);
    Ok(http::data(low.map(wire::reorder).collect::<Vec<_>>()))
}

async fn counts(Caller { desk, actor }: Caller) -> Result<Response, Failure> {
    let rows = count::list(&desk, &actor).await?.rows;
    let row = |count: &crate::packaging::counting::CountRow| {
        json!({
            "id": count.id.to_string(), "warehouse": count.warehouse.code, "category": count.category, "state": count.state,
            "startedBy": count.started_by, "startedAt": count.started_at.iso(), "lines": count.lines, "counted": count.counted,
        })
    };
    Ok(http::data(rows.iter().map(row).collect::<Vec<_>>()))
}

async fn one_count(Caller { desk, actor }: Caller, Path(id): Path<String>) -> Result<Response, Failure> {
    let id: CountId = id.parse().map_err(|_| Error::NotFound("This count"))?;
    Ok(http::data(wire::count(&count::show(&desk, &actor, id).await?)))
}

fn document_id(text: &str) -> Result<DocumentId, Error> {
    text.parse().map_err(|_| Error::NotFound("This entry"))
}

async fn list_files(Caller { desk, actor }: Caller, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = document_id(&id)?;
    let found = files::list(&desk, &actor, id).await?;
    Ok(http::data(found.iter().map(|file| wire::file(id, file)).collect::<Vec<_>>()))
}

/// Takes the field `file`. A browser's form is sent back to the entry.
async fn attach(
    Caller { desk, actor }: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    FileForm(mut form): FileForm,
) -> Result<Response, Failure> {
    let id = document_id(&id)?;
    let unreadable =
        |_| Failure::new(Kind::Malformed, "malformed", "The upload could not be read, or is larger than 10 MB.");
    let mut kept = Vec::new();
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        if !matches!(field.name(), Some("file" | "files" | "photo" | "attachment")) {
            continue;
        }
        let name = field.file_name().unwrap_or("file").to_owned();
        let bytes = field.bytes().await.map_err(|_| Error::FileTooLarge)?;
        if !bytes.is_empty() {
            kept.push(files::attach(&desk, &actor, id, &name, bytes.to_vec()).await?);
        }
    }
    let Some(first) = kept.first() else { return Err(Error::field("file", "required", "Choose a file.").into()) };
    let wants_page = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if wants_page {
        return Ok(Redirect::to(&format!("/packaging/entries/{id}")).into_response());
    }
    Ok(http::created(wire::file(id, first)))
}

async fn read_file(
    Caller { desk, actor }: Caller,
    Path((id, code)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (name, media_type, bytes) = files::read(&desk, &actor, document_id(&id)?, &code).await?;
    Ok(http::download(&name, &media_type, Body::from(bytes)))
}

async fn export_ledger(
    Caller { desk, actor }: Caller,
    Path(ending): Path<String>,
    Query(query): Query<LedgerQuery>,
) -> Result<Response, Failure> {
    let (name, filter) = (format!("packaging-ledger-{}", desk.clock.today().iso()), query.filter());
    match ending.as_str() {
        "xlsx" => {
            let body = export::ledger_xlsx(&desk, &actor, &filter).await?;
            Ok(http::download(&format!("{name}.xlsx"), XLSX, body))
        }
        "csv" => {
            let body = export::ledger_csv(&desk, &actor, &filter).await?;
            Ok(http::download(&format!("{name}.csv"), "text/csv; charset=utf-8", body))
        }
        _ => Err(Failure::not_found("This file")),
    }
}

async fn export_stock(
    Caller { desk, actor }: Caller,
    Path(ending): Path<String>,
    Query(filter): Query<BoardFilter>,
) -> Result<Response, Failure> {
    let name = format!("packaging-stock-{}", desk.clock.today().iso());
    match ending.as_str() {
        "xlsx" => {
            let body = export::stock_xlsx(&desk, &actor, &filter).await?;
            Ok(http::download(&format!("{name}.xlsx"), XLSX, body))
        }
        "csv" => {
            let body = export::stock_csv(&desk, &actor, &filter).await?;
            Ok(http::download(&format!("{name}.csv"), "text/csv; charset=utf-8", body))
        }
        _ => Err(Failure::not_found("This file")),
    }
}

async fn purchase_request(Caller { desk, actor }: Caller) -> Result<Response, Failure> {
    let bytes = purchases::workbook(&desk, &actor).await?;
    let name = format!("purchase-request-{}.xlsx", desk.clock.today().iso());
    Ok(http::download(&name, XLSX, Body::from(bytes)))
}
