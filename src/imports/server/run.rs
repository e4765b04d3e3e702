//! Puts the good rows in: chunk by chunk, each a transaction with its progress, so that a restart goes on where it stopped
//! and nothing is booked twice. "All or nothing" is one transaction.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use serde_json::json;

use super::{
    super::{
        error::Error,
        model::{Finding, Kind, Mode, Severity, State, Summary},
        orders::{self, Group},
    },
    changeable, check, known, packaging, run_masters,
    store::{self, Stored},
};
use crate::{
    identity::{Actor, Origin, server::people},
    orders::server::many::{ManyLine, ManyOrder, ManyOutcome, book_many},
    platform::{
        failure::{Failure, FieldError, Internal, Kind as FailureKind},
        server::{Audit, Desk, Event, Notice, Work, jobs::Job},
    },
    values::{ImportId, UserId},
};

/// How long a transaction of an import is to last, where not all must go in together: who books an order meanwhile waits for no more.
const TURN: Duration = Duration::from_millis(20);
/// Orders in the first transaction of an import; how many the next takes, its time says.
const FIRST: usize = 50;
/// The fewest and the most orders in a transaction, however fast the machine is.
const FEWEST: usize = 20;
pub(super) const MOST: usize = 250;
/// Tries of a chunk whose transaction stood in another's way.
const TRIES: u32 = 4;
/// Seconds after which an import that was begun in a request is taken up by the queue, should its server have died.
const SAFETY_SECONDS: i64 = 120;

/// Whether the run is waited for or left to the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Now,
    InBackground,
}

/// Begins the run of a checked import.
///
/// # Errors
/// When it isn't checked, has bad rows and all or nothing is wanted, or has no good row.
pub async fn start(desk: &Desk, actor: &Actor, id: ImportId, mode: Mode, when: When) -> Result<(), Failure> {
    let stored = changeable(desk, actor, id).await?;
    let row = &stored.row;
    if !row.state.may_run() {
        return Err(Error::WrongState { state: row.state, action: "run" }.into());
    }
    if row.good_rows == 0 {
        return Err(Error::NothingToDo.into());
    }
    if mode == Mode::All && row.bad_rows > 0 {
        return Err(Error::BadRows { count: row.bad_rows }.into());
    }
    let mut work = desk.begin(actor, row.kind.right(actor)).await?;
    if !store::start(&mut work, id, mode).await? {
        return Err(Error::WrongState { state: State::Running, action: "run" }.into());
    }
    work.audit(Audit {
        action: "BULK_UPLOAD",
        entity_type: "import",
        entity_id: id.to_string(),
        summary: format!("Began the import of {} rows from {}", row.good_rows, row.file_name),
        old: None,
        new: Some(json!({"kind": row.kind, "mode": mode, "rows": row.good_rows})),
    });
    let at = match when {
        When::InBackground => work.now(),
        When::Now => work.now().plus_seconds(SAFETY_SECONDS),
    };
    work.enqueue_at("imports:run", json!({"import": id}), at);
    work.emit(progress_event(&stored, State::Running, 0));
    work.commit().await?;
    if when == When::Now {
        go(desk, id, None).await?;
    }
    Ok(())
}

/// The background job.
pub async fn job(desk: Desk, job: Job) -> Result<(), Failure> {
    let id = job.payload.get("import").and_then(serde_json::Value::as_i64).map(ImportId::from);
    let id = id.ok_or_else(|| Internal::new("a job without its import"))?;
    go(&desk, id, Some(&job)).await
}

/// Runs an import from where it stands to its end.
async fn go(desk: &Desk, id: ImportId, job: Option<&Job>) -> Result<(), Failure> {
    let Some(stored) = store::find(&desk.db, &Actor::system(), id).await? else { return Ok(()) };
    if stored.row.state != State::Running {
        return Ok(());
    }
    let Some(actor) = person(desk, stored.user).await? else {
        return end(desk, &Actor::system(), &stored, Tally::failed("The person who began it is no longer active."))
            .await;
    };
    match book(desk, &actor, &stored, job).await {
        Ok(Some(tally)) => end(desk, &actor, &stored, tally).await,
        Ok(None) => Ok(()),
        Err(failure) => {
            crate::platform::server::ask::log(&failure, None);
            end(desk, &actor, &stored, Tally::failed(&failure.message)).await
        }
    }
}

