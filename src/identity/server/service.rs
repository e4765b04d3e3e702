//! Signing in.

use serde_json::json;

use super::{
    super::error::Error,
    password::{self, Verdict},
    store::{self, Login},
    throttle,
};
use crate::{
    identity::{Actor, Capability, Origin},
    platform::{
        failure::Failure,
        server::{Audit, Desk},
    },
    values::fold,
};

/// Checks an address and a password. The answer and the time it takes are the same for unknown and inactive users.
///
/// # Errors
/// [`Error::WrongCredentials`], or [`Error::TooManyAttempts`] while this source is locked.
pub async fn sign_in(desk: &Desk, email: &str, password: String, origin: Origin) -> Result<Login, Failure> {
    let email = fold(email);
    let address = origin.address.clone().unwrap_or_else(|| "unknown".to_owned());
    throttle::attempt(desk, &email, &address).await?;
    let login = store::find_login(&desk.db, &email).await?;
    let stored = login.as_ref().map(|login| login.password_hash.clone());
    let verdict = password::verify(password.clone(), stored).await?;
    let login = login.filter(|login| verdict != Verdict::Wrong && login.status == "Active");
    let Some(login) = login else { return Err(Error::WrongCredentials.into()) };
    throttle::succeeded(desk, &email, &address).await?;
    record(desk, &login, password, verdict, origin).await?;
    Ok(login)
}

async fn record(desk: &Desk, login: &Login, password: String, verdict: Verdict, origin: Origin) -> Result<(), Failure> {
    let renewed = match verdict {
        Verdict::RightButOld => Some(password::hash(password).await?),
        _ => None,
    };
    let actor = Actor {
        id: login.id,
        code: login.code.clone(),
        name: login.name.clone(),
        email: login.email.clone(),
        role: login.role,
        below: std::sync::Arc::from([]),
        origin,
        behind: None,
    };
    let mut work = desk.begin(&actor, Capability::SignedIn).await?;
    let now = work.now();
    store::signed_in(&mut work, login.id, now).await?;
    if let Some(hash) = renewed {
        store::set_password(&mut work, login.id, hash).await?;
    }
    work.audit(Audit {
        action: "LOGIN",
        entity_type: "user",
        entity_id: login.code.clone(),
        summary: format!("{} signed in", login.name),
        old: None,
        new: Some(json!({"role": login.role})),
    });
    work.commit().await?;
    Ok(())
}
