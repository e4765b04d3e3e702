//! The statements and the schema, on both engines.

use std::{collections::BTreeSet, time::Duration};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqlSafeStr, SqliteConnection};
use syn::visit::Visit;

use crate::support::{source::sources, *};

/// One statement as the sources have it.
#[derive(Clone, Debug)]
struct Statement {
    at: String,
    text: String,
    /// `None`: for both engines.
    engine: Option<Engine>,
}

/// Collects whole statements: every text that begins as one, but for the pieces of a `Text`.
struct Statements {
    path: String,
    /// Constants that are run as they are.
    whole: BTreeSet<String>,
    found: Vec<Statement>,
    engine: Option<Engine>,
}

impl Statements {
    fn note(&mut self, literal: &syn::LitStr) {
        let text = literal.value();
        let begins = |start: &str, then: &str| text.starts_with(start) && text.contains(then);
        if begins("select ", "")
            || begins("insert into ", "")
            || begins("update ", " set ")
            || begins("delete from ", "")
            || begins("with ", " as (")
        {
            let line = literal.span().start().line;
            // Only Postgres locks rows.
            let locks = text.contains(" for update") || text.contains(" for no key update");
            let engine = if locks { Some(Engine::Postgres) } else { self.engine };
            self.found.push(Statement { at: format!("{}:{line}", self.path), text, engine });
        }
    }
}

impl Visit<'_> for Statements {
    fn visit_attribute(&mut self, _: &syn::Attribute) {}

    fn visit_lit_str(&mut self, literal: &syn::LitStr) {
        self.note(literal);
    }

    fn visit_item_mod(&mut self, item: &syn::ItemMod) {
        if item.ident != "tests" {
            syn::visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_const(&mut self, item: &syn::ItemConst) {
        if !matches!(&*item.expr, syn::Expr::Lit(_)) || self.whole.contains(&item.ident.to_string()) {
            syn::visit::visit_item_const(self, item);
        }
    }

    fn visit_local(&mut self, local: &syn::Local) {
        // A text that has a name is the beginning of another.
        if !local.init.as_ref().is_some_and(|init| matches!(&*init.expr, syn::Expr::Lit(_))) {
            syn::visit::visit_local(self, local);
        }
    }

    fn visit_expr_call(&mut self, call: &syn::ExprCall) {
        if let syn::Expr::Path(path) = &*call.func
            && path.path.segments.iter().any(|segment| segment.ident == "Text")
        {
            return;
        }
        syn::visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &syn::ExprMethodCall) {
        if call.method == "push" {
            return self.visit_expr(&call.receiver);
        }
        syn::visit::visit_expr_method_call(self, call);
    }

    fn visit_field_value(&mut self, field: &syn::FieldValue) {
        let before = self.engine;
        if let syn::Member::Named(name) = &field.member {
            match name.to_string().as_str() {
                "sqlite" => self.engine = Some(Engine::Sqlite),
                "postgres" => self.engine = Some(Engine::Postgres),
                _ => {}
            }
        }
        syn::visit::visit_field_value(self, field);
        self.engine = before;
    }
}

/// The constants of a file that stand in `.sql(NAME)`.
#[derive(Default)]
struct Named(BTreeSet<String>);

impl Visit<'_> for Named {
    fn visit_expr_method_call(&mut self, call: &syn::ExprMethodCall) {
        if let ("sql", Some(syn::Expr::Path(path))) = (call.method.to_string().as_str(), call.args.first()) {
            self.0.extend(path.path.segments.last().map(|segment| segment.ident.to_string()));
        }
        syn::visit::visit_expr_method_call(self, call);
    }
}

fn statements(engine: Engine) -> Vec<Statement> {
    let mut all = Vec::new();
    for source in sources() {
        let file = source.parse();
        let mut named = Named::default();
        named.visit_file(&file);
        let mut visitor = Statements { path: source.path.clone(), whole: named.0, found: Vec::new(), engine: None };
        visitor.visit_file(&file);
        all.extend(visitor.found);
    }
    all.retain(|statement| statement.engine.is_none_or(|only| only == engine));
    all
}

