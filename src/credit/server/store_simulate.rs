//! SQL of the rule simulator. What is on the way is read whole; whether it counts is the policy's to say.

use crate::{
    credit::{
        rules::CustomerFacts,
        simulation::{OpenOrder, Subject},
    },
    orders::{Status, server::RECALLED},
    platform::{
        failure::Internal,
        server::{Db, Text},
    },
    values::Money,
};

/// No more open orders are tested at once: the latest.
const MOST: usize = 20_000;

#[derive(sqlx::FromRow)]
struct CustomerRow {
    code: String,
    name: String,
    customer_status: String,
    credit_limit_paise: Money,
    outstanding_paise: Money,
    overdue_paise: Money,
    ageing_days: i64,
    open_paise: Money,
    open_count: i64,
}

impl From<CustomerRow> for Subject {
    fn from(row: CustomerRow) -> Self {
        Self {
            code: row.code,
            name: row.name,
            facts: CustomerFacts {
                limit: row.credit_limit_paise,
                overdue: row.overdue_paise,
                overdue_days: i32::try_from(row.ageing_days).unwrap_or(i32::MAX),
                is_blocked: row.customer_status == "Blocked",
            },
            outstanding: row.outstanding_paise,
            open_orders: row.open_paise,
            open_count: row.open_count,
        }
    }
}

/// The customer of this code or exact name.
pub async fn find_subject(db: &Db, typed: &str) -> Result<Option<Subject>, Internal> {
    let mut text = Text::new(
        db.engine(),
        "select c.code, c.name, c.status as customer_status, c.credit_limit_paise, c.outstanding_paise, c.overdue_paise,
                c.ageing_days, cast(coalesce(e.open_paise, 0) as bigint) as open_paise, coalesce(e.open_count, 0) as open_count
         from customers c
         left join (select customer_id, sum(total_paise) as open_paise, count(*) as open_count from orders
                    where open group by customer_id) e on e.customer_id = c.id
         where (c.code = ",
    );
    text.bind(typed.to_uppercase()).push(" or c.name = ").bind(typed.to_owned());
    text.push(") order by case when c.code = ").bind(typed.to_uppercase()).push(" then 0 else 1 end, c.id limit 1");
    let row: Option<CustomerRow> = db.text(text).optional().await?;
    Ok(row.map(Subject::from))
}

#[derive(sqlx::FromRow)]
struct OpenRow {
    number: String,
    status: Status,
    total_paise: Money,
    by_hand: bool,
    #[sqlx(flatten)]
    customer: CustomerRow,
}

/// The latest open orders, each with its customer's figures; and whether there are more.
pub async fn open_orders(db: &Db) -> Result<(Vec<OpenOrder>, bool), Internal> {
    let mut text =
        Text::new(db.engine(), "select o.number, o.status, o.total_paise, o.status = 'Pending Credit Approval' and ");
    text.push(RECALLED).push(
        " as by_hand, c.code, c.name, c.status as customer_status, c.credit_limit_paise, c.outstanding_paise, c.overdue_paise,
                c.ageing_days, cast(e.open_paise as bigint) as open_paise, e.open_count
         from orders o
         join customers c on c.id = o.customer_id
         join (select customer_id, sum(total_paise) as open_paise, count(*) as open_count from orders
               where open group by customer_id) e on e.customer_id = o.customer_id
         where o.open order by o.id desc limit ",
    );
    text.bind(i64::try_from(MOST + 1).unwrap_or(i64::MAX));
    let mut rows: Vec<OpenRow> = db.text(text).all().await?;
    let is_part = rows.len() > MOST;
    rows.truncate(MOST);
    let order = |row: OpenRow| OpenOrder {
        number: row.number,
        status: row.status,
        total: row.total_paise,
        by_hand: row.by_hand,
        customer: row.customer.into(),
    };
    Ok((rows.into_iter().map(order).collect(), is_part))
}
