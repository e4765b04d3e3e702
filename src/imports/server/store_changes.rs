//! SQL of what an import of masters wrote.

use serde_json::{Value, json};

use super::super::masters::Master;
use crate::{
    platform::{failure::Internal, server::Work},
    values::ImportId,
};

/// A record as it was, `None` of a new one, and as the import wrote it.
pub type Written = (Option<Master>, Master);

/// Keeps what was written, behind what was before; `from` is how many rows of the import were done before these.
pub async fn add_changes(work: &mut Work, id: ImportId, from: i64, changes: &[Written]) -> Result<(), Internal> {
    let rows: Vec<Value> = (from..)
        .zip(changes)
        .map(|(position, (old, new))| {
            json!({"n": position, "old": old.as_ref().map(|old| json!(old).to_string()), "new": json!(new).to_string()})
        })
        .collect();
    work.sql(
        "insert into import_changes (import_id, position, old_data, new_data)
         select $2, cast(value->>'n' as bigint), value->>'old', value->>'new' from json_each($1)",
    )
    .bind(Value::from(rows).to_string())
    .bind(id)
    .run()
    .await?;
    Ok(())
}

/// What an import wrote, in its order.
pub async fn changes(work: &mut Work, id: ImportId) -> Result<Vec<Written>, Internal> {
    let rows: Vec<(Option<String>, String)> = work
        .sql("select old_data, new_data from import_changes where import_id = $1 order by position")
        .bind(id)
        .all()
        .await?;
    let read = |text: String| serde_json::from_str(&text).map_err(Internal::from_error);
    rows.into_iter().map(|(old, new)| Ok((old.map(read).transpose()?, read(new)?))).collect()
}
