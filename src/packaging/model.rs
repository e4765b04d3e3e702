//! Packaging material as pages, forms and files know it.

use serde::{Deserialize, Serialize};

use super::{
    alert::Decision,
    reorder::{Standing, Suggestion},
};
use crate::values::{Date, DocumentId, EntryId, MaterialId, Money, PurchaseId, Quantity, Timestamp, Version, named};

/// The categories offered; others may be typed.
pub const CATEGORIES: [&str; 4] = ["Poly Pkts", "Vacuum Pouches", "Cartons", "Tape/Labels"];

/// The reasons offered for an issue; others may be typed.
pub const ISSUE_REASONS: [&str; 5] = ["Packing", "Damaged", "Sample", "Returned to vendor", "Other use"];

/// Days of use that cover, suggestions and the board reckon with.
pub const USE_DAYS: i32 = 30;

named! {
    /// How a material is counted.
    pub enum Unit: "unit" { Pieces = "PCS", Kilos = "KG", Rolls = "ROLLS" }
}

impl Unit {
    /// Counted in whole numbers, not weighed.
    pub const fn is_whole(self) -> bool {
        !matches!(self, Self::Kilos)
    }
}

named! {
    /// What sort of row of the ledger it is.
    pub enum EntryKind: "kind of entry" { In = "IN", Out = "OUT", Count = "COUNT" }
}

named! {
    /// What was submitted at once.
    pub enum DocumentKind: "kind of document" {
        Opening = "Opening",
        Receipt = "Receipt",
        Issue = "Issue",
        Count = "Count",
        Correction = "Correction",
        /// Used up by packing an order.
        Packing = "Packing",
    }
}

/// A material's master record, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MaterialForm {
    /// Empty: the next `PKG-###`.
    pub code: String,
    pub name: String,
    pub category: String,
    pub unit: String,
    /// How much a box holds; empty when it isn't kept in boxes.
    pub per_box: String,
    pub reorder_level: String,
    pub minimum_order: String,
    pub maximum: String,
    pub rate: String,
    pub lead_days: String,
    pub vendor: String,
    pub barcode: String,
    /// The version that was shown; empty for a new one.
    pub version: String,
}

/// Takes a material out of use, or puts it back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UseForm {
    pub code: String,
    /// `yes` or `no`.
    pub active: String,
    /// The version that was shown; empty: whatever it is now.
    pub version: String,
}

/// One line of goods that came in, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReceiptLineForm {
    /// Code or barcode. A line without material and quantity is left out.
    pub material: String,
    pub quantity: String,
    /// Full boxes, counted on top of `quantity`.
    pub boxes: String,
    pub batch: String,
    pub made: String,
    pub expires: String,
    pub rate: String,
}

/// A receipt, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReceiptForm {
    /// Made by the client, the same on every try: what is sent twice counts once.
    pub key: String,
    /// The warehouse's code.
    pub warehouse: String,
    pub vendor: String,
    /// The challan's or invoice's number.
    pub reference: String,
    pub remarks: String,
    /// When it was made, as the device said; only of what waited for the network.
    pub entered_at: String,
    pub lines: Vec<ReceiptLineForm>,
}

/// One line of goods that went out, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct IssueLineForm {
    /// Code or barcode. A line without material and quantity is left out.
    pub material: String,
    pub quantity: String,
    pub boxes: String,
    pub batch: String,
}

/// An issue, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct IssueForm {
    /// As [`ReceiptForm::key`].
    pub key: String,
    pub warehouse: String,
    pub reason: String,
    /// An order's number, when it is for one.
    pub order: String,
    pub remarks: String,
    /// As [`ReceiptForm::entered_at`].
    pub entered_at: String,
    pub lines: Vec<IssueLineForm>,
}

/// A correction of one entry, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CorrectionForm {
    pub key: String,
    /// The entry's id.
    pub entry: String,
    /// What should have been entered; 0 takes the entry back.
    pub quantity: String,
    pub reason: String,
}

/// What became of a submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    pub document: DocumentId,
    pub kind: DocumentKind,
    /// It had been sent before and was counted then.
    pub repeated: bool,
    pub lines: Vec<PostedLine>,
}

/// What a line made of its material.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostedLine {
    pub entry: EntryId,
    pub code: String,
    pub name: String,
    pub unit: Unit,
    /// Below zero when it went out.
    pub quantity: Quantity,
    /// In the warehouse, afterwards.
    pub balance: Quantity,
    /// In all warehouses, afterwards.
    pub total: Quantity,
    pub is_low: bool,
}

/// Which materials the board shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BoardFilter {
    pub q: String,
    pub category: String,
    /// A [`Standing`]'s name, [`super::reorder::UNUSED`], or empty for all.
    pub standing: String,
    /// A warehouse's code: what is on hand is that warehouse's. Empty: all together.
    pub warehouse: String,
    /// From 1.
    pub page: i64,
}

