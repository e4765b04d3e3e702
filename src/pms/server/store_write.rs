//! SQL of scorecards: writing.

use serde_json::{Value, json};

use super::{
    store::Card,
    write::{Changes, salary},
};
use crate::{
    platform::{failure::Internal, server::Work},
    pms::{
        model::{Balance, Source, Unit},
        review::Transition,
        scoring::Kind,
        texts,
    },
    values::{Figure, Month, Percent, ScorecardId},
};

/// Writes a scorecard over the version that was read; false when there is a later one.
pub async fn update(work: &mut Work, card: &Card) -> Result<bool, Internal> {
    let (now, by, head) = (work.now(), work.actor().name.clone(), card.head.clone());
    let changed = work
        .sql(
            "update scorecards set status = $1, revision = $2, salary_paise = $3, incentive_id = $4, total_micro = $5, computed_micro = $6,
                    incentive_bp = $7, incentive_paise = $8, self_micro = $9, self_comment = $10, review_comment = $11, reviewed_by = $12,
                    dispute_note = $13, status_at = $14, updated_at = $15, updated_by = $16, version = version + 1
             where id = $17 and version = $18",
        )
        .bind(head.status)
        .bind(head.revision)
        .bind(head.salary_paise)
        .bind(head.incentive_id)
        .bind(head.total_micro)
        .bind(head.computed_micro)
        .bind(head.incentive_bp)
        .bind(head.incentive_paise)
        .bind(head.self_micro)
        .bind(head.self_comment)
        .bind(head.review_comment)
        .bind(head.reviewed_by)
        .bind(head.dispute_note)
        .bind(head.status_at)
        .bind(now)
        .bind(by)
        .bind(head.id)
        .bind(head.version)
        .run()
        .await?;
    if changed == 1 {
        update_kras(work, std::slice::from_ref(card)).await?;
    }
    Ok(changed == 1)
}

/// Writes the KRAs of some scorecards as they are in memory: one statement.
pub async fn update_kras(work: &mut Work, cards: &[Card]) -> Result<(), Internal> {
    let rows: Vec<Value> = cards
        .iter()
        .flat_map(|card| &card.kras)
        .map(|kra| {
            json!({
                "id": kra.id, "achieved": kra.achieved_milli, "slab": kra.slab_id, "points": kra.measure().scored().points,
                "selfAchieved": kra.self_achieved_milli, "self": kra.self_micro, "adjusted": kra.adjusted_micro,
                "reason": kra.reason, "sources": kra.sources,
            })
        })
        .collect();
    work.sql(
        "update scorecard_kras set achieved_milli = cast(j.value->>'achieved' as bigint), slab_id = cast(j.value->>'slab' as bigint),
                points_micro = cast(j.value->>'points' as bigint), self_achieved_milli = cast(j.value->>'selfAchieved' as bigint),
                self_micro = cast(j.value->>'self' as bigint), adjusted_micro = cast(j.value->>'adjusted' as bigint),
                reason = j.value->>'reason', sources = cast(j.value->>'sources' as bigint)
         from json_each($1) as j where scorecard_kras.id = cast(j.value->>'id' as bigint)",
    )
    .bind(Value::from(rows).to_string())
    .run()
    .await?;
    Ok(())
}

/// Writes totals and salary of many scorecards, raising no version: nothing a person typed changes.
pub async fn update_totals(work: &mut Work, cards: &[Card]) -> Result<(), Internal> {
    let rows: Vec<Value> = cards
        .iter()
        .map(|card| {
            let head = &card.head;
            json!({
                "id": head.id, "salary": head.salary_paise, "incentive": head.incentive_id, "total": head.total_micro,
                "computed": head.computed_micro, "bp": head.incentive_bp, "paise": head.incentive_paise, "version": head.version,
            })
        })
        .collect();
    work.sql(
        "update scorecards set salary_paise = cast(j.value->>'salary' as bigint), incentive_id = cast(j.value->>'incentive' as bigint),
                total_micro = cast(j.value->>'total' as bigint), computed_micro = cast(j.value->>'computed' as bigint),
                incentive_bp = cast(j.value->>'bp' as bigint), incentive_paise = cast(j.value->>'paise' as bigint)
         from json_each($1) as j
         where scorecards.id = cast(j.value->>'id' as bigint) and scorecards.version = cast(j.value->>'version' as bigint)",
    )
    .bind(Value::from(rows).to_string())
    .run()
    .await?;
    update_kras(work, cards).await
}

/// Puts the balances of the branches in place of what was there.
pub async fn put_balances(work: &mut Work, card: ScorecardId, balances: &[Balance]) -> Result<(), Internal> {
    work.sql("delete from scorecard_balances where scorecard_id = $1").bind(card).run().await?;
    let rows: Vec<Value> =
        balances.iter().map(|balance| json!({"branch": balance.branch, "amount": balance.amount})).collect();
    work.sql(
        "insert into scorecard_balances (scorecard_id, branch, balance_milli)
         select cast($2 as bigint), value->>'branch', cast(value->>'amount' as bigint) from json_each($1)",
    )
    .bind(Value::from(rows).to_string())
    .bind(card)
    .run()
    .await?;
    Ok(())
}

