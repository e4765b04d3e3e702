//! SQL of warehouses as masters.

use serde_json::{Value, json};

use crate::{
    platform::{
        failure::Internal,
        server::{Db, Work},
    },
    values::{Date, Quantity, Version, WarehouseId},
    warehouse::model::{HeldBatch, WarehouseInput, WarehouseRow},
};

/// Batches shown on a warehouse's page.
const SHOWN: i64 = 200;

#[derive(sqlx::FromRow)]
struct Row {
    id: WarehouseId,
    code: String,
    name: String,
    city: String,
    state_code: String,
    address: String,
    active: bool,
    version: Version,
    products: i64,
    batches: i64,
    material: bool,
}

/// A warehouse, whole.
#[derive(Clone, Debug)]
pub struct Warehouse {
    pub id: WarehouseId,
    pub version: Version,
    pub row: WarehouseRow,
    /// Whether packaging material lies in it.
    material: bool,
}

impl Warehouse {
    /// Whether goods or packaging material lie in it.
    pub fn holds(&self) -> bool {
        self.row.batches > 0 || self.material
    }
}

impl From<Row> for Warehouse {
    fn from(row: Row) -> Self {
        let Row { id, code, name, city, state_code, address, active, version, products, batches, material } = row;
        let data = WarehouseInput { code, name, city, state_code, address, active };
        Self { id, version, row: WarehouseRow { data, products, batches }, material }
    }
}

// What lies there is counted in one pass over the batches, not one for each warehouse.
const ALL: &str = "select w.id, w.code, w.name, w.city, w.state_code, w.address, w.active, w.version,
        coalesce(b.products, 0) as products, coalesce(b.batches, 0) as batches,
        exists (select 1 from packaging_balances m where m.warehouse_id = w.id and m.on_hand_milli > 0) as material
     from warehouses w
     left join (select warehouse_id, count(distinct product_id) as products, count(*) as batches
                from batches where on_hand_milli > 0 group by warehouse_id) b on b.warehouse_id = w.id
     order by w.name, w.id limit 1000";

/// All of them, by name: there are few.
pub async fn all(db: &Db) -> Result<Vec<Warehouse>, Internal> {
    let rows: Vec<Row> = db.sql(ALL).all().await?;
    Ok(rows.into_iter().map(Warehouse::from).collect())
}

/// The same within a write.
pub async fn all_in(work: &mut Work) -> Result<Vec<Warehouse>, Internal> {
    let rows: Vec<Row> = work.sql(ALL).all().await?;
    Ok(rows.into_iter().map(Warehouse::from).collect())
}

/// What lies in a warehouse, what expires first before the rest.
pub async fn held(db: &Db, id: WarehouseId, today: Date) -> Result<Vec<HeldBatch>, Internal> {
    let rows: Vec<(String, String, String, String, Option<Date>, Quantity, Quantity)> = db
        .sql(
            "select p.sku, p.name, p.unit, b.number, b.expires_on, b.on_hand_milli, b.reserved_milli
             from batches b join products p on p.id = b.product_id where b.warehouse_id = $1 and b.on_hand_milli > 0
             order by case when b.expires_on is null then 1 else 0 end, b.expires_on, b.id limit $2",
        )
        .bind(id)
        .bind(SHOWN)
        .all()
        .await?;
    let held = |(sku, product, unit, number, expires, on_hand, reserved): (_, _, _, _, Option<Date>, _, _)| HeldBatch {
        sku,
        product,
        unit,
        number,
        expires,
        days_left: expires.map(|expires| today.days_until(expires)),
        on_hand,
        reserved,
    };
    Ok(rows.into_iter().map(held).collect())
}

/// Adds warehouses or writes them anew, by code; answers how many: one in which goods lie is not closed.
pub async fn put(work: &mut Work, warehouses: &[&WarehouseInput]) -> Result<u64, Internal> {
    work.sql(
        "insert into warehouses (code, name, city, state_code, address, active)
         select value->>'code', value->>'name', value->>'city', value->>'state_code', value->>'address',
                cast(value->>'active' as boolean)
         from json_each($1) where true
         on conflict (code) do update set name = excluded.name, city = excluded.city, state_code = excluded.state_code,
             address = excluded.address, active = excluded.active, version = warehouses.version + 1
         where excluded.active or not exists
             (select 1 from batches b where b.warehouse_id = warehouses.id and b.on_hand_milli > 0)",
    )
    .bind(json!(warehouses).to_string())
    .run()
    .await
}

/// Takes warehouses away that nothing refers to and nobody has changed since they were added; answers how many.
pub async fn remove(work: &mut Work, warehouses: &[&Warehouse]) -> Result<u64, Internal> {
    let rows: Vec<Value> = warehouses.iter().map(|warehouse| json!({"id": warehouse.id})).collect();
    work.sql(
        "delete from warehouses where id in (select cast(value->>'id' as bigint) from json_each($1)) and version = 1
           and not exists (select 1 from batches x where x.warehouse_id = warehouses.id)
           and not exists (select 1 from orders x where x.warehouse_id = warehouses.id)
           and not exists (select 1 from packaging_documents x where x.warehouse_id = warehouses.id)
           and not exists (select 1 from packaging_balances x where x.warehouse_id = warehouses.id)
           and not exists (select 1 from packaging_counts x where x.warehouse_id = warehouses.id)",
    )
    .bind(Value::from(rows).to_string())
    .run()
    .await
}
