//! What people do with scorecards: enter, submit, review, adjust, acknowledge, dispute, lock, reopen, correct.

use serde_json::json;

use super::{
    gap, reach, show,
    store::{Card, From},
    store_write,
    write::{self, Changes, Opened},
};
use crate::{
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, FieldError},
        server::{Desk, Work},
    },
    pms::{
        balances::{self, MOST_BRANCHES},
        error::Error,
        model::{Balance, BalanceForm, EntryForm, SignedOff},
        review::CardAction,
        scoring::{self, Measure},
    },
    ui::encode,
    values::{Date, Figure, Month, Points, Version},
};

/// The longest note, in characters.
const MOST_REMARK: usize = 2_000;
/// More scorecards at once are refused.
const MOST_AT_ONCE: usize = 500;

/// A version as a form carries it: nothing means "whatever it is now".
fn version(text: &str) -> Result<Option<Version>, Error> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Error::field("version", "not_an_id", "The version is no number.")),
    }
}

/// A note as typed; what is told where it is required and missing.
fn noted(field: &str, typed: &str, required: Option<&str>) -> Result<String, Error> {
    let typed = typed.trim();
    if let Some(missing) = required.filter(|_| typed.is_empty()) {
        return Err(Error::field(field, "empty", missing));
    }
    let length = typed.chars().count();
    if length > MOST_REMARK {
        let message = format!("This is {length} characters long; write at most {MOST_REMARK}.");
        return Err(Error::field(field, "too_long", message));
    }
    Ok(typed.to_owned())
}

/// The page of a scorecard, for going back to it.
pub fn page(card: &Card) -> String {
    format!("/scorecards/{}?month={}", encode(&card.head.user_code), card.head.month.iso())
}

/// Does one action that needs no more than a remark; locks, reopens, corrects, acknowledges and so on. What is submitted without
/// any keeps the comment of the draft.
///
/// # Errors
/// As [`write::open`]; [`Error::Invalid`] where a reason is missing, [`Error::NotOver`] and [`Error::Weights`] when submitting.
pub async fn act(
    desk: &Desk,
    actor: &Actor,
    user: &str,
    month: Month,
    at: &str,
    action: CardAction,
    remark: Option<&str>,
) -> Result<Card, Failure> {
    let mut work = write::begin(desk, actor, action).await?;
    let opened = write::open(&mut work, user, month, version(at)?, action).await?;
    let required = opened.row.remark.then_some("Write a reason.");
    let said = noted("remark", remark.unwrap_or_default(), required)?;
    let card = act_on(&mut work, opened, remark.map(|_| said.as_str())).await?;
    work.commit().await?;
    Ok(card)
}

async fn act_on(work: &mut Work, mut opened: Opened, said: Option<&str>) -> Result<Card, Failure> {
    let remark = said.unwrap_or_default();
    match opened.row.action {
        CardAction::Submit => submitted(&mut opened.card, said, work.today())?,
        CardAction::SendBack => sent_back(&mut opened.card),
        CardAction::Review => {
            if remark.is_empty() {
                let most = gap::most(&mut From::Work(work)).await?;
                gap::unexplained(&opened.card, most).map_or(Ok(()), |why| Err(Error::field("remark", "gap", why)))?;
            }
            opened.card.head.review_comment = remark.to_owned();
            opened.card.head.reviewed_by = work.actor().name.clone();
        }
        CardAction::Dispute => opened.card.head.dispute_note = remark.to_owned(),
        CardAction::Correct => {
            let snapshot = show::build(&mut From::Work(work), None, opened.card.clone()).await?;
            store_write::keep_version(work, &opened.card, remark, &json!(snapshot)).await?;
            opened.card.head.revision += 1;
        }
        CardAction::Enter | CardAction::Adjust | CardAction::Balances | CardAction::SetUp => {
            return Err(Error::field("action", "unknown", "This needs more than a remark.").into());
        }
        CardAction::Acknowledge | CardAction::Lock | CardAction::Reopen => {}
    }
    write::save(work, opened, remark, Vec::new()).await
}

