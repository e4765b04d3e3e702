//! SQL of the list of customers.

use super::{
    super::model::{CustomerFilter, CustomerRow},
    store::{self, CUSTOMER, Customer},
};
use crate::{
    identity::server::store::escape_like,
    platform::{
        failure::Internal,
        server::{Db, Text},
    },
    values::{Date, Money, Timestamp, fold},
};

/// Rows of a page.
pub const PAGE: i64 = 50;

#[derive(sqlx::FromRow)]
struct Row {
    code: String,
    name: String,
    location: String,
    class: Option<String>,
    status: String,
    phone: Option<String>,
    salesperson: Option<String>,
    credit_limit_paise: Money,
    exposure_paise: i64,
    overdue_paise: Money,
    ageing_days: i64,
}

impl From<Row> for CustomerRow {
    fn from(row: Row) -> Self {
        Self {
            code: row.code,
            name: row.name,
            location: row.location,
            class: row.class.unwrap_or_default(),
            status: row.status,
            phone: row.phone.unwrap_or_default(),
            salesperson: row.salesperson.unwrap_or_default(),
            limit: row.credit_limit_paise,
            exposure: Money::from_paise(row.exposure_paise),
            overdue: row.overdue_paise,
            ageing_days: row.ageing_days,
        }
    }
}

/// What is on the way, as far as the credit policy counts it.
const OPEN: &str =
    "case when exists (select 1 from settings where key = 'credit.count_open_orders' and value = 'false') then 0
     else coalesce((select sum(o.total_paise) from orders o where o.customer_id = c.id and o.open), 0) end";
const FROM: &str = " from customers c left join users s on s.id = c.salesperson_id ";

fn narrowed(text: &mut Text, filter: &CustomerFilter) {
    text.push(" where 1 = 1");
    for word in fold(&filter.q).split(' ').filter(|word| !word.is_empty()).take(8) {
        text.push(" and c.search like ").bind(format!("%{}%", escape_like(word))).push(" escape '\\'");
    }
    if !filter.salesperson.is_empty() {
        text.push(" and s.code = ").bind(filter.salesperson.clone());
    }
    if !filter.class.is_empty() {
        text.push(" and c.class = ").bind(filter.class.clone());
    }
    match filter.view.as_str() {
        "over" => text.push(" and c.outstanding_paise + ").push(OPEN).push(" > c.credit_limit_paise"),
        "overdue" => text.push(" and c.overdue_paise > 0"),
        "blocked" => text.push(" and c.status = 'Blocked'"),
        _ => text,
    };
    if let Ok(day) = Date::parse(&filter.quiet) {
        text.push(" and c.status = 'Active' and not exists (select 1 from orders q where q.customer_id = c.id and q.booked_at >= ")
            .bind(Timestamp::start_of_ist_day(day))
            .push(")");
    }
}

fn after(text: &mut Text, filter: &CustomerFilter) {
    if !filter.after.is_empty() {
        text.push(" and (c.name, c.id) > (select a.name, a.id from customers a where a.code = ")
            .bind(filter.after.clone())
            .push(")");
    }
}

/// Whole customers by name, and one more when there is a next page; `skipped` counts rows before the page.
pub async fn customers(db: &Db, filter: &CustomerFilter, limit: i64, skipped: i64) -> Result<Vec<Customer>, Internal> {
    let mut text = Text::new(db.engine(), CUSTOMER);
    narrowed(&mut text, filter);
    after(&mut text, filter);
    text.push(" order by c.name, c.id limit ").bind(limit + 1).push(" offset ").bind(skipped);
    let rows: Vec<store::Row> = db.text(text).all().await?;
    rows.into_iter().map(Customer::try_from).collect()
}

/// A page of customers by name, and one more when there is a next page.
pub async fn rows(db: &Db, filter: &CustomerFilter, limit: i64) -> Result<Vec<CustomerRow>, Internal> {
    let mut text = Text::new(
        db.engine(),
        "select c.code, c.name, c.location, c.class, c.status, c.phone, s.name as salesperson, c.credit_limit_paise, \
         cast(c.outstanding_paise + ",
    );
    text.push(OPEN).push(" as bigint) as exposure_paise, c.overdue_paise, c.ageing_days").push(FROM);
    narrowed(&mut text, filter);
    after(&mut text, filter);
    text.push(" order by c.name, c.id limit ").bind(limit + 1);
    let rows: Vec<Row> = db.text(text).all().await?;
    Ok(rows.into_iter().map(CustomerRow::from).collect())
}

pub async fn count(db: &Db, filter: &CustomerFilter) -> Result<i64, Internal> {
    let mut text = Text::new(db.engine(), "select count(*)");
    text.push(FROM);
    narrowed(&mut text, filter);
    let (total,): (i64,) = db.text(text).one().await?;
    Ok(total)
}
