//! Slab tables: proposed, looked at on a past month, approved; approved versions are never changed.

use serde_json::{Value, json};

use super::{
    reach,
    store::{self, Card, From},
    table_form::{incentive, slabs, slug},
    table_use, write,
};
use crate::{
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, Internal},
        server::{Audit, Db, Desk, Text, Work},
    },
    pms::{
        error::Error,
        model::{Preview, PreviewRow, Table, TableForm, TableRows, TableVersion},
        slabs::Slabs,
        texts,
    },
    values::{Money, Month, ScorecardId, Timestamp},
};

/// Scorecards looked at by a preview.
const MOST_CARDS: i64 = 6_000;
/// Of them shown.
const SHOWN: usize = 100;

type VersionRow = (i64, String, String, i64, Month, String, bool, String, Timestamp, String, String);

async fn load(db: &Db, code: Option<&str>) -> Result<Vec<Table>, Internal> {
    let mut text = Text::new(
        db.engine(),
        "select t.id, t.code, t.name, v.id, v.from_month, v.rows, v.approved, v.proposed_by, v.proposed_at, v.approved_by, v.note
         from slab_tables t join slab_versions v on v.table_id = t.id",
    );
    if let Some(code) = code {
        text.push(" where t.code = ").bind(code.to_owned());
    }
    text.push(" order by t.id, v.from_month desc, v.id desc limit 2000");
    let rows: Vec<VersionRow> = db.text(text).all().await?;
    let mut tables: Vec<Table> = Vec::new();
    for (_, code, name, id, from, rows, approved, by, at, approved_by, note) in rows {
        let Some(rows) = table_rows(&code, &rows) else { continue };
        let version = TableVersion { id, from, rows, approved, by, at, approved_by, note };
        match tables.last_mut() {
            Some(table) if table.code == code => table.versions.push(version),
            _ => tables.push(Table { code, name, versions: vec![version] }),
        }
    }
    Ok(tables)
}

fn table_rows(code: &str, rows: &str) -> Option<TableRows> {
    if code == "incentive" {
        serde_json::from_str(rows).ok().map(TableRows::Incentive)
    } else {
        serde_json::from_str(rows).ok().map(TableRows::Kra)
    }
}

/// Every table with its versions, the latest first.
///
/// # Errors
/// When the database refuses.
pub async fn all(db: &Db) -> Result<Vec<Table>, Internal> {
    load(db, None).await
}

/// A table with its versions.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn show(desk: &Desk, actor: &Actor, code: &str) -> Result<Table, Failure> {
    let db = desk.read(actor, Capability::SetUpKra)?;
    let found = load(db, Some(code.trim())).await?.into_iter().next();
    found.ok_or_else(|| Error::NotFound(texts::a_table()).into())
}

/// Proposes a version of a table from a month on; answers the table's code and the version. Nothing is scored by it yet; a name
/// typed for a table that is there names it anew at once.
///
/// # Errors
/// [`Error::Invalid`] for rows that are no table or give more than a KRA weighs, a month that is none, a name that is taken;
/// [`Error::NotFound`].
pub async fn propose(desk: &Desk, actor: &Actor, form: &TableForm) -> Result<(String, i64), Failure> {
    let mut work = desk.begin(actor, Capability::SetUpKra).await?;
    let from = Month::parse(&form.from)
        .map_err(|error| Error::field("from", error.code(), format!("From month: {error}.")))?;
    let (code, id) = table(&mut work, form).await?;
    let rows = if code == "incentive" {
        json!(incentive(form).map_err(Error::Invalid)?)
    } else {
        let slabs = slabs(form).map_err(Error::Invalid)?;
        table_use::within_weights(&mut work, id, from, slabs.best()).await?;
        json!(slabs)
    };
    let before = in_force(&mut work, id, from).await?;
    let (now, by) = (work.now(), work.actor().name.clone());
    let (version,): (i64,) = work
        .sql(
            "insert into slab_versions (table_id, from_month, rows, note, proposed_by, proposed_at)
             values ($1, $2, $3, $4, $5, $6) returning id",
        )
        .bind(id)
        .bind(from)
        .bind(rows.to_string())
        .bind(form.note.trim().chars().take(300).collect::<String>())
        .bind(by)
        .bind(now)
        .one()
        .await?;
    work.audit(Audit {
        action: "CREATE",
        entity_type: "slab_table",
        entity_id: code.clone(),
        summary: format!("Proposed slabs of {code} from {}", from.wire()),
        old: before,
        new: Some(told(&code, version, from, &rows.to_string())),
    });
    work.commit().await?;
    Ok((code, version))
}

