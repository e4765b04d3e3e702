//! Slab tables: proposed, looked at on a past month, approved; approved versions are never changed.

use serde_json::{Value, json};

use super::{
    reach,
    store::{self, Card, From},
    templates::{Known, best},
    write,
};
use crate::{
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, FieldError, Internal},
        server::{Audit, Db, Desk, Text, Work},
    },
    pms::{
        error::Error,
        incentive::{Climb, Incentive, IncentiveSlab},
        model::{Preview, PreviewRow, Table, TableForm, TableRows, TableVersion},
        slabs::{Slab, Slabs},
        texts,
    },
    values::{Figure, Money, Month, Percent, Points, ScorecardId, Timestamp},
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

/// Code, id and best score of the tables for KRAs.
///
/// # Errors
/// When the database refuses.
pub async fn best_scores(work: &mut Work) -> Result<Known, Internal> {
    let rows: Vec<(String, i64, String)> = work
        .sql(
            "select t.code, t.id, v.rows from slab_tables t join slab_versions v on v.table_id = t.id
             where t.kind = 'kra' and v.approved order by t.id, v.from_month, v.id limit 2000",
        )
        .all()
        .await?;
    let mut known: Known = Vec::new();
    for (code, id, rows) in rows {
        // The latest version of a table stands last and is the one that counts.
        known.retain(|(other, ..)| *other != code);
        known.push((code, id, best(&rows)));
    }
    Ok(known)
}

fn number<T>(row: usize, field: &str, text: &str, read: Result<T, crate::values::ParseError>) -> Result<T, FieldError> {
    let at = u32::try_from(row + 1).unwrap_or(u32::MAX);
    read.map_err(|error| FieldError::new(field, error.code(), format!("Row {}: {error}.", row + 1)).at(at).typed(text))
}

fn slabs(form: &TableForm) -> Result<Slabs, Vec<FieldError>> {
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for (index, row) in
        form.rows.iter().filter(|row| !row.gives.trim().is_empty() || !row.at.trim().is_empty()).enumerate()
    {
        let up_to = match row.at.trim() {
            "" => Ok(None),
            text => number(index, "at", text, Figure::parse_signed(text)).map(Some),
        };
        match (up_to, number(index, "gives", &row.gives, Points::parse(&row.gives))) {
            (Ok(up_to), Ok(score)) => rows.push(Slab { up_to, score }),
            (up_to, score) => wrong.extend(up_to.err().into_iter().chain(score.err())),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Slabs::new(rows).map_err(|error| vec![FieldError::new("rows", "no_table", error.to_string())])
}

fn incentive(form: &TableForm) -> Result<Incentive, Vec<FieldError>> {
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for (index, row) in
        form.rows.iter().filter(|row| !row.gives.trim().is_empty() || !row.at.trim().is_empty()).enumerate()
    {
        let from = number(index, "at", &row.at, Points::parse(&row.at));
        match (from, number(index, "gives", &row.gives, Percent::parse(&row.gives))) {
            (Ok(from), Ok(percent)) => rows.push(IncentiveSlab { from, percent }),
            (from, percent) => wrong.extend(from.err().into_iter().chain(percent.err())),
        }
    }
    let typed = [&form.climb_above, &form.climb_every, &form.climb_percent];
    let climb = if typed.iter().all(|text| text.trim().is_empty()) {
        None
    } else {
        let read = (Points::parse(typed[0]), Points::parse(typed[1]), Percent::parse(typed[2]));
        match read {
            (Ok(above), Ok(every), Ok(percent)) => Some(Climb { above, every, percent }),
            _ => {
                let message =
                    "Write from which mark on, for how many points, and how many percent; or leave all three empty.";
                wrong.push(FieldError::new("climb_above", "climb", message));
                None
            }
        }
    };
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Incentive::new(rows, climb).map_err(|error| vec![FieldError::new("rows", "no_table", error.to_string())])
}

fn slug(name: &str) -> String {
    let words: Vec<String> = name
        .to_lowercase()
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.join("-").chars().take(40).collect()
}

/// Proposes a version of a table from a month on; answers the table's code and the version. Nothing is scored by it yet.
///
/// # Errors
/// [`Error::Invalid`] for rows that are no table, a month that is none, a name that is taken; [`Error::NotFound`].
pub async fn propose(desk: &Desk, actor: &Actor, form: &TableForm) -> Result<(String, i64), Failure> {
    let mut work = desk.begin(actor, Capability::SetUpKra).await?;
    let from = Month::parse(&form.from)
        .map_err(|error| Error::field("from", error.code(), format!("From month: {error}.")))?;
    let (code, id) = table(&mut work, form).await?;
    let rows = if code == "incentive" {
        json!(incentive(form).map_err(Error::Invalid)?)
    } else {
        json!(slabs(form).map_err(Error::Invalid)?)
    };
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
        old: None,
        new: Some(json!({"version": version, "from": from, "rows": rows})),
    });
    work.commit().await?;
    Ok((code, version))
}

