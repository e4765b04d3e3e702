//! Tests waiting orders again by themselves: when money comes in, a limit or the policy changes, or another order makes room.

use serde_json::json;

use super::{
    act, browser,
    plan::{self, Facts},
    store::{self, Head, Step},
    store_facts::{self, From},
    store_stock,
    store_write::{self, NewEvent},
};
use crate::{
    credit::rules::{Decision, Exposure, Reason},
    identity::{Actor, Capability},
    orders::{
        Action, Error, Status,
        model::{Acted, EventData},
        texts,
    },
    platform::{
        failure::{Failure, Internal},
        server::{Audit, Desk, Work, jobs::Job},
    },
    values::{CustomerId, Money, Version},
};

/// The kind of the job that [`enqueue`] queues.
pub const JOB: &str = "orders:retest";

/// Has the customer's waiting orders tested again once this work is committed.
pub fn enqueue(work: &mut Work, customer: CustomerId) {
    work.enqueue(JOB, json!({"customer_id": customer}));
}

/// The job's handler. A job that names no customer stands for all who have orders waiting.
///
/// # Errors
/// When the database refuses.
pub async fn run(desk: Desk, job: Job) -> Result<(), Failure> {
    if let Some(customer) = job.payload.get("customer_id").and_then(serde_json::Value::as_i64) {
        retest_customer(&desk, CustomerId::new(customer)).await?;
        return Ok(());
    }
    // A job each: one customer's trouble stops no other, and a restarted server goes on where it was.
    let mut work = desk.begin(&Actor::system(), Capability::ReleaseCredit).await?;
    work.without_audit();
    for customer in store::customers_waiting(&mut work).await? {
        enqueue(&mut work, customer);
    }
    work.commit().await?;
    Ok(())
}

/// Tests every order of the customer that waits for credit, oldest first; those in good standing are released. Answers how many.
/// Orders that a person has put on hold stay there.
///
/// # Errors
/// When the database refuses.
pub async fn retest_customer(desk: &Desk, customer: CustomerId) -> Result<usize, Failure> {
    let mut work = desk.begin(&Actor::system(), Capability::ReleaseCredit).await?;
    work.without_audit();
    store_stock::lock(&mut work, &[customer], &[]).await?;
    let waiting = store::waiting_of(&mut work, customer).await?;
    if waiting.is_empty() {
        work.commit().await?;
        return Ok(0);
    }
    let facts = facts_of(&mut work, customer).await?;
    let mut released = 0;
    for head in &waiting {
        released += usize::from(retest(&mut work, &facts, head).await?);
    }
    work.commit().await?;
    Ok(released)
}

/// The customer's figures and the policy as they are now.
async fn facts_of(work: &mut Work, customer: CustomerId) -> Result<Facts, Error> {
    let customers = store_facts::customers(&mut From::Work(work), [customer]).await?;
    let today = work.today();
    Ok(Facts::load(&mut From::Work(work), customers, Vec::new(), &[], "", today).await?)
}

