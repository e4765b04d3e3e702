//! Many people at once: the team's heat map, the manager's queue, who may be chosen. Each list is one statement over kept
//! totals, on one index, however many months there are.

use std::collections::HashMap;

use super::{
    reach,
    store::{From, ids},
};
use crate::{
    identity::{Actor, Capability, Role, server::store::escape_like},
    platform::{
        failure::{Failure, Internal},
        server::{Db, Desk, Text},
    },
    pms::{
        late,
        model::{Bucket, Cell, Employee, QueueRow, ReviewQueue, Team, TeamFilter, TeamRow},
        review::CardStatus,
    },
    values::{Date, Month, Points, ScorecardId, Timestamp, UserId, Version},
};

/// People of a page.
pub const PAGE: i64 = 50;
/// Months beside each other.
const MONTHS: usize = 12;
/// The queue shows at most so many; the rest follow when these are done.
const QUEUE: i64 = 50;

/// `where …`: people who have scorecards, below the one who asks (`column` is their id), found by name or code.
fn whose(text: &mut Text, column: &'static str, actor: &Actor, q: &str) {
    text.push(" u.status = 'Active' and u.role not in ('Admin', 'Viewer')");
    if actor.role != Role::Admin {
        reach::among(text, column, &actor.below);
    }
    named(text, q);
}

fn named(text: &mut Text, q: &str) {
    let q = q.trim().to_lowercase();
    if !q.is_empty() {
        let like = format!("%{}%", escape_like(&q));
        text.push(" and (lower(u.name) like ").bind(like.clone()).push(" escape '\\' or lower(u.code) like ");
        text.bind(like).push(" escape '\\')");
    }
}

/// The statuses that are late in a month.
pub fn late_statuses(month: Month, today: Date) -> Vec<CardStatus> {
    CardStatus::ALL.iter().copied().filter(|status| late::is_late(month, *status, today)).collect()
}

/// The statuses a team is narrowed to, if to any.
fn wanted(filter: &TeamFilter, late: &[CardStatus]) -> Option<Vec<CardStatus>> {
    match filter.status.as_str() {
        "late" => Some(late.to_vec()),
        other => other.parse().ok().map(|status| vec![status]),
    }
}

/// The people below under a filter: `users u`, their month's `scorecards s`.
pub fn narrowed(text: &mut Text, actor: &Actor, filter: &TeamFilter, late: &[CardStatus]) {
    text.push(" where");
    whose(text, "u.id", actor, &filter.q);
    if let Some(statuses) = wanted(filter, late) {
        text.push(" and s.status in ").bind_list(statuses);
    } else if filter.status == "missing" {
        text.push(" and s.status is null");
    }
}

/// A person of the page, with where the month's scorecard stands.
type PersonRow = (UserId, String, String, Role, Option<String>, Option<CardStatus>);

/// The team as a heat map: people by months, who is late first.
///
/// # Errors
/// `forbidden`; [`Error::Invalid`](crate::pms::error::Error) for a month that is none.
pub async fn team(desk: &Desk, actor: &Actor, filter: &TeamFilter) -> Result<Team, Failure> {
    up_to(desk, actor, filter, PAGE).await
}

/// The team, and what waits for this person's review, read side by side.
///
/// # Errors
/// As [`team`].
pub async fn page(desk: &Desk, actor: &Actor, filter: &TeamFilter) -> Result<(Team, ReviewQueue), Failure> {
    futures::try_join!(team(desk, actor, filter), queue(desk, actor))
}

/// The same with so many people on a page: for exports.
///
/// # Errors
/// As [`team`].
pub async fn up_to(desk: &Desk, actor: &Actor, filter: &TeamFilter, size: i64) -> Result<Team, Failure> {
    let db = desk.read(actor, Capability::ReviewKra)?;
    let today = desk.clock.today();
    let month = reach::month(&filter.month, today)?;
    let late = late_statuses(month, today);
    let mut months: Vec<Month> = std::iter::successors(Some(month), |month| Some(month.prev())).take(MONTHS).collect();
    months.reverse();
    // Side by side: none needs the others.
    let ((found, page, mut cells), everybody, (counts, distribution)) = futures::try_join!(
        listed(db, actor, filter, (&months, size), &late),
        everybody(db, actor, filter, &late),
        spread(db, actor, filter, month)
    )?;
    let standing = |of: &[CardStatus]| -> i64 {
        counts.iter().filter(|(status, _)| of.contains(status)).map(|(_, count)| count).sum()
    };
    let people = match everybody {
        None => standing(&wanted(filter, &late).unwrap_or_default()),
        Some(all) if filter.status == "missing" => (all - standing(CardStatus::ALL)).max(0),
        Some(all) => all,
    };
    let pages = ((people + size - 1) / size).max(1);
    let rows = found
        .into_iter()
        .map(|(id, code, name, role, manager, status)| TeamRow {
            employee: Employee { code, name, role: role.to_string(), manager },
            late: status.is_some_and(|status| late.contains(&status)),
            cells: months.iter().map(|month| cells.remove(&(id, *month))).collect(),
        })
        .collect();
    let late = standing(&late);
    Ok(Team {
        latest: desk.clock.today().month(),
        month,
        months,
        rows,
        people,
        page,
        pages,
        counts,
        late,
        distribution,
    })
}

