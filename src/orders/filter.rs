//! The state of the list of orders, as it stands in the address.

use serde::{Deserialize, Serialize};

use super::Status;
use crate::{
    ui::decode,
    values::{Date, Money, OrderId},
};

/// Rows of a page of the list.
pub const PAGE: usize = 50;

/// By what the list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    #[default]
    Booked,
    Value,
    Number,
    Customer,
    Status,
    Salesperson,
}

impl Sort {
    pub const ALL: [Self; 6] =
        [Self::Booked, Self::Value, Self::Number, Self::Customer, Self::Status, Self::Salesperson];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Value => "value",
            Self::Number => "number",
            Self::Customer => "customer",
            Self::Status => "status",
            Self::Salesperson => "salesperson",
        }
    }
}

/// A column that may be left out of the list. Number and customer always stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    Status,
    Value,
    Lines,
    Booked,
    Salesperson,
    Po,
    Since,
    Reasons,
}

impl Column {
    pub const ALL: [Self; 8] =
        [Self::Status, Self::Value, Self::Lines, Self::Booked, Self::Salesperson, Self::Po, Self::Since, Self::Reasons];
    /// What stands when nobody chose.
    pub const USUAL: [Self; 5] = [Self::Status, Self::Value, Self::Lines, Self::Booked, Self::Salesperson];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Value => "value",
            Self::Lines => "lines",
            Self::Booked => "booked",
            Self::Salesperson => "by",
            Self::Po => "po",
            Self::Since => "since",
            Self::Reasons => "reasons",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Ascending,
    #[default]
    Descending,
}

/// Which orders, and in which order. Every value stands in the address; a value that can't be read is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderFilter {
    /// Number, customer or the customer's own PO number.
    pub q: String,
    pub status: Vec<Status>,
    /// A customer's code, or words of a customer's name.
    pub customer: Option<String>,
    /// A product's category: orders with at least one line of it.
    pub category: Option<String>,
    /// A salesperson's code.
    pub salesperson: Option<String>,
    /// First and last day of booking, in India.
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub min: Option<Money>,
    pub max: Option<Money>,
    pub clearance: Option<bool>,
    /// Only this person's own.
    pub mine: bool,
    /// At least so many days in their state.
    pub held_days: Option<u32>,
    pub sort: Sort,
    pub dir: Direction,
    /// Cursors, as a page gave them.
    pub after: Option<String>,
    pub before: Option<String>,
    /// How many rows stand before this page, as far as the pager counted; only with a cursor.
    pub at: u32,
    /// A saved view's id, for marking its tab.
    pub view: Option<i64>,
    /// The columns chosen; none: [`Column::USUAL`].
    pub columns: Vec<Column>,
    /// Only these orders, for an export of a selection; never in an address.
    #[serde(skip)]
    pub ids: Vec<OrderId>,
}

