//! What Home is made of: first the queue, then the numbers.

use super::{board, sums};
use crate::{
    dashboard::{
        model::{Card, CardRow, Home, Stat},
        queue, texts,
    },
    identity::{Actor, Capability, Role, Sees},
    orders::{
        Status,
        model::OrderFilter,
        texts::{line_count, no_customer_yet},
    },
    platform::{
        failure::{Failure, Internal},
        server::{Db, Desk, Text},
    },
    ui::encode,
    values::{Date, Money, Timestamp},
};

/// Rows of a card.
const ROWS: i64 = 6;

/// Home of the person who asks.
///
/// # Errors
/// When the database refuses.
pub async fn home(desk: &Desk, actor: &Actor) -> Result<Home, Failure> {
    let db = desk.read(actor, Capability::SignedIn)?;
    let today = desk.clock.today();
    let (mut cards, mut stats) = (Vec::new(), Vec::new());
    match actor.role {
        Role::Sales => sales(desk, db, actor, &mut cards, &mut stats).await?,
        Role::CreditControl | Role::ApprovingAuthority => credit(desk, db, actor, &mut cards, &mut stats).await?,
        Role::Admin => {
            credit(desk, db, actor, &mut cards, &mut stats).await?;
            super::health::health(desk, db, &mut cards, &mut stats).await?;
        }
        _ => {}
    }
    stage(desk, db, actor, &mut cards, &mut stats).await?;
    super::packaging::low(desk, actor, &mut cards).await?;
    super::packaging::next_counts(desk, actor, &mut cards).await?;
    super::scorecards::scorecards(desk, actor, &mut cards).await?;
    if actor.may(Capability::SeeDashboard) && stats.is_empty() {
        let yesterday = today.add_days(-1);
        stats.push(booked(db, actor, texts::booked_today(), (today, today), (yesterday, yesterday)).await?);
    }
    let target = match actor.role {
        Role::Sales => board::target(db, actor, today).await?,
        _ if !actor.below.is_empty() => board::target_of(db, Some(&actor.below), texts::team_target(), today).await?,
        _ => None,
    };
    Ok(Home {
        name: actor.name.clone(),
        date: today.to_string(),
        whose: board::whose(actor),
        as_of: desk.clock.now().to_string(),
        stats,
        cards,
        target,
    })
}

fn figure(label: &str, sum: &sums::Sum, href: String, hue: &str) -> Stat {
    Stat {
        label: label.to_owned(),
        value: sum.0.to_string(),
        note: sum.1.whole().short(),
        exact: sum.1.rupees(),
        href,
        hue: hue.to_owned(),
    }
}

/// What was booked in these days, beside what was booked in the days before.
async fn booked(
    db: &Db,
    actor: &Actor,
    label: &str,
    (from, to): (Date, Date),
    before: (Date, Date),
) -> Result<Stat, Internal> {
    let now = figure(label, &sums::booked_in(db, actor, from, to).await?, sums::booked_link(from, to), "");
    Ok(Stat { note: format!("{} · {}", now.note, board::before(db, actor, before).await?), ..now })
}

fn of(statuses: &[Status]) -> String {
    sums::link(&OrderFilter { status: statuses.to_vec(), ..OrderFilter::default() })
}

/// The rows a card shows, and whether there are more.
fn shown<T>(mut rows: Vec<T>) -> (Vec<T>, bool) {
    let most = usize::try_from(ROWS).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    rows.truncate(most);
    (rows, more)
}

type OrderLine = (String, String, Status, Money, Timestamp, Option<String>);

async fn sales(
    desk: &Desk,
    db: &Db,
    actor: &Actor,
    cards: &mut Vec<Card>,
    stats: &mut Vec<Stat>,
) -> Result<(), Internal> {
    let today = desk.clock.today();
    let month = today.month().first_day();
    let yesterday = today.add_days(-1);
    stats.push(booked(db, actor, texts::booked_today(), (today, today), (yesterday, yesterday)).await?);
    stats.push(booked(db, actor, texts::booked_month(), (month, today), board::same_days_before(today)).await?);
    let waiting = [Status::PendingCreditApproval];
    stats.push(figure(
        Status::PendingCreditApproval.label(),
        &sums::standing_in(db, actor, &waiting).await?,
        of(&waiting),
        "waiting",
    ));
    let held = [Status::OnHold];
    stats.push(figure(Status::OnHold.label(), &sums::standing_in(db, actor, &held).await?, of(&held), "stopped"));
    cards.push(drafts(desk, db, actor).await?);
    cards.push(stopped(desk, db, actor).await?);
    cards.push(quiet(desk, db, actor).await?);
    Ok(())
}

