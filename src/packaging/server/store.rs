//! SQL of the ledger's writing side.

use serde_json::{Value, json};

use crate::{
    packaging::{
        entered::Entered,
        model::{DocumentKind, EntryKind, Unit},
        reorder::Stock,
    },
    platform::{
        failure::Internal,
        server::{Db, Dialect, Work},
    },
    values::{Date, DocumentId, EntryId, MaterialId, Money, OrderId, Quantity, Timestamp, WarehouseId},
};

/// A material as movements need it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Held {
    pub id: MaterialId,
    pub code: String,
    pub name: String,
    pub unit: Unit,
    pub box_milli: Quantity,
    pub on_hand_milli: Quantity,
    pub on_order_milli: Quantity,
    pub reorder_level_milli: Quantity,
    pub maximum_milli: Option<Quantity>,
    pub minimum_order_milli: Quantity,
    pub used_milli: Quantity,
    pub lead_days: i64,
    pub rate_paise: Money,
    pub last_moved_at: Option<Timestamp>,
    pub barcode: Option<String>,
    pub active: bool,
}

impl Held {
    /// What the rules ask.
    pub fn stock(&self) -> Stock {
        Stock {
            unit: self.unit,
            on_hand: self.on_hand_milli,
            on_order: self.on_order_milli,
            level: self.reorder_level_milli,
            maximum: self.maximum_milli,
            minimum_order: self.minimum_order_milli,
            used: self.used_milli,
            lead_days: self.lead_days,
            last_moved_at: self.last_moved_at,
        }
    }
}

/// A set of texts for `json_each`.
pub fn texts(values: impl IntoIterator<Item = String>) -> String {
    Value::from(values.into_iter().map(|value| json!({"k": value})).collect::<Vec<_>>()).to_string()
}

/// A set of ids for `json_each`.
pub fn ids(values: impl IntoIterator<Item = MaterialId>) -> String {
    Value::from(values.into_iter().map(|value| json!({"k": value})).collect::<Vec<_>>()).to_string()
}

/// The materials with these codes or barcodes (in capitals), those in use first.
pub async fn by_names(db: &Db, names: Vec<String>) -> Result<Vec<Held>, Internal> {
    db.sql(
        "select id, code, name, unit, box_milli, on_hand_milli, on_order_milli, reorder_level_milli, maximum_milli,
                minimum_order_milli, used_milli, lead_days, rate_paise, last_moved_at, barcode, active
         from packaging_materials
         where code in (select value->>'k' from json_each($1)) or barcode in (select value->>'k' from json_each($1))
         order by case when active then 0 else 1 end, id",
    )
    .bind(texts(names))
    .all()
    .await
}

/// Makes those who move these materials wait for each other, always in the same order.
pub async fn lock(work: &mut Work, materials: &[MaterialId]) -> Result<Vec<Held>, Internal> {
    work.sql_by(Dialect {
        sqlite: "select id, code, name, unit, box_milli, on_hand_milli, on_order_milli, reorder_level_milli, maximum_milli,
                        minimum_order_milli, used_milli, lead_days, rate_paise, last_moved_at, barcode, active
                 from packaging_materials where id in (select cast(value->>'k' as bigint) from json_each($1)) order by id",
        postgres: "select id, code, name, unit, box_milli, on_hand_milli, on_order_milli, reorder_level_milli, maximum_milli,
                        minimum_order_milli, used_milli, lead_days, rate_paise, last_moved_at, barcode, active
                 from packaging_materials where id in (select cast(value->>'k' as bigint) from json_each($1)) order by id
                 for update",
    })
    .bind(ids(materials.iter().copied()))
    .all()
    .await
}

/// What these materials have in a warehouse.
pub async fn balances(
    work: &mut Work,
    warehouse: WarehouseId,
    materials: &[MaterialId],
) -> Result<Vec<(MaterialId, Quantity)>, Internal> {
    work.sql(
        "select material_id, on_hand_milli from packaging_balances
         where warehouse_id = $1 and material_id in (select cast(value->>'k' as bigint) from json_each($2))
         order by material_id",
    )
    .bind(warehouse)
    .bind(ids(materials.iter().copied()))
    .all()
    .await
}

/// A document's head.
#[derive(Clone, Debug)]
pub struct Head {
    pub key: String,
    pub fingerprint: String,
    pub kind: DocumentKind,
    pub warehouse: WarehouseId,
    pub vendor: Option<i64>,
    pub reference: String,
    pub reason: String,
    pub order: Option<OrderId>,
    pub remarks: String,
    pub entered: Entered,
}

