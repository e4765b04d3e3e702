//! Stock by the file: batches as they are counted, their difference written into the ledger.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::store_count as store;
use crate::{
    catalog::model::Loaded,
    platform::{
        failure::Failure,
        record,
        server::{Audit, Work},
    },
    values::Quantity,
    warehouse::{Error, model::BatchInput},
};

/// Makes batches what a file says they are, in a few statements; answers what each was, in their order. What differs from
/// the stock on hand becomes a movement: `Opening` of a new batch, `Adjustment` of one that was there. Each batch may stand
/// once. Each product that changed is audited.
///
/// # Errors
/// [`record::Error::NotFound`] of a product or warehouse; [`Error::Promised`] when less would be left than orders were promised.
pub async fn upsert_batches(work: &mut Work, batches: &[BatchInput]) -> Result<Vec<Loaded<BatchInput>>, Failure> {
    let skus: Vec<String> = batches.iter().map(|batch| batch.sku.to_uppercase()).collect();
    let codes = store::lock_all(work, &skus).await?;
    let known: HashMap<String, BatchInput> =
        store::counted_in(work, &skus).await?.into_iter().map(|(batch, _)| (key(&batch), batch)).collect();
    let differ: Vec<&BatchInput> = batches.iter().filter(|batch| known.get(&key(batch)) != Some(batch)).collect();
    if store::put_batches(work, &differ).await? != differ.len() as u64 {
        return Err(record::Error::NotFound("A product or warehouse of the file").into());
    }
    let moves: Vec<Value> = differ
        .iter()
        .filter_map(|batch| {
            let before = known.get(&key(batch));
            let change = batch.on_hand.checked_sub(before.map(|before| before.on_hand).unwrap_or_default())?;
            let kind = if before.is_some() { "Adjustment" } else { "Opening" };
            (!change.is_zero()).then(|| row(batch, kind, change))
        })
        .collect();
    let less = moves.iter().any(|row| row["change"].as_i64() < Some(0));
    if store::count(work, &moves).await? != moves.len() as u64 || (less && store::short(work, &skus).await?) {
        return Err(Error::Promised { free: Quantity::default() }.into());
    }
    write_down(work, &codes, &known, &differ);
    Ok(batches.iter().map(|batch| Loaded::of(known.get(&key(batch)).cloned(), batch)).collect())
}

fn key(batch: &BatchInput) -> String {
    format!("{}\u{1f}{}\u{1f}{}", batch.sku, batch.warehouse, batch.batch)
}

fn row(batch: &BatchInput, kind: &str, change: Quantity) -> Value {
    json!({
        "sku": batch.sku, "warehouse": batch.warehouse, "batch": batch.batch, "kind": kind, "change": change.thousandths(),
    })
}

fn write_down(
    work: &mut Work,
    codes: &HashMap<String, String>,
    known: &HashMap<String, BatchInput>,
    differ: &[&BatchInput],
) {
    for batch in differ {
        let told = |batch: &BatchInput| {
            json!({
                "batch": batch.batch, "warehouse": batch.warehouse, "made": batch.made.map(|day| day.iso()),
                "expires": batch.expires.map(|day| day.iso()), "weight": batch.weight, "on hand": batch.on_hand.plain(),
            })
        };
        let old = known.get(&key(batch));
        work.audit(Audit {
            action: if old.is_some() { "UPDATE" } else { "CREATE" },
            entity_type: "product",
            entity_id: codes.get(&batch.sku).unwrap_or(&batch.sku).clone(),
            summary: format!("Counted {} in batch {} of {}", batch.on_hand, batch.batch, batch.warehouse),
            old: old.map(told),
            new: Some(told(batch)),
        });
    }
}
