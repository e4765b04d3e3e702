//! Takes an import back: cancels its orders, all or none, while nobody has touched them.

use serde_json::json;

use super::{
    super::{
        error::Error,
        model::{Kind, State},
    },
    changeable,
};
use crate::{
    identity::Actor,
    orders::Status,
    platform::{
        failure::{Failure, Internal},
        server::{Audit, Desk, Event, Work},
    },
    values::ImportId,
};

/// Cancels every order of an import and gives back what they reserved.
///
/// # Errors
/// When it isn't over, isn't of orders, or one of its orders was changed since.
pub async fn undo(desk: &Desk, actor: &Actor, id: ImportId) -> Result<(), Failure> {
    let stored = changeable(desk, actor, id).await?;
    if stored.row.kind != Kind::Orders {
        return Err(Error::NoUndo.into());
    }
    let state = stored.row.state;
    if !state.may_undo() {
        return Err(Error::WrongState { state, action: "undone" }.into());
    }
    let mut work = desk.begin(actor, stored.row.kind.capability()).await?;
    if !mark(&mut work, id).await? {
        return Err(Error::WrongState { state: State::Undone, action: "undone" }.into());
    }
    let all = cancel_orders(&mut work, id).await?;
    work.audit(Audit {
        action: "BULK_UPLOAD",
        entity_type: "import",
        entity_id: id.to_string(),
        summary: format!("Took back {}: {all} orders cancelled", stored.row.file_name),
        old: Some(json!({"state": state})),
        new: Some(json!({"state": State::Undone, "orders": all})),
    });
    work.emit(Event::to_user(stored.user, "import:progress", json!({"importId": id, "state": State::Undone})));
    work.commit().await?;
    Ok(())
}

async fn mark(work: &mut Work, id: ImportId) -> Result<bool, Internal> {
    let (now, by) = (work.now(), work.actor().user());
    let done = work
        .sql(
            "update imports set state = 'Undone', undone_at = $1, undone_by = $2, version = version + 1
             where id = $3 and state in ('Done', 'Partial', 'Cancelled')",
        )
        .bind(now)
        .bind(by)
        .bind(id)
        .run()
        .await?;
    Ok(done == 1)
}

/// Guarded by the version: an order that changed since its booking stops all.
async fn cancel_orders(work: &mut Work, id: ImportId) -> Result<u64, Failure> {
    let (now, by, user) = (work.now(), work.actor().name.clone(), work.actor().user());
    let touched: Vec<(String,)> = work
        .sql("select number from orders where import_id = $1 and version <> 1 order by id limit 1000")
        .bind(id)
        .all()
        .await?;
    if let Some((example,)) = touched.first() {
        return Err(Error::Touched { count: touched.len() as i64, example: example.clone() }.into());
    }
    work.sql(
        "update product_stock set reserved_milli = product_stock.reserved_milli - x.held
         from (select l.product_id, cast(sum(l.reserved_milli) as bigint) as held
               from order_lines l join orders o on o.id = l.order_id
               where o.import_id = $1 and l.batch_id is null and l.reserved_milli > 0 group by l.product_id) x
         where product_stock.product_id = x.product_id",
    )
    .bind(id)
    .run()
    .await?;
    work.sql(
        "insert into order_events (order_id, at, user_id, user_name, kind, from_status, to_status, remark)
         select id, $2, $3, $4, 'cancel', status, $5, 'The import was taken back' from orders where import_id = $1",
    )
    .bind(id)
    .bind(now)
    .bind(user)
    .bind(by.clone())
    .bind(Status::Cancelled)
    .run()
    .await?;
    work.sql("update order_lines set reserved_milli = 0 where reserved_milli > 0 and order_id in (select id from orders where import_id = $1)")
        .bind(id)
        .run()
        .await?;
    let done = work
        .sql(
            "update orders set status = $2, open = false, status_at = $3, updated_at = $3, updated_by = $4, version = version + 1
             where import_id = $1 and version = 1",
        )
        .bind(id)
        .bind(Status::Cancelled)
        .bind(now)
        .bind(by)
        .run()
        .await?;
    let (all,): (i64,) = work.sql("select count(*) from orders where import_id = $1").bind(id).one().await?;
    if done != all.unsigned_abs() {
        return Err(Error::Touched { count: all - done as i64, example: "one".to_owned() }.into());
    }
    Ok(done)
}
