//! SQL of imports.

pub use super::store_run::*;

use std::collections::HashMap;

use serde_json::{Value, json};

use super::super::{
    columns::{Mapping, fold_header},
    error::Error,
    model::{Finding, ImportRow, Kind, Mode, Severity, State, Summary},
};
use crate::{
    identity::{Actor, Capability, Sees},
    platform::{
        failure::Internal,
        server::{Db, Text, Work},
    },
    values::{ImportId, Timestamp, UserId},
};

/// Findings kept of one import; a file with more is wrong as a whole.
const MAX_FINDINGS: usize = 200_000;

#[derive(sqlx::FromRow)]
struct Row {
    id: ImportId,
    kind: String,
    file_name: String,
    file_hash: String,
    size_bytes: i64,
    state: String,
    mode: String,
    mapping: String,
    total_rows: i64,
    good_rows: i64,
    bad_rows: i64,
    done_rows: i64,
    summary: String,
    failure: Option<String>,
    user_id: UserId,
    user_name: String,
    created_at: Timestamp,
    started_at: Option<Timestamp>,
    finished_at: Option<Timestamp>,
    version: i64,
}

/// An import with what only the server needs.
#[derive(Clone, Debug)]
pub struct Stored {
    pub row: ImportRow,
    pub user: UserId,
    pub hash: String,
    pub mapping: Mapping,
}

impl TryFrom<Row> for Stored {
    type Error = Internal;

    fn try_from(row: Row) -> Result<Self, Internal> {
        let kind: Kind = row.kind.parse().map_err(Internal::from_error)?;
        let state: State = row.state.parse().map_err(Internal::from_error)?;
        let mode: Mode = row.mode.parse().map_err(Internal::from_error)?;
        Ok(Self {
            user: row.user_id,
            hash: row.file_hash,
            mapping: serde_json::from_str(&row.mapping).unwrap_or_default(),
            row: ImportRow {
                id: row.id,
                kind,
                file_name: row.file_name,
                size_bytes: row.size_bytes,
                state,
                mode,
                total_rows: row.total_rows,
                good_rows: row.good_rows,
                bad_rows: row.bad_rows,
                done_rows: row.done_rows,
                summary: serde_json::from_str(&row.summary).unwrap_or_default(),
                failure: row.failure,
                user_name: row.user_name,
                created_at: row.created_at,
                started_at: row.started_at,
                finished_at: row.finished_at,
                version: row.version,
            },
        })
    }
}

const SELECT: &str = "select i.id, i.kind, i.file_name, i.file_hash, i.size_bytes, i.state, i.mode, i.mapping, i.total_rows, i.good_rows,
        i.bad_rows, i.done_rows, i.summary, i.failure, i.user_id, u.name as user_name, i.created_at, i.started_at,
        i.finished_at, i.version
 from imports i join users u on u.id = i.user_id where ";

/// Imports, newest first, older than `before`; only those this person may see.
pub async fn list(db: &Db, actor: &Actor, before: Option<ImportId>, limit: i64) -> Result<Vec<ImportRow>, Internal> {
    let mut text = Text::new(db.engine(), SELECT);
    text.push("i.id < ").bind(before.map_or(i64::MAX, ImportId::get));
    if let Sees::Of(people) = actor.sees() {
        text.push(" and i.user_id in ").bind_list(people);
    }
    if !actor.may(Capability::SeeCost) {
        text.push(" and i.kind <> ").bind(Kind::Products.as_str());
    }
    text.push(" order by i.id desc limit ").bind(limit);
    let rows: Vec<Row> = db.text(text).all().await?;
    rows.into_iter().map(|row| Stored::try_from(row).map(|stored| stored.row)).collect()
}

/// The import, if this person may see it.
pub async fn find(db: &Db, actor: &Actor, id: ImportId) -> Result<Option<Stored>, Internal> {
    let mut text = Text::new(db.engine(), SELECT);
    text.push("i.id = ").bind(id);
    let row: Option<Row> = db.text(text).optional().await?;
    let stored = row.map(Stored::try_from).transpose()?;
    // A file of products says what they cost.
    let sees = |stored: &Stored| {
        actor.sees().includes(stored.user) && (stored.row.kind != Kind::Products || actor.may(Capability::SeeCost))
    };
    Ok(stored.filter(sees))
}

pub struct NewImport {
    pub kind: Kind,
    pub file_name: String,
    pub hash: String,
    pub size: usize,
    pub mapping: Mapping,
    pub total_rows: usize,
}

pub async fn insert(work: &mut Work, import: NewImport) -> Result<ImportId, Internal> {
    let (user, now) = (work.actor().user(), work.now());
    let (id,): (ImportId,) = work
        .sql(
            "insert into imports (kind, file_name, file_hash, size_bytes, state, mapping, total_rows, user_id, created_at)
             values ($1, $2, $3, $4, 'Uploaded', $5, $6, $7, $8) returning id",
        )
        .bind(import.kind.as_str())
        .bind(import.file_name)
        .bind(import.hash)
        .bind(import.size as i64)
        .bind(json!(import.mapping).to_string())
        .bind(import.total_rows as i64)
        .bind(user)
        .bind(now)
        .one()
        .await?;
    Ok(id)
}

/// An earlier import of the very same file that put something in.
pub async fn same_file(db: &Db, kind: Kind, hash: &str, not: ImportId) -> Result<Option<ImportId>, Internal> {
    let found: Option<(ImportId,)> = db
        .sql(
            "select id from imports where file_hash = $1 and kind = $2 and id <> $3 and state in ('Running', 'Done', 'Partial')
             order by id desc limit 1",
        )
        .bind(hash.to_owned())
        .bind(kind.as_str())
        .bind(not)
        .optional()
        .await?;
    Ok(found.map(|(id,)| id))
}

