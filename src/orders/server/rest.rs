//! Orders over HTTP, at the paths and in the shapes existing clients know.

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Multipart, RawQuery},
    response::Response,
    routing::{get, post, put},
};
use futures::{FutureExt, future::BoxFuture};

use super::{
    export::{self, What},
    files, rest_read, rest_write,
};
use crate::{
    identity::Actor,
    orders::{
        Error, FileKind,
        api::{BookOrder, ChangeOrder},
        model::{Attachment, OrderFilter},
    },
    platform::{
        failure::{Failure, Kind},
        server::{
            Desk,
            http::{self, AppState, Caller, FileForm, Path},
            plain,
            spreadsheet::Ending,
            storage::MOST_BYTES,
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
            get(list_files).post(attach).layer(DefaultBodyLimit::max(MOST_BYTES + (1 << 20))),
        )
        .route("/api/orders/{id}/files/{code}", get(read_file))
        .route("/api/orders/export/csv", get(exported(What::Orders, Ending::Csv)))
        .route("/api/orders/export/xlsx", get(exported(What::Orders, Ending::Xlsx)))
        .route("/api/orders/export/lines/csv", get(exported(What::Lines, Ending::Csv)))
        .route("/api/orders/export/lines/xlsx", get(exported(What::Lines, Ending::Xlsx)))
        .route("/api/orders/bulk-update", post(rest_write::bulk_update))
        .route("/api/orders/clearance", post(rest_write::create_clearance))
        .route("/api/orders/clearance/history", get(rest_read::clearance_history))
        .route("/api/orders/last-rate/{customerId}/{skuCode}", get(rest_read::last_rate))
        .route("/orders/new", plain::route::<BookOrder>())
        .route("/orders/{number}/edit", plain::route::<ChangeOrder>())
}

/// What leaves as which file: the orders of a filter or a selection, or their lines.
fn exported(
    what: What,
    ending: Ending,
) -> impl Fn(Caller, RawQuery) -> BoxFuture<'static, Result<Response, Failure>> + Clone + Send + Sync + 'static {
    move |Caller { desk, actor }, RawQuery(query)| {
        async move {
            let filter = OrderFilter::of_selection(&rest_read::ours(&query.unwrap_or_default())?);
            export::export(&desk, &actor, filter, what, ending).await
        }
        .boxed()
    }
}

async fn list_files(Caller { desk, actor }: Caller, Path(number): Path<String>) -> Result<Response, Failure> {
    let files = files::list(&desk, &actor, &number).await?;
    Ok(http::data(files.iter().map(|file| rest_read::file(&number, file)).collect::<Vec<_>>()))
}

async fn attach(
    Caller { desk, actor }: Caller,
    Path(number): Path<String>,
    FileForm(form): FileForm,
) -> Result<Response, Failure> {
    let first = keep(&desk, &actor, &number, form).await?;
    Ok(http::created(rest_read::file(&number, &first)))
}

/// Keeps the files of a form with the order; answers the first.
///
/// # Errors
/// As [`files::attach`]; [`Error::Invalid`] when there is none, or of a kind that isn't known.
pub async fn keep(desk: &Desk, actor: &Actor, number: &str, mut form: Multipart) -> Result<Attachment, Failure> {
    let unreadable =
        |_| Failure::new(Kind::Malformed, "malformed", "The upload could not be read, or is larger than 10 MB.");
    let (mut kind, mut sent) = (String::new(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some("kind") => kind = field.text().await.map_err(unreadable)?,
            Some("file" | "files" | "photo") => {
                let name = field.file_name().unwrap_or("file").to_owned();
                let bytes = field.bytes().await.map_err(|_| Error::FileTooLarge)?;
                if !bytes.is_empty() || !sent.is_empty() {
                    sent.push((name, bytes));
                }
            }
            _ => {}
        }
    }
    let kind = files::read_kind(&kind, FileKind::Other)?;
    let mut first = None;
    for (name, bytes) in sent {
        let kept = files::attach(desk, actor, number, kind, &name, bytes.to_vec()).await?;
        first.get_or_insert(kept);
    }
    first.ok_or_else(|| Error::field("file", "required", "Choose a file.").into())
}

async fn read_file(
    Caller { desk, actor }: Caller,
    Path((number, code)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (name, media_type, bytes) = files::read(&desk, &actor, &number, &code).await?;
    Ok(http::download(&name, &media_type, Body::from(bytes)))
}
