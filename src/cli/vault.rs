//! `nexus backup` and `nexus restore`: the database and the uploaded files, copied whole and checked.

use std::path::{Path, PathBuf};

use super::Stop;
use crate::{
    platform::{
        failure::Internal,
        server::{Clock, Config, Db, Dialect, Engine},
    },
    values::Timestamp,
};

/// Beside a backup of the database lie its files, under this ending.
const FILES: &str = "files";

/// What SQLite says of a file. Postgres checks its own copies as it reads them.
const INTEGRITY: Dialect =
    Dialect { sqlite: "select integrity_check from pragma_integrity_check limit 1", postgres: "select 'ok'" };
const ORPHANS: Dialect =
    Dialect { sqlite: "select \"table\" from pragma_foreign_key_check limit 1", postgres: "select 'none' where false" };
const USERS: Dialect = Dialect {
    sqlite: "select name from sqlite_master where type = 'table' and name = 'users'",
    postgres: "select 'users'",
};

/// `nexus backup [FILE]`.
pub async fn backup(config: Config, file: Option<PathBuf>) -> Result<(), Stop> {
    let db = Db::open(&config.database_url).await?;
    let ending = if db.engine() == Engine::Sqlite { "db" } else { "dump" };
    let file = file.unwrap_or_else(|| {
        config.data_dir.join("backups").join(format!("nexus-{}.{ending}", stamp(Clock::default().now())))
    });
    if file.exists() {
        return Err(Stop(format!("{} exists; name another file", file.display())));
    }
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    match db.engine() {
        Engine::Sqlite => {
            db.copy_to(&file.display().to_string()).await?;
            check(&file).await?;
        }
        Engine::Postgres => {
            let arguments =
                ["--format=custom".to_owned(), format!("--file={}", file.display()), config.database_url.clone()];
            call("pg_dump", &arguments).await?;
            call("pg_restore", &["--list".to_owned(), "--file=/dev/null".to_owned(), file.display().to_string()])
                .await?;
        }
    }
    db.close().await;
    let files = copy_folder(&config.data_dir.join(FILES), &file.with_extension(FILES))?;
    println!("Backed up to {} and checked it; {files} uploaded files beside it.", file.display());
    Ok(())
}

/// `nexus restore FILE`.
pub async fn restore(config: Config, file: &Path, force: bool) -> Result<(), Stop> {
    if !file.is_file() {
        return Err(Stop(format!("there is no file {}", file.display())));
    }
    if !config.database_url.starts_with("sqlite:") {
        return restore_postgres(&config, file, force).await;
    }
    check(file).await?;
    let target = PathBuf::from(config.database_url.trim_start_matches("sqlite:").trim_start_matches("//"));
    if target.exists() && holds_people(&config).await? {
        if !force {
            return Err(Stop(format!(
                "{} holds data. Say --force to put the backup in its place; the old database is kept beside it.",
                target.display()
            )));
        }
        let kept = target.with_extension(format!("before-restore-{}.db", stamp(Clock::default().now())));
        std::fs::rename(&target, &kept)?;
        println!("The old database is kept as {}.", kept.display());
    }
    for leftover in ["", "-wal", "-shm"] {
        let path = PathBuf::from(format!("{}{leftover}", target.display()));
        if path.exists() {
            std::fs::remove_file(path)?;
        }
    }
    if let Some(folder) = target.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let part = target.with_extension("part");
    std::fs::copy(file, &part)?;
    std::fs::rename(&part, &target)?;
    check(&target).await?;
    finish(&config, file).await
}

async fn restore_postgres(config: &Config, file: &Path, force: bool) -> Result<(), Stop> {
    if holds_people(config).await? && !force {
        return Err(Stop("the database holds data. Say --force to replace it by the backup.".to_owned()));
    }
    let arguments = [
        "--clean".to_owned(),
        "--if-exists".to_owned(),
        "--no-owner".to_owned(),
        "--single-transaction".to_owned(),
        format!("--dbname={}", config.database_url),
        file.display().to_string(),
    ];
    call("pg_restore", &arguments).await?;
    finish(config, file).await
}

/// Puts the uploaded files back, migrates, and says what is there.
async fn finish(config: &Config, file: &Path) -> Result<(), Stop> {
    let files = copy_folder(&file.with_extension(FILES), &config.data_dir.join(FILES))?;
    let db = Db::open(&config.database_url).await?;
    db.migrate().await?;
    let (users, orders): (i64, i64) =
        db.sql("select (select count(*) from users), (select count(*) from orders)").one().await?;
    db.close().await;
    println!("Restored {} with {users} people and {orders} orders; {files} uploaded files.", config.database_label());
    Ok(())
}

/// Whether anybody works in the configured database; one without a schema holds nobody.
async fn holds_people(config: &Config) -> Result<bool, Stop> {
    let db = Db::open(&config.database_url).await?;
    db.migrate().await?;
    let found: Option<(i64,)> = db.sql("select id from users order by id limit 1").optional().await?;
    db.close().await;
    Ok(found.is_some())
}

/// Reads a copy through: every page, every reference.
async fn check(file: &Path) -> Result<(), Stop> {
    let broken = |what: &str| Stop(format!("{} is no sound backup: {what}", file.display()));
    let unread = |internal: Internal| broken(&Stop::from(internal).to_string());
    let db = Db::open(&format!("sqlite://{}", file.display())).await.map_err(unread)?;
    let verdict: (String,) = db.sql_by(INTEGRITY).one().await.map_err(unread)?;
    let orphan: Option<(String,)> = db.sql_by(ORPHANS).optional().await.map_err(unread)?;
    let users: Option<(String,)> = db.sql_by(USERS).optional().await.map_err(unread)?;
    db.close().await;
    // Opening it leaves nothing behind but the file itself.
    for leftover in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{leftover}", file.display()));
    }
    match (verdict.0.as_str(), orphan, users) {
        ("ok", None, Some(_)) => Ok(()),
        ("ok", Some((table,)), _) => Err(broken(&format!("rows of {table} refer to what is not there"))),
        ("ok", None, None) => Err(broken("it is not a database of Nexus")),
        (verdict, ..) => Err(broken(verdict)),
    }
}

/// Runs a tool of Postgres. The password travels in the address, never in the log.
async fn call(tool: &str, arguments: &[String]) -> Result<(), Stop> {
    let arguments = arguments.to_vec();
    let name = tool.to_owned();
    let output = tokio::task::spawn_blocking(move || std::process::Command::new(name).args(arguments).output())
        .await
        .map_err(|error| Stop(error.to_string()))?
        .map_err(|error| Stop(format!("{tool} can't be run ({error}); install PostgreSQL's client tools")))?;
    if output.status.success() {
        return Ok(());
    }
    Err(Stop(format!("{tool} failed: {}", String::from_utf8_lossy(&output.stderr).trim())))
}

/// Copies a folder of folders of files; answers how many files. Those that are there already are the same by their name.
fn copy_folder(from: &Path, to: &Path) -> Result<usize, Stop> {
    if !from.is_dir() {
        return Ok(0);
    }
    std::fs::create_dir_all(to)?;
    let mut count = 0;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            count += copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target)?;
            count += 1;
        }
    }
    Ok(count)
}

/// `20261121-101512`, in UTC.
fn stamp(at: Timestamp) -> String {
    at.iso().chars().filter(char::is_ascii_digit).take(14).collect::<String>()
}
