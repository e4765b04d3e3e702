//! Products and price lists: what is there, and the upsert by business key, a set at a time.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::super::{
    columns::Mapping,
    masters::{Change, Present, Record, key_of, named},
    model::Kind,
    sheet::Sheet,
};
use crate::{
    platform::{
        failure::Internal,
        server::{Audit, Db, Work},
    },
    values::{Money, Percent, fold},
};

#[derive(sqlx::FromRow, Serialize)]
struct ProductRow {
    sku: String,
    name: String,
    short_name: Option<String>,
    channel: Option<String>,
    category: String,
    specie: Option<String>,
    unit: String,
    weight: Option<String>,
    packing: Option<String>,
    mrp: Money,
    price: Money,
    base_rate: Money,
    gst: Percent,
    hsn: Option<String>,
    barcode: Option<String>,
    origin: Option<String>,
    shelf_life_days: Option<i64>,
    remarks: Option<String>,
}

fn set(keys: Vec<String>) -> String {
    Value::from(keys.into_iter().map(|key| json!({"k": key})).collect::<Vec<_>>()).to_string()
}

fn record(value: Value) -> Record {
    match value {
        Value::Object(record) => record,
        _ => Record::new(),
    }
}

/// What is there of what the file names.
pub async fn load(db: &Db, kind: Kind, sheet: &Sheet, mapping: &Mapping) -> Result<Present, Internal> {
    let (skus, lists) = named(kind, sheet, mapping);
    if kind == Kind::PriceList { load_rates(db, lists).await } else { load_products(db, skus).await }
}

async fn load_products(db: &Db, skus: Vec<String>) -> Result<Present, Internal> {
    let rows: Vec<ProductRow> = db
        .sql(
            "select sku, name, short_name, channel, category, specie, unit, weight, packing, mrp_paise as mrp, price_paise as price,
                    base_rate_paise as base_rate, gst_bp as gst, hsn, barcode, origin, shelf_life_days, remarks
             from products where upper(sku) in (select value->>'k' from json_each($1)) order by id",
        )
        .bind(set(skus))
        .all()
        .await?;
    let records = rows.into_iter().map(|row| record(json!(row))).map(|row| (key_of(Kind::Products, &row), row));
    Ok(Present { records: records.collect(), skus: HashMap::new() })
}

async fn load_rates(db: &Db, lists: Vec<String>) -> Result<Present, Internal> {
    let rows: Vec<(String, String, String, Money)> = db
        .sql(
            "select l.code, l.name, p.sku, r.rate_paise from price_list_rates r
             join price_lists l on l.id = r.price_list_id join products p on p.id = r.product_id
             where upper(l.code) in (select value->>'k' from json_each($1)) order by l.id, p.id",
        )
        .bind(set(lists))
        .all()
        .await?;
    let skus: Vec<(String,)> = db.sql("select sku from products where active order by sku limit 100000").all().await?;
    let rows = rows.into_iter().map(|(list, list_name, sku, rate)| {
        record(json!({"list": list, "list_name": list_name, "sku": sku, "rate": rate}))
    });
    Ok(Present {
        records: rows.map(|row| (key_of(Kind::PriceList, &row), row)).collect(),
        skus: skus.into_iter().map(|(sku,)| (sku.to_uppercase(), sku)).collect(),
    })
}

/// Writes the rows that change something, each with its audit entry.
pub async fn put(work: &mut Work, kind: Kind, changes: &[Change]) -> Result<(), Internal> {
    let changed: Vec<&Change> = changes.iter().filter(|change| change.differs).collect();
    if changed.is_empty() {
        work.without_audit();
        return Ok(());
    }
    if kind == Kind::PriceList {
        put_rates(work, &changed).await?
    } else {
        put_products(work, &changed).await?
    }
    for change in changed {
        let what = change.new.get("sku").and_then(Value::as_str).unwrap_or_default();
        work.audit(Audit {
            action: if kind == Kind::PriceList {
                "PRICE_CHANGE"
            } else if change.old.is_some() {
                "UPDATE"
            } else {
                "CREATE"
            },
            entity_type: "product",
            entity_id: what.to_owned(),
            summary: format!("{} {what} from an import", if change.old.is_some() { "Changed" } else { "Made" }),
            old: change.old.clone().map(Value::Object),
            new: Some(Value::Object(change.new.clone())),
        });
    }
    Ok(())
}

