//! The audit log as a file.

use super::store::{self, Stored};
use crate::{
    audit::{mask, model::AuditFilter},
    identity::{Actor, Capability},
    platform::{
        failure::Failure,
        server::{
            Audit, Desk,
            spreadsheet::{self, Cell, Rows, Table},
        },
    },
};

/// Entries read at a time.
const CHUNK: i64 = 2_000;
/// More than a spreadsheet's reader wants.
const MOST: usize = 100_000;
const HEAD: [&str; 11] = [
    "Id",
    "When (UTC)",
    "Who",
    "Action",
    "Record",
    "Record id",
    "What happened",
    "Changes",
    "Address",
    "Program",
    "Outcome",
];

fn cells(entry: &Stored, sees_pay: bool) -> Vec<Cell> {
    let changes = mask::changes(entry.old_data.as_deref(), entry.new_data.as_deref(), sees_pay);
    let changes = changes
        .iter()
        .map(|change| format!("{}: {} → {}", change.field, change.old, change.new))
        .collect::<Vec<_>>()
        .join("; ");
    let cells = [
        entry.id.to_string(),
        entry.at.iso(),
        entry.user_name.clone(),
        entry.action.clone(),
        entry.entity_type.clone(),
        entry.entity_id.clone(),
        entry.summary.clone(),
        changes,
        entry.address.clone().unwrap_or_default(),
        entry.agent.clone().unwrap_or_default(),
        entry.outcome.clone(),
    ];
    cells.map(Cell::text).to_vec()
}

/// Writes down that the log was exported, by whom and how narrowed.
///
/// # Errors
/// `forbidden` for anybody but an Admin.
pub async fn note(desk: &Desk, actor: &Actor, filter: &AuditFilter, ending: &str) -> Result<(), Failure> {
    let mut work = desk.begin(actor, Capability::SeeAudit).await?;
    let narrowed = filter.pairs().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(", ");
    work.audit(Audit {
        action: "EXPORT",
        entity_type: "audit",
        entity_id: "audit".to_owned(),
        summary: format!(
            "Exported the audit log as {ending} ({})",
            if narrowed.is_empty() { "all" } else { &narrowed }
        ),
        old: None,
        new: None,
    });
    work.commit().await?;
    Ok(())
}

/// The table's head, and its rows as they are read.
pub fn table(desk: &Desk, actor: &Actor, filter: AuditFilter) -> (Table, Rows) {
    let (desk, sees_pay) = (desk.clone(), actor.may(Capability::SetUpKra));
    let rows = spreadsheet::pages((i64::MAX, 0), move |(after, sent)| {
        let (desk, filter) = (desk.clone(), filter.clone());
        async move {
            let rows = store::list(&desk.db, &filter, after, CHUNK).await?;
            let sent = sent + rows.len();
            let next = rows.last().map(|row| (row.id, sent)).filter(|_| sent < MOST);
            Ok((rows.iter().map(|row| cells(row, sees_pay)).collect(), next))
        }
    });
    (Table { sheet: "Audit log", titles: HEAD.map(|title| (title, 0)).to_vec() }, rows)
}
