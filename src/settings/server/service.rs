//! Showing and changing the settings.

use serde_json::{Map, Value, json};

use super::store;
use crate::{
    identity::{Actor, Capability},
    platform::{
        failure::Failure,
        server::{Audit, Desk},
    },
    settings::{
        error::Error,
        model::{SettingsForm, SettingsPageData},
    },
    values::{State, Timestamp},
};

/// Tests all that waits for credit again; orders handles it.
const RETEST: &str = "orders:retest";

/// The settings, for the page.
///
/// # Errors
/// `forbidden` for anybody but an Admin.
pub async fn show(desk: &Desk, actor: &Actor) -> Result<SettingsPageData, Failure> {
    let db = desk.read(actor, Capability::ManageSettings)?;
    let seen = store::changed_at(db).await?.micros();
    let states = State::all().map(|state| (state.code(), state.name().to_owned())).collect();
    Ok(SettingsPageData { settings: store::get(db).await?, seen, states })
}

/// Changes the settings; nothing happens where nothing differs.
///
/// # Errors
/// [`Error::Invalid`]; [`Error::ChangedBy`] when somebody else saved meanwhile.
pub async fn save(desk: &Desk, actor: &Actor, form: SettingsForm) -> Result<(), Failure> {
    let wanted = form.parse().map_err(Error::Invalid)?;
    let seen = Timestamp::from_micros(form.seen.trim().parse().unwrap_or(0));
    let mut work = desk.begin(actor, Capability::ManageSettings).await?;
    let before = store::get_in(&mut work).await?;
    let changes = wanted.changes(&before);
    if changes.is_empty() {
        return Ok(work.rollback().await?);
    }
    let written = store::put(&mut work, &changes, seen).await?;
    if usize::try_from(written).ok() != Some(changes.len()) {
        let (by, at) = work.last_change("settings", "settings").await?;
        return Err(Error::ChangedBy { by, at: at.ist_clock() }.into());
    }
    let pick = |old: bool| -> Value {
        let pairs = changes
            .iter()
            .map(|(key, was, is)| ((*key).to_owned(), Value::from(if old { was.clone() } else { is.clone() })));
        Value::Object(pairs.collect::<Map<_, _>>())
    };
    work.audit(Audit {
        action: "UPDATE",
        entity_type: "settings",
        entity_id: "settings".to_owned(),
        summary: format!("Changed {}", changes.iter().map(|(key, ..)| *key).collect::<Vec<_>>().join(", ")),
        old: Some(pick(true)),
        new: Some(pick(false)),
    });
    if wanted.credit.is_milder_than(before.credit) {
        work.enqueue(RETEST, json!({}));
    }
    work.commit().await?;
    Ok(())
}
