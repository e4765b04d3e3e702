//! Books an order from what was typed.

use super::{
    draft_files,
    plan::Facts,
    resolve::{Resolved, resolve},
    store_facts::{self, From},
    store_stock,
    write::{self, Planned, Written},
};
use crate::{
    identity::{Actor, Capability},
    orders::{
        Error,
        error::STOCK_MOVED,
        model::{BookForm, Booked},
    },
    platform::{
        failure::{Failure, Internal},
        server::{Desk, Engine, Work},
    },
    values::{Money, OrderId},
};

/// Books the form, once for its key: the same key again answers the same order.
///
/// # Errors
/// [`Error::Invalid`] with every field that can't be taken, lines by their row; `forbidden` for who may not book.
pub async fn book(desk: &Desk, actor: &Actor, form: &BookForm, source: &'static str) -> Result<Booked, Failure> {
    let key = form.key.trim().chars().take(100).collect::<String>();
    match read_and_book(desk, actor, form, source, &key).await {
        Ok(Some(booked)) => Ok(booked),
        outcome => match (booked_before(desk, actor, &key).await?, outcome) {
            (Some(before), _) => Ok(before),
            (None, Err(failure)) => Err(failure),
            (None, Ok(_)) => Err(Error::NotFound("The order of this form").into()),
        },
    }
}

/// Books the form from what was read beside the write, and again from what stands inside it when the stock has moved meanwhile.
async fn read_and_book(
    desk: &Desk,
    actor: &Actor,
    form: &BookForm,
    source: &'static str,
    key: &str,
) -> Result<Option<Booked>, Failure> {
    let read = read_beside(desk, actor, form).await?;
    match book_anew(desk, actor, form, source, key, read).await {
        Err(failure) if failure.code == STOCK_MOVED => book_anew(desk, actor, form, source, key, None).await,
        outcome => outcome,
    }
}

/// SQLite has one writer, so what may be read beside it is read beside it: the customer, the products, their stock and rates. On Postgres
/// rows are locked, and all is read under the locks.
async fn read_beside(desk: &Desk, actor: &Actor, form: &BookForm) -> Result<Option<(Resolved, Facts)>, Failure> {
    let db = desk.read(actor, Capability::BookOrder)?;
    if db.engine() == Engine::Postgres {
        return Ok(None);
    }
    let mut from = From::Reader(db.reader().await?);
    let resolved = resolve(&mut from, form).await?;
    let facts = resolved.facts(&mut from, desk.clock.today()).await?;
    Ok(Some((resolved, facts)))
}

/// Books the form. `None`: the key has booked an order before, and nothing is written.
///
/// Of what was read beside the write, the customer's balance is read again, for the credit test, and the reservation refuses what is no
/// longer there with [`Error::StockMoved`]. Without it all is read under the lock.
async fn book_anew(
    desk: &Desk,
    actor: &Actor,
    form: &BookForm,
    source: &'static str,
    key: &str,
    read: Option<(Resolved, Facts)>,
) -> Result<Option<Booked>, Failure> {
    let mut work = desk.begin(actor, Capability::BookOrder).await?;
    let (resolved, mut facts) = match read {
        Some((resolved, mut facts)) => {
            let owing = store_facts::customers(&mut From::Work(&mut work), [resolved.customer.id]).await?;
            facts.customers.extend(owing.into_iter().map(|customer| (customer.id, customer)));
            (resolved, facts)
        }
        None => {
            let resolved = resolve(&mut From::Work(&mut work), form).await?;
            store_stock::lock(&mut work, &[resolved.customer.id], &resolved.product_ids()).await?;
            let today = work.today();
            let facts = resolved.facts(&mut From::Work(&mut work), today).await?;
            (resolved, facts)
        }
    };
    let plan = resolved.plan(&mut facts, Money::ZERO)?;
    let planned = Planned {
        customer: resolved.customer.id,
        plan,
        kind: resolved.kind,
        source,
        import: None,
        group: None,
        customer_po: resolved.customer_po,
        remarks: resolved.remarks,
    };
    let written = write::write(&mut work, &facts, vec![planned]).await?;
    for order in &written {
        write::announce(&mut work, order);
    }
    let first = written.into_iter().next().ok_or_else(|| Internal::new("an order was not written"))?;
    if !take_key(&mut work, key, first.id).await? {
        work.rollback().await?;
        return Ok(None);
    }
    draft_files::hand_over(&mut work, form, &first).await?;
    forget_draft(&mut work, form).await?;
    work.commit().await?;
    Ok(Some(booked(first)))
}

fn booked(order: Written) -> Booked {
    let Written { id, number, status, total, reasons, back_order, .. } = order;
    Booked { id, number, status, total, reasons, back_order }
}

/// Keeps the key with the order that it books. False: it has booked one before.
async fn take_key(work: &mut Work, key: &str, order: OrderId) -> Result<bool, Internal> {
    if key.is_empty() {
        return Ok(true);
    }
    let (user, now) = (work.actor().id, work.now());
    let taken = work
        .sql(
            "insert into idempotency_keys (user_id, key, request_hash, state, status, body, created_at)
             values ($1, $2, '', 'done', 201, $3, $4) on conflict (user_id, key) do nothing",
        )
        .bind(user)
        .bind(format!("book:{key}"))
        .bind(order.to_string())
        .bind(now)
        .run()
        .await?;
    Ok(taken == 1)
}

/// The order that the key booked.
async fn booked_before(desk: &Desk, actor: &Actor, key: &str) -> Result<Option<Booked>, Failure> {
    if key.is_empty() {
        return Ok(None);
    }
    let row: Option<(OrderId, String, crate::orders::Status, Money, String, Option<String>)> = desk
        .read(actor, Capability::BookOrder)?
        .sql(
            "select o.id, o.number, o.status, o.total_paise, o.credit_reasons,
                    (select r.number from orders r where r.parent_id = o.id order by r.id limit 1)
             from idempotency_keys k join orders o on k.body = cast(o.id as text) where k.user_id = $1 and k.key = $2",
        )
        .bind(actor.id)
        .bind(format!("book:{key}"))
        .optional()
        .await?;
    let booked = |(id, number, status, total, reasons, back_order): (_, _, _, _, String, _)| Booked {
        id,
        number,
        status,
        total,
        reasons: serde_json::from_str(&reasons).unwrap_or_default(),
        back_order,
    };
    Ok(row.map(booked))
}

async fn forget_draft(work: &mut Work, form: &BookForm) -> Result<(), Internal> {
    let Ok(draft) = form.draft.trim().parse::<crate::values::DraftId>() else { return Ok(()) };
    let user = work.actor().id;
    work.sql("delete from order_drafts where id = $1 and user_id = $2").bind(draft).bind(user).run().await?;
    Ok(())
}