/// Tests one waiting order because a person asks, by the customer's figures of now; what the test finds stands in the timeline. It
/// is released by itself when it passes, as whenever it is tested; but what a person has put on hold or taken back is left to a
/// person.
///
/// # Errors
/// [`Error::ChangedBy`]; when the database refuses.
pub async fn recheck(work: &mut Work, head: &Head) -> Result<Acted, Error> {
    store_stock::lock(work, &[head.customer_id], &[]).await?;
    let facts = facts_of(work, head.customer_id).await?;
    let customer = facts.customers.get(&head.customer_id).ok_or(Error::NotFound("The customer"))?;
    let (exposure, limit) = (act::exposure_of(head, customer), plan::credit_facts(customer).limit);
    let decision = facts.assess(customer, &exposure);
    let over = exposure.over(limit);
    let data = EventData {
        exposure: Some(exposure),
        limit: Some(limit),
        over: over.is_positive().then_some(over),
        reasons: decision.reasons().to_vec(),
        ..EventData::default()
    };
    browser::note(work, head, Action::Recheck.as_str(), String::new(), data.clone()).await?;
    let by_hand = head.status == Status::OnHold || store::is_recalled(work, head.id).await?;
    let passes = decision.reasons().is_empty();
    if passes && !by_hand {
        if !release(work, head, limit, exposure, decision.warnings().to_vec()).await? {
            return Err(store::faster(work, head.id).await?);
        }
        let version = head.version.next();
        return Ok(acted(head, Status::PendingWhSelection, version, texts::passes_and_goes().to_owned()));
    }
    if !still_waits(work, head, decision.reasons()).await? {
        return Err(store::faster(work, head.id).await?);
    }
    work.audit(Audit {
        action: "UPDATE",
        entity_type: "order",
        entity_id: head.number.clone(),
        summary: format!("Tested {} again: {}", head.number, if passes { "it passes" } else { "it waits" }),
        old: None,
        new: Some(json!({"status": head.status, "credit": data})),
    });
    Ok(acted(head, head.status, head.version, found(decision.reasons())))
}

/// What a test found of an order that stays where it is.
fn found(reasons: &[Reason]) -> String {
    match reasons {
        [] => texts::passes_by_hand().to_owned(),
        why => texts::still_waits(Reason::list(why)),
    }
}

fn acted(head: &Head, status: Status, version: Version, said: String) -> Acted {
    Acted { id: head.id, number: head.number.clone(), status, version, said: Some(said) }
}

async fn retest(work: &mut Work, facts: &Facts, head: &Head) -> Result<bool, Error> {
    let customer = facts.customers.get(&head.customer_id).ok_or(Error::NotFound("The customer"))?;
    // Waiting orders count as open whether released or not, so one release leaves the others' exposure as it is.
    let exposure = act::exposure_of(head, customer);
    match facts.assess(customer, &exposure) {
        Decision::Release => release(work, head, plan::credit_facts(customer).limit, exposure, Vec::new()).await,
        Decision::Warn(told) => release(work, head, plan::credit_facts(customer).limit, exposure, told).await,
        Decision::Wait(reasons) => {
            still_waits(work, head, &reasons).await?;
            Ok(false)
        }
    }
}

/// Keeps why it waits now. False: somebody was faster.
async fn still_waits(work: &mut Work, head: &Head, reasons: &[Reason]) -> Result<bool, Internal> {
    let changed = work
        .sql("update orders set credit_reasons = $1 where id = $2 and version = $3")
        .bind(json!(reasons).to_string())
        .bind(head.id)
        .bind(head.version)
        .run()
        .await?;
    Ok(changed == 1)
}

async fn release(
    work: &mut Work,
    head: &Head,
    limit: Money,
    exposure: Exposure,
    told: Vec<Reason>,
) -> Result<bool, Error> {
    let to = Status::PendingWhSelection;
    if !store::step(work, head, Step { to, reasons: "[]".to_owned(), warehouse: head.warehouse_id, until: None })
        .await?
    {
        return Ok(false);
    }
    let data = EventData {
        by_itself: true,
        exposure: Some(exposure),
        limit: Some(limit),
        reasons: told,
        ..EventData::default()
    };
    let event = NewEvent {
        order: head.id,
        kind: "release",
        from: Some(head.status),
        to: Some(to),
        remark: String::new(),
        data,
        by_actor: false,
    };
    store_write::insert_events(work, &[event]).await?;
    work.audit(Audit {
        action: "APPROVE",
        entity_type: "order",
        entity_id: head.number.clone(),
        summary: format!("{} was tested again and released by itself", head.number),
        old: Some(json!({"status": head.status})),
        new: Some(json!({"status": to, "exposure": exposure})),
    });
    act::announce(work, head, to);
    work.notify(act::notice(head, head.salesperson_id, "order", "released by itself", ""));
    Ok(true)
}
