//! As-you-type: customers, products, batches. Every answer is short.

use super::{
    plan::{CLEARANCE_DAYS, Facts},
    store_facts::{self, CUSTOMER, CustomerRow, From, ProductRow},
    store_search::like,
};
use crate::{
    identity::{Actor, Capability, Sees},
    orders::{
        Status,
        model::{ClearanceBatch, CustomerForBooking, LastOrder, Named, ProductForBooking},
    },
    platform::{
        failure::{Failure, Internal},
        server::{Desk, Text},
    },
    values::{BatchId, Date, Money, Percent, ProductId, Quantity, Timestamp, fold},
    warehouse::expiry,
};

const MOST: i64 = 8;

/// Customers by words of the name, code, phone or GSTIN; inactive ones are left out.
///
/// # Errors
/// When the database refuses.
pub async fn customers(desk: &Desk, actor: &Actor, q: &str) -> Result<Vec<CustomerForBooking>, Failure> {
    let db = desk.read(actor, Capability::SeeCustomers)?;
    let mut text = Text::new(db.engine(), CUSTOMER);
    text.push("c.status <> 'Inactive'");
    words(&mut text, " and (c.search like ", " or c.code like ", q);
    text.push(" order by case when c.code = ").bind(q.trim().to_uppercase()).push(" then 0 when c.search like ");
    text.bind(format!("{}%", fold(q))).push(" then 1 else 2 end, c.name, c.id limit ").bind(MOST);
    let rows: Vec<CustomerRow> = db.text(text).all().await?;
    Ok(rows.into_iter().map(|row| for_booking(row, Vec::new())).collect())
}

/// Every word must be found, in the folded text or the code.
fn words(text: &mut Text, start: &'static str, or: &'static str, q: &str) {
    for word in fold(q).split(' ').filter(|word| !word.is_empty()).take(6) {
        text.push(start).bind(like(word)).push(" escape '!'");
        text.push(or).bind(like(&word.to_uppercase())).push(" escape '!')");
    }
}

/// One customer with the last orders.
///
/// # Errors
/// When the database refuses.
pub async fn customer(desk: &Desk, actor: &Actor, customer: &str) -> Result<Option<CustomerForBooking>, Failure> {
    let db = desk.read(actor, Capability::SeeCustomers)?;
    let mut from = From::Db(db);
    let Some(row) = store_facts::customer_named(&mut from, customer.trim()).await? else { return Ok(None) };
    let mut text = Text::new(
        db.engine(),
        "select o.number, o.status, o.total_paise, o.line_count, o.booked_at from orders o where o.customer_id = ",
    );
    text.bind(row.id);
    super::store::only_seen(&mut text, actor);
    text.push(" order by o.booked_at desc, o.id desc limit 5");
    let last: Vec<(String, Status, Money, i64, Timestamp)> = db.text(text).all().await?;
    let named =
        |(number, status, total, line_count, booked_at)| LastOrder { number, status, total, line_count, booked_at };
    Ok(Some(for_booking(row, last.into_iter().map(named).collect())))
}

pub fn for_booking(row: CustomerRow, last_orders: Vec<LastOrder>) -> CustomerForBooking {
    CustomerForBooking {
        code: row.code,
        name: row.name,
        location: row.location,
        state_code: row.state_code,
        gstin: row.gstin,
        phone: row.phone,
        status: row.status,
        limit: row.credit_limit,
        outstanding: row.outstanding,
        open_orders: row.open_orders,
        overdue: row.overdue,
        ageing_days: i32::try_from(row.ageing_days).unwrap_or(i32::MAX),
        last_orders,
    }
}

/// Products by SKU, barcode or words of the name, with what they cost this customer.
///
/// # Errors
/// When the database refuses.
pub async fn products(desk: &Desk, actor: &Actor, q: &str, customer: &str) -> Result<Vec<ProductForBooking>, Failure> {
    let db = desk.read(actor, Capability::SeeProducts)?;
    let mut from = From::Db(db);
    let customer = match customer.trim() {
        "" => None,
        typed => store_facts::customer_named(&mut from, typed).await?,
    };
    let mut text = Text::new(db.engine(), "select p.id from products p where p.active");
    words(&mut text, " and (p.search like ", " or p.sku like ", q);
    text.push(" order by case when p.sku = ")
        .bind(q.trim().to_uppercase())
        .push(" or p.barcode = ")
        .bind(q.trim().to_owned());
    text.push(" then 0 else 1 end, p.name, p.id limit ").bind(MOST);
    let mut found: Vec<(ProductId,)> = db.text(text).all().await?;
    if found.is_empty() {
        let scanned = store_facts::products_named(&mut from, &[q.trim().to_owned()]).await?;
        found = scanned.into_iter().filter(|product| product.active).map(|product| (product.id,)).collect();
    }
    let ids: Vec<ProductId> = found.into_iter().map(|(id,)| id).collect();
    let rows = store_facts::products(&mut from, ids.iter().copied()).await?;
    let facts =
        Facts::load(&mut from, customer.iter().cloned().collect(), rows.clone(), &[], "", desk.clock.today()).await?;
    let mut rows: Vec<ProductRow> = rows;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(rows.iter().map(|row| product_for_booking(&facts, customer.as_ref(), row)).collect())
}

