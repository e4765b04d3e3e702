//! SQL of the list: keyset pages by every sort, filters, totals.

use super::{
    store_facts::From,
    store_search::{customer_words, is_cut, search},
};
use crate::{
    credit::rules::Reason,
    identity::{Actor, Sees},
    orders::{
        Status,
        model::{Direction, ListTotals, OrderFilter, OrderRow, Sort},
        numbering::{Kind, in_month},
    },
    platform::{failure::Internal, server::Text},
    selected,
    values::{Date, Money, OrderId, Timestamp, Version},
};

/// Beyond this many, totals say "more than".
const MOST_COUNTED: i64 = 10_000;

selected! {
    /// A row with what its cursor needs.
    #[derive(Clone, Debug)]
    pub struct RowOf from "orders o" {
        pub id: OrderId = "o.id",
        number: String = "o.number",
        customer_name: String = "o.customer_name",
        customer_location: String = "o.customer_location",
        status: Status = "o.status",
        total: Money = "o.total_paise",
        line_count: i64 = "o.line_count",
        booked_at: Timestamp = "o.booked_at",
        salesperson_name: String = "o.salesperson_name",
        version: Version = "o.version",
        status_at: Timestamp = "o.status_at",
        is_clearance: bool = "o.is_clearance",
        customer_po: String = "o.customer_po",
        credit_reasons: String = "o.credit_reasons",
        file_count: i64 = "o.file_count",
    }
}

impl RowOf {
    pub fn into_row(self) -> OrderRow {
        let reasons: Vec<Reason> = serde_json::from_str(&self.credit_reasons).unwrap_or_default();
        OrderRow {
            id: self.id,
            number: self.number,
            customer_name: self.customer_name,
            location: self.customer_location,
            status: self.status,
            total: self.total,
            line_count: self.line_count,
            booked_at: self.booked_at,
            salesperson_name: self.salesperson_name,
            version: self.version,
            status_at: self.status_at,
            is_clearance: self.is_clearance,
            customer_po: self.customer_po,
            reasons: Reason::list(&reasons),
            file_count: self.file_count,
        }
    }
}

/// Where a page begins, and which way it goes.
pub struct Place {
    /// The sort's value and the id of the row next to it, when the cursor is of this sort.
    at: Option<(String, i64)>,
    pub backwards: bool,
    sort: Sort,
    descending: bool,
}

impl Place {
    /// A cursor of another sort is stale and counts for nothing.
    pub fn of(filter: &OrderFilter) -> Self {
        let cursor = filter.after.as_deref().or(filter.before.as_deref());
        let at = cursor.and_then(|cursor| {
            let (id, rest) = cursor.split_once('~')?;
            let (sort, value) = rest.split_once('~')?;
            (sort == filter.order().as_str()).then_some((value.to_owned(), id.parse().ok()?))
        });
        let at = at.filter(|(value, _)| !is_number(filter.order()) || value.parse::<i64>().is_ok());
        let backwards = at.is_some() && filter.after.is_none();
        Self { at, backwards, ..Self::start(filter) }
    }

    pub fn start(filter: &OrderFilter) -> Self {
        Self { at: None, backwards: false, sort: filter.order(), descending: filter.dir == Direction::Descending }
    }

    pub fn is_set(&self) -> bool {
        self.at.is_some()
    }

    fn goes_down(&self) -> bool {
        self.descending != self.backwards
    }

    fn bound(&self, text: &mut Text) {
        let Some((value, id)) = &self.at else { return };
        text.push(match self.sort {
            Sort::Booked => " and (o.booked_at, o.id)",
            Sort::Value => " and (o.total_paise, o.id)",
            Sort::Number => " and (o.number, o.id)",
            Sort::Customer => " and (o.customer_name, o.id)",
            Sort::Status => " and (o.status, o.id)",
            Sort::Salesperson => " and (o.salesperson_name, o.id)",
        });
        text.push(if self.goes_down() { " < (" } else { " > (" });
        match (is_number(self.sort), value.parse::<i64>()) {
            (true, Ok(number)) => text.bind(number),
            _ => text.bind(value.clone()),
        };
        text.push(", ").bind(*id).push(")");
    }

    pub fn order(&self, text: &mut Text) {
        text.push(match (self.sort, self.goes_down()) {
            (Sort::Booked, true) => " order by o.booked_at desc, o.id desc",
            (Sort::Booked, false) => " order by o.booked_at, o.id",
            (Sort::Value, true) => " order by o.total_paise desc, o.id desc",
            (Sort::Value, false) => " order by o.total_paise, o.id",
            (Sort::Number, true) => " order by o.number desc, o.id desc",
            (Sort::Number, false) => " order by o.number, o.id",
            (Sort::Customer, true) => " order by o.customer_name desc, o.id desc",
            (Sort::Customer, false) => " order by o.customer_name, o.id",
            (Sort::Status, true) => " order by o.status desc, o.id desc",
            (Sort::Status, false) => " order by o.status, o.id",
            (Sort::Salesperson, true) => " order by o.salesperson_name desc, o.id desc",
            (Sort::Salesperson, false) => " order by o.salesperson_name, o.id",
        });
    }
}

