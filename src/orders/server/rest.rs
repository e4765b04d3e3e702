//! Orders over HTTP, at the paths and in the shapes existing clients know.

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Multipart, Path, RawQuery},
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post, put},
};
use serde_json::{Value, json};

use super::{export, files, rest_read, rest_write};
use crate::{
    orders::{
        Error,
        api::{BookOrder, ChangeOrder},
        model::{Attachment, OrderFilter},
    },
    platform::{
        failure::{Failure, Kind},
        server::{
            http::{self, AppState, Caller},
            plain,
        },
    },
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/orders", get(rest_read::list).post(rest_write::create))
        .route("/api/orders/{id}", get(rest_read::show).patch(rest_write::update).delete(rest_write::cancel))
        .route("/api/orders/{id}/status", put(rest_write::set_status))
        .route(
            "/api/orders/{id}/files",
            get(list_files).post(attach).layer(DefaultBodyLimit::max(files::MOST_BYTES + (1 << 20))),
        )
        .route("/api/orders/{id}/files/{code}", get(read_file))
        .route("/api/orders/export/csv", get(csv))
        .route("/api/orders/export/xlsx", get(xlsx))
        .route("/api/orders/bulk-update", post(rest_write::bulk_update))
        .route("/api/orders/clearance", post(rest_write::create_clearance))
        .route("/api/orders/clearance/history", get(rest_read::clearance_history))
        .route("/api/orders/last-rate/{customerId}/{skuCode}", get(rest_read::last_rate))
        .route("/orders/new", plain::route::<BookOrder>())
        .route("/orders/{number}/edit", plain::route::<ChangeOrder>())
}

async fn csv(Caller { desk, actor }: Caller, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let body = export::csv(&desk, &actor, OrderFilter::of_selection(&query.unwrap_or_default())).await?;
    Ok(http::download(&format!("orders-{}.csv", desk.clock.today().iso()), "text/csv; charset=utf-8", body))
}

async fn xlsx(Caller { desk, actor }: Caller, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let body = export::xlsx(&desk, &actor, OrderFilter::of_selection(&query.unwrap_or_default())).await?;
    let media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(http::download(&format!("orders-{}.xlsx", desk.clock.today().iso()), media_type, body))
}

fn file_json(number: &str, file: &Attachment) -> Value {
    json!({
        "id": file.code, "name": file.name, "mediaType": file.media_type, "size": file.size_bytes, "userName": file.by,
        "createdAt": file.at.iso(), "url": format!("/api/orders/{number}/files/{}", file.code),
    })
}

async fn list_files(Caller { desk, actor }: Caller, Path(number): Path<String>) -> Result<Response, Failure> {
    let files = files::list(&desk, &actor, &number).await?;
    Ok(http::data(files.iter().map(|file| file_json(&number, file)).collect::<Vec<_>>()))
}

/// Takes the field `file`. A browser's form is sent back to the order.
async fn attach(
    Caller { desk, actor }: Caller,
    Path(number): Path<String>,
    headers: HeaderMap,
    mut form: Multipart,
) -> Result<Response, Failure> {
    let unreadable =
        |_| Failure::new(Kind::Malformed, "malformed", "The upload could not be read, or is larger than 10 MB.");
    let mut kept = Vec::new();
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        if !matches!(field.name(), Some("file" | "files" | "photo")) {
            continue;
        }
        let name = field.file_name().unwrap_or("file").to_owned();
        let bytes = field.bytes().await.map_err(|_| Error::FileTooLarge)?;
        if bytes.is_empty() && kept.is_empty() {
            continue;
        }
        kept.push(files::attach(&desk, &actor, &number, &name, bytes.to_vec()).await?);
    }
    let Some(first) = kept.first() else {
        return Err(Error::field("file", "required", "Choose a file.").into());
    };
    let wants_page = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if wants_page {
        return Ok(Redirect::to(&format!("/orders/{number}#timeline")).into_response());
    }
    Ok(http::created(file_json(&number, first)))
}

async fn read_file(
    Caller { desk, actor }: Caller,
    Path((number, code)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (name, media_type, bytes) = files::read(&desk, &actor, &number, &code).await?;
    Ok(http::download(&name, &media_type, Body::from(bytes)))
}
