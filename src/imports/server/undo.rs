//! Takes an import back, all or none, while nobody has touched what it wrote.

use serde_json::json;

use super::{
    super::{
        error::Error,
        masters::Master,
        model::{Kind, State},
    },
    changeable, masters, store_changes,
};
use crate::{
    identity::Actor,
    orders::{Status, server::retest},
    platform::{
        failure::{Failure, Internal},
        server::{Audit, Desk, Event, Work},
    },
    pms::server::collections,
    values::{CustomerId, ImportId},
};

/// Cancels every order of an import and gives back what they reserved; of an import of masters, puts each record back as it
/// was and takes away what was new.
///
/// # Errors
/// When it isn't over, or one of its orders or records was changed since.
pub async fn undo(desk: &Desk, actor: &Actor, id: ImportId) -> Result<(), Failure> {
    let stored = changeable(desk, actor, id).await?;
    let (state, kind) = (stored.row.state, stored.row.kind);
    if !state.may_undo() {
        return Err(Error::WrongState { state, action: "undone" }.into());
    }
    if kind.is_packaging() {
        return Err(Error::Kept.into());
    }
    let mut work = desk.begin(actor, kind.right(actor)).await?;
    if !mark(&mut work, id).await? {
        return Err(Error::WrongState { state: State::Undone, action: "undone" }.into());
    }
    let (all, what) = match kind {
        Kind::Orders => (cancel_orders(&mut work, id).await?, "orders cancelled"),
        _ => (restore(&mut work, id).await?, "records put back"),
    };
    work.audit(Audit {
        action: "BULK_UPLOAD",
        entity_type: "import",
        entity_id: id.to_string(),
        summary: format!("Took back {}: {all} {what}", stored.row.file_name),
        old: Some(json!({"state": state})),
        new: Some(json!({"state": State::Undone, "count": all})),
    });
    work.emit(Event::to_user(stored.user, "import:progress", json!({"importId": id, "state": State::Undone})));
    work.commit().await?;
    Ok(())
}

/// Puts records back, all or none: one that is no longer as the import wrote it stops all.
async fn restore(work: &mut Work, id: ImportId) -> Result<u64, Failure> {
    let mut written = store_changes::changes(work, id).await?;
    // As they are written: list by list.
    written.sort_by(|a, b| a.1.list().cmp(b.1.list()));
    let all = written.len() as u64;
    let (mut old, mut new, mut fresh) = (Vec::new(), Vec::new(), Vec::new());
    for (was, became) in written {
        match was {
            Some(was) => {
                old.push(was);
                new.push(became);
            }
            None => fresh.push(became),
        }
    }
    let paid = collections::before(work).await?;
    let before = masters::put(work, old).await?;
    collections::take_back(work, &paid, id, new.iter().filter_map(Master::customer)).await?;
    let touched =
        before.iter().zip(&new).filter(|((before, _), became)| before.as_ref() != Some(*became)).count() as u64;
    let wanted = fresh.len() as u64;
    let touched = touched + wanted - masters::remove(work, fresh).await?.min(wanted);
    if touched > 0 { Err(Error::Changed { count: touched }.into()) } else { Ok(all) }
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
    // They made room under the limits of their customers.
    let customers: Vec<(CustomerId,)> = work
        .sql("select distinct customer_id from orders where import_id = $1 order by customer_id")
        .bind(id)
        .all()
        .await?;
    for (customer,) in customers {
        retest::enqueue(work, customer);
    }
    Ok(done)
}
