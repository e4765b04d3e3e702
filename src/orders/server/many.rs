//! Books many orders at once, for imports: a fixed number of statements for any number of orders.

use std::collections::{BTreeSet, HashMap};

use super::{
    plan::{Facts, Wanted},
    store_facts::{self, From},
    store_stock,
    write::{self, Planned, Written},
};
use crate::{
    identity::{Actor, Capability},
    orders::{Error, Status, numbering::Kind},
    platform::{
        failure::{FieldError, Internal},
        server::{Audience, Desk, Event, Work},
    },
    values::{BatchId, CustomerId, ImportId, Money, OrderId, ProductId, UserId},
};

pub use super::plan::Wanted as ManyLine;

/// An order of a file, its customer and products found.
#[derive(Clone, Debug)]
pub struct ManyOrder {
    /// Names the order within its import; the same group of the same import is booked once.
    pub group: String,
    pub customer: CustomerId,
    pub lines: Vec<ManyLine>,
    pub customer_po: String,
    pub remarks: String,
}

/// What came of an order of a file.
#[derive(Clone, Debug)]
pub struct ManyOutcome {
    pub group: String,
    /// The order, or why it was not booked: rows as the lines gave them.
    pub outcome: Result<ManyBooked, Vec<FieldError>>,
}

#[derive(Clone, Debug)]
pub struct ManyBooked {
    pub id: OrderId,
    pub number: String,
    pub customer_name: String,
    pub status: Status,
    pub total: Money,
}

/// Books the orders of an import inside the caller's work, in their order: each sees the stock and the exposure that those before it
/// left. Groups already booked by this import are answered as they are, so an interrupted import goes on where it stopped. Orders
/// that can't be booked are answered with their errors and leave no trace; the caller decides whether to commit the others.
/// Nothing is audited besides one CREATE entry an order.
///
/// # Errors
/// When the database refuses, or a customer is unknown.
pub async fn book_many(work: &mut Work, import: ImportId, orders: Vec<ManyOrder>) -> Result<Vec<ManyOutcome>, Error> {
    let mut before = booked_already(work, import, &orders).await?;
    let fresh: Vec<&ManyOrder> = orders.iter().filter(|order| !before.contains_key(&order.group)).collect();
    let (planned, mut refused, facts) = plan_all(work, import, &fresh).await?;
    let written = match planned.is_empty() {
        true => Vec::new(),
        false => write::write(work, &facts, planned).await?,
    };
    tell(work, import, &written);
    before.extend(written.into_iter().filter_map(|order| Some((order.group.clone()?, booked(order)))));
    let outcomes = orders.into_iter().filter_map(|order| {
        let outcome = match (refused.remove(&order.group), before.get(&order.group)) {
            (Some(errors), _) => Err(errors),
            (None, booked) => Ok(booked?.clone()),
        };
        Some(ManyOutcome { group: order.group, outcome })
    });
    Ok(outcomes.collect())
}

/// What the orders would come to, without writing anything: total and what credit says, or the errors, in their order.
///
/// # Errors
/// `forbidden`; when the database refuses.
pub async fn check_many(desk: &Desk, actor: &Actor, orders: &[ManyOrder]) -> Result<Vec<Checked>, Error> {
    let db = desk.read(actor, Capability::UploadOrders)?;
    let mut facts = load(&mut From::Db(db), desk.clock.today(), orders.iter()).await?;
    let mut checked = Vec::with_capacity(orders.len());
    for order in orders {
        checked.push(match plan_one(&mut facts, order) {
            Ok(plan) => Checked {
                group: order.group.clone(),
                total: plan.now.totals.total,
                reasons: plan.decision.reasons().to_vec(),
                errors: Vec::new(),
            },
            Err(Error::Invalid(errors)) => {
                Checked { group: order.group.clone(), total: Money::ZERO, reasons: Vec::new(), errors }
            }
            Err(other) => return Err(other),
        });
    }
    Ok(checked)
}

/// What an order of a file would come to.
#[derive(Clone, Debug)]
pub struct Checked {
    pub group: String,
    pub total: Money,
    /// Why it would wait for credit.
    pub reasons: Vec<crate::credit::rules::Reason>,
    pub errors: Vec<FieldError>,
}

