//! What was achieved, from the orders and what customers paid, by the person and everyone below: a manager's target is the
//! team's. A set of people at a time.

use std::collections::HashMap;

use super::store::{Card, From, Head, ids};
use crate::{
    orders::{Status, lifecycle},
    platform::{failure::Internal, server::Text},
    pms::{
        model::{KraRow, Source, SourceRow, Sources},
        scoring,
    },
    values::{Figure, Money, Month, Quantity, Timestamp, UserId},
};

/// Rows shown of one figure; as many are kept at sign-off.
pub const MOST_ROWS: i64 = 2_000;

/// What counts of an order: credit has let it go, and it was not stopped since.
pub fn released() -> impl Iterator<Item = Status> {
    let stopped = |status: &Status| {
        status.awaits_credit()
            || matches!(status, Status::Draft | Status::Rejected | Status::Cancelled | Status::ReturnedToWarehouse)
    };
    lifecycle::Status::ALL.iter().copied().filter(move |status| !stopped(status))
}

/// Figure and count of records, by person, source and category (empty: all).
type Found = HashMap<(UserId, Source, String), (Figure, i64)>;

fn within(text: &mut Text, column: &'static str, month: Month) {
    text.push(" and ").push(column).push(" >= ").bind(Timestamp::start_of_ist_day(month.first_day()));
    text.push(" and ").push(column).push(" < ").bind(Timestamp::start_of_ist_day(month.next().first_day()));
}

fn of_people(text: &mut Text, people: &[UserId]) {
    text.push(" in (select cast(value as bigint) from json_each(").bind(ids(people)).push("))");
}

/// These people, each with whose orders and payments count as theirs: their own, and those of everyone below them.
fn with_teams(text: &mut Text, people: &[UserId]) {
    text.push("with recursive team (boss, member) as (select id, id from users where id");
    of_people(text, people);
    text.push(" union select t.boss, u.id from team t join users u on u.manager_id = t.member) ");
}

fn of_orders(text: &mut Text, month: Month) {
    text.push(" join team t on t.member = o.salesperson_id where true");
    within(text, "o.booked_at", month);
    text.push(" and o.status in ").bind_list(released());
}

/// The order is its customer's first.
const FIRST: &str = " and not exists (select 1 from orders e where e.customer_id = o.customer_id
    and (e.booked_at < o.booked_at or (e.booked_at = o.booked_at and e.id < o.id)) and e.status in ";

async fn find(from: &mut From<'_>, people: &[UserId], month: Month, wanted: &[Source]) -> Result<Found, Internal> {
    let mut found = Found::new();
    let wants = |source| wanted.contains(&source);
    if wants(Source::OrderValue) || wants(Source::OrderQuantity) {
        let mut text = Text::new(from.engine(), "");
        with_teams(&mut text, people);
        text.push(
            "select t.boss, p.category, cast(sum(l.amount_paise) as bigint), cast(sum(l.quantity_milli) as bigint), count(distinct o.id)
             from orders o join order_lines l on l.order_id = o.id join products p on p.id = l.product_id",
        );
        of_orders(&mut text, month);
        text.push(" group by t.boss, p.category order by t.boss, p.category");
        let rows: Vec<(UserId, String, Money, Quantity, i64)> = from.text(text).all().await?;
        let mut counts = Text::new(from.engine(), "");
        with_teams(&mut counts, people);
        counts.push("select t.boss, count(*) from orders o");
        of_orders(&mut counts, month);
        counts.push(" group by t.boss order by t.boss");
        let counts: HashMap<UserId, i64> = from.text(counts).all::<(UserId, i64)>().await?.into_iter().collect();
        for (person, category, value, quantity, orders) in rows {
            let figures = [
                (Source::OrderValue, Figure::from_money(value).unwrap_or_default()),
                (Source::OrderQuantity, Figure::from_quantity(quantity)),
            ];
            for (source, figure) in figures {
                found.insert((person, source, category.clone()), (figure, orders));
                let all = found.entry((person, source, String::new())).or_default();
                *all = (all.0.checked_add(figure).unwrap_or(all.0), counts.get(&person).copied().unwrap_or_default());
            }
        }
    }
    if wants(Source::NewCustomers) {
        let mut text = Text::new(from.engine(), "");
        with_teams(&mut text, people);
        text.push("select t.boss, count(*) from orders o");
        of_orders(&mut text, month);
        text.push(FIRST).bind_list(released()).push(") group by t.boss order by t.boss");
        for (person, count) in from.text(text).all::<(UserId, i64)>().await? {
            found.insert((person, Source::NewCustomers, String::new()), (Figure::from_units(count), count));
        }
    }
    if wants(Source::Collections) {
        let mut text = Text::new(from.engine(), "");
        with_teams(&mut text, people);
        text.push(
            "select t.boss, cast(sum(x.amount_paise) as bigint), count(*) from collections x join team t on t.member = x.salesperson_id
             where true",
        );
        within(&mut text, "x.at", month);
        text.push(" group by t.boss order by t.boss");
        for (person, paid, count) in from.text(text).all::<(UserId, Money, i64)>().await? {
            let figure = Figure::from_money(paid).unwrap_or_default();
            found.insert((person, Source::Collections, String::new()), (figure, count));
        }
    }
    Ok(found)
}

