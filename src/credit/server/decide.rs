//! Deciding from the queue: orders act, the queue goes on to its next case.

use super::service;
use crate::{
    credit::model::{Decided, QueueView, Then},
    identity::Actor,
    orders::{
        Action, Status,
        model::{Acted, ActedMany},
        server::{
            act,
            browser::{self, Typed},
        },
    },
    platform::{
        failure::Failure,
        server::{Desk, http::escape},
    },
    values::OrderId,
};

/// Decides one case, forwards it or tests it again, and opens the next of the queue; a case that waits still after it was tested
/// stays open.
///
/// # Errors
/// What orders refuse: a missing reason, one's own booking, above the limit, changed by another.
pub async fn one(
    desk: &Desk,
    actor: &Actor,
    number: String,
    typed: Typed,
    view: QueueView,
) -> Result<Decided, Failure> {
    let queue = service::waiting(desk, actor, view).await?;
    let place = queue.iter().position(|waiting| waiting.number == number);
    let after = place.and_then(|place| queue.get(place + 1).or_else(|| queue.first()));
    let next = after.filter(|waiting| waiting.number != number).map(|waiting| waiting.number.as_str());
    let command = typed.read()?;
    let Acted { number, status, said, .. } = act::act(desk, actor, &number, &command).await?;
    let stays = command.action == Action::Recheck && status.awaits_credit();
    let opened = if stays { Some(number.as_str()) } else { next };
    let opens = opened.map(|opened| format!("order={}&", escape(opened))).unwrap_or_default();
    leptos_axum::redirect(&format!("/credit?{opens}{}", view.query()));
    let then = match (stays, next) {
        (true, _) => Then::Same,
        (false, Some(_)) => Then::Next,
        (false, None) => Then::None,
    };
    Ok(Decided { number, status, said, then })
}

/// Does it to several cases; each is done or refused by itself.
///
/// # Errors
/// When none was chosen.
pub async fn many(
    desk: &Desk,
    actor: &Actor,
    numbers: Vec<String>,
    typed: Typed,
    view: QueueView,
) -> Result<ActedMany, Failure> {
    let queue = service::waiting(desk, actor, view).await?;
    let ids: Vec<OrderId> =
        queue.iter().filter(|waiting| numbers.contains(&waiting.number)).map(|waiting| waiting.id).collect();
    if ids.is_empty() {
        return Err(crate::credit::error::Error::NoneChosen.into());
    }
    let tested = typed.action == Action::Recheck.as_str();
    let acted = browser::act_on_many(desk, actor, ids, None, typed).await?;
    let freed = acted.results.iter().filter(|one| one.outcome == Ok(Status::PendingWhSelection)).count();
    let freed = if tested { format!("&freed={freed}") } else { String::new() };
    let (query, done, refused) = (view.query(), acted.done, acted.refused);
    leptos_axum::redirect(&format!("/credit?{query}&done={done}&refused={refused}{freed}"));
    Ok(acted)
}
