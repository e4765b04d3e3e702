//! SQL of runs: actions on many orders, done by a job.

use serde_json::json;

use crate::{
    orders::{
        Action, Status,
        run::{Item, RunView},
    },
    platform::{
        failure::Internal,
        server::{Db, Text, Work},
    },
    values::{OrderId, RunId, Timestamp, UserId},
};

/// A run as its job needs it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Run {
    pub id: RunId,
    pub user_id: UserId,
    pub action: Action,
    pub remark: String,
    pub total: i64,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

pub async fn insert(
    work: &mut Work,
    user: UserId,
    action: Action,
    remark: &str,
    orders: &[OrderId],
) -> Result<RunId, Internal> {
    let now = work.now();
    let (id,): (RunId,) = work
        .sql(
            "insert into order_runs (user_id, action, remark, total, created_at) values ($1, $2, $3, $4, $5) returning id",
        )
        .bind(user)
        .bind(action)
        .bind(remark.to_owned())
        .bind(i64::try_from(orders.len()).unwrap_or(i64::MAX))
        .bind(now)
        .one()
        .await?;
    let items: Vec<_> = (1..).zip(orders).map(|(at, order): (i64, _)| json!({"at": at, "order": order})).collect();
    work.sql(
        "insert into order_run_items (run_id, position, order_id)
         select $2, cast(value->>'at' as bigint), cast(value->>'order' as bigint) from json_each($1)",
    )
    .bind(serde_json::Value::from(items).to_string())
    .bind(id)
    .run()
    .await?;
    Ok(id)
}

pub async fn find(db: &Db, id: RunId) -> Result<Option<Run>, Internal> {
    db.sql("select id, user_id, action, remark, total, created_at, finished_at from order_runs where id = $1")
        .bind(id)
        .optional()
        .await
}

/// What names the person's sign-ins that still hold.
pub async fn stamp(db: &Db, user: UserId) -> Result<Option<i64>, Internal> {
    let row: Option<(i64,)> = db.sql("select stamp from users where id = $1").bind(user).optional().await?;
    Ok(row.map(|(stamp,)| stamp))
}

/// The next orders of a run that nothing was done with: position and id.
pub async fn waiting(db: &Db, id: RunId, most: i64) -> Result<Vec<(i64, OrderId)>, Internal> {
    db.sql(
        "select position, order_id from order_run_items
         where run_id = $1 and status is null and refused is null order by position limit $2",
    )
    .bind(id)
    .bind(most)
    .all()
    .await
}

/// Writes down what came of one order.
pub async fn note(work: &mut Work, id: RunId, position: i64, outcome: Result<Status, String>) -> Result<(), Internal> {
    work.sql("update order_run_items set status = $1, refused = $2 where run_id = $3 and position = $4")
        .bind(outcome.as_ref().ok().copied())
        .bind(outcome.err())
        .bind(id)
        .bind(position)
        .run()
        .await?;
    Ok(())
}

/// Ends a run. False: it had ended before.
pub async fn finish(work: &mut Work, id: RunId) -> Result<bool, Internal> {
    let now = work.now();
    let done = work
        .sql("update order_runs set finished_at = $1 where id = $2 and finished_at is null")
        .bind(now)
        .bind(id)
        .run()
        .await?;
    Ok(done == 1)
}

/// How many orders of a run are done, and how many were refused.
pub async fn counts(db: &Db, id: RunId) -> Result<(i64, i64), Internal> {
    db.sql(
        "select coalesce(cast(sum(case when status is null then 0 else 1 end) as bigint), 0),
                coalesce(cast(sum(case when refused is null then 0 else 1 end) as bigint), 0)
         from order_run_items where run_id = $1",
    )
    .bind(id)
    .one()
    .await
}

/// What came of its orders, the refused first.
pub async fn items(db: &Db, id: RunId) -> Result<Vec<Item>, Internal> {
    let mut text = Text::new(
        db.engine(),
        "select o.number, o.customer_name, i.status, i.refused
         from order_run_items i join orders o on o.id = i.order_id where i.run_id = ",
    );
    text.bind(id).push(" and (i.status is not null or i.refused is not null)");
    text.push(" order by case when i.refused is null then 1 else 0 end, i.position limit ").bind(RunView::MOST_SHOWN);
    let rows: Vec<(String, String, Option<Status>, Option<String>)> = db.text(text).all().await?;
    let item = |(number, customer, status, refused)| Item { number, customer, status, refused };
    Ok(rows.into_iter().map(item).collect())
}
