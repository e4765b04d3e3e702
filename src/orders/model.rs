//! Orders as screens and services know them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use super::{
    Action, FileKind, Status,
    margin::Margin,
    pricing::{Supply, Totals},
};
use crate::{
    credit::rules::{Cause, Exposure, Reason},
    values::{
        BatchId, CustomerId, Date, FileId, Money, OrderId, OrderLineId, Percent, ProductId, Quantity, Timestamp,
        Version, ViewId,
    },
};

pub use super::{
    booking::*,
    filter::{Column, Direction, OrderFilter, Sort},
};

// Lists ----------------------------------------------------------------------------------------------------------

/// A row of the list of orders. It travels without the names of its fields, which would be most of what a page of rows comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct OrderRow {
    pub id: OrderId,
    pub number: String,
    pub customer_name: String,
    pub location: String,
    pub status: Status,
    pub total: Money,
    pub line_count: i64,
    pub booked_at: Timestamp,
    pub salesperson_name: String,
    pub version: Version,
    /// Since when it stands in its state.
    pub status_at: Timestamp,
    pub is_clearance: bool,
    pub customer_po: String,
    /// Why it waits for credit, short; empty when it doesn't.
    pub reasons: String,
    pub file_count: i64,
}

/// How many orders a filter meets and what they come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListTotals {
    pub count: i64,
    pub value: Money,
    /// False: there are more than `count`, and `value` is of those counted.
    pub exact: bool,
}

/// One page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPage<R = Arc<OrderRow>> {
    /// Shared: a page hands its rows on more than once.
    pub rows: Vec<R>,
    /// Cursor for `after`; none on the last page.
    pub next: Option<String>,
    /// Cursor for `before`; none on the first page.
    pub previous: Option<String>,
    pub totals: ListTotals,
    /// Orders that wait for credit, of those this person sees.
    pub waiting_for_credit: i64,
    /// The clock of the answer, for "held for 3 days".
    pub now: Option<Timestamp>,
}

/// A named person or thing to choose in a filter or a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its public code: `SALES-001`, `WH-01`.
    pub code: String,
    pub name: String,
}

/// A list's state under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    pub id: ViewId,
    pub name: String,
    /// As in the address, without `?`.
    pub query: String,
    pub shared: bool,
    pub mine: bool,
    pub by: String,
}

// One order --------------------------------------------------------------------------------------------------------

/// An order as its page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    pub id: OrderId,
    pub number: String,
    pub status: Status,
    pub customer: OrderCustomer,
    pub salesperson_code: String,
    pub salesperson_name: String,
    pub booked_by: String,
    pub warehouse: Option<String>,
    pub is_clearance: bool,
    /// `form`, `import`, `api` or `sample`.
    pub source: String,
    pub customer_po: String,
    pub remarks: String,
    pub supply: Supply,
    pub totals: Totals,
    pub lines: Vec<Line>,
    pub booked_at: Timestamp,
    pub status_at: Timestamp,
    pub updated_at: Timestamp,
    pub updated_by: String,
    pub version: Version,
    /// Why it waits for credit; empty when it doesn't.
    pub reasons: Vec<Reason>,
    /// For those who work with credit or book orders.
    pub credit: Option<CreditStrip>,
    /// Oldest first.
    pub timeline: Vec<TimelineEntry>,
    pub files: Vec<Attachment>,
    /// The kinds of file that this person may add now.
    pub may_attach: Vec<FileKind>,
    /// For those who see costs.
    pub margin: Option<Margin>,
    pub related: Vec<RelatedOrder>,
    /// What can be done in this state, the usual next action first; also what this person may not do, and why.
    pub actions: Vec<Choice>,
    /// To choose from, for who may choose a warehouse.
    pub warehouses: Vec<Named>,
    /// To forward it to, for who may.
    pub colleagues: Vec<Named>,
    /// Who was asked to decide on its credit, while it waits.
    pub forwarded: Option<Forwarded>,
    pub now: Timestamp,
}

/// The order's customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderCustomer {
    pub id: CustomerId,
    pub code: String,
    pub name: String,
    pub location: String,
    pub address: String,
    pub state_code: String,
    pub gstin: Option<String>,
    pub phone: Option<String>,
    /// `Active`, `Blocked` or `Inactive`.
    pub status: String,
}

/// A line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub id: OrderLineId,
    /// From 1.
    pub position: i64,
    pub product_id: ProductId,
    /// `PROD-001`
    pub product_code: String,
    pub barcode: Option<String>,
    pub sku: String,
    pub product_name: String,
    pub unit: String,
    pub quantity: Quantity,
    pub rate: Money,
    pub list_rate: Money,
    /// What this customer paid the time before.
    pub previous_rate: Option<Money>,
    pub gst: Percent,
    pub amount: Money,
    pub gst_amount: Money,
    pub reserved: Quantity,
    pub batch_id: Option<BatchId>,
    pub batch: Option<String>,
    pub expires: Option<Date>,
}

/// Who was asked to decide on a waiting order. Others may decide still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forwarded {
    pub to: String,
    pub by: String,
    pub at: Timestamp,
    pub remark: String,
    /// To the person who asks now.
    pub mine: bool,
}

/// The sum credit control looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditStrip {
    pub limit: Money,
    pub exposure: Exposure,
    /// Whether open orders stand in the exposure, by the credit policy.
    pub counts_open_orders: bool,
    pub overdue: Money,
    pub overdue_days: i32,
}

/// One entry of an order's feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    pub at: Timestamp,
    pub by: String,
    /// An action's name, `remark` or `file`.
    pub kind: String,
    pub from: Option<Status>,
    pub to: Option<Status>,
    pub remark: String,
    pub data: EventData,
}

/// What an entry keeps besides its words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EventData {
    /// What an edit changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Done by the program, not by a person.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_itself: bool,
    /// Of a decision on credit: the exposure as it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exposure: Option<Exposure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<Money>,
    /// How far above the limit it was released.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// The last day that release is good for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Why it waits; of a release by itself, what it went on in spite of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// Another order's number, or a file's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// One value that became another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// `SKU-001 quantity`, `Remarks`
    pub what: String,
    pub old: String,
    pub new: String,
}

/// An order that belongs to this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedOrder {
    pub number: String,
    pub status: Status,
    pub total: Money,
    /// True: this order is the rest of that one.
    pub is_parent: bool,
}

/// A file kept with an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub id: FileId,
    /// Unguessable; its address is `/api/orders/{number}/files/{code}`.
    pub code: String,
    pub kind: FileKind,
    pub name: String,
    pub media_type: String,
    pub size_bytes: i64,
    pub by: String,
    pub at: Timestamp,
}

/// The form that attaches a file to an order, as far as it travels back when the file is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachFile {
    pub number: String,
}

/// An action in this state, and whether this person may do it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub action: Action,
    pub to: Status,
    /// Why not; `None` when it may be done.
    pub refused: Option<String>,
    /// Nothing happens without a reason in words.
    pub needs_remark: bool,
}

/// What came of an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acted {
    pub id: OrderId,
    pub number: String,
    pub status: Status,
    pub version: Version,
    /// What its state doesn't say: whom it was forwarded to, what a test found.
    pub said: Option<String>,
}

/// What came of an action on one of several orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActedOne {
    pub id: OrderId,
    pub number: String,
    pub outcome: Result<Status, String>,
    /// As of an [`Acted`].
    pub said: Option<String>,
}

/// What came of an action on several orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActedMany {
    pub done: usize,
    pub refused: usize,
    /// Every order, in the order they were taken up.
    pub results: Vec<ActedOne>,
}