async fn person(desk: &Desk, id: UserId) -> Result<Option<Actor>, Internal> {
    let stamp: Option<(i64,)> = desk.db.sql("select stamp from users where id = $1").bind(id).optional().await?;
    let Some((stamp,)) = stamp else { return Ok(None) };
    Ok(people::find(desk, id, stamp).await?.map(|person| person.actor(Origin::default())))
}

/// What a run came to.
#[derive(Default)]
pub(super) struct Tally {
    /// What the booking refused, though the check had let it pass.
    findings: Vec<Finding>,
    failure: Option<String>,
}

impl Tally {
    fn failed(why: &str) -> Self {
        Self { findings: Vec::new(), failure: Some(why.to_owned()) }
    }
}

/// `None`: cancelled, or taken over by another server.
async fn book(desk: &Desk, actor: &Actor, stored: &Stored, job: Option<&Job>) -> Result<Option<Tally>, Failure> {
    if stored.row.kind.is_packaging() {
        return packaging::put(desk, actor, stored).await;
    }
    if stored.row.kind != Kind::Orders {
        return run_masters::put(desk, actor, stored, job).await;
    }
    let id = stored.row.id;
    let refused: HashSet<u32> = store::bad_rows(&desk.db, id).await?;
    let done = store::groups_done(&desk.db, id).await?;
    let sheet = check::sheet_of(desk, stored).await?;
    let known = known::load(&desk.db, &sheet, &stored.mapping).await?;
    let mapping = stored.mapping.clone();
    let accepted = check::apart(move || orders::read(&sheet, &mapping, &known, &refused)).await?;
    let mut tally = Tally { findings: accepted.findings, failure: None };
    let whole = stored.row.mode == Mode::All;
    if whole && !tally.findings.is_empty() {
        return Ok(Some(tally));
    }
    let waiting: Vec<Group> = accepted.groups.into_iter().filter(|group| !done.contains(&group.key)).collect();
    let mut size = if whole { waiting.len() } else { FIRST };
    let mut rest = waiting.as_slice();
    while !rest.is_empty() {
        let (chunk, later) = rest.split_at(size.min(rest.len()));
        if let Some(job) = job
            && !job.still_mine(desk).await?
        {
            return Ok(None);
        }
        let began = Instant::now();
        match persist(desk, actor, stored, chunk).await? {
            Some(findings) => tally.findings.extend(findings),
            None => return Ok(None),
        }
        size = next_size(chunk.len(), began.elapsed());
        rest = later;
    }
    Ok(Some(tally))
}

/// How many orders the next transaction takes when the last took so long for so many.
fn next_size(last: usize, took: Duration) -> usize {
    let fitting = last as f64 * TURN.as_secs_f64() / took.as_secs_f64().max(0.001);
    // Halved or doubled at most: one slow commit says little.
    (fitting as usize).clamp(last / 2, last * 2).clamp(FEWEST, MOST)
}

/// Books a chunk, trying again when another transaction stood in the way.
async fn persist(
    desk: &Desk,
    actor: &Actor,
    stored: &Stored,
    chunk: &[Group],
) -> Result<Option<Vec<Finding>>, Failure> {
    let mut tries = 0;
    loop {
        tries += 1;
        match book_chunk(desk, actor, stored, chunk).await {
            Err(failure) if failure.kind == FailureKind::Internal && tries < TRIES => {
                crate::platform::server::ask::log(&failure, None);
                tokio::time::sleep(std::time::Duration::from_millis(100 * u64::from(tries))).await;
            }
            other => return other,
        }
    }
}

async fn book_chunk(
    desk: &Desk,
    actor: &Actor,
    stored: &Stored,
    chunk: &[Group],
) -> Result<Option<Vec<Finding>>, Failure> {
    let id = stored.row.id;
    let mut work = desk.begin(actor, stored.row.kind.right(actor)).await?;
    // First, so that a cancellation waits for the chunk or the chunk sees it.
    if store::progress(&mut work, id, 0).await?.is_none() {
        work.rollback().await?;
        return Ok(None);
    }
    let outcomes = book_many(&mut work, id, chunk.iter().map(wanted).collect()).await?;
    let (rows, findings) = tally(chunk, outcomes);
    if stored.row.mode == Mode::All && !findings.is_empty() {
        work.rollback().await?;
        return Ok(Some(findings));
    }
    let Some(done) = store::progress(&mut work, id, rows).await? else {
        work.rollback().await?;
        return Ok(None);
    };
    work.without_audit();
    work.emit(progress_event(stored, State::Running, done));
    work.commit().await?;
    Ok(Some(findings))
}

