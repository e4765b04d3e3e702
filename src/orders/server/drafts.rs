//! What somebody has typed but not yet booked, kept as typed; and forms to start from.

use super::{
    store,
    store_facts::{self, From},
    store_lines,
};
use crate::{
    identity::{Actor, Capability},
    orders::{
        Error,
        model::{BookForm, Draft, LineForm},
    },
    platform::{failure::Failure, server::Desk},
    values::{DraftId, Timestamp},
};

/// Nobody keeps more drafts; the oldest go.
const MOST: i64 = 50;

/// What a form is to start from.
#[derive(Clone, Debug, Default)]
pub struct Open {
    /// A draft's id.
    pub draft: Option<String>,
    /// The number of an order to copy.
    pub repeat: Option<String>,
    /// The number of an order to change.
    pub change: Option<String>,
    /// The customer of an empty form.
    pub customer: Option<String>,
    /// `yes`: an empty form of exact batches.
    pub clearance: Option<String>,
}

/// A form with its key: empty, of a draft, a copy of an order, or an order to change.
///
/// # Errors
/// [`Error::NotFound`] for what isn't there or not for these eyes.
pub async fn open(desk: &Desk, actor: &Actor, open: Open) -> Result<BookForm, Failure> {
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let form = match (given(open.draft), given(open.repeat), given(open.change)) {
        (Some(draft), _, _) => load(desk, actor, &draft).await?,
        (_, Some(number), _) => copy(desk, actor, &number, false).await?,
        (_, _, Some(number)) => copy(desk, actor, &number, true).await?,
        _ => BookForm {
            customer: given(open.customer).unwrap_or_default().chars().take(100).collect(),
            clearance: given(open.clearance).filter(|yes| yes == "yes").unwrap_or_default(),
            ..BookForm::default()
        },
    };
    Ok(BookForm { key: format!("{:032x}", rand::random::<u128>()), intent: String::new(), ..form })
}

async fn load(desk: &Desk, actor: &Actor, draft: &str) -> Result<BookForm, Failure> {
    let db = desk.read(actor, Capability::BookOrder)?;
    let id = draft.parse::<DraftId>().map_err(|_| Error::NotFound("This draft"))?;
    let row: Option<(String,)> = db
        .sql("select form from order_drafts where id = $1 and user_id = $2")
        .bind(id)
        .bind(actor.id)
        .optional()
        .await?;
    let (form,) = row.ok_or(Error::NotFound("This draft"))?;
    let form: BookForm = serde_json::from_str(&form).unwrap_or_default();
    Ok(BookForm { draft: id.to_string(), ..form })
}

/// The form an order would come from. A copy takes today's rates and no batch; a change keeps the order's own.
async fn copy(desk: &Desk, actor: &Actor, number: &str, change: bool) -> Result<BookForm, Failure> {
    let db = desk.read(actor, Capability::SeeOrders)?;
    let mut from = From::Db(db);
    let head = store::get(&mut from, actor, number).await?;
    let customers = store_facts::customers(&mut from, [head.customer_id]).await?;
    let customer = customers.into_iter().next().ok_or(Error::NotFound("The customer"))?;
    let lines = store_lines::lines(&mut from, head.id).await?;
    let keep = |text: String| if change { text } else { String::new() };
    let line = |line: crate::orders::model::Line| LineForm {
        sku: line.sku,
        quantity: line.quantity.plain(),
        rate: keep(line.rate.plain()),
        batch: keep(line.batch_id.map(|batch| batch.to_string()).unwrap_or_default()),
    };
    Ok(BookForm {
        customer: customer.code,
        lines: lines.into_iter().map(line).collect(),
        customer_po: keep(head.customer_po),
        remarks: keep(head.remarks),
        clearance: keep(if head.is_clearance { "yes".to_owned() } else { String::new() }),
        order: keep(head.number),
        version: keep(head.version.to_string()),
        ..BookForm::default()
    })
}

/// Keeps the form as typed: a new draft, or the one the form came from.
///
/// # Errors
/// When the form is larger than a draft may be.
pub async fn save(desk: &Desk, actor: &Actor, form: &BookForm) -> Result<Draft, Failure> {
    let mut work = desk.begin(actor, Capability::BookOrder).await?;
    work.without_audit();
    let line_count = i64::try_from(form.lines.iter().filter(|line| !line.is_blank()).count()).unwrap_or(i64::MAX);
    let kept = serde_json::to_string(&BookForm {
        key: String::new(),
        intent: String::new(),
        file_kind: String::new(),
        ..form.clone()
    })
    .unwrap_or_default();
    if kept.len() > 500_000 {
        return Err(Error::field("lines", "too_large", "This is too large for a draft. Import it as a file.").into());
    }
    let named = store_facts::customer_named(&mut From::Work(&mut work), form.customer.trim()).await?;
    let name = named.map_or_else(|| form.customer.trim().chars().take(100).collect(), |customer| customer.name);
    let now = work.now();
    let before = form.draft.trim().parse::<DraftId>().ok();
    let row: Option<(DraftId,)> = work
        .sql(
            "update order_drafts set form = $1, customer_name = $2, line_count = $3, updated_at = $4
             where id = $5 and user_id = $6 returning id",
        )
        .bind(kept.clone())
        .bind(name.clone())
        .bind(line_count)
        .bind(now)
        .bind(before.map_or(0, DraftId::get))
        .bind(actor.id)
        .optional()
        .await?;
    let (id,) = match row {
        Some(row) => row,
        None => {
            work.sql(
                "insert into order_drafts (user_id, customer_name, line_count, form, created_at, updated_at)
                 values ($1, $2, $3, $4, $5, $5) returning id",
            )
            .bind(actor.id)
            .bind(name.clone())
            .bind(line_count)
            .bind(kept)
            .bind(now)
            .one()
            .await?
        }
    };
    work.sql(
        "delete from order_drafts where user_id = $1 and id not in
             (select id from order_drafts where user_id = $1 order by updated_at desc, id desc limit $2)",
    )
    .bind(actor.id)
    .bind(MOST)
    .run()
    .await?;
    work.commit().await?;
    Ok(Draft { id, customer_name: name, line_count, updated_at: now })
}

/// One's drafts, latest first.
///
/// # Errors
/// When the database refuses.
pub async fn list(desk: &Desk, actor: &Actor) -> Result<Vec<Draft>, Failure> {
    let db = desk.read(actor, Capability::BookOrder)?;
    let rows: Vec<(DraftId, String, i64, Timestamp)> = db
        .sql(
            "select id, customer_name, line_count, updated_at from order_drafts where user_id = $1
             order by updated_at desc, id desc limit $2",
        )
        .bind(actor.id)
        .bind(MOST)
        .all()
        .await?;
    let draft = |(id, customer_name, line_count, updated_at)| Draft { id, customer_name, line_count, updated_at };
    Ok(rows.into_iter().map(draft).collect())
}

/// Throws one's draft away.
///
/// # Errors
/// [`Error::NotFound`] when it isn't there or not one's own.
pub async fn discard(desk: &Desk, actor: &Actor, id: DraftId) -> Result<(), Failure> {
    let mut work = desk.begin(actor, Capability::BookOrder).await?;
    work.without_audit();
    let gone =
        work.sql("delete from order_drafts where id = $1 and user_id = $2").bind(id).bind(actor.id).run().await?;
    if gone == 0 {
        return Err(Error::NotFound("This draft").into());
    }
    super::draft_files::forget(&mut work).await?;
    work.commit().await?;
    Ok(())
}
