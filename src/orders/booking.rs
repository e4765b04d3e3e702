//! The booking form and what it comes to, as screens and services know them.

use serde::{Deserialize, Serialize};

use super::{
    Status,
    pricing::{RateSource, Totals},
};
use crate::{
    credit::rules::{Exposure, Reason},
    values::{BatchId, Date, DraftId, Money, OrderId, Percent, Quantity, Timestamp},
};

/// No order has more lines.
pub const MOST_LINES: usize = 500;
/// Characters of a customer's reference.
pub const MOST_PO: usize = 100;
/// Characters of remarks.
pub const MOST_REMARKS: usize = 2_000;

/// A line of the booking form, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineForm {
    /// SKU, barcode or exact name.
    pub sku: String,
    pub quantity: String,
    /// Empty: the price list's or the list price.
    pub rate: String,
    /// Of a clearance order: the batch's id.
    pub batch: String,
}

impl LineForm {
    pub fn is_blank(&self) -> bool {
        [&self.sku, &self.quantity, &self.rate].iter().all(|cell| cell.trim().is_empty())
    }
}

/// The booking form, as typed. Names on the wire: `form[customer]`, `form[lines][0][sku]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BookForm {
    /// Code or exact name.
    pub customer: String,
    pub customer_po: String,
    pub remarks: String,
    pub lines: Vec<LineForm>,
    /// `back_order`: what stock doesn't cover becomes a linked order. Anything else: it is refused.
    pub shortage: String,
    /// `yes`: an order of exact batches near their expiry.
    pub clearance: String,
    /// Made when the form is opened; the same key books once.
    pub key: String,
    /// The draft this form came from.
    pub draft: String,
    /// Of a change: the order's number and the version that was read.
    pub order: String,
    pub version: String,
    /// Of a change that met another's: the version that was shown beside it, to be written over.
    pub over: String,
    /// Of a change after release: why.
    pub reason: String,
    /// What the file is that is attached; empty: their PO.
    pub file_kind: String,
    /// `book` (or empty), `draft` to save as typed, `discard`; without script also `add_line`, `batch:` with the id of a batch to
    /// add as a line, and `remove_file:` with the code of a file to leave out.
    pub intent: String,
}

/// An order that was booked or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    pub id: OrderId,
    pub number: String,
    pub status: Status,
    pub total: Money,
    /// Why it waits for credit.
    pub reasons: Vec<Reason>,
    /// The linked order of what stock did not cover.
    pub back_order: Option<String>,
}

/// A line as it would be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotedLine {
    /// As [`crate::platform::failure::FieldError::row`] counts: the line's position on the form, from 1.
    pub row: u32,
    pub quantity: Quantity,
    pub rate: Money,
    pub rate_source: RateSource,
    pub amount: Money,
    pub gst_amount: Money,
    /// What stock does not cover.
    pub short: Quantity,
}

/// What a form comes to before it is booked: nothing is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    pub customer: Option<CustomerForBooking>,
    /// What each row names, by the row's number, whether it can be priced or not.
    pub products: Vec<(u32, ProductForBooking)>,
    pub lines: Vec<QuotedLine>,
    pub totals: Totals,
    pub exposure: Exposure,
    /// Why it would wait for credit; empty: it would be released by itself.
    pub reasons: Vec<Reason>,
    /// What is worth knowing where credit's policy lets it go all the same.
    pub warnings: Vec<Reason>,
    pub errors: Vec<crate::platform::failure::FieldError>,
}

/// A customer as the booking form shows one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerForBooking {
    pub code: String,
    pub name: String,
    pub location: String,
    pub state_code: String,
    pub gstin: Option<String>,
    pub phone: Option<String>,
    /// `Active`, `Blocked` or `Inactive`.
    pub status: String,
    pub limit: Money,
    pub outstanding: Money,
    /// The sum of orders not yet invoiced.
    pub open_orders: Money,
    pub overdue: Money,
    pub ageing_days: i32,
    /// Newest first, five at most; empty in a list of finds.
    pub last_orders: Vec<LastOrder>,
}

/// An order that may be repeated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastOrder {
    pub number: String,
    pub status: Status,
    pub total: Money,
    pub line_count: i64,
    pub booked_at: Timestamp,
}

/// A product as the booking form shows one to a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductForBooking {
    pub sku: String,
    pub name: String,
    pub unit: String,
    pub gst: Percent,
    pub list_rate: Money,
    /// On the customer's price list.
    pub price_list_rate: Option<Money>,
    /// What this customer paid last.
    pub last_rate: Option<Money>,
    /// What may be sold to this customer now.
    pub stock: Quantity,
    /// Of what may be sold, the earliest.
    pub expires: Option<Date>,
}

/// A batch near its expiry that may be cleared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearanceBatch {
    pub id: BatchId,
    pub number: String,
    pub warehouse: String,
    pub sku: String,
    pub product_name: String,
    pub unit: String,
    pub gst: Percent,
    pub list_rate: Money,
    pub expires: Date,
    pub days_left: i32,
    pub available: Quantity,
}

/// What somebody has typed but not yet booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub id: DraftId,
    pub customer_name: String,
    pub line_count: i64,
    pub updated_at: Timestamp,
}

/// What booking an order of a file would come to, those lines left out that are short or wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Foreseen {
    pub total: Money,
    /// Why it would wait for credit.
    pub reasons: Vec<Reason>,
    pub short: Vec<Short>,
    /// Of a line by its row, or of all of them.
    pub errors: Vec<crate::platform::failure::FieldError>,
}

/// A line that stock doesn't cover once the orders before it have taken theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Short {
    /// As the line gave it.
    pub row: u32,
    /// What is left for it.
    pub left: Quantity,
    /// What could be sold to this customer before the first order of the file.
    pub all: Quantity,
}
