//! Changes a booked order: its lines, PO number and remarks. The old values stay in the timeline; stock and credit are asked again.

use std::collections::BTreeSet;

use serde_json::json;

use super::{
    act,
    plan::{Part, Plan},
    resolve, retest,
    store::{self, Head},
    store_facts::{self, From},
    store_lines, store_stock,
    store_write::{self, NewEvent},
    write,
};
use crate::{
    credit::rules::{self, Decision},
    identity::{Actor, Capability},
    orders::{
        Action, Error, Status,
        lifecycle::{Need, Transition},
        model::{BookForm, Booked, Change, EventData, Line},
    },
    platform::{
        failure::{Failure, Internal},
        server::{Audience, Audit, Desk, Event, Work},
    },
    values::{Money, ProductId, Version},
};

/// Changes the order the form names. A reopened order is booked anew by it.
///
/// # Errors
/// [`Error::ChangedBy`] when the version isn't the latest, [`Error::Invalid`] field by field, `forbidden` naming who can,
/// [`Error::NotFromHere`] once it is being packed.
pub async fn change(desk: &Desk, actor: &Actor, form: &BookForm) -> Result<Booked, Failure> {
    let mut work = desk.begin(actor, Capability::SeeOrders).await?;
    let head = store::get(&mut From::Work(&mut work), actor, &form.order).await?;
    // A version that was shown beside one's own is known; a newer one isn't.
    let known = if form.over.trim().is_empty() { &form.version } else { &form.over };
    if known.trim().parse::<Version>().is_ok_and(|version| version != head.version) {
        return Err(store::faster(&mut work, head.id).await?.into());
    }
    let action = if head.status == Status::Draft { Action::Book } else { Action::Edit };
    let row = act::allowed(actor, &head, action)?;
    let reason = form.reason.trim().to_owned();
    if row.needs(Need::Remark) && reason.is_empty() {
        let message = "This order was released: say why it is changed.";
        return Err(Error::field("reason", "required", message).into());
    }
    let form = own_form(&mut work, &head, form).await?;
    let resolved = resolve::resolve(&mut From::Work(&mut work), &form).await?;
    let before = store_lines::lines(&mut From::Work(&mut work), head.id).await?;
    let products: BTreeSet<ProductId> =
        before.iter().map(|line| line.product_id).chain(resolved.product_ids()).collect();
    store_stock::lock(&mut work, &[head.customer_id], &products.into_iter().collect::<Vec<_>>()).await?;
    store_stock::release(&mut work, head.id).await?;
    let replaced = if head.open { head.total } else { Money::ZERO };
    let today = work.today();
    let resolved = resolved.fresh(&mut From::Work(&mut work)).await?;
    let mut facts = resolved.facts(&mut From::Work(&mut work), today).await?;
    let mut plan = resolved.plan(&mut facts, replaced)?;
    keep_previous_rates(&mut plan.now, &before);
    let (products, batches) = write::held(plan.now.lines.iter());
    write::reserve_all(&mut work, &products, &batches, resolved.customer.min_days_left).await?;
    let recalled = store::is_recalled(&mut work, head.id).await?;
    let to = if recalled && head.status.awaits_credit() { head.status } else { next_status(&head, row, &plan) };
    rewrite(&mut work, &head, &plan, to, &resolved.customer_po, &resolved.remarks).await?;
    let changes = differences(&head, &before, &plan.now, &resolved.customer_po, &resolved.remarks);
    record(&mut work, &head, row, to, &plan, changes, reason).await?;
    work.commit().await?;
    Ok(Booked {
        id: head.id,
        number: head.number,
        status: to,
        total: plan.now.totals.total,
        reasons: reasons_of(&plan, to),
        back_order: None,
    })
}

/// The form as far as this order lets it be changed: another customer would be another order.
async fn own_form(work: &mut Work, head: &Head, form: &BookForm) -> Result<BookForm, Error> {
    let customers = store_facts::customers(&mut From::Work(work), [head.customer_id]).await?;
    let customer = customers.into_iter().next().ok_or(Error::NotFound("The customer"))?;
    let typed = form.customer.trim();
    if !typed.is_empty() && !typed.eq_ignore_ascii_case(&customer.code) && typed != customer.name {
        let message = "An order stays with its customer. Cancel it and book another.";
        return Err(Error::field("customer", "customer_fixed", message));
    }
    let clearance = if head.is_clearance { "yes" } else { "" }.to_owned();
    Ok(BookForm { customer: customer.code, clearance, shortage: String::new(), ..form.clone() })
}

/// Facts of the old lines would otherwise be taken for what was paid the time before.
fn keep_previous_rates(part: &mut Part, before: &[Line]) {
    for line in &mut part.lines {
        if let Some(old) = before.iter().find(|old| old.product_id == line.product) {
            line.previous = old.previous_rate;
        }
    }
}

fn next_status(head: &Head, row: &Transition, plan: &Plan) -> Status {
    let waits = plan.status() == Status::PendingCreditApproval;
    match head.status {
        Status::Draft => plan.status(),
        // Tested again when its value changed.
        Status::PendingCreditApproval if plan.now.totals.total != head.total => plan.status(),
        Status::PendingWhSelection if waits && rules::needs_retest(head.total, plan.now.totals.total) => {
            Status::PendingCreditApproval
        }
        _ => row.to,
    }
}

