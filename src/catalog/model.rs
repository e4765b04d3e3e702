//! Products as screens, files and the API know them.

use serde::{Deserialize, Serialize};

use super::reader::{Reader, one_line};
use crate::{
    audit::model::LogRow,
    platform::failure::FieldError,
    values::{BatchId, Date, Money, Percent, ProductId, Quantity, Timestamp, Version, fold, named},
};

named! {
    /// How a product is counted.
    pub enum Unit: "unit" { Piece = "PCS", Kilo = "KG", Packet = "PKT" }
}

/// What came of one row of a load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Upserted {
    New,
    Updated,
    Unchanged,
}

/// What came of one row of a load, and the record as it was before; `None` of a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded<T> {
    pub outcome: Upserted,
    pub was: Option<T>,
}

impl<T: PartialEq> Loaded<T> {
    /// What writing `wanted` over `was` comes to.
    pub fn of(was: Option<T>, wanted: &T) -> Self {
        let outcome = match &was {
            None => Upserted::New,
            Some(was) if was == wanted => Upserted::Unchanged,
            Some(_) => Upserted::Updated,
        };
        Self { outcome, was }
    }
}

/// What the list of products is narrowed to; also its address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductFilter {
    /// Found in name, SKU, code or barcode; every word must be.
    #[serde(alias = "search")]
    pub q: String,
    pub category: String,
    /// `yes`, `no` (over HTTP also `true`, `false`), or empty.
    pub active: String,
    /// Only what has stock that expires within so many days; empty: whatever it has.
    pub expiring: String,
    /// The name and the id behind which the page begins, as `id:name`.
    pub after: String,
}

/// A row of the list of products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductRow {
    pub sku: String,
    pub name: String,
    pub category: String,
    pub unit: String,
    pub mrp: Money,
    pub price: Money,
    pub gst: Percent,
    /// On hand, not reserved and not expired.
    pub sellable: Quantity,
    pub active: bool,
}

/// A page of products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductList {
    pub rows: Vec<ProductRow>,
    /// How many match in all.
    pub total: i64,
    pub next: Option<String>,
    pub categories: Vec<String>,
    pub may_edit: bool,
    pub may_stock: bool,
    pub may_export: bool,
}

/// A product as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductForm {
    pub sku: String,
    pub name: String,
    pub short_name: String,
    pub category: String,
    pub specie: String,
    pub unit: String,
    pub mrp: String,
    pub price: String,
    pub base_rate: String,
    pub purchase_rate: String,
    pub gst: String,
    pub hsn: String,
    pub barcode: String,
    pub weight: String,
    pub packing: String,
    pub origin: String,
    pub shelf_life_days: String,
    pub channel: String,
    pub remarks: String,
    /// `on` when ticked; an unticked box is not sent.
    pub active: Option<String>,
    /// Of the product that was shown; empty for a new one.
    pub version: String,
}

/// A product, read: what may be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductInput {
    /// In capitals.
    pub sku: String,
    pub name: String,
    pub short_name: Option<String>,
    pub category: String,
    pub specie: Option<String>,
    pub unit: Unit,
    pub mrp: Money,
    pub price: Money,
    pub base_rate: Money,
    /// What a unit costs to buy; `None` where that isn't known. For those who see costs alone.
    pub purchase_rate: Option<Money>,
    pub gst: Percent,
    pub hsn: Option<String>,
    pub barcode: Option<String>,
    pub weight: Option<String>,
    pub packing: Option<String>,
    pub origin: Option<String>,
    pub shelf_life_days: Option<i64>,
    pub channel: Option<String>,
    pub remarks: Option<String>,
    pub active: bool,
}

