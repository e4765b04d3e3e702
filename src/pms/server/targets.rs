//! Targets and achievements by the file: drafts are made where there are none, KRAs written by their name.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use super::{
    copy,
    set_history::{self, Kras},
    store::{self, From},
    table_use,
};
use crate::{
    catalog::model::Loaded,
    platform::{
        failure::{Failure, Internal},
        server::{Db, Text, Work},
    },
    pms::{
        error::Error,
        model::{Source, Unit},
        review::{CardAction, CardStatus},
        scoring::Kind,
        slabs::KnownTable,
        targets::TargetInput,
        texts,
    },
    values::{Figure, Month, Percent, ScorecardId},
};

/// What is there of the people a file names.
pub struct There {
    /// The ids of those who are active.
    pub people: Vec<String>,
    pub targets: Vec<TargetInput>,
    /// Person, month, and where the scorecard stands.
    pub cards: Vec<(String, Month, CardStatus)>,
    /// The slab tables for KRAs.
    pub tables: Vec<KnownTable>,
}

fn keys(codes: &[String]) -> String {
    json!(codes.iter().map(|code| json!({"k": code.to_uppercase()})).collect::<Vec<_>>()).to_string()
}

/// What is there of these people, in whatever spelling.
///
/// # Errors
/// When the database refuses.
pub async fn there(db: &Db, codes: &[String]) -> Result<There, Internal> {
    let mut from = From::Db(db);
    let people = store::people(&mut from, codes).await?;
    let cards = from
        .sql(
            "select u.code, s.month, s.status from scorecards s join users u on u.id = s.user_id
             where upper(u.code) in (select value->>'k' from json_each($1)) order by s.id",
        )
        .bind(keys(codes))
        .all()
        .await?;
    let tables = table_use::known(&mut from).await?;
    Ok(There {
        people: people.into_iter().map(|person| person.code).collect(),
        targets: known(&mut from, codes).await?.into_iter().map(|(_, _, target)| target).collect(),
        cards,
        tables,
    })
}

type Row = (
    ScorecardId,
    i64,
    String,
    Month,
    String,
    String,
    Kind,
    Unit,
    Source,
    String,
    Figure,
    Option<Figure>,
    Percent,
    Option<String>,
);

