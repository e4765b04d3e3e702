//! Seeing as somebody else does: an Admin looks through a person's eyes, half an hour at most, and changes nothing meanwhile.
//!
//! The session stays the Admin's and keeps whose eyes they are, so that it ends with the Admin's sign-in and every entry of
//! the audit can name them. Tokens know nothing of it.

use std::{collections::HashMap, sync::Arc};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower_sessions::Session;

use super::{
    super::error::Error,
    people::{self, Person},
    sessions, store,
};
use crate::{
    identity::{Actor, Behind, Capability, Origin},
    platform::{
        failure::{Failure, Internal},
        server::{
            Audit, Desk,
            session::{SEEING, USER},
        },
    },
    values::{Timestamp, UserId},
};

const MINUTES: i64 = 30;

/// Where the posts lead that are one's own, whoever's eyes one looks through.
pub const ENDS: [&str; 2] = ["/seeing/end", "/sign-out"];

/// What the session keeps.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Seeing {
    user: UserId,
    until: Timestamp,
}

/// What sort of request comes with the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// For a page: once the view is over, one goes on as oneself with the next.
    Page,
    /// By another method that only reads.
    Read,
    Write,
    /// To go back or to sign out, which is one's own doing.
    End,
}

/// Who asks by a session: its person, or the one whose eyes they look through; and the stamp of their sign-in.
///
/// # Errors
/// When the database refuses.
pub async fn who(
    desk: &Desk,
    session: &Session,
    own: Arc<Person>,
    asks: Asks,
    origin: Origin,
) -> Result<(Actor, i64), Internal> {
    let stamp = own.stamp;
    let kept: Option<Seeing> = session.get(SEEING).await.ok().flatten();
    let Some(seeing) = kept.filter(|_| asks != Asks::End) else { return Ok((own.actor(origin), stamp)) };
    let behind = Behind { id: own.id, name: own.name.clone(), until: seeing.until, reads: asks != Asks::Write };
    if let Some(seen) = through(desk, &own, seeing).await? {
        return Ok((Actor { behind: Some(Arc::new(behind)), ..seen.actor(origin) }, seen.stamp));
    }
    if asks == Asks::Page {
        session.remove_value(SEEING).await.map_err(Internal::from_error)?;
    }
    // What is sent before another page was loaded was meant to be read-only.
    let behind = (asks == Asks::Write).then(|| Arc::new(behind));
    Ok((Actor { behind, ..own.actor(origin) }, stamp))
}

/// Whose eyes they are, while that lasts.
async fn through(desk: &Desk, own: &Person, seeing: Seeing) -> Result<Option<Arc<Person>>, Internal> {
    if !own.role.may(Capability::ManageUsers) || seeing.until <= desk.clock.now() {
        return Ok(None);
    }
    people::active(desk, seeing.user).await
}

/// Whether the session of this id still looks through these eyes.
///
/// # Errors
/// When the database refuses.
pub async fn stands(desk: &Desk, session: &str, user: UserId) -> Result<bool, Internal> {
    let Some((own, data)) = sessions::kept(&desk.db, session, desk.clock.now()).await? else { return Ok(false) };
    let data: HashMap<String, Value> = serde_json::from_str(&data).unwrap_or_default();
    let seeing = data.get(SEEING).and_then(|seeing| Seeing::deserialize(seeing).ok()).filter(|it| it.user == user);
    match (seeing, people::active(desk, own).await?) {
        (Some(seeing), Some(own)) => Ok(through(desk, &own, seeing).await?.is_some()),
        _ => Ok(false),
    }
}

/// Looks through the eyes of the user of this code from now on.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NobodySees`], [`Error::OwnEyes`]; [`Error::NoSession`] for who came with a token.
pub async fn begin(desk: &Desk, actor: &Actor, session: &Session, code: &str) -> Result<(), Failure> {
    let db = desk.read(actor, Capability::ManageUsers)?;
    let user = store::get(db, code).await?.ok_or(Error::NotFound("This user"))?;
    if user.id == actor.id {
        return Err(Error::OwnEyes.into());
    }
    if user.status != "Active" {
        return Err(Error::NobodySees(user.name).into());
    }
    let signed_in: Option<i64> = session.get(USER).await.ok().flatten();
    if signed_in != Some(actor.id.get()) {
        return Err(Error::NoSession.into());
    }
    let mut work = desk.begin(actor, Capability::ManageUsers).await?;
    let until = work.now().plus_seconds(MINUTES * 60);
    let summary =
        format!("Began to see as {} ({}) does, until {} at the latest", user.name, user.role, until.ist_clock());
    work.audit(entry(&user.code, summary, Some(json!({"until": until.iso()}))));
    work.commit().await?;
    session.insert(SEEING, Seeing { user: user.id, until }).await.map_err(Internal::from_error)?;
    Ok(())
}

/// Goes back to one's own eyes.
///
/// # Errors
/// When the database refuses.
pub async fn end(desk: &Desk, actor: &Actor, session: &Session) -> Result<(), Failure> {
    let kept: Option<Seeing> = session.get(SEEING).await.map_err(Internal::from_error)?;
    let Some(seeing) = kept else { return Ok(()) };
    session.remove_value(SEEING).await.map_err(Internal::from_error)?;
    // At once: the lines that were opened through those eyes look at what is kept.
    session.save().await.map_err(Internal::from_error)?;
    let Some(user) = store::get_login(&desk.db, seeing.user).await? else { return Ok(()) };
    let mut work = desk.begin(actor, Capability::SignedIn).await?;
    work.people_changed();
    work.audit(entry(&user.code, format!("No longer sees as {} ({}) does", user.name, user.role), None));
    work.commit().await?;
    Ok(())
}

fn entry(code: &str, summary: String, new: Option<Value>) -> Audit {
    Audit { action: "SEE_AS", entity_type: "user", entity_id: code.to_owned(), summary, old: None, new }
}
