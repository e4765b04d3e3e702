//! The forms of the pages: what was typed becomes a call of a service, and the browser is told where to go on.

use serde_json::json;

use super::{
    act::{self, Command},
    book, draft_files, drafts, edit, find, list, runs,
    store::{self, Head},
    store_facts::From,
    store_write::{self, NewEvent},
    views,
};
use crate::{
    identity::{Actor, Capability},
    orders::{
        Action, Error,
        model::{Acted, ActedMany, BookForm, Booked, EventData, LineForm, OrderFilter},
    },
    platform::{
        failure::{AGAIN, Failure, Kind},
        server::{Audience, Audit, Desk, Event, Work, http},
    },
    values::{Date, DraftId, OrderId, Version, ViewId},
};

/// Books the form and goes to the order; or, by its intent, saves it as a draft and goes back to the form, or discards it.
///
/// # Errors
/// As [`book::book`] and [`drafts::save`].
pub async fn book(desk: &Desk, actor: &Actor, mut form: BookForm) -> Result<Option<Booked>, Failure> {
    match form.intent.as_str() {
        "add_line" => {
            form.lines.push(Default::default());
            let draft = drafts::save(desk, actor, &form).await?;
            leptos_axum::redirect(&format!("/orders/new?draft={}#lines", draft.id));
            Ok(None)
        }
        intent if intent.starts_with("batch:") => {
            let batch = intent.trim_start_matches("batch:").to_owned();
            add_batch(desk, actor, &mut form, &batch).await?;
            let draft = drafts::save(desk, actor, &form).await?;
            leptos_axum::redirect(&format!("/orders/new?draft={}#lines", draft.id));
            Ok(None)
        }
        intent if intent.starts_with("remove_file:") => {
            draft_files::remove(desk, actor, &form.draft, intent.trim_start_matches("remove_file:")).await?;
            let draft = drafts::save(desk, actor, &form).await?;
            leptos_axum::redirect(&format!("/orders/new?draft={}", draft.id));
            Ok(None)
        }
        "discard" => {
            if let Ok(draft) = form.draft.trim().parse::<DraftId>() {
                drafts::discard(desk, actor, draft).await?;
            }
            leptos_axum::redirect("/orders");
            Ok(None)
        }
        "draft" => {
            let draft = drafts::save(desk, actor, &form).await?;
            leptos_axum::redirect(&format!("/orders/new?draft={}", draft.id));
            Ok(None)
        }
        _ => {
            let booked = book::book(desk, actor, &form, "form").await?;
            leptos_axum::redirect(&format!("/orders/{}", booked.number));
            Ok(Some(booked))
        }
    }
}

/// Puts a batch near its expiry into the first empty line.
async fn add_batch(desk: &Desk, actor: &Actor, form: &mut BookForm, batch: &str) -> Result<(), Failure> {
    let batches = find::clearance_batches(desk, actor, 90).await?;
    let found = batches.into_iter().find(|one| one.id.to_string() == batch).ok_or(Error::NotFound("This batch"))?;
    let line = LineForm { sku: found.sku, batch: found.id.to_string(), ..LineForm::default() };
    match form.lines.iter_mut().find(|line| line.is_blank()) {
        Some(blank) => *blank = line,
        None => form.lines.push(line),
    }
    Ok(())
}

/// Throws one's draft away and goes to the others.
///
/// # Errors
/// As [`drafts::discard`].
pub async fn discard_draft(desk: &Desk, actor: &Actor, id: DraftId) -> Result<(), Failure> {
    drafts::discard(desk, actor, id).await?;
    leptos_axum::redirect("/orders/drafts");
    Ok(())
}

/// Changes the order and goes back to it; or shows the form again with another line, by its intent.
///
/// # Errors
/// As [`edit::change`].
pub async fn change(desk: &Desk, actor: &Actor, form: BookForm) -> Result<Booked, Failure> {
    if form.intent == "add_line" {
        // The page is shown again as typed, and has an empty line more.
        return Err(Failure::new(Kind::Invalid, AGAIN, ""));
    }
    let booked = edit::change(desk, actor, &form).await?;
    leptos_axum::redirect(&format!("/orders/{}", booked.number));
    Ok(booked)
}

/// What was typed beside an action.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub action: String,
    /// The version that was read; empty takes the latest.
    pub version: String,
    pub remark: String,
    pub warehouse: String,
    pub cause: String,
    pub until: String,
    pub person: String,
}

