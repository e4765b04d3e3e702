//! What uses the slab tables: which versions hold when, and whether their scores go with the weights.

use super::store::From;
use crate::{
    platform::{
        failure::{Failure, Internal},
        server::Work,
    },
    pms::{
        error::Error,
        slabs::{KnownTable, Slabs},
    },
    values::{Month, Percent, Points},
};

/// The tables for KRAs with their approved versions.
///
/// # Errors
/// When the database refuses.
pub async fn known(from: &mut From<'_>) -> Result<Vec<KnownTable>, Internal> {
    let rows: Vec<(i64, String, Option<Month>, Option<String>)> = from
        .sql(
            "select t.id, t.code, v.from_month, v.rows from slab_tables t
             left join slab_versions v on v.table_id = t.id and v.approved
             where t.kind = 'kra' order by t.id, v.from_month, v.approved_at, v.id limit 5000",
        )
        .all()
        .await?;
    let mut known: Vec<KnownTable> = Vec::new();
    for (id, code, from, rows) in rows {
        if known.last().is_none_or(|table| table.id != id) {
            known.push(KnownTable { id, code, versions: Vec::new() });
        }
        if let (Some(table), Some(from), Some(rows)) = (known.last_mut(), from, rows) {
            table.versions.push((from, best(&rows)));
        }
    }
    Ok(known)
}

/// The best score of stored rows.
fn best(rows: &str) -> Points {
    serde_json::from_str::<Slabs>(rows).map(|slabs| slabs.best()).unwrap_or_default()
}

/// Refuses scores above the weight of a KRA that a version from this month on would score: no KRA gives more than it weighs.
///
/// # Errors
/// [`Error::Invalid`], naming the lightest such KRA.
pub async fn within_weights(work: &mut Work, table: i64, from: Month, best: Points) -> Result<(), Failure> {
    let refused = |name: &str, weight: Percent, place: String| {
        let message = format!(
            "The table gives up to {best} points, more than {name} weighs {place} ({weight}). Lower the scores, or raise that weight first."
        );
        Err(Error::field("rows", "above_weight", message).into())
    };
    let kra: Option<(String, Percent, String, Month)> = work
        .sql(
            "select k.name, k.weight_bp, u.name, s.month
             from scorecards s join scorecard_kras k on k.scorecard_id = s.id join slab_versions v on v.id = k.slab_id
             join users u on u.id = s.user_id
             where v.table_id = $1 and s.month >= $2 and s.status in ('Draft', 'Submitted', 'Disputed') and k.weight_bp * 10000 < $3
               and not exists (select 1 from slab_versions l where l.table_id = $1 and l.approved and l.from_month > $2
                               and l.from_month <= s.month)
             order by k.weight_bp, s.month, u.name, k.id limit 1",
        )
        .bind(table)
        .bind(from)
        .bind(best)
        .optional()
        .await?;
    if let Some((name, weight, person, month)) = kra {
        return refused(&name, weight, format!("on the scorecard of {person} for {}", month.wire()));
    }
    let line: Option<(String, Percent, String)> = work
        .sql(
            "select l.name, l.weight_bp, t.name from kra_template_lines l join kra_templates t on t.id = l.template_id
             where l.table_id = $1 and l.weight_bp * 10000 < $3
               and not exists (select 1 from slab_versions v where v.table_id = $1 and v.approved and v.from_month > $2)
             order by l.weight_bp, t.name, l.id limit 1",
        )
        .bind(table)
        .bind(from)
        .bind(best)
        .optional()
        .await?;
    match line {
        Some((name, weight, template)) => refused(&name, weight, format!("in the template {template}")),
        None => Ok(()),
    }
}

/// Refuses a KRA as per slab whose table doesn't hold in a month, or gives more than the KRA weighs.
///
/// # Errors
/// [`Error::Invalid`], of the month.
pub fn holds(tables: &[KnownTable], table: i64, (name, weight): (&str, Percent), month: Month) -> Result<(), Error> {
    let Some(table) = tables.iter().find(|known| known.id == table) else { return Ok(()) };
    table.fits(month, weight).map_err(|unfit| Error::field("from", unfit.code(), format!("{name}: {unfit}.")))
}
