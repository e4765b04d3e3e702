//! SQL of the settings.

use serde_json::json;

use crate::{
    platform::{
        failure::Internal,
        server::{Db, Work},
    },
    settings::model::Settings,
    values::Timestamp,
};

const ALL: &str = "select key, value from settings order by key limit 200";

/// The settings as they are now.
///
/// # Errors
/// When the database refuses.
pub async fn get(db: &Db) -> Result<Settings, Internal> {
    Ok(Settings::from_rows(db.sql(ALL).all::<(String, String)>().await?))
}

/// The settings as this work sees them.
///
/// # Errors
/// When the database refuses.
pub async fn get_in(work: &mut Work) -> Result<Settings, Internal> {
    Ok(Settings::from_rows(work.sql(ALL).all::<(String, String)>().await?))
}

/// When any setting was last changed.
pub async fn changed_at(db: &Db) -> Result<Timestamp, Internal> {
    let (at,): (Timestamp,) = db.sql("select coalesce(max(updated_at), 0) from settings").one().await?;
    Ok(at)
}

/// Writes these settings, unless one of them was changed after `seen`; answers how many were written.
pub async fn put(
    work: &mut Work,
    changes: &[(&'static str, String, String)],
    seen: Timestamp,
) -> Result<u64, Internal> {
    let rows: Vec<_> = changes.iter().map(|(key, _, value)| json!({"key": key, "value": value})).collect();
    let now = work.now();
    work.sql(
        "insert into settings (key, value, updated_at)
         select value->>'key', value->>'value', $2 from json_each($1) where true
         on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at
         where settings.updated_at <= $3",
    )
    .bind(serde_json::Value::from(rows).to_string())
    .bind(now)
    .bind(seen)
    .run()
    .await
}