/// The order of a group, as the booking takes it.
pub(super) fn wanted(group: &Group) -> ManyOrder {
    let lines = group.lines.iter().map(|line| ManyLine {
        row: line.row,
        product: line.product,
        quantity: line.quantity,
        rate: line.rate,
        batch: None,
    });
    ManyOrder {
        group: group.key.clone(),
        customer: group.customer,
        lines: lines.collect(),
        customer_po: group.order_ref.clone(),
        remarks: group.remarks.clone(),
    }
}

/// How many rows went in, and what was refused.
fn tally(chunk: &[Group], outcomes: Vec<ManyOutcome>) -> (i64, Vec<Finding>) {
    let lines: std::collections::HashMap<&str, &Group> =
        chunk.iter().map(|group| (group.key.as_str(), group)).collect();
    let (mut rows, mut findings) = (0, Vec::new());
    for outcome in outcomes {
        let Some(group) = lines.get(outcome.group.as_str()) else { continue };
        match outcome.outcome {
            Ok(_) => rows += group.lines.len() as i64,
            Err(errors) => findings.extend(errors.into_iter().map(|error| finding(group, error))),
        }
    }
    (rows, findings)
}

fn finding(group: &Group, error: FieldError) -> Finding {
    let first = group.lines.first().map_or(0, |line| line.row);
    Finding {
        row: error.row.unwrap_or(first),
        field: error.field,
        value: error.value.unwrap_or_default(),
        code: error.code,
        message: error.message,
        hint: error.hint,
        severity: Severity::Wrong,
    }
}

pub(super) fn progress_event(stored: &Stored, state: State, done: i64) -> Event {
    let payload = json!({
        "importId": stored.row.id, "kind": stored.row.kind, "state": state, "doneRows": done, "goodRows": stored.row.good_rows,
        "totalRows": stored.row.total_rows,
    });
    Event::to_user(stored.user, "import:progress", payload)
}

/// Writes what came of it, and rings the bell.
async fn end(desk: &Desk, actor: &Actor, stored: &Stored, tally: Tally) -> Result<(), Failure> {
    let id = stored.row.id;
    let (_, made) = store::made(&desk.db, id, 0).await?;
    let Some(now) = store::find(&desk.db, &Actor::system(), id).await? else { return Ok(()) };
    let done = now.row.done_rows;
    let state = match done {
        0 => State::Failed,
        rows if rows >= now.row.total_rows => State::Done,
        _ => State::Partial,
    };
    let summary = Summary { made, ..now.row.summary.clone() };
    let (before, _) = store::count_findings(&desk.db, id).await?;
    let mut work = desk.begin(actor, crate::identity::Capability::SignedIn).await?;
    if !store::finish(&mut work, id, state, &summary, tally.failure.clone()).await? {
        return Ok(());
    }
    store::add_findings(&mut work, id, &tally.findings, before).await?;
    tell(&mut work, stored, state, done, made);
    work.emit(progress_event(stored, state, done));
    work.commit().await?;
    Ok(())
}

fn tell(work: &mut Work, stored: &Stored, state: State, done: i64, made: i64) {
    let row = &stored.row;
    let body = match row.kind {
        Kind::Orders => format!("{done} of {} rows went in: {made} orders", row.total_rows),
        _ => format!("{done} of {} rows went in", row.total_rows),
    };
    work.audit(Audit {
        action: "BULK_UPLOAD",
        entity_type: "import",
        entity_id: row.id.to_string(),
        summary: format!("{state}: {} — {body}", row.file_name),
        old: None,
        new: Some(json!({"state": state, "doneRows": done, "orders": made})),
    });
    work.notify(Notice {
        user: stored.user,
        kind: "import",
        title: format!("{}: {state}", row.file_name),
        body,
        link: format!("/imports/{}/result", row.id),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_takes_as_many_orders_as_fit_its_turn() {
        let after = |last, took| next_size(last, Duration::from_millis(took));
        assert_eq!(after(50, 20), 50);
        assert_eq!(after(100, 40), 50);
        assert_eq!((after(100, 1000), after(100, 1)), (50, 200), "by half or twice at a time");
        assert_eq!((after(20, 500), after(250, 1)), (FEWEST, MOST));
        assert_eq!(after(1, 0), FEWEST);
    }
}
