//! The server's half of imports.

pub mod browser;
pub mod check;
pub mod export;
mod known;
mod masters;
mod packaging;
pub mod reader;
pub mod rest;
pub mod run;
mod run_masters;
pub mod show;
mod store;
mod store_changes;
mod store_run;
pub mod undo;
pub mod upload;
pub mod workbook;

use self::store::Stored;
use super::{error::Error, model::Kind};
use crate::{
    identity::{Actor, Capability},
    platform::{
        failure::Failure,
        server::{Audit, Desk, Event, jobs::Handlers},
    },
    values::ImportId,
};

/// The background jobs of this feature.
pub fn jobs(handlers: Handlers) -> Handlers {
    handlers.on("imports:run", |desk, job| async move { run::job(desk, job).await })
}

/// The import, if this person sees it.
async fn seen(desk: &Desk, actor: &Actor, id: ImportId) -> Result<Stored, Failure> {
    let db = desk.read(actor, Capability::SeeImports)?;
    Ok(store::find(db, actor, id).await?.ok_or(Error::NotFound)?)
}

/// The import, if this person may go on with it.
async fn changeable(desk: &Desk, actor: &Actor, id: ImportId) -> Result<Stored, Failure> {
    let stored = seen(desk, actor, id).await?;
    actor.must(stored.row.kind.right(actor))?;
    Ok(stored)
}

/// Which kinds this person may import.
pub fn kinds(actor: &Actor) -> Vec<Kind> {
    Kind::ALL.iter().copied().filter(|kind| actor.may(kind.right(actor))).collect()
}

/// Stops an import; what has gone in stays.
///
/// # Errors
/// When it is over already.
pub async fn cancel(desk: &Desk, actor: &Actor, id: ImportId) -> Result<(), Failure> {
    let stored = changeable(desk, actor, id).await?;
    let mut work = desk.begin(actor, stored.row.kind.right(actor)).await?;
    if !store::cancel(&mut work, id).await? {
        return Err(Error::WrongState { state: stored.row.state, action: "cancelled" }.into());
    }
    work.audit(Audit {
        action: "BULK_UPLOAD",
        entity_type: "import",
        entity_id: id.to_string(),
        summary: format!("Cancelled {}", stored.row.file_name),
        old: Some(serde_json::json!({"state": stored.row.state, "doneRows": stored.row.done_rows})),
        new: None,
    });
    work.emit(Event::to_user(
        stored.user,
        "import:progress",
        serde_json::json!({"importId": id, "state": "Cancelled"}),
    ));
    work.commit().await?;
    Ok(())
}