/// The scorecard, the KRA's id and the target, of these people's drafts and all else.
async fn known(from: &mut From<'_>, codes: &[String]) -> Result<Vec<(ScorecardId, i64, TargetInput)>, Internal> {
    let mut text = Text::new(
        from.engine(),
        "select s.id, k.id, u.code, s.month, k.name, k.criteria, k.kind, k.unit, k.source, k.category, k.target_milli, k.achieved_milli,
                k.weight_bp, t.code
         from scorecard_kras k join scorecards s on s.id = k.scorecard_id join users u on u.id = s.user_id
         left join slab_versions v on v.id = k.slab_id left join slab_tables t on t.id = v.table_id
         where upper(u.code) in (select value->>'k' from json_each(",
    );
    text.bind(keys(codes)).push(")) order by s.id, k.position, k.id");
    let rows: Vec<Row> = from.text(text).all().await?;
    Ok(rows
        .into_iter()
        .map(|(card, id, user, month, kra, criteria, kind, unit, source, category, target, achieved, weight, table)| {
            let input = TargetInput {
                user,
                month,
                kra,
                criteria,
                kind,
                unit,
                source,
                category,
                target,
                achieved: achieved.filter(|_| !source.is_computed()),
                weight,
                table: table.unwrap_or_default(),
            };
            (card, id, input)
        })
        .collect())
}

/// Writes KRAs into the drafts of people and months, which are made where there are none; answers each as it was, in order.
///
/// # Errors
/// [`Error::NotFound`] of a person, [`Error::WrongState`] where a scorecard is no draft any more.
pub async fn upsert_targets(work: &mut Work, wanted: &[TargetInput]) -> Result<Vec<Loaded<TargetInput>>, Failure> {
    let codes: Vec<String> = distinct(wanted.iter().map(|target| target.user.clone()));
    let before = known(&mut From::Work(work), &codes).await?;
    let cards = drafts(work, wanted, &codes).await?;
    let was: HashMap<_, _> = before.iter().map(|(_, id, target)| (target.key(), (*id, target))).collect();
    let mut next: HashMap<ScorecardId, i64> = HashMap::new();
    for (card, ..) in &before {
        *next.entry(*card).or_default() += 1;
    }
    let mut rows = Vec::new();
    for target in wanted {
        let card =
            *cards.get(&(target.user.to_uppercase(), target.month)).ok_or(Error::NotFound(texts::a_scorecard()))?;
        let id = was.get(&target.key()).map(|(id, _)| *id);
        let position = if id.is_some() { 0 } else { *next.entry(card).and_modify(|last| *last += 1).or_insert(1) };
        rows.push(row(target, card, id, position));
    }
    let set = set_history::kras(work, &written(wanted, &cards, None)).await?;
    write(work, rows).await?;
    finish(work, wanted, &cards, &set).await?;
    Ok(wanted.iter().map(|target| Loaded::of(was.get(&target.key()).map(|(_, was)| (*was).clone()), target)).collect())
}

fn distinct<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    all.collect::<BTreeSet<T>>().into_iter().collect()
}

type Cards = HashMap<(String, Month), ScorecardId>;

/// The drafts of the people and months, made where they are missing.
async fn drafts(work: &mut Work, wanted: &[TargetInput], codes: &[String]) -> Result<Cards, Failure> {
    let people = store::people(&mut From::Work(work), codes).await?;
    for month in distinct(wanted.iter().map(|target| target.month)) {
        let named: Vec<_> = people
            .iter()
            .filter(|person| wanted.iter().any(|one| one.month == month && one.user.eq_ignore_ascii_case(&person.code)))
            .cloned()
            .collect();
        copy::make(work, &named, month).await?;
    }
    let rows: Vec<(ScorecardId, String, Month, CardStatus)> = work
        .sql(
            "select s.id, u.code, s.month, s.status from scorecards s join users u on u.id = s.user_id
             where upper(u.code) in (select value->>'k' from json_each($1)) order by s.id",
        )
        .bind(keys(codes))
        .all()
        .await?;
    let mut cards = Cards::new();
    for (id, code, month, status) in rows {
        let named = wanted.iter().any(|one| one.month == month && one.user.eq_ignore_ascii_case(&code));
        if named && status != CardStatus::Draft {
            return Err(Error::WrongState { status, action: CardAction::SetUp }.into());
        }
        cards.insert((code.to_uppercase(), month), id);
    }
    Ok(cards)
}

fn row(target: &TargetInput, card: ScorecardId, id: Option<i64>, position: i64) -> Value {
    json!({
        "card": card, "id": id, "position": position, "code": format!("KRA{position}"), "name": target.kra, "criteria": target.criteria,
        "kind": target.kind, "unit": target.unit, "source": target.source, "category": target.category, "target": target.target,
        "achieved": target.achieved, "weight": target.weight, "table": target.table, "month": target.month,
    })
}

/// The slab version of a table that holds in a month.
async fn write(work: &mut Work, rows: Vec<Value>) -> Result<(), Internal> {
    let (old, new): (Vec<Value>, Vec<Value>) = rows.into_iter().partition(|row| row["id"].is_i64());
    work.sql(
        "update scorecard_kras set criteria = j.value->>'criteria', kind = j.value->>'kind', unit = j.value->>'unit',
                source = j.value->>'source', category = j.value->>'category', target_milli = cast(j.value->>'target' as bigint),
                achieved_milli = cast(j.value->>'achieved' as bigint), weight_bp = cast(j.value->>'weight' as bigint),
                slab_id = (select v.id from slab_versions v join slab_tables t on t.id = v.table_id
                           where t.code = j.value->>'table' and v.approved and v.from_month <= j.value->>'month'
                           order by v.from_month desc, v.approved_at desc, v.id desc limit 1)
         from json_each($1) as j where scorecard_kras.id = cast(j.value->>'id' as bigint)",
    )
    .bind(Value::from(old).to_string())
    .run()
    .await?;
    // A code that an earlier file took away may be free while a later one is taken: the next free number follows the largest.
    work.sql(
        "insert into scorecard_kras (scorecard_id, position, code, name, criteria, kind, unit, source, category, target_milli,
             achieved_milli, weight_bp, slab_id)
         select cast(j.value->>'card' as bigint),
             cast(j.value->>'position' as bigint) + coalesce(m.gap, 0),
             'KRA' || cast(cast(j.value->>'position' as bigint) + coalesce(m.gap, 0) as text),
             j.value->>'name', j.value->>'criteria', j.value->>'kind', j.value->>'unit', j.value->>'source', j.value->>'category',
             cast(j.value->>'target' as bigint), cast(j.value->>'achieved' as bigint), cast(j.value->>'weight' as bigint),
             (select v.id from slab_versions v join slab_tables t on t.id = v.table_id
              where t.code = j.value->>'table' and v.approved and v.from_month <= j.value->>'month'
              order by v.from_month desc, v.approved_at desc, v.id desc limit 1)
         from json_each($1) as j
         left join (select scorecard_id, max(position) - count(*) as gap from scorecard_kras group by scorecard_id) m
             on m.scorecard_id = cast(j.value->>'card' as bigint)",
    )
    .bind(Value::from(new).to_string())
    .run()
    .await?;
    Ok(())
}