impl ProductInput {
    /// Reads what was typed.
    ///
    /// # Errors
    /// Every field that can't be taken.
    pub fn parse(form: &ProductForm) -> Result<Self, Vec<FieldError>> {
        let mut read = Reader::default();
        let sku = read.code("sku", "SKU", &form.sku, 40);
        let name = read.text("name", "Name", &form.name, 160);
        let category = read.text("category", "Category", &form.category, 80);
        let unit = form.unit.parse::<Unit>();
        if unit.is_err() {
            read.refuse("unit", "not_a_unit", "Unit: choose PCS, KG or PKT.".to_owned(), &form.unit);
        }
        let price = read.value("price", "Price", &form.price, Money::parse(&form.price));
        read.most_rate("price", "Price", &form.price, price);
        let mrp = read.rate("mrp", "MRP", &form.mrp).unwrap_or_default();
        let base_rate = read.rate("base_rate", "Base rate", &form.base_rate).unwrap_or_default();
        let purchase_rate = read.rate("purchase_rate", "Purchase rate", &form.purchase_rate);
        let gst = read.some("gst", "GST", &form.gst, Percent::parse).unwrap_or_default();
        if gst > Percent::from_whole(100) {
            read.refuse("gst", "too_large", "GST: at most 100 %.".to_owned(), &form.gst);
        }
        let hsn = read.maybe("hsn", "HSN", &form.hsn, 8);
        if hsn
            .as_deref()
            .is_some_and(|hsn| !hsn.bytes().all(|b| b.is_ascii_digit()) || !matches!(hsn.len(), 2 | 4 | 6 | 8))
        {
            read.refuse("hsn", "not_hsn", "HSN: 2, 4, 6 or 8 digits.".to_owned(), &form.hsn);
        }
        let days = read.days("shelf_life_days", "Shelf life", &form.shelf_life_days);
        let input = Self {
            sku,
            name,
            category,
            short_name: read.maybe("short_name", "Short name", &form.short_name, 80),
            specie: read.maybe("specie", "Specie", &form.specie, 80),
            unit: unit.unwrap_or(Unit::Piece),
            mrp,
            price: price.unwrap_or_default(),
            base_rate,
            purchase_rate: purchase_rate.filter(|rate| rate.is_positive()),
            gst,
            hsn,
            barcode: read.maybe("barcode", "Barcode", &form.barcode, 40),
            weight: read.maybe("weight", "Weight", &form.weight, 40),
            packing: read.maybe("packing", "Packing", &form.packing, 80),
            origin: read.maybe("origin", "Country of origin", &form.origin, 80),
            shelf_life_days: (days > 0).then_some(days),
            channel: read.maybe("channel", "Channel", &form.channel, 80),
            remarks: read.maybe("remarks", "Remarks", &form.remarks, 500),
            active: form.active.is_some(),
        };
        read.finish(Some(input))
    }

    /// What the product is found by, given its code.
    pub fn search(&self, code: &str) -> String {
        let of = |text: &Option<String>| text.clone().unwrap_or_default();
        fold(&one_line(&format!("{} {code} {} {} {}", self.sku, self.name, of(&self.short_name), of(&self.barcode))))
    }
}

/// A product, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    pub id: ProductId,
    /// `PROD-001`
    pub code: String,
    pub data: ProductInput,
    pub version: Version,
}

/// A batch on a product's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchRow {
    pub id: BatchId,
    pub warehouse: String,
    pub number: String,
    pub made: Option<Date>,
    pub expires: Option<Date>,
    pub weight: Option<String>,
    pub on_hand: Quantity,
    pub reserved: Quantity,
    /// On hand less reserved, nothing of what is expired.
    pub sellable: Quantity,
    /// Days to the last day of use; below zero when it is past.
    pub days_left: Option<i32>,
    pub active: bool,
}

/// A row of the stock ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovementRow {
    pub at: Timestamp,
    pub kind: String,
    pub batch: String,
    pub warehouse: String,
    pub quantity: Quantity,
    pub reason: Option<String>,
    pub who: String,
}

/// A product's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductPageData {
    pub product: Product,
    pub batches: Vec<BatchRow>,
    /// What is promised of the product without naming a batch.
    pub reserved: Quantity,
    pub movements: Vec<MovementRow>,
    pub rates: Vec<(String, String, Money)>,
    pub log: Vec<LogRow>,
    pub may_edit: bool,
    pub may_stock: bool,
}

/// The form of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductEditor {
    /// Empty for a new product.
    pub sku: String,
    pub form: ProductForm,
    pub categories: Vec<String>,
}

/// A row of the list of price lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceListRow {
    pub code: String,
    pub name: String,
    /// How many products it names.
    pub rates: i64,
    /// How many customers buy by it.
    pub customers: i64,
}

/// The price lists, and what one may do with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceLists {
    pub rows: Vec<PriceListRow>,
    pub may_edit: bool,
    pub may_export: bool,
}

/// A price list as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PriceListForm {
    pub code: String,
    pub name: String,
    /// Of the list that was shown; empty for a new one.
    pub version: String,
}

/// A price list without its rates, read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceListInput {
    /// In capitals.
    pub code: String,
    pub name: String,
}

impl PriceListInput {
    /// Reads what was typed.
    ///
    /// # Errors
    /// Every field that can't be taken.
    pub fn parse(form: &PriceListForm) -> Result<Self, Vec<FieldError>> {
        let mut read = Reader::default();
        let code = read.code("code", "Code", &form.code, 40);
        let name = read.text("name", "Name", &form.name, 120);
        read.finish(Some(Self { code, name }))
    }
}

