//! Packaging material that is low, on Home of those who keep it.

use crate::{
    dashboard::{
        model::{Card, CardRow},
        texts,
    },
    identity::{Actor, Capability, Role},
    packaging::{model::BoardFilter, server::board},
    platform::{failure::Failure, server::Desk},
    ui::encode,
};

/// How many materials the card names.
const MOST: usize = 6;

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