fn is_number(sort: Sort) -> bool {
    matches!(sort, Sort::Booked | Sort::Value)
}

/// Where the list goes on from this row.
pub fn cursor(sort: Sort, row: &RowOf) -> String {
    let value = match sort {
        Sort::Booked => row.booked_at.micros().to_string(),
        Sort::Value => row.total.paise().to_string(),
        Sort::Number => row.number.clone(),
        Sort::Customer => row.customer_name.clone(),
        Sort::Status => row.status.to_string(),
        Sort::Salesperson => row.salesperson_name.clone(),
    };
    format!("{}~{}~{value}", row.id, sort.as_str())
}

pub async fn rows(
    from: &mut From<'_>,
    actor: &Actor,
    filter: &OrderFilter,
    place: &Place,
    most: usize,
    skip: usize,
    now: Timestamp,
) -> Result<Vec<RowOf>, Internal> {
    let mut text = Text::new(from.engine(), RowOf::SELECT);
    if filter.status.len() > 1 {
        state_by_state(&mut text, actor, filter, place, most.saturating_add(skip), now);
    } else if filter.order() == Sort::Number && (filter.from.is_some() || filter.to.is_some()) {
        kind_by_kind(&mut text, actor, filter, place, most.saturating_add(skip), now);
    } else {
        narrow(&mut text, actor, filter, now);
        place.bound(&mut text);
    }
    place.order(&mut text);
    text.push(" limit ").bind(i64::try_from(most).unwrap_or(i64::MAX));
    text.push(" offset ").bind(i64::try_from(skip).unwrap_or(i64::MAX));
    from.text(text).all().await
}

/// The first rows of each state, by the index of that state and this sort.
fn state_by_state(text: &mut Text, actor: &Actor, filter: &OrderFilter, place: &Place, most: usize, now: Timestamp) {
    part_by_part(text, place, most, &filter.status, |text, status| {
        narrow(text, actor, &OrderFilter { status: vec![*status], ..filter.clone() }, now);
    });
}

/// The first rows of each kind of number: an order is numbered in the month it is booked in, so days bound its number too.
fn kind_by_kind(text: &mut Text, actor: &Actor, filter: &OrderFilter, place: &Place, most: usize, now: Timestamp) {
    let bound =
        |kind: Kind, day: Option<Date>| day.map_or(format!("{}-", kind.prefix()), |day| in_month(kind, day.month()));
    part_by_part(text, place, most, &Kind::ALL, |text, kind| {
        narrow(text, actor, filter, now);
        text.push(" and o.number >= ").bind(bound(*kind, filter.from));
        text.push(" and o.number < ").bind(format!("{}~", bound(*kind, filter.to)));
    });
}

/// The first rows of each part, each by an index; together they hold the first rows of all.
fn part_by_part<P>(text: &mut Text, place: &Place, most: usize, parts: &[P], narrow: impl Fn(&mut Text, &P)) {
    for (at, part) in parts.iter().enumerate() {
        text.push(match at {
            0 => " and o.id in (select a.id from (select o.id from orders o where 1 = 1",
            _ => " union all select a.id from (select o.id from orders o where 1 = 1",
        });
        narrow(text, part);
        place.bound(text);
        place.order(text);
        text.push(" limit ").bind(i64::try_from(most).unwrap_or(i64::MAX)).push(") a");
    }
    text.push(")");
}

/// Leaves out what the filter does, and what this person may not see.
pub fn narrow(text: &mut Text, actor: &Actor, filter: &OrderFilter, now: Timestamp) {
    of_people(text, actor, filter);
    if !filter.status.is_empty() {
        text.push(" and o.status in ").bind_list(filter.status.iter().copied());
    }
    if let Some(words) = filter.customer_words() {
        text.push(" and o.customer_id in (select c.id from customers c where ");
        customer_words(text, words);
        text.push(")");
    } else if let Some(code) = &filter.customer {
        text.push(" and o.customer_id = (select id from customers where code = ").bind(code.clone()).push(")");
    }
    if let Some(category) = &filter.category {
        // By the order's own lines: a category has too many orders to begin with them.
        text.push(" and exists (select 1 from order_lines x join products p on p.id = x.product_id where x.order_id = o.id and p.category = ")
            .bind(category.clone())
            .push(")");
    }
    if !filter.ids.is_empty() {
        text.push(" and o.id in ").bind_list(filter.ids.iter().copied());
    }
    of_days(text, filter, now);
    if let Some(least) = filter.min {
        text.push(" and o.total_paise >= ").bind(least);
    }
    if let Some(most) = filter.max {
        text.push(" and o.total_paise <= ").bind(most);
    }
    if let Some(clearance) = filter.clearance {
        text.push(" and o.is_clearance = ").bind(clearance);
    }
    if let Some(days) = filter.held_days {
        let since = now.plus_days(i32::try_from(days).unwrap_or(i32::MAX).saturating_neg());
        // Nothing is in a state for longer than it is booked: the second bound is what an index answers.
        text.push(" and o.status_at <= ").bind(since).push(" and o.booked_at <= ").bind(since);
    }
    search(text, &filter.q, now);
}

