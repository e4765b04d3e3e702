//! What pages open with: forms to start from, and records by what an address says.

use super::{count, ledger, post, store_ledger};
use crate::{
    identity::{Actor, Capability},
    packaging::{
        Error,
        counting::CountSheet,
        document::DocumentPage,
        model::{IssueForm, IssueLineForm, ReceiptForm, ReceiptLineForm},
    },
    platform::{failure::Failure, server::Desk},
};

/// The warehouse that is named, else the one that has most of the material, else the one where this person moved material
/// last, else the first.
async fn warehouse(desk: &Desk, actor: &Actor, material: &str, named: &str) -> Result<String, Failure> {
    if !named.trim().is_empty() && store_ledger::warehouse_id(&desk.db, named).await?.is_some() {
        return Ok(named.trim().to_owned());
    }
    let has_most: Option<(String,)> = desk
        .db
        .sql(
            "select w.code from packaging_materials m join packaging_balances b on b.material_id = m.id
             join warehouses w on w.id = b.warehouse_id
             where (m.code = $1 or m.barcode = $1) and w.active order by b.on_hand_milli desc, w.id limit 1",
        )
        .bind(material.trim().to_uppercase())
        .optional()
        .await?;
    if let Some((code,)) = has_most {
        return Ok(code);
    }
    let last: Option<(String,)> = desk
        .db
        .sql(
            "select w.code from (select warehouse_id, user_id, id from packaging_documents order by id desc limit 200) d
             join warehouses w on w.id = d.warehouse_id where d.user_id = $1 and w.active order by d.id desc limit 1",
        )
        .bind(actor.id)
        .optional()
        .await?;
    if let Some((code,)) = last {
        return Ok(code);
    }
    let first: Option<(String,)> =
        desk.db.sql("select code from warehouses where active order by id limit 1").optional().await?;
    Ok(first.map(|(code,)| code).unwrap_or_default())
}

/// A receipt's form with its key.
///
/// # Errors
/// `forbidden`.
pub async fn receipt(desk: &Desk, actor: &Actor, material: &str, named: &str) -> Result<ReceiptForm, Failure> {
    actor.must(Capability::ReceivePackaging)?;
    let lines = vec![ReceiptLineForm { material: material.trim().to_owned(), ..ReceiptLineForm::default() }];
    Ok(ReceiptForm {
        key: post::new_key(),
        warehouse: warehouse(desk, actor, material, named).await?,
        lines,
        ..ReceiptForm::default()
    })
}

/// An issue's form with its key.
///
/// # Errors
/// `forbidden`.
pub async fn issue(desk: &Desk, actor: &Actor, material: &str, named: &str) -> Result<IssueForm, Failure> {
    actor.must(Capability::IssuePackaging)?;
    let lines = vec![IssueLineForm { material: material.trim().to_owned(), ..IssueLineForm::default() }];
    let warehouse = warehouse(desk, actor, material, named).await?;
    Ok(IssueForm { key: post::new_key(), warehouse, reason: "Packing".to_owned(), lines, ..IssueForm::default() })
}

/// A document, by what an address says.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn document(desk: &Desk, actor: &Actor, id: &str) -> Result<DocumentPage, Failure> {
    ledger::document(desk, actor, id.parse().map_err(|_| Error::NotFound("This entry"))?).await
}

/// A count, by what an address says.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn count(desk: &Desk, actor: &Actor, id: &str) -> Result<CountSheet, Failure> {
    count::show(desk, actor, id.parse().map_err(|_| Error::NotFound("This count"))?).await
}