async fn drafts(desk: &Desk, db: &Db, actor: &Actor) -> Result<Card, Internal> {
    let rows: Vec<(i64, String, i64, Timestamp)> = db
        .sql("select id, customer_name, line_count, updated_at from order_drafts where user_id = $1 order by updated_at desc, id desc limit $2")
        .bind(actor.id)
        .bind(ROWS)
        .all()
        .await?;
    let now = desk.clock.now();
    let rows = rows.into_iter().map(|(id, customer, lines, at)| CardRow {
        title: if customer.is_empty() { no_customer_yet().to_owned() } else { customer },
        sub: line_count(lines),
        side: at.relative_to(now),
        status: Some(Status::Draft),
        href: format!("/orders/new?draft={id}"),
    });
    Ok(Card {
        title: texts::drafts().to_owned(),
        period: texts::now().to_owned(),
        rows: rows.collect(),
        empty: texts::no_drafts().to_owned(),
        more: Some("/orders/drafts".to_owned()),
    })
}

async fn stopped(desk: &Desk, db: &Db, actor: &Actor) -> Result<Card, Internal> {
    let today = desk.clock.today();
    let from = today.add_days(-60);
    let statuses = [Status::OnHold, Status::Rejected];
    let mut text = Text::new(
        db.engine(),
        "select o.number, o.customer_name, o.status, o.total_paise, o.status_at,
                (select e.remark from order_events e where e.order_id = o.id and e.to_status = o.status order by e.id desc limit 1)
         from orders o where o.status in ",
    );
    text.bind_list(statuses).push(" and o.booked_at >= ").bind(Timestamp::start_of_ist_day(from));
    sums::within(&mut text, "o.salesperson_id", actor);
    text.push(" order by o.booked_at desc, o.id desc limit ").bind(ROWS);
    let rows: Vec<OrderLine> = db.text(text).all().await?;
    let filter = OrderFilter { status: statuses.to_vec(), from: Some(from), to: Some(today), ..OrderFilter::default() };
    Ok(Card {
        title: texts::stopped_orders().to_owned(),
        period: format!("{from} – {today}"),
        rows: rows.into_iter().map(|row| order_row(row, desk.clock.now(), "/orders/")).collect(),
        empty: texts::nothing_stopped().to_owned(),
        more: Some(sums::link(&filter)),
    })
}

fn order_row((number, customer, status, total, at, remark): OrderLine, now: Timestamp, under: &str) -> CardRow {
    let why = remark.filter(|remark| !remark.is_empty()).unwrap_or_else(|| number.clone());
    CardRow {
        title: customer,
        sub: why,
        side: format!("{} · {}", total.rupees(), at.relative_to(now)),
        status: Some(status),
        href: format!("{under}{number}"),
    }
}

async fn quiet(desk: &Desk, db: &Db, actor: &Actor) -> Result<Card, Internal> {
    let since = desk.clock.today().add_days(-30);
    let cutoff = Timestamp::start_of_ist_day(since);
    let mut text = Text::new(
        db.engine(),
        "select c.code, c.name, c.location,
                (select o.booked_at from orders o where o.customer_id = c.id order by o.booked_at desc, o.id desc limit 1)
         from customers c where c.status = 'Active'",
    );
    sums::within(&mut text, "c.salesperson_id", actor);
    text.push(" and not exists (select 1 from orders o where o.customer_id = c.id and o.booked_at >= ").bind(cutoff);
    text.push(") order by c.name, c.id limit ").bind(ROWS + 1);
    let rows: Vec<(String, String, String, Option<Timestamp>)> = db.text(text).all().await?;
    let days = format!("{since} – {}", desk.clock.today());
    // The list of customers knows one salesperson or all: a team's has no list of its own.
    let one = actor.sees() == Sees::Of(vec![actor.id]);
    let (rows, more) = shown(rows);
    let rows = rows.into_iter().map(|(code, name, location, last)| CardRow {
        title: name,
        sub: location,
        side: last.map_or_else(|| texts::never_bought().to_owned(), |at| texts::last_bought(at.ist_date())),
        status: None,
        href: format!("/customers/{code}"),
    });
    Ok(Card {
        title: texts::quiet_customers().to_owned(),
        period: if more && !one { texts::first_of_days(days, ROWS) } else { days },
        rows: rows.collect(),
        empty: texts::no_quiet_customers().to_owned(),
        more: one.then(|| format!("/customers?salesperson={}&quiet={}", encode(&actor.code), since.iso())),
    })
}

