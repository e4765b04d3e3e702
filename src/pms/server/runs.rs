//! Computing a month anew for all, as a job that says how far it is.

use serde_json::json;

use super::{
    reach,
    store::{self, Card, From},
    store_write, write,
};
use crate::{
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, Internal},
        server::{Audit, Db, Desk, Notice, Work, jobs::Job},
    },
    pms::{error::Error, model::Run, texts},
    values::{Month, ScorecardId, Timestamp, UserId},
};

pub const JOB: &str = "score-month";
/// Scorecards of one transaction.
const BATCH: i64 = 250;

type Row = (i64, Month, String, i64, i64, i64, String, Timestamp);
/// Month, state, the last scorecard done, who began it, how many were done and how many came out otherwise.
type Begun = (Month, String, i64, Option<UserId>, i64, i64);

const RUN: &str = "select id, month, state, total, done, changed, user_name, created_at from score_runs";

fn run_of((id, month, state, total, done, changed, by, at): Row) -> Run {
    Run { id, month, state, total, done, changed, by, at }
}

/// The latest runs.
///
/// # Errors
/// When the database refuses.
pub async fn latest(db: &Db) -> Result<Vec<Run>, Internal> {
    let mut text = crate::platform::server::Text::new(db.engine(), RUN);
    text.push(" order by id desc limit 10");
    let rows: Vec<Row> = db.text(text).all().await?;
    Ok(rows.into_iter().map(run_of).collect())
}

/// How far a run has come.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn show(desk: &Desk, actor: &Actor, id: i64) -> Result<Run, Failure> {
    let db = desk.read(actor, Capability::SetUpKra)?;
    let mut text = crate::platform::server::Text::new(db.engine(), RUN);
    text.push(" where id = ").bind(id);
    let row: Option<Row> = db.text(text).optional().await?;
    row.map(run_of).ok_or_else(|| Error::NotFound(texts::a_run()).into())
}

/// Queues the computing of a month for all.
///
/// # Errors
/// [`Error::Invalid`] for the month.
pub async fn start(desk: &Desk, actor: &Actor, month: &str) -> Result<Run, Failure> {
    let month = reach::month(month, desk.clock.today())?;
    let mut work = desk.begin(actor, Capability::SetUpKra).await?;
    let run = queue(&mut work, month).await?;
    work.audit(Audit {
        action: "UPDATE",
        entity_type: "scorecard",
        entity_id: month.iso(),
        summary: format!("Computes {} anew for all", month.wire()),
        old: None,
        new: None,
    });
    work.commit().await?;
    Ok(run)
}

/// Queues it within a work that says why.
///
/// # Errors
/// When the database refuses.
pub async fn queue(work: &mut Work, month: Month) -> Result<Run, Internal> {
    let (now, by, user) = (work.now(), work.actor().name.clone(), work.actor().user());
    let row: Row = work
        .sql(
            "insert into score_runs (month, total, user_name, created_at, user_id)
             select cast($1 as text), count(*), cast($2 as text), cast($3 as bigint), cast($4 as bigint) from scorecards
             where month = $1 and status in ('Draft', 'Submitted', 'Disputed')
             returning id, month, state, total, done, changed, user_name, created_at",
        )
        .bind(month)
        .bind(by)
        .bind(now)
        .bind(user)
        .one()
        .await?;
    work.enqueue(JOB, json!({"run": row.0}));
    Ok(run_of(row))
}

/// Queues every month from one on that still has a scorecard nobody has signed off.
///
/// # Errors
/// When the database refuses.
pub async fn queue_from(work: &mut Work, month: Month) -> Result<(), Internal> {
    let months: Vec<(Month,)> = work
        .sql(
            "select distinct month from scorecards where month >= $1 and status in ('Draft', 'Submitted', 'Disputed')
             order by month limit 240",
        )
        .bind(month)
        .all()
        .await?;
    for (month,) in months {
        queue(work, month).await?;
    }
    Ok(())
}