/// What the employee hands in: as it is scored now, or as they score themselves.
fn submitted(card: &mut Card, comment: Option<&str>, today: Date) -> Result<(), Error> {
    write::is_over(card.head.month, today)?;
    write::weights(card)?;
    for kra in &mut card.kras {
        kra.self_achieved_milli = kra.achieved_milli;
        kra.self_micro = kra.self_micro.or_else(|| Some(kra.measure().scored().computed));
    }
    card.head.self_micro =
        Some(card.kras.iter().fold(Points::ZERO, |sum, kra| sum.plus(kra.self_micro.unwrap_or_default())));
    if let Some(comment) = comment {
        comment.clone_into(&mut card.head.self_comment);
    }
    Ok(())
}

/// Points that were handed in as they were computed follow what is corrected now; those that were typed stay.
fn sent_back(card: &mut Card) {
    for kra in &mut card.kras {
        let computed = Measure { achieved: kra.self_achieved_milli, ..kra.measure() }.scored().computed;
        kra.self_micro = kra.self_micro.filter(|own| *own != computed);
    }
    card.head.self_micro = None;
}

/// Enters what was achieved; with `submit`, hands it in too. With a comment it is the employee's whole draft; without, the figures
/// alone: the comment and the own points stay.
///
/// # Errors
/// As [`write::open`]; [`Error::Invalid`] with every figure that can't be taken; [`Error::NotOver`] when submitting.
pub async fn enter(
    desk: &Desk,
    actor: &Actor,
    user: &str,
    month: Month,
    at: &str,
    entries: &[EntryForm],
    comment: Option<&str>,
    submit: bool,
) -> Result<Card, Failure> {
    let mut work = write::begin(desk, actor, CardAction::Enter).await?;
    let mut opened = write::open(&mut work, user, month, version(at)?, CardAction::Enter).await?;
    let own = comment.is_some() && opened.card.head.user_id == actor.id;
    let (mut changes, mut wrong) = (Changes::new(), Vec::new());
    for (index, entry) in entries.iter().enumerate() {
        let line = u32::try_from(index + 1).unwrap_or(u32::MAX);
        if let Err(error) = enter_one(&mut opened.card, entry, own, &mut changes) {
            wrong.extend(fields(error).into_iter().map(|field| field.at(line)));
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong).into());
    }
    let said = noted("comment", comment.unwrap_or_default(), None)?;
    if own {
        opened.card.head.self_comment.clone_from(&said);
    }
    let mut card = write::save(&mut work, opened, "", changes).await?;
    if submit {
        let opened = write::open(&mut work, &card.head.user_code, month, None, CardAction::Submit).await?;
        card = act_on(&mut work, opened, comment.map(|_| said.as_str())).await?;
    }
    work.commit().await?;
    Ok(card)
}

fn fields(error: Error) -> Vec<FieldError> {
    match error {
        Error::Invalid(fields) => fields,
        other => vec![FieldError::new("kra", "invalid", other.to_string())],
    }
}

fn enter_one(card: &mut Card, entry: &EntryForm, own: bool, changes: &mut Changes) -> Result<(), Error> {
    let wanted = entry.kra.trim();
    let found = card.kras.iter_mut().find(|kra| kra.code.eq_ignore_ascii_case(wanted) || kra.id.to_string() == wanted);
    let kra =
        found.ok_or_else(|| Error::field("kra", "unknown", format!("There is no KRA {wanted} on this scorecard.")))?;
    let text = |figure: Option<Figure>| figure.map(Figure::plain).unwrap_or_default();
    if !entry.achieved.trim().is_empty() {
        let figure = Figure::parse(&entry.achieved).map_err(|error| {
            let mut field =
                FieldError::new("achieved", error.code(), format!("{}: {error}.", kra.name)).typed(&entry.achieved);
            field.hint = error.suggestion(&entry.achieved);
            Error::Invalid(vec![field])
        })?;
        if Some(figure) != kra.achieved_milli {
            write::typed(kra.source, "achieved", &kra.name)?;
            if scoring::is_absurd(kra.kind, kra.target_milli, figure) {
                let message =
                    format!("{}: {figure} is more than 1,00,000 % of the target of {}.", kra.name, kra.target_milli);
                return Err(Error::Invalid(vec![
                    FieldError::new("achieved", "too_large", message).typed(&entry.achieved),
                ]));
            }
            changes.push((kra.name.clone(), text(kra.achieved_milli), text(Some(figure))));
            kra.achieved_milli = Some(figure);
        }
    }
    if own {
        kra.self_micro = match entry.points.trim() {
            "" => None,
            typed => Some(points(typed, &kra.name, kra.measure().cap())?),
        };
    }
    Ok(())
}

