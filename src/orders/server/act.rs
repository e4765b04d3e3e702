//! Leads orders through their life: one lifecycle, one transaction a step, with its audit entry, its event and its notice.

use serde_json::json;

use super::{
    plan,
    store::{self, Head, Step},
    store_facts::{self, CustomerRow, From},
    store_stock,
    store_write::{self, NewEvent},
};
use crate::{
    credit::rules::{self, Cause, Exposure},
    identity::{Actor, Capability},
    orders::{
        Action, Error, Status,
        lifecycle::{self, Need, Transition},
        model::{Acted, ActedMany, ActedOne, EventData},
    },
    platform::{
        failure::Failure,
        server::{Audience, Audit, Desk, Event, Notice, Work},
    },
    values::{Date, Money, OrderId, UserId, Version, WarehouseId},
};

/// No more orders are changed while one waits; more are left to a job.
pub const MOST_AT_ONCE: usize = 500;

/// The actions this release offers; packing and what follows come with their own use cases.
pub const OFFERED: [Action; 10] = [
    Action::ReleaseCredit,
    Action::Hold,
    Action::Reject,
    Action::Resume,
    Action::Forward,
    Action::Recheck,
    Action::Recall,
    Action::ChooseWarehouse,
    Action::Cancel,
    Action::Reopen,
];

/// An action on an order.
#[derive(Clone, Debug)]
pub struct Command {
    pub action: Action,
    /// The version that was read; `None` takes the latest.
    pub version: Option<Version>,
    pub remark: String,
    /// A warehouse's code, for choosing one.
    pub warehouse: String,
    /// Why an order goes above the limit; for a release that does.
    pub cause: Option<Cause>,
    /// The last day such a release is good for; none: it stays.
    pub until: Option<Date>,
    /// The code of the colleague whom it is forwarded to.
    pub person: String,
}

impl Command {
    /// With nothing more to say.
    pub const fn of(action: Action) -> Self {
        Self {
            action,
            version: None,
            remark: String::new(),
            warehouse: String::new(),
            cause: None,
            until: None,
            person: String::new(),
        }
    }
}

/// Does it.
///
/// # Errors
/// [`Error::NotFound`] for what one may not see, `forbidden` naming who can, [`Error::NotFromHere`], [`Error::ChangedBy`],
/// [`Error::Invalid`] for a missing reason or warehouse.
pub async fn act(desk: &Desk, actor: &Actor, number: &str, command: &Command) -> Result<Acted, Failure> {
    let mut work = desk.begin(actor, Capability::SeeOrders).await?;
    let head = store::get(&mut From::Work(&mut work), actor, number).await?;
    let acted = act_in(&mut work, &head, command).await?;
    work.commit().await?;
    Ok(acted)
}

/// Does it to each of several orders, each in its own transaction: one refusal stops nothing.
///
/// # Errors
/// Only when the database refuses; what is refused of an order stands in its result.
pub async fn act_many(desk: &Desk, actor: &Actor, ids: &[OrderId], command: &Command) -> Result<ActedMany, Failure> {
    let db = desk.read(actor, Capability::SeeOrders)?;
    let heads = store::get_all(&mut From::Db(db), actor, ids).await?;
    let mut many = ActedMany::default();
    for head in heads {
        let command = Command { version: command.version.or(Some(head.version)), ..command.clone() };
        let outcome = act(desk, actor, &head.id.to_string(), &command).await;
        if let Err(failure) = &outcome
            && failure.kind == crate::platform::failure::Kind::Internal
        {
            return Err(failure.clone());
        }
        match &outcome {
            Ok(_) => many.done += 1,
            Err(_) => many.refused += 1,
        }
        let said = outcome.as_ref().ok().and_then(|acted| acted.said.clone());
        let outcome = outcome.map(|acted| acted.status).map_err(|failure| failure.message);
        many.results.push(ActedOne { id: head.id, number: head.number, outcome, said });
    }
    Ok(many)
}

