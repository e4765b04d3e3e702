//! Alerts, decided where the stock moves: in the same transaction, once a crossing, each decision kept with its numbers.

use serde_json::{Value, json};

use super::store::{Held, Row};
use crate::{
    identity::Capability,
    packaging::{
        alert::{self, Outcome},
        model::Unit,
        reorder::suggest,
        texts,
    },
    platform::{
        failure::Internal,
        server::{Audience, Event, Notice, Work},
    },
    values::{EntryId, MaterialId, Quantity, UserId},
};

/// What changed of a material: its stock, or its level.
#[derive(Clone, Debug)]
pub struct Change {
    pub material: MaterialId,
    pub code: String,
    pub name: String,
    pub unit: Unit,
    pub entry: Option<EntryId>,
    pub before: Quantity,
    pub before_level: Quantity,
    pub after: Quantity,
    pub level: Quantity,
    pub on_order: Quantity,
    pub used: Quantity,
    pub suggested: Quantity,
}

impl Change {
    /// The change that a row of the ledger makes.
    pub fn of_row(now: &Held, entry: EntryId, row: &Row) -> Option<Self> {
        let before = row.total.checked_sub(row.quantity)?;
        Some(Self { entry: Some(entry), before, before_level: row.level, level: row.level, ..Self::of(now, row.total) })
    }

    /// The change that another level makes.
    pub fn of_level(now: &Held, before_level: Quantity) -> Self {
        Self { before_level, ..Self::of(now, now.on_hand_milli) }
    }

    fn of(now: &Held, after: Quantity) -> Self {
        let mut stock = now.stock();
        stock.on_hand = after;
        Self {
            material: now.id,
            code: now.code.clone(),
            name: now.name.clone(),
            unit: now.unit,
            entry: None,
            before: after,
            before_level: now.reorder_level_milli,
            after,
            level: now.reorder_level_milli,
            on_order: now.on_order_milli,
            used: now.used_milli,
            suggested: suggest(&stock).quantity,
        }
    }
}

/// Decides every change, tells those concerned of a crossing, and keeps what was decided.
pub async fn decide(work: &mut Work, changes: &[Change]) -> Result<(), Internal> {
    let decided: Vec<(&Change, Outcome)> = changes
        .iter()
        .filter_map(|change| {
            let outcome = alert::decide(change.before, change.before_level, change.after, change.level)?;
            Some((change, outcome))
        })
        .collect();
    if decided.is_empty() {
        return Ok(());
    }
    let fires = decided.iter().any(|(_, outcome)| *outcome == Outcome::Fired);
    let people = if fires { concerned(work).await? } else { Vec::new() };
    for (change, _) in decided.iter().filter(|(_, outcome)| *outcome == Outcome::Fired) {
        tell(work, change, &people);
    }
    keep(work, &decided, people.len()).await
}

/// The people who answer for packaging: Warehouse and Procurement.
async fn concerned(work: &mut Work) -> Result<Vec<UserId>, Internal> {
    let rows: Vec<(UserId,)> = work
        .sql("select id from users where status = 'Active' and role in ('Warehouse', 'Procurement') order by id limit 1000")
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

fn tell(work: &mut Work, change: &Change, people: &[UserId]) {
    let body = alert::message(change.unit.as_str(), change.after, change.on_order, change.level, change.suggested);
    for user in people {
        work.notify(Notice {
            user: *user,
            kind: "packaging",
            title: texts::alert_title(&change.name),
            body: body.clone(),
            link: format!("/packaging/materials/{}", change.code),
        });
    }
    let payload = json!({
        "materialId": change.code, "name": change.name, "unit": change.unit, "balance": number(change.after),
        "onOrder": number(change.on_order), "moq": number(change.level), "reorderLevel": number(change.level),
        "suggested": number(change.suggested), "message": body,
    });
    work.emit(Event::new("packaging:low-stock", Audience::May(Capability::SeePackaging), payload));
}

fn number(quantity: Quantity) -> Value {
    crate::platform::wire::units(quantity)
}

async fn keep(work: &mut Work, decided: &[(&Change, Outcome)], told: usize) -> Result<(), Internal> {
    let rows: Vec<Value> = decided
        .iter()
        .map(|(change, outcome)| {
            json!({
                "material": change.material, "entry": change.entry, "outcome": outcome, "before": change.before,
                "after": change.after, "level": change.level, "order": change.on_order, "used": change.used,
                "suggested": change.suggested, "told": if *outcome == Outcome::Fired { told } else { 0 },
            })
        })
        .collect();
    let (now, name) = (work.now(), work.actor().name.clone());
    work.sql(
        "insert into packaging_alerts
             (material_id, entry_id, at, outcome, before_milli, on_hand_milli, level_milli, on_order_milli, used_milli,
              suggested_milli, told, user_name)
         select cast(value->>'material' as bigint), cast(value->>'entry' as bigint), $2, value->>'outcome',
                cast(value->>'before' as bigint), cast(value->>'after' as bigint), cast(value->>'level' as bigint),
                cast(value->>'order' as bigint), cast(value->>'used' as bigint), cast(value->>'suggested' as bigint),
                cast(value->>'told' as bigint), $3
         from json_each($1)",
    )
    .bind(Value::from(rows).to_string())
    .bind(now)
    .bind(name)
    .run()
    .await?;
    Ok(())
}
