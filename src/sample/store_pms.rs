//! SQL of the sample's scorecards.

use super::pms::Scorecards;
use crate::{
    platform::{failure::Failure, server::Work},
    pms::server::copy,
    values::ScorecardId,
};

/// Puts all of it in, and computes the months that still run.
///
/// # Errors
/// When the database refuses.
pub async fn insert(work: &mut Work, made: &Scorecards) -> Result<(), Failure> {
    templates(work, made).await?;
    work.sql(
        "insert into scorecards (user_id, month, status, salary_paise, incentive_id, total_micro, computed_micro, incentive_bp,
             incentive_paise, self_micro, self_comment, review_comment, reviewed_by, dispute_note, status_at, created_at, updated_at, updated_by)
         select cast(value->>'user' as bigint), value->>'month', value->>'status', cast(value->>'salary' as bigint), 1,
             cast(value->>'total' as bigint), cast(value->>'computed' as bigint), cast(value->>'bp' as bigint),
             cast(value->>'paise' as bigint), cast(value->>'self' as bigint), value->>'selfComment', value->>'reviewComment',
             value->>'reviewedBy', value->>'dispute', cast(value->>'at' as bigint), cast(value->>'at' as bigint),
             cast(value->>'at' as bigint), value->>'by'
         from json_each($1) where true on conflict do nothing",
    )
    .bind(made.cards.to_string())
    .run()
    .await?;
    work.sql(
        "insert into scorecard_kras (scorecard_id, position, code, name, criteria, kind, unit, source, target_milli, achieved_milli,
             weight_bp, slab_id, points_micro, self_micro, self_achieved_milli, sources)
         select s.id, cast(j.value->>'position' as bigint), j.value->>'code', j.value->>'name', j.value->>'criteria', j.value->>'kind',
             j.value->>'unit', j.value->>'source', cast(j.value->>'target' as bigint), cast(j.value->>'achieved' as bigint),
             cast(j.value->>'weight' as bigint), cast(j.value->>'slab' as bigint), cast(j.value->>'points' as bigint),
             cast(j.value->>'self' as bigint), cast(j.value->>'selfAchieved' as bigint), cast(j.value->>'sources' as bigint)
         from json_each($1) as j
         join scorecards s on s.user_id = cast(j.value->>'user' as bigint) and s.month = j.value->>'month'",
    )
    .bind(made.kras.to_string())
    .run()
    .await?;
    work.sql(
        "insert into scorecard_balances (scorecard_id, branch, balance_milli)
         select s.id, j.value->>'branch', cast(j.value->>'amount' as bigint) from json_each($1) as j
         join scorecards s on s.user_id = cast(j.value->>'user' as bigint) and s.month = j.value->>'month'",
    )
    .bind(made.balances.to_string())
    .run()
    .await?;
    work.sql(
        "insert into scorecard_events (scorecard_id, at, user_name, action, from_status, to_status, revision, remark)
         select s.id, cast(j.value->>'at' as bigint), j.value->>'who', j.value->>'action', j.value->>'from', j.value->>'to', 1,
             j.value->>'remark'
         from json_each($1) as j
         join scorecards s on s.user_id = cast(j.value->>'user' as bigint) and s.month = j.value->>'month'
         order by cast(j.value->>'at' as bigint), s.id",
    )
    .bind(made.events.to_string())
    .run()
    .await?;
    work.sql(
        "insert into collections (customer_id, salesperson_id, at, amount_paise)
         select cast(value->>'customer' as bigint), cast(value->>'salesperson' as bigint), cast(value->>'at' as bigint),
             cast(value->>'paise' as bigint)
         from json_each($1)",
    )
    .bind(made.collections.to_string())
    .run()
    .await?;
    for month in &made.running {
        let ids: Vec<(ScorecardId,)> = work
            .sql("select id from scorecards where month = $1 and status = 'Draft' order by id limit 100")
            .bind(*month)
            .all()
            .await?;
        copy::settle(work, &ids.into_iter().map(|(id,)| id).collect::<Vec<_>>(), *month).await?;
    }
    Ok(())
}

async fn templates(work: &mut Work, made: &Scorecards) -> Result<(), Failure> {
    work.sql(
        "insert into kra_templates (name, role, updated_at, updated_by)
         select value->>'name', value->>'role', cast(value->>'at' as bigint), 'Admin User' from json_each($1)
         where true on conflict do nothing",
    )
    .bind(made.templates.to_string())
    .run()
    .await?;
    work.sql(
        "insert into kra_template_lines (template_id, position, name, criteria, kind, unit, source, target_milli, weight_bp, table_id)
         select t.id, cast(j.value->>'position' as bigint), j.value->>'name', j.value->>'criteria', j.value->>'kind', j.value->>'unit',
             j.value->>'source', cast(j.value->>'target' as bigint), cast(j.value->>'weight' as bigint), cast(j.value->>'table' as bigint)
         from json_each($1) as j join kra_templates t on t.name = j.value->>'template'",
    )
    .bind(made.template_lines.to_string())
    .run()
    .await?;
    Ok(())
}
