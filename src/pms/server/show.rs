//! A scorecard with all that explains it.

use super::{
    gap,
    reach::{self, relation},
    remind,
    store::{self, Card, From, KraLine},
    write,
};
use crate::{
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, Internal},
        server::Desk,
    },
    pms::{
        average::Average,
        error::Error,
        late,
        model::{
            CardEvent, CardFile, CardVersion, Compare, CompareRow, KraRow, MonthTotal, OfferedAction, Scorecard,
            ScorecardPage, Sources,
        },
        review::{self, CardAction, CardStatus},
        texts, what_if,
    },
    values::{Date, Money, Month, Percent, Points, ScorecardId, Timestamp, UserId},
};

/// A person's scorecard of a month, with the year to it. Without a month: the latest there is, else the one scored now.
///
/// # Errors
/// [`Error::NotFound`] for people one may not see, [`Error::Invalid`] for a month that is none or in the future.
pub async fn page(desk: &Desk, actor: &Actor, user: &str, month: &str) -> Result<ScorecardPage, Failure> {
    let db = desk.read(actor, Capability::EnterAchieved)?;
    let mut from = From::Db(db);
    let person = reach::person(&mut from, actor, user).await?;
    let latest = if month.trim().is_empty() { store::latest(&mut from, person.id).await? } else { None };
    let month = match latest {
        Some(month) => month,
        None => reach::month(month, desk.clock.today())?,
    };
    let card = match store::head(&mut from, &person.code, month).await? {
        Some(head) => Some(scorecard(&mut from, (actor, desk.clock.today()), head).await?),
        None => None,
    };
    let months = month.financial_year().months();
    let mut year = totals(&mut from, person.id, months[0], month).await?;
    year = months.iter().filter(|one| **one <= month).map(|one| of_month(&year, *one)).collect();
    Ok(ScorecardPage {
        latest: desk.clock.today().month(),
        employee: person.employee(),
        month,
        is_own: person.id == actor.id,
        card,
        average: Average::of(year.iter().filter_map(MonthTotal::known)),
        year,
    })
}

/// What `/scorecards` opens: of my own that wait for me the oldest, which is late first; else as [`page`].
///
/// # Errors
/// As [`page`].
pub async fn open(desk: &Desk, actor: &Actor, user: &str, month: &str) -> Result<ScorecardPage, Failure> {
    let mine = user.trim().is_empty() && month.trim().is_empty();
    let waits = if mine { remind::own(desk, actor).await?.first().map(|waits| waits.month.iso()) } else { None };
    page(desk, actor, user, waits.as_deref().unwrap_or(month)).await
}

/// The month of a list, or an empty one.
pub fn of_month(months: &[MonthTotal], month: Month) -> MonthTotal {
    months.iter().find(|one| one.month == month).copied().unwrap_or(MonthTotal {
        month,
        total: None,
        status: None,
        percent: Percent::ZERO,
        amount: Money::ZERO,
    })
}

/// A person's kept totals, month by month: one statement on one index.
///
/// # Errors
/// When the database refuses.
pub async fn totals(from: &mut From<'_>, user: UserId, first: Month, last: Month) -> Result<Vec<MonthTotal>, Internal> {
    let rows: Vec<(Month, Points, CardStatus, Percent, Money)> = from
        .sql(
            "select month, total_micro, status, incentive_bp, incentive_paise from scorecards
             where user_id = $1 and month >= $2 and month <= $3 order by month, id",
        )
        .bind(user)
        .bind(first)
        .bind(last)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|(month, total, status, percent, amount)| MonthTotal {
            month,
            total: Some(total),
            status: Some(status),
            percent,
            amount,
        })
        .collect())
}

async fn scorecard(from: &mut From<'_>, asks: (&Actor, Date), head: store::Head) -> Result<Scorecard, Failure> {
    let month = head.month;
    let mut card = store::card(from, head).await?;
    write::renew(from, month, std::slice::from_mut(&mut card)).await?;
    build(from, Some(asks), card).await
}

/// A person's scorecard of a month.
///
/// # Errors
/// [`Error::NotFound`], the same for what one may not see; [`Error::Invalid`] for the month.
pub async fn one(desk: &Desk, actor: &Actor, user: &str, month: &str) -> Result<Scorecard, Failure> {
    let shown = page(desk, actor, user, month).await?;
    shown.card.ok_or_else(|| Error::NotFound(texts::a_scorecard()).into())
}

/// An earlier version of a corrected month, as it stood.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn version(
    desk: &Desk,
    actor: &Actor,
    user: &str,
    month: Month,
    revision: i64,
) -> Result<Scorecard, Failure> {
    let mut from = From::Db(desk.read(actor, Capability::EnterAchieved)?);
    let head = reach::head(&mut from, actor, user, month).await?;
    kept(&mut from, head.id, revision).await
}

