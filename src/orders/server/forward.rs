//! Forwards a waiting order to a colleague who may release it: one who knows the customer, or may go above the limit.
//!
//! Forwarding asks a person; it takes nothing from the others. Whoever could decide before still can: the customer doesn't wait
//! because the one who was asked is away. It is over as soon as somebody decides, or the order is put on hold, resumed or forwarded
//! anew. Who booked the order is never asked: they may not decide on it.

use serde_json::json;

pub use super::store_facts::From;

use super::{
    act::{self, Command},
    browser,
    store::{self, Head},
    store_forward::{self, Colleague},
};
use crate::{
    identity::{Actor, Capability},
    orders::{
        Action, Error,
        model::{Acted, EventData, Forwarded, Named},
        texts,
    },
    platform::{
        failure::Internal,
        server::{Audit, Notice, Work},
    },
};

/// Asks the colleague whom the command names. The remark is kept with it and told to them.
///
/// # Errors
/// [`Error::Invalid`] for somebody who can't decide on it, [`Error::ChangedBy`].
pub async fn forward(work: &mut Work, head: &Head, command: &Command) -> Result<Acted, Error> {
    let to = colleague(work, head, command.person.trim()).await?;
    let remark = command.remark.trim();
    if !store_forward::put(work, head, to.id, remark).await? {
        return Err(store::faster(work, head.id).await?);
    }
    let data = EventData { about: Some(to.name.clone()), ..EventData::default() };
    browser::note(work, head, Action::Forward.as_str(), remark.to_owned(), data).await?;
    work.audit(Audit {
        action: "UPDATE",
        entity_type: "order",
        entity_id: head.number.clone(),
        summary: format!("Forwarded {} to {}", head.number, to.name),
        old: None,
        new: Some(json!({"forwardedTo": to.code, "remark": remark})),
    });
    let (title, link) = (texts::forwarded_to_you(&head.number), format!("/credit?order={}", head.number));
    work.notify(Notice { title, link, ..act::notice(head, to.id, "order_held", "", remark) });
    let (number, version) = (head.number.clone(), head.version.next());
    let said = Some(texts::forwarded_to(&to.name));
    Ok(Acted { id: head.id, number, status: head.status, version, said })
}

async fn colleague(work: &mut Work, head: &Head, code: &str) -> Result<Colleague, Error> {
    let wrong = |code: &str, message: String| Error::field("person", code, message);
    if code.is_empty() {
        return Err(wrong("required", "Forward to: choose a colleague.".to_owned()));
    }
    let found = store_forward::find_user(work, code).await?;
    let found =
        found.ok_or_else(|| wrong("unknown_person", "Forward to: there is no such person at work.".to_owned()))?;
    let name = &found.name;
    if !found.role.may(Capability::ReleaseCredit) {
        let who = Capability::ReleaseCredit.who();
        return Err(wrong("may_not_release", format!("{name} does not release orders; {who} can.")));
    }
    if found.id == work.actor().id {
        return Err(wrong("oneself", "Forward to: choose somebody else than yourself.".to_owned()));
    }
    if found.id == head.booked_by {
        return Err(wrong("own_booking", format!("{name} booked this order; somebody else must decide on it.")));
    }
    Ok(found)
}

/// Whom this person could ask, each with their role.
///
/// # Errors
/// When the database refuses.
pub async fn colleagues(from: &mut From<'_>, actor: &Actor) -> Result<Vec<Named>, Internal> {
    let all = store_forward::colleagues(from, actor.id).await?;
    Ok(all.into_iter().map(|one| Named { code: one.code, name: format!("{} · {}", one.name, one.role) }).collect())
}

/// Who was asked to decide on an order that waits.
///
/// # Errors
/// When the database refuses.
pub async fn forwarded(from: &mut From<'_>, actor: &Actor, head: &Head) -> Result<Option<Forwarded>, Internal> {
    let found = store_forward::find(from, head.id).await?;
    Ok(found.map(|(id, to, by, at, remark)| Forwarded { to, by, at, remark, mine: id == actor.id }))
}
