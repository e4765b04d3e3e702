//! Rows of products.

use std::collections::HashMap;

use super::{Cells, Master, Reading, yes};
use crate::{
    catalog::model::{Loaded, ProductForm, ProductInput, Unit, Upserted},
    platform::failure::FieldError,
};

/// The products there are of those a file names, by SKU in capitals.
#[derive(Clone, Debug, Default)]
pub struct Products(pub HashMap<String, ProductInput>);

impl Reading for Products {
    fn keys(&self) -> &'static [&'static str] {
        &["sku"]
    }

    fn read(&self, cells: &Cells<'_>) -> Result<(Master, Upserted), Vec<FieldError>> {
        let was = self.0.get(&cells.get("sku").to_uppercase());
        let mut form = was.map_or_else(|| new(cells), ProductForm::from);
        lay_over(cells, &mut form);
        let wanted = ProductInput::parse(&form)?;
        let outcome = Loaded::of(was.cloned(), &wanted).outcome;
        Ok((Master::Product(Box::new(wanted)), outcome))
    }
}

/// What a new product can't be without, where the file says nothing: files of price boards know neither category nor unit.
fn new(cells: &Cells<'_>) -> ProductForm {
    let specie = cells.get("specie");
    let category = if specie.is_empty() { "Other" } else { specie };
    let mrp = cells.get("mrp");
    ProductForm {
        category: category.to_owned(),
        unit: Unit::Packet.to_string(),
        price: if mrp.is_empty() { "0".to_owned() } else { mrp.to_owned() },
        active: Some("on".to_owned()),
        ..ProductForm::default()
    }
}

fn lay_over(cells: &Cells<'_>, form: &mut ProductForm) {
    for (field, typed) in [
        ("sku", &mut form.sku),
        ("name", &mut form.name),
        ("short_name", &mut form.short_name),
        ("category", &mut form.category),
        ("specie", &mut form.specie),
        ("mrp", &mut form.mrp),
        ("price", &mut form.price),
        ("base_rate", &mut form.base_rate),
        ("purchase_rate", &mut form.purchase_rate),
        ("hsn", &mut form.hsn),
        ("barcode", &mut form.barcode),
        ("weight", &mut form.weight),
        ("packing", &mut form.packing),
        ("origin", &mut form.origin),
        ("channel", &mut form.channel),
        ("remarks", &mut form.remarks),
    ] {
        cells.over(field, typed);
    }
    let days = cells.get("shelf_life_days");
    if !days.is_empty() {
        days.trim_end_matches(|c: char| c.is_alphabetic() || c == ' ').clone_into(&mut form.shelf_life_days);
    }
    if !cells.get("gst").is_empty() {
        form.gst = percent(cells.get("gst"));
    }
    if !cells.get("unit").is_empty() {
        form.unit = unit(cells.get("unit"));
    }
    if let Some(active) = yes(cells.get("active")) {
        form.active = active.then(|| "on".to_owned());
    }
}

/// The unit people mean.
fn unit(text: &str) -> String {
    match text.to_uppercase().trim_end_matches('.') {
        "PC" | "NOS" | "EACH" => "PCS".to_owned(),
        "KGS" | "KILO" => "KG".to_owned(),
        "PKTS" | "PACK" | "PACKET" => "PKT".to_owned(),
        other => other.to_owned(),
    }
}

/// Excel keeps a cell that shows 5 % as 0.05.
fn percent(text: &str) -> String {
    match text.strip_prefix("0.").or_else(|| text.strip_prefix('.')) {
        Some(digits)
            if digits.len() == 2
                && digits.bytes().all(|byte| byte.is_ascii_digit())
                && digits != "25"
                && digits != "50" =>
        {
            digits.trim_start_matches('0').to_owned()
        }
        _ => text.to_owned(),
    }
}
