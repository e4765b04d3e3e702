//! The audit log over HTTP.

use axum::{Router, response::Response, routing::get};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{export, service};
use crate::{
    audit::{model::AuditFilter, texts},
    platform::{
        failure::{Failure, FieldError},
        server::{
            http::{self, AppState, Caller, Query},
            spreadsheet::{self, Ending},
        },
    },
    values::Date,
};

pub fn routes() -> Router<AppState> {
    Router::new().route("/api/audit", get(list)).route("/api/audit/export", get(file))
}

/// Refuses days and places that can't be read: left out, they would list everything.
fn check(filter: &AuditFilter) -> Result<(), Failure> {
    let mut wrong = Vec::new();
    for (field, value) in [("from", filter.from.trim()), ("to", filter.to.trim())] {
        if let (false, Err(error)) = (value.is_empty(), Date::parse(value)) {
            wrong.push(FieldError::unreadable(field, error).typed(value));
        }
    }
    let after = filter.after.trim();
    if !after.is_empty() && after.parse::<i64>().is_err() {
        wrong.push(FieldError::unreadable("after", "send the nextCursor of the page before").typed(after));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Failure::invalid(wrong)) }
}

async fn list(Caller { desk, actor }: Caller, Query(filter): Query<AuditFilter>) -> Result<Response, Failure> {
    check(&filter)?;
    let page = service::list(&desk, &actor, &filter).await?;
    let rows: Vec<Value> = page
        .rows
        .iter()
        .map(|row| {
            json!({
                "id": row.id, "timestamp": row.at.iso(), "userName": row.who, "action": row.action, "entityType": row.entity_type,
                "entityId": row.entity_id, "summary": row.summary, "outcome": row.outcome,
            })
        })
        .collect();
    Ok(http::list(rows, json!({"limit": 50, "nextCursor": page.next})))
}

#[derive(Deserialize)]
struct Format {
    #[serde(default)]
    format: String,
}

async fn file(
    Caller { desk, actor }: Caller,
    Query(filter): Query<AuditFilter>,
    Query(Format { format }): Query<Format>,
) -> Result<Response, Failure> {
    check(&filter)?;
    let ending = if format == "xlsx" { Ending::Xlsx } else { Ending::Csv };
    export::note(&desk, &actor, &filter, ending.as_str()).await?;
    let name = texts::file_name(desk.clock.today().iso());
    let (table, rows) = export::table(&desk, &actor, filter);
    spreadsheet::download(&name, ending, table, rows).await
}
