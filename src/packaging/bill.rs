//! The bill of packaging: what one unit, or one box, of a SKU takes, and what an order's packed quantities come to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::model::Unit;
use crate::values::{MaterialId, Quantity, named};

named! {
    /// What a line of a bill is reckoned by.
    pub enum Per: "measure" { Unit = "unit", Box = "box" }
}

/// A line of a bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillLine {
    pub material: MaterialId,
    pub code: String,
    pub name: String,
    pub unit: Unit,
    pub per: Per,
    pub quantity: Quantity,
}

/// A SKU's bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    pub sku: String,
    pub name: String,
    /// The unit it is sold by.
    pub unit: String,
    pub lines: Vec<BillLine>,
    pub may_edit: bool,
}

/// A SKU in the list of bills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillRow {
    pub sku: String,
    pub name: String,
    /// How many materials it takes; 0: it has no bill yet.
    pub materials: i64,
}

/// SKUs with their bills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bills {
    pub rows: Vec<BillRow>,
    pub with_bill: i64,
    pub without_bill: i64,
    pub may_edit: bool,
}

/// A line of a bill, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BillLineForm {
    /// Code. A line without material and quantity is left out.
    pub material: String,
    pub per: String,
    pub quantity: String,
}

/// A SKU's bill, as typed; it replaces what was there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BillForm {
    pub sku: String,
    pub lines: Vec<BillLineForm>,
}

/// What was packed of a SKU.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packed {
    pub sku: String,
    pub quantity: Quantity,
    pub boxes: i64,
}

/// What packing takes of a material.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    pub material: MaterialId,
    pub code: String,
    pub name: String,
    pub unit: Unit,
    pub quantity: Quantity,
}

/// What packed goods take by their bills, a row a material, by code. A weighed product's unit is its kilogram; materials that
/// are counted are rounded up to whole pieces once, over all of the order. `None` when it would not fit.
pub fn needs(packed: &[(Packed, Vec<BillLine>)]) -> Option<Vec<Need>> {
    let mut sums: BTreeMap<&str, (&BillLine, i128)> = BTreeMap::new();
    for (goods, lines) in packed {
        for line in lines {
            let each = i128::from(line.quantity.thousandths());
            // In millionths, so that nothing is lost before the sum is rounded.
            let takes = match line.per {
                Per::Unit => each.checked_mul(i128::from(goods.quantity.thousandths()))?,
                Per::Box => each.checked_mul(i128::from(goods.boxes))?.checked_mul(1_000)?,
            };
            let sum = sums.entry(&line.code).or_insert((line, 0));
            sum.1 = sum.1.checked_add(takes)?;
        }
    }
    let mut needs = Vec::with_capacity(sums.len());
    for (line, millionths) in sums.into_values() {
        let step = if line.unit.is_whole() { 1_000_000 } else { 1_000 };
        let rounded = (millionths + step - 1) / step * step / 1_000;
        if rounded > 0 {
            needs.push(Need {
                material: line.material,
                code: line.code.clone(),
                name: line.name.clone(),
                unit: line.unit,
                quantity: Quantity::from_thousandths(i64::try_from(rounded).ok()?),
            });
        }
    }
    Some(needs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(code: &str, unit: Unit, per: Per, thousandths: i64) -> BillLine {
        BillLine {
            material: MaterialId::new(1),
            code: code.to_owned(),
            name: code.to_owned(),
            unit,
            per,
            quantity: Quantity::from_thousandths(thousandths),
        }
    }

    fn packed(sku: &str, units: i64, boxes: i64) -> Packed {
        Packed { sku: sku.to_owned(), quantity: Quantity::from_units(units), boxes }
    }

    fn codes(needs: &[Need]) -> Vec<(&str, String)> {
        needs.iter().map(|need| (need.code.as_str(), need.quantity.to_string())).collect()
    }

    #[test]
    fn an_order_takes_by_unit_and_by_box() {
        let bill = vec![
            line("PKG-001", Unit::Pieces, Per::Unit, 1_000),
            line("PKG-010", Unit::Pieces, Per::Box, 1_000),
            line("PKG-020", Unit::Kilos, Per::Box, 25),
        ];
        let found = needs(&[(packed("A", 40, 4), bill.clone()), (packed("B", 10, 1), bill)]).unwrap();
        assert_eq!(codes(&found), [("PKG-001", "50".into()), ("PKG-010", "5".into()), ("PKG-020", "0.125".into())]);
    }

    #[test]
    fn parts_of_a_roll_are_rounded_up_once_for_the_order() {
        let tape = || vec![line("PKG-030", Unit::Rolls, Per::Box, 50)];
        let found = needs(&[(packed("A", 1, 3), tape()), (packed("B", 1, 5), tape())]).unwrap();
        assert_eq!(codes(&found), [("PKG-030", "1".into())]);
    }

    #[test]
    fn what_is_not_packed_takes_nothing() {
        let bill = vec![line("PKG-001", Unit::Pieces, Per::Unit, 1_000)];
        assert_eq!(needs(&[(packed("A", 0, 0), bill)]), Some(Vec::new()));
    }
}
