//! What the pages' forms do, and where they go afterwards.

use super::{
    super::{
        columns::Correction,
        error::Error,
        model::{Mode, State},
    },
    cancel, check,
    run::{self, When},
    seen, undo,
};
use crate::{
    identity::Actor,
    platform::{failure::Failure, server::Desk},
    values::ImportId,
};

/// Good rows that are run while the page waits; more go to the background.
const AT_ONCE: i64 = 500;

fn parse(id: &str) -> Result<ImportId, Error> {
    id.parse().map_err(|_| Error::NotFound)
}

/// `run`, `cancel`, `check` or `undo`; answers the page that shows what came of it.
///
/// # Errors
/// As what is done.
pub async fn change(desk: &Desk, actor: &Actor, id: &str, action: &str, mode: Option<&str>) -> Result<String, Failure> {
    let id = parse(id)?;
    match action {
        "run" => {
            let mode = mode.and_then(|mode| mode.parse().ok()).unwrap_or(Mode::All);
            let few = seen(desk, actor, id).await?.row.good_rows <= AT_ONCE;
            run::start(desk, actor, id, mode, if few { When::Now } else { When::InBackground }).await?;
        }
        "cancel" => cancel(desk, actor, id).await?,
        "check" => check::check_again(desk, actor, id).await?,
        "undo" => undo::undo(desk, actor, id).await?,
        _ => return Err(Error::NotFound.into()),
    }
    Ok(seen(desk, actor, id).await?.row.state.path(id))
}

/// # Errors
/// As [`check::correct`].
pub async fn correct(desk: &Desk, actor: &Actor, id: &str, correction: Correction) -> Result<String, Failure> {
    let id = parse(id)?;
    check::correct(desk, actor, id, correction).await?;
    Ok(State::Checked.path(id))
}

/// # Errors
/// As [`check::choose_columns`].
pub async fn columns(desk: &Desk, actor: &Actor, id: &str, choices: Vec<String>) -> Result<String, Failure> {
    let id = parse(id)?;
    let state = check::choose_columns(desk, actor, id, choices).await?;
    Ok(state.path(id))
}