/// How many people there are, whatever their scorecards say; none where only statuses are asked for, which are counted anyway.
async fn everybody(db: &Db, actor: &Actor, filter: &TeamFilter, late: &[CardStatus]) -> Result<Option<i64>, Internal> {
    if wanted(filter, late).is_some() {
        return Ok(None);
    }
    let mut text = Text::new(db.engine(), "select count(*) from users u where");
    whose(&mut text, "u.id", actor, &filter.q);
    let (count,): (i64,) = db.text(text).one().await?;
    Ok(Some(count))
}

type Listed = (Vec<PersonRow>, i64, HashMap<(UserId, Month), Cell>);

/// The people of the page asked for, or of the first where there is no such page, which it is, and their months.
async fn listed(
    db: &Db,
    actor: &Actor,
    filter: &TeamFilter,
    (months, size): (&[Month], i64),
    late: &[CardStatus],
) -> Result<Listed, Internal> {
    let (Some(first), Some(month)) = (months.first(), months.last()) else { return Ok(Listed::default()) };
    let asked = reach::page(&filter.page);
    let (mut found, mut page) = (people_of(db, actor, filter, (*month, asked, size), late).await?, asked);
    if found.is_empty() && page > 1 {
        (found, page) = (people_of(db, actor, filter, (*month, 1, size), late).await?, 1);
    }
    let people: Vec<UserId> = found.iter().map(|row| row.0).collect();
    let cells = cells(db, &people, *first, *month).await?;
    Ok((found, page, cells))
}

/// The order of a page; `users u`, their month's scorecard `s`.
fn ordered(text: &mut Text, sort: &str, late: &[CardStatus]) {
    match sort {
        "best" => text.push(" order by coalesce(s.total_micro, -1) desc, u.name, u.id"),
        "lowest" => {
            text.push(" order by case when s.total_micro is null then 1 else 0 end, s.total_micro, u.name, u.id")
        }
        // The order of an index, which ends where the page does.
        _ if sort == "name" || late.is_empty() => text.push(" order by u.name, u.id"),
        _ => text
            .push(" order by case when s.status in ")
            .bind_list(late.iter().copied())
            .push(" then 0 else 1 end, u.name, u.id"),
    };
}

/// A page of people. What orders them is read of everybody, what is shown of those on the page alone.
async fn people_of(
    db: &Db,
    actor: &Actor,
    filter: &TeamFilter,
    (month, page, size): (Month, i64, i64),
    late: &[CardStatus],
) -> Result<Vec<PersonRow>, Internal> {
    let mut text = Text::new(
        db.engine(),
        "with page as materialized (
             select u.id as user_id, s.status, s.total_micro from users u
             left join scorecards s on s.user_id = u.id and s.month = ",
    );
    text.bind(month);
    narrowed(&mut text, actor, filter, late);
    ordered(&mut text, &filter.sort, late);
    text.push(" limit ").bind(size).push(" offset ").bind((page - 1) * size);
    text.push(
        ") select u.id, u.code, u.name, u.role, m.name, s.status
           from page s join users u on u.id = s.user_id left join users m on m.id = u.manager_id",
    );
    ordered(&mut text, &filter.sort, late);
    db.text(text).all().await
}

async fn cells(
    db: &Db,
    people: &[UserId],
    first: Month,
    last: Month,
) -> Result<HashMap<(UserId, Month), Cell>, Internal> {
    let rows: Vec<(UserId, Month, Points, CardStatus)> = db
        .sql(
            "select user_id, month, total_micro, status from scorecards
             where user_id in (select cast(value as bigint) from json_each($1)) and month >= $2 and month <= $3
             order by user_id, month",
        )
        .bind(ids(people))
        .bind(first)
        .bind(last)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(user, month, total, status)| ((user, month), Cell { total, status })).collect())
}

/// Where the buckets of the distribution begin; the last is without end.
const LIMITS: [i64; 8] = [0, 50, 60, 70, 80, 90, 100, 110];

type Counts = Vec<(CardStatus, i64)>;

