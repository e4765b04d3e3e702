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
    orders::{
        Error, Status,
        booking::{Foreseen, Short},
        numbering::Kind,
    },
    platform::{
        failure::{FieldError, Internal},
        server::{Audience, Desk, Event, Work},
    },
    values::{BatchId, CustomerId, ImportId, Money, OrderId, ProductId, Quantity, UserId},
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

/// What [`book_many`] would make of these orders now, in their order, by the same planning; nothing is written. A line that is
/// short or wrong is told and left out of its order, so that the next orders see what they would see were it taken out of the file.
///
/// # Errors
/// `forbidden`; when the database refuses, or a customer is unknown.
pub async fn check_many(desk: &Desk, actor: &Actor, orders: Vec<ManyOrder>) -> Result<Vec<Foreseen>, Error> {
    let db = desk.read(actor, Capability::UploadOrders)?;
    let mut facts = load(&mut From::Db(db), desk.clock.today(), orders.iter(), false).await?;
    // A hundred thousand rows would keep others' requests waiting.
    let foreseen = tokio::task::spawn_blocking(move || {
        let first = sellable(&facts, &orders);
        orders.into_iter().map(|order| foresee(&mut facts, order, &first)).collect::<Result<Vec<_>, Error>>()
    });
    foreseen.await.map_err(Internal::from_error)?
}

/// What could be sold before the first of the orders, by product and the days that a customer asks to be left.
type First = HashMap<(ProductId, i64), Quantity>;

fn sellable(facts: &Facts, orders: &[ManyOrder]) -> First {
    let mut first = First::new();
    for order in orders {
        let days = facts.customers.get(&order.customer).map_or(0, |customer| customer.min_days_left);
        for line in &order.lines {
            first.entry((line.product, days)).or_insert_with(|| facts.sellable(line.product, days).0);
        }
    }
    first
}

/// Plans an order, and again without the lines that are short or wrong.
fn foresee(facts: &mut Facts, mut order: ManyOrder, first: &First) -> Result<Foreseen, Error> {
    let days = facts.customers.get(&order.customer).map_or(0, |customer| customer.min_days_left);
    let mut foreseen = Foreseen::default();
    while !order.lines.is_empty() {
        let before = facts.mark(order.customer, order.lines.iter().map(|line| line.product));
        match facts.plan(order.customer, &order.lines, Money::ZERO) {
            Ok(plan) if plan.short.is_empty() => {
                foreseen.total = plan.now.totals.total;
                foreseen.reasons = plan.decision.reasons().to_vec();
                break;
            }
            Ok(plan) => {
                facts.back_to(before);
                let lack: HashMap<u32, Quantity> =
                    plan.rest.lines.iter().map(|line| (line.row, line.quantity)).collect();
                foreseen.short.extend(order.lines.iter().filter_map(|line| {
                    let left = line.quantity.checked_sub(*lack.get(&line.row)?).unwrap_or_default();
                    let all = first.get(&(line.product, days)).copied().unwrap_or(left);
                    Some(Short { row: line.row, left, all })
                }));
                order.lines.retain(|line| !lack.contains_key(&line.row));
            }
            Err(Error::Invalid(errors)) => {
                facts.back_to(before);
                // What is wrong with the order as a whole is wrong with each of its lines.
                let of_all = errors.iter().any(|error| error.row.is_none());
                order.lines.retain(|line| !of_all && errors.iter().all(|error| error.row != Some(line.row)));
                foreseen.errors.extend(errors);
            }
            Err(other) => return Err(other),
        }
    }
    Ok(foreseen)
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
    let mut facts = load(&mut From::Work(work), today, orders.iter().copied(), true).await?;
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
    to_write: bool,
) -> Result<Facts, Internal> {
    let customers: BTreeSet<CustomerId> = orders.clone().map(|order| order.customer).collect();
    let batches: Vec<BatchId> =
        orders.clone().flat_map(|order| order.lines.iter().filter_map(|line: &Wanted| line.batch)).collect();
    let customers = store_facts::customers(from, customers).await?;
    let products = store_facts::products(from, products_of(orders)).await?;
    let paid: Vec<CustomerId> = customers.iter().filter(|_| to_write).map(|customer| customer.id).collect();
    Facts::load_paid(from, customers, products, &batches, (&paid, ""), today).await
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
