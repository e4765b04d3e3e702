//! Where the pages' forms are posted to without script.

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State},
    http::{header, request::Parts},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use leptos::server_fn::codec::{FromReq, PostUrl};

use super::{draft_files, rest};
use crate::{
    document,
    identity::Actor,
    orders::{
        Error,
        api::{ActOnOrder, ActOnOrders, BookOrder, DeleteView, DiscardDraft, RemarkOnOrder, SaveView},
        model::AttachFile,
    },
    platform::{
        failure::{Failure, Kind},
        server::{
            gate::Refusal,
            http::{AppState, FileForm, Path, escape},
            plain,
            storage::MOST_BYTES,
        },
    },
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/orders", plain::route::<ActOnOrders>())
        .route("/orders/views", plain::route::<SaveView>())
        .route("/orders/views/delete", plain::route::<DeleteView>())
        .route("/orders/drafts", plain::route::<DiscardDraft>())
        .route("/orders/new/file", post(attach).layer(DefaultBodyLimit::max(MOST_BYTES + (1 << 20))))
        .route("/orders/{number}", plain::route::<ActOnOrder>())
        .route("/orders/{number}/remark", plain::route::<RemarkOnOrder>())
        .route("/orders/{number}/file", post(attach_to_order).layer(DefaultBodyLimit::max(MOST_BYTES + (1 << 20))))
}

/// The booking form with a file: kept as a draft, to which the browser then goes back. What is refused is shown with the form.
async fn attach(State(app): State<AppState>, parts: Parts, FileForm(form): FileForm) -> Response {
    let actor = match (parts.extensions.get::<Refusal>(), parts.extensions.get::<Actor>()) {
        (Some(refusal), _) => return refusal.0.clone().into_response(),
        (None, Some(actor)) => actor.clone(),
        (None, None) => return Failure::unauthenticated().into_response(),
    };
    let (input, file) = match read(form).await {
        Ok(read) => read,
        Err(failure) => return failure.into_response(),
    };
    let outcome = match file {
        Some((name, bytes)) => draft_files::attach(&app.desk, &actor, &input.form, &name, bytes).await,
        None => Err(Error::field("file", "required", "Choose a file.").into()),
    };
    match outcome {
        Ok(draft) => Redirect::to(&format!("/orders/new?draft={draft}")).into_response(),
        Err(failure) => plain::shown_again(app, parts, input, failure).await,
    }
}

/// A file for a booked order, to which the browser then goes back. What is refused is shown on the order's page.
async fn attach_to_order(State(app): State<AppState>, Path(number): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let refused = parts.extensions.get::<Refusal>().is_some();
    let Some(actor) = parts.extensions.get::<Actor>().filter(|_| !refused).cloned() else {
        return document::render(app, Request::from_parts(parts, body)).await;
    };
    let outcome = match FileForm::from_request(Request::from_parts(parts.clone(), body), &app).await {
        Ok(FileForm(form)) => rest::keep(&app.desk, &actor, &number, form).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(_) => Redirect::to(&format!("/orders/{number}#files")).into_response(),
        Err(failure) => plain::shown_again(app, parts, AttachFile { number }, failure).await,
    }
}

type Read = (BookOrder, Option<(String, Vec<u8>)>);

/// The fields of the form as the plain post would send them, and the file.
async fn read(mut form: Multipart) -> Result<Read, Failure> {
    let unreadable =
        |_| Failure::new(Kind::Malformed, "malformed", "The upload could not be read, or is larger than 10 MB.");
    let (mut fields, mut file) = (Vec::new(), None);
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let named = field.file_name().unwrap_or("file").to_owned();
            let bytes = field.bytes().await.map_err(|_| Error::FileTooLarge)?;
            file = (!bytes.is_empty()).then(|| (named, bytes.to_vec()));
        } else if name.starts_with("form[") {
            fields.push(format!("{}={}", escape(&name), escape(&field.text().await.map_err(unreadable)?)));
        }
    }
    let plain = Request::builder()
        .method("POST")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(fields.join("&")))
        .map_err(crate::platform::failure::Internal::from_error)?;
    let input = <BookOrder as FromReq<PostUrl, Request<Body>, Failure>>::from_req(plain).await?;
    Ok((input, file))
}
