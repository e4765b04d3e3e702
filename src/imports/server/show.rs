//! What the pages of imports show.

use super::{
    super::model::{History, ImportView, Kind},
    kinds, seen, store,
};
use crate::{
    identity::{Actor, Capability},
    platform::{failure::Failure, server::Desk},
    values::ImportId,
};

const PAGE: i64 = 50;
const MADE: i64 = 20;

/// A page of the history, newest first.
///
/// # Errors
/// When the database refuses.
pub async fn history(desk: &Desk, actor: &Actor, before: Option<ImportId>) -> Result<History, Failure> {
    let db = desk.read(actor, Capability::SeeImports)?;
    let mut rows = store::list(db, actor, before, PAGE + 1).await?;
    let more = rows.len() as i64 > PAGE;
    rows.truncate(PAGE as usize);
    let next = rows.last().filter(|_| more).map(|row| row.id);
    Ok(History { rows, next, kinds: kinds(actor) })
}

/// An import with a page of its findings.
///
/// # Errors
/// When it isn't there, or not for this person.
pub async fn show(desk: &Desk, actor: &Actor, id: ImportId, page: i64) -> Result<ImportView, Failure> {
    let stored = seen(desk, actor, id).await?;
    let (finding_count, error_count) = store::count_findings(&desk.db, id).await?;
    let pages = (finding_count + PAGE - 1) / PAGE;
    let page = page.clamp(1, pages.max(1));
    let findings = store::findings(&desk.db, id, (page - 1) * PAGE, PAGE).await?;
    let (made, _) =
        if stored.row.kind == Kind::Orders { store::made(&desk.db, id, MADE).await? } else { (Vec::new(), 0) };
    Ok(ImportView {
        may_change: actor.may(stored.row.kind.right(actor)),
        import: stored.row,
        findings,
        finding_count,
        error_count,
        page,
        pages,
        headers: stored.mapping.headers,
        made,
        now: desk.clock.now(),
    })
}
