//! What the check must know of customers and products, read with one query each.

use super::*;

/// A customer as the check needs them.
#[derive(Clone, Debug)]
pub struct KnownCustomer {
    pub id: CustomerId,
    pub code: String,
    pub status: String,
}

/// A product as the check needs it.
#[derive(Clone, Debug)]
pub struct KnownProduct {
    pub id: ProductId,
    pub sku: String,
    pub active: bool,
    pub price: Money,
}

/// What the database knows of the customers and products a file names; keys as [`key`] makes them.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub customers: HashMap<String, KnownCustomer>,
    pub products: HashMap<String, KnownProduct>,
    /// All codes there are, for "did you mean"; only filled when something wasn't found.
    pub customer_codes: Vec<String>,
    pub skus: Vec<String>,
}

/// A code as it is compared.
pub fn key(code: &str) -> String {
    code.to_uppercase()
}

/// The distinct customers and SKUs a file names, as [`key`]s.
pub fn named(sheet: &Sheet, mapping: &Mapping) -> (Vec<String>, Vec<String>) {
    let places = mapping.places(Kind::Orders);
    let distinct = |place: Option<usize>| {
        let mut seen: HashMap<&str, ()> = HashMap::new();
        for row in mapping.header_row + 1..sheet.len() {
            let code = place.map_or("", |column| sheet.cell(row, column));
            if !code.is_empty() {
                seen.insert(code, ());
            }
        }
        let mut keys: Vec<String> = seen.into_keys().map(key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    (distinct(places.first().copied().flatten()), distinct(places.get(1).copied().flatten()))
}

/// An order's lines as one text, whatever their order.
pub fn signature(lines: impl IntoIterator<Item = (ProductId, Quantity)>) -> String {
    let mut lines: Vec<_> =
        lines.into_iter().map(|(product, quantity)| (product.get(), quantity.thousandths())).collect();
    lines.sort_unstable();
    lines.iter().map(|(product, quantity)| format!("{product}:{quantity};")).collect()
}
