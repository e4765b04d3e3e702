//! SQL of one order: finding it, changing its head.

use crate::{
    identity::{Actor, Sees},
    orders::{Action, Error, Status, lifecycle},
    platform::{
        failure::Internal,
        server::{Text, Work},
    },
    values::{CustomerId, Date, Money, OrderId, Timestamp, UserId, Version, WarehouseId},
};

use super::store_facts::{From, id_set};

/// The head of an order.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Head {
    pub id: OrderId,
    pub number: String,
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub customer_location: String,
    pub status: Status,
    pub open: bool,
    pub salesperson_id: UserId,
    pub salesperson_name: String,
    pub booked_by: UserId,
    pub warehouse_id: Option<WarehouseId>,
    pub is_clearance: bool,
    pub source: String,
    pub parent_id: Option<OrderId>,
    pub customer_po: String,
    pub remarks: String,
    pub line_count: i64,
    pub file_count: i64,
    pub subtotal: Money,
    pub cgst: Money,
    pub sgst: Money,
    pub igst: Money,
    pub total: Money,
    pub credit_reasons: String,
    pub released_until: Option<Date>,
    pub booked_at: Timestamp,
    pub status_at: Timestamp,
    pub updated_at: Timestamp,
    pub updated_by: String,
    pub version: Version,
}

const HEAD: &str = "select o.id, o.number, o.customer_id, o.customer_name, o.customer_location, o.status, o.open, o.salesperson_id,
    o.salesperson_name, o.booked_by, o.warehouse_id, o.is_clearance, o.source, o.parent_id, o.customer_po, o.remarks, o.line_count,
    o.file_count, o.subtotal_paise as subtotal, o.cgst_paise as cgst, o.sgst_paise as sgst, o.igst_paise as igst, o.total_paise as total,
    o.credit_reasons, o.released_until, o.booked_at, o.status_at, o.updated_at, o.updated_by, o.version from orders o where ";

/// Of an order `o`: a person took its release back and none has decided since. Then nothing releases it by itself.
pub const RECALLED: &str = "exists (select 1 from order_events r where r.order_id = o.id and r.kind = 'recall' and not exists
    (select 1 from order_events l where l.order_id = o.id and l.id > r.id and l.kind in ('release', 'resume', 'hold', 'reopen')))";

/// The order of this number or internal id, if this person may see it.
///
/// # Errors
/// [`Error::NotFound`] otherwise.
pub async fn get(from: &mut From<'_>, actor: &Actor, number: &str) -> Result<Head, Error> {
    let mut text = Text::new(from.engine(), HEAD);
    match number.trim().parse::<OrderId>() {
        Ok(id) => text.push("o.id = ").bind(id),
        Err(_) => text.push("o.number = ").bind(number.trim().to_uppercase()),
    };
    let head: Option<Head> = from.text(text).optional().await?;
    head.filter(|head| actor.sees().includes(head.salesperson_id)).ok_or(Error::NotFound("This order"))
}

/// Orders by id, of those this person sees, in the order of their ids.
pub async fn get_all(from: &mut From<'_>, actor: &Actor, ids: &[OrderId]) -> Result<Vec<Head>, Internal> {
    let mut text = Text::new(from.engine(), HEAD);
    text.push("o.id in (select cast(value->>'id' as bigint) from json_each(")
        .bind(id_set(ids.iter().copied()))
        .push("))");
    only_seen(&mut text, actor);
    text.push(" order by o.id");
    from.text(text).all().await
}

/// Orders of a customer that wait for the credit test, oldest first.
pub async fn waiting_of(work: &mut Work, customer: CustomerId) -> Result<Vec<Head>, Internal> {
    let mut text = Text::new(work.engine(), HEAD);
    text.push("o.customer_id = ")
        .bind(customer)
        .push(" and o.open and o.status = ")
        .bind(Status::PendingCreditApproval);
    // A person who took a release back is not overruled by a sum.
    text.push(" and not ").push(RECALLED);
    text.push(" order by o.booked_at, o.id limit 500");
    work.text(text).all().await
}

