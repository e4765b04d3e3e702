//! Addresses of the board and the ledger: what a query says, and how a filter is written as one.

use super::model::{BoardFilter, LedgerFilter};

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let query: Vec<String> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", escape(value)))
        .collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

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
