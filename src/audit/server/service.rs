//! Reading the audit log.

use super::store;
use crate::{
    audit::{
        mask,
        model::{AuditFilter, Entry, EntryList},
    },
    identity::{Actor, Capability},
    platform::{failure::Failure, server::Desk},
};

/// Rows of a page.
const PAGE: i64 = 50;

/// A page of the log.
///
/// # Errors
/// `forbidden` for anybody but an Admin.
pub async fn list(desk: &Desk, actor: &Actor, filter: &AuditFilter) -> Result<EntryList, Failure> {
    let db = desk.read(actor, Capability::SeeAudit)?;
    let after = filter.after.trim().parse().unwrap_or(i64::MAX);
    let stored = store::list(db, filter, after, PAGE + 1).await?;
    let mut rows: Vec<_> = stored.iter().map(store::Stored::row).collect();
    let more = i64::try_from(rows.len()).unwrap_or(0) > PAGE;
    if more {
        rows.pop();
    }
    let next = rows.last().filter(|_| more).map(|row| row.id);
    Ok(EntryList { rows, next, kinds: store::kinds(db).await? })
}

/// One entry with what these eyes may see of its values.
///
/// # Errors
/// `not_found`
pub async fn show(desk: &Desk, actor: &Actor, id: i64) -> Result<Entry, Failure> {
    let db = desk.read(actor, Capability::SeeAudit)?;
    let stored = store::get(db, id).await?.ok_or_else(|| Failure::not_found("This entry"))?;
    Ok(Entry {
        row: stored.row(),
        changes: mask::changes(stored.old_data.as_deref(), stored.new_data.as_deref(), actor.may(Capability::SetUpKra)),
        address: stored.address.unwrap_or_default(),
        agent: stored.agent.unwrap_or_default(),
        request_id: stored.request_id.unwrap_or_default(),
    })
}
