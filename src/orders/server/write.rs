//! Writes planned orders: stock, numbers, orders, lines, feed, audit and events, each as one set.

use std::collections::BTreeMap;

use serde_json::json;

use super::{
    plan::{Facts, Part, Plan, PlannedLine},
    store_facts::CustomerRow,
    store_stock,
    store_write::{self, NewEvent, NewOrder},
};
use crate::{
    credit::rules::{Decision, Reason},
    identity::Role,
    orders::{
        Error, Status,
        model::EventData,
        numbering::{Kind, order_number},
    },
    platform::{
        failure::Internal,
        server::{Audience, Audit, Event, Work},
    },
    values::{BatchId, CustomerId, ImportId, Money, OrderId, ProductId, Quantity, UserId},
    warehouse::expiry,
};

/// An order ready to be written.
pub struct Planned {
    pub customer: CustomerId,
    pub plan: Plan,
    pub kind: Kind,
    pub source: &'static str,
    pub import: Option<ImportId>,
    /// The file's rows it was made of.
    pub group: Option<String>,
    pub customer_po: String,
    pub remarks: String,
}

/// An order that was written.
#[derive(Clone, Debug)]
pub struct Written {
    pub id: OrderId,
    pub number: String,
    pub customer_name: String,
    pub salesperson: UserId,
    pub status: Status,
    pub total: Money,
    pub reasons: Vec<Reason>,
    pub group: Option<String>,
    pub back_order: Option<String>,
}

/// Writes them all, or fails as a whole. The products must be locked and the facts read under that lock.
///
/// # Errors
/// [`Error::StockMoved`] when stock went away all the same, [`Error::NoSalesperson`] when nobody can be named.
pub async fn write(work: &mut Work, facts: &Facts, planned: Vec<Planned>) -> Result<Vec<Written>, Error> {
    reserve(work, facts, &planned).await?;
    let mut numbers = Numbers::take(work, &planned).await?;
    let (mut orders, mut rests, mut about) = (Vec::new(), Vec::new(), Vec::new());
    for one in planned {
        let customer = facts.customers.get(&one.customer).ok_or(Error::NotFound("The customer"))?;
        let status = one.plan.status();
        let (first, rest) = match one.plan.now.lines.is_empty() {
            true => (one.plan.rest.clone(), Part::default()),
            false => (one.plan.now.clone(), one.plan.rest.clone()),
        };
        let all_rest = one.plan.now.lines.is_empty();
        let status = if all_rest { Status::Backorder } else { status };
        let number = numbers.next(one.kind)?;
        if !rest.lines.is_empty() {
            let mut order = new_order(work, customer, &one, numbers.next(Kind::Order)?, Status::Backorder, rest)?;
            order.group = None;
            rests.push((number.clone(), order));
        }
        orders.push(new_order(work, customer, &one, number, status, first)?);
        about.push(one.plan);
    }
    let ids = insert(work, &orders).await?;
    let mut back_orders = BTreeMap::new();
    let mut rest_orders = Vec::new();
    for (parent, mut order) in rests {
        order.parent = ids.get(&parent).copied();
        back_orders.insert(parent, order.number.clone());
        rest_orders.push(order);
    }
    let rest_ids = insert(work, &rest_orders).await?;
    let events = orders
        .iter()
        .zip(&about)
        .flat_map(|(order, plan)| events_of(ids.get(&order.number).copied(), order, plan))
        .chain(rest_orders.iter().flat_map(|order| booked_event(rest_ids.get(&order.number).copied(), order)))
        .collect::<Vec<_>>();
    store_write::insert_events(work, &events).await?;
    let mut written = Vec::with_capacity(orders.len());
    for order in orders.into_iter().chain(rest_orders) {
        let id = ids.get(&order.number).or_else(|| rest_ids.get(&order.number)).copied();
        let id = id.ok_or_else(|| Internal::new("an order that was written has no id"))?;
        work.audit(audit(&order));
        let back_order = back_orders.get(&order.number).cloned();
        written.push(Written {
            id,
            customer_name: order.customer_name,
            salesperson: order.salesperson,
            status: order.status,
            total: order.part.totals.total,
            reasons: order.reasons,
            group: order.group,
            number: order.number,
            back_order,
        });
    }
    Ok(written)
}