/// Customers with orders that wait for the credit test.
pub async fn customers_waiting(work: &mut Work) -> Result<Vec<CustomerId>, Internal> {
    let rows: Vec<(CustomerId,)> = work
        .sql("select distinct customer_id from orders where status = 'Pending Credit Approval' and open order by customer_id")
        .all()
        .await?;
    Ok(rows.into_iter().map(|(customer,)| customer).collect())
}

/// Whether a person took the order's release back and none has decided since.
pub async fn is_recalled(work: &mut Work, order: OrderId) -> Result<bool, Internal> {
    let mut text = Text::new(work.engine(), "select o.id from orders o where o.id = ");
    text.bind(order).push(" and ").push(RECALLED);
    let found: Option<(OrderId,)> = work.text(text).optional().await?;
    Ok(found.is_some())
}

/// The back-orders of an order that still wait for stock.
pub async fn rests_of(work: &mut Work, parent: OrderId) -> Result<Vec<Head>, Internal> {
    let mut text = Text::new(work.engine(), HEAD);
    text.push("o.parent_id = ").bind(parent).push(" and o.status = ").bind(Status::Backorder);
    text.push(" order by o.id limit 50");
    work.text(text).all().await
}

/// Orders that go on under a release whose last day was before this one, as long as it can still be taken back.
pub async fn run_out(from: &mut From<'_>, today: Date) -> Result<Vec<Head>, Internal> {
    let mut text = Text::new(from.engine(), HEAD);
    text.push("o.released_until < ").bind(today);
    text.push(" and o.status in ").bind_list(lifecycle::states_for(Action::Recall));
    text.push(" order by o.released_until, o.id limit 500");
    from.text(text).all().await
}

/// Leaves out what this person may not see.
pub fn only_seen(text: &mut Text, actor: &Actor) {
    if let Sees::Of(people) = actor.sees() {
        text.push(" and o.salesperson_id in ").bind_list(people);
    }
}

/// What an action writes into the head.
pub struct Step {
    pub to: Status,
    pub reasons: String,
    pub warehouse: Option<WarehouseId>,
    /// The last day of a release that is good for some days only.
    pub until: Option<Date>,
}

/// Leads the order on, if it is still as it was read. False: somebody was faster.
pub async fn step(work: &mut Work, head: &Head, step: Step) -> Result<bool, Internal> {
    let (now, by) = (work.now(), work.actor().name.clone());
    let changed = work
        .sql(
            "update orders set status = $1, open = $2, credit_reasons = $3, warehouse_id = $4, status_at = $5, updated_at = $5,
                 updated_by = $6, released_until = $7, version = version + 1
             where id = $8 and version = $9",
        )
        .bind(step.to)
        .bind(step.to.is_exposed())
        .bind(step.reasons)
        .bind(step.warehouse)
        .bind(now)
        .bind(by)
        .bind(step.until)
        .bind(head.id)
        .bind(head.version)
        .run()
        .await?;
    Ok(changed == 1)
}

/// Who was faster, and when.
pub async fn faster(work: &mut Work, id: OrderId) -> Result<Error, Internal> {
    let row: Option<(String, String, Timestamp, Version)> = work
        .sql("select number, updated_by, updated_at, version from orders where id = $1")
        .bind(id)
        .optional()
        .await?;
    Ok(match row {
        Some((number, by, at, version)) => Error::ChangedBy { number, by, at: at.ist_clock(), version: version.get() },
        None => Error::NotFound("This order"),
    })
}

/// Orders by number or internal id, of those this person sees.
pub async fn named(from: &mut From<'_>, actor: &Actor, names: &[String]) -> Result<Vec<Head>, Internal> {
    let ids = names.iter().filter_map(|name| name.trim().parse::<OrderId>().ok());
    let numbers: Vec<String> = names.iter().map(|name| name.trim().to_uppercase()).collect();
    let mut text = Text::new(from.engine(), HEAD);
    text.push("(o.id in (select cast(value->>'id' as bigint) from json_each(").bind(id_set(ids));
    text.push(")) or o.number in ").bind_list(numbers).push(")");
    only_seen(&mut text, actor);
    text.push(" order by o.id");
    from.text(text).all().await
}
