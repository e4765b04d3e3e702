//! The words of imports: kinds, the life of an import, what a check finds.

use serde::{Deserialize, Serialize};

use crate::{
    identity::{Actor, Capability},
    values::{ImportId, Money, Timestamp, grouped, named},
};

named! {
    /// What a file is imported as.
    pub enum Kind: "kind of import" {
        Orders = "orders",
        Products = "products",
        Customers = "customers",
        PriceList = "price-list",
        Stock = "stock",
        PackagingStock = "packaging-stock",
        PackagingInward = "packaging-inward",
        PackagingCount = "packaging-count",
        PackagingBill = "packaging-bill",
        /// Targets and achievements of scorecards.
        KraTargets = "kra-targets",
        /// Overdue balances of the branches, for scorecards.
        OdBalances = "od-balances",
        Warehouses = "warehouses",
    }
}

impl Kind {
    /// What this person needs to import it. Customers have two sides, each its own roles': either is enough, and the check
    /// refuses changes of the other.
    pub fn right(self, actor: &Actor) -> Capability {
        match self {
            Self::Orders => Capability::UploadOrders,
            Self::Products => Capability::EditProducts,
            Self::Customers if actor.may(Capability::EditCredit) && !actor.may(Capability::EditCustomers) => {
                Capability::EditCredit
            }
            Self::Customers => Capability::EditCustomers,
            Self::PriceList => Capability::EditPriceLists,
            Self::Stock => Capability::EditStock,
            Self::PackagingStock | Self::PackagingInward | Self::PackagingBill => Capability::ReceivePackaging,
            Self::PackagingCount => Capability::CountPackaging,
            Self::KraTargets => Capability::SetUpKra,
            Self::OdBalances => Capability::EditCredit,
            Self::Warehouses => Capability::ManageSettings,
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Orders => "Orders",
            Self::Products => "Products",
            Self::Customers => "Customers",
            Self::PriceList => "Price list",
            Self::Stock => "Stock",
            Self::PackagingStock => "Packaging opening stock",
            Self::PackagingInward => "Packaging inward",
            Self::PackagingCount => "Packaging count",
            Self::PackagingBill => "Bills of packaging",
            Self::KraTargets => "KRA targets",
            Self::OdBalances => "OD balances",
            Self::Warehouses => "Warehouses",
        }
    }

    /// Goes the ways of packaging, whose ledger is never taken back.
    pub const fn is_packaging(self) -> bool {
        matches!(self, Self::PackagingStock | Self::PackagingInward | Self::PackagingCount | Self::PackagingBill)
    }
}

named! {
    /// The life of an import.
    pub enum State: "state of an import" {
        Uploaded = "Uploaded",
        /// Headers that nobody has explained yet, or required ones that are missing.
        NeedsColumns = "Needs columns",
        Checked = "Checked",
        Running = "Running",
        /// Every row went in.
        Done = "Done",
        /// Some rows went in.
        Partial = "Partial",
        /// No row went in.
        Failed = "Failed",
        /// Stopped by a person; what had gone in stays.
        Cancelled = "Cancelled",
        Undone = "Undone",
    }
}

impl State {
    /// Whether columns may still be chosen.
    pub const fn may_map(self) -> bool {
        matches!(self, Self::Uploaded | Self::NeedsColumns | Self::Checked)
    }

    pub const fn may_run(self) -> bool {
        matches!(self, Self::Checked)
    }

    pub const fn may_cancel(self) -> bool {
        matches!(self, Self::Uploaded | Self::NeedsColumns | Self::Checked | Self::Running)
    }

    /// Whether it may have put something in that can be taken back.
    pub const fn may_undo(self) -> bool {
        matches!(self, Self::Done | Self::Partial | Self::Cancelled)
    }

    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Partial | Self::Failed | Self::Cancelled | Self::Undone)
    }

    /// The page that shows an import in this state.
    pub fn path(self, id: ImportId) -> String {
        match self {
            Self::NeedsColumns | Self::Uploaded => format!("/imports/{id}/columns"),
            Self::Checked => format!("/imports/{id}"),
            Self::Running => format!("/imports/{id}/run"),
            _ => format!("/imports/{id}/result"),
        }
    }
}

