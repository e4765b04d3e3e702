//! Lists of orders: filtered, sorted, page by page at any number of orders.

use std::sync::Arc;

use super::{store_facts::From, store_list};
use crate::{
    identity::{Actor, Capability},
    orders::{
        Status,
        model::{ListTotals, OrderFilter, OrderPage},
    },
    platform::{
        failure::{Failure, Internal},
        server::Desk,
    },
    values::OrderId,
};

pub use crate::orders::filter::PAGE;

/// One page of what the query meets.
///
/// # Errors
/// When the database refuses.
pub async fn list(desk: &Desk, actor: &Actor, query: &str) -> Result<OrderPage, Failure> {
    page(desk, actor, &OrderFilter::from_query(query), PAGE).await
}

/// One page of so many rows.
///
/// # Errors
/// When the database refuses.
pub async fn page(desk: &Desk, actor: &Actor, filter: &OrderFilter, size: usize) -> Result<OrderPage, Failure> {
    page_from(desk, actor, filter, size, 0).await
}

/// One page of so many rows, after so many are left out: for clients that count pages. Far pages cost; cursors don't.
///
/// # Errors
/// When the database refuses.
pub async fn page_from(
    desk: &Desk,
    actor: &Actor,
    filter: &OrderFilter,
    size: usize,
    skip: usize,
) -> Result<OrderPage, Failure> {
    let db = desk.read(actor, Capability::SeeOrders)?;
    let now = desk.clock.now();
    let mut from = From::Db(db);
    let place = store_list::Place::of(filter);
    let mut rows = store_list::rows(&mut from, actor, filter, &place, size + 1, skip, now).await?;
    let more = rows.len() > size;
    rows.truncate(size);
    if place.backwards {
        rows.reverse();
    }
    // Going on there is a page behind us; going back there is one before us.
    let (has_next, has_previous) = if place.backwards { (place.is_set(), more) } else { (more, place.is_set()) };
    let cursor = |row: Option<&store_list::RowOf>| row.map(|row| store_list::cursor(filter.order(), row));
    let next = cursor(rows.last()).filter(|_| has_next);
    let previous = cursor(rows.first()).filter(|_| has_previous);
    let of = format!("{} {} {} {:?}", actor.id, now.ist_date(), filter.without_place(), filter.ids);
    let totals = desk.memory.recall("order totals", of, totals(&mut from, actor, filter, now)).await?;
    let waiting = store_list::waiting(&mut from, actor);
    let waiting_for_credit = desk.memory.recall("orders waiting", actor.id.to_string(), waiting).await?;
    let rows = rows.into_iter().map(|row| Arc::new(row.into_row())).collect();
    Ok(OrderPage { rows, next, previous, totals, waiting_for_credit, now: Some(now) })
}

async fn totals(
    from: &mut From<'_>,
    actor: &Actor,
    filter: &OrderFilter,
    now: crate::values::Timestamp,
) -> Result<ListTotals, Internal> {
    if store_list::is_counted_by_day(filter) {
        store_list::totals_by_day(from, actor, filter).await
    } else {
        store_list::totals_counted(from, actor, filter, now).await
    }
}

/// The ids of what a filter meets, at most so many.
///
/// # Errors
/// When the database refuses.
pub async fn ids(desk: &Desk, actor: &Actor, filter: &OrderFilter, most: usize) -> Result<Vec<OrderId>, Failure> {
    let db = desk.read(actor, Capability::SeeOrders)?;
    let start = store_list::Place::start(filter);
    let rows = store_list::rows(&mut From::Db(db), actor, filter, &start, most, 0, desk.clock.now()).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The states whose orders count as waiting for credit on the list's tab.
pub const WAITING: Status = Status::PendingCreditApproval;
