//! What the check must know of customers and products, read with one query each.

use super::*;

/// A customer as the check needs them.
#[derive(Clone, Debug)]
pub struct KnownCustomer {
    pub id: CustomerId,
    pub code: String,
    pub name: String,
    pub status: String,
    pub limit: Money,
    pub overdue: Money,
    pub overdue_days: i32,
    pub outstanding: Money,
    pub open_orders: Money,
    /// How many days the goods must keep after today.
    pub min_days_left: i32,
    /// The price list's rates by product.
    pub rates: HashMap<ProductId, Money>,
}

/// A product as the check needs it.
#[derive(Clone, Debug)]
pub struct KnownProduct {
    pub id: ProductId,
    pub sku: String,
    pub active: bool,
    pub price: Money,
    pub gst: Percent,
    /// What stands in active batches, by day of expiry.
    pub batches: Vec<(Option<Date>, Quantity)>,
    /// What orders have been promised of it.
    pub promised: Quantity,
}

impl KnownProduct {
    /// What may still be sold to somebody who asks for so many days.
    pub(super) fn sellable(&self, today: Date, min_days_left: i32) -> Quantity {
        let fit = self.batches.iter().filter(|(expires, _)| is_sellable(*expires, today, min_days_left));
        let there = Quantity::checked_sum(fit.map(|(_, quantity)| *quantity)).unwrap_or_default();
        there.checked_sub(self.promised).unwrap_or_default().max(Quantity::ZERO)
    }
}

/// What the database knows of the customers and products a file names; keys as [`key`] makes them.
#[derive(Clone, Debug)]
pub struct Known {
    pub customers: HashMap<String, KnownCustomer>,
    pub products: HashMap<String, KnownProduct>,
    /// All codes there are, for "did you mean"; only filled when something wasn't found.
    pub customer_codes: Vec<String>,
    pub skus: Vec<String>,
    /// Orders since yesterday: customer and lines as [`signature`] writes them, and the order's number.
    pub recent: HashMap<(CustomerId, String), String>,
    pub release_automatically: bool,
    pub today: Date,
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
