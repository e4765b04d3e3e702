//! The columns of the files of scorecards: targets and achievements, overdue balances.

use super::{Column, optional, required};
use crate::imports::model::Kind;

pub(super) const TARGETS: &[Column] = &[
    required("user", "Employee ID", &["user id", "userid", "employee code", "employee", "id"]),
    required("month", "Month", &["period"]),
    required("kra", "KRA", &["kra name", "name", "measure"]),
    optional("criteria", "Criteria", &["description"]),
    optional("kind", "Type", &["kind", "kra type"]),
    optional("unit", "Unit", &["uom"]),
    optional("source", "Source", &[]),
    optional("category", "Category", &["product category"]),
    optional("target", "Target", &["target value"]),
    optional("achieved", "Achieved", &["achieved value", "achievement", "actual"]),
    optional("weight", "Weightage", &["weight", "weightage %", "weight %"]),
    optional("table", "Slab Table", &["slab", "table"]),
];

pub(super) const BALANCES: &[Column] = &[
    required("user", "Employee ID", &["user id", "userid", "employee code", "employee", "id"]),
    required("month", "Month", &["period"]),
    required("branch", "Branch", &["branch name", "location", "depot"]),
    optional("amount", "OD Balance", &["balance", "od", "overdue", "overdue balance", "amount"]),
];

/// What an export has besides the columns of its kind, which is told and never taken.
pub(super) const fn told(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::KraTargets => &TOLD_OF_SCORES,
        Kind::OdBalances => &["Employee Name", "Scorecard"],
        _ => &[],
    }
}

/// What the export of KRA scores has besides the columns of targets.
const TOLD_OF_SCORES: [&str; 10] = [
    "Employee Name",
    "Role",
    "Manager",
    "Counts",
    "Score",
    "Self Score",
    "Review",
    "Total Score",
    "Incentive %",
    "Incentive",
];