pub fn product_for_booking(facts: &Facts, customer: Option<&CustomerRow>, row: &ProductRow) -> ProductForBooking {
    let (stock, expires) = facts.sellable(row.id, customer.map_or(0, |customer| customer.min_days_left));
    ProductForBooking {
        sku: row.sku.clone(),
        name: row.name.clone(),
        unit: row.unit.clone(),
        gst: row.gst,
        list_rate: row.list_rate,
        price_list_rate: customer.and_then(|customer| facts.price_list_rate(customer, row.id)),
        last_rate: customer.and_then(|customer| facts.previous_rate(customer.id, row.id)),
        stock,
        expires: if stock.is_positive() { expires } else { None },
    }
}

type BatchRow = (BatchId, String, String, String, String, String, Percent, Money, Date, Quantity);

/// Batches that may be cleared: expiring within so many days, soonest first.
///
/// # Errors
/// When the database refuses.
pub async fn clearance_batches(desk: &Desk, actor: &Actor, days: u32) -> Result<Vec<ClearanceBatch>, Failure> {
    let db = desk.read(actor, Capability::SeeProducts)?;
    let today = desk.clock.today();
    let days = i32::try_from(days).unwrap_or(CLEARANCE_DAYS).min(CLEARANCE_DAYS);
    let rows: Vec<BatchRow> = db
        .sql(
            "select b.id, b.number, w.name, p.sku, p.name, p.unit, p.gst_bp, p.price_paise, b.expires_on,
                    b.on_hand_milli - b.reserved_milli
             from batches b join products p on p.id = b.product_id join warehouses w on w.id = b.warehouse_id
             where b.active and p.active and b.expires_on > $1 and b.expires_on <= $2 and b.on_hand_milli > b.reserved_milli
             order by b.expires_on, b.id limit 500",
        )
        .bind(expiry::cutoff(today, 0))
        .bind(today.add_days(days))
        .all()
        .await?;
    let batch = |(id, number, warehouse, sku, product_name, unit, gst, list_rate, expires, available): BatchRow| {
        ClearanceBatch {
            id,
            number,
            warehouse,
            sku,
            product_name,
            unit,
            gst,
            list_rate,
            expires,
            days_left: today.days_until(expires),
            available,
        }
    };
    Ok(rows.into_iter().map(batch).collect())
}

/// Salespeople whose orders this person sees.
///
/// # Errors
/// When the database refuses.
pub async fn salespeople(desk: &Desk, actor: &Actor) -> Result<Vec<Named>, Failure> {
    let db = desk.read(actor, Capability::SeeOrders)?;
    let mut text = Text::new(
        db.engine(),
        "select u.code, u.name from users u
         where (u.role = 'Sales' or exists (select 1 from order_totals t where t.salesperson_id = u.id))",
    );
    if let Sees::Of(people) = actor.sees() {
        text.push(" and u.id in ").bind_list(people);
    }
    text.push(" order by u.name, u.id limit 500");
    let rows = desk.memory.recall("salespeople", actor.id.to_string(), db.text(text).all::<(String, String)>()).await?;
    Ok(rows.into_iter().map(|(code, name)| Named { code, name }).collect())
}

/// What a customer paid last for a product, if ever.
///
/// # Errors
/// `not_found` for an unknown customer or product.
pub async fn last_rate(
    desk: &Desk,
    actor: &Actor,
    customer: &str,
    sku: &str,
) -> Result<(Option<Money>, ProductForBooking), Failure> {
    let db = desk.read(actor, Capability::SeeOrders)?;
    let mut from = From::Db(db);
    let customer =
        store_facts::customer_named(&mut from, customer).await?.ok_or_else(|| Failure::not_found("This customer"))?;
    let rows = store_facts::products_named(&mut from, &[sku.to_owned()]).await?;
    let row = rows.into_iter().next().ok_or_else(|| Failure::not_found("This product"))?;
    let facts: Result<Facts, Internal> =
        Facts::load(&mut from, vec![customer.clone()], vec![row.clone()], &[], "", desk.clock.today()).await;
    let facts = facts?;
    Ok((facts.previous_rate(customer.id, row.id), product_for_booking(&facts, Some(&customer), &row)))
}
