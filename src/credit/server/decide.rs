//! Deciding from the queue: orders act, the queue goes on to its next case.

use super::service;
use crate::{
    credit::model::{Decided, QueueOrder},
    identity::Actor,
    orders::{
        model::ActedMany,
        server::browser::{self, Typed},
    },
    platform::{
        failure::Failure,
        server::{Desk, http::escape},
    },
    values::OrderId,
};

/// Decides one case and opens the next of the queue.
///
/// # Errors
/// What orders refuse: a missing reason, one's own booking, above the limit, changed by another.
pub async fn one(desk: &Desk, actor: &Actor, number: String, typed: Typed, sort: String) -> Result<Decided, Failure> {
    let order = QueueOrder::parse(&sort);
    let queue = service::queue(desk, actor, order).await?;
    let place = queue.waiting.iter().position(|waiting| waiting.number == number);
    let after = place.and_then(|place| queue.waiting.get(place + 1).or_else(|| queue.waiting.first()));
    let next = after.filter(|waiting| waiting.number != number).map(|waiting| waiting.number.as_str());
    let opened = next.map(|next| format!("order={}&", escape(next))).unwrap_or_default();
    let go = format!("/credit?{opened}sort={}", order.as_str());
    let acted = browser::act(desk, actor, &number, typed, &go).await?;
    Ok(Decided { number: acted.number, status: acted.status, next: next.is_some() })
}

/// Decides several cases; each is done or refused by itself.
///
/// # Errors
/// When none was chosen.
pub async fn many(
    desk: &Desk,
    actor: &Actor,
    numbers: Vec<String>,
    action: String,
    remark: String,
    sort: String,
) -> Result<ActedMany, Failure> {
    let order = QueueOrder::parse(&sort);
    let queue = service::queue(desk, actor, order).await?;
    let ids: Vec<OrderId> =
        queue.waiting.iter().filter(|waiting| numbers.contains(&waiting.number)).map(|waiting| waiting.id).collect();
    if ids.is_empty() {
        return Err(crate::credit::error::Error::NoneChosen.into());
    }
    let acted = browser::act_on_many(desk, actor, ids, None, &action, remark).await?;
    let refused = acted.refused;
    leptos_axum::redirect(&format!("/credit?sort={}&done={}&refused={refused}", order.as_str(), acted.done));
    Ok(acted)
}