/// A material on the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardRow {
    pub id: MaterialId,
    pub code: String,
    pub name: String,
    pub category: String,
    pub unit: Unit,
    pub per_box: Quantity,
    pub on_hand: Quantity,
    pub on_order: Quantity,
    pub reorder_level: Quantity,
    pub maximum: Option<Quantity>,
    /// Went out in the last [`USE_DAYS`] days.
    pub used: Quantity,
    /// Whole days that the stock lasts at this use; `None` when nothing is used.
    pub cover_days: Option<i64>,
    pub value: Money,
    pub last_moved_at: Option<Timestamp>,
    pub standing: Standing,
    pub vendor: String,
    pub barcode: String,
    /// In use; what isn't has nothing on hand and nothing on order.
    pub active: bool,
}

/// The sums above the board.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardSums {
    pub materials: i64,
    pub low: i64,
    pub stagnant: i64,
    pub over: i64,
    pub value: Money,
    pub open_counts: i64,
    /// Materials out of use.
    pub unused: i64,
}

/// A code and its name, to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub code: String,
    pub name: String,
}

/// The stock board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    pub rows: Vec<BoardRow>,
    pub sums: BoardSums,
    /// Materials on the reorder list.
    pub due: i64,
    /// Materials that the filter meets.
    pub found: i64,
    pub page: i64,
    pub pages: i64,
    pub warehouses: Vec<Choice>,
    pub categories: Vec<String>,
    pub may_receive: bool,
    pub may_issue: bool,
    pub may_count: bool,
    pub now: Timestamp,
}

/// What is on hand in a warehouse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    pub warehouse: Choice,
    pub on_hand: Quantity,
    pub last_moved_at: Option<Timestamp>,
}

/// A vendor of a material.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VendorRow {
    pub name: String,
    pub rate: Money,
    pub minimum_order: Quantity,
    pub lead_days: i64,
    pub last_received_at: Option<Timestamp>,
    pub preferred: bool,
}

/// A batch that came in, soonest to expire first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchRow {
    pub batch: String,
    pub received: Quantity,
    pub made: Option<Date>,
    pub expires: Option<Date>,
    pub received_at: Timestamp,
    /// Days until it expires, below zero when it has.
    pub days_left: Option<i64>,
}

/// One day of the movement chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaySums {
    pub day: Date,
    pub came_in: Quantity,
    pub went_out: Quantity,
    pub counted: Quantity,
    /// At the day's end.
    pub balance: Quantity,
}

/// A row of the ledger with the balance it left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerRow {
    pub id: EntryId,
    pub document: DocumentId,
    pub document_kind: DocumentKind,
    /// When it arrived.
    pub at: Timestamp,
    /// When it was made, where it waited for the network.
    pub entered_at: Option<Timestamp>,
    /// What its device said of that, where it can't be.
    pub entered_doubt: String,
    pub kind: EntryKind,
    pub material: Choice,
    pub unit: Unit,
    pub warehouse: Choice,
    /// Below zero when it went out.
    pub quantity: Quantity,
    pub balance: Quantity,
    pub total: Quantity,
    pub counted: Option<Quantity>,
    pub batch: String,
    pub made: Option<Date>,
    pub expires: Option<Date>,
    pub vendor: String,
    pub reference: String,
    pub reason: String,
    pub order: Option<String>,
    pub user_name: String,
    /// The entry it corrects.
    pub corrects: Option<EntryId>,
    /// It was corrected since.
    pub corrected: bool,
    pub files: i64,
}

/// Which rows of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LedgerFilter {
    /// Code; empty for all materials.
    pub material: String,
    pub warehouse: String,
    pub kind: String,
    /// Days, as typed; both included.
    pub from: String,
    pub to: String,
    /// Rows with an id below this one; empty for the newest.
    pub cursor: String,
}

/// A page of the ledger, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    pub rows: Vec<LedgerRow>,
    /// What to ask the next page with; `None` on the last.
    pub next: Option<EntryId>,
}

/// What is ordered and still to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseRow {
    pub id: PurchaseId,
    pub vendor: String,
    pub quantity: Quantity,
    pub received: Quantity,
    pub ordered_on: Date,
    pub expected_on: Option<Date>,
    pub reference: String,
    pub user_name: String,
}

/// All of a material's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaterialPage {
    pub row: BoardRow,
    pub minimum_order: Quantity,
    pub rate: Money,
    pub lead_days: i64,
    pub version: Version,
    pub balances: Vec<Balance>,
    pub vendors: Vec<VendorRow>,
    pub batches: Vec<BatchRow>,
    /// The last 90 days, oldest first, a row a day.
    pub days: Vec<DaySums>,
    pub purchases: Vec<PurchaseRow>,
    pub ledger: Ledger,
    /// What to order, and why so much.
    pub suggestion: Suggestion,
    /// The last decisions about its alert, newest first.
    pub decisions: Vec<Decision>,
    /// Why its alert did, or did not, fire.
    pub why: String,
    /// The SKUs that it packs.
    pub used_by: Vec<Choice>,
    pub may_edit: bool,
    pub may_correct: bool,
    pub now: Timestamp,
}