/// Writes a document; `None` when its key is there already.
pub async fn insert_document(work: &mut Work, head: &Head, lines: usize) -> Result<Option<DocumentId>, Internal> {
    let (now, user, name) = (work.now(), work.actor().user(), work.actor().name.clone());
    let row: Option<(DocumentId,)> = work
        .sql(
            "insert into packaging_documents
                 (key, fingerprint, kind, warehouse_id, vendor_id, reference, reason, order_id, remarks, line_count, user_id,
                  user_name, at, entered_at, entered_doubt)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
             on conflict (key) do nothing returning id",
        )
        .bind(head.key.clone())
        .bind(head.fingerprint.clone())
        .bind(head.kind.as_str())
        .bind(head.warehouse)
        .bind(head.vendor)
        .bind(head.reference.clone())
        .bind(head.reason.clone())
        .bind(head.order)
        .bind(head.remarks.clone())
        .bind(i64::try_from(lines).unwrap_or(i64::MAX))
        .bind(user)
        .bind(name)
        .bind(now)
        .bind(head.entered.at)
        .bind(head.entered.doubt.clone())
        .optional()
        .await?;
    Ok(row.map(|(id,)| id))
}

/// The document of a key: its id, fingerprint and kind.
pub async fn document_by_key(
    work: &mut Work,
    key: &str,
) -> Result<Option<(DocumentId, String, DocumentKind)>, Internal> {
    work.sql("select id, fingerprint, kind from packaging_documents where key = $1")
        .bind(key.to_owned())
        .optional()
        .await
}

/// A row for the ledger with the balances it leaves.
#[derive(Clone, Debug)]
pub struct Row {
    pub position: usize,
    pub material: MaterialId,
    pub kind: EntryKind,
    pub quantity: Quantity,
    pub balance: Quantity,
    pub total: Quantity,
    pub level: Quantity,
    pub counted: Option<Quantity>,
    pub batch: String,
    pub made: Option<Date>,
    pub expires: Option<Date>,
    pub vendor: Option<i64>,
    pub rate: Option<Money>,
    pub reason: String,
    pub corrects: Option<EntryId>,
}

/// Writes the rows, in their order; answers their ids by position.
pub async fn insert_entries(
    work: &mut Work,
    document: DocumentId,
    warehouse: WarehouseId,
    rows: &[Row],
) -> Result<Vec<(EntryId, i64)>, Internal> {
    let (now, today) = (work.now(), work.today());
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({
                "position": row.position, "material": row.material, "kind": row.kind, "quantity": row.quantity,
                "balance": row.balance, "total": row.total, "level": row.level, "counted": row.counted, "batch": row.batch,
                "made": row.made, "expires": row.expires, "vendor": row.vendor, "rate": row.rate, "reason": row.reason,
                "corrects": row.corrects,
            })
        })
        .collect();
    work.sql(
        "insert into packaging_entries
             (document_id, position, material_id, warehouse_id, kind, quantity_milli, balance_milli, total_milli, level_milli,
              counted_milli, batch, made_on, expires_on, vendor_id, rate_paise, reason, corrects_id, moved_on, at)
         select $2, cast(value->>'position' as bigint), cast(value->>'material' as bigint), $3, value->>'kind',
                cast(value->>'quantity' as bigint), cast(value->>'balance' as bigint), cast(value->>'total' as bigint),
                cast(value->>'level' as bigint), cast(value->>'counted' as bigint), value->>'batch',
                cast(value->>'made' as bigint), cast(value->>'expires' as bigint), cast(value->>'vendor' as bigint),
                cast(value->>'rate' as bigint), value->>'reason', cast(value->>'corrects' as bigint), $4, $5
         from json_each($1) order by cast(value->>'position' as bigint)
         returning id, position",
    )
    .bind(Value::from(rows).to_string())
    .bind(document)
    .bind(warehouse)
    .bind(today)
    .bind(now)
    .all()
    .await
}

