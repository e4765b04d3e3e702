//! SQL of forwarding: who may be asked, who was.

use super::{store::Head, store_facts::From};
use crate::{
    identity::{Capability, Role},
    platform::{
        failure::Internal,
        server::{Text, Work},
    },
    values::{OrderId, Timestamp, UserId},
};

/// Somebody who could be asked.
#[derive(sqlx::FromRow)]
pub struct Colleague {
    pub id: UserId,
    pub code: String,
    pub name: String,
    pub role: Role,
}

/// Everybody but this person who may release orders, by name.
pub async fn colleagues(from: &mut From<'_>, but: UserId) -> Result<Vec<Colleague>, Internal> {
    let mut text =
        Text::new(from.engine(), "select id, code, name, role from users where status = 'Active' and id <> ");
    text.bind(but).push(" and role in ").bind_list(Capability::ReleaseCredit.roles());
    text.push(" order by name, id limit 200");
    from.text(text).all().await
}

/// The active user of this code.
pub async fn find_user(work: &mut Work, code: &str) -> Result<Option<Colleague>, Internal> {
    work.sql("select id, code, name, role from users where code = $1 and status = 'Active'")
        .bind(code.to_owned())
        .optional()
        .await
}

/// Asks this person, in place of whoever was asked before. False: somebody has changed the order meanwhile.
pub async fn put(work: &mut Work, head: &Head, to: UserId, remark: &str) -> Result<bool, Internal> {
    let (now, by, name) = (work.now(), work.actor().id, work.actor().name.clone());
    let changed = work
        .sql(
            "update orders set version = version + 1, updated_at = $1, updated_by = $2
             where id = $3 and version = $4",
        )
        .bind(now)
        .bind(name)
        .bind(head.id)
        .bind(head.version)
        .run()
        .await?;
    if changed != 1 {
        return Ok(false);
    }
    work.sql(
        "insert into credit_forwards (order_id, to_id, by_id, remark, at) values ($1, $2, $3, $4, $5)
         on conflict (order_id) do update set to_id = excluded.to_id, by_id = excluded.by_id, remark = excluded.remark,
             at = excluded.at",
    )
    .bind(head.id)
    .bind(to)
    .bind(by)
    .bind(remark.to_owned())
    .bind(now)
    .run()
    .await?;
    Ok(true)
}

/// Who was asked while the order has stood in its state: id and name, by whom, when, the remark.
pub async fn find(
    from: &mut From<'_>,
    order: OrderId,
) -> Result<Option<(UserId, String, String, Timestamp, String)>, Internal> {
    from.sql(
        "select t.id, t.name, b.name, f.at, f.remark
         from credit_forwards f
         join orders o on o.id = f.order_id and f.at >= o.status_at
         join users t on t.id = f.to_id
         join users b on b.id = f.by_id
         where f.order_id = $1 and o.status in ('Pending Credit Approval', 'On Hold')",
    )
    .bind(order)
    .optional()
    .await
}
