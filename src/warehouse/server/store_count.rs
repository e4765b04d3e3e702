//! SQL of stock as files say it: many batches a statement.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::{
    platform::{
        failure::Internal,
        server::{Db, Work},
    },
    values::{Date, Quantity},
    warehouse::model::BatchInput,
};

#[derive(sqlx::FromRow)]
struct Row {
    sku: String,
    warehouse: String,
    number: String,
    made_on: Option<Date>,
    expires_on: Option<Date>,
    weight: Option<String>,
    on_hand_milli: Quantity,
    reserved_milli: Quantity,
}

impl From<Row> for (BatchInput, Quantity) {
    fn from(row: Row) -> Self {
        let batch = BatchInput {
            sku: row.sku,
            warehouse: row.warehouse,
            batch: row.number,
            made: row.made_on,
            expires: row.expires_on,
            weight: row.weight,
            on_hand: row.on_hand_milli,
        };
        (batch, row.reserved_milli)
    }
}

const COUNTED: &str =
    "select p.sku, w.code as warehouse, b.number, b.made_on, b.expires_on, b.weight, b.on_hand_milli, b.reserved_milli
     from batches b join products p on p.id = b.product_id join warehouses w on w.id = b.warehouse_id
     where upper(p.sku) in (select value->>'sku' from json_each($1)) order by p.sku, b.id";

fn set(skus: &[String]) -> String {
    Value::from(skus.iter().map(|sku| json!({"sku": sku})).collect::<Vec<_>>()).to_string()
}

/// The batches of these SKUs (in capitals), and what of each is promised.
pub async fn counted(db: &Db, skus: &[String]) -> Result<Vec<(BatchInput, Quantity)>, Internal> {
    let rows: Vec<Row> = db.sql(COUNTED).bind(set(skus)).all().await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The same within a write.
pub async fn counted_in(work: &mut Work, skus: &[String]) -> Result<Vec<(BatchInput, Quantity)>, Internal> {
    let rows: Vec<Row> = work.sql(COUNTED).bind(set(skus)).all().await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Makes those who change the stock or the promises of these SKUs (in capitals) wait for each other; answers the products'
/// codes by SKU.
pub async fn lock_all(work: &mut Work, skus: &[String]) -> Result<HashMap<String, String>, Internal> {
    let skus = set(skus);
    work.sql(
        "insert into product_stock (product_id)
         select id from products where upper(sku) in (select value->>'sku' from json_each($1)) order by id
         on conflict (product_id) do nothing",
    )
    .bind(skus.clone())
    .run()
    .await?;
    work.sql(
        "update product_stock set reserved_milli = reserved_milli where product_id in
             (select id from products where upper(sku) in (select value->>'sku' from json_each($1)))",
    )
    .bind(skus.clone())
    .run()
    .await?;
    let rows: Vec<(String, String)> = work
        .sql("select sku, code from products where upper(sku) in (select value->>'sku' from json_each($1)) order by id")
        .bind(skus)
        .all()
        .await?;
    Ok(rows.into_iter().collect())
}

/// Adds batches, or says of those that are there when they were made and expire; answers how many. Their stock stays.
pub async fn put_batches(work: &mut Work, batches: &[&BatchInput]) -> Result<u64, Internal> {
    let rows: Vec<Value> = batches
        .iter()
        .map(|batch| {
            json!({
                "sku": batch.sku, "warehouse": batch.warehouse, "number": batch.batch, "made": batch.made.map(i64::from),
                "expires": batch.expires.map(i64::from), "weight": batch.weight,
            })
        })
        .collect();
    let now = work.now();
    work.sql(
        "insert into batches (product_id, warehouse_id, number, made_on, expires_on, weight, created_at)
         select p.id, w.id, value->>'number', cast(value->>'made' as bigint), cast(value->>'expires' as bigint),
                value->>'weight', $2
         from json_each($1) join products p on p.sku = value->>'sku' join warehouses w on w.code = value->>'warehouse' where true
         on conflict (product_id, warehouse_id, number) do update
             set made_on = excluded.made_on, expires_on = excluded.expires_on, weight = excluded.weight",
    )
    .bind(Value::from(rows).to_string())
    .bind(now)
    .run()
    .await
}

/// Writes movements into the ledger; answers how many: one that would take what is promised of its batch is not written.
pub async fn count(work: &mut Work, moves: &[Value]) -> Result<u64, Internal> {
    let (now, user, name) = (work.now(), work.actor().user(), work.actor().name.clone());
    work.sql(
        "insert into stock_movements (batch_id, product_id, warehouse_id, kind, quantity_milli, reason, user_id, user_name, at)
         select b.id, b.product_id, b.warehouse_id, value->>'kind', cast(value->>'change' as bigint), 'Counted in a file', $2, $3, $4
         from json_each($1) join products p on p.sku = value->>'sku' join warehouses w on w.code = value->>'warehouse'
         join batches b on b.product_id = p.id and b.warehouse_id = w.id and b.number = value->>'batch'
         where b.on_hand_milli + cast(value->>'change' as bigint) >= b.reserved_milli",
    )
    .bind(Value::from(moves.to_vec()).to_string())
    .bind(user)
    .bind(name)
    .bind(now)
    .run()
    .await
}

/// Whether of any of these SKUs (in capitals) more is promised than is left to sell.
pub async fn short(work: &mut Work, skus: &[String]) -> Result<bool, Internal> {
    let today = work.today();
    let row: Option<(String,)> = work
        .sql(
            "select p.sku from products p join product_stock s on s.product_id = p.id
             where upper(p.sku) in (select value->>'sku' from json_each($1)) and s.reserved_milli >
                 coalesce((select sum(b.on_hand_milli - b.reserved_milli) from batches b
                           where b.product_id = p.id and b.active and (b.expires_on is null or b.expires_on >= $2)), 0)
             order by p.id limit 1",
        )
        .bind(set(skus))
        .bind(today)
        .optional()
        .await?;
    Ok(row.is_some())
}
