//! Reads what the check of a file of orders must know: each question once, whatever the file's length.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::super::{
    columns::Mapping,
    orders::{Known, KnownCustomer, KnownProduct, key, named, signature},
    sheet::Sheet,
};
use crate::{
    platform::{failure::Internal, server::Db},
    settings,
    values::{CustomerId, Date, ImportId, Money, Percent, PriceListId, ProductId, Quantity},
};

/// Codes read for "did you mean", at most.
const MAX_CODES: i64 = 100_000;
/// Lines of yesterday's and today's orders that are compared, at most.
const MAX_RECENT: i64 = 200_000;

#[derive(sqlx::FromRow)]
struct CustomerRow {
    id: CustomerId,
    code: String,
    name: String,
    status: String,
    credit_limit: Money,
    overdue: Money,
    ageing_days: i64,
    outstanding: Money,
    open_orders: Money,
    min_days_left: i64,
    price_list: Option<PriceListId>,
}

#[derive(sqlx::FromRow)]
struct ProductRow {
    id: ProductId,
    sku: String,
    active: bool,
    price: Money,
    gst: Percent,
    promised: Quantity,
}

/// Everything about the customers and products that the file names. Orders of `import` itself aren't its repeats.
pub async fn load(db: &Db, sheet: &Sheet, mapping: &Mapping, today: Date, import: ImportId) -> Result<Known, Internal> {
    let (customers, skus) = named(sheet, mapping);
    let (codes, products) = (customers.len(), skus.len());
    let release_automatically = settings::server::get(db).await?.release_automatically;
    let mut known = Known {
        customers: HashMap::with_capacity(codes),
        products: HashMap::with_capacity(products),
        customer_codes: Vec::new(),
        skus: Vec::new(),
        recent: HashMap::new(),
        release_automatically,
        today,
    };
    load_products(db, &mut known, &skus).await?;
    load_customers(db, &mut known, &customers).await?;
    if known.customers.len() < codes {
        known.customer_codes =
            texts(db.sql("select code from customers order by code limit $1").bind(MAX_CODES).all().await?);
    }
    if known.products.len() < products {
        known.skus =
            texts(db.sql("select sku from products where active order by sku limit $1").bind(MAX_CODES).all().await?);
    }
    load_recent(db, &mut known, today, import).await?;
    Ok(known)
}

fn texts(rows: Vec<(String,)>) -> Vec<String> {
    rows.into_iter().map(|(text,)| text).collect()
}

fn set(values: impl IntoIterator<Item = impl Into<Value>>) -> String {
    Value::from(values.into_iter().map(|value| json!({"k": value.into()})).collect::<Vec<_>>()).to_string()
}

async fn load_products(db: &Db, known: &mut Known, skus: &[String]) -> Result<(), Internal> {
    let rows: Vec<ProductRow> = db
        .sql(
            "select p.id, p.sku, p.active, p.price_paise as price, p.gst_bp as gst, coalesce(s.reserved_milli, 0) as promised
             from products p left join product_stock s on s.product_id = p.id
             where upper(p.sku) in (select value->>'k' from json_each($1)) order by p.id",
        )
        .bind(set(skus.iter().cloned()))
        .all()
        .await?;
    let batches: Vec<(ProductId, Option<Date>, Quantity)> = db
        .sql(
            "select product_id, expires_on, cast(sum(on_hand_milli - reserved_milli) as bigint) from batches
             where active and on_hand_milli > reserved_milli
               and product_id in (select cast(value->>'k' as bigint) from json_each($1))
             group by product_id, expires_on order by product_id, expires_on",
        )
        .bind(set(rows.iter().map(|row| row.id.get())))
        .all()
        .await?;
    let mut by_product: HashMap<ProductId, Vec<(Option<Date>, Quantity)>> = HashMap::new();
    for (product, expires, quantity) in batches {
        by_product.entry(product).or_default().push((expires, quantity));
    }
    for row in rows {
        let batches = by_product.remove(&row.id).unwrap_or_default();
        let ProductRow { id, sku, active, price, gst, promised } = row;
        known.products.insert(key(&sku), KnownProduct { id, sku, active, price, gst, batches, promised });
    }
    Ok(())
}

