//! Products in the shapes existing clients know.

use serde_json::{Map, Value, json};

use crate::{
    catalog::model::{BatchRow, Product, ProductForm, Unit},
    platform::{
        failure::Failure,
        wire::{check_version, percent, rupees, switch, typed, units},
    },
};

/// `sees_cost`: with what it costs to buy.
pub fn product(product: &Product, batches: &[&BatchRow], sees_cost: bool) -> Value {
    let data = &product.data;
    let stock =
        crate::values::Quantity::checked_sum(batches.iter().filter(|batch| batch.active).map(|batch| batch.on_hand))
            .unwrap_or_default();
    let batches: Vec<Value> = batches.iter().map(|batch| self::batch(batch)).collect();
    let mut shown = json!({
        "id": product.code, "skuCode": data.sku, "name": data.name, "productShortName": data.short_name, "category": data.category,
        "specie": data.specie, "unit": data.unit, "mrp": rupees(data.mrp), "price": rupees(data.price),
        "baseRate": rupees(data.base_rate), "gst": percent(data.gst),
        "hsnCode": data.hsn, "barcode": data.barcode, "productWeight": data.weight, "productPacking": data.packing,
        "countryOfOrigin": data.origin, "shelfLifeDays": data.shelf_life_days, "distributionChannel": data.channel,
        "remarks": data.remarks, "isActive": data.active, "version": product.version, "stock": units(stock), "batches": batches,
    });
    if sees_cost {
        shown["purchaseRate"] = data.purchase_rate.map_or(Value::Null, rupees);
    }
    shown
}

fn batch(batch: &BatchRow) -> Value {
    json!({
        "batchId": batch.id.to_string(), "batchNumber": batch.number, "mfgDate": batch.made.map(|day| day.iso()),
        "expDate": batch.expires.map(|day| day.iso()), "quantity": units(batch.on_hand), "reserved": units(batch.reserved),
        "sellable": units(batch.sellable), "weight": batch.weight, "warehouse": batch.warehouse, "isActive": batch.active,
        "daysToExpiry": batch.days_left,
    })
}

/// What older clients leave out of a new product: they know neither unit nor category, and one price alone.
pub fn fill(form: &mut ProductForm) {
    let or = |field: &mut String, otherwise: &str| {
        if field.trim().is_empty() {
            otherwise.clone_into(field);
        }
    };
    or(&mut form.unit, Unit::Packet.as_str());
    or(&mut form.category, "Other");
    let price = if form.base_rate.is_empty() { form.mrp.clone() } else { form.base_rate.clone() };
    or(&mut form.price, &price);
}

/// The fields of the form, and how bodies name them.
pub const NAMES: &[(&str, &str)] = &[
    ("sku", "skuCode"),
    ("short_name", "productShortName"),
    ("base_rate", "baseRate"),
    ("purchase_rate", "purchaseRate"),
    ("hsn", "hsnCode"),
    ("weight", "productWeight"),
    ("packing", "productPacking"),
    ("origin", "countryOfOrigin"),
    ("shelf_life_days", "shelfLifeDays"),
    ("channel", "distributionChannel"),
];

/// Writes what a body says over a form; what it doesn't name stays.
///
/// # Errors
/// A version or a switch that is none.
pub fn overlay(form: &mut ProductForm, body: &Map<String, Value>) -> Result<(), Failure> {
    check_version(body.get("version"))?;
    if let Some(active) = switch(body, "isActive")? {
        form.active = active.then(|| "on".to_owned());
    }
    for (key, value) in body {
        let field = match key.as_str() {
            "skuCode" | "sku" => &mut form.sku,
            "name" => &mut form.name,
            "productShortName" => &mut form.short_name,
            "category" => &mut form.category,
            "specie" => &mut form.specie,
            "unit" => &mut form.unit,
            "mrp" => &mut form.mrp,
            "price" => &mut form.price,
            "baseRate" => &mut form.base_rate,
            "purchaseRate" => &mut form.purchase_rate,
            "gst" => &mut form.gst,
            "hsnCode" => &mut form.hsn,
            "barcode" => &mut form.barcode,
            "productWeight" => &mut form.weight,
            "productPacking" => &mut form.packing,
            "countryOfOrigin" => &mut form.origin,
            "shelfLifeDays" => &mut form.shelf_life_days,
            "distributionChannel" => &mut form.channel,
            "remarks" => &mut form.remarks,
            "version" => &mut form.version,
            _ => continue,
        };
        *field = typed(value);
    }
    Ok(())
}
