//! SQL of exports: every row of a filter in its order, read as it is taken.

use futures::stream::BoxStream;

use super::store_list::{self, Place, RowOf};
use crate::{
    identity::Actor,
    orders::model::{OrderFilter, OrderRow},
    platform::{
        failure::Internal,
        server::{Db, Engine, Text},
    },
    values::{Money, Quantity, Timestamp},
};

/// A line with what a file of orders asks of it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct LineOf {
    pub order_number: String,
    pub customer_code: String,
    pub sku: String,
    pub quantity: Quantity,
    pub rate: Money,
    pub remarks: String,
}

/// The orders of a filter.
pub fn orders<'a>(
    db: &'a Db,
    actor: &Actor,
    filter: &OrderFilter,
    now: Timestamp,
) -> BoxStream<'a, Result<OrderRow, Internal>> {
    use futures::StreamExt;
    let text = all(RowOf::SELECT, db.engine(), actor, filter, now);
    db.text(text).stream::<RowOf>().map(|row| row.map(RowOf::into_row)).boxed()
}

/// The lines of a filter's orders, each order's by position.
pub fn lines<'a>(
    db: &'a Db,
    actor: &Actor,
    filter: &OrderFilter,
    now: Timestamp,
) -> BoxStream<'a, Result<LineOf, Internal>> {
    use futures::StreamExt;
    let mut text = all(LINE, db.engine(), actor, filter, now);
    text.push(", l.position, l.id");
    db.text(text).stream::<LineOf>().boxed()
}

const LINE: &str = "select o.number as order_number, buyer.code as customer_code, l.sku, l.quantity_milli as quantity,
    l.rate_paise as rate, o.remarks
    from orders o join order_lines l on l.order_id = o.id join customers buyer on buyer.id = o.customer_id where 1 = 1";

fn all(start: &'static str, engine: Engine, actor: &Actor, filter: &OrderFilter, now: Timestamp) -> Text {
    let mut text = Text::new(engine, start);
    store_list::narrow(&mut text, actor, filter, now);
    Place::start(filter).order(&mut text);
    text
}