/// Tells those who listen of a new order, by both of the names that clients know.
pub fn announce(work: &mut Work, order: &Written) {
    let payload = json!({
        "id": order.number, "orderId": order.number, "customerName": order.customer_name, "status": order.status,
        "total": crate::platform::wire::rupees(order.total),
    });
    work.emit(Event::new("order:created", Audience::Orders(order.salesperson), payload.clone()));
    work.emit(Event::new("orderPlaced", Audience::Orders(order.salesperson), payload));
}

/// Sums what the lines hold, by product and by batch.
pub fn held<'a>(
    lines: impl Iterator<Item = &'a PlannedLine>,
) -> (Vec<(ProductId, Quantity)>, Vec<(BatchId, Quantity)>) {
    let (mut products, mut batches) = (BTreeMap::new(), BTreeMap::new());
    for line in lines.filter(|line| line.reserved.is_positive()) {
        let sum: &mut Quantity = match line.batch {
            Some(batch) => batches.entry(batch).or_default(),
            None => products.entry(line.product).or_default(),
        };
        *sum = sum.checked_add(line.reserved).unwrap_or(*sum);
    }
    (products.into_iter().collect(), batches.into_iter().collect())
}

async fn reserve(work: &mut Work, facts: &Facts, planned: &[Planned]) -> Result<(), Error> {
    let (products, batches) = held(planned.iter().flat_map(|one| &one.plan.now.lines));
    let days = planned
        .iter()
        .filter_map(|one| facts.customers.get(&one.customer))
        .map(|customer| customer.min_days_left)
        .min();
    reserve_all(work, &products, &batches, days.unwrap_or(0)).await
}

/// Reserves, or says that somebody was faster.
///
/// # Errors
/// [`Error::StockMoved`] when there is less than the plan saw.
pub async fn reserve_all(
    work: &mut Work,
    products: &[(ProductId, Quantity)],
    batches: &[(BatchId, Quantity)],
    min_days_left: i64,
) -> Result<(), Error> {
    let today = work.today();
    let cutoff = expiry::cutoff(today, i32::try_from(min_days_left).unwrap_or(i32::MAX));
    let there = store_stock::reserve(work, products, cutoff).await?
        && store_stock::reserve_batches(work, batches, expiry::cutoff(today, 0)).await?;
    if there { Ok(()) } else { Err(Error::StockMoved) }
}

struct Numbers {
    month: crate::values::Month,
    order: i64,
    clearance: i64,
}

impl Numbers {
    async fn take(work: &mut Work, planned: &[Planned]) -> Result<Self, Internal> {
        let month = work.today().month();
        let rests =
            planned.iter().filter(|one| !one.plan.now.lines.is_empty() && !one.plan.rest.lines.is_empty()).count();
        let cleared = planned.iter().filter(|one| one.kind == Kind::Clearance).count();
        let take = |kind: Kind| format!("{}-{:02}{:02}", kind.prefix(), month.year().rem_euclid(100), month.number());
        let as_count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let (mut order, mut clearance) = (0, 0);
        let ordinary = planned.len() - cleared + rests;
        if ordinary > 0 {
            order = store_write::take_numbers(work, take(Kind::Order), as_count(ordinary)).await?;
        }
        if cleared > 0 {
            clearance = store_write::take_numbers(work, take(Kind::Clearance), as_count(cleared)).await?;
        }
        Ok(Self { month, order, clearance })
    }

    fn next(&mut self, kind: Kind) -> Result<String, Internal> {
        let next = match kind {
            Kind::Order => &mut self.order,
            Kind::Clearance => &mut self.clearance,
        };
        let sequence = u32::try_from(*next).map_err(|_| Internal::new("the month's order numbers are used up"))?;
        *next += 1;
        Ok(order_number(kind, self.month, sequence))
    }
}

