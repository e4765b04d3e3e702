//! What the first products take of packaging, and what is on its way from vendors.

use serde::Serialize;

use super::{
    packaging::{ITEMS, Packaging},
    rows::Catalogue,
};
use crate::values::Timestamp;

#[derive(Serialize)]
pub struct BillRow {
    pub product: i64,
    pub material: usize,
    pub per: &'static str,
    pub quantity: i64,
}

#[derive(Serialize)]
pub struct PurchaseRow {
    pub material: usize,
    pub vendor: usize,
    pub quantity: i64,
    pub rate: i64,
    pub reference: String,
    pub ordered: i32,
    pub expected: i32,
    pub at: Timestamp,
}

/// What the first products take: a bag or pouch each, a carton, tape and a label a box.
pub fn bills(made: &mut Packaging, catalogue: &Catalogue) {
    for (index, product) in catalogue.products.iter().take(30).enumerate() {
        let each = [1, 3, 9, 10, 11, 2][index % 6];
        let carton = [14, 16, 15][index % 3];
        for (material, per, quantity) in
            [(each, "unit", 1_000), (carton, "box", 1_000), (21, "box", 40), (24, "box", 2), (26, "unit", 1_000)]
        {
            made.bills.push(BillRow { product: product.id, material, per, quantity });
        }
    }
}

/// Some of what is low is on its way.
pub fn purchases(made: &mut Packaging, now: Timestamp) {
    let today = now.ist_date();
    for (material, quantity, ordered) in [(2_usize, 1_000, -4), (15, 300, -2), (20, 80, -9)] {
        let item = &ITEMS[material - 1];
        made.purchases.push(PurchaseRow {
            material,
            vendor: item.9 + 1,
            quantity: quantity * 1_000,
            rate: item.7,
            reference: format!("PO-{}", 2_200 + material),
            ordered: today.add_days(ordered).days(),
            expected: today.add_days(ordered + item.8 as i32).days(),
            at: Timestamp::from_ist(today.add_days(ordered), 12, 30),
        });
    }
}
