//! How a server function finds the desk and who asks, and how its answer gets its status.

use axum::http::{StatusCode, header, request::Parts};
use leptos::{prelude::use_context, reactive::owner::with_context};
use leptos_axum::ResponseOptions;

use super::Desk;
use crate::{
    identity::Actor,
    platform::failure::{Failure, Internal, Kind},
};

/// The desk and who asks, inside a server function or a page.
///
/// # Errors
/// `unauthenticated` when nobody is signed in.
pub fn here() -> Result<(Desk, Actor), Failure> {
    let desk = desk()?;
    let actor = asking().ok_or_else(Failure::unauthenticated)?;
    Ok((desk, actor))
}

/// The desk alone, for what nobody needs to be signed in for.
///
/// # Errors
/// Only outside a request.
pub fn desk() -> Result<Desk, Failure> {
    use_context::<Desk>().ok_or_else(|| Internal::new("no desk in this context").into())
}

/// Who asks, if somebody is signed in.
pub fn asking() -> Option<Actor> {
    with_context(|parts: &Parts| parts.extensions.get::<Actor>().cloned()).flatten()
}

/// Gives a refusal its HTTP status and request id, and logs its cause once.
pub fn told<T>(outcome: Result<T, impl Into<Failure>>) -> Result<T, Failure> {
    outcome.map_err(|failure| {
        let mut failure: Failure = failure.into();
        let request_id = with_context(super::http::request_id).flatten();
        log(&failure, request_id.as_deref());
        failure.request_id = request_id;
        if let (Some(response), Ok(status)) = (use_context::<ResponseOptions>(), StatusCode::from_u16(failure.status()))
        {
            response.set_status(status);
            if let Some(seconds) = failure.retry_after {
                response.insert_header(header::RETRY_AFTER, seconds.into());
            }
        }
        failure
    })
}

/// Logs what users must not see.
pub fn log(failure: &Failure, request_id: Option<&str>) {
    if failure.kind == Kind::Internal {
        tracing::error!(
            request.id = request_id,
            code = failure.code,
            cause = failure.cause.as_deref(),
            "internal error"
        );
    }
}
