//! Background jobs: queued in the transaction that wants them, run one after another, resumed after a restart.
//!
//! A job is claimed for a while and must renew its claim ([`Job::still_mine`]); one whose server died is taken up again
//! when the claim runs out. Handlers are therefore written so that running twice does no more than running once.

use std::{collections::HashMap, pin::Pin, sync::Arc};

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::Desk;
use crate::{
    identity::{Actor, Capability},
    platform::failure::{Failure, Internal},
    values::{JobId, UserId},
};

const CLAIM_SECONDS: i64 = 60;
const MAX_ATTEMPTS: i64 = 5;

/// A claimed job.
#[derive(Clone, Debug)]
pub struct Job {
    pub id: JobId,
    pub kind: String,
    pub payload: Value,
    pub user: Option<UserId>,
}

type Running = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>>;
type Handler = Arc<dyn Fn(Desk, Job) -> Running + Send + Sync>;

/// Which function does which kind of job; put together in `src/server.rs`.
#[derive(Clone, Default)]
pub struct Handlers(HashMap<&'static str, Handler>);

impl Handlers {
    pub fn on<F, Fut>(mut self, kind: &'static str, handler: F) -> Self
    where
        F: Fn(Desk, Job) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        self.0.insert(kind, Arc::new(move |desk, job| Box::pin(handler(desk, job))));
        self
    }
}

impl Job {
    /// Renews the claim; call it now and then in long work. False when the job was cancelled or taken by another.
    pub async fn still_mine(&self, desk: &Desk) -> Result<bool, Failure> {
        let mut work = desk.begin(&Actor::system(), Capability::ManageSettings).await?;
        work.without_audit();
        let until = work.now().plus_seconds(CLAIM_SECONDS);
        let kept = work
            .sql("update jobs set locked_until = $1 where id = $2 and state = 'running'")
            .bind(until)
            .bind(self.id)
            .run()
            .await?;
        work.commit().await?;
        Ok(kept == 1)
    }
}

/// Works through the queue until told to stop; wakes when something is queued.
pub async fn run(desk: Desk, stop: CancellationToken) {
    loop {
        let woken = desk.wake_jobs.notified();
        match run_due(&desk).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(failure) => tracing::error!(cause = failure.cause.as_deref(), "jobs can't be read"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = woken => {}
            () = tokio::time::sleep(std::time::Duration::from_secs(5)) => {}
        }
    }
}

/// Runs every job that is due; answers how many ran.
pub async fn run_due(desk: &Desk) -> Result<usize, Failure> {
    let mut ran = 0;
    while let Some(job) = claim(desk).await? {
        ran += 1;
        let handler = desk.handlers.0.get(job.kind.as_str()).cloned();
        let outcome = match handler {
            Some(handler) => {
                let work = handler(desk.clone(), job.clone());
                match tokio::spawn(work).await {
                    Ok(outcome) => outcome,
                    Err(error) => Err(Internal::new(format!("job {} broke: {error}", job.kind)).into()),
                }
            }
            None => Err(Internal::new(format!("no handler for jobs of kind {}", job.kind)).into()),
        };
        finish(desk, &job, outcome).await?;
    }
    Ok(ran)
}

async fn claim(desk: &Desk) -> Result<Option<Job>, Failure> {
    let now = desk.clock.now();
    let due: Option<(i64,)> = desk
        .db
        .sql("select id from jobs where (state = 'waiting' and run_at <= $1) or (state = 'running' and locked_until < $1) limit 1")
        .bind(now)
        .optional()
        .await?;
    if due.is_none() {
        return Ok(None);
    }
    let mut work = desk.begin(&Actor::system(), Capability::ManageSettings).await?;
    work.without_audit();
    let row: Option<(JobId, String, String, Option<UserId>)> = work
        .sql(
            "update jobs set state = 'running', attempts = attempts + 1, locked_until = $2
             where id = (select id from jobs
                         where (state = 'waiting' and run_at <= $1) or (state = 'running' and locked_until < $1)
                         order by run_at, id limit 1)
               and state in ('waiting', 'running') and (state = 'waiting' or locked_until < $1)
             returning id, kind, payload, user_id",
        )
        .bind(now)
        .bind(now.plus_seconds(CLAIM_SECONDS))
        .optional()
        .await?;
    work.commit().await?;
    Ok(row.map(|(id, kind, payload, user)| Job {
        id,
        kind,
        payload: serde_json::from_str(&payload).unwrap_or(Value::Null),
        user,
    }))
}

async fn finish(desk: &Desk, job: &Job, outcome: Result<(), Failure>) -> Result<(), Failure> {
    let mut work = desk.begin(&Actor::system(), Capability::ManageSettings).await?;
    work.without_audit();
    let now = work.now();
    match outcome {
        Ok(()) => {
            work.sql(
                "update jobs set state = 'done', finished_at = $1, failure = null where id = $2 and state = 'running'",
            )
            .bind(now)
            .bind(job.id)
            .run()
            .await?;
        }
        Err(failure) => {
            tracing::warn!(job.kind = job.kind, cause = failure.cause.as_deref(), "a job failed: {failure}");
            work.sql(
                "update jobs set state = case when attempts >= $1 then 'failed' else 'waiting' end,
                        run_at = $2, failure = $3, finished_at = case when attempts >= $1 then cast($4 as bigint) else null end
                 where id = $5 and state = 'running'",
            )
            .bind(MAX_ATTEMPTS)
            .bind(now.plus_seconds(30))
            .bind(failure.message)
            .bind(now)
            .bind(job.id)
            .run()
            .await?;
        }
    }
    work.commit().await?;
    Ok(())
}
