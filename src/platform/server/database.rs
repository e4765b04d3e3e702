//! One SQL text, two engines.
//!
//! [`Db`] is SQLite or Postgres behind native sqlx drivers. A statement is written once, with `$1` placeholders, and runs
//! on either: `work.sql("update … returning id").bind(qty).one::<(i64,)>().await?`. Where the engines must differ,
//! [`Dialect`] keeps the two texts side by side. Reading goes through [`Db::sql`], which can only read (the connections
//! are read-only); writing goes through a [`super::work::Work`], which is the permission. Sets of rows travel as one JSON
//! array read with `json_each($1)`, never as a statement a row.

use std::time::Duration;

use sqlx::{
    Executor, PgPool, Postgres, SqlSafeStr, SqlStr, Sqlite, SqlitePool,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{
    checkpoint::Checkpoints,
    statement::{Sql, Target, Text},
};
use crate::platform::failure::Internal;

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Db {
    /// Embedded: several read-only connections beside one writer, WAL.
    Sqlite { readers: SqlitePool, writer: SqlitePool, checkpoints: Checkpoints },
    /// A server: a pool whose sessions are read-only by default, beside one for writes.
    Postgres { readers: PgPool, writer: PgPool },
}

/// Which engine a text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// The two texts of a statement that the engines can't share.
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

/// One reading connection, for statements that follow each other: the later ones find in its cache what the first has read.
pub enum Reader {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// A transaction on either engine; rolls back when dropped.
pub enum Tx {
    Sqlite(sqlx::Transaction<'static, Sqlite>, Checkpoints),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Db {
    /// Opens the database named by `url`: `sqlite://path` (made when missing), or `postgres://…`.
    ///
    /// # Errors
    /// When the file can't be opened, or the server can't be reached within ten seconds.
    pub async fn open(url: &str) -> Result<Self, Internal> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options: PgConnectOptions = url.parse().map_err(Internal::from_error)?;
            let pool = |size: u32, options: PgConnectOptions| {
                PgPoolOptions::new()
                    .max_connections(size)
                    .acquire_timeout(Duration::from_secs(10))
                    .test_before_acquire(false)
                    .connect_lazy_with(options)
            };
            let readers = pool(12, options.clone().options([("default_transaction_read_only", "on")]));
            let writer = pool(12, options);
            writer.execute("select 1").await.map_err(Internal::from_error)?;
            return Ok(Self::Postgres { readers, writer });
        }
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")).unwrap_or(url);
        if let Some(folder) = std::path::Path::new(path).parent() {
            std::fs::create_dir_all(folder).map_err(Internal::from_error)?;
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("cache_size", "-65536")
            .pragma("mmap_size", "1073741824")
            .pragma("temp_store", "memory")
            // Pages. So far the log may grow where a burst of writes is faster than the checkpoints beside it.
            .pragma("wal_autocheckpoint", "8000")
            .pragma("journal_size_limit", "67108864")
            .statement_cache_capacity(300)
            // A page of a list in one go: its reader isn't woken row by row.
            .row_buffer_size(256);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(30))
            .test_before_acquire(false)
            .connect_with(options.clone().optimize_on_close(true, Some(400)))
            .await
            .map_err(Internal::from_error)?;
        let checkpoints = Checkpoints::start(options.clone());
        let readers = SqlitePoolOptions::new()
            .max_connections(8)
            .acquire_timeout(Duration::from_secs(10))
            .test_before_acquire(false)
            .connect_lazy_with(options.read_only(true).create_if_missing(false));
        Ok(Self::Sqlite { readers, writer, checkpoints })
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// When a migration fails or an applied one was changed; the database stays at the last good step.
    pub async fn migrate(&self) -> Result<(), Internal> {
        match self {
            Self::Sqlite { writer, .. } => sqlx::migrate!("migrations/sqlite").run(writer).await,
            Self::Postgres { writer, .. } => sqlx::migrate!("migrations/postgres").run(writer).await,
        }
        .map_err(Internal::from_error)
    }

    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite { .. } => Engine::Sqlite,
            Self::Postgres { .. } => Engine::Postgres,
        }
    }

    /// A statement that reads. The engine refuses it if it writes.
    pub fn sql(&self, text: &'static str) -> Sql<'_> {
        self.statement(text.into_sql_str())
    }

    /// A reading statement put together at run time from constant pieces; see [`Text`].
    pub fn text(&self, text: Text) -> Sql<'_> {
        text.into_sql(match self {
            Self::Sqlite { readers, .. } => Target::SqlitePool(readers),
            Self::Postgres { readers, .. } => Target::PgPool(readers),
        })
    }

    /// A reading statement whose text differs between the engines.
    pub fn sql_by(&self, dialect: Dialect) -> Sql<'_> {
        self.sql(dialect.pick(self.engine()))
    }

    /// A connection of its own, for several statements in a row.
    ///
    /// # Errors
    /// When none is free within ten seconds.
    pub async fn reader(&self) -> Result<Reader, Internal> {
        match self {
            Self::Sqlite { readers, .. } => readers.acquire().await.map(Reader::Sqlite),
            Self::Postgres { readers, .. } => readers.acquire().await.map(Reader::Postgres),
        }
        .map_err(Internal::from_error)
    }

    fn statement(&self, text: SqlStr) -> Sql<'_> {
        match self {
            Self::Sqlite { readers, .. } => Sql::new(Target::SqlitePool(readers), text),
            Self::Postgres { readers, .. } => Sql::new(Target::PgPool(readers), text),
        }
    }

    /// Opens a write. Only the platform does; features go through `desk.begin`, which asks for the capability.
    pub(in crate::platform::server) async fn begin(&self) -> Result<Tx, Internal> {
        match self {
            Self::Sqlite { writer, checkpoints, .. } => {
                let begun = writer.begin_with("begin immediate").await.map_err(Internal::from_error)?;
                Ok(Tx::Sqlite(begun, checkpoints.clone()))
            }
            // In a task of its own, which ends even when who asked has gone: sqlx would give a connection back whose transaction
            // has just begun.
            Self::Postgres { writer, .. } => {
                let writer = writer.clone();
                let begun = tokio::spawn(async move { writer.begin().await }).await.map_err(Internal::from_error)?;
                begun.map(Tx::Postgres).map_err(Internal::from_error)
            }
        }
    }

    /// A consistent copy of an SQLite database, written while others work.
    ///
    /// # Errors
    /// On Postgres (use `pg_dump`), or when the file exists or can't be written.
    #[expect(clippy::disallowed_methods, reason = "this is the file that speaks to both databases")]
    pub async fn copy_to(&self, path: &str) -> Result<(), Internal> {
        match self {
            Self::Sqlite { writer, .. } => {
                sqlx::query("vacuum into $1").bind(path).execute(writer).await.map(|_| ()).map_err(Internal::from_error)
            }
            Self::Postgres { .. } => Err(Internal::new("a Postgres database is backed up with pg_dump")),
        }
    }

    /// Lets the planner learn the shape of the data; called after large loads.
    pub async fn analyze(&self) -> Result<(), Internal> {
        match self {
            Self::Sqlite { writer, .. } => writer.execute("analyze").await.map(|_| ()).map_err(Internal::from_error),
            Self::Postgres { writer, .. } => writer.execute("analyze").await.map(|_| ()).map_err(Internal::from_error),
        }
    }

    /// Ends all connections, letting statements in flight finish.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { readers, writer, checkpoints } => {
                checkpoints.end().await;
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
        }
    }
}

