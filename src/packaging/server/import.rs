//! What files put in: the forms' ways, many rows at a time, in the caller's transaction.

use serde_json::{Value, json};

use super::{
    materials,
    moves::{self, Known},
    post,
    store::{Held, texts},
    store_count,
};
use crate::{
    packaging::{
        Error,
        bill::Per,
        entered::Entered,
        model::{DocumentKind, Posted},
        parse::{HeadInput, LineInput, MaterialInput, named},
    },
    platform::{
        failure::{Failure, Internal},
        server::{Audit, Work},
    },
    values::{CountId, MaterialId, Quantity},
};

/// A line of a count.
#[derive(Clone, Debug)]
pub struct CountedRow {
    /// Code.
    pub material: String,
    pub boxes: i64,
    pub loose: Quantity,
    pub counted: Quantity,
    pub reason: String,
}

/// A line of a bill.
#[derive(Clone, Debug)]
pub struct BillRow {
    pub sku: String,
    pub material: String,
    pub per: Per,
    pub quantity: Quantity,
}

async fn known(work: &mut Work, names: Vec<String>) -> Result<Vec<Held>, Internal> {
    work.sql(
        "select id, code, name, unit, box_milli, on_hand_milli, on_order_milli, reorder_level_milli, maximum_milli,
                minimum_order_milli, used_milli, lead_days, rate_paise, last_moved_at, barcode
         from packaging_materials
         where active and (code in (select value->>'k' from json_each($1)) or barcode in (select value->>'k' from json_each($1)))
         order by id",
    )
    .bind(texts(names))
    .all()
    .await
}

/// Makes new materials.
///
/// # Errors
/// [`Error::Invalid`] for a code that was taken in between.
pub async fn make(work: &mut Work, inputs: &[Box<MaterialInput>]) -> Result<(), Failure> {
    let mut done: Vec<&str> = Vec::new();
    for input in inputs {
        let code = input.code.as_deref().unwrap_or_default();
        // The same new material may open in many warehouses.
        if !done.contains(&code) {
            materials::put(work, input, None).await?;
            done.push(code);
        }
    }
    Ok(())
}

/// Posts a document of lines that were read, with its audit entry.
///
/// # Errors
/// As the forms.
pub async fn book(
    work: &mut Work,
    kind: DocumentKind,
    head: &HeadInput,
    lines: &[LineInput],
) -> Result<Posted, Failure> {
    let held = known(work, named(lines.iter().map(|line| line.material.as_str()))).await?;
    let posted = moves::put(work, kind, (head, Entered::default()), lines, &Known::new(held)).await?;
    if !posted.repeated {
        moves::record(work, &head.warehouse, &head.reference, &posted);
    }
    Ok(posted)
}

/// Makes a count of the rows and hands it in for another person's approval; the same key makes it once.
///
/// # Errors
/// [`Error::Invalid`] for a warehouse that is not there.
pub async fn count(
    work: &mut Work,
    key: &str,
    warehouse: &str,
    rows: &[CountedRow],
) -> Result<Option<CountId>, Failure> {
    let (place, name) = post::warehouse(work, warehouse).await?;
    // Blind: the file was made without the book's quantities, so the approver gives missing reasons.
    let Some(id) = store_count::insert(work, key, place, "", true, rows.iter().any(|row| row.boxes > 0)).await? else {
        return Ok(None);
    };
    let held = known(work, named(rows.iter().map(|row| row.material.as_str()))).await?;
    let id_of = |code: &str| held.iter().find(|held| held.code == code).map(|held| held.id);
    let found: Vec<Value> = rows
        .iter()
        .filter_map(|row| {
            let material: MaterialId = id_of(&row.material)?;
            Some(json!({
                "material": material, "code": row.material, "boxes": row.boxes, "loose": row.loose, "counted": row.counted,
                "reason": row.reason,
            }))
        })
        .collect();
    store_count::fill_with(work, id, &found).await?;
    store_count::keep(work, id, &found).await?;
    super::count::tell_and_submit(work, id, &name).await?;
    work.audit(Audit {
        action: "CREATE",
        entity_type: "packaging-count",
        entity_id: id.to_string(),
        summary: format!("Handed in a count of {} materials in {name} from a file", found.len()),
        old: None,
        new: None,
    });
    Ok(Some(id))
}

/// Sets lines of bills; other lines of the same SKUs stay.
///
/// # Errors
/// When the database refuses.
pub async fn bills(work: &mut Work, rows: &[BillRow]) -> Result<(), Failure> {
    if rows.is_empty() {
        return Ok(());
    }
    let set: Vec<Value> = rows
        .iter()
        .map(|row| json!({"sku": row.sku, "material": row.material, "per": row.per, "quantity": row.quantity}))
        .collect();
    let (now, by) = (work.now(), work.actor().name.clone());
    let done = work
        .sql(
            "insert into packaging_bills (product_id, material_id, per, quantity_milli, updated_at, updated_by)
             select p.id, m.id, value->>'per', cast(value->>'quantity' as bigint), $2, $3
             from json_each($1) join products p on p.sku = value->>'sku'
             join packaging_materials m on m.code = value->>'material' where true
             on conflict (product_id, material_id, per) do update set quantity_milli = excluded.quantity_milli,
                 updated_at = excluded.updated_at, updated_by = excluded.updated_by",
        )
        .bind(Value::from(set).to_string())
        .bind(now)
        .bind(by)
        .run()
        .await?;
    if done != rows.len() as u64 {
        return Err(Error::NotFound("A product or material of this file").into());
    }
    work.audit(Audit {
        action: "BULK_UPLOAD",
        entity_type: "packaging",
        entity_id: "bills".to_owned(),
        summary: format!("Set {done} lines of bills of packaging"),
        old: None,
        new: None,
    });
    Ok(())
}