/// Does it inside a work, to an order that was read in it.
///
/// # Errors
/// As [`act`].
pub async fn act_in(work: &mut Work, head: &Head, command: &Command) -> Result<Acted, Error> {
    if command.version.is_some_and(|version| version != head.version) {
        return Err(store::faster(work, head.id).await?);
    }
    let row = allowed(work.actor(), head, command.action)?;
    if row.needs(Need::Remark) && command.remark.trim().is_empty() {
        let message = format!("Say why: {} needs a reason.", command.action.label().to_lowercase());
        return Err(Error::field("remark", "required", message));
    }
    match command.action {
        Action::Forward => return super::forward::forward(work, head, command).await,
        Action::Recheck => return super::retest::recheck(work, head).await,
        _ => {}
    }
    let credit = credit_of(work, head, command).await?;
    let warehouse = warehouse_of(work, head, command).await?;
    if head.status.is_reserved() && !row.to.is_reserved() {
        let products = store_stock::products_of(work, head.id).await?;
        store_stock::lock(work, &[head.customer_id], &products).await?;
        store_stock::release(work, head.id).await?;
    }
    let reasons = if row.to.awaits_credit() { head.credit_reasons.clone() } else { "[]".to_owned() };
    let until = match command.action {
        Action::ReleaseCredit => credit.as_ref().and_then(|credit| credit.until),
        Action::ChooseWarehouse => head.released_until,
        _ => None,
    };
    if !store::step(work, head, Step { to: row.to, reasons, warehouse, until }).await? {
        return Err(store::faster(work, head.id).await?);
    }
    record(work, head, row, command.remark.trim(), credit).await?;
    if matches!(command.action, Action::Cancel | Action::Reject) {
        cancel_rests(work, head, row.to).await?;
    }
    if head.open && !row.to.is_exposed() {
        // It made room under the limit for the customer's other orders.
        super::retest::enqueue(work, head.customer_id);
    }
    Ok(Acted { id: head.id, number: head.number.clone(), status: row.to, version: head.version.next(), said: None })
}

/// What was left of an order for later goes with it: its back-orders that still wait for stock are cancelled too.
async fn cancel_rests(work: &mut Work, parent: &Head, to: Status) -> Result<(), Error> {
    let rests = store::rests_of(work, parent.id).await?;
    let why = format!("{} was {}", parent.number, to.as_str().to_lowercase());
    for rest in &rests {
        let missing =
            || Error::NotFromHere { number: rest.number.clone(), status: rest.status, action: Action::Cancel };
        let row = lifecycle::transition(rest.status, Action::Cancel).ok_or_else(missing)?;
        let step = Step { to: row.to, reasons: "[]".to_owned(), warehouse: rest.warehouse_id, until: None };
        if !store::step(work, rest, step).await? {
            return Err(store::faster(work, rest.id).await?);
        }
        record(work, rest, row, &why, None).await?;
    }
    Ok(())
}

/// The lifecycle's row, if this person may go it with this order. What depends on the exposure is asked later.
///
/// # Errors
/// [`Error::NotFromHere`], `forbidden` naming who can, [`Error::OwnBooking`].
pub fn allowed(actor: &Actor, head: &Head, action: Action) -> Result<&'static Transition, Error> {
    let missing = || Error::NotFromHere { number: head.number.clone(), status: head.status, action };
    let row = lifecycle::transition(head.status, action).ok_or_else(missing)?;
    actor.must(row.capability)?;
    if row.needs(Need::NotOwnBooking) && head.booked_by == actor.id {
        return Err(Error::OwnBooking(row.capability));
    }
    Ok(row)
}

struct Credit {
    exposure: Exposure,
    limit: Money,
    /// Of a release above the limit.
    cause: Option<Cause>,
    until: Option<Date>,
}

/// The exposure a decision is made on, and whether this person may make it.
async fn credit_of(work: &mut Work, head: &Head, command: &Command) -> Result<Option<Credit>, Error> {
    if !matches!(command.action, Action::ReleaseCredit | Action::Hold | Action::Reject | Action::Recall) {
        return Ok(None);
    }
    let customers = store_facts::customers(&mut From::Work(work), [head.customer_id]).await?;
    let customer = customers.first().ok_or(Error::NotFound("The customer"))?;
    let (exposure, limit) = (exposure_of(head, customer), customer.credit_limit);
    let mut credit = Credit { exposure, limit, cause: None, until: None };
    if command.action == Action::ReleaseCredit {
        let booked_it = head.booked_by == work.actor().id;
        rules::may_release(work.actor().role, booked_it, &exposure, limit)?;
        if exposure.over(limit).is_positive() {
            if command.remark.trim().is_empty() {
                let message = "A release above the limit needs a reason: it is kept with the amount and the exposure.";
                return Err(Error::field("remark", "required", message));
            }
            if command.until.is_some_and(|until| until < work.today()) {
                return Err(Error::field("until", "past", "Good until: name today or a later day."));
            }
            credit.cause = Some(command.cause.unwrap_or(Cause::Other));
            credit.until = command.until;
        }
    }
    Ok(Some(credit))
}