/// How many scorecards of the month stand where, and how their totals are spread, before and after adjusting: one statement.
async fn spread(db: &Db, actor: &Actor, filter: &TeamFilter, month: Month) -> Result<(Counts, Vec<Bucket>), Internal> {
    // In this order: the month's scorecards by one index, each with its person.
    let mut text = Text::new(
        db.engine(),
        "select s.status, s.computed_micro / 10000000, s.total_micro / 10000000, count(*)
         from scorecards s cross join users u where u.id = s.user_id and s.month = ",
    );
    text.bind(month).push(" and");
    whose(&mut text, "s.user_id", actor, &filter.q);
    text.push(" group by s.total_micro / 10000000, s.computed_micro / 10000000, s.status order by 3, 2, 1");
    let rows: Vec<(CardStatus, i64, i64, i64)> = db.text(text).all().await?;
    let mut buckets: Vec<Bucket> = LIMITS
        .iter()
        .enumerate()
        .map(|(index, from)| Bucket {
            from: Points::from_whole(*from),
            to: LIMITS.get(index + 1).map(|to| Points::from_whole(*to)),
            before: 0,
            after: 0,
        })
        .collect();
    let place = |tens: i64| LIMITS.iter().rposition(|from| tens * 10 >= *from).unwrap_or_default();
    let mut counts: Vec<(CardStatus, i64)> = CardStatus::ALL.iter().map(|status| (*status, 0)).collect();
    for (status, before, after, count) in rows {
        buckets[place(before)].before += count;
        buckets[place(after)].after += count;
        counts.iter_mut().filter(|(one, _)| *one == status).for_each(|(_, sum)| *sum += count);
    }
    Ok((counts, buckets))
}

type WaitingRow =
    (ScorecardId, String, String, Month, CardStatus, Option<Points>, Points, Timestamp, String, String, Version);

/// What waits for this person's review, and what waits to be locked, the oldest first; never one's own.
///
/// # Errors
/// `forbidden`
pub async fn queue(desk: &Desk, actor: &Actor) -> Result<ReviewQueue, Failure> {
    let db = desk.read(actor, Capability::ReviewKra)?;
    let today = desk.clock.today();
    let ((rows, count), (to_lock, lock_count)) =
        futures::try_join!(waiting(db, actor, REVIEW, today), waiting(db, actor, LOCK, today))?;
    Ok(ReviewQueue { rows, count, to_lock, lock_count })
}

/// What waits for a review. Either has a short index in the queue's order.
const REVIEW: &str = " and s.status in ('Submitted', 'Disputed')";
/// What waits to be locked: who has left acknowledges no more.
const LOCK: &str =
    " and s.status in ('Acknowledged', 'Reviewed') and (s.status = 'Acknowledged' or u.status <> 'Active')";

/// The oldest of those that wait so, and how many there are.
async fn waiting(db: &Db, actor: &Actor, which: &'static str, today: Date) -> Result<(Vec<QueueRow>, i64), Internal> {
    let narrow = |text: &mut Text| {
        text.push(" from scorecards s cross join users u where u.id = s.user_id").push(which);
        text.push(" and s.user_id <> ").bind(actor.id);
        if actor.role != Role::Admin {
            reach::picked(text, "s.user_id", &actor.below);
        }
    };
    let mut text = Text::new(
        db.engine(),
        "select s.id, u.code, u.name, s.month, s.status, s.self_micro, s.total_micro, s.status_at, s.self_comment, s.dispute_note,
                s.version",
    );
    narrow(&mut text);
    text.push(" order by s.month, s.status_at, s.id limit ").bind(QUEUE);
    let rows: Vec<WaitingRow> = db.text(text).all().await?;
    // Fewer than are shown at most are all there are.
    let mut count = i64::try_from(rows.len()).unwrap_or(QUEUE);
    if count == QUEUE {
        let mut counted = Text::new(db.engine(), "select count(*)");
        narrow(&mut counted);
        (count,) = db.text(counted).one().await?;
    }
    Ok((rows.into_iter().map(|row| queued(row, today)).collect(), count))
}

fn queued(
    (id, user, name, month, status, self_total, total, since, comment, dispute, version): WaitingRow,
    today: Date,
) -> QueueRow {
    QueueRow {
        late: late::is_late(month, status, today),
        note: if status == CardStatus::Disputed { dispute } else { comment },
        id,
        user,
        name,
        month,
        status,
        self_total,
        total,
        since,
        version,
    }
}

/// Code and name of everybody this person may look at, oneself first among few; bounded.
///
/// # Errors
/// `forbidden`
pub async fn people(desk: &Desk, actor: &Actor) -> Result<Vec<(String, String)>, Failure> {
    let mut from = From::Db(desk.read(actor, Capability::EnterAchieved)?);
    let mut text = Text::new(
        from.engine(),
        "select u.code, u.name from users u where u.status = 'Active' and u.role not in ('Admin', 'Viewer')",
    );
    if let Some(seen) = reach::seen(actor) {
        reach::among(&mut text, "u.id", &seen);
    }
    text.push(" order by u.name, u.id limit 1000");
    Ok(from.text(text).all().await?)
}