async fn oldest(db: &Db, actor: &Actor, statuses: &[Status]) -> Result<Vec<OrderLine>, Internal> {
    let mut text = Text::new(
        db.engine(),
        "select number, customer_name, status, total_paise, status_at, cast(null as text) from orders where status in ",
    );
    text.bind_list(statuses.iter().copied());
    sums::within(&mut text, "salesperson_id", actor);
    text.push(" order by booked_at, id limit ").bind(ROWS);
    db.text(text).all().await
}

async fn credit(
    desk: &Desk,
    db: &Db,
    actor: &Actor,
    cards: &mut Vec<Card>,
    stats: &mut Vec<Stat>,
) -> Result<(), Internal> {
    let now = desk.clock.now();
    for status in [Status::PendingCreditApproval, Status::OnHold] {
        let sum = sums::standing_in(db, actor, &[status]).await?;
        let hue = if status == Status::OnHold { "stopped" } else { "waiting" };
        stats.push(figure(status.label(), &sum, of(&[status]), hue));
    }
    let rows = oldest(db, actor, &[Status::PendingCreditApproval]).await?;
    cards.push(Card {
        title: texts::waiting_credit().to_owned(),
        period: texts::now().to_owned(),
        rows: rows.into_iter().map(|row| order_row(row, now, "/credit?order=")).collect(),
        empty: texts::nothing_waits().to_owned(),
        more: Some("/credit".to_owned()),
    });
    cards.push(released(desk, db).await?);
    Ok(())
}

async fn released(desk: &Desk, db: &Db) -> Result<Card, Internal> {
    let today = desk.clock.today();
    let rows: Vec<(String, String, Timestamp)> = db
        .sql(
            "select entity_id, summary, at from audit_entries
             where at >= $1 and action = 'APPROVE' and entity_type = 'order' and summary like '%by itself%' order by at desc, id desc limit $2",
        )
        .bind(Timestamp::start_of_ist_day(today))
        .bind(ROWS + 1)
        .all()
        .await?;
    let (rows, more) = shown(rows);
    let rows = rows.into_iter().map(|(number, summary, at)| CardRow {
        href: format!("/orders/{number}"),
        title: number,
        sub: summary,
        side: at.ist_clock(),
        status: None,
    });
    Ok(Card {
        title: texts::released_today().to_owned(),
        period: if more { texts::latest_of_day(today, ROWS) } else { today.to_string() },
        rows: rows.collect(),
        empty: texts::nothing_released().to_owned(),
        more: None,
    })
}

/// The queue of roles that work at a stage.
async fn stage(
    desk: &Desk,
    db: &Db,
    actor: &Actor,
    cards: &mut Vec<Card>,
    stats: &mut Vec<Stat>,
) -> Result<(), Internal> {
    let statuses = queue::waits_at_orders(actor.role);
    if statuses.is_empty() || actor.role == Role::Sales {
        return Ok(());
    }
    for status in statuses {
        stats.push(figure(status.label(), &sums::standing_in(db, actor, &[*status]).await?, of(&[*status]), "waiting"));
    }
    let rows = oldest(db, actor, statuses).await?;
    cards.push(Card {
        title: texts::my_queue().to_owned(),
        period: texts::now().to_owned(),
        rows: rows.into_iter().map(|row| order_row(row, desk.clock.now(), "/orders/")).collect(),
        empty: texts::nothing_waits().to_owned(),
        more: Some(of(statuses)),
    });
    Ok(())
}