/// Queues this month and the last anew, whose orders and payments still come in, so that lists show what scorecards do; and
/// forgets such runs after a day. Does nothing while one still waits; a run whose job was given up is over.
///
/// # Errors
/// When the database refuses.
pub async fn keep_up(desk: &Desk) -> Result<(), Failure> {
    let system = Actor::system();
    let mut work = desk.begin(&system, Capability::SetUpKra).await?;
    work.without_audit();
    let (now, month) = (work.now(), work.today().month());
    work.sql("delete from score_runs where user_name = $1 and state in ('done', 'failed') and finished_at < $2")
        .bind(system.name)
        .bind(now.minus_seconds(86_400))
        .run()
        .await?;
    work.sql(
        "update score_runs set state = 'failed', finished_at = $1 where state in ('waiting', 'running') and not exists
             (select 1 from jobs j where j.kind = 'score-month' and j.state in ('waiting', 'running')
              and j.payload = '{\"run\":' || cast(score_runs.id as text) || '}')",
    )
    .bind(now)
    .run()
    .await?;
    let open: Vec<(Month,)> = work
        .sql(
            "select distinct s.month from scorecards s
             where s.month in ($1, $2) and s.status in ('Draft', 'Submitted', 'Disputed')
             and not exists (select 1 from score_runs r where r.month = s.month and r.state in ('waiting', 'running'))
             order by s.month",
        )
        .bind(month.prev())
        .bind(month)
        .all()
        .await?;
    for (month,) in open {
        queue(&mut work, month).await?;
    }
    Ok(work.commit().await?)
}

/// Works a run off, a batch a transaction; goes on where it stopped.
///
/// # Errors
/// When the database refuses.
pub async fn work_off(desk: Desk, job: Job) -> Result<(), Failure> {
    let id = job.payload.get("run").and_then(serde_json::Value::as_i64).unwrap_or_default();
    loop {
        if !job.still_mine(&desk).await? || !batch(&desk, id).await? {
            return Ok(());
        }
    }
}

/// One batch; false when none is left.
async fn batch(desk: &Desk, id: i64) -> Result<bool, Failure> {
    let mut work = desk.begin(&Actor::system(), Capability::SetUpKra).await?;
    work.without_audit();
    let run: Option<Begun> = work
        .sql("select month, state, last_id, user_id, done, changed from score_runs where id = $1")
        .bind(id)
        .optional()
        .await?;
    let over = |run: &Begun| run.1 == "done" || run.1 == "failed";
    let Some((month, _, last, user, all, others)) = run.filter(|run| !over(run)) else { return Ok(false) };
    let ids: Vec<(ScorecardId,)> = work
        .sql(
            "select id from scorecards where month = $1 and id > $2 and status in ('Draft', 'Submitted', 'Disputed')
             order by id limit $3",
        )
        .bind(month)
        .bind(last)
        .bind(BATCH)
        .all()
        .await?;
    let ids: Vec<ScorecardId> = ids.into_iter().map(|(id,)| id).collect();
    let changed = if ids.is_empty() { 0 } else { renew(&mut work, &ids, month).await? };
    let now = work.now();
    let (state, finished) = if ids.is_empty() { ("done", Some(now)) } else { ("running", None) };
    work.sql(
        "update score_runs set state = $1, done = done + $2, changed = changed + $3, last_id = $4, finished_at = $5 where id = $6",
    )
    .bind(state.to_owned())
    .bind(i64::try_from(ids.len()).unwrap_or_default())
    .bind(changed)
    .bind(ids.last().map_or(last, |id| id.get()))
    .bind(finished)
    .bind(id)
    .run()
    .await?;
    if let Some(user) = user.filter(|_| ids.is_empty()) {
        let (title, body) = (texts::computed_title(month.wire()), texts::computed_body(all, others));
        work.notify(Notice { user, kind: "scorecard", title, body, link: "/kra#runs".to_owned() });
    }
    work.commit().await?;
    Ok(!ids.is_empty())
}

async fn renew(work: &mut Work, ids: &[ScorecardId], month: Month) -> Result<i64, Failure> {
    let before: Vec<Card> = store::cards(&mut From::Work(work), ids).await?;
    let mut cards = before.clone();
    write::renew(&mut From::Work(work), month, &mut cards).await?;
    let differ = cards.iter().zip(&before).filter(|(now, was)| now.head.outcome() != was.head.outcome()).count();
    store_write::update_totals(work, &cards).await?;
    store_write::salaries(work, &before, &cards).await?;
    Ok(i64::try_from(differ).unwrap_or_default())
}
