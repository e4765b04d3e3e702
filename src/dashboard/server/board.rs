//! What the dashboard is made of.

use std::collections::HashMap;

use super::sums;
use crate::{
    dashboard::{
        model::{Bar, Chart, Dashboard, Stat, Target},
        period::{Asked, Period, Preset},
        texts,
    },
    identity::{Actor, Capability, Role, Sees},
    orders::{Status, look::Hue, model::OrderFilter},
    platform::{
        failure::{Failure, Internal},
        server::{Db, Desk},
    },
    settings,
    texts::orders_count,
    values::{Date, Money, UserId},
};

/// A chart names so many at most, the largest, and says so.
const MOST_BARS: usize = 12;
const MOST_CUSTOMERS: usize = 10;
/// A team is drawn up to so many people, and says so.
const MOST_PEOPLE: usize = 200;
/// Longer than so many days, the trend goes by months.
const MOST_DAYS: i32 = 62;

/// The dashboard of what was asked for, of the orders this person sees.
///
/// # Errors
/// `forbidden`; when the database refuses.
pub async fn board(desk: &Desk, actor: &Actor, asked: &Asked) -> Result<Dashboard, Failure> {
    let db = desk.read(actor, Capability::SeeDashboard)?;
    let today = desk.clock.today();
    let period = asked.period(today);
    let charts = vec![
        trend(db, actor, period).await?,
        statuses(db, actor, period).await?,
        people(db, actor, period).await?,
        categories(db, actor, period).await?,
        customers(db, actor, period, today).await?,
    ];
    Ok(Dashboard {
        period,
        whose: whose(actor),
        as_of: desk.clock.now().to_string(),
        stats: stats(db, actor, period, today).await?,
        target: target(db, actor, today).await?,
        charts,
    })
}

fn stat(label: &str, sum: sums::Sum, href: String, hue: &str) -> Stat {
    Stat {
        label: label.to_owned(),
        value: sum.1.whole().short(),
        note: orders_count(sum.0),
        exact: sum.1.rupees(),
        href,
        hue: hue.to_owned(),
    }
}

/// What was booked in these days, beside what was booked in the days before.
async fn compared(
    db: &Db,
    actor: &Actor,
    label: &str,
    (from, to): (Date, Date),
    earlier: (Date, Date),
) -> Result<Stat, Internal> {
    let now = stat(label, sums::booked_in(db, actor, from, to).await?, sums::booked_link(from, to), "");
    Ok(Stat { note: format!("{} · {}", now.note, before(db, actor, earlier).await?), ..now })
}

/// What was booked in earlier days, to stand beside a figure: `21 Nov: ₹1.2L`.
///
/// # Errors
/// When the database refuses.
pub async fn before(db: &Db, actor: &Actor, (from, to): (Date, Date)) -> Result<String, Internal> {
    let (_, value) = sums::booked_in(db, actor, from, to).await?;
    let days = if from == to { from.short() } else { format!("{} – {}", from.short(), to.short()) };
    Ok(texts::before(days, value.whole().short()))
}

/// The days of the month before, as far as this month has come.
pub fn same_days_before(today: Date) -> (Date, Date) {
    let month = today.month();
    let (first, last) = (month.prev().first_day(), month.prev().last_day());
    (first, first.add_days(month.first_day().days_until(today)).min(last))
}

async fn stats(db: &Db, actor: &Actor, period: Period, today: Date) -> Result<Vec<Stat>, Failure> {
    let month = today.month().first_day();
    let blocked = [Status::PendingCreditApproval, Status::OnHold];
    let blocked_link = sums::link(&OrderFilter { status: blocked.to_vec(), ..OrderFilter::default() });
    let days = settings::server::get(db).await?.expiry_warning_days;
    let near = sums::near_expiry(db, today, today.add_days(days)).await?;
    let mut stats = vec![
        compared(db, actor, texts::booked_today(), (today, today), (today.add_days(-1), today.add_days(-1))).await?,
        compared(db, actor, texts::booked_month(), (month, today), same_days_before(today)).await?,
        stat(texts::credit_blocked(), sums::standing_in(db, actor, &blocked).await?, blocked_link, "waiting"),
    ];
    if !matches!(period.preset, Some(Preset::Today | Preset::ThisMonth)) {
        let before = (period.from.add_days(-period.days()), period.from.add_days(-1));
        stats.insert(2, compared(db, actor, texts::booked_period(), (period.from, period.to), before).await?);
    }
    if actor.may(Capability::SeeProducts) {
        let note = format!("{}, {}", texts::products(near.0), texts::near_expiry_note(days));
        stats.push(Stat {
            label: texts::near_expiry().to_owned(),
            value: near.1.whole().short(),
            note,
            exact: near.1.rupees(),
            href: format!("/products?expiring={days}"),
            hue: "stopped".to_owned(),
        });
    }
    Ok(stats)
}

