//! How the program is doing, for an Admin.

use std::{path::Path, time::UNIX_EPOCH};

use crate::{
    dashboard::{
        model::{Card, CardRow, Stat},
        texts,
    },
    platform::{
        failure::Internal,
        server::{Db, Desk},
    },
    values::Timestamp,
};

/// A backup older than so many days is said in red.
const OLD_BACKUP_DAYS: i64 = 2;

/// Jobs that have work left, and those that gave up.
#[derive(Clone, Copy, Debug)]
pub struct Jobs {
    pub waiting: i64,
    pub failed: i64,
}

/// # Errors
/// When the database refuses.
pub async fn jobs(db: &Db) -> Result<Jobs, Internal> {
    let (waiting, failed): (i64, i64) = db
        .sql("select (select count(*) from jobs where state in ('waiting', 'running')), (select count(*) from jobs where state = 'failed')")
        .one()
        .await?;
    Ok(Jobs { waiting, failed })
}

/// When the newest backup was written.
pub async fn newest_backup(desk: &Desk) -> Option<Timestamp> {
    newest_file(&desk.config.data_dir.join("backups")).await
}

/// Whether a backup of then is worth a warning.
pub fn backup_is_old(at: Timestamp, now: Timestamp) -> bool {
    now.seconds_since(at) > OLD_BACKUP_DAYS * 86_400
}

/// Database, jobs, last backup and the latest imports.
///
/// # Errors
/// When the database refuses.
pub async fn health(desk: &Desk, db: &Db, cards: &mut Vec<Card>, stats: &mut Vec<Stat>) -> Result<(), Internal> {
    let now = desk.clock.now();
    let Jobs { waiting, failed } = jobs(db).await?;
    let stat = |label: &str, value: String, note: &str, hue: &str| Stat {
        label: label.to_owned(),
        value,
        note: note.to_owned(),
        exact: String::new(),
        href: String::new(),
        hue: hue.to_owned(),
    };
    let backup = newest_backup(desk).await;
    let (age, hue) = match backup {
        Some(at) => (at.relative_to(now), if backup_is_old(at, now) { "stopped" } else { "" }),
        None => (texts::no_backup().to_owned(), "stopped"),
    };
    stats.push(stat(texts::database(), texts::database_ok().to_owned(), db.engine().name(), "good"));
    stats.push(stat(texts::jobs_waiting(), waiting.to_string(), texts::now(), ""));
    stats.push(stat(texts::jobs_failed(), failed.to_string(), texts::now(), if failed > 0 { "stopped" } else { "" }));
    stats.push(stat(texts::last_backup(), age, if backup.is_some() { "" } else { texts::no_backup_about() }, hue));
    cards.push(imports(db, now).await?);
    Ok(())
}

async fn imports(db: &Db, now: Timestamp) -> Result<Card, Internal> {
    let rows: Vec<(i64, String, String, i64, Timestamp)> = db
        .sql("select id, file_name, state, total_rows, created_at from imports order by id desc limit 6")
        .all()
        .await?;
    let rows = rows.into_iter().map(|(id, file, state, total, at)| CardRow {
        title: file,
        sub: state,
        side: format!("{total} · {}", at.relative_to(now)),
        status: None,
        href: format!("/imports/{id}"),
    });
    Ok(Card {
        title: texts::imports().to_owned(),
        period: texts::latest().to_owned(),
        rows: rows.collect(),
        empty: texts::no_imports().to_owned(),
        more: Some("/imports".to_owned()),
    })
}

/// When the newest file of this folder was written.
async fn newest_file(folder: &Path) -> Option<Timestamp> {
    let mut entries = tokio::fs::read_dir(folder).await.ok()?;
    let mut newest = None;
    while let Ok(Some(entry)) = entries.next_entry().await {
        let written =
            entry.metadata().await.ok().filter(std::fs::Metadata::is_file).and_then(|about| about.modified().ok());
        let since = written
            .and_then(|at| at.duration_since(UNIX_EPOCH).ok())
            .and_then(|since| i64::try_from(since.as_micros()).ok());
        newest = newest.max(since);
    }
    newest.map(Timestamp::from_micros)
}
