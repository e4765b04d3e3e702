//! One order, as this person sees it.

use super::{
    act::{self, OFFERED},
    forward, plan,
    store::{self, Head},
    store_facts::{self, CustomerRow, From},
    store_lines,
};
use crate::{
    credit::rules,
    identity::{Actor, Capability},
    orders::{
        Action, Error, FileKind, Status,
        lifecycle::{self, Need, Transition},
        margin::{Margin, margin},
        model::{Choice, CreditStrip, Named, Order, OrderCustomer},
        pricing::{Supply, Totals},
    },
    platform::{
        failure::{Failure, Internal},
        server::Desk,
    },
    settings,
    values::OrderId,
};

/// The order of this number or internal id.
///
/// # Errors
/// [`Error::NotFound`], also for what one may not see.
pub async fn show(desk: &Desk, actor: &Actor, number: &str) -> Result<Order, Failure> {
    let db = desk.read(actor, Capability::SeeOrders)?;
    let mut from = From::Db(db);
    let head = store::get(&mut from, actor, number).await?;
    let customers = store_facts::customers(&mut from, [head.customer_id]).await?;
    let customer = customers.into_iter().next().ok_or(Error::NotFound("The customer"))?;
    let (address,): (String,) = from.sql("select address from customers where id = $1").bind(customer.id).one().await?;
    let people = people(&mut from, &head).await?;
    let lines = store_lines::lines(&mut from, head.id).await?;
    let timeline = store_lines::timeline(&mut from, head.id).await?;
    let files = store_lines::files(&mut from, "order", head.id.get()).await?;
    let margin = margin_of(actor, &mut from, head.id).await?;
    let related = store_lines::related(&mut from, head.id, head.parent_id).await?;
    let actions = choices(actor, &head, &customer);
    let sees_credit = actor.may(Capability::SeeCredit) || actor.may(Capability::BookOrder);
    let chooses = actions.iter().any(|choice| choice.action == Action::ChooseWarehouse && choice.refused.is_none());
    let warehouses = if chooses { warehouses(&mut from).await? } else { Vec::new() };
    let forwards = actions.iter().any(|choice| choice.action == Action::Forward);
    let colleagues = if forwards { forward::colleagues(&mut from, actor).await? } else { Vec::new() };
    let asks = sees_credit && head.status.awaits_credit();
    let forwarded = if asks { forward::forwarded(&mut from, actor, &head).await? } else { None };
    let counts_open_orders = settings::server::get(db).await?.credit.count_open_orders;
    let across = head.igst.is_positive();
    Ok(Order {
        customer: customer_of(&customer, address),
        credit: sees_credit.then(|| credit(&head, &customer, counts_open_orders)),
        salesperson_code: people.0,
        booked_by: people.1,
        warehouse: people.2,
        supply: if across { Supply::AcrossStates } else { Supply::WithinState },
        totals: Totals {
            subtotal: head.subtotal,
            cgst: head.cgst,
            sgst: head.sgst,
            igst: head.igst,
            total: head.total,
        },
        reasons: serde_json::from_str(&head.credit_reasons).unwrap_or_default(),
        now: desk.clock.now(),
        id: head.id,
        number: head.number,
        status: head.status,
        salesperson_name: head.salesperson_name,
        is_clearance: head.is_clearance,
        source: head.source,
        customer_po: head.customer_po,
        remarks: head.remarks,
        booked_at: head.booked_at,
        status_at: head.status_at,
        updated_at: head.updated_at,
        updated_by: head.updated_by,
        version: head.version,
        lines,
        timeline,
        files,
        may_attach: FileKind::open_to(actor.role, head.status),
        margin,
        related,
        actions,
        warehouses,
        colleagues,
        forwarded,
    })
}

/// What the order earns, for those who see costs.
async fn margin_of(actor: &Actor, from: &mut From<'_>, order: OrderId) -> Result<Option<Margin>, Failure> {
    if !actor.may(Capability::SeeCost) {
        return Ok(None);
    }
    let lines = store_lines::sold_lines(from, order).await?;
    Ok(Some(margin(lines).map_err(Internal::from_error)?))
}

fn customer_of(customer: &CustomerRow, address: String) -> OrderCustomer {
    OrderCustomer {
        id: customer.id,
        code: customer.code.clone(),
        name: customer.name.clone(),
        location: customer.location.clone(),
        address,
        state_code: customer.state_code.clone(),
        gstin: customer.gstin.clone(),
        phone: customer.phone.clone(),
        status: customer.status.clone(),
    }
}

fn credit(head: &Head, customer: &CustomerRow, counts_open_orders: bool) -> CreditStrip {
    let facts = plan::credit_facts(customer);
    CreditStrip {
        limit: facts.limit,
        exposure: act::exposure_of(head, customer),
        counts_open_orders,
        overdue: facts.overdue,
        overdue_days: facts.overdue_days,
    }
}

/// The salesperson's code, who booked it, and the warehouse's name.
async fn people(from: &mut From<'_>, head: &Head) -> Result<(String, String, Option<String>), Internal> {
    from.sql(
        "select s.code, b.name, (select w.name from warehouses w where w.id = $3) from users s, users b where s.id = $1 and b.id = $2",
    )
    .bind(head.salesperson_id)
    .bind(head.booked_by)
    .bind(head.warehouse_id)
    .one()
    .await
}

async fn warehouses(from: &mut From<'_>) -> Result<Vec<Named>, Internal> {
    let rows: Vec<(String, String)> =
        from.sql("select code, name from warehouses where active order by name, id limit 200").all().await?;
    Ok(rows.into_iter().map(|(code, name)| Named { code, name }).collect())
}

/// Every step from here, and whether this person may take it.
fn choices(actor: &Actor, head: &Head, customer: &CustomerRow) -> Vec<Choice> {
    let offered = |row: &&Transition| {
        OFFERED.contains(&row.action)
            || row.action == Action::Edit
            || (row.from == Status::Draft && row.action == Action::Book)
    };
    let choice = |row: &Transition| Choice {
        action: row.action,
        to: row.to,
        refused: refusal(actor, head, customer, row.action).map(|error| error.to_string()),
        needs_remark: row.needs(Need::Remark) || (row.action == Action::ReleaseCredit && is_over(head, customer)),
    };
    // A draft is edited by booking it.
    let doubled = |row: &&Transition| !(row.from == Status::Draft && row.action == Action::Edit);
    // What credit does among itself is no business of those who may not.
    let among_credit = |choice: &Choice| matches!(choice.action, Action::Forward | Action::Recheck);
    let rows = lifecycle::actions_from(head.status).filter(offered).filter(doubled);
    rows.map(choice).filter(|choice| choice.refused.is_none() || !among_credit(choice)).collect()
}

fn is_over(head: &Head, customer: &CustomerRow) -> bool {
    act::exposure_of(head, customer).over(customer.credit_limit).is_positive()
}

fn refusal(actor: &Actor, head: &Head, customer: &CustomerRow, action: Action) -> Option<Error> {
    if let Err(error) = act::allowed(actor, head, action) {
        return Some(error);
    }
    if action != Action::ReleaseCredit {
        return None;
    }
    let exposure = act::exposure_of(head, customer);
    rules::may_release(actor.role, head.booked_by == actor.id, &exposure, customer.credit_limit).err().map(Error::from)
}
