//! What Home is made of.

use crate::{
    dashboard::model::Home,
    identity::{Actor, Capability},
    platform::{failure::Failure, server::Desk},
};

/// Home of the person who asks.
///
/// # Errors
/// When the database refuses.
pub async fn home(desk: &Desk, actor: &Actor) -> Result<Home, Failure> {
    let db = desk.read(actor, Capability::SignedIn)?;
    let (name,): (String,) = db.sql("select name from users where id = $1").bind(actor.id).one().await?;
    Ok(Home { greeting: name })
}
