//! The log of one record, for its page.

use crate::{
    audit::{mask, model::LogRow},
    identity::{Actor, Capability},
    platform::{failure::Internal, server::Db},
    values::Timestamp,
};

/// Entries shown of a record.
const SHOWN: i64 = 30;

type Row = (Timestamp, String, String, Option<String>, Option<String>);

/// What was written down of a record, newest first, as these eyes may see it.
///
/// # Errors
/// When the database refuses.
pub async fn of(db: &Db, actor: &Actor, entity_type: &'static str, entity: &str) -> Result<Vec<LogRow>, Internal> {
    let rows: Vec<Row> = db
        .sql(
            "select at, user_name, summary, old_data, new_data from audit_entries
             where entity_type = $1 and entity_id = $2 and outcome = 'ok' order by id desc limit $3",
        )
        .bind(entity_type.to_owned())
        .bind(entity.to_owned())
        .bind(SHOWN)
        .all()
        .await?;
    let (sees_pay, sees_credit) = (actor.may(Capability::SetUpKra), actor.may(Capability::SeeCredit));
    let sees_cost = actor.may(Capability::SeeCost);
    let row = |(at, who, summary, old, new): Row| {
        // What a new record was made of stands on its page.
        let mut changes =
            if old.is_some() { mask::changes(old.as_deref(), new.as_deref(), sees_pay) } else { Vec::new() };
        changes.retain(|change| sees_credit || !is_bucket(&change.field));
        changes.retain(|change| sees_cost || change.field != "purchaseRate");
        LogRow { at, who, summary, changes }
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Whether a field is one of the buckets of what is due by age.
fn is_bucket(field: &str) -> bool {
    field.strip_suffix(" days").is_some_and(|label| label.starts_with('>') || label.contains(" to "))
}