/// Points somebody gives: never above the cap of the KRA's kind, and where it has none not above three times the whole.
fn points(text: &str, name: &str, cap: Option<Points>) -> Result<Points, Error> {
    let points = Points::parse(text).map_err(|error| {
        Error::Invalid(vec![FieldError::new("points", error.code(), format!("{name}: {error}.")).typed(text)])
    })?;
    let most = cap.unwrap_or(Points::from_whole(300));
    if points > most {
        return Err(Error::Invalid(vec![
            FieldError::new("points", "too_large", format!("{name}: at most {most} points.")).typed(text),
        ]));
    }
    Ok(points)
}

/// Puts another score in place of a KRA's computed one, with the reason; empty points take the adjustment back.
///
/// # Errors
/// As [`write::open`]; [`Error::Invalid`] for points that can't be taken, an unknown KRA, or no reason.
pub async fn adjust(
    desk: &Desk,
    actor: &Actor,
    user: &str,
    month: Month,
    at: &str,
    (kra, typed, reason): (&str, &str, &str),
) -> Result<Card, Failure> {
    let mut work = write::begin(desk, actor, CardAction::Adjust).await?;
    let mut opened = write::open(&mut work, user, month, version(at)?, CardAction::Adjust).await?;
    let back = typed.trim().is_empty();
    let reason = noted("reason", reason, (!back).then_some("Write why the score is adjusted."))?;
    let line = opened.card.kras.iter_mut().find(|line| line.code.eq_ignore_ascii_case(kra.trim()));
    let line = line.ok_or_else(|| Error::field("kra", "unknown", "There is no such KRA on this scorecard."))?;
    let before = line.measure().scored().points;
    line.adjusted_micro = if back { None } else { Some(points(typed, &line.name, line.measure().cap())?) };
    line.reason = if back { String::new() } else { reason.clone() };
    let changes = vec![(line.name.clone(), before.to_string(), line.measure().scored().points.to_string())];
    let card = write::save(&mut work, opened, &reason, changes).await?;
    work.commit().await?;
    Ok(card)
}

/// Puts these balances in place of the branches named; with `all`, of every branch.
///
/// # Errors
/// As [`write::open`]; [`Error::Invalid`] with every balance that can't be taken.
pub async fn balances(
    desk: &Desk,
    actor: &Actor,
    user: &str,
    month: Month,
    at: &str,
    typed: &[BalanceForm],
    all: bool,
) -> Result<Card, Failure> {
    let mut work = write::begin(desk, actor, CardAction::Balances).await?;
    let mut opened = write::open(&mut work, user, month, version(at)?, CardAction::Balances).await?;
    let before = opened.card.balances.clone();
    let mut after = if all { Vec::new() } else { before.clone() };
    let mut wrong = Vec::new();
    for form in typed.iter().filter(|form| !form.branch.trim().is_empty() || !form.amount.trim().is_empty()) {
        match balance(form) {
            Ok((branch, amount)) => {
                let spelt =
                    before.iter().find(|one| one.branch.eq_ignore_ascii_case(&branch)).map(|one| one.branch.clone());
                after.retain(|one: &Balance| !one.branch.eq_ignore_ascii_case(&branch));
                after.extend(amount.map(|amount| Balance { branch: spelt.unwrap_or(branch), amount }));
            }
            Err(field) => wrong.push(field),
        }
    }
    if after.len() > MOST_BRANCHES {
        wrong.push(FieldError::new("balances", "too_many", format!("At most {MOST_BRANCHES} branches.")));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong).into());
    }
    let changes = changed(&before, &after);
    store_write::put_balances(&mut work, opened.card.head.id, &after).await?;
    after.sort_by(|a, b| b.amount.cmp(&a.amount).then_with(|| a.branch.cmp(&b.branch)));
    opened.card.balances = after;
    let card = write::save(&mut work, opened, "", changes).await?;
    work.commit().await?;
    Ok(card)
}