/// A version as the audit log tells it.
fn told(code: &str, version: i64, from: Month, rows: &str) -> Value {
    json!({"version": version, "from": from.wire(), "rows": table_rows(code, rows).map(|rows| rows.told())})
}

/// What scores a month until another version does.
async fn in_force(work: &mut Work, table: i64, month: Month) -> Result<Option<Value>, Internal> {
    let found: Option<(String, i64, Month, String)> = work
        .sql(
            "select t.code, v.id, v.from_month, v.rows from slab_versions v join slab_tables t on t.id = v.table_id
             where v.table_id = $1 and v.approved and v.from_month <= $2
             order by v.from_month desc, v.approved_at desc, v.id desc limit 1",
        )
        .bind(table)
        .bind(month)
        .optional()
        .await?;
    Ok(found.map(|(code, version, from, rows)| told(&code, version, from, &rows)))
}

async fn table(work: &mut Work, form: &TableForm) -> Result<(String, i64), Failure> {
    let name = form.name.trim().to_owned();
    if name.chars().count() > 80 {
        return Err(unnamed().into());
    }
    let code = form.code.trim();
    if !code.is_empty() {
        let found: Option<(i64, String)> =
            work.sql("select id, name from slab_tables where code = $1").bind(code.to_owned()).optional().await?;
        let (id, was) = found.ok_or(Error::NotFound(texts::a_table()))?;
        if !name.is_empty() && name != was {
            rename(work, (id, code), &was, &name).await?;
        }
        return Ok((code.to_owned(), id));
    }
    let code = slug(&name);
    if code.is_empty() {
        return Err(unnamed().into());
    }
    let made: Option<(i64,)> = work
        .sql("insert into slab_tables (code, name, kind) values ($1, $2, 'kra') on conflict do nothing returning id")
        .bind(code.clone())
        .bind(name)
        .optional()
        .await?;
    let (id,) = made.ok_or_else(taken)?;
    Ok((code, id))
}

fn unnamed() -> Error {
    Error::field("name", "length", "Name: write 1 to 80 characters, letters among them.")
}

fn taken() -> Error {
    Error::field("name", "taken", "Name: another table has it.")
}

