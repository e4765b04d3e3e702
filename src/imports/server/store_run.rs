//! SQL of an import that runs: its start, its progress, its end, what it made.

use serde_json::json;

use super::super::model::{Made, Mode, State, Summary};
use crate::{
    platform::{
        failure::Internal,
        server::{Db, Work},
    },
    values::{ImportId, Money},
};

/// Begins the run. False: somebody was quicker.
pub async fn start(work: &mut Work, id: ImportId, mode: Mode) -> Result<bool, Internal> {
    let now = work.now();
    let done = work
        .sql(
            "update imports set state = 'Running', mode = $1, started_at = $2, done_rows = 0, version = version + 1
             where id = $3 and state = 'Checked'",
        )
        .bind(mode.as_str())
        .bind(now)
        .bind(id)
        .run()
        .await?;
    Ok(done == 1)
}

/// Counts rows as done, inside the transaction that does them. `None`: it was cancelled; the work must not commit.
pub async fn progress(work: &mut Work, id: ImportId, rows: i64) -> Result<Option<i64>, Internal> {
    let done: Option<(i64,)> = work
        .sql("update imports set done_rows = done_rows + $1 where id = $2 and state = 'Running' returning done_rows")
        .bind(rows)
        .bind(id)
        .optional()
        .await?;
    Ok(done.map(|(rows,)| rows))
}

/// Ends the run. False: it had ended before.
pub async fn finish(
    work: &mut Work,
    id: ImportId,
    state: State,
    summary: &Summary,
    failure: Option<String>,
) -> Result<bool, Internal> {
    let now = work.now();
    let done = work
        .sql(
            "update imports set state = $1, summary = $2, failure = $3, finished_at = $4, version = version + 1
             where id = $5 and state = 'Running'",
        )
        .bind(state.as_str())
        .bind(json!(summary).to_string())
        .bind(failure)
        .bind(now)
        .bind(id)
        .run()
        .await?;
    work.sql("delete from jobs where kind = 'imports:run' and state = 'waiting' and payload = $1")
        .bind(json!({"import": id}).to_string())
        .run()
        .await?;
    Ok(done == 1)
}

/// Stops an import that isn't over. False: it is.
pub async fn cancel(work: &mut Work, id: ImportId) -> Result<bool, Internal> {
    let now = work.now();
    let done = work
        .sql(
            "update imports set state = 'Cancelled', finished_at = $1, version = version + 1
             where id = $2 and state in ('Uploaded', 'Needs columns', 'Checked', 'Running')",
        )
        .bind(now)
        .bind(id)
        .run()
        .await?;
    Ok(done == 1)
}

/// The groups of an import that are orders already.
pub async fn groups_done(db: &Db, id: ImportId) -> Result<std::collections::HashSet<String>, Internal> {
    let rows: Vec<(Option<String>,)> =
        db.sql("select import_group from orders where import_id = $1 order by id").bind(id).all().await?;
    Ok(rows.into_iter().filter_map(|(group,)| group).collect())
}

/// The first orders that an import made, and how many there are.
pub async fn made(db: &Db, id: ImportId, limit: i64) -> Result<(Vec<Made>, i64), Internal> {
    let rows: Vec<(String, String, String, Money)> = db
        .sql("select number, customer_name, status, total_paise from orders where import_id = $1 order by id limit $2")
        .bind(id)
        .bind(limit)
        .all()
        .await?;
    let (count,): (i64,) = db.sql("select count(*) from orders where import_id = $1").bind(id).one().await?;
    let made = rows.into_iter().map(|(number, customer, status, total)| Made { number, customer, status, total });
    Ok((made.collect(), count))
}
