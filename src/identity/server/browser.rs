//! Sessions of the browser: signing in and out by cookie.

use axum::http::request::Parts;
use leptos::prelude::use_context;
use tower_sessions::Session;

use super::service;
use crate::{
    identity::Origin,
    platform::{
        failure::{Failure, Internal},
        server::{ask, http, session},
    },
};

/// Signs in and goes on to `next`, a path of ours.
///
/// # Errors
/// As [`service::sign_in`].
pub async fn sign_in(email: String, password: String, next: Option<String>) -> Result<(), Failure> {
    let desk = ask::desk()?;
    let parts = use_context::<Parts>().ok_or_else(|| Internal::new("no request"))?;
    let session = parts.extensions.get::<Session>().cloned().ok_or_else(|| Internal::new("no session layer"))?;
    let origin = parts.extensions.get::<Origin>().cloned().unwrap_or_default();
    let login = service::sign_in(&desk, &email, password, origin.clone()).await?;
    let kept: Result<(), tower_sessions::session::Error> = async {
        // A new id: one that was known before signing in must not be signed in now.
        session.cycle_id().await?;
        session.remove_value(session::SEEING).await?;
        session.insert(session::USER, login.id.get()).await?;
        session.insert(session::STAMP, login.stamp).await?;
        session.insert(session::ADDRESS, origin.address).await?;
        session.insert(session::AGENT, origin.agent).await?;
        Ok(())
    }
    .await;
    kept.map_err(Internal::from_error)?;
    leptos_axum::redirect(next.as_deref().and_then(http::own_path).unwrap_or("/"));
    Ok(())
}
