//! Sums over orders: from totals kept by triggers (by day, salesperson and state, by category, by customer), which cost the same at
//! any number of orders.

use crate::{
    dashboard::period::Period,
    identity::{Actor, Sees},
    orders::{Status, model::OrderFilter},
    platform::{
        failure::Internal,
        server::{Db, Text},
    },
    values::{Date, Money, Timestamp, UserId},
};

/// How many orders, and what they come to.
pub type Sum = (i64, Money);

/// The states that count as booked: all but drafts and what was refused or called off.
pub fn booked() -> Vec<Status> {
    let left_out = [Status::Draft, Status::Rejected, Status::Cancelled];
    Status::ALL.iter().copied().filter(|status| !left_out.contains(status)).collect()
}

/// The list of the orders booked in these days.
pub fn booked_link(from: Date, to: Date) -> String {
    link(&OrderFilter { status: booked(), from: Some(from), to: Some(to), ..OrderFilter::default() })
}

/// The list under this filter.
pub fn link(filter: &OrderFilter) -> String {
    format!("/orders?{}", filter.to_query())
}

/// Narrows to the salespeople whose orders this person sees.
pub fn within(text: &mut Text, column: &'static str, actor: &Actor) {
    if let Sees::Of(people) = actor.sees() {
        text.push(" and ").push(column).push(" in ").bind_list(people);
    }
}

fn days(text: &mut Text, period: Period) {
    text.push(" booked_on between ").bind(period.from).push(" and ").bind(period.to);
}

/// What was booked in the period.
pub async fn booked_in(db: &Db, actor: &Actor, from: Date, to: Date) -> Result<Sum, Internal> {
    let mut text = Text::new(
        db.engine(),
        "select coalesce(cast(sum(orders) as bigint), 0), coalesce(cast(sum(value_paise) as bigint), 0) from order_totals where",
    );
    days(&mut text, Period { from, to, preset: None });
    text.push(" and status in ").bind_list(booked());
    within(&mut text, "salesperson_id", actor);
    db.text(text).one().await
}

/// What stands in these states now, whenever it was booked.
pub async fn standing_in(db: &Db, actor: &Actor, statuses: &[Status]) -> Result<Sum, Internal> {
    let mut text = Text::new(
        db.engine(),
        "select coalesce(cast(sum(orders) as bigint), 0), coalesce(cast(sum(value_paise) as bigint), 0) from order_totals where status in ",
    );
    text.bind_list(statuses.iter().copied());
    within(&mut text, "salesperson_id", actor);
    db.text(text).one().await
}

/// By status, in the order of the way.
pub async fn by_status(db: &Db, actor: &Actor, period: Period) -> Result<Vec<(Status, i64, Money)>, Internal> {
    let mut text = Text::new(
        db.engine(),
        "select status, cast(sum(orders) as bigint), cast(sum(value_paise) as bigint) from order_totals where",
    );
    days(&mut text, period);
    within(&mut text, "salesperson_id", actor);
    text.push(" group by status having sum(orders) > 0 order by status limit 50");
    let mut rows: Vec<(Status, i64, Money)> = db.text(text).all().await?;
    rows.sort_by_key(|(status, ..)| Status::ALL.iter().position(|one| one == status));
    Ok(rows)
}