/// The scorecards that these rows are of; in one month alone where it is named.
fn written(wanted: &[TargetInput], cards: &Cards, month: Option<Month>) -> Vec<ScorecardId> {
    let named = wanted.iter().filter(|target| month.is_none_or(|month| target.month == month));
    distinct(named.map(|target| (target.month, target.user.to_uppercase())))
        .into_iter()
        .filter_map(|(month, user)| cards.get(&(user, month)).copied())
        .collect()
}

/// Totals anew, one version more, a line of history and an audit entry for each scorecard that was written; `before` are its KRAs
/// as they were.
async fn finish(work: &mut Work, wanted: &[TargetInput], cards: &Cards, before: &Kras) -> Result<(), Failure> {
    for month in distinct(wanted.iter().map(|target| target.month)) {
        copy::settle(work, &written(wanted, cards, Some(month)), month).await?;
    }
    set_history::changed(work, &written(wanted, cards, None), before, texts::from_a_file()).await
}

/// Takes KRAs away that are still as they were written, and drafts that have none left; answers how many KRAs that were.
///
/// # Errors
/// When the database refuses.
pub async fn remove_targets(work: &mut Work, wanted: &[TargetInput]) -> Result<u64, Failure> {
    let codes: Vec<String> = distinct(wanted.iter().map(|target| target.user.clone()));
    let there = known(&mut From::Work(work), &codes).await?;
    let gone: Vec<i64> = there.iter().filter(|(.., target)| wanted.contains(target)).map(|(_, id, _)| *id).collect();
    let cards: Cards = there
        .iter()
        .filter(|(.., target)| wanted.contains(target))
        .map(|(card, _, target)| ((target.user.to_uppercase(), target.month), *card))
        .collect();
    let before = set_history::kras(work, &written(wanted, &cards, None)).await?;
    let removed = work
        .sql(
            "delete from scorecard_kras where id in (select cast(value as bigint) from json_each($1))
             and scorecard_id in (select id from scorecards where status = 'Draft')",
        )
        .bind(store::ids(&gone))
        .run()
        .await?;
    finish(work, wanted, &cards, &before).await?;
    let keys = store::ids(&cards.values().copied().collect::<Vec<_>>());
    work.sql(
        "delete from scorecards where status = 'Draft' and id in (select cast(value as bigint) from json_each($1))
         and not exists (select 1 from scorecard_kras k where k.scorecard_id = scorecards.id)",
    )
    .bind(keys)
    .run()
    .await?;
    Ok(removed)
}
