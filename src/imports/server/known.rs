//! Reads what the check of a file of orders must know: each question once, whatever the file's length.

use serde_json::{Value, json};

use super::super::{
    columns::Mapping,
    orders::{Known, KnownCustomer, KnownProduct, Recent, key, named, signature},
    sheet::Sheet,
};
use crate::{
    platform::{failure::Internal, server::Db},
    values::{CustomerId, Date, ImportId, Money, ProductId, Quantity},
};

/// Codes read for "did you mean", at most.
const MAX_CODES: i64 = 100_000;
/// Lines of yesterday's and today's orders that are compared, at most.
const MAX_RECENT: i64 = 200_000;

/// Everything about the customers and products that the file names.
///
/// # Errors
/// When the database refuses.
pub async fn load(db: &Db, sheet: &Sheet, mapping: &Mapping) -> Result<Known, Internal> {
    let (customers, skus) = named(sheet, mapping);
    let (codes, products) = (customers.len(), skus.len());
    let mut known = Known::default();
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
    Ok(known)
}

fn texts(rows: Vec<(String,)>) -> Vec<String> {
    rows.into_iter().map(|(text,)| text).collect()
}

fn set(values: impl IntoIterator<Item = impl Into<Value>>) -> String {
    Value::from(values.into_iter().map(|value| json!({"k": value.into()})).collect::<Vec<_>>()).to_string()
}

async fn load_products(db: &Db, known: &mut Known, skus: &[String]) -> Result<(), Internal> {
    let rows: Vec<(ProductId, String, bool, Money)> = db
        .sql(
            "select id, sku, active, price_paise from products
             where upper(sku) in (select value->>'k' from json_each($1)) order by id",
        )
        .bind(set(skus.iter().cloned()))
        .all()
        .await?;
    for (id, sku, active, price) in rows {
        known.products.insert(key(&sku), KnownProduct { id, sku, active, price });
    }
    Ok(())
}

async fn load_customers(db: &Db, known: &mut Known, codes: &[String]) -> Result<(), Internal> {
    let rows: Vec<(CustomerId, String, String)> = db
        .sql(
            "select id, code, status from customers
             where upper(code) in (select value->>'k' from json_each($1)) order by id",
        )
        .bind(set(codes.iter().cloned()))
        .all()
        .await?;
    for (id, code, status) in rows {
        known.customers.insert(key(&code), KnownCustomer { id, code, status });
    }
    Ok(())
}

/// Orders of yesterday and today of these customers, by their lines.
/// Orders of `import` itself aren't its repeats.
///
/// # Errors
/// When the database refuses.
pub async fn recent(db: &Db, known: &Known, today: Date, import: ImportId) -> Result<Recent, Internal> {
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
    let mut recent = Recent::new();
    let mut lines: Vec<(ProductId, Quantity)> = Vec::new();
    let mut rows = rows.into_iter().peekable();
    while let Some((number, customer, product, quantity)) = rows.next() {
        lines.push((product, quantity));
        if rows.peek().is_none_or(|next| next.0 != number) {
            recent.insert((customer, signature(lines.drain(..))), number);
        }
    }
    Ok(recent)
}
