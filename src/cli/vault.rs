//! `nexus backup` and `nexus restore`: the database and the uploaded files, copied whole and checked.

use std::path::{Path, PathBuf};

use super::Stop;
use crate::{
    platform::{
        failure::Internal,
        server::{Clock, Config, Db, Dialect, Engine},
    },
    ui::decode,
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
            let target = format!("--file={}", file.display());
            call("pg_dump", &["--format=custom", "--no-owner", "--no-privileges", &target], Some(&config)).await?;
            check_dump(&file).await?;
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
    check_dump(file).await?;
    let arguments = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction"];
    call("pg_restore", &[&arguments[..], &[&file.display().to_string()]].concat(), Some(config)).await?;
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

/// Reads a dump through to its end, into nothing.
async fn check_dump(file: &Path) -> Result<(), Stop> {
    call("pg_restore", &["--file=/dev/null", &file.display().to_string()], None)
        .await
        .map_err(|stop| Stop(format!("{} is no sound backup: {stop}", file.display())))
}

/// Runs a tool of Postgres, on the configured database where there is one. The password goes by the environment: anybody on
/// the machine may read the arguments of a program.
async fn call(tool: &'static str, arguments: &[&str], on: Option<&Config>) -> Result<(), Stop> {
    let mut command = std::process::Command::new(tool_of_postgres(tool));
    command.args(arguments).stdin(std::process::Stdio::null());
    if let Some(config) = on {
        let (address, password) = without_password(&config.database_url);
        command.arg(format!("--dbname={address}"));
        if let Some(password) = password {
            command.env("PGPASSWORD", password);
        }
    }
    let output =
        tokio::task::spawn_blocking(move || command.output()).await.map_err(|error| Stop(error.to_string()))?;
    let output = output.map_err(|error| {
        Stop(format!("{tool} can't be run ({error}); install PostgreSQL's client tools (Debian: postgresql-client)"))
    })?;
    if output.status.success() {
        return Ok(());
    }
    Err(Stop(format!("{tool} failed: {}", String::from_utf8_lossy(&output.stderr).trim())))
}

/// The tool on the path, else of the newest version that Debian keeps beside it.
fn tool_of_postgres(tool: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    if std::env::split_paths(&path).any(|folder| folder.join(tool).is_file()) {
        return PathBuf::from(tool);
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let found = versions.map(|version| version.path().join("bin").join(tool)).filter(|tool| tool.is_file());
    found
        .max_by_key(|tool| {
            tool.components().nth(4).and_then(|version| version.as_os_str().to_str()?.parse::<u32>().ok())
        })
        .unwrap_or_else(|| PathBuf::from(tool))
}

/// The address without the password in it, and the password as it was meant.
fn without_password(url: &str) -> (String, Option<String>) {
    let parts = || {
        let (scheme, rest) = url.split_once("://")?;
        let (who, place) = rest.split_once('@').filter(|(who, _)| !who.contains('/'))?;
        let (user, password) = who.split_once(':')?;
        Some((format!("{scheme}://{user}@{place}"), decode(password)))
    };
    parts().map_or_else(|| (url.to_owned(), None), |(address, password)| (address, Some(password)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_taken_out_of_the_address() {
        let parted = without_password("postgres://nexus:p%40s:s@db.local/nexus?sslmode=require");
        assert_eq!(parted, ("postgres://nexus@db.local/nexus?sslmode=require".to_owned(), Some("p@s:s".to_owned())));
        for without in ["postgres://nexus@localhost/nexus", "postgres:///nexus?host=/run/a@b:c"] {
            assert_eq!(without_password(without), (without.to_owned(), None));
        }
    }
}
