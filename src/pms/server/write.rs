//! One change of a scorecard: opened by the table of the review, computed anew, written with its history.

use serde_json::{Value, json};

use super::{
    compute,
    reach::{self, relation},
    store::{self, Card, From, Head},
    store_write,
};
use crate::{
    identity::{Actor, Capability},
    platform::{
        failure::Failure,
        server::{Audience, Audit, Desk, Event, Notice, Work},
    },
    pms::{
        error::Error,
        model::Source,
        review::{self, CardAction, CardStatus, Transition, Who},
        scoring, texts,
    },
    values::{Date, Month, UserId, Version},
};

/// A field, what it was, what it became.
pub type Changes = Vec<(String, String, String)>;

/// A scorecard opened for one action.
pub struct Opened {
    pub card: Card,
    pub row: &'static Transition,
}

/// The capability behind an action, for the desk.
pub fn capability(actor: &Actor, action: CardAction) -> Capability {
    match action {
        CardAction::Balances => Capability::EditCredit,
        CardAction::SetUp | CardAction::Reopen | CardAction::Correct => Capability::SetUpKra,
        CardAction::Adjust | CardAction::Review | CardAction::SendBack | CardAction::Lock => Capability::ReviewKra,
        CardAction::Enter if actor.may(Capability::SetUpKra) => Capability::SetUpKra,
        CardAction::Enter | CardAction::Submit | CardAction::Acknowledge | CardAction::Dispute => {
            Capability::EnterAchieved
        }
    }
}

/// Opens a write for an action. What belongs to the table's Admin alone is refused by the table, in its own words.
///
/// # Errors
/// `forbidden`.
pub async fn begin(desk: &Desk, actor: &Actor, action: CardAction) -> Result<Work, Failure> {
    let capability = match capability(actor, action) {
        Capability::SetUpKra => Capability::EnterAchieved,
        other => other,
    };
    desk.begin(actor, capability).await
}

/// Opens the scorecard for this action.
///
/// # Errors
/// [`Error::NotFound`] for what one may not see, [`Error::Locked`], [`Error::WrongState`], [`Error::NotYours`],
/// [`Error::ChangedBy`] when the version isn't the latest.
pub async fn open(
    work: &mut Work,
    user: &str,
    month: Month,
    version: Option<Version>,
    action: CardAction,
) -> Result<Opened, Failure> {
    let today = work.today();
    reach::not_future(month, today)?;
    let actor = work.actor().clone();
    let code = if user.trim().is_empty() { actor.code.clone() } else { user.trim().to_owned() };
    let mut from = From::Work(work);
    let head = store::head(&mut from, &code, month).await?.ok_or(Error::NotFound(texts::a_scorecard()))?;
    let relation = relation(&actor, head.user_id);
    if !(relation.sees() || action == CardAction::Balances && relation.is(Who::Credit)) {
        return Err(Error::NotFound(texts::a_scorecard()).into());
    }
    let left = (head.status, action) == (CardStatus::Reviewed, CardAction::Lock)
        && store::has_left(&mut from, head.user_id).await?;
    let allowed = if left { Ok(&review::LOCK_OF_WHO_LEFT) } else { row_of(head.status, action, month) };
    let row = match allowed {
        Ok(row) => row,
        // Whoever may never do this is told so, whatever the state.
        Err(refused) => {
            let who = review::TRANSITIONS.iter().filter(|row| row.action == action);
            match who.clone().any(|row| relation.is(row.who)) {
                true => return Err(refused.into()),
                false => {
                    let who = who.map(|row| row.who).next().unwrap_or(Who::Admin);
                    return Err(Error::NotYours { action, who }.into());
                }
            }
        }
    };
    if !relation.is(row.who) {
        return Err(Error::NotYours { action, who: row.who }.into());
    }
    if version.is_some_and(|version| version != head.version) {
        return Err(Error::changed_by(&head.updated_by, head.updated_at, today).into());
    }
    let card = store::card(&mut from, head).await?;
    Ok(Opened { card, row })
}

fn row_of(status: CardStatus, action: CardAction, month: Month) -> Result<&'static Transition, Error> {
    review::transition(status, action).ok_or(match status {
        CardStatus::Locked => Error::Locked { month },
        _ => Error::WrongState { status, action },
    })
}

/// Slabs and incentive as they hold in the month, the salary while it is a draft, and what is computed: all anew.
///
/// # Errors
/// When the database refuses.
pub async fn renew(from: &mut From<'_>, month: Month, cards: &mut [Card]) -> Result<(), Failure> {
    let tables = store::effective(from, month).await?;
    for card in cards.iter_mut().filter(|card| !card.head.status.is_frozen()) {
        if let Some((id, rows)) = tables.get(&store::INCENTIVE_TABLE) {
            card.head.incentive_id = *id;
            card.incentive = serde_json::from_str(rows).unwrap_or_else(|_| card.incentive.clone());
        }
        for kra in &mut card.kras {
            if let Some((id, rows)) = kra.table_id.and_then(|table| tables.get(&table)) {
                (kra.slab_id, kra.slab_rows) = (Some(*id), Some(rows.clone()));
            }
        }
        if card.head.status == CardStatus::Draft {
            card.head.salary_paise = card.head.user_salary.unwrap_or_default();
        }
    }
    compute::refresh(from, month, cards).await?;
    cards.iter_mut().for_each(compute::settle);
    Ok(())
}

