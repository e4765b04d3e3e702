//! Reading the ledger: pages of it, and documents.

use super::{
    files, post,
    store_ledger::{self, Where},
};
use crate::{
    identity::{Actor, Capability},
    packaging::{
        Error,
        document::DocumentPage,
        model::{Ledger, LedgerFilter, LedgerRow},
    },
    platform::{
        failure::{Failure, FieldError},
        server::{Db, Desk},
    },
    values::{Date, DocumentId, EntryId},
};

/// Rows of a page.
const PAGE: i64 = 100;

/// Leaves a page's rows; answers where the next begins.
pub fn cut(rows: &mut Vec<LedgerRow>, limit: i64) -> Option<EntryId> {
    let limit = usize::try_from(limit).unwrap_or(0);
    let more = rows.len() > limit;
    rows.truncate(limit);
    if more { rows.last().map(|row| row.id) } else { None }
}

/// Reads a filter's words.
///
/// # Errors
/// [`Error::Invalid`] for a material, warehouse, kind or day that there isn't.
pub async fn narrow(db: &Db, filter: &LedgerFilter) -> Result<Where, Failure> {
    let mut found = Where::default();
    let mut wrong = Vec::new();
    let day = |field: &str, label: &str, typed: &str, wrong: &mut Vec<FieldError>| match typed.trim() {
        "" => None,
        // An instant of other clients begins with its day.
        typed => Date::parse(typed.get(..10).filter(|_| typed.contains('T')).unwrap_or(typed))
            .map_err(|error| {
                wrong.push(FieldError::new(field, error.code(), format!("{label}: {error}.")).typed(typed))
            })
            .ok(),
    };
    found.from = day("from", "From", &filter.from, &mut wrong);
    found.to = day("to", "To", &filter.to, &mut wrong);
    if !filter.kind.trim().is_empty() {
        found.kind = filter.kind.parse().ok();
        if found.kind.is_none() {
            wrong.push(FieldError::new("type", "unknown", "Type: IN, OUT or COUNT.").typed(&filter.kind));
        }
    }
    if !filter.material.trim().is_empty() {
        found.material = store_ledger::material_id(db, &filter.material).await?;
        if found.material.is_none() {
            wrong.push(
                FieldError::new("material", "unknown", "Material: there is none with this code.")
                    .typed(&filter.material),
            );
        }
    }
    if !filter.warehouse.trim().is_empty() {
        found.warehouse = store_ledger::warehouse_id(db, &filter.warehouse).await?;
        if found.warehouse.is_none() {
            wrong.push(
                FieldError::new("warehouse", "unknown", "Warehouse: there is none with this code.")
                    .typed(&filter.warehouse),
            );
        }
    }
    if !filter.cursor.trim().is_empty() {
        match filter.cursor.trim().parse() {
            Ok(entry) => found.before = Some(entry),
            Err(_) => {
                let what = "send the nextCursor of the page before";
                wrong.push(FieldError::unreadable("cursor", what).typed(&filter.cursor));
            }
        }
    }
    if wrong.is_empty() { Ok(found) } else { Err(Error::Invalid(wrong).into()) }
}

/// A page of the ledger, newest first.
///
/// # Errors
/// [`Error::Invalid`] for a filter's word that there isn't.
pub async fn list(desk: &Desk, actor: &Actor, filter: &LedgerFilter) -> Result<Ledger, Failure> {
    let db = desk.read(actor, Capability::SeePackaging)?;
    let found = narrow(db, filter).await?;
    let mut rows = store_ledger::list(db, &found, PAGE + 1).await?;
    let next = cut(&mut rows, PAGE);
    Ok(Ledger { rows, next })
}

/// A document with its rows, in their order, and its files.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn document(desk: &Desk, actor: &Actor, id: DocumentId) -> Result<DocumentPage, Failure> {
    let db = desk.read(actor, Capability::SeePackaging)?;
    let mut rows = store_ledger::list(db, &Where { document: Some(id), ..Where::default() }, 1_000).await?;
    rows.reverse();
    let kind = rows.first().map(|row| row.document_kind).ok_or(Error::NotFound("This entry"))?;
    Ok(DocumentPage {
        id,
        kind,
        rows,
        files: files::list(desk, actor, id).await?,
        may_attach: actor.may(Capability::ReceivePackaging),
        may_correct: actor.may(Capability::ReceivePackaging),
        key: if actor.may(Capability::ReceivePackaging) { post::new_key() } else { String::new() },
        now: desk.clock.now(),
    })
}
