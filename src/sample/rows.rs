//! Rows as they travel to the database: one JSON array a table, read there with `json_each`.

use serde::Serialize;

#[derive(Serialize)]
pub struct UserRow {
    pub id: i64,
    pub code: &'static str,
    pub name: &'static str,
    pub email: &'static str,
    pub phone: String,
    pub password_hash: String,
    pub role: &'static str,
    pub manager: Option<i64>,
    pub zone: Option<&'static str>,
    pub monthly_target: i64,
    pub gross_salary: Option<i64>,
}

#[derive(Serialize)]
pub struct WarehouseRow {
    pub id: i64,
    pub code: &'static str,
    pub name: &'static str,
    pub city: &'static str,
    pub state: &'static str,
    pub address: &'static str,
}

#[derive(Clone, Serialize)]
pub struct ProductRow {
    pub id: i64,
    pub code: String,
    pub sku: String,
    pub name: String,
    pub short: String,
    pub category: String,
    pub specie: Option<String>,
    pub unit: &'static str,
    pub mrp: i64,
    pub price: i64,
    pub base_rate: i64,
    /// What a unit costs to buy; nobody has said of some.
    pub purchase: Option<i64>,
    pub gst_bp: i64,
    pub hsn: String,
    pub barcode: String,
    pub weight: String,
    pub packing: String,
    pub shelf_life: i64,
    pub active: bool,
    pub search: String,
    pub at: i64,
}

#[derive(Clone, Serialize)]
pub struct BatchRow {
    pub id: i64,
    pub product: i64,
    pub warehouse: i64,
    pub number: String,
    pub made_on: i64,
    pub expires_on: i64,
    pub weight: String,
    /// Thousandths, entered into the ledger as opening stock.
    pub opening: i64,
    pub at: i64,
}

#[derive(Serialize)]
pub struct RateRow {
    pub list: i64,
    pub product: i64,
    pub rate: i64,
}

#[derive(Clone, Serialize)]
pub struct CustomerRow {
    pub id: i64,
    pub code: String,
    pub name: String,
    pub kind: &'static str,
    pub status: &'static str,
    pub class: &'static str,
    pub channel: &'static str,
    pub constitution: &'static str,
    pub gstin: String,
    pub pan: String,
    pub fssai: String,
    pub email: String,
    pub phone: String,
    pub address: String,
    pub location: String,
    pub region: &'static str,
    pub state: String,
    pub postal_code: String,
    pub salesperson: i64,
    pub price_list: Option<i64>,
    pub min_days_left: i64,
    pub limit: i64,
    pub credit_days: i64,
    pub cheque: &'static str,
    pub outstanding: i64,
    pub overdue: i64,
    pub ageing_days: i64,
    pub buckets: [i64; 9],
    pub search: String,
    pub at: i64,
}

#[derive(Serialize)]
pub struct OrderRow {
    pub id: i64,
    pub number: String,
    pub customer: i64,
    pub customer_name: String,
    pub location: String,
    pub status: &'static str,
    pub open: bool,
    pub salesperson: i64,
    pub salesperson_name: String,
    pub warehouse: Option<i64>,
    pub clearance: bool,
    pub parent: Option<i64>,
    pub po: String,
    pub remarks: String,
    pub lines: i64,
    pub subtotal: i64,
    pub cgst: i64,
    pub sgst: i64,
    pub igst: i64,
    pub total: i64,
    pub reasons: String,
    pub booked_on: i64,
    pub booked_at: i64,
    pub status_at: i64,
    pub updated_by: String,
    pub version: i64,
}

#[derive(Serialize)]
pub struct LineRow {
    pub order: i64,
    pub position: i64,
    pub product: i64,
    pub sku: String,
    pub name: String,
    pub unit: String,
    pub quantity: i64,
    pub rate: i64,
    pub list_rate: i64,
    pub previous: Option<i64>,
    pub gst_bp: i64,
    pub amount: i64,
    pub gst: i64,
    pub reserved: i64,
    pub batch: Option<i64>,
}

#[derive(Serialize)]
pub struct EventRow {
    pub order: i64,
    pub at: i64,
    pub user: i64,
    pub user_name: String,
    pub kind: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub remark: &'static str,
}

/// Products with what is around them.
pub struct Catalogue {
    pub warehouses: Vec<WarehouseRow>,
    pub products: Vec<ProductRow>,
    pub batches: Vec<BatchRow>,
    pub rates: Vec<RateRow>,
}

/// Orders with their lines, what happened to them, and how far each series has counted.
#[derive(Default)]
pub struct Orders {
    pub orders: Vec<OrderRow>,
    pub lines: Vec<LineRow>,
    pub events: Vec<EventRow>,
    pub series: Vec<(String, i64)>,
}
