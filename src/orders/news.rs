//! What a newer answer of the list changes in the rows somebody looks at.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::model::{OrderPage, OrderRow};
use crate::values::{OrderId, Version};

/// A row as it is shown. With a page that the server wrote its key alone travels to the browser: what stands in the row is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub id: OrderId,
    pub version: Version,
    /// New or changed since the page was opened.
    #[serde(skip)]
    pub is_new: bool,
    /// `None`: it stands in the page.
    #[serde(skip)]
    pub row: Option<Arc<OrderRow>>,
}

impl From<Arc<OrderRow>> for Shown {
    fn from(row: Arc<OrderRow>) -> Self {
        Self { id: row.id, version: row.version, is_new: false, row: Some(row) }
    }
}

impl OrderPage {
    /// As it is first shown.
    pub fn shown(self) -> OrderPage<Shown> {
        let Self { rows, next, previous, totals, waiting_for_credit, now } = self;
        let rows = rows.into_iter().map(Shown::from).collect();
        OrderPage { rows, next, previous, totals, waiting_for_credit, now }
    }
}

/// Puts a newer answer over what is shown; rows that are new or have changed are marked. With `hold` no row moves: those
/// that stand are renewed in place. Answers the rows, and how many newer ones were left out.
pub fn take(shown: &[Shown], newer: Vec<Shown>, hold: bool) -> (Vec<Shown>, usize) {
    let before = |row: &Shown| shown.iter().find(|old| old.id == row.id);
    let mark = |row: Shown| {
        let is_new = before(&row).is_none_or(|old| old.is_new || old.version != row.version);
        Shown { is_new, ..row }
    };
    if !hold {
        return (newer.into_iter().map(mark).collect(), 0);
    }
    let left = newer.iter().filter(|row| before(row).is_none()).count();
    let renewed = |old: &Shown| match newer.iter().find(|row| row.id == old.id) {
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
        values::{Money, Timestamp},
    };

    fn row(id: i64, version: i64) -> Shown {
        Shown::from(Arc::new(OrderRow {
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
        }))
    }

    fn told(shown: &[Shown]) -> Vec<(i64, bool)> {
        shown.iter().map(|one| (one.id.get(), one.is_new)).collect()
    }

    #[test]
    fn new_and_changed_rows_are_marked_and_stay_so() {
        let shown = [row(2, 1), row(1, 1)];
        let (shown, left) = take(&shown, vec![row(3, 1), row(2, 2), row(1, 1)], false);
        assert_eq!((told(&shown), left), (vec![(3, true), (2, true), (1, false)], 0));
        let (shown, _) = take(&shown, vec![row(3, 1), row(2, 2), row(1, 1)], false);
        assert_eq!(told(&shown), [(3, true), (2, true), (1, false)]);
    }

    #[test]
    fn nothing_moves_while_the_rows_are_held() {
        let shown = [row(2, 1), row(1, 1)];
        let (held, left) = take(&shown, vec![row(4, 1), row(3, 1), row(2, 2)], true);
        assert_eq!((told(&held), left), (vec![(2, true), (1, false)], 2));
    }

    #[test]
    fn only_the_key_of_a_row_travels_with_a_page() {
        let page = serde_json::to_string(&row(7, 3)).unwrap();
        assert_eq!(page, r#"{"id":7,"version":3}"#);
        let carried: Shown = serde_json::from_str(&page).unwrap();
        assert_eq!((carried.id.get(), carried.is_new, carried.row), (7, false, None));
    }
}