async fn kept(from: &mut From<'_>, card: ScorecardId, revision: i64) -> Result<Scorecard, Failure> {
    let row: Option<(String,)> = from
        .sql("select snapshot from scorecard_versions where scorecard_id = $1 and revision = $2")
        .bind(card)
        .bind(revision)
        .optional()
        .await?;
    let (snapshot,) = row.ok_or(Error::NotFound(texts::a_scorecard()))?;
    serde_json::from_str(&snapshot).map_err(|error| Internal::new(format!("a kept version: {error}")).into())
}

/// The records behind a KRA; of an earlier version where its number is named.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn sources(
    desk: &Desk,
    actor: &Actor,
    user: &str,
    month: &str,
    (kra, revision): (&str, Option<i64>),
) -> Result<Sources, Failure> {
    let mut from = From::Db(desk.read(actor, Capability::EnterAchieved)?);
    let head = reach::head(&mut from, actor, user, reach::month(month, desk.clock.today())?).await?;
    let earlier = revision.filter(|revision| *revision != head.revision);
    let (rows, version) = match earlier {
        Some(revision) => (kept(&mut from, head.id, revision).await?.kras, (revision, true)),
        None => {
            let mut card = store::card(&mut from, head.clone()).await?;
            write::renew(&mut from, head.month, std::slice::from_mut(&mut card)).await?;
            (card.kras.iter().map(row).collect(), (head.revision, head.status.is_frozen()))
        }
    };
    let kra = rows.iter().find(|line| line.code.eq_ignore_ascii_case(kra)).ok_or(Error::NotFound(texts::a_kra()))?;
    Ok(super::compute::sources(&mut from, &head, kra, version).await?)
}

fn row(line: &KraLine) -> KraRow {
    let measure = line.measure();
    KraRow {
        id: line.id,
        code: line.code.clone(),
        name: line.name.clone(),
        criteria: line.criteria.clone(),
        unit: line.unit,
        source: line.source,
        category: line.category.clone(),
        scored: measure.scored(),
        measure,
        table: line.table_name.clone().unwrap_or_default(),
        self_achieved: line.self_achieved_milli,
        self_points: line.self_micro,
        reason: line.reason.clone(),
        sources: line.sources,
    }
}

fn offered((actor, today): (&Actor, Date), card: &Card, most: Points) -> Vec<OfferedAction> {
    let relation = relation(actor, card.head.user_id);
    let differs = gap::unexplained(card, most).is_some();
    let ready = write::is_over(card.head.month, today).and_then(|()| write::weights(card));
    review::actions_from(card.head.status)
        .map(|row| OfferedAction {
            action: row.action,
            remark: row.remark || (differs && row.action == CardAction::Review),
            refused: match (relation.is(row.who), row.action, &ready) {
                (false, action, _) => Some(Error::NotYours { action, who: row.who }.to_string()),
                (true, CardAction::Submit, Err(error)) => Some(error.to_string()),
                _ => None,
            },
        })
        .collect()
}

/// All that is shown of a scorecard; what may be done only where somebody asks, on a day.
///
/// # Errors
/// When the database refuses.
pub async fn build(from: &mut From<'_>, asks: Option<(&Actor, Date)>, card: Card) -> Result<Scorecard, Failure> {
    let measures = card.measures();
    let outcome = card.head.outcome();
    let weights = measures.iter().map(|measure| measure.weight.basis_points()).sum();
    let (history, versions) = (history(from, card.head.id).await?, versions(from, card.head.id).await?);
    let files = files(from, card.head.id).await?;
    let actions = match asks {
        Some(asks) => offered(asks, &card, gap::most(from).await?),
        None => Vec::new(),
    };
    let head = &card.head;
    Ok(Scorecard {
        id: head.id,
        employee: head.employee(),
        month: head.month,
        status: head.status,
        revision: head.revision,
        version: head.version,
        salary: head.salary_paise,
        kras: card.kras.iter().map(row).collect(),
        balances: card.balances.clone(),
        next: what_if::next_step(&measures, &card.incentive, head.salary_paise),
        incentive: card.incentive.clone(),
        outcome,
        self_total: head.self_micro,
        self_comment: head.self_comment.clone(),
        review_comment: head.review_comment.clone(),
        reviewed_by: head.reviewed_by.clone(),
        dispute_note: head.dispute_note.clone(),
        history,
        versions,
        files,
        actions,
        weights: Percent::from_basis_points(weights),
        updated_by: head.updated_by.clone(),
        updated_at: head.updated_at,
    })
}