fn reasons_of(plan: &Plan, to: Status) -> Vec<rules::Reason> {
    match &plan.decision {
        Decision::Wait(reasons) if to.awaits_credit() => reasons.clone(),
        _ => Vec::new(),
    }
}

async fn rewrite(
    work: &mut Work,
    head: &Head,
    plan: &Plan,
    to: Status,
    customer_po: &str,
    remarks: &str,
) -> Result<(), Error> {
    let (now, by) = (work.now(), work.actor().name.clone());
    let totals = plan.now.totals;
    let changed = work
        .sql(
            "update orders set status = $1, open = $2, credit_reasons = $3, customer_po = $4, remarks = $5, line_count = $6,
                 subtotal_paise = $7, cgst_paise = $8, sgst_paise = $9, igst_paise = $10, total_paise = $11,
                 status_at = case when status = $1 then status_at else $12 end, updated_at = $12, updated_by = $13,
                 version = version + 1
             where id = $14 and version = $15",
        )
        .bind(to)
        .bind(to.is_exposed())
        .bind(json!(reasons_of(plan, to)).to_string())
        .bind(customer_po.to_owned())
        .bind(remarks.to_owned())
        .bind(i64::try_from(plan.now.lines.len()).unwrap_or(i64::MAX))
        .bind(totals.subtotal)
        .bind(totals.cgst)
        .bind(totals.sgst)
        .bind(totals.igst)
        .bind(totals.total)
        .bind(now)
        .bind(by)
        .bind(head.id)
        .bind(head.version)
        .run()
        .await?;
    if changed != 1 {
        return Err(store::faster(work, head.id).await?);
    }
    work.sql("delete from order_lines where order_id = $1").bind(head.id).run().await?;
    store_write::insert_lines(work, [(head.id, plan.now.lines.as_slice())]).await?;
    Ok(())
}

/// What became of what, for the timeline.
fn differences(head: &Head, before: &[Line], after: &Part, customer_po: &str, remarks: &str) -> Vec<Change> {
    let change = |what: String, old: String, new: String| (old != new).then_some(Change { what, old, new });
    let mut changes = Vec::new();
    for old in before {
        match after.lines.iter().find(|line| line.product == old.product_id && line.batch == old.batch_id) {
            Some(new) => {
                changes.extend(change(
                    format!("{} quantity", old.sku),
                    old.quantity.to_string(),
                    new.quantity.to_string(),
                ));
                changes.extend(change(format!("{} rate", old.sku), old.rate.to_string(), new.rate.to_string()));
            }
            None => changes.extend(change(
                old.sku.clone(),
                format!("{} {} at {}", old.quantity, old.unit, old.rate),
                String::new(),
            )),
        }
    }
    for new in &after.lines {
        if !before.iter().any(|old| old.product_id == new.product && old.batch_id == new.batch) {
            changes.extend(change(
                new.sku.clone(),
                String::new(),
                format!("{} {} at {}", new.quantity, new.unit, new.rate),
            ));
        }
    }
    changes.extend(change("Customer PO".to_owned(), head.customer_po.clone(), customer_po.to_owned()));
    changes.extend(change("Remarks".to_owned(), head.remarks.clone(), remarks.to_owned()));
    changes.extend(change("Total".to_owned(), head.total.rupees(), after.totals.total.rupees()));
    changes
}

async fn record(
    work: &mut Work,
    head: &Head,
    row: &Transition,
    to: Status,
    plan: &Plan,
    changes: Vec<Change>,
    reason: String,
) -> Result<(), Internal> {
    let middle = if to == Status::PendingWhSelection && head.status != to { Status::PendingCreditApproval } else { to };
    let data = EventData { changes: changes.clone(), reasons: reasons_of(plan, to), ..EventData::default() };
    let event = NewEvent {
        order: head.id,
        kind: row.action.as_str(),
        from: Some(head.status),
        to: Some(middle),
        remark: reason,
        data,
        by_actor: true,
    };
    let mut events = vec![event];
    if middle != to {
        events.push(write::released_by_itself(head.id, middle, plan));
    }
    store_write::insert_events(work, &events).await?;
    let values = |pick: fn(&Change) -> &String| {
        changes.iter().map(|change| (change.what.clone(), json!(pick(change)))).collect()
    };
    let (old, new): (serde_json::Map<_, _>, serde_json::Map<_, _>) = (values(|c| &c.old), values(|c| &c.new));
    work.audit(Audit {
        action: "UPDATE",
        entity_type: "order",
        entity_id: head.number.clone(),
        summary: format!("Changed {}: {} → {}", head.number, head.total.short(), plan.now.totals.total.short()),
        old: Some(old.into()),
        new: Some(new.into()),
    });
    let payload = json!({"id": head.number, "orderId": head.number, "customerName": head.customer_name, "status": to});
    work.emit(Event::new("order:updated", Audience::Orders(head.salesperson_id), payload));
    if to != head.status {
        act::announce(work, head, to);
    }
    if head.open && plan.now.totals.total < head.total {
        // It made room under the limit for the customer's other orders.
        retest::enqueue(work, head.customer_id);
    }
    Ok(())
}
