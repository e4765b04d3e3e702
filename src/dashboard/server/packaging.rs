//! Packaging material that is low, on Home of those who keep it.

use crate::{
    dashboard::{
        model::{Card, CardRow},
        texts,
    },
    identity::{Actor, Capability, Role},
    packaging::{
        model::BoardFilter,
        server::{board, count},
    },
    platform::{failure::Failure, server::Desk},
    ui::encode,
};

/// How many materials the card names.
const MOST: usize = 6;
/// How many counts the card offers.
const NEXT: i64 = 3;

/// What is at its reorder level or below, lowest cover first.
///
/// # Errors
/// When the database refuses.
pub async fn low(desk: &Desk, actor: &Actor, cards: &mut Vec<Card>) -> Result<(), Failure> {
    if !actor.may(Capability::SeePackaging) || actor.role == Role::Viewer {
        return Ok(());
    }
    let filter = BoardFilter { standing: "Low".to_owned(), page: 1, ..BoardFilter::default() };
    let found = board::board(desk, actor, &filter).await?;
    let rows = found
        .rows
        .iter()
        .take(MOST)
        .map(|row| CardRow {
            title: row.name.clone(),
            sub: texts::left_of(row.on_hand, row.unit.as_str(), row.reorder_level),
            side: row.cover_days.map(texts::cover).unwrap_or_default(),
            status: None,
            href: format!("/packaging/materials/{}", encode(&row.code)),
        })
        .collect();
    cards.push(Card {
        title: texts::packaging_low(found.sums.low),
        period: texts::now().to_owned(),
        rows,
        empty: texts::nothing_low().to_owned(),
        more: Some("/packaging?standing=Low".to_owned()),
    });
    Ok(())
}

/// What to count next, for those who count: a little every day, so that in time everything is counted.
///
/// # Errors
/// When the database refuses.
pub async fn next_counts(desk: &Desk, actor: &Actor, cards: &mut Vec<Card>) -> Result<(), Failure> {
    if actor.role != Role::Warehouse {
        return Ok(());
    }
    let now = desk.clock.now();
    let rows = count::next(desk, actor, NEXT).await?.into_iter().map(|next| {
        let query = format!("warehouse={}&category={}", encode(&next.warehouse.code), encode(&next.category));
        CardRow {
            title: next.category,
            sub: next.warehouse.name,
            side: next.last.map_or_else(|| texts::never_counted().to_owned(), |at| texts::counted(at.relative_to(now))),
            status: None,
            href: format!("/packaging/counts?{query}"),
        }
    });
    cards.push(Card {
        title: texts::count_next().to_owned(),
        period: texts::now().to_owned(),
        rows: rows.collect(),
        empty: texts::nothing_to_count().to_owned(),
        more: Some("/packaging/counts".to_owned()),
    });
    Ok(())
}