/// The month's target of everybody whose orders this person sees; nothing where no target is set.
///
/// # Errors
/// When the database refuses.
pub async fn target(db: &Db, actor: &Actor, today: Date) -> Result<Option<Target>, Internal> {
    let href = sums::booked_link(today.month().first_day(), today);
    let title =
        if actor.role == Role::Sales && actor.below.is_empty() { texts::month_target() } else { texts::team_target() };
    let target = match actor.sees() {
        Sees::Of(people) => target_of(db, Some(&people), title, today).await?,
        Sees::All => target_of(db, None, title, today).await?,
    };
    Ok(target.map(|target| Target { href, ..target }))
}

/// The month's target of these people, or of everybody. Its sum leads nowhere, as no list is of some people; its bars do.
///
/// # Errors
/// When the database refuses.
pub async fn target_of(
    db: &Db,
    people: Option<&[UserId]>,
    title: &str,
    today: Date,
) -> Result<Option<Target>, Internal> {
    let month = today.month();
    let (from, to) = (month.first_day(), month.last_day());
    let rows = sums::team(db, people, from, to).await?;
    let sum = |of: fn(&(String, String, Money, i64, Money)) -> Money| {
        Money::checked_sum(rows.iter().map(of)).unwrap_or_default()
    };
    let (target, achieved) = (sum(|row| row.2), sum(|row| row.4));
    if !target.is_positive() {
        return Ok(None);
    }
    let gone = i64::from(from.days_until(today) + 1) * 100 / i64::from(from.days_until(to) + 1);
    let note = if rows.len() > MOST_PEOPLE { texts::first_people(MOST_PEOPLE, rows.len()) } else { String::new() };
    let period = Period { from, to: today, preset: None };
    let bars = match rows.len() {
        1 => Vec::new(),
        _ => rows.into_iter().take(MOST_PEOPLE).map(|row| person(row, period, true)).collect(),
    };
    Ok(Some(Target {
        title: title.to_owned(),
        period: month.to_string(),
        achieved,
        target,
        time_percent: gone,
        href: String::new(),
        people: bars,
        note,
    }))
}

/// Whose orders this person's figures are of, as it is printed with them.
pub fn whose(actor: &Actor) -> String {
    match actor.sees() {
        Sees::All => texts::of_everybody().to_owned(),
        Sees::Of(people) if people.len() > 1 => texts::of_team(people.len() - 1, &actor.name),
        Sees::Of(_) => texts::of_one(&actor.name),
    }
}

fn person(
    (code, name, target, orders, value): (String, String, Money, i64, Money),
    period: Period,
    against: bool,
) -> Bar {
    let filter = OrderFilter { salesperson: Some(code), ..booked(period) };
    let target = Some(target).filter(|target| against && target.is_positive());
    Bar { target, ..bar(name, orders, value, &filter) }
}

/// The orders booked in the period.
fn booked(period: Period) -> OrderFilter {
    OrderFilter { status: sums::booked(), ..of(period) }
}

fn of(period: Period) -> OrderFilter {
    OrderFilter { from: Some(period.from), to: Some(period.to), ..OrderFilter::default() }
}

/// A bar that opens the orders of this filter.
fn bar(label: String, orders: i64, value: Money, filter: &OrderFilter) -> Bar {
    Bar { label, value, note: orders_count(orders), href: sums::link(filter), target: None, hue: String::new() }
}

fn chart(title: &str, period: Period, bars: Vec<Bar>) -> Chart {
    Chart { title: title.to_owned(), period: period.printed(), note: String::new(), bars, wide: false }
}

/// A chart of the largest, which says so where there are more.
fn largest(title: &str, period: Period, mut bars: Vec<Bar>, most: usize) -> Chart {
    let note = if bars.len() > most { texts::the_largest(most) } else { String::new() };
    bars.truncate(most);
    Chart { note, ..chart(title, period, bars) }
}

