//! Several orders in one request: how many it may name, and what came of each.

use axum::response::Response;
use serde_json::{Value, json};

use super::act;
use crate::{
    orders::{Error, model::Acted},
    platform::{failure::Failure, server::http},
};

/// Refuses a request that names no orders, or more than one waits for.
///
/// # Errors
/// [`Error::Invalid`], saying how many may be named.
pub fn check_count(ids: &[String]) -> Result<(), Error> {
    if (1..=act::MOST_AT_ONCE).contains(&ids.len()) {
        return Ok(());
    }
    Err(Error::field("orderIds", "length", format!("Name 1 to {} orders.", act::MOST_AT_ONCE)))
}

/// An order that was led on, with what its state doesn't say.
pub fn told(acted: &Acted) -> Value {
    let mut told = json!({"id": acted.number, "success": true, "status": acted.status});
    if let Some(said) = &acted.said {
        told["message"] = json!(said);
    }
    told
}

/// What came of each order, as it was named.
pub fn answer(outcomes: Vec<(&str, Result<Acted, Failure>)>) -> Response {
    let updated = outcomes.iter().filter(|(_, outcome)| outcome.is_ok()).count();
    let failed = outcomes.len() - updated;
    let one = |(id, outcome): (&str, Result<Acted, Failure>)| match outcome {
        Ok(acted) => told(&acted),
        Err(failure) => json!({"id": id, "success": false, "code": failure.code, "message": failure.message}),
    };
    let results: Vec<Value> = outcomes.into_iter().map(one).collect();
    http::data(json!({"updated": updated, "failed": failed, "results": results}))
}
