//! SQL of credit.

use crate::{
    credit::{
        ageing::Ageing,
        model::{OpenOrder, PastDecision, QueueOrder, QueueView, Waiting},
    },
    orders::{Status, model::Forwarded},
    platform::{
        failure::Internal,
        server::{Db, Text},
    },
    values::{CustomerId, Money, OrderId, Timestamp, UserId, Version},
};

/// The queue shows at most so many; more are worked by filter and bulk.
const SHOWN: i64 = 200;

#[derive(sqlx::FromRow)]
struct WaitingRow {
    id: OrderId,
    number: String,
    customer_name: String,
    status: Status,
    total_paise: Money,
    status_at: Timestamp,
    salesperson_name: String,
    over_paise: Money,
    overdue_paise: Money,
    version: Version,
    forwarded_to_id: Option<UserId>,
    forwarded_to: Option<String>,
    forwarded_by: Option<String>,
    forwarded_at: Option<Timestamp>,
    forwarded_remark: Option<String>,
}

impl WaitingRow {
    /// As this person sees it.
    fn seen_by(self, actor: UserId) -> Waiting {
        let row = self;
        let forwarded = row.forwarded_to.zip(row.forwarded_by).zip(row.forwarded_at).map(|((to, by), at)| Forwarded {
            to,
            by,
            at,
            remark: row.forwarded_remark.unwrap_or_default(),
            mine: row.forwarded_to_id == Some(actor),
        });
        Waiting {
            id: row.id,
            number: row.number,
            customer_name: row.customer_name,
            status: row.status,
            total: row.total_paise,
            since: row.status_at,
            salesperson: row.salesperson_name,
            over: if row.over_paise.is_negative() { Money::ZERO } else { row.over_paise },
            overdue: row.overdue_paise,
            forwarded,
            version: row.version,
        }
    }
}

/// Waiting and held orders with how far each customer is above the limit. Exposure counts every open order once, or by policy
/// only the order itself.
const WAITING: &str = "
    with policy as (
        select count(*) as alone from settings where key = 'credit.count_open_orders' and value = 'false'
    ),
    exposed as (
        select customer_id, cast(sum(total_paise) as bigint) as open_paise from orders
        where open and customer_id in
            (select customer_id from orders where status in ('Pending Credit Approval', 'On Hold'))
        group by customer_id
    )
    select o.id, o.number, o.customer_name, o.status, o.total_paise, o.status_at, o.salesperson_name,
           c.outstanding_paise + case when p.alone > 0 then o.total_paise else e.open_paise end - c.credit_limit_paise as over_paise,
           c.overdue_paise, o.version,
           t.id as forwarded_to_id, t.name as forwarded_to, b.name as forwarded_by, f.at as forwarded_at, f.remark as forwarded_remark
    from orders o
    cross join policy p
    join customers c on c.id = o.customer_id
    join exposed e on e.customer_id = o.customer_id
    left join credit_forwards f on f.order_id = o.id and f.at >= o.status_at
    left join users t on t.id = f.to_id
    left join users b on b.id = f.by_id
    where o.status in ('Pending Credit Approval', 'On Hold')";

pub async fn waiting(db: &Db, actor: UserId, view: QueueView) -> Result<Vec<Waiting>, Internal> {
    let mut text = Text::new(db.engine(), WAITING);
    if view.mine {
        text.push(" and f.to_id = ").bind(actor);
    }
    text.push(match view.order {
        QueueOrder::Oldest => " order by o.status_at, o.id limit ",
        QueueOrder::Riskiest => " order by c.overdue_paise desc, over_paise desc, o.id limit ",
        QueueOrder::Largest => " order by o.total_paise desc, o.id limit ",
    })
    .bind(SHOWN);
    let rows: Vec<WaitingRow> = db.text(text).all().await?;
    Ok(rows.into_iter().map(|row| row.seen_by(actor)).collect())
}

/// One order of the queue.
pub async fn find_waiting(db: &Db, actor: UserId, number: &str) -> Result<Option<Waiting>, Internal> {
    let mut text = Text::new(db.engine(), WAITING);
    text.push(" and o.number = ").bind(number.to_owned());
    let row: Option<WaitingRow> = db.text(text).optional().await?;
    Ok(row.map(|row| row.seen_by(actor)))
}

/// How many waiting orders were forwarded to this person.
pub async fn forwarded_to(db: &Db, actor: UserId) -> Result<i64, Internal> {
    let (count,): (i64,) = db
        .sql(
            "select count(*) from credit_forwards f join orders o on o.id = f.order_id and f.at >= o.status_at
             where f.to_id = $1 and o.status in ('Pending Credit Approval', 'On Hold')",
        )
        .bind(actor)
        .one()
        .await?;
    Ok(count)
}