/// Writes an opened scorecard in its new state, with history, audit, events and notices.
///
/// # Errors
/// [`Error::ChangedBy`] when somebody was quicker.
pub async fn save(work: &mut Work, opened: Opened, remark: &str, mut changes: Changes) -> Result<Card, Failure> {
    let Opened { mut card, row } = opened;
    let before = card.head.clone();
    if row.action == CardAction::Correct {
        card.head.salary_paise = card.head.user_salary.unwrap_or(card.head.salary_paise);
    }
    if row.from.is_frozen() && !row.to.is_frozen() {
        // What is opened again is computed as it stands now.
        card.head.status = row.to;
    }
    renew(&mut From::Work(work), card.head.month, std::slice::from_mut(&mut card)).await?;
    changes.extend(salary(&before, &card.head));
    if row.action == CardAction::Review {
        compute::freeze(&mut From::Work(work), &card).await?;
    }
    card.head.status = row.to;
    if row.from != row.to {
        card.head.status_at = work.now();
    }
    if !store_write::update(work, &card).await? {
        return Err(Error::changed_by(&before.updated_by, before.updated_at, work.today()).into());
    }
    store_write::event(work, &card, row, remark, &changes).await?;
    audit(work, &card, row, remark, &changes);
    tell(work, &card, row, remark);
    Ok(card)
}

/// Another salary, as the history tells it.
pub fn salary(before: &Head, after: &Head) -> Option<(String, String, String)> {
    let (was, is) = (before.salary_paise, after.salary_paise);
    (was != is).then(|| (texts::gross_salary().to_owned(), was.short(), is.short()))
}

fn audit(work: &mut Work, card: &Card, row: &Transition, remark: &str, changes: &Changes) {
    let side = |pick: fn(&(String, String, String)) -> (String, String)| {
        Value::Object(changes.iter().map(pick).map(|(field, value)| (field, Value::from(value))).collect())
    };
    let (mut old, mut new) = (side(|c| (c.0.clone(), c.1.clone())), side(|c| (c.0.clone(), c.2.clone())));
    if row.from != row.to {
        (old["status"], new["status"]) = (json!(row.from), json!(row.to));
    }
    if !remark.is_empty() {
        new["remark"] = Value::from(remark);
    }
    let about = format!("{} {}", card.head.user_name, card.head.month.wire());
    work.audit(Audit {
        action: match row.action {
            CardAction::Review => "APPROVE",
            CardAction::Dispute | CardAction::SendBack => "REJECT",
            _ if row.from != row.to => "STATUS_CHANGE",
            _ => "UPDATE",
        },
        entity_type: "scorecard",
        entity_id: format!("{} {}", card.head.user_code, card.head.month.iso()),
        summary: format!("{about}: {}", row.action.done()),
        old: Some(old),
        new: Some(new),
    });
}

fn tell(work: &mut Work, card: &Card, row: &Transition, remark: &str) {
    let (head, month) = (&card.head, card.head.month.wire());
    let total = head.total_micro.shown();
    let (owner, manager) = (Some(head.user_id), head.manager_id);
    let (to, title, body): (Option<UserId>, String, String) = match row.action {
        CardAction::Submit => (manager, texts::submitted_title(&head.user_name, month), texts::submitted_body(total)),
        CardAction::SendBack => (owner, texts::sent_back_title(month), remark.to_owned()),
        CardAction::Review => {
            (owner, texts::reviewed_title(month), texts::reviewed_body(work.actor().name.clone(), total))
        }
        CardAction::Dispute => (manager, texts::disputed_title(&head.user_name, month), remark.to_owned()),
        CardAction::Lock => (owner, texts::locked_title(month), texts::locked_body(total)),
        CardAction::Reopen | CardAction::Correct => (owner, texts::reopened_title(month), remark.to_owned()),
        _ => return,
    };
    let link = format!("/scorecards/{}?month={}", head.user_code, head.month.iso());
    if let Some(user) = to {
        work.notify(Notice { user, kind: "scorecard", title, body, link });
    }
    if row.action == CardAction::Review {
        let payload = json!({
            "userId": head.user_code, "userName": head.user_name, "month": head.month.wire(), "status": head.status,
            "totalScore": super::wire::number(&head.total_micro.plain()), "reviewedBy": work.actor().name,
        });
        for user in [owner, manager].into_iter().flatten() {
            work.emit(Event::new("kra:reviewed", Audience::User(user), payload.clone()));
        }
    }
}

/// Refuses a month that still runs.
///
/// # Errors
/// [`Error::NotOver`]
pub fn is_over(month: Month, today: Date) -> Result<(), Error> {
    if month < today.month() {
        return Ok(());
    }
    Err(Error::NotOver { month, from: month.next().first_day().to_string() })
}

/// Refuses weights that don't come to 100 %.
///
/// # Errors
/// [`Error::Weights`]
pub fn weights(card: &Card) -> Result<(), Error> {
    scoring::weights_are_whole(&card.measures()).map_err(Error::Weights)
}

/// Whether a figure of this source may be typed.
///
/// # Errors
/// [`Error::Invalid`], saying where it comes from.
pub fn typed(source: Source, field: &str, name: &str) -> Result<(), Error> {
    match source {
        Source::Typed => Ok(()),
        Source::Balances => Err(Error::field(
            field,
            "computed",
            format!("{name} is the sum of the OD balances. Change the balances of the branches."),
        )),
        other => Err(Error::field(field, "computed", format!("{name} is computed ({other}) and can't be typed."))),
    }
}