impl Typed {
    /// The command that was meant.
    ///
    /// # Errors
    /// [`Error::Invalid`] for another action, cause or day than there is.
    pub fn read(self) -> Result<Command, Error> {
        let until = match self.until.trim() {
            "" => None,
            day => Some(Date::parse(day).map_err(|_| Error::field("until", "not_a_day", "Good until: write a day."))?),
        };
        let cause = match self.cause.trim() {
            "" => None,
            cause => {
                Some(cause.parse().map_err(|_| Error::field("cause", "unknown", "Cause: choose one of the list."))?)
            }
        };
        let (action, version) = (read_action(&self.action)?, self.version.trim().parse::<Version>().ok());
        let (remark, warehouse, person) = (self.remark, self.warehouse, self.person);
        Ok(Command { action, version, remark, warehouse, cause, until, person })
    }
}

/// Does what was typed and goes back to the order, or where the form says.
///
/// # Errors
/// As [`Typed::read`] and [`act::act`].
pub async fn act(desk: &Desk, actor: &Actor, number: &str, typed: Typed, go: &str) -> Result<Acted, Failure> {
    let command = typed.read()?;
    let acted = act::act(desk, actor, number, &command).await?;
    leptos_axum::redirect(http::own_path(go).unwrap_or(&format!("/orders/{}", acted.number)));
    Ok(acted)
}

/// Does the action to the orders named, or, when that is asked for in so many words, to all the query meets.
///
/// # Errors
/// As [`act::act_many`].
pub async fn act_on_many(
    desk: &Desk,
    actor: &Actor,
    ids: Vec<OrderId>,
    all_of: Option<&str>,
    typed: Typed,
) -> Result<ActedMany, Failure> {
    let command = typed.read()?;
    let ids = match all_of {
        Some(query) => list::ids(desk, actor, &OrderFilter::from_query(query), runs::MOST).await?,
        None if ids.is_empty() => {
            return Err(
                Error::field("ids[]", "none_chosen", "No order was chosen. Tick the orders, then try again.").into()
            );
        }
        None => ids,
    };
    if ids.len() > act::MOST_AT_ONCE {
        let run = runs::start(desk, actor, &ids, &command).await?;
        leptos_axum::redirect(&format!("/orders/runs/{run}"));
        return Ok(ActedMany::default());
    }
    act::act_many(desk, actor, &ids, &command).await
}

/// The action of this name, of those that are done to a booked order.
///
/// # Errors
/// [`Error::Invalid`] for any other.
pub fn read_action(name: &str) -> Result<Action, Error> {
    let action = name.parse::<Action>().ok().filter(|action| act::OFFERED.contains(action));
    action.ok_or_else(|| Error::field("action", "unknown_action", "There is no such action."))
}

/// Saves the list under a name and goes to it.
///
/// # Errors
/// As [`views::save`].
pub async fn save_view(desk: &Desk, actor: &Actor, name: &str, query: &str, shared: bool) -> Result<ViewId, Failure> {
    let id = views::save(desk, actor, name, query, shared).await?;
    let filter = OrderFilter { view: Some(id.get()), ..OrderFilter::from_query(query) };
    leptos_axum::redirect(&format!("/orders?{}", filter.without_place()));
    Ok(id)
}

/// Deletes one's own view and goes to the list.
///
/// # Errors
/// As [`views::delete`].
pub async fn delete_view(desk: &Desk, actor: &Actor, id: ViewId) -> Result<(), Failure> {
    views::delete(desk, actor, id).await?;
    leptos_axum::redirect("/orders");
    Ok(())
}

/// Writes into the order's timeline.
///
/// # Errors
/// [`Error::NotFound`] for what one may not see, [`Error::Invalid`] for an empty or endless text.
pub async fn remark(desk: &Desk, actor: &Actor, number: &str, text: &str) -> Result<(), Failure> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 2_000 {
        return Err(Error::field("text", "length", "Write 1 to 2,000 characters.").into());
    }
    let mut work = desk.begin(actor, Capability::SeeOrders).await?;
    let head = store::get(&mut From::Work(&mut work), actor, number).await?;
    note(&mut work, &head, "remark", text.to_owned(), EventData::default()).await?;
    work.audit(Audit {
        action: "UPDATE",
        entity_type: "order",
        entity_id: head.number.clone(),
        summary: format!("Remarked on {}", head.number),
        old: None,
        new: Some(json!({"remark": text})),
    });
    work.commit().await?;
    leptos_axum::redirect(&format!("/orders/{}#timeline", head.number));
    Ok(())
}

/// Writes an entry that changes nothing of the order itself, and tells those who look at it.
///
/// # Errors
/// When the database refuses.
pub async fn note(
    work: &mut Work,
    head: &Head,
    kind: &'static str,
    remark: String,
    data: EventData,
) -> Result<(), Error> {
    let event = NewEvent { order: head.id, kind, from: None, to: None, remark, data, by_actor: true };
    store_write::insert_events(work, &[event]).await?;
    let payload =
        json!({"id": head.number, "orderId": head.number, "customerName": head.customer_name, "status": head.status});
    work.emit(Event::new("order:updated", Audience::Orders(head.salesperson_id), payload));
    Ok(())
}