/// When and by whom the order was last tested again since it stands in its state.
pub async fn rechecked(db: &Db, order: OrderId) -> Result<Option<(Timestamp, String)>, Internal> {
    db.sql(
        "select e.at, e.user_name from order_events e join orders o on o.id = e.order_id and e.at >= o.status_at
         where e.order_id = $1 and e.kind = 'recheck' order by e.id desc limit 1",
    )
    .bind(order)
    .optional()
    .await
}

/// How many wait and hold, and what they are worth.
pub async fn totals(db: &Db) -> Result<(i64, Money, i64), Internal> {
    db.sql(
        "select cast(coalesce(sum(orders), 0) as bigint), cast(coalesce(sum(value_paise), 0) as bigint),
                cast(coalesce(sum(case when status = 'On Hold' then orders else 0 end), 0) as bigint)
         from order_totals where status in ('Pending Credit Approval', 'On Hold')",
    )
    .one()
    .await
}

/// What credit knows of an order's customer.
#[derive(sqlx::FromRow)]
pub struct Subject {
    pub order_id: OrderId,
    pub number: String,
    pub total_paise: Money,
    pub open: bool,
    pub credit_reasons: String,
    pub booked_by: UserId,
    pub customer_id: CustomerId,
    pub code: String,
    pub name: String,
    pub status: String,
    pub location: String,
    pub credit_limit_paise: Money,
    pub credit_days: i64,
    pub security_cheque: Option<String>,
    pub outstanding_paise: Money,
    pub overdue_paise: Money,
    pub ageing_days: i64,
    pub open_paise: Money,
    /// How many other orders are open, whether they count or not.
    pub open_count: i64,
    age_0_7_paise: Money,
    age_7_15_paise: Money,
    age_15_30_paise: Money,
    age_30_45_paise: Money,
    age_45_90_paise: Money,
    age_90_120_paise: Money,
    age_120_150_paise: Money,
    age_150_180_paise: Money,
    age_180_paise: Money,
}

impl Subject {
    pub fn ageing(&self) -> Ageing {
        Ageing([
            self.age_0_7_paise,
            self.age_7_15_paise,
            self.age_15_30_paise,
            self.age_30_45_paise,
            self.age_45_90_paise,
            self.age_90_120_paise,
            self.age_120_150_paise,
            self.age_150_180_paise,
            self.age_180_paise,
        ])
    }
}

/// The order with its customer's standing, by number.
pub async fn find_subject(db: &Db, number: &str) -> Result<Option<Subject>, Internal> {
    db.sql(
        "select o.id as order_id, o.number, o.total_paise, o.open, o.credit_reasons, o.booked_by, o.customer_id,
                c.code, c.name, c.status, c.location, c.credit_limit_paise, c.credit_days, c.security_cheque,
                c.outstanding_paise, c.overdue_paise, c.ageing_days,
                cast(case when exists (select 1 from settings where key = 'credit.count_open_orders' and value = 'false') then 0
                     else (select coalesce(sum(total_paise), 0) from orders x
                           where x.customer_id = o.customer_id and x.open and x.id <> o.id) end as bigint) as open_paise,
                (select count(*) from orders x where x.customer_id = o.customer_id and x.open and x.id <> o.id) as open_count,
                c.age_0_7_paise, c.age_7_15_paise, c.age_15_30_paise, c.age_30_45_paise, c.age_45_90_paise,
                c.age_90_120_paise, c.age_120_150_paise, c.age_150_180_paise, c.age_180_paise
         from orders o join customers c on c.id = o.customer_id
         where o.number = $1",
    )
    .bind(number.to_owned())
    .optional()
    .await
}

pub async fn open_orders(db: &Db, customer: CustomerId, but: OrderId) -> Result<Vec<OpenOrder>, Internal> {
    let rows: Vec<(String, Status, Money)> = db
        .sql(
            "select number, status, total_paise from orders
             where customer_id = $1 and open and id <> $2 order by total_paise desc, id limit 10",
        )
        .bind(customer)
        .bind(but)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(number, status, total)| OpenOrder { number, status, total }).collect())
}

pub async fn decisions(db: &Db, customer: CustomerId) -> Result<Vec<PastDecision>, Internal> {
    let rows: Vec<(String, Timestamp, String, Option<Status>, String)> = db
        .sql(
            "select o.number, e.at, e.user_name, e.to_status, e.remark
             from (select id, number from orders where customer_id = $1 order by booked_at desc, id desc limit 50) o
             join order_events e on e.order_id = o.id
             where e.from_status in ('Pending Credit Approval', 'On Hold') and e.to_status is not null
               and e.to_status <> e.from_status
             order by e.at desc, e.id desc limit 8",
        )
        .bind(customer)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(number, at, who, to, remark)| PastDecision { number, at, who, to, remark }).collect())
}