type EventRow = (Timestamp, String, String, Option<CardStatus>, Option<CardStatus>, i64, String, String);

async fn history(from: &mut From<'_>, card: ScorecardId) -> Result<Vec<CardEvent>, Internal> {
    let rows: Vec<EventRow> = from
        .sql(
            "select at, user_name, action, from_status, to_status, revision, remark, changes from scorecard_events
             where scorecard_id = $1 order by id desc limit 500",
        )
        .bind(card)
        .all()
        .await?;
    let told = |action: String| action.parse::<CardAction>().map_or(action, |action| action.done().to_owned());
    Ok(rows
        .into_iter()
        .map(|(at, who, action, from, to, revision, remark, changes)| CardEvent {
            at,
            who,
            action: told(action),
            from,
            to: to.filter(|to| Some(*to) != from),
            revision,
            remark,
            changes: serde_json::from_str(&changes).unwrap_or_default(),
        })
        .collect())
}

async fn versions(from: &mut From<'_>, card: ScorecardId) -> Result<Vec<CardVersion>, Failure> {
    let rows: Vec<(i64, Timestamp, String, String, String)> = from
        .sql("select revision, at, user_name, reason, snapshot from scorecard_versions where scorecard_id = $1 order by revision desc")
        .bind(card)
        .all()
        .await?;
    let kept = rows.into_iter().filter_map(|(revision, at, by, reason, snapshot)| {
        let outcome = serde_json::from_str::<Scorecard>(&snapshot).ok()?.outcome;
        Some(CardVersion {
            revision,
            total: outcome.total,
            percent: outcome.percent,
            amount: outcome.amount,
            by,
            at,
            reason,
        })
    });
    Ok(kept.collect())
}

async fn files(from: &mut From<'_>, card: ScorecardId) -> Result<Vec<CardFile>, Internal> {
    let rows: Vec<(String, String, i64, String, Timestamp)> = from
        .sql(
            "select code, name, size_bytes, user_name, created_at from files
             where entity_type = 'scorecard' and entity_id = $1 order by id limit 100",
        )
        .bind(card)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(code, name, size_bytes, by, at)| CardFile { code, name, size_bytes, by, at }).collect())
}

/// Two scorecards beside each other: two people, or two months of one.
///
/// # Errors
/// [`Error::NotFound`] for people one may not see, [`Error::Invalid`] for a month that is none.
pub async fn compare(desk: &Desk, actor: &Actor, left: (&str, &str), right: (&str, &str)) -> Result<Compare, Failure> {
    let (left, right) = (page(desk, actor, left.0, left.1).await?, page(desk, actor, right.0, right.1).await?);
    let asked = [&left, &right].map(|side| (side.employee.code.clone(), side.month));
    let same = left.employee.code == right.employee.code && left.month.financial_year() == right.month.financial_year();
    let years = (!same).then_some((left.year, right.year));
    let (left, right) = (left.card, right.card);
    let mut names: Vec<&str> = Vec::new();
    for kra in left.iter().chain(&right).flat_map(|card| &card.kras) {
        if !names.contains(&kra.name.as_str()) {
            names.push(&kra.name);
        }
    }
    let find = |card: &Option<Scorecard>, name: &str| {
        card.as_ref().and_then(|card| card.kras.iter().find(|kra| kra.name == name)).cloned()
    };
    let rows = names.iter().map(|name| {
        let (left, right) = (find(&left, name), find(&right, name));
        let gap = left.as_ref().zip(right.as_ref()).map(|(a, b)| b.scored.points.minus(a.scored.points));
        CompareRow { name: (*name).to_owned(), left, right, gap }
    });
    let rows = rows.collect();
    let people = super::team::people(desk, actor).await?;
    Ok(Compare { asked, left, right, rows, years, people })
}

/// What `/scorecards/compare` opens where nobody is named: my last two months; who has none sees the first two people of the
/// team in the month that is scored now.
///
/// # Errors
/// As [`compare`].
pub async fn open_compare(desk: &Desk, actor: &Actor) -> Result<Compare, Failure> {
    let mut from = From::Db(desk.read(actor, Capability::EnterAchieved)?);
    if let Some(last) = store::latest(&mut from, actor.id).await? {
        let (before, last) = (last.prev().iso(), last.iso());
        return compare(desk, actor, (&actor.code, &before), (&actor.code, &last)).await;
    }
    let month = late::current(desk.clock.today()).iso();
    match super::team::people(desk, actor).await?.as_slice() {
        [(one, _), (other, _), ..] => compare(desk, actor, (one, &month), (other, &month)).await,
        _ => compare(desk, actor, ("", ""), ("", "")).await,
    }
}