/// What people have said about headers before: folded header → field, empty to leave it out.
pub async fn remembered(db: &Db, kind: Kind) -> Result<HashMap<String, String>, Internal> {
    let rows: Vec<(String, String)> = db
        .sql("select header, field from header_mappings where kind = $1 order by header limit 5000")
        .bind(kind.as_str())
        .all()
        .await?;
    Ok(rows.into_iter().collect())
}

pub async fn remember(work: &mut Work, kind: Kind, mapping: &Mapping) -> Result<(), Internal> {
    let mut seen = HashMap::new();
    for header in mapping.headers.iter().filter(|header| header.known) {
        seen.insert(fold_header(&header.text), header.field.clone().unwrap_or_default());
    }
    let rows: Vec<Value> = seen
        .into_iter()
        .filter(|(header, _)| !header.is_empty())
        .map(|(header, field)| json!({"h": header, "f": field}))
        .collect();
    work.sql(
        "insert into header_mappings (kind, header, field)
         select $2, value->>'h', value->>'f' from json_each($1) where true
         on conflict (kind, header) do update set field = excluded.field",
    )
    .bind(Value::from(rows).to_string())
    .bind(kind.as_str())
    .run()
    .await?;
    Ok(())
}

/// # Errors
/// [`Error::NotFound`] when it is no longer in a state that takes columns.
pub async fn set_mapping(work: &mut Work, id: ImportId, mapping: &Mapping, state: State) -> Result<(), Error> {
    let done = work
        .sql(
            "update imports set mapping = $1, state = $2, version = version + 1
             where id = $3 and state in ('Uploaded', 'Needs columns', 'Checked')",
        )
        .bind(json!(mapping).to_string())
        .bind(state.as_str())
        .bind(id)
        .run()
        .await?;
    if done == 1 { Ok(()) } else { Err(Error::NotFound) }
}

pub struct CheckResult<'a> {
    pub total_rows: i64,
    pub good_rows: i64,
    pub bad_rows: i64,
    pub summary: &'a Summary,
    pub findings: &'a [Finding],
}

/// Keeps what a check found, in place of what an earlier one did.
pub async fn set_checked(work: &mut Work, id: ImportId, result: CheckResult<'_>) -> Result<bool, Internal> {
    let now = work.now();
    let done = work
        .sql(
            "update imports set state = 'Checked', total_rows = $1, good_rows = $2, bad_rows = $3, summary = $4, checked_at = $5,
                    version = version + 1
             where id = $6 and state in ('Uploaded', 'Needs columns', 'Checked')",
        )
        .bind(result.total_rows)
        .bind(result.good_rows)
        .bind(result.bad_rows)
        .bind(json!(result.summary).to_string())
        .bind(now)
        .bind(id)
        .run()
        .await?;
    work.sql("delete from import_findings where import_id = $1").bind(id).run().await?;
    add_findings(work, id, result.findings, 0).await?;
    Ok(done == 1)
}

/// Adds findings behind those there are; `from` is how many there are.
pub async fn add_findings(work: &mut Work, id: ImportId, findings: &[Finding], from: i64) -> Result<(), Internal> {
    if findings.is_empty() {
        return Ok(());
    }
    let rows: Vec<Value> = findings
        .iter()
        .take(MAX_FINDINGS)
        .enumerate()
        .map(|(index, finding)| {
            json!({
                "n": from + index as i64, "r": finding.row, "f": finding.field, "v": finding.value, "c": finding.code,
                "m": finding.message, "h": finding.hint, "s": finding.severity.as_str(),
            })
        })
        .collect();
    work.sql(
        "insert into import_findings (import_id, position, row, field, value, code, message, hint, severity)
         select $2, cast(value->>'n' as bigint), cast(value->>'r' as bigint), value->>'f', value->>'v', value->>'c', value->>'m',
                value->>'h', value->>'s'
         from json_each($1)",
    )
    .bind(Value::from(rows).to_string())
    .bind(id)
    .run()
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct FindingRow {
    row: i64,
    field: String,
    value: String,
    code: String,
    message: String,
    hint: Option<String>,
    severity: String,
}

impl From<FindingRow> for Finding {
    fn from(row: FindingRow) -> Self {
        Self {
            row: u32::try_from(row.row).unwrap_or_default(),
            field: row.field,
            value: row.value,
            code: row.code,
            message: row.message,
            hint: row.hint,
            severity: row.severity.parse().unwrap_or(Severity::Wrong),
        }
    }
}

/// So many findings from a position on.
pub async fn findings(db: &Db, id: ImportId, from: i64, limit: i64) -> Result<Vec<Finding>, Internal> {
    let rows: Vec<FindingRow> = db
        .sql(
            "select row, field, value, code, message, hint, severity from import_findings
             where import_id = $1 and position >= $2 order by position limit $3",
        )
        .bind(id)
        .bind(from)
        .bind(limit)
        .all()
        .await?;
    Ok(rows.into_iter().map(Finding::from).collect())
}

/// How many findings there are, and how many of them are errors.
pub async fn count_findings(db: &Db, id: ImportId) -> Result<(i64, i64), Internal> {
    db.sql("select count(*), count(case when severity = 'error' then 1 end) from import_findings where import_id = $1")
        .bind(id)
        .one()
        .await
}

/// The rows that have errors.
pub async fn bad_rows(db: &Db, id: ImportId) -> Result<std::collections::HashSet<u32>, Internal> {
    let rows: Vec<(i64,)> = db
        .sql("select distinct row from import_findings where import_id = $1 and severity = 'error' order by row")
        .bind(id)
        .all()
        .await?;
    Ok(rows.into_iter().filter_map(|(row,)| u32::try_from(row).ok()).collect())
}