/// Code, name, monthly target, orders and value of salespeople, highest first.
pub async fn by_person(
    db: &Db,
    actor: &Actor,
    period: Period,
    most: i64,
) -> Result<Vec<(String, String, Money, i64, Money)>, Internal> {
    let mut text = Text::new(
        db.engine(),
        "select u.code, u.name, u.monthly_target_paise, t.orders, t.value
         from (select salesperson_id, cast(sum(orders) as bigint) as orders, cast(sum(value_paise) as bigint) as value
               from order_totals where",
    );
    days(&mut text, period);
    text.push(" and status in ").bind_list(booked());
    within(&mut text, "salesperson_id", actor);
    text.push(" group by salesperson_id) t join users u on u.id = t.salesperson_id where t.orders > 0 order by t.value desc, u.id limit ");
    text.bind(most);
    db.text(text).all().await
}

/// By day of booking.
pub async fn by_day(db: &Db, actor: &Actor, period: Period) -> Result<Vec<(Date, i64, Money)>, Internal> {
    let mut text = Text::new(
        db.engine(),
        "select booked_on, cast(sum(orders) as bigint), cast(sum(value_paise) as bigint) from order_totals where",
    );
    days(&mut text, period);
    text.push(" and status in ").bind_list(booked());
    within(&mut text, "salesperson_id", actor);
    text.push(" group by booked_on order by booked_on limit 1200");
    db.text(text).all().await
}

/// Code, name, target and booked value in a month of the people who sell, of `among` where it is given, by name. Who sells no
/// more has no target, and is there for what they booked.
pub async fn team(
    db: &Db,
    among: Option<&[UserId]>,
    from: Date,
    to: Date,
) -> Result<Vec<(String, String, Money, i64, Money)>, Internal> {
    let mut text = Text::new(
        db.engine(),
        "select u.code, u.name, case when u.status = 'Active' and u.role = 'Sales' then u.monthly_target_paise else 0 end,
                coalesce(t.orders, 0), coalesce(t.value, 0)
         from users u left join (
             select salesperson_id, cast(sum(orders) as bigint) as orders, cast(sum(value_paise) as bigint) as value
             from order_totals where",
    );
    days(&mut text, Period { from, to, preset: None });
    text.push(" and status in ").bind_list(booked());
    text.push(" group by salesperson_id) t on t.salesperson_id = u.id where (u.status = 'Active' and u.role = 'Sales' or t.orders > 0)");
    if let Some(people) = among {
        text.push(" and u.id in ").bind_list(people.iter().copied());
    }
    text.push(" order by u.name, u.id limit 100000");
    db.text(text).all().await
}

/// Code, name, orders and value of the customers who bought most: whole months from the sums kept by month, what is more or less
/// than whole months, half a month at either end at most, from the orders. At 1,000,000 orders a year takes 25 ms.
pub async fn top_customers(
    db: &Db,
    actor: &Actor,
    period: Period,
    today: Date,
    most: i64,
) -> Result<Vec<(String, String, i64, Money)>, Internal> {
    let cover = period.cover(today);
    let mut text = Text::new(
        db.engine(),
        "select c.code, c.name, t.orders, t.value from (
             select x.customer_id, cast(sum(x.orders) as bigint) as orders, cast(sum(x.value_paise) as bigint) as value from (",
    );
    let mut joined = "";
    if let Some((first, last)) = cover.months {
        text.push("select customer_id, orders, value_paise from order_customers where month between ").bind(first);
        text.push(" and ").bind(last);
        within(&mut text, "salesperson_id", actor);
        joined = " union all ";
    }
    let added = cover
        .added
        .iter()
        .map(|days| ("select customer_id, 1 as orders, total_paise as value_paise from orders", days));
    let taken = cover
        .taken
        .iter()
        .map(|days| ("select customer_id, -1 as orders, -total_paise as value_paise from orders", days));
    for (part, (from, to)) in added.chain(taken) {
        text.push(joined).push(part).push(" where booked_at >= ").bind(Timestamp::start_of_ist_day(*from));
        text.push(" and booked_at < ").bind(Timestamp::start_of_ist_day(to.add_days(1)));
        text.push(" and status in ").bind_list(booked());
        within(&mut text, "salesperson_id", actor);
        joined = " union all ";
    }
    text.push(") x group by x.customer_id having sum(x.orders) > 0 order by 3 desc, 1 limit ").bind(most);
    text.push(") t join customers c on c.id = t.customer_id order by t.value desc, c.id limit ").bind(most);
    db.text(text).all().await
}

/// Category, orders and amount before tax of its lines, from the sums kept by day.
pub async fn by_category(
    db: &Db,
    actor: &Actor,
    period: Period,
    most: i64,
) -> Result<Vec<(String, i64, Money)>, Internal> {
    let mut text = Text::new(
        db.engine(),
        "select category, cast(sum(orders) as bigint), cast(sum(amount_paise) as bigint) as value from order_categories where",
    );
    days(&mut text, period);
    within(&mut text, "salesperson_id", actor);
    text.push(" group by category having sum(orders) > 0 order by value desc, category limit ").bind(most);
    db.text(text).all().await
}

/// Of how many products stock that may be sold expires in these days, and what it is worth at the list price.
pub async fn near_expiry(db: &Db, today: Date, until: Date) -> Result<Sum, Internal> {
    // Whole units apart from thousandths: their product fits, whatever the price.
    db.sql(
        "select count(distinct f.product_id),
                coalesce(cast(sum(f.free / 1000 * f.price_paise + f.free % 1000 * f.price_paise / 1000) as bigint), 0)
         from (select b.product_id, b.on_hand_milli - b.reserved_milli as free, p.price_paise
               from batches b join products p on p.id = b.product_id
               where b.expires_on between $1 and $2 and b.active and b.on_hand_milli > b.reserved_milli) f",
    )
    .bind(today)
    .bind(until)
    .one()
    .await
}
