//! Actions on more orders than a request waits for: queued whole, done by a job order by order, each in its own transaction with
//! what came of it, so that a restarted server goes on where it was.

use serde_json::json;

use super::{
    act::{self, Command},
    store,
    store_facts::From,
    store_runs::{self, Run},
};
use crate::{
    identity::{Actor, Capability, Origin, server::people},
    orders::{
        Error,
        lifecycle::{self, Need},
        run::RunView,
    },
    platform::{
        failure::{Failure, Internal, Kind},
        server::{Audit, Desk, Notice, Work, jobs::Job},
    },
    values::{OrderId, RunId, UserId, grouped},
};

/// The kind of the job that [`start`] queues.
pub const JOB: &str = "orders:run";
/// No run takes up more orders.
pub const MOST: usize = 100_000;
/// Orders between two looks at whether the job is still this server's.
const CHUNK: i64 = 50;

/// Queues the action on these orders; answers the run.
///
/// # Errors
/// [`Error::Invalid`] where the action needs a reason everywhere and none was given.
pub async fn start(desk: &Desk, actor: &Actor, orders: &[OrderId], command: &Command) -> Result<RunId, Failure> {
    let mut rows = lifecycle::TRANSITIONS.iter().filter(|row| row.action == command.action);
    if rows.all(|row| row.needs(Need::Remark)) && command.remark.trim().is_empty() {
        let message = format!("Say why: {} needs a reason.", command.action.label().to_lowercase());
        return Err(Error::field("remark", "required", message).into());
    }
    let mut work = desk.begin(actor, Capability::SeeOrders).await?;
    let id = store_runs::insert(&mut work, actor.id, command.action, command.remark.trim(), orders).await?;
    work.audit(Audit {
        action: "UPDATE",
        entity_type: "order_run",
        entity_id: id.to_string(),
        summary: format!("Began: {} on {} orders", command.action.label(), grouped(orders.len() as u64)),
        old: None,
        new: Some(json!({"action": command.action, "remark": command.remark, "orders": orders.len()})),
    });
    work.enqueue(JOB, json!({"run": id}));
    work.commit().await?;
    Ok(id)
}

/// How far a run is, for who began it and for who sees the audit log.
///
/// # Errors
/// [`Error::NotFound`], also for another's.
pub async fn show(desk: &Desk, actor: &Actor, id: &str) -> Result<RunView, Failure> {
    let db = desk.read(actor, Capability::SeeOrders)?;
    let missing = || Error::NotFound("This action on several orders");
    let id = id.trim().parse::<RunId>().map_err(|_| missing())?;
    let run = store_runs::find(db, id).await?.ok_or_else(missing)?;
    if run.user_id != actor.id && !actor.may(Capability::SeeAudit) {
        return Err(missing().into());
    }
    let (done, refused) = store_runs::counts(db, id).await?;
    Ok(RunView {
        id,
        action: run.action,
        remark: run.remark,
        total: run.total,
        done,
        refused,
        began_at: run.created_at,
        finished_at: run.finished_at,
        items: store_runs::items(db, id).await?,
    })
}

/// The job's handler.
///
/// # Errors
/// When the database refuses.
pub async fn job(desk: Desk, job: Job) -> Result<(), Failure> {
    let Some(id) = job.payload.get("run").and_then(serde_json::Value::as_i64) else { return Ok(()) };
    let Some(run) = store_runs::find(&desk.db, RunId::new(id)).await? else { return Ok(()) };
    if run.finished_at.is_some() {
        return Ok(());
    }
    let actor = person(&desk, run.user_id).await?;
    loop {
        let waiting = store_runs::waiting(&desk.db, run.id, CHUNK).await?;
        if waiting.is_empty() {
            return finish(&desk, &run).await;
        }
        if !job.still_mine(&desk).await? {
            return Ok(());
        }
        for (position, order) in waiting {
            one(&desk, actor.as_ref(), &run, position, order).await?;
        }
    }
}

async fn person(desk: &Desk, id: UserId) -> Result<Option<Actor>, Internal> {
    let Some(stamp) = store_runs::stamp(&desk.db, id).await? else { return Ok(None) };
    Ok(people::find(desk, id, stamp).await?.map(|person| person.actor(Origin::default())))
}

/// Does it to one order, with what came of it in the same transaction; or writes down why not.
async fn one(desk: &Desk, actor: Option<&Actor>, run: &Run, position: i64, order: OrderId) -> Result<(), Failure> {
    let refused = match actor {
        None => "The person who began it is no longer active.".to_owned(),
        Some(actor) => match done(desk, actor, run, position, order).await {
            Ok(()) => return Ok(()),
            Err(failure) if failure.kind == Kind::Internal => return Err(failure),
            Err(failure) => failure.message,
        },
    };
    let mut work = desk.begin(&Actor::system(), Capability::ReleaseCredit).await?;
    work.without_audit();
    store_runs::note(&mut work, run.id, position, Err(refused)).await?;
    work.commit().await?;
    Ok(())
}

async fn done(desk: &Desk, actor: &Actor, run: &Run, position: i64, order: OrderId) -> Result<(), Failure> {
    let command = Command { remark: run.remark.clone(), ..Command::of(run.action) };
    let mut work = desk.begin(actor, Capability::SeeOrders).await?;
    let head = store::get(&mut From::Work(&mut work), actor, &order.to_string()).await?;
    let acted = act::act_in(&mut work, &head, &command).await?;
    store_runs::note(&mut work, run.id, position, Ok(acted.status)).await?;
    work.commit().await?;
    Ok(())
}

async fn finish(desk: &Desk, run: &Run) -> Result<(), Failure> {
    let (done, refused) = store_runs::counts(&desk.db, run.id).await?;
    let mut work = desk.begin(&Actor::system(), Capability::ReleaseCredit).await?;
    work.without_audit();
    if store_runs::finish(&mut work, run.id).await? {
        tell(&mut work, run, done, refused);
    }
    work.commit().await?;
    Ok(())
}

fn tell(work: &mut Work, run: &Run, done: i64, refused: i64) {
    let figure = |count: i64| grouped(u64::try_from(count).unwrap_or_default());
    work.notify(Notice {
        user: run.user_id,
        kind: "order",
        title: format!("{}: {} done, {} refused", run.action.label(), figure(done), figure(refused)),
        body: run.remark.clone(),
        link: format!("/orders/runs/{}", run.id),
    });
}
