//! Puts masters in, chunk by chunk, and keeps what each record was.

use std::collections::HashSet;

use super::{
    super::{
        masters::{self, Change, Master},
        model::{Mode, State},
    },
    check, masters as writing,
    run::{MOST, Tally, progress_event},
    store::{self, Stored},
    store_changes,
};
use crate::{
    catalog::model::Upserted,
    identity::Actor,
    platform::{
        failure::Failure,
        server::{Desk, Work, jobs::Job},
    },
    pms::server::collections,
};

/// The same file makes the same rows in the same order, so those counted as done are left out. `None`: cancelled, or taken
/// over by another server.
///
/// # Errors
/// When a record was changed between the check and the run so that it can't be written, or the database refuses.
pub async fn put(desk: &Desk, actor: &Actor, stored: &Stored, job: Option<&Job>) -> Result<Option<Tally>, Failure> {
    let (id, kind) = (stored.row.id, stored.row.kind);
    let refused: HashSet<u32> = store::bad_rows(&desk.db, id).await?;
    let sheet = check::sheet_of(desk, stored).await?;
    let reading = writing::load(desk, actor, kind, &sheet, &stored.mapping).await?;
    let checked = masters::check(kind, &sheet, &stored.mapping, &*reading);
    let rows: Vec<Change> = checked.changes.into_iter().filter(|change| !refused.contains(&change.row)).collect();
    let mut from = stored.row.done_rows;
    let rest = rows.get(usize::try_from(from).unwrap_or(0)..).unwrap_or_default();
    let size = if stored.row.mode == Mode::All { rest.len().max(1) } else { MOST };
    for chunk in rest.chunks(size) {
        if let Some(job) = job
            && !job.still_mine(desk).await?
        {
            return Ok(None);
        }
        let mut work = desk.begin(actor, kind.right(actor)).await?;
        let Some(done) = store::progress(&mut work, id, chunk.len() as i64).await? else {
            work.rollback().await?;
            return Ok(None);
        };
        put_chunk(&mut work, stored, from, chunk).await?;
        work.emit(progress_event(stored, State::Running, done));
        work.commit().await?;
        from = done;
    }
    Ok(Some(Tally::default()))
}

/// Writes the rows that change something; a chunk without any leaves no trace in the log.
async fn put_chunk(work: &mut Work, stored: &Stored, from: i64, chunk: &[Change]) -> Result<(), Failure> {
    let mut from = from;
    for part in chunk.chunks(MOST) {
        let wanted: Vec<Master> = part
            .iter()
            .filter(|change| change.outcome != Upserted::Unchanged)
            .map(|change| change.wanted.clone())
            .collect();
        if wanted.is_empty() {
            work.without_audit();
        } else {
            let before = collections::before(work).await?;
            let written = writing::put(work, wanted).await?;
            collections::told_by(work, &before, stored.row.id, written.iter().filter_map(|(_, new)| new.customer()))
                .await?;
            store_changes::add_changes(work, stored.row.id, from, &written).await?;
        }
        from += part.len() as i64;
    }
    Ok(())
}
