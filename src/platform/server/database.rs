//! One SQL text, two engines.
//!
//! [`Db`] is SQLite or Postgres behind native sqlx drivers. A statement is written once, with `$1` placeholders, and runs
//! on either: `work.sql("update … returning id").bind(qty).one::<(i64,)>().await?`. Where the engines must differ,
//! [`Dialect`] keeps the two texts side by side. Reading goes through [`Db::sql`], which can only read (the connections
//! are read-only); writing goes through a [`super::work::Work`], which is the permission. Sets of rows travel as one JSON
//! array read with `json_each($1)`, never as a statement a row.

use std::time::Duration;

use futures::{StreamExt, stream::BoxStream};
use sqlx::{
    AssertSqlSafe, Encode, Executor, FromRow, PgConnection, PgPool, Postgres, SqlSafeStr, SqlStr, Sqlite,
    SqliteConnection, SqlitePool, Type,
    postgres::{PgArguments, PgConnectOptions, PgPoolOptions, PgRow},
    sqlite::{
        SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
    },
};

use crate::platform::failure::Internal;

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Db {
    /// Embedded: several read-only connections beside one writer, WAL.
    Sqlite { readers: SqlitePool, writer: SqlitePool },
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

/// A transaction on either engine; rolls back when dropped.
pub enum Tx {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// What can be bound to a placeholder on both engines.
pub trait Bind:
    for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> + Send + 'static
{
}
impl<T> Bind for T where
    T: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> + Send + 'static
{
}

/// What a row of either engine can become: tuples of values, or a struct with `#[derive(sqlx::FromRow)]`.
pub trait Record: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin + 'static {}
impl<T> Record for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin + 'static {}

enum Target<'t> {
    SqlitePool(&'t SqlitePool),
    SqliteTx(&'t mut SqliteConnection),
    PgPool(&'t PgPool),
    PgTx(&'t mut PgConnection),
}

enum Args {
    Sqlite(SqliteArguments),
    Postgres(PgArguments),
}

/// A statement being put together. End it with [`one`](Sql::one), [`optional`](Sql::optional), [`all`](Sql::all),
/// [`run`](Sql::run) or [`stream`](Sql::stream).
#[must_use = "a statement does nothing until it is run"]
pub struct Sql<'t> {
    target: Target<'t>,
    text: SqlStr,
    args: Args,
    refused: Option<Internal>,
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
            .statement_cache_capacity(300);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(30))
            .test_before_acquire(false)
            .connect_with(options.clone().optimize_on_close(true, Some(400)))
            .await
            .map_err(Internal::from_error)?;
        let readers = SqlitePoolOptions::new()
            .max_connections(8)
            .acquire_timeout(Duration::from_secs(10))
            .test_before_acquire(false)
            .connect_lazy_with(options.read_only(true).create_if_missing(false));
        Ok(Self::Sqlite { readers, writer })
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

    fn statement(&self, text: SqlStr) -> Sql<'_> {
        match self {
            Self::Sqlite { readers, .. } => Sql::new(Target::SqlitePool(readers), text),
            Self::Postgres { readers, .. } => Sql::new(Target::PgPool(readers), text),
        }
    }

    /// Opens a write. Only the platform does; features go through `desk.begin`, which asks for the capability.
    pub(in crate::platform::server) async fn begin(&self) -> Result<Tx, Internal> {
        match self {
            Self::Sqlite { writer, .. } => {
                writer.begin_with("begin immediate").await.map(Tx::Sqlite).map_err(Internal::from_error)
            }
            Self::Postgres { writer, .. } => writer.begin().await.map(Tx::Postgres).map_err(Internal::from_error),
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
            Self::Sqlite { readers, writer } => {
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

impl Dialect {
    pub fn pick(self, engine: Engine) -> &'static str {
        match engine {
            Engine::Sqlite => self.sqlite,
            Engine::Postgres => self.postgres,
        }
    }
}

impl Tx {
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
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
            Self::Sqlite(tx) => Target::SqliteTx(tx),
            Self::Postgres(tx) => Target::PgTx(tx),
        }
    }

    pub async fn commit(self) -> Result<(), Internal> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
        .map_err(Internal::from_error)
    }

    pub async fn rollback(self) -> Result<(), Internal> {
        match self {
            Self::Sqlite(tx) => tx.rollback().await,
            Self::Postgres(tx) => tx.rollback().await,
        }
        .map_err(Internal::from_error)
    }
}

impl<'t> Sql<'t> {
    fn new(target: Target<'t>, text: SqlStr) -> Self {
        let args = match target {
            Target::SqlitePool(_) | Target::SqliteTx(_) => Args::Sqlite(SqliteArguments::default()),
            Target::PgPool(_) | Target::PgTx(_) => Args::Postgres(PgArguments::default()),
        };
        Self { target, text, args, refused: None }
    }

    /// Gives the next placeholder its value.
    pub fn bind<T: Bind>(mut self, value: T) -> Self {
        if let Err(error) = self.args.add(value) {
            self.refused.get_or_insert(error);
        }
        self
    }

    /// The one row there must be.
    ///
    /// # Errors
    /// When there is none, or the statement fails.
    pub async fn one<R: Record>(self) -> Result<R, Internal> {
        let text = self.text.as_str().chars().take(120).collect::<String>();
        let found = self.optional::<R>().await?;
        found.ok_or_else(|| Internal::new(format!("a row that must be there is missing: {text}")))
    }

    /// The first row, if any.
    pub async fn optional<R: Record>(self) -> Result<Option<R>, Internal> {
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        let text = self.text;
        match (self.target, self.args) {
            (Target::SqlitePool(on), Args::Sqlite(args)) => {
                sqlx::query_as_with::<Sqlite, R, _>(text, args).fetch_optional(on).await
            }
            (Target::SqliteTx(on), Args::Sqlite(args)) => {
                sqlx::query_as_with::<Sqlite, R, _>(text, args).fetch_optional(on).await
            }
            (Target::PgPool(on), Args::Postgres(args)) => {
                sqlx::query_as_with::<Postgres, R, _>(text, args).fetch_optional(on).await
            }
            (Target::PgTx(on), Args::Postgres(args)) => {
                sqlx::query_as_with::<Postgres, R, _>(text, args).fetch_optional(on).await
            }
            _ => return Err(Internal::new("arguments of the wrong engine")),
        }
        .map_err(Internal::from_error)
    }

    /// Every row. Bound the statement: nothing here does.
    pub async fn all<R: Record>(self) -> Result<Vec<R>, Internal> {
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        let text = self.text;
        match (self.target, self.args) {
            (Target::SqlitePool(on), Args::Sqlite(args)) => {
                sqlx::query_as_with::<Sqlite, R, _>(text, args).fetch_all(on).await
            }
            (Target::SqliteTx(on), Args::Sqlite(args)) => {
                sqlx::query_as_with::<Sqlite, R, _>(text, args).fetch_all(on).await
            }
            (Target::PgPool(on), Args::Postgres(args)) => {
                sqlx::query_as_with::<Postgres, R, _>(text, args).fetch_all(on).await
            }
            (Target::PgTx(on), Args::Postgres(args)) => {
                sqlx::query_as_with::<Postgres, R, _>(text, args).fetch_all(on).await
            }
            _ => return Err(Internal::new("arguments of the wrong engine")),
        }
        .map_err(Internal::from_error)
    }

    /// Runs it; answers how many rows it changed.
    pub async fn run(self) -> Result<u64, Internal> {
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        let text = self.text;
        match (self.target, self.args) {
            (Target::SqlitePool(on), Args::Sqlite(args)) => {
                sqlx::query_with(text, args).execute(on).await.map(|done| done.rows_affected())
            }
            (Target::SqliteTx(on), Args::Sqlite(args)) => {
                sqlx::query_with(text, args).execute(on).await.map(|done| done.rows_affected())
            }
            (Target::PgPool(on), Args::Postgres(args)) => {
                sqlx::query_with(text, args).execute(on).await.map(|done| done.rows_affected())
            }
            (Target::PgTx(on), Args::Postgres(args)) => {
                sqlx::query_with(text, args).execute(on).await.map(|done| done.rows_affected())
            }
            _ => return Err(Internal::new("arguments of the wrong engine")),
        }
        .map_err(Internal::from_error)
    }

    /// Rows one by one, for what must not be held whole (exports).
    pub fn stream<R: Record>(self) -> BoxStream<'t, Result<R, Internal>> {
        if let Some(refused) = self.refused {
            return futures::stream::once(async move { Err(refused) }).boxed();
        }
        let text = self.text;
        match (self.target, self.args) {
            (Target::SqlitePool(on), Args::Sqlite(args)) => sqlx::query_as_with::<Sqlite, R, _>(text, args).fetch(on),
            (Target::SqliteTx(on), Args::Sqlite(args)) => sqlx::query_as_with::<Sqlite, R, _>(text, args).fetch(on),
            (Target::PgPool(on), Args::Postgres(args)) => sqlx::query_as_with::<Postgres, R, _>(text, args).fetch(on),
            (Target::PgTx(on), Args::Postgres(args)) => sqlx::query_as_with::<Postgres, R, _>(text, args).fetch(on),
            _ => return futures::stream::once(async { Err(Internal::new("arguments of the wrong engine")) }).boxed(),
        }
        .map(|row| row.map_err(Internal::from_error))
        .boxed()
    }
}

impl Args {
    fn add<T: Bind>(&mut self, value: T) -> Result<(), Internal> {
        use sqlx::Arguments;
        match self {
            Self::Sqlite(args) => Arguments::add(args, value),
            Self::Postgres(args) => Arguments::add(args, value),
        }
        .map_err(|error| Internal::new(error.to_string()))
    }
}

/// A statement put together from constant pieces and bound values, for lists whose filters vary:
/// `text.push(" and status = ").bind(status)`. Pieces are constants, so no value can become SQL.
pub struct Text {
    text: String,
    engine: Engine,
    args: Args,
    bound: usize,
    refused: Option<Internal>,
}

impl Text {
    pub fn new(engine: Engine, start: &'static str) -> Self {
        let args = match engine {
            Engine::Sqlite => Args::Sqlite(SqliteArguments::default()),
            Engine::Postgres => Args::Postgres(PgArguments::default()),
        };
        Self { text: start.to_owned(), engine, args, bound: 0, refused: None }
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    pub fn push(&mut self, piece: &'static str) -> &mut Self {
        self.text.push_str(piece);
        self
    }

    /// Writes the next placeholder and gives it its value.
    pub fn bind<T: Bind>(&mut self, value: T) -> &mut Self {
        self.bound += 1;
        self.text.push('$');
        self.text.push_str(&self.bound.to_string());
        if let Err(error) = self.args.add(value) {
            self.refused.get_or_insert(error);
        }
        self
    }

    /// Writes `(v1, v2, …)`; an empty list becomes `(null)`, which matches nothing.
    pub fn bind_list<T: Bind>(&mut self, values: impl IntoIterator<Item = T>) -> &mut Self {
        self.push("(");
        let before = self.bound;
        for value in values {
            if self.bound > before {
                self.push(", ");
            }
            self.bind(value);
        }
        if self.bound == before {
            self.push("null");
        }
        self.push(")")
    }

    fn into_sql(self, target: Target<'_>) -> Sql<'_> {
        Sql { target, text: AssertSqlSafe(self.text).into_sql_str(), args: self.args, refused: self.refused }
    }
}

/// Stores a newtype in the column type of what it wraps: `column!(Money: i64)`, `column!(Status: String)`. The newtype
/// needs `From<T> for Inner` and `TryFrom<Inner>`.
#[macro_export]
macro_rules! column {
    ($($type:ty : $inner:ty),* $(,)?) => {$(
        impl<D: sqlx::Database> sqlx::Type<D> for $type
        where
            $inner: sqlx::Type<D>,
        {
            fn type_info() -> D::TypeInfo {
                <$inner as sqlx::Type<D>>::type_info()
            }
            fn compatible(ty: &D::TypeInfo) -> bool {
                <$inner as sqlx::Type<D>>::compatible(ty)
            }
        }
        impl<'q, D: sqlx::Database> sqlx::Encode<'q, D> for $type
        where
            $inner: sqlx::Encode<'q, D>,
        {
            fn encode_by_ref(
                &self,
                buf: &mut <D as sqlx::Database>::ArgumentBuffer,
            ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                <$inner as sqlx::Encode<'q, D>>::encode(<$inner>::from(self.clone()), buf)
            }
        }
        impl<'r, D: sqlx::Database> sqlx::Decode<'r, D> for $type
        where
            $inner: sqlx::Decode<'r, D>,
        {
            fn decode(value: <D as sqlx::Database>::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
                let inner = <$inner as sqlx::Decode<'r, D>>::decode(value)?;
                <$type>::try_from(inner).map_err(|error| format!("{error}").into())
            }
        }
    )*};
}