/// Brings what is computed up to date in scorecards of one month that are not signed off; nothing is written.
///
/// # Errors
/// When the database refuses.
pub async fn refresh(from: &mut From<'_>, month: Month, cards: &mut [Card]) -> Result<(), Internal> {
    let open = |card: &&mut Card| !card.head.status.is_frozen();
    let mut wanted: Vec<Source> = Vec::new();
    let mut people = Vec::new();
    for card in cards.iter_mut().filter(open) {
        let sources = card.kras.iter().map(|kra| kra.source).filter(|source| source.has_rows());
        let before = wanted.len();
        wanted.extend(sources);
        if wanted.len() > before {
            people.push(card.head.user_id);
        }
    }
    let found = if people.is_empty() { Found::new() } else { find(from, &people, month, &wanted).await? };
    for card in cards.iter_mut().filter(open) {
        let (person, balances) = (card.head.user_id, (card.balance_sum(), card.balances.len()));
        for kra in &mut card.kras {
            match kra.source {
                Source::Typed => {}
                Source::Balances => {
                    kra.achieved_milli = (balances.1 > 0).then_some(balances.0);
                    kra.sources = i64::try_from(balances.1).unwrap_or_default();
                }
                source => {
                    let category = if source.by_category() { kra.category.clone() } else { String::new() };
                    let (figure, count) = found.get(&(person, source, category)).copied().unwrap_or_default();
                    (kra.achieved_milli, kra.sources) = (Some(figure), count);
                }
            }
        }
    }
    Ok(())
}

/// Writes the outcome of a scorecard's figures into its head.
pub fn settle(card: &mut Card) {
    let outcome = scoring::outcome(&card.measures(), &card.incentive, card.head.salary_paise);
    card.head.total_micro = outcome.total;
    card.head.computed_micro = outcome.computed;
    card.head.incentive_bp = outcome.percent;
    card.head.incentive_paise = outcome.amount;
}

type RawRow = (String, String, Timestamp, i64);