async fn load_customers(db: &Db, known: &mut Known, codes: &[String]) -> Result<(), Internal> {
    let rows: Vec<CustomerRow> = db
        .sql(
            "select c.id, c.code, c.name, c.status, c.credit_limit_paise as credit_limit, c.overdue_paise as overdue, c.ageing_days,
                    c.outstanding_paise as outstanding, c.min_days_left, c.price_list_id as price_list,
                    coalesce((select cast(sum(o.total_paise) as bigint) from orders o where o.customer_id = c.id and o.open), 0)
                        as open_orders
             from customers c where upper(c.code) in (select value->>'k' from json_each($1)) order by c.id",
        )
        .bind(set(codes.iter().cloned()))
        .all()
        .await?;
    let rates = load_rates(db, known, rows.iter().filter_map(|row| row.price_list)).await?;
    for row in rows {
        let customer = KnownCustomer {
            id: row.id,
            name: row.name,
            status: row.status,
            limit: row.credit_limit,
            overdue: row.overdue,
            overdue_days: i32::try_from(row.ageing_days).unwrap_or(i32::MAX),
            outstanding: row.outstanding,
            open_orders: row.open_orders,
            min_days_left: i32::try_from(row.min_days_left).unwrap_or(i32::MAX),
            rates: row.price_list.and_then(|list| rates.get(&list).cloned()).unwrap_or_default(),
            code: row.code,
        };
        known.customers.insert(key(&customer.code), customer);
    }
    Ok(())
}

type Rates = HashMap<PriceListId, HashMap<ProductId, Money>>;

async fn load_rates(db: &Db, known: &Known, lists: impl Iterator<Item = PriceListId>) -> Result<Rates, Internal> {
    let mut lists: Vec<i64> = lists.map(PriceListId::get).collect();
    lists.sort_unstable();
    lists.dedup();
    let mut rates = Rates::new();
    if lists.is_empty() {
        return Ok(rates);
    }
    let rows: Vec<(PriceListId, ProductId, Money)> = db
        .sql(
            "select price_list_id, product_id, rate_paise from price_list_rates
             where price_list_id in (select cast(value->>'k' as bigint) from json_each($1))
               and product_id in (select cast(value->>'k' as bigint) from json_each($2))
             order by price_list_id, product_id",
        )
        .bind(set(lists))
        .bind(set(known.products.values().map(|product| product.id.get())))
        .all()
        .await?;
    for (list, product, rate) in rows {
        rates.entry(list).or_default().insert(product, rate);
    }
    Ok(rates)
}

/// Orders of yesterday and today of these customers, by their lines.
async fn load_recent(db: &Db, known: &mut Known, today: Date, import: ImportId) -> Result<(), Internal> {
    let rows: Vec<(String, CustomerId, ProductId, Quantity)> = db
        .sql(
            "select o.number, o.customer_id, l.product_id, l.quantity_milli
             from orders o join order_lines l on l.order_id = o.id
             where o.customer_id in (select cast(value->>'k' as bigint) from json_each($1))
               and o.booked_on >= $2 and o.status <> 'Cancelled' and coalesce(o.import_id, 0) <> $3
             order by o.id, l.position limit $4",
        )
        .bind(set(known.customers.values().map(|customer| customer.id.get())))
        .bind(today.add_days(-1))
        .bind(import)
        .bind(MAX_RECENT)
        .all()
        .await?;
    let mut lines: Vec<(ProductId, Quantity)> = Vec::new();
    let mut rows = rows.into_iter().peekable();
    while let Some((number, customer, product, quantity)) = rows.next() {
        lines.push((product, quantity));
        if rows.peek().is_none_or(|next| next.0 != number) {
            known.recent.insert((customer, signature(lines.drain(..))), number);
        }
    }
    Ok(())
}
