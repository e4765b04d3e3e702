//! Rows of stock: batches, and what of each is there.

use std::collections::HashMap;

use super::{Cells, Master, Reading};
use crate::{
    catalog::model::{Loaded, Upserted},
    platform::failure::FieldError,
    values::{Date, Quantity, did_you_mean, fold},
    warehouse::model::{BatchForm, BatchInput},
};

/// A product, as stock is counted.
#[derive(Clone, Debug)]
pub struct Goods {
    pub sku: String,
    /// Counted, not weighed.
    pub whole: bool,
}

/// A batch there is, and what of it is promised.
#[derive(Clone, Debug)]
pub struct Held {
    pub batch: BatchInput,
    pub reserved: Quantity,
}

/// What is there of what a file of stock names.
#[derive(Clone, Debug)]
pub struct Stock {
    /// By SKU in capitals.
    pub goods: HashMap<String, Goods>,
    /// Every SKU, for "did you mean"; only read when one is unknown.
    pub skus: Vec<String>,
    /// Code and name.
    pub warehouses: Vec<(String, String)>,
    /// By SKU, warehouse and number, in capitals.
    pub batches: HashMap<(String, String, String), Held>,
    pub today: Date,
}

impl Reading for Stock {
    fn keys(&self) -> &'static [&'static str] {
        &["sku", "warehouse", "batch"]
    }

    fn read(&self, cells: &Cells<'_>) -> Result<(Master, Upserted), Vec<FieldError>> {
        let mut wrong = Vec::new();
        let goods = self.goods(cells.get("sku")).map_err(|error| wrong.push(error)).ok();
        let warehouse = self.warehouse(cells.get("warehouse")).map_err(|error| wrong.push(error)).ok();
        let (Some(goods), Some(warehouse)) = (goods, warehouse) else { return Err(wrong) };
        let number = cells.get("batch").to_uppercase();
        let held = self.batches.get(&(goods.sku.to_uppercase(), warehouse.to_uppercase(), number));
        let mut form = held.map_or_else(BatchForm::default, |held| BatchForm::from(&held.batch));
        goods.sku.clone_into(&mut form.sku);
        form.warehouse = warehouse;
        for (field, typed) in [
            ("batch", &mut form.batch),
            ("made", &mut form.made),
            ("expires", &mut form.expires),
            ("weight", &mut form.weight),
            ("on_hand", &mut form.on_hand),
        ] {
            cells.over(field, typed);
        }
        for typed in [&mut form.made, &mut form.expires] {
            *typed = day(typed);
        }
        let mut wanted = BatchInput::parse(&form, goods.whole, self.today, held.is_none())?;
        if let Some(held) = held {
            wanted.batch.clone_from(&held.batch.batch);
            if wanted.on_hand < held.reserved {
                let message = format!("{} of it are promised to orders", held.reserved);
                let wrong = FieldError::new("on_hand", "promised", message).hint(held.reserved.plain());
                return Err(vec![wrong.typed(cells.get("on_hand"))]);
            }
        }
        let outcome = Loaded::of(held.map(|held| held.batch.clone()), &wanted).outcome;
        Ok((Master::Batch(wanted), outcome))
    }
}

/// A day that a sheet kept as the number it is inside.
fn day(typed: &str) -> String {
    let serial = typed.parse::<i64>().ok().filter(|serial| (20_000..80_000).contains(serial));
    serial.and_then(Date::from_excel_serial).map_or_else(|| typed.to_owned(), Date::iso)
}

impl Stock {
    fn goods(&self, typed: &str) -> Result<&Goods, FieldError> {
        if typed.is_empty() {
            return Err(FieldError::new("sku", "empty", "Nothing was entered"));
        }
        self.goods.get(&typed.to_uppercase()).ok_or_else(|| {
            let mut wrong = FieldError::new("sku", "unknown", "No such product").typed(typed);
            wrong.hint = did_you_mean(typed, self.skus.iter().map(String::as_str)).map(str::to_owned);
            wrong
        })
    }

    /// By code or name.
    fn warehouse(&self, typed: &str) -> Result<String, FieldError> {
        if typed.is_empty() {
            return Err(FieldError::new("warehouse", "empty", "Nothing was entered"));
        }
        let name = fold(typed);
        let found =
            self.warehouses.iter().find(|(code, other)| code.eq_ignore_ascii_case(typed) || fold(other) == name);
        found.map(|(code, _)| code.clone()).ok_or_else(|| {
            let all = self.warehouses.iter().flat_map(|(code, name)| [code.as_str(), name.as_str()]);
            let mut wrong = FieldError::new("warehouse", "unknown", "No such warehouse").typed(typed);
            wrong.hint = did_you_mean(typed, all).map(str::to_owned);
            wrong
        })
    }
}