named! {
    /// What becomes of the good rows when others are bad.
    pub enum Mode: "mode" {
        /// All rows or none.
        All = "all",
        Good = "good",
    }
}

named! {
    pub enum Severity: "severity" {
        /// The row can't go in.
        Wrong = "error",
        /// The row goes in; somebody should know.
        Warning = "warning",
    }
}

/// One thing a check found: where, what, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// As Excel numbers it.
    pub row: u32,
    pub field: String,
    /// What stands in the file.
    pub value: String,
    pub code: String,
    pub message: String,
    pub hint: Option<String>,
    pub severity: Severity,
}

impl Finding {
    /// What the hint says to write instead, where that is one value.
    pub fn meant(&self) -> Option<&str> {
        let hint = self.hint.as_deref().filter(|_| !self.value.is_empty() && self.severity == Severity::Wrong)?;
        match hint.strip_prefix("Did you mean ") {
            Some(meant) => meant.strip_suffix('?'),
            None => hint.strip_prefix("Write ").filter(|meant| meant.bytes().all(|byte| byte.is_ascii_digit())),
        }
    }
}

/// What a check counted, beside the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// Orders that the good rows make.
    pub orders: i64,
    /// Orders with a bad row among theirs.
    pub bad_orders: i64,
    pub value: Money,
    pub credit_waits: i64,
    pub repeats: i64,
    pub new: i64,
    pub updated: i64,
    pub unchanged: i64,
    /// Orders, products or customers that were made.
    pub made: i64,
    /// Sheets that were not read.
    pub left_out: Vec<String>,
    pub sheet: String,
    /// An earlier import of the very same file.
    pub same_file: Option<ImportId>,
}

/// An import in the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    pub id: ImportId,
    pub kind: Kind,
    pub file_name: String,
    pub size_bytes: i64,
    pub state: State,
    pub mode: Mode,
    pub total_rows: i64,
    pub good_rows: i64,
    pub bad_rows: i64,
    pub done_rows: i64,
    pub summary: Summary,
    pub failure: Option<String>,
    pub user_name: String,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    pub version: i64,
}

/// A page of the history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    pub rows: Vec<ImportRow>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<ImportId>,
    pub kinds: Vec<Kind>,
}

/// A header of the file and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    pub index: usize,
    pub text: String,
    /// The column's field; `None` when it is left out or unknown.
    pub field: Option<String>,
    /// Recognised, or explained by a person before.
    pub known: bool,
    /// The first values below it.
    pub examples: Vec<String>,
}

/// An order that an import made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    pub number: String,
    pub customer: String,
    pub status: String,
    pub total: Money,
}

/// An import with what its pages show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    pub import: ImportRow,
    pub findings: Vec<Finding>,
    pub finding_count: i64,
    pub error_count: i64,
    /// From 1.
    pub page: i64,
    pub pages: i64,
    pub headers: Vec<Header>,
    /// The first of what it made.
    pub made: Vec<Made>,
    pub may_change: bool,
    pub now: Timestamp,
}

/// Why an upload was refused, for the page that is shown again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UploadRefused(pub crate::platform::failure::Failure);

/// Bytes as people read them.
pub fn size(bytes: i64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KB", bytes / 1_024),
        _ => format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    }
}

/// Seconds left at the rate so far; `None` before anything is known.
pub fn seconds_left(done: i64, total: i64, elapsed: i64) -> Option<i64> {
    (done > 0 && elapsed > 0).then(|| (total - done).max(0) * elapsed / done)
}

/// A count with Indian grouping.
pub fn count(number: i64) -> String {
    grouped(number.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_checked_import_runs_and_a_finished_one_is_undone() {
        assert!(State::ALL.iter().filter(|state| state.may_run()).eq([&State::Checked]));
        assert!(State::Partial.may_undo() && !State::Failed.may_undo() && !State::Undone.may_undo());
    }

    #[test]
    fn counts_group_the_indian_way() {
        assert_eq!(
            [7, 999, 1_000, 10_240, 100_000, 12_345_678].map(count),
            ["7", "999", "1,000", "10,240", "1,00,000", "1,23,45,678"]
        );
    }

    #[test]
    fn time_left_follows_the_rate() {
        assert_eq!(seconds_left(0, 100, 5), None);
        assert_eq!(seconds_left(25, 100, 5), Some(15));
    }
}