/// Who gets the order: sales people what they book, others' bookings go to the customer's salesperson.
fn salesperson(work: &Work, customer: &CustomerRow) -> Result<(UserId, String), Error> {
    let actor = work.actor();
    match (actor.role, customer.salesperson_id, &customer.salesperson_name) {
        (Role::Sales, _, _) => Ok((actor.id, actor.name.clone())),
        (_, Some(id), Some(name)) => Ok((id, name.clone())),
        _ => actor.user().map(|id| (id, actor.name.clone())).ok_or(Error::NoSalesperson),
    }
}

fn new_order(
    work: &Work,
    customer: &CustomerRow,
    one: &Planned,
    number: String,
    status: Status,
    part: Part,
) -> Result<NewOrder, Error> {
    let (salesperson, salesperson_name) = salesperson(work, customer)?;
    let reasons = match (&one.plan.decision, status.awaits_credit()) {
        (Decision::Wait(reasons), true) => reasons.clone(),
        _ => Vec::new(),
    };
    Ok(NewOrder {
        kind: if status == Status::Backorder { Kind::Order } else { one.kind },
        number,
        customer: customer.id,
        customer_name: customer.name.clone(),
        customer_location: customer.location.clone(),
        status,
        salesperson,
        salesperson_name,
        booked_by: work.actor().user().unwrap_or(salesperson),
        source: one.source,
        import: one.import,
        group: one.group.clone(),
        parent: None,
        customer_po: one.customer_po.clone(),
        remarks: one.remarks.clone(),
        part,
        reasons,
    })
}

async fn insert(work: &mut Work, orders: &[NewOrder]) -> Result<BTreeMap<String, OrderId>, Internal> {
    if orders.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: BTreeMap<String, OrderId> =
        store_write::insert_orders(work, orders).await?.into_iter().map(|(id, number)| (number, id)).collect();
    let lines = orders.iter().filter_map(|order| Some((*ids.get(&order.number)?, order.part.lines.as_slice())));
    store_write::insert_lines(work, lines).await?;
    Ok(ids)
}

fn booked_event(id: Option<OrderId>, order: &NewOrder) -> Option<NewEvent> {
    let to = if order.status == Status::Backorder { Status::Backorder } else { Status::PendingCreditApproval };
    let data = EventData { reasons: order.reasons.clone(), ..EventData::default() };
    let (from, remark) = (Some(Status::Draft), String::new());
    Some(NewEvent { order: id?, kind: "book", from, to: Some(to), remark, data, by_actor: true })
}

fn events_of(id: Option<OrderId>, order: &NewOrder, plan: &Plan) -> Vec<NewEvent> {
    let mut events: Vec<NewEvent> = booked_event(id, order).into_iter().collect();
    if let (Some(id), Status::PendingWhSelection) = (id, order.status) {
        events.push(released_by_itself(id, Status::PendingCreditApproval, plan));
    }
    events
}

/// The entry of a release that nobody had to decide on.
pub fn released_by_itself(order: OrderId, from: Status, plan: &Plan) -> NewEvent {
    NewEvent {
        order,
        kind: "release",
        from: Some(from),
        to: Some(Status::PendingWhSelection),
        remark: String::new(),
        data: EventData {
            by_itself: true,
            exposure: Some(plan.exposure),
            reasons: plan.decision.warnings().to_vec(),
            ..EventData::default()
        },
        by_actor: false,
    }
}

fn audit(order: &NewOrder) -> Audit {
    let totals = &order.part.totals;
    Audit {
        action: "CREATE",
        entity_type: "order",
        entity_id: order.number.clone(),
        summary: format!("Booked {} for {}: {}", order.number, order.customer_name, totals.total.short()),
        old: None,
        new: Some(json!({
            "number": order.number, "customer": order.customer_name, "status": order.status, "total": totals.total,
            "lines": order.part.lines.iter().map(|line| json!([line.sku, line.quantity, line.rate])).collect::<Vec<_>>(),
        })),
    }
}