/// The rate of a product in a price list, read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateInput {
    pub list: String,
    pub sku: String,
    pub rate: Money,
    /// Whether its list was made for it.
    #[serde(default)]
    pub new_list: bool,
}

/// A rate of a price list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateRow {
    pub sku: String,
    pub product: String,
    pub unit: String,
    /// Without the list.
    pub price: Money,
    pub rate: Money,
}

/// A price list's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceListData {
    pub code: String,
    pub name: String,
    pub rates: Vec<RateRow>,
    pub log: Vec<LogRow>,
    pub version: Version,
    pub may_edit: bool,
    pub may_export: bool,
}

impl From<&Product> for ProductForm {
    fn from(product: &Product) -> Self {
        Self { version: product.version.to_string(), ..Self::from(&product.data) }
    }
}

impl From<&ProductInput> for ProductForm {
    fn from(data: &ProductInput) -> Self {
        let of = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            sku: data.sku.clone(),
            name: data.name.clone(),
            short_name: of(&data.short_name),
            category: data.category.clone(),
            specie: of(&data.specie),
            unit: data.unit.to_string(),
            mrp: data.mrp.plain(),
            price: data.price.plain(),
            base_rate: data.base_rate.plain(),
            purchase_rate: data.purchase_rate.map(Money::plain).unwrap_or_default(),
            gst: data.gst.plain(),
            hsn: of(&data.hsn),
            barcode: of(&data.barcode),
            weight: of(&data.weight),
            packing: of(&data.packing),
            origin: of(&data.origin),
            shelf_life_days: data.shelf_life_days.map(|days| days.to_string()).unwrap_or_default(),
            channel: of(&data.channel),
            remarks: of(&data.remarks),
            active: data.active.then(|| "on".to_owned()),
            version: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> ProductForm {
        ProductForm {
            sku: "sku-900".to_owned(),
            name: "Frozen  Peas".to_owned(),
            category: "Vegetables".to_owned(),
            unit: "pkt".to_owned(),
            price: "1,250.50".to_owned(),
            gst: "5".to_owned(),
            active: Some("on".to_owned()),
            ..ProductForm::default()
        }
    }

    #[test]
    fn a_product_is_read_as_people_type_it() {
        let read = ProductInput::parse(&form()).unwrap();
        assert_eq!((read.sku.as_str(), read.name.as_str(), read.unit), ("SKU-900", "Frozen Peas", Unit::Packet));
        assert_eq!((read.price, read.gst), (Money::from_paise(125_050), Percent::from_whole(5)));
    }

    #[test]
    fn a_purchase_rate_of_nothing_is_not_known() {
        let read = |typed: &str| {
            ProductInput::parse(&ProductForm { purchase_rate: typed.to_owned(), ..form() }).unwrap().purchase_rate
        };
        assert_eq!([read("380.50"), read("0"), read("")], [Some(Money::from_paise(38_050)), None, None]);
    }

    #[test]
    fn every_wrong_field_is_named() {
        let wrong = ProductForm {
            unit: "BOX".to_owned(),
            price: String::new(),
            gst: "120".to_owned(),
            hsn: "12A".to_owned(),
            ..form()
        };
        let fields: Vec<_> = ProductInput::parse(&wrong).unwrap_err().into_iter().map(|error| error.field).collect();
        assert_eq!(fields, ["unit", "price", "gst", "hsn"]);
    }

    #[test]
    fn a_price_that_no_unit_has_is_refused() {
        let wrong = |price: &str, mrp: &str| {
            let form = ProductForm { price: price.to_owned(), mrp: mrp.to_owned(), ..form() };
            let refused = ProductInput::parse(&form).err().unwrap_or_default();
            refused.into_iter().map(|error| format!("{} {}", error.field, error.code)).collect::<Vec<_>>()
        };
        assert_eq!(wrong("1,00,00,000", "1,00,00,000"), [""; 0]);
        assert_eq!(wrong("1,00,00,000.01", "9,99,99,999"), ["price too_large", "mrp too_large"]);
    }

    #[test]
    fn a_product_is_found_by_code_sku_name_and_barcode() {
        let read = ProductInput::parse(&ProductForm { barcode: "8904".to_owned(), ..form() }).unwrap();
        assert_eq!(read.search("PROD-9"), "sku-900 prod-9 frozen peas 8904");
    }
}
