//! Addresses of the board and the ledger: what a query says, and how a filter is written as one.

use super::model::{BoardFilter, LedgerFilter};
use crate::ui::list::address;

impl BoardFilter {
    /// The address under `path` that shows it.
    pub fn address(&self, path: &str) -> String {
        let page = if self.page > 1 { self.page.to_string() } else { String::new() };
        let pairs = [
            ("q", self.q.as_str()),
            ("category", &self.category),
            ("standing", &self.standing),
            ("warehouse", &self.warehouse),
            ("page", &page),
        ];
        address(path, &pairs)
    }

    /// Whether anything is left out.
    pub fn is_narrowed(&self) -> bool {
        [&self.q, &self.category, &self.standing, &self.warehouse].into_iter().any(|value| !value.is_empty())
    }
}

impl LedgerFilter {
    /// The address under `path` that shows it.
    pub fn address(&self, path: &str) -> String {
        let pairs = [
            ("material", self.material.as_str()),
            ("warehouse", &self.warehouse),
            ("kind", &self.kind),
            ("from", &self.from),
            ("to", &self.to),
            ("cursor", &self.cursor),
        ];
        address(path, &pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_what_narrows_and_nothing_else() {
        let filter = BoardFilter { category: "Tape/Labels".to_owned(), page: 1, ..BoardFilter::default() };
        assert_eq!(filter.address("/packaging"), "/packaging?category=Tape%2FLabels");
        assert_eq!(BoardFilter::default().address("/packaging"), "/packaging");
        assert!(filter.is_narrowed() && !BoardFilter::default().is_narrowed());
    }
}
