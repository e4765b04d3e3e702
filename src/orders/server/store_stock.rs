//! SQL of reserving and releasing stock. Guards stand in the statements, so that no concurrency sells a carton twice.

use serde_json::{Value, json};

use super::store_facts::id_set;
use crate::{
    platform::{
        failure::Internal,
        server::{Engine, Work},
    },
    values::{BatchId, CustomerId, Date, OrderId, ProductId, Quantity},
};

/// Makes concurrent bookers for the same customers and of the same products wait for each other, always in the same order, so
/// that none deadlock. One writer at a time is SQLite's own rule; on Postgres the rows are locked.
pub async fn lock(work: &mut Work, customers: &[CustomerId], products: &[ProductId]) -> Result<(), Internal> {
    if work.engine() == Engine::Sqlite {
        return Ok(());
    }
    work.sql(
        "select id from customers where id in (select cast(value->>'id' as bigint) from json_each($1))
         order by id for no key update",
    )
    .bind(id_set(customers.iter().copied()))
    .run()
    .await?;
    let ids = id_set(products.iter().copied());
    work.sql(
        "insert into product_stock (product_id)
         select p.id from products p where p.id in (select cast(value->>'id' as bigint) from json_each($1)) order by p.id
         on conflict (product_id) do nothing",
    )
    .bind(ids.clone())
    .run()
    .await?;
    work.sql(
        "select product_id from product_stock where product_id in (select cast(value->>'id' as bigint) from json_each($1))
         order by product_id for update",
    )
    .bind(ids)
    .run()
    .await?;
    Ok(())
}

/// The products of an order's lines, for [`lock`].
pub async fn products_of(work: &mut Work, order: OrderId) -> Result<Vec<ProductId>, Internal> {
    let rows: Vec<(ProductId,)> = work
        .sql("select distinct product_id from order_lines where order_id = $1 order by product_id")
        .bind(order)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Promises so much of each product, of batches that expire after `cutoff`. False: one has less left; the work must not commit.
pub async fn reserve(work: &mut Work, wanted: &[(ProductId, Quantity)], cutoff: Date) -> Result<bool, Internal> {
    if wanted.is_empty() {
        return Ok(true);
    }
    let rows: Vec<Value> = wanted.iter().map(|(product, quantity)| json!({"id": product, "q": quantity})).collect();
    let done = work
        .sql(
            "insert into product_stock (product_id, reserved_milli)
             select cast(value->>'id' as bigint), cast(value->>'q' as bigint) from json_each($1)
             where cast(value->>'q' as bigint) <= (
                 select coalesce(sum(b.on_hand_milli - b.reserved_milli), 0) from batches b
                 where b.product_id = cast(value->>'id' as bigint) and b.active and (b.expires_on is null or b.expires_on > $2))
             on conflict (product_id) do update set reserved_milli = product_stock.reserved_milli + excluded.reserved_milli
             where product_stock.reserved_milli + excluded.reserved_milli <= (
                 select coalesce(sum(b.on_hand_milli - b.reserved_milli), 0) from batches b
                 where b.product_id = product_stock.product_id and b.active and (b.expires_on is null or b.expires_on > $2))",
        )
        .bind(Value::from(rows).to_string())
        .bind(cutoff)
        .run()
        .await?;
    Ok(done == wanted.len() as u64)
}

/// Reserves exact batches, leaving what is promised of their products untouched. False: one has less left.
pub async fn reserve_batches(work: &mut Work, wanted: &[(BatchId, Quantity)], cutoff: Date) -> Result<bool, Internal> {
    if wanted.is_empty() {
        return Ok(true);
    }
    let rows: Vec<Value> = wanted.iter().map(|(batch, quantity)| json!({"id": batch, "q": quantity})).collect();
    let rows = Value::from(rows).to_string();
    let done = work
        .sql(
            "update batches set reserved_milli = batches.reserved_milli + w.q
             from (select cast(value->>'id' as bigint) as id, cast(value->>'q' as bigint) as q from json_each($1)) w
             where batches.id = w.id and batches.active and batches.on_hand_milli - batches.reserved_milli >= w.q",
        )
        .bind(rows.clone())
        .run()
        .await?;
    let (oversold,): (i64,) = work
        .sql(
            "select count(*) from product_stock s
             where s.product_id in (select b.product_id from batches b
                                    where b.id in (select cast(value->>'id' as bigint) from json_each($1)))
               and s.reserved_milli > (select coalesce(sum(b.on_hand_milli - b.reserved_milli), 0) from batches b
                                       where b.product_id = s.product_id and b.active
                                         and (b.expires_on is null or b.expires_on > $2))",
        )
        .bind(rows)
        .bind(cutoff)
        .one()
        .await?;
    Ok(done == wanted.len() as u64 && oversold == 0)
}

/// Gives back what the order's lines hold. The products must be locked.
pub async fn release(work: &mut Work, order: OrderId) -> Result<(), Internal> {
    work.sql(
        "update product_stock set reserved_milli = product_stock.reserved_milli - x.q
         from (select product_id, cast(sum(reserved_milli) as bigint) as q from order_lines
               where order_id = $1 and batch_id is null and reserved_milli > 0 group by product_id) x
         where product_stock.product_id = x.product_id",
    )
    .bind(order)
    .run()
    .await?;
    work.sql(
        "update batches set reserved_milli = batches.reserved_milli - x.q
         from (select batch_id, cast(sum(reserved_milli) as bigint) as q from order_lines
               where order_id = $1 and batch_id is not null and reserved_milli > 0 group by batch_id) x
         where batches.id = x.batch_id",
    )
    .bind(order)
    .run()
    .await?;
    work.sql("update order_lines set reserved_milli = 0 where order_id = $1 and reserved_milli > 0")
        .bind(order)
        .run()
        .await?;
    Ok(())
}
