//! Products: showing, saving, loading many.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::{super::error::Error, store};
use crate::{
    audit::server::log,
    catalog::model::{
        Loaded, Product, ProductEditor, ProductFilter, ProductForm, ProductInput, ProductList, ProductPageData, Unit,
    },
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, FieldError},
        server::{Audit, Desk, Work},
    },
    values::{Money, Version},
};

/// Rows of a page.
pub const PAGE: i64 = 50;

/// A page of products.
///
/// # Errors
/// `forbidden`
pub async fn list(desk: &Desk, actor: &Actor, filter: &ProductFilter) -> Result<ProductList, Failure> {
    let db = desk.read(actor, Capability::SeeProducts)?;
    let today = desk.clock.now().ist_date();
    let mut rows = store::rows(db, filter, today, PAGE + 1).await?;
    let page = usize::try_from(PAGE).unwrap_or(50);
    let more = rows.len() > page;
    rows.truncate(page);
    let next = rows.last().filter(|_| more).map(|row| row.sku.clone());
    Ok(ProductList {
        rows,
        total: store::count(db, filter, today).await?,
        next,
        categories: store::categories(db).await?,
        may_edit: actor.may(Capability::EditProducts),
        may_stock: actor.may(Capability::EditStock),
        may_export: actor.may(Capability::ExportData),
    })
}

/// A product's page, by SKU or code.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn show(desk: &Desk, actor: &Actor, name: &str) -> Result<ProductPageData, Failure> {
    let db = desk.read(actor, Capability::SeeProducts)?;
    let mut product = store::find(db, name).await?.ok_or(Error::NotFound("This product"))?;
    product.data.purchase_rate = product.data.purchase_rate.filter(|_| actor.may(Capability::SeeCost));
    let today = desk.clock.now().ist_date();
    let batches = store::batches(db, &[product.id], today).await?.into_iter().map(|(_, batch)| batch).collect();
    Ok(ProductPageData {
        batches,
        reserved: store::reserved(db, product.id).await?,
        movements: store::movements(db, product.id).await?,
        rates: store::rates(db, product.id).await?,
        log: log::of(db, actor, "product", &product.code).await?,
        may_edit: actor.may(Capability::EditProducts),
        may_stock: actor.may(Capability::EditStock),
        product,
    })
}

/// The form of a product; of a new one when `name` is empty.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn edit(desk: &Desk, actor: &Actor, name: &str) -> Result<ProductEditor, Failure> {
    let db = desk.read(actor, Capability::EditProducts)?;
    let form = if name.is_empty() {
        ProductForm { unit: Unit::Packet.to_string(), active: Some("on".to_owned()), ..ProductForm::default() }
    } else {
        ProductForm::from(&store::find(db, name).await?.ok_or(Error::NotFound("This product"))?)
    };
    Ok(ProductEditor { sku: name.to_owned(), form, categories: store::categories(db).await? })
}

/// Saves a product, a new one when `name` is empty; answers its SKU.
///
/// # Errors
/// [`Error::Invalid`], [`Error::NotFound`], [`Error::ChangedBy`].
pub async fn save(desk: &Desk, actor: &Actor, name: &str, form: &ProductForm) -> Result<String, Failure> {
    actor.must(Capability::EditProducts)?;
    let input = ProductInput::parse(form).map_err(Error::Invalid)?;
    let mut work = desk.begin(actor, Capability::EditProducts).await?;
    if name.is_empty() {
        store::lock_codes(&mut work).await?;
        let code = code(store::last_number(&mut work).await? + 1);
        if store::insert(&mut work, &[(code.clone(), &input)]).await? == 0 {
            return Err(sku_taken(&input));
        }
        work.audit(added(code, &input));
        work.commit().await?;
        return Ok(input.sku);
    }
    let version = form.version.parse::<Version>().ok();
    change(&mut work, name, version, &input).await?;
    work.commit().await?;
    Ok(input.sku)
}

async fn change(work: &mut Work, name: &str, version: Option<Version>, input: &ProductInput) -> Result<(), Failure> {
    let was = store::find_in(work, name).await?.ok_or(Error::NotFound("This product"))?;
    if version.is_some_and(|version| version != was.version) {
        return Err(changed_by(work, "product", &was.code).await?);
    }
    if was.data == *input {
        work.without_audit();
        return Ok(());
    }
    if store::find_in(work, &input.sku).await?.is_some_and(|other| other.id != was.id) {
        return Err(sku_taken(input));
    }
    if store::update(work, &[(&was, input)]).await? == 0 {
        return Err(changed_by(work, "product", &was.code).await?);
    }
    work.audit(changed(&was, input));
    Ok(())
}

/// Takes a product out of sale; its past stays.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn deactivate(desk: &Desk, actor: &Actor, name: &str) -> Result<(), Failure> {
    let mut work = desk.begin(actor, Capability::EditProducts).await?;
    let was = store::find_in(&mut work, name).await?.ok_or(Error::NotFound("This product"))?;
    let input = ProductInput { active: false, ..was.data.clone() };
    change(&mut work, name, Some(was.version), &input).await?;
    work.commit().await?;
    Ok(())
}

