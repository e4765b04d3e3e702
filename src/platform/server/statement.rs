//! One statement on its way to either engine: its text, its values, and what its rows become.

use std::any::Any;

use futures::{StreamExt, stream::BoxStream};
use sqlx::{
    AssertSqlSafe, Encode, FromRow, PgConnection, PgPool, Postgres, SqlSafeStr, SqlStr, Sqlite, SqliteConnection,
    SqlitePool, Type,
    postgres::{PgArguments, PgRow},
    sqlite::{SqliteArguments, SqliteRow},
};

use super::database::Engine;
use crate::platform::failure::Internal;

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

pub(super) enum Target<'t> {
    SqlitePool(&'t SqlitePool),
    SqliteConnection(&'t mut SqliteConnection),
    PgPool(&'t PgPool),
    PgConnection(&'t mut PgConnection),
}

enum Args {
    Sqlite(SqliteArguments),
    Postgres(PgArguments),
}

/// A row as its engine gave it. What speaks to the engine knows rows of this kind alone, so that it is compiled once and not once for
/// each record.
enum Raw {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

const WRONG_ENGINE: &str = "arguments of the wrong engine";

/// A statement being put together. End it with [`one`](Sql::one), [`optional`](Sql::optional), [`all`](Sql::all),
/// [`run`](Sql::run) or [`stream`](Sql::stream).
#[must_use = "a statement does nothing until it is run"]
pub struct Sql<'t> {
    target: Target<'t>,
    text: SqlStr,
    args: Args,
    refused: Option<Internal>,
}

impl<'t> Sql<'t> {
    pub(super) fn new(target: Target<'t>, text: SqlStr) -> Self {
        let args = match target {
            Target::SqlitePool(_) | Target::SqliteConnection(_) => Args::Sqlite(SqliteArguments::default()),
            Target::PgPool(_) | Target::PgConnection(_) => Args::Postgres(PgArguments::default()),
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
    ///
    /// # Errors
    /// When the statement fails.
    pub async fn optional<R: Record>(self) -> Result<Option<R>, Internal> {
        self.first().await?.map(Raw::read).transpose()
    }

    /// Every row. Bound the statement: nothing here does.
    ///
    /// # Errors
    /// When the statement fails.
    pub async fn all<R: Record>(self) -> Result<Vec<R>, Internal> {
        let mut rows = Vec::new();
        self.each(&mut |row| {
            rows.push(row.read()?);
            Ok(())
        })
        .await?;
        Ok(rows)
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
            (Target::SqliteConnection(on), Args::Sqlite(args)) => {
                sqlx::query_with(text, args).execute(on).await.map(|done| done.rows_affected())
            }
            (Target::PgPool(on), Args::Postgres(args)) => {
                sqlx::query_with(text, args).execute(on).await.map(|done| done.rows_affected())
            }
            (Target::PgConnection(on), Args::Postgres(args)) => {
                sqlx::query_with(text, args).execute(on).await.map(|done| done.rows_affected())
            }
            _ => return Err(Internal::new(WRONG_ENGINE)),
        }
        .map_err(Internal::from_error)
    }

    /// Rows one by one, for what must not be held whole (exports).
    pub fn stream<R: Record>(self) -> BoxStream<'t, Result<R, Internal>> {
        self.raw().map(|row| row.and_then(Raw::read)).boxed()
    }

    async fn first(self) -> Result<Option<Raw>, Internal> {
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        let text = self.text;
        match (self.target, self.args) {
            (Target::SqlitePool(on), Args::Sqlite(args)) => {
                sqlx::query_with(text, args).fetch_optional(on).await.map(|row| row.map(Raw::Sqlite))
            }
            (Target::SqliteConnection(on), Args::Sqlite(args)) => {
                sqlx::query_with(text, args).fetch_optional(on).await.map(|row| row.map(Raw::Sqlite))
            }
            (Target::PgPool(on), Args::Postgres(args)) => {
                sqlx::query_with(text, args).fetch_optional(on).await.map(|row| row.map(Raw::Postgres))
            }
            (Target::PgConnection(on), Args::Postgres(args)) => {
                sqlx::query_with(text, args).fetch_optional(on).await.map(|row| row.map(Raw::Postgres))
            }
            _ => return Err(Internal::new(WRONG_ENGINE)),
        }
        .map_err(Internal::from_error)
    }

    async fn each(self, take: &mut (dyn FnMut(Raw) -> Result<(), Internal> + Send)) -> Result<(), Internal> {
        let mut rows = self.raw();
        while let Some(row) = rows.next().await {
            take(row?)?;
        }
        Ok(())
    }

    fn raw(self) -> BoxStream<'t, Result<Raw, Internal>> {
        if let Some(refused) = self.refused {
            return futures::stream::once(async move { Err(refused) }).boxed();
        }
        let text = self.text;
        let (sqlite, postgres) = match (self.target, self.args) {
            (Target::SqlitePool(on), Args::Sqlite(args)) => (Some(sqlx::query_with(text, args).fetch(on)), None),
            (Target::SqliteConnection(on), Args::Sqlite(args)) => (Some(sqlx::query_with(text, args).fetch(on)), None),
            (Target::PgPool(on), Args::Postgres(args)) => (None, Some(sqlx::query_with(text, args).fetch(on))),
            (Target::PgConnection(on), Args::Postgres(args)) => (None, Some(sqlx::query_with(text, args).fetch(on))),
            _ => (None, None),
        };
        match (sqlite, postgres) {
            (Some(rows), _) => rows.map(|row| row.map(Raw::Sqlite).map_err(Internal::from_error)).boxed(),
            (_, Some(rows)) => rows.map(|row| row.map(Raw::Postgres).map_err(Internal::from_error)).boxed(),
            _ => futures::stream::once(async { Err(Internal::new(WRONG_ENGINE)) }).boxed(),
        }
    }
}

impl Raw {
    fn read<R: Record>(self) -> Result<R, Internal> {
        match self {
            Self::Sqlite(row) => R::from_row(&row),
            Self::Postgres(row) => R::from_row(&row),
        }
        .map_err(Internal::from_error)
    }
}

impl Args {
    fn add<T: Bind>(&mut self, mut value: T) -> Result<(), Internal> {
        use sqlx::Arguments;
        leave_out_nul(&mut value);
        match self {
            Self::Sqlite(args) => Arguments::add(args, value),
            Self::Postgres(args) => Arguments::add(args, value),
        }
        .map_err(|error| Internal::new(error.to_string()))
    }
}

/// Postgres keeps no U+0000 in a text, so SQLite keeps none either: whatever file or program it came from, it is left out, as it
/// is and as JSON writes it.
fn leave_out_nul(value: &mut dyn Any) {
    let text = match value.is::<String>() {
        true => value.downcast_mut::<String>(),
        false => value.downcast_mut::<Option<String>>().and_then(Option::as_mut),
    };
    let Some(text) = text else { return };
    if text.contains('\0') {
        text.retain(|character| character != '\0');
    }
    if text.starts_with(['[', '{']) && text.contains(NUL_IN_JSON) {
        *text = without_nul_in_json(text);
    }
}

const NUL_IN_JSON: &str = "\\u0000";

fn without_nul_in_json(json: &str) -> String {
    let (mut kept, mut rest) = (String::with_capacity(json.len()), json);
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        kept.push_str(before);
        rest = escape.strip_prefix(NUL_IN_JSON).unwrap_or_else(|| {
            // The character behind a backslash begins no escape of its own.
            let end = escape.char_indices().nth(2).map_or(escape.len(), |(end, _)| end);
            let (whole, rest) = escape.split_at(end);
            kept.push_str(whole);
            rest
        });
    }
    kept.push_str(rest);
    kept
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

    pub(super) fn into_sql(self, target: Target<'_>) -> Sql<'_> {
        Sql { target, text: AssertSqlSafe(self.text).into_sql_str(), args: self.args, refused: self.refused }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_character_that_postgres_does_not_keep_is_left_out() {
        let left = |mut text: String| {
            leave_out_nul(&mut text);
            text
        };
        assert_eq!(left("a\0b".to_owned()), "ab");
        let json = serde_json::json!(["a\0b", "c\\u0000", "ठे\n\0"]).to_string();
        assert_eq!(left(json), serde_json::json!(["ab", "c\\u0000", "ठे\n"]).to_string());
        assert_eq!(left(r"typed \u0000".to_owned()), r"typed \u0000");
        let mut some = Some("a\0".to_owned());
        leave_out_nul(&mut some);
        assert_eq!(some.as_deref(), Some("a"));
    }
}