/// Reckons anew what went out of these materials in the last 30 days; answers them as they are now.
pub async fn refresh_use(work: &mut Work, materials: &[MaterialId]) -> Result<Vec<Held>, Internal> {
    let today = work.today();
    work.sql(
        "update packaging_materials set used_on = $2,
             used_milli = (select case when coalesce(sum(d.out_milli), 0) > 0 then cast(sum(d.out_milli) as bigint) else 0 end
                           from packaging_days d
                           where d.material_id = packaging_materials.id and d.day > $3 and d.day <= $2)
         where id in (select cast(value->>'k' as bigint) from json_each($1))
         returning id, code, name, unit, box_milli, on_hand_milli, on_order_milli, reorder_level_milli, maximum_milli,
                   minimum_order_milli, used_milli, lead_days, rate_paise, last_moved_at, barcode, active",
    )
    .bind(ids(materials.iter().copied()))
    .bind(today)
    .bind(today.add_days(-crate::packaging::model::USE_DAYS))
    .all()
    .await
}

/// A warehouse in use, by code: id, code and name.
pub async fn warehouse(work: &mut Work, code: &str) -> Result<Option<(WarehouseId, String, String)>, Internal> {
    work.sql("select id, code, name from warehouses where upper(code) = $1 and active")
        .bind(code.to_uppercase())
        .optional()
        .await
}

/// An order's id by number.
pub async fn order_id(work: &mut Work, number: &str) -> Result<Option<OrderId>, Internal> {
    let row: Option<(OrderId,)> =
        work.sql("select id from orders where number = $1").bind(number.to_owned()).optional().await?;
    Ok(row.map(|(id,)| id))
}

/// The vendor of this name, made when there is none.
pub async fn vendor(work: &mut Work, name: &str) -> Result<i64, Internal> {
    let now = work.now();
    let found: Option<(i64,)> = work
        .sql("select id from packaging_vendors where lower(name) = $1 order by id limit 1")
        .bind(name.to_lowercase())
        .optional()
        .await?;
    if let Some((id,)) = found {
        return Ok(id);
    }
    let (id,): (i64,) = work
        .sql(
            "insert into packaging_vendors (name, created_at) values ($1, $2)
             on conflict (name) do update set name = excluded.name returning id",
        )
        .bind(name.to_owned())
        .bind(now)
        .one()
        .await?;
    Ok(id)
}

/// Notes that a vendor brought these materials, with the rate where one was told.
pub async fn note_vendor(work: &mut Work, vendor: i64, lines: &[(MaterialId, Option<Money>)]) -> Result<(), Internal> {
    let now = work.now();
    let rows: std::collections::BTreeMap<i64, Value> =
        lines.iter().map(|(material, rate)| (material.get(), json!({"m": material, "r": rate}))).collect();
    work.sql(
        "insert into packaging_material_vendors (material_id, vendor_id, rate_paise, minimum_order_milli, lead_days, last_received_at)
         select m.id, $2, coalesce(cast(value->>'r' as bigint), m.rate_paise), m.minimum_order_milli, m.lead_days, $3
         from json_each($1) join packaging_materials m on m.id = cast(value->>'m' as bigint) where true
         on conflict (material_id, vendor_id) do update set last_received_at = excluded.last_received_at,
             rate_paise = excluded.rate_paise",
    )
    .bind(Value::from(rows.into_values().collect::<Vec<_>>()).to_string())
    .bind(vendor)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// An open purchase: its id, material, and what is still to come.
pub async fn open_purchases(
    work: &mut Work,
    materials: &[MaterialId],
) -> Result<Vec<(i64, MaterialId, Quantity)>, Internal> {
    work.sql(
        "select id, material_id, quantity_milli - received_milli from packaging_purchases
         where state = 'Open' and material_id in (select cast(value->>'k' as bigint) from json_each($1))
         order by material_id, ordered_on, id",
    )
    .bind(ids(materials.iter().copied()))
    .all()
    .await
}

/// Notes what came of open purchases; one that is complete is closed.
pub async fn receive_purchases(work: &mut Work, came: &[(i64, Quantity)]) -> Result<(), Internal> {
    let rows: Vec<Value> = came.iter().map(|(id, quantity)| json!({"id": id, "q": quantity})).collect();
    work.sql(
        "update packaging_purchases set received_milli = received_milli + x.came, version = version + 1,
             state = case when received_milli + x.came = quantity_milli then 'Received' else state end
         from (select cast(value->>'id' as bigint) as id, cast(value->>'q' as bigint) as came from json_each($1)) x
         where packaging_purchases.id = x.id and state = 'Open'",
    )
    .bind(Value::from(rows).to_string())
    .run()
    .await?;
    Ok(())
}
