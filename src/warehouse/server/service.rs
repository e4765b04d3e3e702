//! Receiving and correcting stock.

use serde_json::json;

use super::store::{self, Goods};
use crate::{
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, FieldError},
        record,
        server::{Audit, Desk, Work},
    },
    warehouse::{
        Error,
        model::{Corrected, CorrectionForm, Receipt, ReceiptForm, StockEditor},
    },
};

/// What the stock forms of a product offer.
///
/// # Errors
/// [`record::Error::NotFound`]
pub async fn edit(desk: &Desk, actor: &Actor, product: &str) -> Result<StockEditor, Failure> {
    let db = desk.read(actor, Capability::EditStock)?;
    let goods = store::goods(db, product).await?.ok_or(record::Error::NotFound("This product"))?;
    Ok(StockEditor {
        warehouses: store::choices(db).await?,
        batches: store::batches(db, goods.id).await?,
        sku: goods.sku,
        name: goods.name,
        unit: goods.unit,
    })
}

/// Receives goods into a batch, a new one where there is none; answers the SKU.
///
/// # Errors
/// [`record::Error::Invalid`], [`record::Error::NotFound`].
pub async fn receive(desk: &Desk, actor: &Actor, product: &str, form: &ReceiptForm) -> Result<String, Failure> {
    let mut work = desk.begin(actor, Capability::EditStock).await?;
    let goods = store::goods_in(&mut work, product).await?.ok_or(record::Error::NotFound("This product"))?;
    let receipt = Receipt::parse(form, goods.is_whole(), work.today()).map_err(record::Error::Invalid)?;
    let wrong =
        |field: &str, code: &str, message: &str| record::Error::Invalid(vec![FieldError::new(field, code, message)]);
    let warehouse = store::warehouse_id(&mut work, &receipt.warehouse)
        .await?
        .ok_or_else(|| wrong("warehouse", "unknown", "Warehouse: choose one from the list."))?;
    store::lock(&mut work, goods.id).await?;
    let batch = store::batch_for(&mut work, goods.id, warehouse, &receipt).await?.ok_or_else(|| {
        wrong("expires", "differs", "Expires: this batch is here already with another day of expiry.")
    })?;
    store::receive(&mut work, batch, &receipt).await?;
    let summary = format!("Received {} of {} into batch {}", receipt.quantity, goods.name, receipt.batch);
    record(
        &mut work,
        &goods,
        summary,
        json!({"batch": receipt.batch, "warehouse": receipt.warehouse, "quantity": receipt.quantity.plain(), "reference": receipt.reference}),
    );
    work.commit().await?;
    Ok(goods.sku)
}

/// Corrects a batch's stock with a reason, never below what is promised; answers the SKU.
///
/// # Errors
/// [`record::Error::Invalid`], [`record::Error::NotFound`], [`Error::Promised`].
pub async fn correct(desk: &Desk, actor: &Actor, product: &str, form: &CorrectionForm) -> Result<String, Failure> {
    let mut work = desk.begin(actor, Capability::EditStock).await?;
    let goods = store::goods_in(&mut work, product).await?.ok_or(record::Error::NotFound("This product"))?;
    let corrected = Corrected::parse(form, goods.is_whole()).map_err(record::Error::Invalid)?;
    store::lock(&mut work, goods.id).await?;
    let (number, free) =
        store::free(&mut work, goods.id, corrected.batch).await?.ok_or(record::Error::NotFound("This batch"))?;
    if !store::correct(&mut work, goods.id, &corrected).await? {
        return Err(Error::Promised { free }.into());
    }
    let summary =
        format!("{} of {} in batch {number} of {}: {}", corrected.kind, corrected.change, goods.name, corrected.reason);
    record(
        &mut work,
        &goods,
        summary,
        json!({"batch": number, "kind": corrected.kind, "quantity": corrected.change.plain(), "reason": corrected.reason}),
    );
    work.commit().await?;
    Ok(goods.sku)
}

fn record(work: &mut Work, goods: &Goods, summary: String, new: serde_json::Value) {
    work.audit(Audit {
        action: "UPDATE",
        entity_type: "product",
        entity_id: goods.code.clone(),
        summary,
        old: None,
        new: Some(new),
    });
}
