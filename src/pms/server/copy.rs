//! Copying a template to people and months.

use serde_json::json;

use super::{
    reach, set_history,
    store::{self, From, Person},
    store_write::{self, KraData},
    table_use, templates, write,
};
use crate::{
    identity::{Actor, Capability},
    platform::{
        failure::Failure,
        server::{Audit, Desk, Work},
    },
    pms::{error::Error, model::Copied, review::CardStatus, texts},
    values::{Month, ScorecardId},
};

/// More months at once are refused.
const MOST_MONTHS: usize = 12;

/// Copies a template to people (all active ones of its role when none is named) and to months, the last included. Drafts
/// that are there take the KRAs over and keep what was achieved under the same name; what is submitted stays.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] for unknown people, months in the future or in the wrong order, and months in which a
/// slab table of the template does not hold.
pub async fn copy(
    desk: &Desk,
    actor: &Actor,
    id: &str,
    people: &[String],
    from: &str,
    to: &str,
) -> Result<Copied, Failure> {
    let mut work = desk.begin(actor, Capability::SetUpKra).await?;
    let id = id.trim().parse::<i64>().map_err(|_| Error::NotFound(texts::a_template()))?;
    let (name, role, kras) = templates::kras(&mut work, id).await?;
    let months = months(desk, from, to)?;
    let people = whom(&mut work, people, &role).await?;
    tables_hold(&mut work, &kras, &months).await?;
    let how = texts::from_template(&name);
    let mut copied = Copied { made: 0, changed: 0, left: Vec::new() };
    for month in months {
        let cards = drafts(&mut work, &people, month, &mut copied).await?;
        if !cards.is_empty() {
            let before = set_history::kras(&mut work, &cards).await?;
            store_write::put_kras(&mut work, &cards, &kras, month).await?;
            settle(&mut work, &cards, month).await?;
            set_history::changed(&mut work, &cards, &before, &how).await?;
        }
        work.audit(Audit {
            action: "CREATE",
            entity_type: "kra_template",
            entity_id: id.to_string(),
            summary: format!("Copied {name} to {} people for {}", cards.len(), month.wire()),
            old: None,
            new: Some(json!({"month": month, "people": people.iter().map(|person| &person.code).collect::<Vec<_>>()})),
        });
    }
    work.commit().await?;
    Ok(copied)
}

fn months(desk: &Desk, from: &str, to: &str) -> Result<Vec<Month>, Error> {
    let today = desk.clock.today();
    let first = reach::month(from, today)?;
    let last = if to.trim().is_empty() { first } else { reach::month(to, today)? };
    let months: Vec<Month> = std::iter::successors(Some(first), |month| Some(month.next()))
        .take_while(|month| *month <= last)
        .take(MOST_MONTHS + 1)
        .collect();
    if months.is_empty() || months.len() > MOST_MONTHS {
        return Err(Error::field(
            "to",
            "order",
            format!("Choose 1 to {MOST_MONTHS} months, the first before the last."),
        ));
    }
    Ok(months)
}

/// Every KRA as per slab has a table in every month.
async fn tables_hold(work: &mut Work, kras: &[KraData], months: &[Month]) -> Result<(), Failure> {
    let tables = table_use::known(&mut From::Work(work)).await?;
    for (month, kra) in months.iter().flat_map(|month| kras.iter().map(move |kra| (*month, kra))) {
        if let Some(table) = kra.table {
            table_use::holds(&tables, table, (&kra.name, kra.weight), month)?;
        }
    }
    Ok(())
}

async fn whom(work: &mut Work, codes: &[String], role: &str) -> Result<Vec<Person>, Failure> {
    let mut codes: Vec<String> =
        codes.iter().map(|code| code.trim().to_owned()).filter(|code| !code.is_empty()).collect();
    if codes.is_empty() {
        let all: Vec<(String,)> = work
            .sql("select code from users where role = $1 and status = 'Active' order by code, id limit 20000")
            .bind(role.to_owned())
            .all()
            .await?;
        codes = all.into_iter().map(|(code,)| code).collect();
    }
    let people = store::people(&mut From::Work(work), &codes).await?;
    let missing: Vec<&str> = codes
        .iter()
        .filter(|code| !people.iter().any(|person| person.code.eq_ignore_ascii_case(code)))
        .map(String::as_str)
        .collect();
    if let Some(first) = missing.first() {
        let message = format!("Nobody active has the id {first}.");
        return Err(Error::field("people", "unknown", message).into());
    }
    if people.is_empty() {
        return Err(Error::field("people", "empty", format!("Nobody active is {role}.")).into());
    }
    Ok(people)
}

/// Makes the drafts that are missing; answers those that take the KRAs.
async fn drafts(
    work: &mut Work,
    people: &[Person],
    month: Month,
    copied: &mut Copied,
) -> Result<Vec<ScorecardId>, Failure> {
    let (made, existing) = make(work, people, month).await?;
    copied.made += i64::try_from(made.len()).unwrap_or_default();
    let mut cards = made;
    for (id, name, status) in existing {
        if status == CardStatus::Draft {
            copied.changed += 1;
            cards.push(id);
        } else {
            copied.left.push((name, month.wire(), status.to_string()));
        }
    }
    Ok(cards)
}

type Existing = Vec<(ScorecardId, String, CardStatus)>;

/// Drafts for those who have no scorecard of the month: one statement. Answers the new, and what was there before.
///
/// # Errors
/// When the database refuses.
pub async fn make(work: &mut Work, people: &[Person], month: Month) -> Result<(Vec<ScorecardId>, Existing), Failure> {
    let keys = store::ids(&people.iter().map(|person| person.id).collect::<Vec<_>>());
    let existing: Existing = work
        .sql(
            "select s.id, u.name, s.status from scorecards s join users u on u.id = s.user_id
             where s.month = $2 and s.user_id in (select cast(value as bigint) from json_each($1)) order by s.id",
        )
        .bind(keys.clone())
        .bind(month)
        .all()
        .await?;
    let tables = store::effective(&mut From::Work(work), month).await?;
    let incentive = tables.get(&store::INCENTIVE_TABLE).map_or(1, |(id, _)| *id);
    let (now, by) = (work.now(), work.actor().name.clone());
    let made: Vec<(ScorecardId,)> = work
        .sql(
            "insert into scorecards (user_id, month, salary_paise, incentive_id, status_at, created_at, updated_at, updated_by)
             select u.id, $2, coalesce((select x.paise from salaries x where x.user_id = u.id and x.from_month <= $2
                 order by x.from_month desc limit 1), u.gross_salary_paise, 0), $3, $4, $4, $4, $5 from users u
             where u.id in (select cast(value as bigint) from json_each($1))
             on conflict do nothing returning id",
        )
        .bind(keys)
        .bind(month)
        .bind(incentive)
        .bind(now)
        .bind(by)
        .all()
        .await?;
    Ok((made.into_iter().map(|(id,)| id).collect(), existing))
}

/// Computes these drafts of a month anew and keeps their totals.
///
/// # Errors
/// When the database refuses.
pub async fn settle(work: &mut Work, cards: &[ScorecardId], month: Month) -> Result<(), Failure> {
    for some in cards.chunks(500) {
        let before = store::cards(&mut From::Work(work), some).await?;
        let mut cards = before.clone();
        write::renew(&mut From::Work(work), month, &mut cards).await?;
        store_write::update_totals(work, &cards).await?;
        store_write::salaries(work, &before, &cards).await?;
    }
    Ok(())
}
