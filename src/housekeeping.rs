//! What is done by itself, once an hour: what has expired and what nobody asks for any more is thrown away, releases that
//! were good for some days are taken back, and the scorecards of months that still run are computed anew.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{
    identity::{Actor, Capability},
    packaging,
    platform::{failure::Failure, server::Desk},
};

const EVERY: Duration = Duration::from_secs(3_600);
const DAY: i64 = 86_400;

/// Tidies now and every hour until told to stop.
pub async fn run(desk: Desk, stop: CancellationToken) {
    loop {
        for done in [tidy(&desk).await, packaging::server::refresh_use(&desk).await] {
            if let Err(failure) = done {
                tracing::error!(cause = failure.cause.as_deref(), "housekeeping failed");
            }
        }
        if let Err(failure) = crate::orders::server::overrides::run_out(&desk).await {
            tracing::error!(cause = failure.cause.as_deref(), "releases that have run out could not be taken back");
        }
        if let Err(failure) = crate::pms::server::runs::keep_up(&desk).await {
            tracing::error!(cause = failure.cause.as_deref(), "scorecards could not be queued");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Throws away expired sessions and tokens, answers kept for repeated requests (a day), old sign-in failures (a day),
/// events (a week), finished jobs (a month) and audit entries (two years). Answers how many rows went.
///
/// # Errors
/// When the database refuses.
pub async fn tidy(desk: &Desk) -> Result<u64, Failure> {
    let mut work = desk.begin(&Actor::system(), Capability::ManageSettings).await?;
    work.without_audit();
    let now = work.now();
    let before = |days: i64| now.minus_seconds(days * DAY);
    let mut gone = 0;
    for (text, limit) in [
        ("delete from sessions where expires_at < $1", now),
        ("delete from refresh_tokens where expires_at < $1", before(1)),
        ("delete from idempotency_keys where created_at < $1", before(1)),
        ("delete from login_attempts where first_at < $1 and locked_until < $1", before(1)),
        ("delete from events where at < $1", before(7)),
        ("delete from jobs where state in ('done', 'failed', 'cancelled') and finished_at < $1", before(30)),
        ("delete from audit_entries where at < $1", before(731)),
    ] {
        gone += work.sql(text).bind(limit).run().await?;
    }
    work.commit().await?;
    Ok(gone)
}
