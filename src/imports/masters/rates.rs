//! Rows of price lists.

use std::collections::HashMap;

use super::{Cells, Master, Reading};
use crate::{
    catalog::model::{Loaded, PriceListForm, PriceListInput, RateInput, Upserted},
    platform::failure::FieldError,
    values::{Money, did_you_mean},
};

/// What is there of the lists a file names.
#[derive(Clone, Debug, Default)]
pub struct PriceLists {
    /// SKUs on sale, by themselves in capitals.
    pub skus: HashMap<String, String>,
    /// By code in capitals.
    pub lists: HashMap<String, PriceListInput>,
    /// By list and SKU, both in capitals.
    pub rates: HashMap<(String, String), Money>,
}

impl Reading for PriceLists {
    fn keys(&self) -> &'static [&'static str] {
        &["list", "sku"]
    }

    fn read(&self, cells: &Cells<'_>) -> Result<(Master, Upserted), Vec<FieldError>> {
        let mut wrong = Vec::new();
        let code = cells.get("list").to_uppercase();
        let known = self.lists.get(&code).cloned();
        let list = known.map_or_else(|| named(cells), Ok).map_err(|errors| wrong.extend(errors)).ok();
        let sku = self.sku(cells.get("sku")).map_err(|error| wrong.push(error)).ok();
        let typed = cells.get("rate");
        let rate = Money::parse(typed).map_err(|error| {
            let mut refused = FieldError::new("rate", error.code(), error.to_string()).typed(typed);
            refused.hint = error.suggestion(typed);
            wrong.push(refused);
        });
        let (Some(list), Some(sku), Ok(rate)) = (list, sku, rate) else { return Err(wrong) };
        let was = self.rates.get(&(code, sku.to_uppercase())).copied();
        let outcome = Loaded::of(was, &rate).outcome;
        Ok((Master::Rate(RateInput { list: list.code.clone(), sku, rate, new_list: false }, list), outcome))
    }
}

impl PriceLists {
    /// The SKU as the product writes it.
    fn sku(&self, typed: &str) -> Result<String, FieldError> {
        if typed.is_empty() {
            return Err(FieldError::new("sku", "empty", "Nothing was entered"));
        }
        self.skus.get(&typed.to_uppercase()).cloned().ok_or_else(|| {
            let mut wrong = FieldError::new("sku", "unknown", "No such product").typed(typed);
            wrong.hint = did_you_mean(typed, self.skus.values().map(String::as_str)).map(str::to_owned);
            wrong
        })
    }
}

/// A list that is not there yet: without a name it is called as its code.
fn named(cells: &Cells<'_>) -> Result<PriceListInput, Vec<FieldError>> {
    let code = cells.get("list").to_owned();
    let name = if cells.get("list_name").is_empty() { code.clone() } else { cells.get("list_name").to_owned() };
    let read = PriceListInput::parse(&PriceListForm { code, name, version: String::new() });
    read.map_err(|errors| {
        let of_file = |mut error: FieldError| {
            error.field = if error.field == "code" { "list" } else { "list_name" }.to_owned();
            error
        };
        errors.into_iter().filter(|error| error.field == "code" || error.code != "empty").map(of_file).collect()
    })
}