pub async fn event(
    work: &mut Work,
    card: &Card,
    row: &Transition,
    remark: &str,
    changes: &Changes,
) -> Result<(), Internal> {
    let (now, user, name) = (work.now(), work.actor().user(), work.actor().name.clone());
    work.sql(
        "insert into scorecard_events (scorecard_id, at, user_id, user_name, action, from_status, to_status, revision, remark, changes)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(card.head.id)
    .bind(now)
    .bind(user)
    .bind(name)
    .bind(row.action.as_str().to_owned())
    .bind(row.from)
    .bind(row.to)
    .bind(card.head.revision)
    .bind(remark.to_owned())
    .bind(json!(changes).to_string())
    .run()
    .await?;
    Ok(())
}

/// Lines of history for scorecards that stay where they stand, each with what was changed.
pub async fn events(
    work: &mut Work,
    action: &str,
    remark: &str,
    lines: &[(ScorecardId, Changes)],
) -> Result<(), Internal> {
    let (now, user, name) = (work.now(), work.actor().user(), work.actor().name.clone());
    let rows: Vec<Value> =
        lines.iter().map(|(card, changes)| json!({"card": card, "changes": json!(changes).to_string()})).collect();
    work.sql(
        "insert into scorecard_events (scorecard_id, at, user_id, user_name, action, from_status, to_status, revision, remark, changes)
         select s.id, $2, $3, $4, $5, s.status, s.status, s.revision, $6, j.value->>'changes'
         from json_each($1) as j join scorecards s on s.id = cast(j.value->>'card' as bigint) order by s.id",
    )
    .bind(Value::from(rows).to_string())
    .bind(now)
    .bind(user)
    .bind(name)
    .bind(action.to_owned())
    .bind(remark.to_owned())
    .run()
    .await?;
    Ok(())
}

/// Another salary that drafts take over, in their history.
pub async fn salaries(work: &mut Work, before: &[Card], after: &[Card]) -> Result<(), Internal> {
    let changed =
        before.iter().zip(after).filter_map(|(was, is)| Some((is.head.id, vec![salary(&was.head, &is.head)?])));
    let lines: Vec<(ScorecardId, Changes)> = changed.collect();
    if lines.is_empty() {
        return Ok(());
    }
    events(work, texts::salary_taken(), "", &lines).await
}

/// Keeps a locked month as it stood, before it is corrected.
pub async fn keep_version(work: &mut Work, card: &Card, reason: &str, snapshot: &Value) -> Result<(), Internal> {
    let (now, name) = (work.now(), work.actor().name.clone());
    work.sql(
        "insert into scorecard_versions (scorecard_id, revision, at, user_name, reason, snapshot) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(card.head.id)
    .bind(card.head.revision)
    .bind(now)
    .bind(name)
    .bind(reason.to_owned())
    .bind(snapshot.to_string())
    .run()
    .await?;
    Ok(())
}

/// A KRA as it is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KraData {
    pub name: String,
    pub criteria: String,
    pub kind: Kind,
    pub unit: Unit,
    pub source: Source,
    pub category: String,
    pub target: Figure,
    pub weight: Percent,
    pub table: Option<i64>,
}

impl KraData {
    pub fn json(&self, position: usize) -> Value {
        json!({
            "position": position + 1, "code": format!("KRA{}", position + 1), "name": self.name, "criteria": self.criteria,
            "kind": self.kind, "unit": self.unit, "source": self.source, "category": self.category, "target": self.target,
            "weight": self.weight, "table": self.table,
        })
    }
}

/// Puts these KRAs in place of those of some scorecards of one month; each keeps what was achieved under the same name.
pub async fn put_kras(work: &mut Work, cards: &[ScorecardId], kras: &[KraData], month: Month) -> Result<(), Internal> {
    let rows: Vec<Value> = kras.iter().enumerate().map(|(position, kra)| kra.json(position)).collect();
    let (rows, keys) = (Value::from(rows).to_string(), super::store::ids(cards));
    // The code and the position are unique, so what is there moves out of the way first.
    work.sql(
        "update scorecard_kras set position = -position, code = 'old ' || code
         where scorecard_id in (select cast(value as bigint) from json_each($1))",
    )
    .bind(keys.clone())
    .run()
    .await?;
    work.sql(
        "insert into scorecard_kras (scorecard_id, position, code, name, criteria, kind, unit, source, category, target_milli,
             achieved_milli, weight_bp, slab_id)
         select cast(c.value as bigint), cast(k.value->>'position' as bigint), k.value->>'code', k.value->>'name',
             k.value->>'criteria', k.value->>'kind', k.value->>'unit', k.value->>'source', k.value->>'category',
             cast(k.value->>'target' as bigint),
             (select o.achieved_milli from scorecard_kras o where o.scorecard_id = cast(c.value as bigint)
              and o.name = k.value->>'name' and o.position < 0 order by o.id limit 1),
             cast(k.value->>'weight' as bigint),
             (select v.id from slab_versions v where v.table_id = cast(k.value->>'table' as bigint) and v.approved
              and v.from_month <= $3 order by v.from_month desc, v.approved_at desc, v.id desc limit 1)
         from json_each($1) as c cross join json_each($2) as k",
    )
    .bind(keys.clone())
    .bind(rows)
    .bind(month)
    .run()
    .await?;
    work.sql(
        "delete from scorecard_kras where position < 0
         and scorecard_id in (select cast(value as bigint) from json_each($1))",
    )
    .bind(keys)
    .run()
    .await?;
    Ok(())
}
