//! What customers paid, where an import told of it: known by the import, and taken back with it.

use serde_json::json;

use crate::{
    platform::{failure::Internal, server::Work},
    values::ImportId,
};

/// The last payment there is; those of this transaction come after it.
pub struct Before(i64);

/// Looks before customers are written.
///
/// # Errors
/// When the database refuses.
pub async fn before(work: &mut Work) -> Result<Before, Internal> {
    let (last,): (i64,) = work.sql("select coalesce(max(id), 0) from collections").one().await?;
    Ok(Before(last))
}

fn keys<'c>(customers: impl Iterator<Item = &'c str>) -> String {
    json!(customers.map(|code| json!({"k": code})).collect::<Vec<_>>()).to_string()
}

/// Marks what this transaction noted of these customers as told by an import.
///
/// # Errors
/// When the database refuses.
pub async fn told_by(
    work: &mut Work,
    before: &Before,
    import: ImportId,
    customers: impl Iterator<Item = &str>,
) -> Result<(), Internal> {
    let now = work.now();
    work.sql(
        "update collections set import_id = $1 where id > $2 and at = $3
         and customer_id in (select c.id from customers c where c.code in (select value->>'k' from json_each($4)))",
    )
    .bind(import)
    .bind(before.0)
    .bind(now)
    .bind(keys(customers))
    .run()
    .await?;
    Ok(())
}

/// Forgets what an import told, and what putting these customers back looked like in this transaction: nobody paid.
///
/// # Errors
/// When the database refuses.
pub async fn take_back(
    work: &mut Work,
    before: &Before,
    import: ImportId,
    customers: impl Iterator<Item = &str>,
) -> Result<(), Internal> {
    told_by(work, before, import, customers).await?;
    work.sql("delete from collections where import_id = $1").bind(import).run().await?;
    Ok(())
}