/// The code stays, by which files and addresses name it.
async fn rename(work: &mut Work, (id, code): (i64, &str), was: &str, name: &str) -> Result<(), Failure> {
    let changed = work
        .sql(
            "update slab_tables set name = $1 where id = $2
             and not exists (select 1 from slab_tables o where o.id <> $2 and lower(o.name) = lower($1))",
        )
        .bind(name.to_owned())
        .bind(id)
        .run()
        .await?;
    if changed == 0 {
        return Err(taken().into());
    }
    work.audit(Audit {
        action: "UPDATE",
        entity_type: "slab_table",
        entity_id: code.to_owned(),
        summary: format!("Named the slab table {was} {name}"),
        old: Some(json!({"name": was})),
        new: Some(json!({"name": name})),
    });
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Proposed {
    code: String,
    name: String,
    table_id: i64,
    from_month: Month,
    rows: String,
    approved: bool,
    proposed_at: Timestamp,
}

const PROPOSED: &str = "select t.code, t.name, v.table_id, v.from_month, v.rows, v.approved, v.proposed_at
    from slab_versions v join slab_tables t on t.id = v.table_id where v.id = $1";

/// What a version would change in the scorecards of a month, if it held then.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`] for the month.
pub async fn preview(desk: &Desk, actor: &Actor, version: i64, month: &str) -> Result<Preview, Failure> {
    let db = desk.read(actor, Capability::SetUpKra)?;
    let month = reach::month(month, desk.clock.today())?;
    let proposed: Option<Proposed> = db.sql(PROPOSED).bind(version).optional().await?;
    let proposed = proposed.ok_or(Error::NotFound(texts::a_table()))?;
    let mut from = From::Db(db);
    let cards = month_cards(&mut from, month).await?;
    let looked_at = i64::try_from(cards.len()).unwrap_or_default();
    let mut rows: Vec<PreviewRow> = cards.into_iter().filter_map(|card| difference(&proposed, card)).collect();
    let sum = |of: fn(&PreviewRow) -> Money| Money::checked_sum(rows.iter().map(of)).unwrap_or_default();
    let (before, after) = (sum(|row| row.before.amount), sum(|row| row.after.amount));
    rows.sort_by_key(|row| {
        let by = row.after.amount.paise() - row.before.amount.paise();
        (std::cmp::Reverse(by.abs()), row.user.clone())
    });
    let changed = i64::try_from(rows.len()).unwrap_or_default();
    rows.truncate(SHOWN);
    Ok(Preview { table: proposed.name, version, month, looked_at, changed, before, after, rows })
}

async fn month_cards(from: &mut From<'_>, month: Month) -> Result<Vec<Card>, Failure> {
    let ids: Vec<(ScorecardId,)> = from
        .sql("select id from scorecards where month = $1 order by id limit $2")
        .bind(month)
        .bind(MOST_CARDS)
        .all()
        .await?;
    let ids: Vec<ScorecardId> = ids.into_iter().map(|(id,)| id).collect();
    let mut cards = store::cards(from, &ids).await?;
    write::renew(from, month, &mut cards).await?;
    Ok(cards)
}

/// The scorecard before and after, where they differ.
fn difference(proposed: &Proposed, mut card: Card) -> Option<PreviewRow> {
    let before = card.head.outcome();
    if proposed.code == "incentive" {
        card.incentive = serde_json::from_str(&proposed.rows).ok()?;
    }
    for kra in card.kras.iter_mut().filter(|kra| kra.table_id == Some(proposed.table_id)) {
        kra.slab_rows = Some(proposed.rows.clone());
    }
    super::compute::settle(&mut card);
    let after = card.head.outcome();
    (before != after).then(|| PreviewRow {
        user: card.head.user_code,
        name: card.head.user_name,
        before,
        after,
        frozen: card.head.status.is_frozen(),
    })
}

/// Approves a proposed version of a table, or withdraws it: the very one that was looked at, by its table and when it was proposed.
/// Answers whether the table is still there: one without any version goes. Scorecards that are not signed off follow an approved
/// version from its month on; those that are keep what they were signed off with.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] when it is approved already, or gives more than a KRA weighs.
pub async fn decide(
    desk: &Desk,
    actor: &Actor,
    (code, version, proposed_at): (&str, i64, i64),
    decision: &str,
) -> Result<bool, Failure> {
    let mut work = desk.begin(actor, Capability::SetUpKra).await?;
    let proposed: Option<Proposed> = work.sql(PROPOSED).bind(version).optional().await?;
    let same = |one: &Proposed| one.code == code.trim() && one.proposed_at.micros() == proposed_at;
    let proposed = proposed.filter(same).ok_or(Error::NotFound(texts::a_proposal()))?;
    if proposed.approved {
        return Err(settled().into());
    }
    let approved = match decision {
        "approve" => true,
        "withdraw" => false,
        _ => return Err(Error::field("decision", "unknown", "Approve it, or withdraw it.").into()),
    };
    let this = Some(told(&proposed.code, version, proposed.from_month, &proposed.rows));
    let (stays, old, new) = if approved {
        let before = in_force(&mut work, proposed.table_id, proposed.from_month).await?;
        approve(&mut work, version, &proposed).await?;
        (true, before, this)
    } else {
        (withdraw(&mut work, version, &proposed).await?, this, None)
    };
    work.audit(Audit {
        action: if approved { "APPROVE" } else { "DELETE" },
        entity_type: "slab_table",
        entity_id: proposed.code.clone(),
        summary: format!(
            "{} slabs of {} from {}",
            if approved { "Approved" } else { "Withdrew" },
            proposed.code,
            proposed.from_month.wire()
        ),
        old,
        new,
    });
    work.commit().await?;
    Ok(stays)
}

fn settled() -> Error {
    Error::field("decision", "approved", "This version is approved already; propose another.")
}

async fn approve(work: &mut Work, version: i64, proposed: &Proposed) -> Result<(), Failure> {
    if let Ok(slabs) = serde_json::from_str::<Slabs>(&proposed.rows) {
        // KRAs may have come to weigh less since it was proposed.
        table_use::within_weights(work, proposed.table_id, proposed.from_month, slabs.best()).await?;
    }
    let (now, by) = (work.now(), work.actor().name.clone());
    let changed = work
        .sql(
            "update slab_versions set approved = $1, approved_by = $2, approved_at = $3 where id = $4 and not approved",
        )
        .bind(true)
        .bind(by)
        .bind(now)
        .bind(version)
        .run()
        .await?;
    if changed == 0 {
        return Err(settled().into());
    }
    Ok(super::runs::queue_from(work, proposed.from_month).await?)
}

/// Answers whether the table has other versions; without any it goes, so that its name is free again.
async fn withdraw(work: &mut Work, version: i64, proposed: &Proposed) -> Result<bool, Failure> {
    let gone = work.sql("delete from slab_versions where id = $1 and not approved").bind(version).run().await?;
    if gone == 0 {
        return Err(settled().into());
    }
    let empty = work
        .sql(
            "delete from slab_tables where id = $1 and not exists (select 1 from slab_versions v where v.table_id = slab_tables.id)
             and not exists (select 1 from kra_template_lines l where l.table_id = slab_tables.id)",
        )
        .bind(proposed.table_id)
        .run()
        .await?;
    Ok(empty == 0)
}
