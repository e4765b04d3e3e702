//! Whom somebody may see: themselves, everyone below at any depth, and an Admin everybody.

use super::store::{self, From, Head, Person, ids};
use crate::{
    identity::{Actor, Role},
    platform::{failure::Failure, server::Text},
    pms::{error::Error, late, review::Relation, texts},
    values::{Date, Month, UserId},
};

/// How this person stands to another.
pub fn relation(actor: &Actor, user: UserId) -> Relation {
    Relation {
        is_employee: actor.id == user,
        is_above: actor.is_above(user),
        is_admin: actor.role == Role::Admin,
        is_credit: actor.role == Role::CreditControl,
    }
}

/// The people whose scorecards this person sees; `None`: everybody's.
pub fn seen(actor: &Actor) -> Option<Vec<UserId>> {
    if actor.role == Role::Admin {
        return None;
    }
    let mut people = actor.below.to_vec();
    people.push(actor.id);
    Some(people)
}

/// So many people are looked up one by one.
const FEW: usize = 100;

/// `and <column> in (…)` these people. Few are looked up one by one, many are [`picked`].
pub fn among(text: &mut Text, column: &'static str, people: &[UserId]) {
    if people.len() > FEW {
        return picked(text, column, people);
    }
    text.push(" and ")
        .push(column)
        .push(" in (select cast(value as bigint) from json_each(")
        .bind(ids(people))
        .push("))");
}

/// The same, picked out of rows that are read in an order of their own: by `is true` neither engine goes by the people.
pub fn picked(text: &mut Text, column: &'static str, people: &[UserId]) {
    text.push(" and (").push(column).push(" in (select cast(value as bigint) from json_each(");
    text.bind(ids(people)).push("))) is true");
}

/// The person of this code (the one who asks when it is empty), if they may be seen.
///
/// # Errors
/// [`Error::NotFound`], the same for people one may not see.
pub async fn person(from: &mut From<'_>, actor: &Actor, code: &str) -> Result<Person, Failure> {
    let code = if code.trim().is_empty() { actor.code.as_str() } else { code.trim() };
    let person = store::person(from, code).await?.ok_or(Error::NotFound(texts::a_person()))?;
    if relation(actor, person.id).sees() { Ok(person) } else { Err(Error::NotFound(texts::a_person()).into()) }
}

/// A scorecard this person sees.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn head(from: &mut From<'_>, actor: &Actor, code: &str, month: Month) -> Result<Head, Failure> {
    let code = if code.trim().is_empty() { actor.code.as_str() } else { code.trim() };
    let head = store::head(from, code, month).await?;
    head.filter(|head| relation(actor, head.user_id).sees()).ok_or_else(|| Error::NotFound(texts::a_scorecard()).into())
}

/// A month as typed; the one that is scored now when nothing is.
///
/// # Errors
/// [`Error::Invalid`] when it is no month, or lies in the future.
pub fn month(text: &str, today: Date) -> Result<Month, Error> {
    if text.trim().is_empty() {
        return Ok(late::current(today));
    }
    let month = Month::parse(text).map_err(|error| Error::field("month", error.code(), format!("Month: {error}.")))?;
    not_future(month, today)?;
    Ok(month)
}

/// The page asked for, from 1: what is none is the first, and beyond the last there can be none is nothing to be found.
pub fn page(text: &str) -> i64 {
    text.trim().parse::<i64>().unwrap_or(1).clamp(1, 1_000_000)
}

/// # Errors
/// [`Error::Invalid`] when the month has not begun.
pub fn not_future(month: Month, today: Date) -> Result<(), Error> {
    if month > today.month() {
        let message = format!("Month: {} lies in the future; the latest is {}.", month.wire(), today.month().wire());
        return Err(Error::field("month", "future", message));
    }
    Ok(())
}
