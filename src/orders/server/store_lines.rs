//! SQL of an order's lines, feed, files and relatives.

use std::collections::HashMap;

use super::store_facts::{From, id_set};
use crate::{
    orders::{
        FileKind, Status,
        margin::SoldLine,
        model::{Attachment, Line, RelatedOrder, TimelineEntry},
    },
    platform::failure::Internal,
    values::{BatchId, Date, FileId, Money, OrderId, OrderLineId, Percent, ProductId, Quantity, Timestamp},
};

#[derive(sqlx::FromRow)]
struct LineRow {
    order_id: OrderId,
    id: OrderLineId,
    position: i64,
    product_id: ProductId,
    product_code: String,
    barcode: Option<String>,
    sku: String,
    product_name: String,
    unit: String,
    quantity: Quantity,
    rate: Money,
    list_rate: Money,
    previous_rate: Option<Money>,
    gst: Percent,
    amount: Money,
    gst_amount: Money,
    reserved: Quantity,
    batch_id: Option<BatchId>,
    batch: Option<String>,
    expires: Option<Date>,
}

/// The lines of an order by position.
pub async fn lines(from: &mut From<'_>, order: OrderId) -> Result<Vec<Line>, Internal> {
    Ok(lines_of(from, &[order]).await?.remove(&order).unwrap_or_default())
}

/// The lines of orders by position.
pub async fn lines_of(from: &mut From<'_>, orders: &[OrderId]) -> Result<HashMap<OrderId, Vec<Line>>, Internal> {
    let rows: Vec<LineRow> = from
        .sql(
            "select l.order_id, l.id, l.position, l.product_id, p.code as product_code, p.barcode, l.sku, l.product_name, l.unit, l.quantity_milli as quantity, l.rate_paise as rate,
                    l.list_rate_paise as list_rate, l.previous_rate_paise as previous_rate, l.gst_bp as gst, l.amount_paise as amount,
                    l.gst_paise as gst_amount, l.reserved_milli as reserved, l.batch_id, b.number as batch, b.expires_on as expires
             from order_lines l join products p on p.id = l.product_id left join batches b on b.id = l.batch_id
             where l.order_id in (select cast(value->>'id' as bigint) from json_each($1)) order by l.order_id, l.position, l.id",
        )
        .bind(id_set(orders.iter().copied()))
        .all()
        .await?;
    let line = |row: LineRow| Line {
        id: row.id,
        position: row.position,
        product_id: row.product_id,
        product_code: row.product_code,
        barcode: row.barcode,
        sku: row.sku,
        product_name: row.product_name,
        unit: row.unit,
        quantity: row.quantity,
        rate: row.rate,
        list_rate: row.list_rate,
        previous_rate: row.previous_rate,
        gst: row.gst,
        amount: row.amount,
        gst_amount: row.gst_amount,
        reserved: row.reserved,
        batch_id: row.batch_id,
        batch: row.batch,
        expires: row.expires,
    };
    let mut by_order: HashMap<OrderId, Vec<Line>> = HashMap::new();
    for row in rows {
        by_order.entry(row.order_id).or_default().push(line(row));
    }
    Ok(by_order)
}

/// The lines of an order by position, with what their products cost to buy: for those who may see it.
pub async fn sold_lines(from: &mut From<'_>, order: OrderId) -> Result<Vec<SoldLine>, Internal> {
    let rows: Vec<(i64, Quantity, Money, Option<Money>)> = from
        .sql(
            "select l.position, l.quantity_milli, l.amount_paise, p.purchase_paise
             from order_lines l join products p on p.id = l.product_id where l.order_id = $1 order by l.position, l.id",
        )
        .bind(order)
        .all()
        .await?;
    let line = |(position, quantity, amount, purchase_rate)| SoldLine { position, quantity, amount, purchase_rate };
    Ok(rows.into_iter().map(line).collect())
}

type EventRow = (Timestamp, String, String, Option<Status>, Option<Status>, String, Option<String>);

/// The feed of an order, oldest first.
pub async fn timeline(from: &mut From<'_>, order: OrderId) -> Result<Vec<TimelineEntry>, Internal> {
    let rows: Vec<EventRow> = from
        .sql(
            "select at, user_name, kind, from_status, to_status, remark, data from order_events where order_id = $1
             order by id limit 1000",
        )
        .bind(order)
        .all()
        .await?;
    let entry = |(at, by, kind, from, to, remark, data): EventRow| {
        let data = data.and_then(|data| serde_json::from_str(&data).ok()).unwrap_or_default();
        TimelineEntry { at, by, kind, from, to, remark, data }
    };
    Ok(rows.into_iter().map(entry).collect())
}

type FileRow = (FileId, String, String, String, String, i64, String, Timestamp);

/// The files kept with an order (`order`) or a draft of one (`order_draft`), oldest first.
pub async fn files(from: &mut From<'_>, kept_with: &'static str, id: i64) -> Result<Vec<Attachment>, Internal> {
    let rows: Vec<FileRow> = from
        .sql(
            "select id, code, kind, name, media_type, size_bytes, user_name, created_at from files
             where entity_type = $1 and entity_id = $2 order by id limit 200",
        )
        .bind(kept_with.to_owned())
        .bind(id)
        .all()
        .await?;
    let file = |(id, code, kind, name, media_type, size_bytes, by, at): FileRow| Attachment {
        id,
        code,
        kind: kind.parse().unwrap_or(FileKind::Other),
        name,
        media_type,
        size_bytes,
        by,
        at,
    };
    Ok(rows.into_iter().map(file).collect())
}

/// The order this one is the rest of, and the rests of this one.
pub async fn related(
    from: &mut From<'_>,
    order: OrderId,
    parent: Option<OrderId>,
) -> Result<Vec<RelatedOrder>, Internal> {
    let rows: Vec<(String, Status, Money, bool)> = from
        .sql(
            "select number, status, total_paise, id = $2 from orders where id = $2 or parent_id = $1 order by id limit 50",
        )
        .bind(order)
        .bind(parent.map_or(0, OrderId::get))
        .all()
        .await?;
    let named = |(number, status, total, is_parent)| RelatedOrder { number, status, total, is_parent };
    Ok(rows.into_iter().map(named).collect())
}