/// The records behind one KRA, of the person and everyone below, as they are now: the text of the statement that finds them.
fn rows_of(text: &mut Text, source: Source, category: &str, person: UserId, month: Month) {
    with_teams(text, &[person]);
    match source {
        Source::OrderValue | Source::OrderQuantity => {
            text.push(if source == Source::OrderValue {
                "select o.number, o.customer_name, o.booked_at, cast(sum(l.amount_paise) * 10 as bigint)"
            } else {
                "select o.number, o.customer_name, o.booked_at, cast(sum(l.quantity_milli) as bigint)"
            });
            text.push(" from orders o join order_lines l on l.order_id = o.id join products p on p.id = l.product_id");
            of_orders(text, month);
            if !category.is_empty() {
                text.push(" and p.category = ").bind(category.to_owned());
            }
            text.push(" group by o.id, o.number, o.customer_name, o.booked_at order by o.booked_at, o.id limit ")
                .bind(MOST_ROWS);
        }
        Source::NewCustomers => {
            text.push("select o.number, o.customer_name, o.booked_at, cast(1000 as bigint) from orders o");
            of_orders(text, month);
            text.push(FIRST).bind_list(released()).push(") order by o.booked_at, o.id limit ").bind(MOST_ROWS);
        }
        _ => {
            text.push(
                "select c.code, c.name, x.at, x.amount_paise * 10 from collections x join customers c on c.id = x.customer_id
                 join team t on t.member = x.salesperson_id where true",
            );
            within(text, "x.at", month);
            text.push(" order by x.at, x.id limit ").bind(MOST_ROWS);
        }
    }
}

/// The records behind one KRA of a version of a scorecard: as they are now, or as they were signed off (`frozen`).
///
/// # Errors
/// When the database refuses.
pub async fn sources(
    from: &mut From<'_>,
    head: &Head,
    kra: &KraRow,
    (revision, frozen): (i64, bool),
) -> Result<Sources, Internal> {
    let raw: Vec<RawRow> = if !kra.source.has_rows() {
        Vec::new()
    } else if frozen {
        from.sql(
            "select reference, about, at, figure_milli from scorecard_sources
             where scorecard_id = $1 and revision = $2 and kra = $3 order by at, id limit $4",
        )
        .bind(head.id)
        .bind(revision)
        .bind(kra.code.clone())
        .bind(MOST_ROWS)
        .all()
        .await?
    } else {
        let mut text = Text::new(from.engine(), "");
        rows_of(&mut text, kra.source, &kra.category, head.user_id, head.month);
        from.text(text).all().await?
    };
    let folder = if kra.source == Source::Collections { "/customers/" } else { "/orders/" };
    let rows: Vec<SourceRow> = raw
        .into_iter()
        .map(|(reference, about, at, figure)| SourceRow {
            href: format!("{folder}{reference}"),
            reference,
            about,
            at,
            figure: Figure::from_thousandths(figure),
        })
        .collect();
    let below: Option<(UserId,)> = from
        .sql("select id from users where manager_id = $1 order by id limit 1")
        .bind(head.user_id)
        .optional()
        .await?;
    Ok(Sources {
        rows,
        count: kra.sources,
        sum: kra.measure.achieved.unwrap_or_default(),
        frozen,
        source: kra.source,
        kra: kra.name.clone(),
        name: head.user_name.clone(),
        team: below.is_some(),
    })
}

/// Keeps the records behind every computed figure of a scorecard, as they are now; those of earlier versions stay.
///
/// # Errors
/// When the database refuses.
pub async fn freeze(from: &mut From<'_>, card: &Card) -> Result<(), Internal> {
    from.sql("delete from scorecard_sources where scorecard_id = $1 and revision = $2")
        .bind(card.head.id)
        .bind(card.head.revision)
        .run()
        .await?;
    for line in card.kras.iter().filter(|line| line.source.has_rows()) {
        let mut text = Text::new(
            from.engine(),
            "insert into scorecard_sources (scorecard_id, revision, kra, reference, about, at, figure_milli) select ",
        );
        text.bind(card.head.id).push(", ").bind(card.head.revision).push(", ").bind(line.code.clone());
        text.push(", * from (");
        rows_of(&mut text, line.source, &line.category, card.head.user_id, card.head.month);
        text.push(") as found");
        from.text(text).run().await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stopped_orders_and_those_before_credit_count_for_nothing() {
        let counted: Vec<Status> = released().collect();
        for status in
            [Status::Draft, Status::PendingCreditApproval, Status::OnHold, Status::Rejected, Status::Cancelled]
        {
            assert!(!counted.contains(&status), "{status}");
        }
        assert!(counted.contains(&Status::Delivered) && counted.contains(&Status::PendingPacking));
    }
}