/// Whose orders. In another order than by booking the sort's index is walked and people are looked at on the way; `+` says so to
/// SQLite, which would rather sort all of a salesperson's orders.
fn of_people(text: &mut Text, actor: &Actor, filter: &OrderFilter) {
    let by_booking = filter.order() == Sort::Booked;
    if let Sees::Of(people) = actor.sees() {
        let index = by_booking && people.len() == 1;
        text.push(if index { " and o.salesperson_id in " } else { " and +o.salesperson_id in " }).bind_list(people);
    }
    let is = if by_booking { " and o.salesperson_id = " } else { " and +o.salesperson_id = " };
    if let Some(code) = &filter.salesperson {
        text.push(is).push("(select id from users where code = ").bind(code.clone()).push(")");
    }
    if filter.mine {
        text.push(is).bind(actor.id);
    }
}

/// Booked when. Few days are found by their index and sorted; of many, those are met on the way through the sort's index.
fn of_days(text: &mut Text, filter: &OrderFilter, now: Timestamp) {
    const MANY: i32 = 31;
    let last = filter.to.unwrap_or_else(|| now.ist_date());
    let many = filter.from.is_none_or(|first| first.days_until(last) > MANY);
    // By number, the days are bounds of the number.
    let walks = filter.order() == Sort::Number || (many && filter.order() != Sort::Booked);
    if let Some(day) = filter.from {
        let since = if walks { " and +o.booked_at >= " } else { " and o.booked_at >= " };
        text.push(since).bind(Timestamp::start_of_ist_day(day));
    }
    if let Some(day) = filter.to {
        let before = if walks { " and +o.booked_at < " } else { " and o.booked_at < " };
        text.push(before).bind(Timestamp::start_of_ist_day(day.add_days(1)));
    }
}

/// Whether the sums kept by day answer for this filter.
pub fn is_counted_by_day(filter: &OrderFilter) -> bool {
    let narrower = filter.category.is_some()
        || filter.customer.is_some()
        || filter.min.is_some()
        || filter.max.is_some()
        || filter.clearance.is_some();
    !narrower && filter.ids.is_empty() && filter.held_days.is_none() && filter.q.trim().is_empty()
}

pub async fn totals_by_day(from: &mut From<'_>, actor: &Actor, filter: &OrderFilter) -> Result<ListTotals, Internal> {
    let mut text = Text::new(
        from.engine(),
        "select cast(coalesce(sum(t.orders), 0) as bigint), cast(coalesce(sum(t.value_paise), 0) as bigint) from order_totals t where t.orders > 0",
    );
    if let Sees::Of(people) = actor.sees() {
        text.push(" and t.salesperson_id in ").bind_list(people);
    }
    if !filter.status.is_empty() {
        text.push(" and t.status in ").bind_list(filter.status.iter().copied());
    }
    if let Some(code) = &filter.salesperson {
        text.push(" and t.salesperson_id in (select id from users where code = ").bind(code.clone()).push(")");
    }
    if filter.mine {
        text.push(" and t.salesperson_id = ").bind(actor.id);
    }
    let mut day = |piece: &'static str, day: Option<Date>| {
        if let Some(day) = day {
            text.push(piece).bind(day);
        }
    };
    day(" and t.booked_on >= ", filter.from);
    day(" and t.booked_on <= ", filter.to);
    let (count, value): (i64, Money) = from.text(text).one().await?;
    Ok(ListTotals { count, value, exact: true })
}

pub async fn totals_counted(
    from: &mut From<'_>,
    actor: &Actor,
    filter: &OrderFilter,
    now: Timestamp,
) -> Result<ListTotals, Internal> {
    let start = "select count(*), cast(coalesce(sum(total_paise), 0) as bigint) from (select o.total_paise from orders o where 1 = 1";
    let mut text = Text::new(from.engine(), start);
    narrow(&mut text, actor, filter, now);
    text.push(" limit ").bind(MOST_COUNTED + 1).push(") counted");
    let (count, value): (i64, Money) = from.text(text).one().await?;
    let exact = count <= MOST_COUNTED && !is_cut(from, &filter.q).await?;
    Ok(ListTotals { count: count.min(MOST_COUNTED), value, exact })
}

/// How many orders wait for credit, of those this person sees.
pub async fn waiting(from: &mut From<'_>, actor: &Actor) -> Result<i64, Internal> {
    let filter = OrderFilter { status: vec![super::list::WAITING], ..OrderFilter::default() };
    Ok(totals_by_day(from, actor, &filter).await?.count)
}
