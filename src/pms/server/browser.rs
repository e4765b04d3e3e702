//! The forms of the pages: what was typed becomes a call of a service, and the browser is told where to go on.

use super::{act, reach, show, tables, templates};
use crate::{
    identity::Actor,
    platform::{
        failure::{AGAIN, Failure, FieldError, Kind},
        server::Desk,
    },
    pms::{
        error::Error,
        model::{BalanceForm, EntryForm, Scorecard, SignedOff, TableForm, TemplateForm},
        review::CardAction,
    },
    ui::encode,
    values::Month,
};

/// Person, month and the version that was seen.
type Which = (String, String, String);

fn action(text: &str) -> Result<CardAction, Error> {
    text.parse().map_err(|_| Error::field("action", "unknown", "There is no such action."))
}

/// # Errors
/// As [`show::version`].
pub async fn version(desk: &Desk, actor: &Actor, user: &str, month: &str, revision: i64) -> Result<Scorecard, Failure> {
    show::version(desk, actor, user, reach::month(month, desk.clock.today())?, revision).await
}

/// # Errors
/// As [`act::enter`].
pub async fn enter(
    desk: &Desk,
    actor: &Actor,
    (user, month, version): Which,
    entries: Vec<EntryForm>,
    comment: String,
    intent: String,
) -> Result<(), Failure> {
    let month = reach::month(&month, desk.clock.today())?;
    let card = act::enter(desk, actor, &user, month, &version, &entries, Some(&comment), intent == "submit").await?;
    leptos_axum::redirect(&act::page(&card));
    Ok(())
}

/// # Errors
/// As [`act::act`].
pub async fn act(
    desk: &Desk,
    actor: &Actor,
    (user, month, version): Which,
    what: String,
    remark: String,
) -> Result<(), Failure> {
    let month = reach::month(&month, desk.clock.today())?;
    let remark = (!remark.trim().is_empty()).then_some(remark.as_str());
    let card = act::act(desk, actor, &user, month, &version, action(&what)?, remark).await?;
    leptos_axum::redirect(&act::page(&card));
    Ok(())
}

/// # Errors
/// As [`act::adjust`].
pub async fn adjust(
    desk: &Desk,
    actor: &Actor,
    (user, month, version): Which,
    kra: String,
    points: String,
    reason: String,
) -> Result<(), Failure> {
    let month = reach::month(&month, desk.clock.today())?;
    let card = act::adjust(desk, actor, &user, month, &version, (&kra, &points, &reason)).await?;
    leptos_axum::redirect(&act::page(&card));
    Ok(())
}

/// # Errors
/// As [`act::balances`].
pub async fn balances(
    desk: &Desk,
    actor: &Actor,
    (user, month, version): Which,
    balances: Vec<BalanceForm>,
    from: &str,
) -> Result<(), Failure> {
    let month = reach::month(&month, desk.clock.today())?;
    let card = act::balances(desk, actor, &user, month, &version, &balances, true).await?;
    if from == "sheet" {
        leptos_axum::redirect(&format!("/scorecards/balances?month={}&saved={}", month.iso(), encode(&user)));
    } else if reach::relation(actor, card.head.user_id).sees() {
        leptos_axum::redirect(&act::page(&card));
    }
    Ok(())
}

/// # Errors
/// As [`act::act_on_many`]; [`Error::SomeRefused`] where some were.
pub async fn sign_off_many(
    desk: &Desk,
    actor: &Actor,
    cards: Vec<String>,
    what: String,
    remark: String,
) -> Result<Vec<SignedOff>, Failure> {
    let action = if what.is_empty() { CardAction::Review } else { action(&what)? };
    let results = act::act_on_many(desk, actor, &cards, action, &remark).await?;
    let refused: Vec<FieldError> = results.iter().filter_map(why).collect();
    if !refused.is_empty() {
        // Also without script the reasons are seen: as a refusal they stand on the page that comes back.
        return Err(Error::SomeRefused { done: results.len() - refused.len(), refused }.into());
    }
    leptos_axum::redirect(&format!("/scorecards/team?done={}", results.len()));
    Ok(results)
}

fn why(one: &SignedOff) -> Option<FieldError> {
    let reason = one.refused.as_ref()?;
    let month = Month::parse(&one.month).map_or_else(|_| one.month.clone(), Month::wire);
    let which = format!("{}|{}", one.user, one.month);
    Some(FieldError::new("cards", "refused", format!("{}, {month}: {reason}", one.name)).typed(which))
}

/// # Errors
/// As [`templates::save`].
pub async fn save_template(desk: &Desk, actor: &Actor, form: TemplateForm) -> Result<(), Failure> {
    if form.other_rows().is_some() {
        // The page is shown again as typed, with a row more or less.
        return Err(Failure::new(Kind::Invalid, AGAIN, ""));
    }
    let id = templates::save(desk, actor, &form).await?;
    leptos_axum::redirect(&format!("/kra/templates/{id}"));
    Ok(())
}

/// # Errors
/// As [`tables::propose`].
pub async fn propose_table(desk: &Desk, actor: &Actor, form: TableForm) -> Result<(), Failure> {
    let (code, version) = tables::propose(desk, actor, &form).await?;
    leptos_axum::redirect(&format!("/kra/tables/{code}?version={version}"));
    Ok(())
}

/// # Errors
/// As [`tables::decide`].
pub async fn decide_table(
    desk: &Desk,
    actor: &Actor,
    proposal: (&str, i64, i64),
    decision: &str,
) -> Result<(), Failure> {
    let stays = tables::decide(desk, actor, proposal, decision).await?;
    leptos_axum::redirect(&if stays { format!("/kra/tables/{}", encode(proposal.0)) } else { "/kra".to_owned() });
    Ok(())
}