impl Engine {
    /// As its makers write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

impl Dialect {
    pub fn pick(self, engine: Engine) -> &'static str {
        match engine {
            Engine::Sqlite => self.sqlite,
            Engine::Postgres => self.postgres,
        }
    }
}

/// What stands on one connection is asked alike: reads side by side, and a transaction.
macro_rules! on_one_connection {
    ($name:ident, $sqlite:pat => $connection:ident) => {
        impl $name {
            pub fn engine(&self) -> Engine {
                match self {
                    Self::Sqlite(..) => Engine::Sqlite,
                    Self::Postgres(_) => Engine::Postgres,
                }
            }

            pub fn sql(&mut self, text: &'static str) -> Sql<'_> {
                Sql::new(self.target(), text.into_sql_str())
            }

            pub fn text(&mut self, text: Text) -> Sql<'_> {
                text.into_sql(self.target())
            }

            fn target(&mut self) -> Target<'_> {
                match self {
                    $sqlite => Target::SqliteConnection($connection),
                    Self::Postgres(connection) => Target::PgConnection(connection),
                }
            }
        }
    };
}

on_one_connection!(Reader, Reader::Sqlite(connection) => connection);
on_one_connection!(Tx, Tx::Sqlite(connection, _) => connection);

impl Tx {
    pub async fn commit(self) -> Result<(), Internal> {
        match self {
            Self::Sqlite(tx, checkpoints) => tx.commit().await.inspect(|()| checkpoints.wanted()),
            Self::Postgres(tx) => tx.commit().await,
        }
        .map_err(Internal::from_error)
    }

    pub async fn rollback(self) -> Result<(), Internal> {
        match self {
            Self::Sqlite(tx, _) => tx.rollback().await,
            Self::Postgres(tx) => tx.rollback().await,
        }
        .map_err(Internal::from_error)
    }
}
