//! SQL of materials as records: their names, and whether they are in use.

use crate::{
    packaging::{
        model::{Choice, USE_DAYS, Unit},
        names::Named,
    },
    platform::{
        failure::Internal,
        server::{Db, Work},
    },
    values::{CountId, MaterialId, Quantity, Timestamp, Version},
};

/// The materials in use, by code.
pub async fn names(db: &Db, most: i64) -> Result<Vec<Named>, Internal> {
    let rows: Vec<(String, String, Unit, Option<String>)> = db
        .sql("select code, name, unit, barcode from packaging_materials where active order by code, id limit $1")
        .bind(most)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|(code, name, unit, barcode)| Named(code, name, unit, barcode.unwrap_or_default()))
        .collect())
}

/// A material as taking it out of use needs it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Used {
    pub id: MaterialId,
    pub name: String,
    pub unit: Unit,
    pub active: bool,
    pub on_hand_milli: Quantity,
    pub on_order_milli: Quantity,
    pub version: Version,
    pub updated_at: Timestamp,
    pub updated_by: String,
}

/// A material by code.
pub async fn used(work: &mut Work, code: &str) -> Result<Option<Used>, Internal> {
    work.sql(
        "select id, name, unit, active, on_hand_milli, on_order_milli, version, updated_at, updated_by
         from packaging_materials where code = $1",
    )
    .bind(code.to_owned())
    .optional()
    .await
}

/// An open count whose sheet names a material.
pub async fn open_count(work: &mut Work, id: MaterialId) -> Result<Option<CountId>, Internal> {
    let row: Option<(CountId,)> = work
        .sql(
            "select c.id from packaging_count_lines l join packaging_counts c on c.id = l.count_id
             where l.material_id = $1 and c.state in ('Counting', 'Submitted') order by c.id limit 1",
        )
        .bind(id)
        .optional()
        .await?;
    Ok(row.map(|(id,)| id))
}

/// The SKUs on sale whose bill names a material, five at most.
pub async fn bills(work: &mut Work, id: MaterialId) -> Result<Vec<String>, Internal> {
    let rows: Vec<(String,)> = work
        .sql(
            "select distinct p.sku from packaging_bills b join products p on p.id = b.product_id
             where b.material_id = $1 and p.active order by p.sku limit 5",
        )
        .bind(id)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(sku,)| sku).collect())
}

/// Puts a material in use or out of it, where nothing stands in the way; false where something does.
pub async fn set_active(work: &mut Work, id: MaterialId, version: Version, active: bool) -> Result<bool, Internal> {
    let (now, by) = (work.now(), work.actor().name.clone());
    let done = work
        .sql(
            "update packaging_materials set active = $3, updated_at = $4, updated_by = $5, version = version + 1
             where id = $1 and version = $2 and ($3 or (on_hand_milli = 0 and on_order_milli = 0))",
        )
        .bind(id)
        .bind(version)
        .bind(active)
        .bind(now)
        .bind(by)
        .run()
        .await?;
    Ok(done == 1)
}

/// The SKUs whose bill names a material.
pub async fn used_by(db: &Db, material: MaterialId) -> Result<Vec<Choice>, Internal> {
    let rows: Vec<(String, String)> = db
        .sql(
            "select distinct p.sku, p.name from packaging_bills b join products p on p.id = b.product_id
             where b.material_id = $1 order by p.sku limit 100",
        )
        .bind(material)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(code, name)| Choice { code, name }).collect())
}

/// How many stand on the reorder list: as [`is_due`](crate::packaging::reorder::is_due), one by one, but counted at once.
pub async fn due(db: &Db) -> Result<i64, Internal> {
    db.sql(
        "select count(*) from packaging_materials
         where active and (on_hand_milli <= reorder_level_milli
                           or on_hand_milli + on_order_milli - used_milli * lead_days / $1 <= reorder_level_milli)",
    )
    .bind(USE_DAYS)
    .one::<(i64,)>()
    .await
    .map(|(count,)| count)
}