fn balance(form: &BalanceForm) -> Result<(String, Option<Figure>), FieldError> {
    let branch = balances::branch(&form.branch)
        .map_err(|(code, message)| FieldError::new("branch", code, message).typed(&form.branch))?;
    if form.amount.trim().is_empty() {
        return Ok((branch, None));
    }
    let amount = balances::amount(&form.amount).map_err(|error| {
        FieldError::new(branch.clone(), error.code(), format!("{branch}: {error}.")).typed(&form.amount)
    })?;
    Ok((branch, Some(amount)))
}

fn changed(before: &[Balance], after: &[Balance]) -> Changes {
    let find = |of: &[Balance], branch: &str| of.iter().find(|one| one.branch == branch).map(|one| one.amount);
    let mut branches: Vec<&str> = before.iter().chain(after).map(|one| one.branch.as_str()).collect();
    branches.sort_unstable();
    branches.dedup();
    let text = |amount: Option<Figure>| amount.map(Figure::plain).unwrap_or_default();
    branches
        .into_iter()
        .filter(|branch| find(before, branch) != find(after, branch))
        .map(|branch| (branch.to_owned(), text(find(before, branch)), text(find(after, branch))))
        .collect()
}

/// Does one action with several scorecards, each by itself and with a result of its own. A scorecard is named
/// `SALES-001|2026-02|3`: person, month, and the version that was seen (which may be left out).
///
/// # Errors
/// [`Error::Invalid`] when none or too many are named, or for an action that isn't for several.
pub async fn act_on_many(
    desk: &Desk,
    actor: &Actor,
    cards: &[String],
    action: CardAction,
    remark: &str,
) -> Result<Vec<SignedOff>, Failure> {
    if cards.is_empty() || cards.len() > MOST_AT_ONCE {
        let message = format!("Tick 1 to {MOST_AT_ONCE} scorecards, then try again.");
        return Err(Error::field("cards", "none_chosen", message).into());
    }
    if !matches!(action, CardAction::Review | CardAction::Lock | CardAction::SendBack) {
        return Err(Error::field("action", "not_for_many", "This is done one by one.").into());
    }
    let mut results = Vec::new();
    for card in cards {
        let mut parts = card.split('|');
        let (user, month, version) =
            (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let done = match reach::month(month, desk.clock.today()) {
            Ok(month) => act(desk, actor, user, month, version, action, Some(remark)).await,
            Err(error) => Err(error.into()),
        };
        let (name, refused) = match done {
            Ok(card) => (card.head.user_name, None),
            Err(failure) => (named(desk, actor, user).await, Some(failure.message)),
        };
        results.push(SignedOff { user: user.to_owned(), name, month: month.to_owned(), refused });
    }
    Ok(results)
}

/// The name of who a refused scorecard is about, where this person may know it.
async fn named(desk: &Desk, actor: &Actor, user: &str) -> String {
    let Ok(db) = desk.read(actor, Capability::EnterAchieved) else { return user.to_owned() };
    match reach::person(&mut From::Db(db), actor, user).await {
        Ok(person) => person.name,
        Err(_) => user.to_owned(),
    }
}