#[tokio::test]
async fn every_statement_is_understood_by_sqlite() {
    let app = App::start_empty(Engine::Sqlite).await;
    let mut connection = SqliteConnection::connect(&app.url()).await.unwrap();
    let mut wrong = Vec::new();
    for statement in statements(Engine::Sqlite) {
        if let Err(error) = connection.prepare(AssertSqlSafe(statement.text.clone()).into_sql_str()).await {
            wrong.push(format!("{}: {error}\n{}", statement.at, statement.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    app.finish().await;
}

#[tokio::test]
async fn every_statement_is_understood_by_postgres() {
    let app = App::start_empty(Engine::Postgres).await;
    let mut connection = PgConnection::connect(&app.url()).await.unwrap();
    let mut wrong = Vec::new();
    for statement in statements(Engine::Postgres) {
        if let Err(error) = connection.prepare(AssertSqlSafe(statement.text.clone()).into_sql_str()).await {
            wrong.push(format!("{}: {error}\n{}", statement.at, statement.text));
        }
    }
    connection.close().await.unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    app.finish().await;
}

#[tokio::test]
async fn a_write_that_nobody_waits_for_any_more_is_not_left_open_on_postgres() {
    let app = App::start(Engine::Postgres).await;
    let (desk, admin) = (app.desk(), app.actor("ADMIN-001").await);
    for wait in 0..200 {
        let begun = desk.begin(&admin, Capability::ManageSettings);
        let _ = tokio::time::timeout(Duration::from_micros(wait * 5), begun).await;
    }
    let mut open = (0,);
    for _ in 0..50 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        open = desk
            .db
            .sql("select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'")
            .one()
            .await
            .unwrap();
        if open == (0_i64,) {
            break;
        }
    }
    assert_eq!(open, (0,));
    app.finish().await;
}

#[tokio::test]
async fn what_is_committed_soon_stands_in_the_database_file_of_sqlite() {
    const WORD: &str = "carried over beside those who write";
    let app = App::start(Engine::Sqlite).await;
    let mut work = app.arrange().await;
    work.sql("update users set name = $1 where code = 'SALES-001'").bind(WORD.to_owned()).run().await.unwrap();
    work.commit().await.unwrap();
    let url = app.url();
    let file = url.trim_start_matches("sqlite://");
    let stands = || std::fs::read(file).unwrap().windows(WORD.len()).any(|bytes| bytes == WORD.as_bytes());
    for _ in 0..100 {
        if stands() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(stands(), "it is still in the log alone");
    app.finish().await;
}

#[test]
fn statements_are_found_at_all() {
    assert!(statements(Engine::Sqlite).len() > 60);
}

async fn facts(app: &App, query: &'static str) -> BTreeSet<String> {
    let rows: Vec<(String,)> = app.desk().db.sql(query).all().await.unwrap_or_else(|error| panic!("{error:?}"));
    rows.into_iter().map(|(fact,)| fact).collect()
}

/// Asks each engine about its own schema, in words that must come out the same.
async fn compare(sqlite: &'static str, postgres: &'static str) {
    let (a, b) = (App::start_empty(Engine::Sqlite).await, App::start_empty(Engine::Postgres).await);
    let (on_sqlite, on_postgres) = (facts(&a, sqlite).await, facts(&b, postgres).await);
    assert!(on_sqlite.len() > 10);
    let only_sqlite: Vec<_> = on_sqlite.difference(&on_postgres).collect();
    let only_postgres: Vec<_> = on_postgres.difference(&on_sqlite).collect();
    assert!(
        only_sqlite.is_empty() && only_postgres.is_empty(),
        "only SQLite: {only_sqlite:#?}\nonly Postgres: {only_postgres:#?}"
    );
    a.finish().await;
    b.finish().await;
}

#[tokio::test]
async fn both_schemas_have_the_same_columns() {
    compare(
        "select m.name || '.' || p.name || case p.type when 'TEXT' then ' text' else ' number' end
                || case when p.\"notnull\" = 1 or p.pk > 0 then ' required' else '' end
         from sqlite_master m join pragma_table_info(m.name) p
         where m.type = 'table' and m.name not like '\\_sqlx%' escape '\\' and m.name not like 'sqlite%'",
        "select table_name || '.' || column_name || case data_type when 'text' then ' text' else ' number' end
                || case is_nullable when 'NO' then ' required' else '' end
         from information_schema.columns where table_schema = 'public' and table_name not like '\\_sqlx%'",
    )
    .await;
}

#[tokio::test]
async fn both_schemas_have_the_same_keys_and_indexes() {
    compare(
        "select m.name || ' (' || (select group_concat(i.name, ', ' order by i.seqno) from pragma_index_info(l.name) i) || ')'
                || case l.\"unique\" when 1 then ' unique' else '' end || case l.partial when 1 then ' partial' else '' end
         from sqlite_master m join pragma_index_list(m.name) l where m.type = 'table' and m.name not like '\\_sqlx%' escape '\\'
         union
         select m.name || ' (' || p.name || ') unique' from sqlite_master m join pragma_table_info(m.name) p
         where m.type = 'table' and m.name not like '\\_sqlx%' escape '\\' and p.pk > 0 and p.type = 'INTEGER'
           and (select count(*) from pragma_table_info(m.name) q where q.pk > 0) = 1",
        "select t.relname || ' (' || (select string_agg(a.attname, ', ' order by k.place)
                                      from unnest(x.indkey) with ordinality k(number, place)
                                      join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number) || ')'
                || case when x.indisunique then ' unique' else '' end || case when x.indpred is not null then ' partial' else '' end
         from pg_index x join pg_class t on t.oid = x.indrelid join pg_namespace n on n.oid = t.relnamespace
         where n.nspname = 'public' and t.relname not like '\\_sqlx%'",
    )
    .await;
}

#[tokio::test]
async fn both_schemas_have_the_same_references() {
    compare(
        "select m.name || '.' || f.\"from\" || ' to ' || f.\"table\" || ', ' || lower(f.on_delete)
         from sqlite_master m join pragma_foreign_key_list(m.name) f where m.type = 'table'",
        "select t.relname || '.' || a.attname || ' to ' || o.relname || ', '
                || case c.confdeltype when 'c' then 'cascade' when 'n' then 'set null' else 'no action' end
         from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_class o on o.oid = c.confrelid
         join pg_attribute a on a.attrelid = t.oid and a.attnum = c.conkey[1]
         where c.contype = 'f'",
    )
    .await;
}
