//! The leaderboard, and the year of one person.

use std::collections::HashMap;

use super::{reach, show, store::From};
use crate::{
    identity::{Actor, Capability, Role},
    platform::{
        failure::{Failure, Internal},
        server::{Db, Desk, Text},
    },
    pms::{
        average::{self, Average},
        error::Error,
        late,
        model::{Annual, AnnualKra, ComparedSpans, Leaderboard, MonthTotal, Ranked, Span, Together},
        review::CardStatus,
        texts,
    },
    values::{FinancialYear, Money, Month, Percent, Points, UserId},
};

/// Rows of a page.
const PAGE: i64 = 100;
/// Months below this are marked.
const WEAK: Points = Points::from_whole(50);

/// Whom a leaderboard ranks for this person: an Admin everybody; a manager oneself and those below; others the people of
/// their manager, oneself among them.
async fn ranked_for(db: &Db, actor: &Actor) -> Result<Option<Vec<UserId>>, Internal> {
    if actor.role == Role::Admin || !actor.below.is_empty() {
        return Ok(reach::seen(actor));
    }
    let rows: Vec<(UserId,)> = db
        .sql(
            "with recursive team (id) as (
                 select id from users where manager_id = (select manager_id from users where id = $1)
                 union
                 select u.id from users u join team t on u.manager_id = t.id
             )
             select id from team order by id",
        )
        .bind(actor.id)
        .all()
        .await?;
    let mut people: Vec<UserId> = rows.into_iter().map(|(id,)| id).collect();
    if !people.contains(&actor.id) {
        people.push(actor.id);
    }
    Ok(Some(people))
}

/// How many have more than the first of the page, people in all, and the person's.
type Row = (i64, i64, UserId, String, String, i64, i64, Percent, Money, i64);

/// The leaderboard of a month, its quarter or its financial year; ties share a rank. A month ranks everybody who has a
/// scorecard, those that run as provisional; of several months those count that are signed off.
///
/// # Errors
/// `forbidden`; [`Error::Invalid`] for a span or month that is none.
pub async fn leaderboard(
    desk: &Desk,
    actor: &Actor,
    span: &str,
    month: &str,
    page: &str,
) -> Result<Leaderboard, Failure> {
    up_to(desk, actor, (span, month, page), PAGE).await
}

/// The same with so many people on a page: for exports.
///
/// # Errors
/// As [`leaderboard`].
pub async fn up_to(
    desk: &Desk,
    actor: &Actor,
    (span, month, page): (&str, &str, &str),
    size: i64,
) -> Result<Leaderboard, Failure> {
    let db = desk.read(actor, Capability::EnterAchieved)?;
    let span = span_of(span)?;
    let month = reach::month(month, desk.clock.today())?;
    let months = span.months(month);
    let people = ranked_for(db, actor).await?;
    let asked = reach::page(page);
    let (mut rows, mut page) = (ranking(db, people.as_deref(), (span, &months), (asked, size)).await?, asked);
    if rows.is_empty() && page > 1 {
        (rows, page) = (ranking(db, people.as_deref(), (span, &months), (1, size)).await?, 1);
    }
    let count = rows.first().map_or(0, |row| row.1);
    let pages = ((count + size - 1) / size).max(1);
    let better = rows.first().map_or(0, |row| row.0);
    let places = places(better, (page - 1) * size, rows.iter().map(|row| row.5));
    let rows = places.into_iter().zip(rows).map(|(place, row)| ranked(actor, span, place, row)).collect();
    let whose = match (&people, actor.below.is_empty()) {
        (None, _) => texts::board_all(),
        (Some(_), false) => texts::board_below(),
        (Some(_), true) => texts::board_team(),
    };
    let (whose, latest) = (whose.to_owned(), desk.clock.today().month());
    Ok(Leaderboard { latest, span, month, months, whose, rows, people: count, page, pages })
}

/// More than this counts as this, as in the sums that are kept.
const MOST: Points = Points::from_whole(1_000_000_000);

