//! The rates of price lists.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::super::{
    error::Error,
    model::{Loaded, RateRow, Upserted},
};
use super::lists;
use crate::{
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, FieldError, Internal},
        server::{Audit, Db, Desk, Work},
    },
    values::{Money, PriceListId, ProductId},
};

/// The rates of a list, by the product's name.
pub async fn rates(db: &Db, list: PriceListId) -> Result<Vec<RateRow>, Internal> {
    let rows: Vec<(String, String, String, Money, Money)> = db
        .sql(
            "select p.sku, p.name, p.unit, p.price_paise, r.rate_paise
             from price_list_rates r join products p on p.id = r.product_id
             where r.price_list_id = $1 order by p.name, p.id limit 2000",
        )
        .bind(list)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(sku, product, unit, price, rate)| RateRow { sku, product, unit, price, rate }).collect())
}

/// Sets one rate, as typed.
///
/// # Errors
/// [`Error::Invalid`], [`Error::NotFound`].
pub async fn set(desk: &Desk, actor: &Actor, code: &str, sku: &str, rate: &str) -> Result<(), Failure> {
    actor.must(Capability::EditPriceLists)?;
    let rate = Money::parse(rate).map_err(|error| {
        Error::Invalid(vec![FieldError::new("rate", error.code(), format!("Rate: {error}.")).typed(rate)])
    })?;
    let mut work = desk.begin(actor, Capability::EditPriceLists).await?;
    let set = upsert_rates(&mut work, code, &[(sku.trim().to_uppercase(), rate)]).await?;
    if set.iter().all(|set| set.outcome == Upserted::Unchanged) {
        work.without_audit();
    }
    work.commit().await?;
    Ok(())
}

/// Sets many rates of a price list by SKU, in a few statements; answers what came of each, in their order. Of rows with the
/// same SKU the last is written. One audit entry names all that changed.
///
/// # Errors
/// [`Error::NotFound`] of the price list, [`Error::Invalid`] with the rows (from 1) whose SKU there is not.
pub async fn upsert_rates(
    work: &mut Work,
    code: &str,
    rates: &[(String, Money)],
) -> Result<Vec<Loaded<Money>>, Failure> {
    let list = lists::touch(work, code).await?.ok_or(Error::NotFound("This price list"))?;
    let known = known(work, list, rates).await?;
    let (mut wrong, mut outcome, mut set) = (Vec::new(), Vec::with_capacity(rates.len()), HashMap::new());
    for (row, (sku, rate)) in (1u32..).zip(rates) {
        let Some((product, present)) = known.get(sku) else {
            wrong.push(FieldError::new("sku", "unknown", format!("SKU: there is no {sku}.")).at(row).typed(sku));
            continue;
        };
        outcome.push(Loaded::of(*present, rate));
        set.insert(sku.as_str(), (*product, *present, *rate));
    }
    if let [only] = wrong.as_mut_slice()
        && rates.len() == 1
    {
        only.row = None;
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong).into());
    }
    set.retain(|_, (_, present, rate)| *present != Some(*rate));
    write(work, list, set.values().map(|(product, _, rate)| (*product, *rate))).await?;
    if !set.is_empty() {
        work.audit(entry(code, &set));
    }
    Ok(outcome)
}

/// Takes rates out of a price list that still are what is said here; answers how many.
///
/// # Errors
/// [`Error::NotFound`] of the price list.
pub async fn remove_rates(work: &mut Work, code: &str, rates: &[(String, Money)]) -> Result<u64, Failure> {
    let list = lists::touch(work, code).await?.ok_or(Error::NotFound("This price list"))?;
    let rows: Vec<Value> = rates.iter().map(|(sku, rate)| json!({"sku": sku, "rate": rate.paise()})).collect();
    let removed = work
        .sql(
            "delete from price_list_rates where price_list_id = $2 and exists
                 (select 1 from json_each($1) join products p on p.sku = value->>'sku'
                  where p.id = price_list_rates.product_id and cast(value->>'rate' as bigint) = price_list_rates.rate_paise)",
        )
        .bind(Value::from(rows).to_string())
        .bind(list)
        .run()
        .await?;
    work.audit(Audit {
        action: "PRICE_CHANGE",
        entity_type: "price list",
        entity_id: code.to_owned(),
        summary: format!("Took back {removed} rates"),
        old: Some(rates.iter().map(|(sku, rate)| (sku.clone(), json!(rate.plain()))).collect()),
        new: None,
    });
    Ok(removed)
}

/// Id and present rate of the products of these SKUs.
async fn known(
    work: &mut Work,
    list: PriceListId,
    rates: &[(String, Money)],
) -> Result<HashMap<String, (ProductId, Option<Money>)>, Internal> {
    let skus: Vec<Value> = rates.iter().map(|(sku, _)| json!({"sku": sku})).collect();
    let rows: Vec<(String, ProductId, Option<Money>)> = work
        .sql(
            "select p.sku, p.id, r.rate_paise from products p
             left join price_list_rates r on r.product_id = p.id and r.price_list_id = $2
             where p.sku in (select value->>'sku' from json_each($1)) order by p.id",
        )
        .bind(Value::from(skus).to_string())
        .bind(list)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(sku, id, rate)| (sku, (id, rate))).collect())
}

async fn write(
    work: &mut Work,
    list: PriceListId,
    rates: impl Iterator<Item = (ProductId, Money)>,
) -> Result<(), Internal> {
    let rows: Vec<Value> = rates.map(|(product, rate)| json!({"product": product, "rate": rate.paise()})).collect();
    work.sql(
        "insert into price_list_rates (price_list_id, product_id, rate_paise)
         select $2, cast(value->>'product' as bigint), cast(value->>'rate' as bigint) from json_each($1) where true
         on conflict (price_list_id, product_id) do update set rate_paise = excluded.rate_paise",
    )
    .bind(Value::from(rows).to_string())
    .bind(list)
    .run()
    .await?;
    Ok(())
}

fn entry(code: &str, set: &HashMap<&str, (ProductId, Option<Money>, Money)>) -> Audit {
    let old = set.iter().map(|(sku, (_, present, _))| ((*sku).to_owned(), json!(present.map(Money::plain)))).collect();
    let new = set.iter().map(|(sku, (_, _, rate))| ((*sku).to_owned(), json!(rate.plain()))).collect();
    let summary = match set.iter().next() {
        Some((sku, (_, _, rate))) if set.len() == 1 => format!("Set {sku} to {rate}"),
        _ => format!("Set {} rates", set.len()),
    };
    Audit {
        action: "PRICE_CHANGE",
        entity_type: "price list",
        entity_id: code.to_owned(),
        summary,
        old: Some(Value::Object(old)),
        new: Some(Value::Object(new)),
    }
}