/// What the customer would owe with this order, counted once: what is invoiced stands in the outstanding, what was stopped nowhere.
pub fn exposure_of(head: &Head, customer: &CustomerRow) -> Exposure {
    let counted = if head.open { head.total } else { Money::ZERO };
    plan::exposure(customer, counted, counted)
}

async fn warehouse_of(work: &mut Work, head: &Head, command: &Command) -> Result<Option<WarehouseId>, Error> {
    if command.action != Action::ChooseWarehouse {
        return Ok(head.warehouse_id);
    }
    let typed = command.warehouse.trim().to_owned();
    let found: Option<(WarehouseId,)> =
        work.sql("select id from warehouses where code = $1 and active").bind(typed.clone()).optional().await?;
    match found {
        Some((id,)) => Ok(Some(id)),
        None if typed.is_empty() => Err(Error::field("warehouse", "required", "Choose a warehouse.")),
        None => Err(Error::field("warehouse", "unknown_warehouse", "No such warehouse; choose one from the list.")),
    }
}

async fn record(
    work: &mut Work,
    head: &Head,
    row: &Transition,
    remark: &str,
    credit: Option<Credit>,
) -> Result<(), Error> {
    let data = credit.map_or_else(EventData::default, |credit| {
        let over = credit.exposure.over(credit.limit);
        EventData {
            exposure: Some(credit.exposure),
            limit: Some(credit.limit),
            over: over.is_positive().then_some(over),
            cause: credit.cause,
            until: credit.until,
            ..EventData::default()
        }
    });
    let audit_data = json!({"status": row.to, "remark": remark, "credit": data});
    let event = NewEvent {
        order: head.id,
        kind: row.action.as_str(),
        from: Some(row.from),
        to: Some(row.to),
        remark: remark.to_owned(),
        data,
        by_actor: true,
    };
    store_write::insert_events(work, &[event]).await?;
    work.audit(Audit {
        action: match row.action {
            Action::ReleaseCredit => "APPROVE",
            Action::Reject => "REJECT",
            _ => "STATUS_CHANGE",
        },
        entity_type: "order",
        entity_id: head.number.clone(),
        summary: format!("{} {} ({} → {})", row.action.label(), head.number, row.from, row.to),
        old: Some(json!({"status": row.from})),
        new: Some(audit_data),
    });
    announce(work, head, row.to);
    notify(work, head, row.action, remark);
    Ok(())
}

/// Tells those who listen where the order stands now, by both of the names that clients know.
pub fn announce(work: &mut Work, head: &Head, to: Status) {
    let payload = json!({
        "id": head.number, "orderId": head.number, "customerName": head.customer_name, "status": to, "from": head.status,
        "by": work.actor().name,
    });
    work.emit(Event::new("order:status-changed", Audience::Orders(head.salesperson_id), payload.clone()));
    work.emit(Event::new("orderStatusUpdated", Audience::Orders(head.salesperson_id), payload));
}

/// The salesperson hears what credit decided, unless they did it themselves.
fn notify(work: &mut Work, head: &Head, action: Action, remark: &str) {
    let told = matches!(action, Action::Hold | Action::Reject | Action::ReleaseCredit | Action::Recall);
    if told && work.actor().id != head.salesperson_id {
        let kind = if action == Action::ReleaseCredit { "order" } else { "order_held" };
        work.notify(notice(head, head.salesperson_id, kind, action.past(), remark));
    }
}

/// A line for somebody's bell about an order.
pub fn notice(head: &Head, user: UserId, kind: &'static str, what: &str, body: &str) -> Notice {
    Notice {
        user,
        kind,
        title: format!("{} was {what}", head.number),
        body: if body.is_empty() { head.customer_name.clone() } else { format!("{}: {body}", head.customer_name) },
        link: format!("/orders/{}", head.number),
    }
}
