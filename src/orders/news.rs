//! What a newer answer of the list changes in the rows somebody looks at.

use std::sync::Arc;

use super::model::OrderRow;

/// A row as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub row: Arc<OrderRow>,
    /// New or changed since the page was opened.
    pub is_new: bool,
}

/// The rows as a page first shows them.
pub fn first(rows: Vec<Arc<OrderRow>>) -> Vec<Shown> {
    rows.into_iter().map(|row| Shown { row, is_new: false }).collect()
}

/// Puts a newer answer over what is shown; rows that are new or have changed are marked. With `hold` no row moves: those
/// that stand are renewed in place. Answers the rows, and how many newer ones were left out.
pub fn take(shown: &[Shown], newer: Vec<Arc<OrderRow>>, hold: bool) -> (Vec<Shown>, usize) {
    let before = |row: &OrderRow| shown.iter().find(|old| old.row.id == row.id);
    let mark = |row: Arc<OrderRow>| {
        let is_new = before(&row).is_none_or(|old| old.is_new || old.row.version != row.version);
        Shown { row, is_new }
    };
    if !hold {
        return (newer.into_iter().map(mark).collect(), 0);
    }
    let left = newer.iter().filter(|row| before(row).is_none()).count();
    let renewed = |old: &Shown| match newer.iter().find(|row| row.id == old.row.id) {
        Some(row) => mark(row.clone()),
        None => old.clone(),
    };
    (shown.iter().map(renewed).collect(), left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        orders::Status,
        values::{Money, OrderId, Timestamp, Version},
    };

    fn row(id: i64, version: i64) -> Arc<OrderRow> {
        Arc::new(OrderRow {
            id: OrderId::new(id),
            number: format!("ORD-{id}"),
            customer_name: String::new(),
            location: String::new(),
            status: Status::OnHold,
            total: Money::ZERO,
            line_count: 1,
            booked_at: Timestamp::from_micros(0),
            salesperson_name: String::new(),
            version: Version::from(version),
            status_at: Timestamp::from_micros(0),
            is_clearance: false,
            customer_po: String::new(),
            reasons: String::new(),
            file_count: 0,
        })
    }

    fn told(shown: &[Shown]) -> Vec<(i64, bool)> {
        shown.iter().map(|one| (one.row.id.get(), one.is_new)).collect()
    }

    #[test]
    fn new_and_changed_rows_are_marked_and_stay_so() {
        let shown = first(vec![row(2, 1), row(1, 1)]);
        let (shown, left) = take(&shown, vec![row(3, 1), row(2, 2), row(1, 1)], false);
        assert_eq!((told(&shown), left), (vec![(3, true), (2, true), (1, false)], 0));
        let (shown, _) = take(&shown, vec![row(3, 1), row(2, 2), row(1, 1)], false);
        assert_eq!(told(&shown), [(3, true), (2, true), (1, false)]);
    }

    #[test]
    fn nothing_moves_while_the_rows_are_held() {
        let shown = first(vec![row(2, 1), row(1, 1)]);
        let (held, left) = take(&shown, vec![row(4, 1), row(3, 1), row(2, 2)], true);
        assert_eq!((told(&held), left), (vec![(2, true), (1, false)], 2));
    }
}