async fn table(work: &mut Work, form: &TableForm) -> Result<(String, i64), Failure> {
    let code = form.code.trim();
    if !code.is_empty() {
        let found: Option<(i64,)> =
            work.sql("select id from slab_tables where code = $1").bind(code.to_owned()).optional().await?;
        let (id,) = found.ok_or(Error::NotFound(texts::a_table()))?;
        return Ok((code.to_owned(), id));
    }
    let (name, code) = (form.name.trim().to_owned(), slug(&form.name));
    if code.is_empty() || name.chars().count() > 80 {
        return Err(Error::field("name", "length", "Name: write 1 to 80 characters, letters among them.").into());
    }
    let made: Option<(i64,)> = work
        .sql("insert into slab_tables (code, name, kind) values ($1, $2, 'kra') on conflict do nothing returning id")
        .bind(code.clone())
        .bind(name)
        .optional()
        .await?;
    let (id,) = made.ok_or_else(|| Error::field("name", "taken", "Name: another table has it."))?;
    Ok((code, id))
}

#[derive(sqlx::FromRow)]
struct Proposed {
    code: String,
    name: String,
    table_id: i64,
    from_month: Month,
    rows: String,
    approved: bool,
}

const PROPOSED: &str = "select t.code, t.name, v.table_id, v.from_month, v.rows, v.approved
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

/// Approves a proposed version, or withdraws it; answers the table's code. Scorecards that are not signed off follow it
/// from its month on; those that are keep what they were signed off with.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] when it is approved already.
pub async fn decide(desk: &Desk, actor: &Actor, version: i64, decision: &str) -> Result<String, Failure> {
    let mut work = desk.begin(actor, Capability::SetUpKra).await?;
    let proposed: Option<Proposed> = work.sql(PROPOSED).bind(version).optional().await?;
    let proposed = proposed.ok_or(Error::NotFound(texts::a_table()))?;
    let settled = || Error::field("decision", "approved", "This version is approved already; propose another.");
    if proposed.approved {
        return Err(settled().into());
    }
    let (now, by) = (work.now(), work.actor().name.clone());
    let changed = match decision {
        "approve" => {
            work.sql("update slab_versions set approved = $1, approved_by = $2, approved_at = $3 where id = $4 and not approved")
                .bind(true)
                .bind(by)
                .bind(now)
                .bind(version)
                .run()
                .await?
        }
        "withdraw" => work.sql("delete from slab_versions where id = $1 and not approved").bind(version).run().await?,
        _ => return Err(Error::field("decision", "unknown", "Approve it, or withdraw it.").into()),
    };
    if changed == 0 {
        return Err(settled().into());
    }
    let approved = decision == "approve";
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
        old: None,
        new: serde_json::from_str::<Value>(&proposed.rows).ok(),
    });
    if approved {
        super::runs::queue_from(&mut work, proposed.from_month).await?;
    }
    work.commit().await?;
    Ok(proposed.code)
}