impl OrderFilter {
    /// Reads the query of an address, with or without `?`.
    pub fn from_query(query: &str) -> Self {
        let mut filter = Self::default();
        for pair in query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = unescape(value);
            let value = value.trim();
            if !value.is_empty() {
                filter.set(&unescape(name), value);
            }
        }
        if filter.columns == Column::USUAL {
            filter.columns.clear();
        }
        filter
    }

    /// Reads what the list's form sends along for an export: the orders ticked (`ids[]`), or with `all=yes` all that its
    /// `query` meets. A query without either is itself the filter.
    pub fn of_selection(query: &str) -> Self {
        let (mut ids, mut inner, mut all) = (Vec::new(), None, false);
        for pair in query.trim_start_matches('?').split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match unescape(name).as_str() {
                "ids[]" | "ids" => ids.extend(value.parse::<OrderId>()),
                "query" => inner = Some(unescape(value)),
                "all" => all = value == "yes",
                _ => {}
            }
        }
        match inner {
            None if ids.is_empty() => Self::from_query(query),
            Some(inner) if all || ids.is_empty() => Self::from_query(&inner),
            inner => Self { ids, ..Self::from_query(&inner.unwrap_or_default()) },
        }
    }

    /// Whether the customer is named by words instead of by a code.
    pub fn customer_words(&self) -> Option<&str> {
        self.customer.as_deref().filter(|named| !is_code(named))
    }

    /// By what its rows differ: all orders of one salesperson, or of one customer, are the same in that, and come as they were booked.
    pub fn order(&self) -> Sort {
        match self.sort {
            Sort::Salesperson if self.salesperson.is_some() || self.mine => Sort::Booked,
            Sort::Customer if self.customer.is_some() && self.customer_words().is_none() => Sort::Booked,
            sort => sort,
        }
    }

    /// Whether this column is shown.
    pub fn shows(&self, column: Column) -> bool {
        if self.columns.is_empty() { Column::USUAL.contains(&column) } else { self.columns.contains(&column) }
    }

    fn set(&mut self, name: &str, value: &str) {
        let text = || Some(value.to_owned());
        match name {
            "q" => self.q = value.chars().take(100).collect(),
            "status" | "status[]" => {
                self.status.extend(value.split(',').filter_map(|name| name.parse::<Status>().ok()));
                let mut seen = Vec::new();
                self.status.retain(|status| {
                    !seen.contains(status) && {
                        seen.push(*status);
                        true
                    }
                });
            }
            "customer" => self.customer = text(),
            "category" => self.category = text(),
            "salesperson" => self.salesperson = text(),
            "from" => self.from = Date::parse(value).ok(),
            "to" => self.to = Date::parse(value).ok(),
            "min" => self.min = Money::parse(value).ok(),
            "max" => self.max = Money::parse(value).ok(),
            "clearance" => self.clearance = is_yes(value),
            "mine" => self.mine = is_yes(value).unwrap_or(false),
            "held_days" => self.held_days = value.parse().ok(),
            "sort" => self.sort = Sort::ALL.into_iter().find(|sort| sort.as_str() == value).unwrap_or_default(),
            "dir" => self.dir = if value == "asc" { Direction::Ascending } else { Direction::Descending },
            "after" => self.after = text(),
            "before" => self.before = text(),
            "at" => self.at = value.parse().unwrap_or_default(),
            "cols" => {
                let chosen = |column: &Column| value.split(',').any(|name| name == column.as_str());
                self.columns =
                    Column::ALL.into_iter().filter(|column| self.columns.contains(column) || chosen(column)).collect();
            }
            "view" => self.view = value.parse().ok(),
            _ => {}
        }
    }

    /// Writes the query of an address, without `?`; what is as usual is left out, so that an empty filter is empty.
    pub fn to_query(&self) -> String {
        let mut out = self.without_place();
        add(&mut out, "after", self.after.as_deref());
        add(&mut out, "before", self.before.as_deref());
        let counted = self.at > 0 && (self.after.is_some() || self.before.is_some());
        add(&mut out, "at", counted.then(|| self.at.to_string()).as_deref());
        out
    }

    /// The same list from its beginning.
    pub fn without_place(&self) -> String {
        let mut out = String::new();
        add(&mut out, "q", (!self.q.is_empty()).then_some(&self.q));
        for status in &self.status {
            add(&mut out, "status", Some(status.as_str()));
        }
        add(&mut out, "customer", self.customer.as_deref());
        add(&mut out, "category", self.category.as_deref());
        add(&mut out, "salesperson", self.salesperson.as_deref());
        add(&mut out, "from", self.from.map(Date::iso).as_deref());
        add(&mut out, "to", self.to.map(Date::iso).as_deref());
        add(&mut out, "min", self.min.map(Money::plain).as_deref());
        add(&mut out, "max", self.max.map(Money::plain).as_deref());
        add(&mut out, "clearance", self.clearance.map(|yes| if yes { "yes" } else { "no" }));
        add(&mut out, "mine", self.mine.then_some("yes"));
        add(&mut out, "held_days", self.held_days.map(|days| days.to_string()).as_deref());
        add(&mut out, "sort", (self.sort != Sort::default()).then(|| self.sort.as_str()));
        add(&mut out, "dir", (self.dir == Direction::Ascending).then_some("asc"));
        let columns = self.columns.iter().map(|column| column.as_str()).collect::<Vec<_>>().join(",");
        add(&mut out, "cols", (!columns.is_empty()).then_some(&columns));
        add(&mut out, "view", self.view.map(|id| id.to_string()).as_deref());
        out
    }

    /// Whether anything is left out of the list.
    pub fn is_narrowed(&self) -> bool {
        let Self { sort, dir, view, columns, .. } = self.clone();
        Self { after: None, before: None, at: 0, ..self.clone() }
            != Self { sort, dir, view, columns, ..Self::default() }
    }
}

/// A code has figures and no spaces; it is met exactly.
fn is_code(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit()) && !text.contains(' ')
}

/// A switch of an address.
pub fn is_yes(value: &str) -> Option<bool> {
    match value {
        "yes" | "true" | "1" | "on" => Some(true),
        "no" | "false" | "0" => Some(false),
        _ => None,
    }
}

fn add(out: &mut String, name: &str, value: Option<&str>) {
    let Some(value) = value else { return };
    if !out.is_empty() {
        out.push('&');
    }
    out.push_str(name);
    out.push('=');
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b',' | b'/' | b':' => {
                out.push(byte as char)
            }
            b' ' => out.push('+'),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
}

