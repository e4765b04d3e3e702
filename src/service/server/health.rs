//! How the program does, in figures, for an Admin.

use std::time::Instant;

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    dashboard::server::health::{Jobs, backup_is_old, jobs, newest_backup},
    platform::{
        failure::{Failure, Internal},
        server::{
            Desk, ask,
            http::{self, Caller},
        },
    },
};

/// What the database says: the number of its last migration, its jobs, and how long the first of it took.
struct Said {
    latency_ms: f64,
    schema: i64,
    jobs: Jobs,
}

async fn read(desk: &Desk) -> Result<Said, Internal> {
    let asked = Instant::now();
    desk.db.sql("select 1").one::<(i32,)>().await?;
    let latency_ms = (asked.elapsed().as_secs_f64() * 1_000_000.0).round() / 1_000.0;
    let (schema,): (i64,) =
        desk.db.sql("select coalesce(max(version), 0) from _sqlx_migrations where success = true").one().await?;
    Ok(Said { latency_ms, schema, jobs: jobs(&desk.db).await? })
}

/// Database, jobs, backup and how long it has been up; 503 when the database doesn't answer.
pub async fn health(Caller { desk, .. }: Caller) -> Response {
    let now = desk.clock.now();
    let backup = newest_backup(&desk).await;
    let said = read(&desk).await;
    let mut wants = Vec::new();
    if said.as_ref().is_ok_and(|said| said.jobs.failed > 0) {
        wants.push("jobs_failed");
    }
    match backup {
        None => wants.push("no_backup"),
        Some(at) if backup_is_old(at, now) => wants.push("backup_old"),
        Some(_) => {}
    }
    let mut data = json!({
        "status": if said.is_err() { "down" } else if wants.is_empty() { "ok" } else { "attention" },
        "attention": wants,
        "version": env!("CARGO_PKG_VERSION"),
        "startedAt": desk.opened_at.iso(),
        "uptimeSeconds": now.seconds_since(desk.opened_at),
        "database": {"engine": desk.db.engine().name(), "reachable": said.is_ok()},
        "jobs": null,
        "backup": {"newestAt": backup.map(|at| at.iso()), "ageSeconds": backup.map(|at| now.seconds_since(at))},
    });
    match said {
        Ok(Said { latency_ms, schema, jobs }) => {
            data["database"]["latencyMs"] = json!(latency_ms);
            data["database"]["schemaVersion"] = json!(schema);
            data["jobs"] = json!({"waiting": jobs.waiting, "failed": jobs.failed});
            http::data(data)
        }
        Err(error) => down(error, &data),
    }
}

fn down(error: Internal, data: &Value) -> Response {
    ask::log(&Failure::from(error), None);
    let body = json!({
        "success": false, "code": "database_unreachable", "message": "The database does not answer.", "data": data,
    });
    (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response()
}
