//! Tests waiting orders again by themselves: when money comes in, a limit or the policy changes, or another order makes room.

use serde_json::json;

use super::{
    act,
    plan::{self, Facts},
    store::{self, Head, Step},
    store_facts::{self, From},
    store_stock,
    store_write::{self, NewEvent},
};
use crate::{
    credit::rules::Decision,
    identity::{Actor, Capability},
    orders::{Error, Status, model::EventData},
    platform::{
        failure::Failure,
        server::{Audit, Desk, Work, jobs::Job},
    },
    values::CustomerId,
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
    let customers = store_facts::customers(&mut From::Work(&mut work), [customer]).await?;
    let today = work.today();
    let facts = Facts::load(&mut From::Work(&mut work), customers, Vec::new(), &[], "", today).await?;
    let mut released = 0;
    for head in &waiting {
        released += usize::from(retest(&mut work, &facts, head).await?);
    }
    work.commit().await?;
    Ok(released)
}

async fn retest(work: &mut Work, facts: &Facts, head: &Head) -> Result<bool, Error> {
    let customer = facts.customers.get(&head.customer_id).ok_or(Error::NotFound("The customer"))?;
    // Waiting orders count as open whether released or not, so one release leaves the others' exposure as it is.
    let exposure = act::exposure_of(head, customer);
    match facts.assess(customer, &exposure) {
        Decision::Release => release(work, head, plan::credit_facts(customer).limit, exposure, Vec::new()).await,
        Decision::Warn(told) => release(work, head, plan::credit_facts(customer).limit, exposure, told).await,
        Decision::Wait(reasons) => {
            work.sql("update orders set credit_reasons = $1 where id = $2 and version = $3")
                .bind(json!(reasons).to_string())
                .bind(head.id)
                .bind(head.version)
                .run()
                .await?;
            Ok(false)
        }
    }
}

async fn release(
    work: &mut Work,
    head: &Head,
    limit: crate::values::Money,
    exposure: crate::credit::rules::Exposure,
    told: Vec<crate::credit::rules::Reason>,
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
    work.notify(act::notice(head, head.salesperson_id, "released by itself", ""));
    Ok(true)
}
