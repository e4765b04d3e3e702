//! SQL of writing orders: however many orders, a fixed number of statements.

use serde_json::{Value, json};

use super::plan::{Part, PlannedLine};
use crate::{
    credit::rules::Reason,
    orders::{Status, model::EventData, numbering::Kind},
    platform::{failure::Internal, server::Work},
    values::{CustomerId, ImportId, OrderId, UserId},
};

/// An order to be written.
pub struct NewOrder {
    pub number: String,
    pub customer: CustomerId,
    pub customer_name: String,
    pub customer_location: String,
    pub status: Status,
    pub salesperson: UserId,
    pub salesperson_name: String,
    pub booked_by: UserId,
    pub kind: Kind,
    pub source: &'static str,
    pub import: Option<ImportId>,
    pub group: Option<String>,
    pub parent: Option<OrderId>,
    pub customer_po: String,
    pub remarks: String,
    pub part: Part,
    pub reasons: Vec<Reason>,
}

/// An entry for an order's feed.
pub struct NewEvent {
    pub order: OrderId,
    pub kind: &'static str,
    pub from: Option<Status>,
    pub to: Option<Status>,
    pub remark: String,
    pub data: EventData,
    /// False: the program did it by itself.
    pub by_actor: bool,
}

/// Takes `count` numbers of a series; answers the first.
pub async fn take_numbers(work: &mut Work, series: String, count: i64) -> Result<i64, Internal> {
    let (last,): (i64,) = work
        .sql(
            "insert into number_sequences (series, last) values ($1, $2)
             on conflict (series) do update set last = number_sequences.last + excluded.last returning last",
        )
        .bind(series)
        .bind(count)
        .one()
        .await?;
    Ok(last - count + 1)
}

/// Writes the orders without their lines; answers id and number, in no order.
pub async fn insert_orders(work: &mut Work, orders: &[NewOrder]) -> Result<Vec<(OrderId, String)>, Internal> {
    let rows: Vec<Value> = orders.iter().map(order_row).collect();
    let (now, today, by) = (work.now(), work.today(), work.actor().name.clone());
    work.sql(
        "insert into orders (number, customer_id, customer_name, customer_location, status, open, salesperson_id, salesperson_name,
             booked_by, is_clearance, source, import_id, import_group, parent_id, customer_po, remarks, line_count,
             subtotal_paise, cgst_paise, sgst_paise, igst_paise, total_paise, credit_reasons,
             booked_on, booked_at, status_at, updated_at, updated_by)
         select value->>'number', cast(value->>'customer' as bigint), value->>'customer_name', value->>'location', value->>'status',
             cast(value->>'open' as boolean), cast(value->>'salesperson' as bigint), value->>'salesperson_name',
             cast(value->>'booked_by' as bigint), cast(value->>'clearance' as boolean), value->>'source',
             cast(value->>'import' as bigint), value->>'group', cast(value->>'parent' as bigint), value->>'po', value->>'remarks',
             cast(value->>'lines' as bigint), cast(value->>'subtotal' as bigint), cast(value->>'cgst' as bigint),
             cast(value->>'sgst' as bigint), cast(value->>'igst' as bigint), cast(value->>'total' as bigint), value->>'reasons',
             $2, $3, $3, $3, $4
         from json_each($1) returning id, number",
    )
    .bind(Value::from(rows).to_string())
    .bind(today)
    .bind(now)
    .bind(by)
    .all()
    .await
}

fn order_row(order: &NewOrder) -> Value {
    let totals = &order.part.totals;
    json!({
        "number": order.number, "customer": order.customer, "customer_name": order.customer_name,
        "location": order.customer_location, "status": order.status, "open": order.status.is_exposed(),
        "salesperson": order.salesperson, "salesperson_name": order.salesperson_name, "booked_by": order.booked_by,
        "clearance": order.kind == Kind::Clearance, "source": order.source, "import": order.import, "group": order.group,
        "parent": order.parent, "po": order.customer_po, "remarks": order.remarks, "lines": order.part.lines.len(),
        "subtotal": totals.subtotal, "cgst": totals.cgst, "sgst": totals.sgst, "igst": totals.igst, "total": totals.total,
        "reasons": json!(order.reasons).to_string(),
    })
}

/// Writes the lines of many orders, each order's from position 1.
pub async fn insert_lines<'a>(
    work: &mut Work,
    orders: impl IntoIterator<Item = (OrderId, &'a [PlannedLine])>,
) -> Result<(), Internal> {
    let rows: Vec<Value> = orders
        .into_iter()
        .flat_map(|(order, lines)| lines.iter().enumerate().map(move |(at, line)| line_row(order, at, line)))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    work.sql(
        "insert into order_lines (order_id, position, product_id, sku, product_name, unit, quantity_milli, rate_paise, list_rate_paise,
             previous_rate_paise, gst_bp, amount_paise, gst_paise, reserved_milli, batch_id)
         select cast(value->>'o' as bigint), cast(value->>'n' as bigint), cast(value->>'p' as bigint), value->>'s', value->>'t',
             value->>'u', cast(value->>'q' as bigint), cast(value->>'r' as bigint), cast(value->>'l' as bigint),
             cast(value->>'v' as bigint), cast(value->>'g' as bigint), cast(value->>'a' as bigint), cast(value->>'x' as bigint),
             cast(value->>'h' as bigint), cast(value->>'b' as bigint)
         from json_each($1)",
    )
    .bind(Value::from(rows).to_string())
    .run()
    .await?;
    Ok(())
}

fn line_row(order: OrderId, at: usize, line: &PlannedLine) -> Value {
    json!({
        "o": order, "n": at + 1, "p": line.product, "s": line.sku, "t": line.name, "u": line.unit, "q": line.quantity,
        "r": line.rate, "l": line.list_rate, "v": line.previous, "g": line.gst, "a": line.amount, "x": line.gst_amount,
        "h": line.reserved, "b": line.batch,
    })
}

/// Counts files that an order was given, where its row is.
pub async fn add_files(work: &mut Work, order: OrderId, count: i64) -> Result<(), Internal> {
    work.sql("update orders set file_count = file_count + $1 where id = $2").bind(count).bind(order).run().await?;
    Ok(())
}

/// Writes into the feeds of orders.
pub async fn insert_events(work: &mut Work, events: &[NewEvent]) -> Result<(), Internal> {
    let (now, user, name) = (work.now(), work.actor().user(), work.actor().name.clone());
    let rows: Vec<Value> = events
        .iter()
        .map(|event| {
            let (by, by_name) = if event.by_actor { (user, name.as_str()) } else { (None, "Nexus") };
            let data = (event.data != EventData::default()).then(|| json!(event.data).to_string());
            json!({"o": event.order, "u": by, "n": by_name, "k": event.kind, "f": event.from, "t": event.to, "r": event.remark, "d": data})
        })
        .collect();
    work.sql(
        "insert into order_events (order_id, at, user_id, user_name, kind, from_status, to_status, remark, data)
         select cast(value->>'o' as bigint), $2, cast(value->>'u' as bigint), value->>'n', value->>'k', value->>'f', value->>'t',
             value->>'r', value->>'d'
         from json_each($1)",
    )
    .bind(Value::from(rows).to_string())
    .bind(now)
    .run()
    .await?;
    Ok(())
}
