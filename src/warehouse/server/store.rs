//! SQL of stock.

use crate::{
    platform::{
        failure::Internal,
        server::{Db, Work},
    },
    values::{BatchId, Date, ProductId, Quantity, WarehouseId},
    warehouse::model::{BatchChoice, Corrected, Receipt},
};

/// What stock knows of a product.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Goods {
    pub id: ProductId,
    pub code: String,
    pub sku: String,
    pub name: String,
    pub unit: String,
}

impl Goods {
    /// Whether it is counted, not weighed.
    pub fn is_whole(&self) -> bool {
        self.unit != "KG"
    }
}

const GOODS: &str = "select id, code, sku, name, unit from products where sku = $1 or code = $1 order by id limit 1";

/// By SKU or code.
pub async fn goods(db: &Db, name: &str) -> Result<Option<Goods>, Internal> {
    db.sql(GOODS).bind(name.trim().to_uppercase()).optional().await
}

/// By SKU or code, within a write.
pub async fn goods_in(work: &mut Work, name: &str) -> Result<Option<Goods>, Internal> {
    work.sql(GOODS).bind(name.trim().to_uppercase()).optional().await
}

/// Code and name of the warehouses in use.
pub async fn choices(db: &Db) -> Result<Vec<(String, String)>, Internal> {
    db.sql("select code, name from warehouses where active order by name, id limit 200").all().await
}

pub async fn warehouse_id(work: &mut Work, code: &str) -> Result<Option<WarehouseId>, Internal> {
    let row: Option<(WarehouseId,)> =
        work.sql("select id from warehouses where code = $1 and active").bind(code.to_owned()).optional().await?;
    Ok(row.map(|(id,)| id))
}

/// The batches of a product, those that expire first before the others.
pub async fn batches(db: &Db, product: ProductId) -> Result<Vec<BatchChoice>, Internal> {
    let rows: Vec<(BatchId, String, String, Quantity, Quantity, Option<Date>)> = db
        .sql(
            "select b.id, b.number, w.name, b.on_hand_milli, b.reserved_milli, b.expires_on
             from batches b join warehouses w on w.id = b.warehouse_id where b.product_id = $1
             order by case when b.expires_on is null then 1 else 0 end, b.expires_on, b.id limit 500",
        )
        .bind(product)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, number, warehouse, on_hand, reserved, expires)| BatchChoice {
            id,
            number,
            warehouse,
            on_hand,
            reserved,
            expires,
        })
        .collect())
}

/// Makes those who change this product's stock or promises wait for each other.
pub async fn lock(work: &mut Work, product: ProductId) -> Result<(), Internal> {
    work.sql("insert into product_stock (product_id) values ($1) on conflict (product_id) do nothing")
        .bind(product)
        .run()
        .await?;
    work.sql("update product_stock set reserved_milli = reserved_milli where product_id = $1")
        .bind(product)
        .run()
        .await?;
    Ok(())
}

/// The batch of a receipt, made when there is none; `None` when there is one that expires on another day.
pub async fn batch_for(
    work: &mut Work,
    product: ProductId,
    warehouse: WarehouseId,
    receipt: &Receipt,
) -> Result<Option<BatchId>, Internal> {
    let now = work.now();
    work.sql(
        "insert into batches (product_id, warehouse_id, number, made_on, expires_on, weight, created_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (product_id, warehouse_id, number) do nothing",
    )
    .bind(product)
    .bind(warehouse)
    .bind(receipt.batch.clone())
    .bind(receipt.made)
    .bind(receipt.expires)
    .bind(receipt.weight.clone())
    .bind(now)
    .run()
    .await?;
    let row: Option<(BatchId,)> = work
        .sql(
            "update batches set active = $5
             where product_id = $1 and warehouse_id = $2 and number = $3 and coalesce(expires_on, -1) = coalesce($4, -1)
             returning id",
        )
        .bind(product)
        .bind(warehouse)
        .bind(receipt.batch.clone())
        .bind(receipt.expires.map(i64::from))
        .bind(true)
        .optional()
        .await?;
    Ok(row.map(|(id,)| id))
}

/// Writes a receipt into the ledger.
pub async fn receive(work: &mut Work, batch: BatchId, receipt: &Receipt) -> Result<(), Internal> {
    let (now, user, name) = (work.now(), work.actor().user(), work.actor().name.clone());
    work.sql(
        "insert into stock_movements (batch_id, product_id, warehouse_id, kind, quantity_milli, reference, user_id, user_name, at)
         select id, product_id, warehouse_id, 'Receipt', $2, $3, $4, $5, $6 from batches where id = $1",
    )
    .bind(batch)
    .bind(receipt.quantity)
    .bind(receipt.reference.clone())
    .bind(user)
    .bind(name)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// Writes a correction into the ledger; false when it would take what is promised: of the batch, or of the product, whose
/// promises only batches that are not expired can keep.
pub async fn correct(work: &mut Work, product: ProductId, corrected: &Corrected) -> Result<bool, Internal> {
    let (now, today, user, name) = (work.now(), work.today(), work.actor().user(), work.actor().name.clone());
    let written = work
        .sql(
            "insert into stock_movements (batch_id, product_id, warehouse_id, kind, quantity_milli, reason, user_id, user_name, at)
             select b.id, b.product_id, b.warehouse_id, $3, cast($4 as bigint), $5, $6, $7, $8 from batches b
             where b.id = $1 and b.product_id = $2 and b.on_hand_milli + cast($4 as bigint) >= b.reserved_milli
               and (cast($4 as bigint) > 0 or not b.active or b.expires_on < $9
                    or cast($4 as bigint) + (select sum(x.on_hand_milli - x.reserved_milli) from batches x
                           where x.product_id = $2 and x.active and (x.expires_on is null or x.expires_on >= $9))
                       >= coalesce((select s.reserved_milli from product_stock s where s.product_id = $2), 0))",
        )
        .bind(corrected.batch)
        .bind(product)
        .bind(corrected.kind.as_str())
        .bind(corrected.change)
        .bind(corrected.reason.clone())
        .bind(user)
        .bind(name)
        .bind(now)
        .bind(today)
        .run()
        .await?;
    Ok(written == 1)
}

/// A batch's number, and what could be taken from it without breaking a promise.
pub async fn free(work: &mut Work, product: ProductId, batch: BatchId) -> Result<Option<(String, Quantity)>, Internal> {
    let today = work.today();
    let row: Option<(String, Quantity, bool, Quantity)> = work
        .sql(
            "select b.number, b.on_hand_milli - b.reserved_milli, b.active and (b.expires_on is null or b.expires_on >= $3),
                    cast(coalesce((select sum(x.on_hand_milli - x.reserved_milli) from batches x
                          where x.product_id = $2 and x.active and (x.expires_on is null or x.expires_on >= $3)), 0)
                        - coalesce((select s.reserved_milli from product_stock s where s.product_id = $2), 0) as bigint)
             from batches b where b.id = $1 and b.product_id = $2",
        )
        .bind(batch)
        .bind(product)
        .bind(today)
        .optional()
        .await?;
    let least = |own: Quantity, sellable: bool, all: Quantity| {
        if sellable { own.min(all).max(Quantity::default()) } else { own }
    };
    Ok(row.map(|(number, own, sellable, all)| (number, least(own, sellable, all))))
}