type Refusals = HashMap<String, Vec<FieldError>>;

async fn plan_all(
    work: &mut Work,
    import: ImportId,
    orders: &[&ManyOrder],
) -> Result<(Vec<Planned>, Refusals, Facts), Error> {
    let products: Vec<ProductId> = products_of(orders.iter().copied()).into_iter().collect();
    let customers: BTreeSet<CustomerId> = orders.iter().map(|order| order.customer).collect();
    store_stock::lock(work, &customers.into_iter().collect::<Vec<_>>(), &products).await?;
    let today = work.today();
    let mut facts = load(&mut From::Work(work), today, orders.iter().copied()).await?;
    let (mut planned, mut refused) = (Vec::with_capacity(orders.len()), HashMap::new());
    for order in orders {
        match plan_one(&mut facts, order) {
            Ok(plan) => planned.push(Planned {
                customer: order.customer,
                plan,
                kind: Kind::Order,
                source: "import",
                import: Some(import),
                group: Some(order.group.clone()),
                customer_po: order.customer_po.clone(),
                remarks: order.remarks.clone(),
            }),
            Err(Error::Invalid(errors)) => {
                refused.insert(order.group.clone(), errors);
            }
            Err(other) => return Err(other),
        }
    }
    Ok((planned, refused, facts))
}

fn plan_one(facts: &mut Facts, order: &ManyOrder) -> Result<super::plan::Plan, Error> {
    let before = facts.mark(order.customer, order.lines.iter().map(|line| line.product));
    let outcome = match facts.plan(order.customer, &order.lines, Money::ZERO) {
        Ok(plan) if plan.short.is_empty() => Ok(plan),
        Ok(plan) => Err(Error::Invalid(plan.short)),
        Err(error) => Err(error),
    };
    if outcome.is_err() {
        facts.back_to(before);
    }
    outcome
}

fn products_of<'a>(orders: impl Iterator<Item = &'a ManyOrder>) -> BTreeSet<ProductId> {
    orders.flat_map(|order| order.lines.iter().map(|line| line.product)).collect()
}

async fn load<'a>(
    from: &mut From<'_>,
    today: crate::values::Date,
    orders: impl Iterator<Item = &'a ManyOrder> + Clone,
) -> Result<Facts, Internal> {
    let customers: BTreeSet<CustomerId> = orders.clone().map(|order| order.customer).collect();
    let batches: Vec<BatchId> =
        orders.clone().flat_map(|order| order.lines.iter().filter_map(|line: &Wanted| line.batch)).collect();
    let customers = store_facts::customers(from, customers).await?;
    let products = store_facts::products(from, products_of(orders)).await?;
    Facts::load(from, customers, products, &batches, "", today).await
}

async fn booked_already(
    work: &mut Work,
    import: ImportId,
    orders: &[ManyOrder],
) -> Result<HashMap<String, ManyBooked>, Internal> {
    let groups: Vec<_> = orders.iter().map(|order| serde_json::json!({"k": order.group})).collect();
    let rows: Vec<(String, OrderId, String, String, Status, Money)> = work
        .sql(
            "select import_group, id, number, customer_name, status, total_paise from orders
             where import_id = $1 and import_group in (select value->>'k' from json_each($2)) order by id",
        )
        .bind(import)
        .bind(serde_json::Value::from(groups).to_string())
        .all()
        .await?;
    let named = |(group, id, number, customer_name, status, total)| {
        (group, ManyBooked { id, number, customer_name, status, total })
    };
    Ok(rows.into_iter().map(named).collect())
}

fn booked(order: Written) -> ManyBooked {
    ManyBooked {
        id: order.id,
        number: order.number,
        customer_name: order.customer_name,
        status: order.status,
        total: order.total,
    }
}

/// One event a salesperson: ten thousand would drown those who listen.
fn tell(work: &mut Work, import: ImportId, written: &[Written]) {
    let mut counts: HashMap<UserId, usize> = HashMap::new();
    for order in written {
        *counts.entry(order.salesperson).or_default() += 1;
    }
    for (salesperson, count) in counts {
        let payload = serde_json::json!({"import": import, "count": count});
        work.emit(Event::new("order:created", Audience::Orders(salesperson), payload));
    }
}