/// A value of an address as it was typed.
pub fn unescape(text: &str) -> String {
    decode(&text.replace('+', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_reads_back_as_it_was_written() {
        let filter = OrderFilter {
            q: "Café & sons 50%".to_owned(),
            status: vec![Status::OnHold, Status::PendingCreditApproval],
            customer: Some("CUST-001".to_owned()),
            category: Some("Fish & prawns".to_owned()),
            salesperson: Some("SALES-001".to_owned()),
            from: Date::from_ymd(2026, 11, 1),
            to: Date::from_ymd(2026, 11, 21),
            min: Some(Money::from_rupees(1_000)),
            max: Some(Money::from_paise(99_999_950)),
            clearance: Some(false),
            mine: true,
            held_days: Some(2),
            sort: Sort::Value,
            dir: Direction::Ascending,
            after: Some("v12~7".to_owned()),
            before: None,
            at: 50,
            view: Some(3),
            columns: vec![Column::Value, Column::Po],
            ids: Vec::new(),
        };
        assert_eq!(OrderFilter::from_query(&filter.to_query()), filter);
    }

    #[test]
    fn the_usual_list_has_an_empty_address() {
        assert_eq!(OrderFilter::default().to_query(), "");
        assert!(!OrderFilter::default().is_narrowed());
        assert!(OrderFilter::from_query("?mine=yes").is_narrowed());
        assert!(!OrderFilter::from_query("sort=value&after=x").is_narrowed());
    }

    #[test]
    fn the_columns_of_the_usual_list_need_not_be_named() {
        let usual = OrderFilter::from_query("cols=by&cols=status,value&cols=lines&cols=booked");
        assert_eq!(usual, OrderFilter::default());
        assert!(usual.shows(Column::Value) && !usual.shows(Column::Po));
        let chosen = OrderFilter::from_query("cols=po&cols=value&cols=nonsense");
        assert_eq!(chosen.columns, [Column::Value, Column::Po]);
        assert!(!chosen.is_narrowed() && !chosen.shows(Column::Status));
    }

    #[test]
    fn a_selection_is_what_is_ticked_or_all_of_its_query() {
        let ticked = OrderFilter::of_selection("query=mine%3Dyes&ids%5B%5D=4&ids%5B%5D=7&remark=");
        assert_eq!((ticked.ids, ticked.mine), (vec![OrderId::from(4), OrderId::from(7)], true));
        let all = OrderFilter::of_selection("query=status%3DOn%2BHold&ids%5B%5D=4&all=yes");
        assert_eq!((all.ids, all.status), (Vec::new(), vec![Status::OnHold]));
        assert_eq!(OrderFilter::of_selection("?mine=yes"), OrderFilter::from_query("mine=yes"));
    }

    #[test]
    fn a_customer_is_named_by_code_or_by_words() {
        let named = |customer: &str| OrderFilter { customer: Some(customer.to_owned()), ..OrderFilter::default() };
        assert_eq!(named("CUST-001").customer_words(), None);
        assert_eq!(named("abc traders").customer_words(), Some("abc traders"));
        assert_eq!(named("Hotel 7 Hills").customer_words(), Some("Hotel 7 Hills"));
    }

    #[test]
    fn orders_of_one_person_or_customer_sorted_by_that_come_as_booked() {
        let order = |query: &str| OrderFilter::from_query(query).order();
        assert_eq!(order("sort=salesperson&salesperson=SALES-001"), Sort::Booked);
        assert_eq!(order("sort=salesperson&mine=yes"), Sort::Booked);
        assert_eq!(order("sort=customer&customer=CUST-001"), Sort::Booked);
        assert_eq!(order("sort=customer&customer=abc+traders"), Sort::Customer);
        assert_eq!(order("sort=salesperson&customer=CUST-001"), Sort::Salesperson);
        assert_eq!(order("sort=value&salesperson=SALES-001"), Sort::Value);
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        let filter = OrderFilter::from_query("from=yesterday&min=lots&status=Nowhere&sort=luck&held_days=-1&%zz=%");
        assert_eq!(filter, OrderFilter::default());
    }

    #[test]
    fn several_states_may_stand_in_one_value_or_in_many() {
        let states = vec![Status::OnHold, Status::Rejected];
        assert_eq!(OrderFilter::from_query("status=On+Hold,Rejected").status, states);
        assert_eq!(OrderFilter::from_query("status=On%20Hold&status=Rejected&status=On+Hold").status, states);
    }
}