/// Adds or changes many products by SKU, in a few statements; answers what came of each, in their order. Of rows with the
/// same SKU the last is written. Each addition and change is audited.
///
/// # Errors
/// When the database refuses, or another write came between.
pub async fn upsert_products(
    work: &mut Work,
    products: Vec<ProductInput>,
) -> Result<Vec<Loaded<ProductInput>>, Failure> {
    store::lock_codes(work).await?;
    let known: HashMap<String, Product> = store::by_skus(work, products.iter().map(|product| product.sku.as_str()))
        .await?
        .into_iter()
        .map(|product| (product.data.sku.clone(), product))
        .collect();
    let last: HashMap<&str, &ProductInput> = products.iter().map(|product| (product.sku.as_str(), product)).collect();
    let mut number = store::last_number(work).await?;
    let (mut new, mut old) = (Vec::new(), Vec::new());
    for product in products.iter().filter(|product| std::ptr::eq(last[product.sku.as_str()], *product)) {
        match known.get(&product.sku) {
            Some(was) if was.data == *product => {}
            Some(was) => old.push((was, product)),
            None => {
                number += 1;
                new.push((code(number), product));
            }
        }
    }
    let wanted = (new.len() + old.len()) as u64;
    let written = store::insert(work, &new).await? + store::update(work, &old).await?;
    if written != wanted {
        return Err(Error::ChangedBy { by: "Somebody".to_owned(), at: work.now().ist_clock() }.into());
    }
    for (code, product) in new {
        work.audit(added(code, product));
    }
    for (was, product) in old {
        work.audit(changed(was, product));
    }
    let was = |product: &ProductInput| known.get(&product.sku).map(|was| was.data.clone());
    Ok(products.iter().map(|product| Loaded::of(was(product), product)).collect())
}

/// Takes products away that nothing refers to and nobody has changed since they were added; answers how many.
///
/// # Errors
/// When the database refuses.
pub async fn remove_products(work: &mut Work, products: &[ProductInput]) -> Result<u64, Failure> {
    let known = store::by_skus(work, products.iter().map(|product| product.sku.as_str())).await?;
    let same: Vec<&Product> =
        known.iter().filter(|product| product.version == Version::FIRST && products.contains(&product.data)).collect();
    let removed = store::remove(work, &same).await?;
    for product in same {
        work.audit(Audit {
            action: "DELETE",
            entity_type: "product",
            entity_id: product.code.clone(),
            summary: format!("Took back {}", product.data.name),
            old: Some(described(&product.data)),
            new: None,
        });
    }
    Ok(removed)
}

fn code(number: i64) -> String {
    format!("PROD-{number:03}")
}

fn sku_taken(input: &ProductInput) -> Failure {
    Error::Invalid(vec![FieldError::new("sku", "taken", "SKU: another product has it.").typed(&input.sku)]).into()
}

/// The refusal of a write over a later version: who changed the record, and when.
///
/// # Errors
/// When the database refuses.
pub async fn changed_by(work: &mut Work, entity_type: &'static str, entity: &str) -> Result<Failure, Failure> {
    let (by, at) = work.last_change(entity_type, entity).await?;
    Ok(Error::ChangedBy { by, at: at.ist_clock() }.into())
}

fn described(data: &ProductInput) -> Value {
    json!({
        "sku": data.sku, "name": data.name, "shortName": data.short_name, "category": data.category, "specie": data.specie,
        "unit": data.unit, "mrp": data.mrp.plain(), "price": data.price.plain(), "baseRate": data.base_rate.plain(),
        "purchaseRate": data.purchase_rate.map(Money::plain), "gst": data.gst.plain(), "hsn": data.hsn, "barcode": data.barcode, "weight": data.weight, "packing": data.packing,
        "origin": data.origin, "shelfLifeDays": data.shelf_life_days, "channel": data.channel, "remarks": data.remarks,
        "active": data.active,
    })
}

fn added(code: String, data: &ProductInput) -> Audit {
    let summary = format!("Added {} ({})", data.name, data.sku);
    Audit { action: "CREATE", entity_type: "product", entity_id: code, summary, old: None, new: Some(described(data)) }
}

fn changed(was: &Product, data: &ProductInput) -> Audit {
    let (old, new) = differences(&described(&was.data), &described(data));
    let priced = new.keys().any(|key| matches!(key.as_str(), "mrp" | "price" | "baseRate" | "purchaseRate"));
    Audit {
        action: if priced { "PRICE_CHANGE" } else { "UPDATE" },
        entity_type: "product",
        entity_id: was.code.clone(),
        summary: format!("Changed {} of {}", listed(&new), data.name),
        old: Some(old.into()),
        new: Some(new.into()),
    }
}

/// The names of what changed.
pub fn listed(changed: &Map<String, Value>) -> String {
    changed.keys().cloned().collect::<Vec<_>>().join(", ")
}

/// What differs between two descriptions, before and after.
pub fn differences(old: &Value, new: &Value) -> (Map<String, Value>, Map<String, Value>) {
    let empty = Map::new();
    let (old, new) = (old.as_object().unwrap_or(&empty), new.as_object().unwrap_or(&empty));
    let pick = |from: &Map<String, Value>| {
        from.iter()
            .filter(|(key, _)| old.get(*key) != new.get(*key))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    };
    (pick(old), pick(new))
}
