//! Releases above the limit that were good for some days only: when those are over, the order waits for credit again.

use serde_json::json;

use super::{
    act, retest,
    store::{self, Head, Step},
    store_facts::From,
    store_write::{self, NewEvent},
};
use crate::{
    identity::{Actor, Capability},
    orders::{Status, model::EventData},
    platform::{
        failure::Failure,
        server::{Audit, Desk},
    },
};

/// Takes back what has run out, each in its own transaction, and has it tested again; answers how many.
///
/// # Errors
/// When the database refuses.
pub async fn run_out(desk: &Desk) -> Result<usize, Failure> {
    let today = desk.clock.today();
    let heads = store::run_out(&mut From::Db(&desk.db), today).await?;
    let mut taken = 0;
    for head in &heads {
        taken += usize::from(take_back(desk, head).await?);
    }
    Ok(taken)
}

/// False: somebody was faster.
async fn take_back(desk: &Desk, head: &Head) -> Result<bool, Failure> {
    let mut work = desk.begin(&Actor::system(), Capability::ReleaseCredit).await?;
    let to = Status::PendingCreditApproval;
    let step = Step { to, reasons: "[]".to_owned(), warehouse: head.warehouse_id, until: None };
    if !store::step(&mut work, head, step).await? {
        work.rollback().await?;
        return Ok(false);
    }
    let until = head.released_until.map(|day| day.to_string()).unwrap_or_default();
    let remark = format!("The release above the limit was good until {until}");
    let event = NewEvent {
        order: head.id,
        kind: "run_out",
        from: Some(head.status),
        to: Some(to),
        remark: remark.clone(),
        data: EventData { by_itself: true, ..EventData::default() },
        by_actor: false,
    };
    store_write::insert_events(&mut work, &[event]).await?;
    work.audit(Audit {
        action: "STATUS_CHANGE",
        entity_type: "order",
        entity_id: head.number.clone(),
        summary: format!("{} waits for credit again: its release has run out", head.number),
        old: Some(json!({"status": head.status, "releasedUntil": head.released_until})),
        new: Some(json!({"status": to})),
    });
    act::announce(&mut work, head, to);
    work.notify(act::notice(head, head.salesperson_id, "order_held", "put back to credit", &remark));
    retest::enqueue(&mut work, head.customer_id);
    work.commit().await?;
    Ok(true)
}