/// A page of a ranking over months that follow each other, each row with how many people are ranked and how many have more than
/// the first. A month is one range of an index, a quarter or a year the sums that are kept of it; names are read of those who may
/// stand on the page, what is shown beside the points of those on it.
async fn ranking(
    db: &Db,
    people: Option<&[UserId]>,
    (span, months): (Span, &[Month]),
    (page, size): (i64, i64),
) -> Result<Vec<Row>, Internal> {
    let (Some(first), Some(last)) = (months.first(), months.last()) else { return Ok(Vec::new()) };
    let mut text = Text::new(db.engine(), "with kept as materialized (");
    points(&mut text, span, *first);
    if let Some(people) = people {
        reach::among(&mut text, "s.user_id", people);
    }
    text.push(
        "), page as materialized (
             select k.user_id, u.code, u.name, k.points, k.months from kept k join users u on u.id = k.user_id
             where k.points >= coalesce((select points from kept order by points desc limit 1 offset ",
    );
    text.bind(page * size - 1).push("), (select min(points) from kept)) order by k.points desc, u.name, u.id limit ");
    text.bind(size).push(" offset ").bind((page - 1) * size);
    text.push(
        ") select (select count(*) from kept where points > (select max(points) from page)), (select count(*) from kept),
             p.user_id, p.code, p.name, p.points, p.months",
    );
    shown(&mut text, span, (*first, *last));
    text.push(" from page p order by p.points desc, p.name, p.user_id");
    db.text(text).all().await
}

/// Everybody's points in a month, or the average of the months of a quarter or year that are signed off.
fn points(text: &mut Text, span: Span, first: Month) {
    if span == Span::Month {
        text.push("select s.user_id, case when s.total_micro < ")
            .bind(MOST)
            .push(" then s.total_micro else ")
            .bind(MOST);
        text.push(" end as points, cast(1 as bigint) as months from scorecards s where s.month = ").bind(first);
    } else {
        text.push(
            "select s.user_id, (2 * s.points_micro + s.months) / (2 * s.months) as points, s.months
             from scorecard_sums s where s.months > 0 and s.span = ",
        );
        text.bind(span.to_string()).push(" and s.first_month = ").bind(first);
    }
}

/// What stands beside the points of `page p`: the percentage, what is paid, and how many months are not signed off.
fn shown(text: &mut Text, span: Span, (first, last): (Month, Month)) {
    let finals = || CardStatus::ALL.iter().copied().filter(|status| average::counts(*status));
    let of_person = |text: &mut Text| {
        text.push(" from scorecards s where s.user_id = p.user_id and s.month >= ").bind(first);
        text.push(" and s.month <= ").bind(last);
    };
    text.push(", (select max(s.incentive_bp)");
    of_person(text);
    text.push("), (select cast(sum(s.incentive_paise) as bigint)");
    of_person(text);
    if span != Span::Month {
        text.push(" and s.status in ").bind_list(finals());
    }
    text.push("), (select count(*)");
    of_person(text);
    text.push(" and s.status not in ").bind_list(finals()).push(")");
}

/// The rank of each row of a page: ties share one, and whoever follows them has all of them before.
fn places(better: i64, before: i64, points: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut last = None;
    (before + 1..)
        .zip(points)
        .map(|(nth, points)| {
            let place = match last {
                None => better + 1,
                Some((same, place)) if same == points => place,
                Some(_) => nth,
            };
            last = Some((points, place));
            place
        })
        .collect()
}

fn ranked(
    actor: &Actor,
    span: Span,
    rank: i64,
    (_, _, id, user, name, points, months, percent, amount, open): Row,
) -> Ranked {
    let sees = reach::relation(actor, id).sees();
    Ranked {
        rank,
        user,
        name,
        total: Points::from_millionths(points),
        months,
        percent: (span == Span::Month).then_some(percent),
        amount: sees.then_some(amount),
        provisional: open > 0,
        is_me: id == actor.id,
    }
}

/// April to March of one person; the running year when none is named.
///
/// # Errors
/// [`Error::NotFound`] for people one may not see, [`Error::Invalid`] for a year that is none.
pub async fn annual(desk: &Desk, actor: &Actor, user: &str, year: &str) -> Result<Annual, Failure> {
    let year = match year.trim() {
        "" => late::current(desk.clock.today()).financial_year(),
        text => year_of(text)?,
    };
    let months = year.months();
    let Together { employee, months, kras, average, amount, .. } =
        together(desk, actor, user, months[0], months.to_vec()).await?;
    let weak = months.iter().filter(|month| month.counted().is_some_and(|total| total < WEAK));
    Ok(Annual {
        employee,
        year,
        kras,
        average,
        trend: trend(&months.iter().map(MonthTotal::counted).collect::<Vec<_>>()),
        amount,
        weak: weak.map(|month| month.month).collect(),
        people: super::team::people(desk, actor).await?,
        months,
    })
}

/// Two quarters or two years beside each other, each named by one of its months.
///
/// # Errors
/// As [`annual`]; [`Error::Invalid`] for a span or month that is none.
pub async fn compare(
    desk: &Desk,
    actor: &Actor,
    span: &str,
    left: (&str, &str),
    right: (&str, &str),
) -> Result<ComparedSpans, Failure> {
    let span = span_of(span)?;
    let side = async |(user, month): (&str, &str)| {
        let month = reach::month(month, desk.clock.today())?;
        together(desk, actor, user, month, span.months(month)).await
    };
    let (left, right) = (side(left).await?, side(right).await?);
    Ok(ComparedSpans { span, left, right, people: super::team::people(desk, actor).await? })
}

/// What a person's months come to together; they follow each other.
async fn together(
    desk: &Desk,
    actor: &Actor,
    user: &str,
    month: Month,
    months: Vec<Month>,
) -> Result<Together, Failure> {
    let mut from = From::Db(desk.read(actor, Capability::EnterAchieved)?);
    let person = reach::person(&mut from, actor, user).await?;
    let (first, last) = (months.first().copied().unwrap_or(month), months.last().copied().unwrap_or(month));
    let kept = show::totals(&mut from, person.id, first, last).await?;
    let months: Vec<_> = months.into_iter().map(|month| show::of_month(&kept, month)).collect();
    Ok(Together {
        employee: person.employee(),
        month,
        kras: kras(&mut from, person.id, &months).await?,
        average: Average::of(months.iter().filter_map(MonthTotal::known)),
        amount: paid(&months),
        months,
    })
}

/// What the months that count pay.
fn paid(months: &[MonthTotal]) -> Money {
    let counted = months.iter().filter(|month| month.counted().is_some());
    Money::checked_sum(counted.map(|month| month.amount)).unwrap_or_default()
}

fn span_of(text: &str) -> Result<Span, Error> {
    match text.trim() {
        "" => Ok(Span::Month),
        text => text.parse().map_err(|_| Error::field("span", "unknown", "Write month, quarter or year.")),
    }
}

/// `2025`, `2025-26` or, as the API writes it, `25-26`: the calendar year the financial year begins in.
fn year_of(text: &str) -> Result<FinancialYear, Error> {
    let start = text.split(['-', '/']).next().unwrap_or_default();
    let year = start.parse::<i32>().ok().map(|year| if start.len() == 2 { 2000 + year } else { year });
    let year = year.filter(|year| (2000..=2100).contains(year));
    year.map(FinancialYear::starting).ok_or_else(|| Error::field("year", "not_a_year", "Year: write it like 2025-26."))
}

async fn kras(from: &mut From<'_>, user: UserId, months: &[MonthTotal]) -> Result<Vec<AnnualKra>, Internal> {
    let (Some(first), Some(last)) = (months.first(), months.last()) else { return Ok(Vec::new()) };
    let rows: Vec<(Month, String, Points)> = from
        .sql(
            "select s.month, k.name, k.points_micro from scorecards s join scorecard_kras k on k.scorecard_id = s.id
             where s.user_id = $1 and s.month >= $2 and s.month <= $3 order by s.month, k.position, k.id",
        )
        .bind(user)
        .bind(first.month)
        .bind(last.month)
        .all()
        .await?;
    let mut order: Vec<String> = Vec::new();
    let mut points: HashMap<(String, Month), Points> = HashMap::new();
    for (month, name, scored) in rows {
        if !order.contains(&name) {
            order.push(name.clone());
        }
        let sum = points.entry((name, month)).or_default();
        *sum = sum.plus(scored);
    }
    let row = |name: String| {
        let points: Vec<_> = months.iter().map(|month| points.get(&(name.clone(), month.month)).copied()).collect();
        let known = months.iter().zip(&points).filter_map(|(month, points)| month.status.zip(*points));
        AnnualKra { average: Average::of(known), name, points }
    };
    Ok(order.into_iter().map(row).collect())
}

/// The slope of the line through the totals that lies nearest to them, in points a month; exact but for the last millionth.
fn trend(totals: &[Option<Points>]) -> Option<Points> {
    let known: Vec<(i128, i128)> = totals
        .iter()
        .enumerate()
        .filter_map(|(place, total)| Some((i128::try_from(place).ok()?, i128::from((*total)?.millionths()))))
        .collect();
    let count = i128::try_from(known.len()).ok()?;
    let sum = |of: fn(&(i128, i128)) -> i128| known.iter().map(of).sum::<i128>();
    let (x, y, xy, xx) = (sum(|p| p.0), sum(|p| p.1), sum(|p| p.0 * p.1), sum(|p| p.0 * p.0));
    let below = count * xx - x * x;
    if below == 0 {
        return None;
    }
    i64::try_from((count * xy - x * y) / below).ok().map(Points::from_millionths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trend_is_so_many_points_a_month() {
        let totals =
            |points: &[Option<i64>]| trend(&points.iter().map(|p| p.map(Points::from_whole)).collect::<Vec<_>>());
        assert_eq!(totals(&[Some(80), Some(82), Some(84)]), Some(Points::from_whole(2)));
        assert_eq!(totals(&[Some(90), None, Some(80)]), Some(Points::from_whole(-5)));
        assert_eq!((totals(&[Some(90)]), totals(&[None])), (None, None));
    }

    #[test]
    fn ties_share_a_rank_across_pages() {
        assert_eq!(places(0, 0, [9, 9, 8, 7, 7, 6].into_iter()), [1, 1, 3, 4, 4, 6]);
        // Of three with 7 points one stands on the page before.
        assert_eq!(places(3, 4, [7, 7, 6].into_iter()), [4, 4, 7]);
        assert_eq!(places(4, 4, [6, 6].into_iter()), [5, 5]);
        assert!(places(0, 0, std::iter::empty()).is_empty());
    }

    #[test]
    fn a_year_is_named_by_its_first_calendar_year() {
        assert_eq!(year_of("2025-26").unwrap(), FinancialYear::starting(2025));
        assert_eq!(year_of("2025").unwrap(), FinancialYear::starting(2025));
        assert_eq!(year_of(&FinancialYear::starting(2026).to_string()).unwrap(), FinancialYear::starting(2026));
        assert!(year_of("next").is_err() && year_of("1").is_err() && year_of("-1-26").is_err());
    }
}