/// What the row says on top of what is there, with what a new product can't be without.
fn whole(change: &Change) -> Value {
    let mut all = change.old.clone().unwrap_or_default();
    // The key stays as it is written already.
    let sku = all.get("sku").cloned();
    all.extend(change.new.clone());
    if let Some(sku) = sku {
        all.insert("sku".to_owned(), sku);
    }
    let text = |all: &Record, field: &str| all.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut otherwise = |field: &str, value: Value| {
        if all.get(field).is_none_or(Value::is_null) {
            all.insert(field.to_owned(), value);
        }
    };
    otherwise("unit", Value::from("PKT"));
    otherwise("mrp", Value::from(0));
    otherwise("base_rate", Value::from(0));
    otherwise("gst", Value::from(0));
    let category = Some(text(&all, "specie")).filter(|specie| !specie.is_empty()).unwrap_or_else(|| "Other".to_owned());
    let price = all.get("mrp").cloned().unwrap_or_default();
    if all.get("category").is_none_or(Value::is_null) {
        all.insert("category".to_owned(), Value::from(category));
    }
    if all.get("price").is_none_or(Value::is_null) {
        all.insert("price".to_owned(), price);
    }
    let search =
        fold(&[text(&all, "sku"), text(&all, "name"), text(&all, "short_name"), text(&all, "barcode")].join(" "));
    all.insert("search".to_owned(), Value::from(search));
    Value::Object(all)
}

async fn put_products(work: &mut Work, changes: &[&Change]) -> Result<(), Internal> {
    let rows: Vec<Value> = changes.iter().map(|change| whole(change)).collect();
    let now = work.now();
    work.sql(
        "insert into products (code, sku, name, short_name, channel, category, specie, unit, weight, packing, mrp_paise, price_paise,
             base_rate_paise, gst_bp, hsn, barcode, origin, shelf_life_days, remarks, search, created_at, updated_at)
         select value->>'sku', value->>'sku', value->>'name', value->>'short_name', value->>'channel', value->>'category',
             value->>'specie', value->>'unit', value->>'weight', value->>'packing', cast(value->>'mrp' as bigint),
             cast(value->>'price' as bigint), cast(value->>'base_rate' as bigint), cast(value->>'gst' as bigint), value->>'hsn',
             value->>'barcode', value->>'origin', cast(value->>'shelf_life_days' as bigint), value->>'remarks', value->>'search', $2, $2
         from json_each($1) where true
         on conflict (sku) do update set name = excluded.name, short_name = excluded.short_name, channel = excluded.channel,
             category = excluded.category, specie = excluded.specie, unit = excluded.unit, weight = excluded.weight,
             packing = excluded.packing, mrp_paise = excluded.mrp_paise, price_paise = excluded.price_paise,
             base_rate_paise = excluded.base_rate_paise, gst_bp = excluded.gst_bp, hsn = excluded.hsn, barcode = excluded.barcode,
             origin = excluded.origin, shelf_life_days = excluded.shelf_life_days, remarks = excluded.remarks,
             search = excluded.search, updated_at = excluded.updated_at, version = products.version + 1",
    )
    .bind(Value::from(rows).to_string())
    .bind(now)
    .run()
    .await?;
    Ok(())
}

async fn put_rates(work: &mut Work, changes: &[&Change]) -> Result<(), Internal> {
    let mut lists: HashMap<String, Value> = HashMap::new();
    for change in changes {
        let text = |field: &str| change.new.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        let code = change
            .old
            .as_ref()
            .and_then(|old| old.get("list"))
            .and_then(Value::as_str)
            .map_or_else(|| text("list"), str::to_owned);
        let name = Some(text("list_name")).filter(|name| !name.is_empty()).unwrap_or_else(|| code.clone());
        lists.entry(code.to_uppercase()).or_insert_with(|| json!({"c": code, "n": name}));
    }
    work.sql(
        "insert into price_lists (code, name) select value->>'c', value->>'n' from json_each($1)
         where not exists (select 1 from price_lists l where upper(l.code) = upper(value->>'c'))
         on conflict (code) do nothing",
    )
    .bind(Value::from(lists.into_values().collect::<Vec<_>>()).to_string())
    .run()
    .await?;
    let rows: Vec<Value> = changes.iter().map(|change| Value::Object(change.new.clone())).collect();
    work.sql(
        "insert into price_list_rates (price_list_id, product_id, rate_paise)
         select l.id, p.id, cast(value->>'rate' as bigint) from json_each($1)
         join price_lists l on upper(l.code) = upper(value->>'list') join products p on p.sku = value->>'sku' where true
         on conflict (price_list_id, product_id) do update set rate_paise = excluded.rate_paise",
    )
    .bind(Value::from(rows).to_string())
    .run()
    .await?;
    Ok(())
}
