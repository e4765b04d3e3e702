//! My account: password, sessions, profile.

use axum::http::{header, request::Parts};
use leptos::prelude::use_context;
use tower_sessions::Session;

use super::{
    super::error::Error,
    notices,
    password::{self, Verdict},
    sessions, store, throttle,
};
use crate::{
    identity::{
        Actor, Capability,
        model::{Account, Me},
        rules::weakness,
    },
    platform::{
        failure::{Failure, FieldError, Internal},
        server::{Audit, Desk, session},
    },
    values::Phone,
};

/// The account of who asks.
///
/// # Errors
/// When the database refuses.
pub async fn show(desk: &Desk, actor: &Actor) -> Result<Account, Failure> {
    let db = desk.read(actor, Capability::SignedIn)?;
    let parts = use_context::<Parts>();
    let id = parts
        .as_ref()
        .and_then(|parts| parts.extensions.get::<Session>())
        .and_then(Session::id)
        .map(|id| id.to_string());
    let (phone, zone, manager): (Option<String>, Option<String>, Option<String>) = db
        .sql("select u.phone, u.zone, m.name from users u left join users m on m.id = u.manager_id where u.id = $1")
        .bind(actor.id)
        .one()
        .await?;
    let sessions = sessions::list(db, actor.id, desk.clock.now(), id.as_deref()).await?;
    let cookie = |name: &str| parts.as_ref().and_then(|parts| cookie(parts, name)).unwrap_or_default();
    Ok(Account {
        me: Me { code: actor.code.clone(), name: actor.name.clone(), email: actor.email.clone(), role: actor.role },
        phone,
        zone,
        manager,
        sessions,
        theme: cookie("theme"),
        density: cookie("density"),
        notices: notices::choices(db, actor).await?,
    })
}

/// What a cookie of this name says.
pub fn cookie(parts: &Parts, name: &str) -> Option<String> {
    let all = parts.headers.get(header::COOKIE)?.to_str().ok()?;
    all.split(';').find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
}

/// Changes one's own password and ends every other session and token.
///
/// # Errors
/// [`Error::Invalid`] for a wrong current or a poor new password; [`Error::TooManyAttempts`].
pub async fn change_password(
    desk: &Desk,
    actor: &Actor,
    current: String,
    new: String,
    again: Option<String>,
) -> Result<(), Failure> {
    // Before the present password is looked at: nobody tries out another's.
    actor.must_write()?;
    let address = actor.origin.address.clone().unwrap_or_else(|| "unknown".to_owned());
    let source = format!("change {}", actor.email);
    throttle::attempt(desk, &source, &address).await?;
    let login = store::get_login(&desk.db, actor.id).await?.ok_or_else(Failure::unauthenticated)?;
    let wrong = |field: &str, code: &str, message: &str| -> Failure {
        Error::Invalid(vec![FieldError::new(field, code, message)]).into()
    };
    if password::verify(current.clone(), Some(login.password_hash)).await? == Verdict::Wrong {
        return Err(wrong("current", "wrong_password", "This is not your present password."));
    }
    throttle::succeeded(desk, &source, &address).await?;
    if let Some((code, message)) = weakness(&new, &actor.email, &actor.name) {
        return Err(wrong("new_password", code, message));
    }
    if new == current {
        return Err(wrong("new_password", "same", "This is the one you have. Choose another."));
    }
    if again.is_some_and(|again| again != new) {
        return Err(wrong("again", "differs", "The two do not match. Type the new password again."));
    }
    let hash = password::hash(new).await?;
    let session = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Session>().cloned());
    let keep = session.as_ref().and_then(Session::id).map(|id| id.to_string());
    let mut work = desk.begin(actor, Capability::SignedIn).await?;
    store::set_password(&mut work, actor.id, hash).await?;
    let stamp = sessions::end_all(&mut work, actor.id, keep).await?;
    work.audit(entry(actor, "PASSWORD_RESET", format!("{} changed their password", actor.name)));
    work.commit().await?;
    if let Some(session) = session.filter(|session| session.id().is_some()) {
        session.insert(session::STAMP, stamp).await.map_err(Internal::from_error)?;
    }
    Ok(())
}

/// Ends one of one's own sessions.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn end_session(desk: &Desk, actor: &Actor, key: &str) -> Result<(), Failure> {
    let mut work = desk.begin(actor, Capability::SignedIn).await?;
    if !sessions::end(&mut work, actor.id, key).await? {
        work.rollback().await?;
        return Err(Error::NotFound("This session").into());
    }
    work.audit(entry(actor, "LOGOUT", format!("{} ended one of their sessions", actor.name)));
    work.commit().await?;
    Ok(())
}

/// Ends all of one's own sessions and tokens, this one too.
///
/// # Errors
/// When the database refuses.
pub async fn end_everywhere(desk: &Desk, actor: &Actor) -> Result<(), Failure> {
    let mut work = desk.begin(actor, Capability::SignedIn).await?;
    sessions::end_all(&mut work, actor.id, None).await?;
    work.audit(entry(actor, "LOGOUT", format!("{} signed out everywhere", actor.name)));
    work.commit().await?;
    Ok(())
}

/// Writes down that somebody signed out.
///
/// # Errors
/// When the database refuses.
pub async fn signed_out(desk: &Desk, actor: &Actor) -> Result<(), Failure> {
    let mut work = desk.begin(actor, Capability::SignedIn).await?;
    work.audit(entry(actor, "LOGOUT", format!("{} signed out", actor.name)));
    work.commit().await?;
    Ok(())
}

/// Changes one's own name and telephone number; `None` leaves them.
///
/// # Errors
/// [`Error::Invalid`]
pub async fn change_profile(
    desk: &Desk,
    actor: &Actor,
    name: Option<String>,
    phone: Option<String>,
) -> Result<(), Failure> {
    let name = name.map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut wrong = Vec::new();
    if name.as_ref().is_some_and(|name| name.is_empty() || name.chars().count() > 90) {
        wrong.push(FieldError::new("name", "length", "Name: write 1 to 90 characters."));
    }
    let phone = match phone.as_deref().map(str::trim) {
        None => None,
        Some("") => Some(None),
        Some(text) => match Phone::parse(text) {
            Ok(phone) => Some(Some(phone.wire())),
            Err(error) => {
                wrong.push(FieldError::new("phone", error.code(), format!("Phone: {error}.")).typed(text));
                None
            }
        },
    };
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong).into());
    }
    let mut work = desk.begin(actor, Capability::SignedIn).await?;
    let now = work.now();
    let set_phone = phone.is_some();
    work.sql(
        "update users set name = coalesce($1, name), phone = case when $2 then $3 else phone end, updated_at = $4, version = version + 1
         where id = $5",
    )
    .bind(name.clone())
    .bind(set_phone)
    .bind(phone.flatten())
    .bind(now)
    .bind(actor.id)
    .run()
    .await?;
    work.people_changed();
    let mut audit = entry(actor, "UPDATE", format!("{} changed their profile", actor.name));
    audit.old = name.as_ref().map(|_| serde_json::json!({"name": actor.name}));
    audit.new = name.map(|name| serde_json::json!({"name": name}));
    work.audit(audit);
    work.commit().await?;
    Ok(())
}

fn entry(actor: &Actor, action: &'static str, summary: String) -> Audit {
    Audit { action, entity_type: "user", entity_id: actor.code.clone(), summary, old: None, new: None }
}
