//! Where targets are set for people: what each KRA was and what it became, in the history of the scorecards and in the audit.

use std::collections::HashMap;

use serde_json::Value;

use super::{store, store_write, write::Changes};
use crate::{
    platform::{
        failure::{Failure, Internal},
        server::{Audit, Work},
    },
    pms::{
        model::{Source, Unit, figure_text},
        review::CardAction,
        scoring::Kind,
    },
    values::{Figure, Month, Percent, ScorecardId},
};

/// The KRAs of scorecards, by name and in words.
pub type Kras = HashMap<ScorecardId, Vec<(String, String)>>;

#[derive(sqlx::FromRow)]
struct Line {
    scorecard_id: ScorecardId,
    name: String,
    criteria: String,
    kind: Kind,
    unit: Unit,
    source: Source,
    category: String,
    target_milli: Figure,
    achieved_milli: Option<Figure>,
    weight_bp: Percent,
    table_name: Option<String>,
}

impl Line {
    /// `Restricted, target ₹5,00,000, 30 %, Collections`
    fn told(&self) -> String {
        let mut words = vec![self.kind.to_string()];
        if self.kind != Kind::AsPerSlab {
            words.push(format!("target {}", figure_text(self.target_milli, self.unit)));
        }
        words.push(self.weight_bp.to_string());
        words.extend(self.table_name.clone());
        if self.source.is_computed() {
            words.push(self.source.to_string());
        } else if let Some(achieved) = self.achieved_milli {
            words.push(format!("achieved {}", figure_text(achieved, self.unit)));
        }
        words.extend([&self.category, &self.criteria].into_iter().filter(|text| !text.is_empty()).cloned());
        words.join(", ")
    }
}

/// The KRAs of some scorecards as they are.
///
/// # Errors
/// When the database refuses.
pub async fn kras(work: &mut Work, cards: &[ScorecardId]) -> Result<Kras, Internal> {
    let lines: Vec<Line> = work
        .sql(
            "select k.scorecard_id, k.name, k.criteria, k.kind, k.unit, k.source, k.category, k.target_milli, k.achieved_milli,
                    k.weight_bp, t.name as table_name
             from scorecard_kras k left join slab_versions v on v.id = k.slab_id left join slab_tables t on t.id = v.table_id
             where k.scorecard_id in (select cast(value as bigint) from json_each($1))
             order by k.scorecard_id, k.position, k.id",
        )
        .bind(store::ids(cards))
        .all()
        .await?;
    let mut kras = Kras::new();
    for line in lines {
        kras.entry(line.scorecard_id).or_default().push((line.name.clone(), line.told()));
    }
    Ok(kras)
}

fn changes(before: &[(String, String)], after: &[(String, String)]) -> Changes {
    let find = |of: &[(String, String)], name: &str| {
        of.iter().find(|(other, _)| other == name).map(|(_, told)| told.clone()).unwrap_or_default()
    };
    let gone = before.iter().filter(|(name, _)| !after.iter().any(|(other, _)| other == name));
    after
        .iter()
        .chain(gone)
        .map(|(name, _)| (name.clone(), find(before, name), find(after, name)))
        .filter(|(_, was, is)| was != is)
        .collect()
}

/// One version more, a line of history and an audit entry for each scorecard whose KRAs were set; `how` says by what.
///
/// # Errors
/// When the database refuses.
pub async fn changed(work: &mut Work, cards: &[ScorecardId], before: &Kras, how: &str) -> Result<(), Failure> {
    let (now, by, keys) = (work.now(), work.actor().name.clone(), store::ids(cards));
    work.sql(
        "update scorecards set version = version + 1, updated_at = $2, updated_by = $3
         where id in (select cast(value as bigint) from json_each($1))",
    )
    .bind(keys.clone())
    .bind(now)
    .bind(by)
    .run()
    .await?;
    let after = kras(work, cards).await?;
    let whose: Vec<(ScorecardId, String, Month)> = work
        .sql(
            "select s.id, u.code, s.month from scorecards s join users u on u.id = s.user_id
             where s.id in (select cast(value as bigint) from json_each($1)) order by s.id",
        )
        .bind(keys)
        .all()
        .await?;
    let mut lines = Vec::new();
    for (card, code, month) in whose {
        let of = |kras: &Kras| kras.get(&card).cloned().unwrap_or_default();
        let changes = changes(&of(before), &of(&after));
        let side = |pick: fn(&(String, String, String)) -> (String, String)| {
            Value::Object(changes.iter().map(pick).map(|(name, told)| (name, Value::from(told))).collect())
        };
        work.audit(Audit {
            action: "UPDATE",
            entity_type: "scorecard",
            entity_id: format!("{code} {}", month.iso()),
            summary: format!("{code} {}: {} KRAs set. {how}", month.wire(), changes.len()),
            old: Some(side(|change| (change.0.clone(), change.1.clone()))),
            new: Some(side(|change| (change.0.clone(), change.2.clone()))),
        });
        lines.push((card, changes));
    }
    store_write::events(work, CardAction::SetUp.as_str(), how, &lines).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_changed_and_gone_is_told_and_what_stays_is_not() {
        let of = |all: &[(&str, &str)]| -> Vec<(String, String)> {
            all.iter().map(|(name, told)| ((*name).to_owned(), (*told).to_owned())).collect()
        };
        let found = changes(
            &of(&[("Sales", "40 %"), ("Visits", "30 %"), ("OD", "30 %")]),
            &of(&[("Sales", "70 %"), ("OD", "30 %"), ("Calls", "0 %")]),
        );
        let told: Vec<_> = found.iter().map(|(name, was, is)| [name.as_str(), was.as_str(), is.as_str()]).collect();
        assert_eq!(told, [["Sales", "40 %", "70 %"], ["Calls", "", "0 %"], ["Visits", "30 %", ""]]);
    }
}