/// One more than are shown: whether there are more.
fn one_more(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1)
}

async fn statuses(db: &Db, actor: &Actor, period: Period) -> Result<Chart, Internal> {
    let rows = sums::by_status(db, actor, period).await?;
    let bars = rows.into_iter().map(|(status, orders, value)| {
        let hue = if status.hue() == Hue::Done { "good" } else { status.hue().as_str() };
        let filter = OrderFilter { status: vec![status], ..of(period) };
        Bar { hue: hue.to_owned(), ..bar(status.label().to_owned(), orders, value, &filter) }
    });
    Ok(chart(texts::by_status(), period, bars.collect()))
}

async fn people(db: &Db, actor: &Actor, period: Period) -> Result<Chart, Internal> {
    let month = matches!(period.preset, Some(Preset::ThisMonth | Preset::LastMonth));
    let rows = sums::by_person(db, actor, period, one_more(MOST_BARS)).await?;
    let bars = rows.into_iter().map(|row| person(row, period, month)).collect();
    Ok(largest(texts::by_salesperson(), period, bars, MOST_BARS))
}

async fn categories(db: &Db, actor: &Actor, period: Period) -> Result<Chart, Internal> {
    let rows = sums::by_category(db, actor, period, one_more(MOST_BARS)).await?;
    let bars = rows.into_iter().map(|(category, orders, value)| {
        let filter = OrderFilter { category: Some(category.clone()), ..booked(period) };
        bar(category, orders, value, &filter)
    });
    let chart = largest(texts::by_category(), period, bars.collect(), MOST_BARS);
    // Their orders hold lines of other categories too.
    let note = [texts::lines_before_tax().to_owned(), chart.note].join(" ");
    Ok(Chart { note: note.trim_end().to_owned(), ..chart })
}

async fn customers(db: &Db, actor: &Actor, period: Period, today: Date) -> Result<Chart, Internal> {
    let rows = sums::top_customers(db, actor, period, today, one_more(MOST_CUSTOMERS)).await?;
    let bars = rows.into_iter().map(|(code, name, orders, value)| {
        let filter = OrderFilter { customer: Some(code), ..booked(period) };
        bar(name, orders, value, &filter)
    });
    Ok(largest(texts::top_customers(), period, bars.collect(), MOST_CUSTOMERS))
}

async fn trend(db: &Db, actor: &Actor, period: Period) -> Result<Chart, Internal> {
    let rows = sums::by_day(db, actor, period).await?;
    let by_month = period.days() > MOST_DAYS;
    let mut sums: HashMap<Date, (i64, Money)> = HashMap::new();
    for (day, orders, value) in rows {
        let first = if by_month { day.month().first_day() } else { day };
        let entry = sums.entry(first).or_default();
        *entry = (entry.0 + orders, entry.1.checked_add(value).unwrap_or(entry.1));
    }
    let mut bars = Vec::new();
    let mut first = if by_month { period.from.month().first_day() } else { period.from };
    while first <= period.to {
        let last = if by_month { first.month().last_day() } else { first };
        let (orders, value) = sums.get(&first).copied().unwrap_or_default();
        let label = if by_month { first.month().to_string() } else { first.short() };
        let days = Period { from: first.max(period.from), to: last.min(period.to), preset: None };
        bars.push(bar(label, orders, value, &booked(days)));
        first = last.add_days(1);
    }
    let title = if by_month { texts::trend_months() } else { texts::trend() };
    Ok(Chart { wide: true, ..chart(title, period, bars) })
}

/// What was sold in a period: by day, by salesperson, by customer.
pub struct Sales {
    pub period: Period,
    pub trend: Chart,
    pub people: Chart,
    pub customers: Chart,
}

/// What was sold in a period, of the orders this person sees.
///
/// # Errors
/// `forbidden`; when the database refuses.
pub async fn sales(desk: &Desk, actor: &Actor, asked: &Asked) -> Result<Sales, Failure> {
    let db = desk.read(actor, Capability::SeeDashboard)?;
    let today = desk.clock.today();
    let period = asked.period(today);
    Ok(Sales {
        period,
        trend: trend(db, actor, period).await?,
        people: people(db, actor, period).await?,
        customers: customers(db, actor, period, today).await?,
    })
}
