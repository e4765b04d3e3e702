//! Server functions of performance.

use leptos::prelude::*;

use super::model::{
    Annual, BalanceForm, BalanceSheet, Compare, ComparedSpans, Copied, EntryForm, Leaderboard, Preview, ReviewQueue,
    Run, Scorecard, ScorecardPage, SetUp, SignedOff, Sources, Table, TableForm, Team, TeamFilter, TemplateEditor,
    TemplateForm,
};
use crate::platform::failure::Failure;

/// A scorecard with all that explains it. Without a person: mine, and without a month the oldest that waits for me; else the
/// latest there is.
#[server(prefix = "/fn", endpoint = "pms/scorecard")]
pub async fn show_scorecard(user: String, month: String) -> Result<ScorecardPage, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::show::open(&desk, &actor, &user, &month).await)
}

/// An earlier version of a corrected month, as it stood.
#[server(prefix = "/fn", endpoint = "pms/version")]
pub async fn show_version(user: String, month: String, revision: i64) -> Result<Scorecard, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::browser::version(&desk, &actor, &user, &month, revision).await)
}

/// The orders or customers behind a KRA, named as the API does (`KRA1`); of an earlier version of a corrected month where its
/// number is named.
#[server(prefix = "/fn", endpoint = "pms/sources")]
pub async fn show_sources(
    user: String,
    month: String,
    kra: String,
    #[server(default)] revision: String,
) -> Result<Sources, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::show::sources(&desk, &actor, &user, &month, (&kra, revision.parse().ok())).await)
}

/// Enters what was achieved and goes back to the scorecard; hands it in too when the intent is `submit`.
#[server(prefix = "/fn", endpoint = "pms/enter")]
pub async fn enter_scorecard(
    user: String,
    month: String,
    version: String,
    #[server(default)] entries: Vec<EntryForm>,
    #[server(default)] comment: String,
    #[server(default)] intent: String,
) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::browser::enter(&desk, &actor, (user, month, version), entries, comment, intent).await)
}

/// Submits, sends back, signs off, acknowledges, disputes, locks, reopens or corrects, and goes back to the scorecard.
#[server(prefix = "/fn", endpoint = "pms/act")]
pub async fn act_on_scorecard(
    user: String,
    month: String,
    version: String,
    action: String,
    #[server(default)] remark: String,
) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::browser::act(&desk, &actor, (user, month, version), action, remark).await)
}

/// Puts another score in place of the computed one, with a reason; empty points take that back.
#[server(prefix = "/fn", endpoint = "pms/adjust")]
pub async fn adjust_score(
    user: String,
    month: String,
    version: String,
    kra: String,
    points: String,
    #[server(default)] reason: String,
) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::browser::adjust(&desk, &actor, (user, month, version), kra, points, reason).await)
}

/// Puts these overdue balances in place of those there are; goes back to the scorecard, or to the sheet they came `from`.
#[server(prefix = "/fn", endpoint = "pms/balances")]
pub async fn enter_balances(
    user: String,
    month: String,
    version: String,
    #[server(default)] balances: Vec<BalanceForm>,
    #[server(default)] from: String,
) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::browser::balances(&desk, &actor, (user, month, version), balances, &from).await)
}

/// The overdue balances of a month, for whoever enters them.
#[server(prefix = "/fn", endpoint = "pms/balance-sheet")]
pub async fn show_balances(month: String, q: String, page: String) -> Result<BalanceSheet, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::balances::sheet(&desk, &actor, &month, &q, &page).await)
}

/// My team, people by months, and what waits for my review.
#[server(prefix = "/fn", endpoint = "pms/team")]
pub async fn show_team(filter: TeamFilter) -> Result<(Team, ReviewQueue), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::team::page(&desk, &actor, &filter).await)
}

/// Signs off (or locks, or sends back) several scorecards, each with a result. A scorecard is `SALES-001|2026-02|3`.
#[server(prefix = "/fn", endpoint = "pms/sign-off-many")]
pub async fn sign_off_many(
    #[server(default)] cards: Vec<String>,
    #[server(default)] action: String,
    #[server(default)] remark: String,
) -> Result<Vec<SignedOff>, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::browser::sign_off_many(&desk, &actor, cards, action, remark).await)
}

/// The leaderboard of a `month`, `quarter` or `year`.
#[server(prefix = "/fn", endpoint = "pms/leaderboard")]
pub async fn show_leaderboard(span: String, month: String, page: String) -> Result<Leaderboard, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::rank::leaderboard(&desk, &actor, &span, &month, &page).await)
}

/// April to March of one person; `2025-26`, or the running year.
#[server(prefix = "/fn", endpoint = "pms/annual")]
pub async fn show_annual(user: String, year: String) -> Result<Annual, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::rank::annual(&desk, &actor, &user, &year).await)
}

/// Two people, or two months of one, beside each other; where nothing is named, two to begin with.
#[server(prefix = "/fn", endpoint = "pms/compare")]
pub async fn compare_scorecards(
    left_user: String,
    left_month: String,
    right_user: String,
    right_month: String,
) -> Result<Compare, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    let (left, right) = ((left_user.as_str(), left_month.as_str()), (right_user.as_str(), right_month.as_str()));
    if [left.0, left.1, right.0, right.1].iter().all(|text| text.trim().is_empty()) {
        return told(super::server::show::open_compare(&desk, &actor).await);
    }
    told(super::server::show::compare(&desk, &actor, left, right).await)
}

/// Two quarters or two years beside each other.
#[server(prefix = "/fn", endpoint = "pms/compare-spans")]
pub async fn compare_spans(
    span: String,
    left_user: String,
    left_month: String,
    right_user: String,
    right_month: String,
) -> Result<ComparedSpans, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    let (left, right) = ((left_user.as_str(), left_month.as_str()), (right_user.as_str(), right_month.as_str()));
    told(super::server::rank::compare(&desk, &actor, &span, left, right).await)
}

/// Templates, slab tables and runs.
#[server(prefix = "/fn", endpoint = "pms/set-up")]
pub async fn show_set_up() -> Result<SetUp, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::templates::set_up(&desk, &actor).await)
}

/// A template's form; a new one's when the id is empty.
#[server(prefix = "/fn", endpoint = "pms/template")]
pub async fn edit_template(id: String) -> Result<TemplateEditor, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::templates::edit(&desk, &actor, &id).await)
}

/// Saves a template and goes on to it.
#[server(prefix = "/fn", endpoint = "pms/save-template")]
pub async fn save_template(form: TemplateForm) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::browser::save_template(&desk, &actor, form).await)
}

/// Copies a template to people (all of its role when none is named) and to the months from one to another.
#[server(prefix = "/fn", endpoint = "pms/copy-template")]
pub async fn copy_template(
    id: String,
    #[server(default)] people: Vec<String>,
    from: String,
    #[server(default)] to: String,
) -> Result<Copied, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::copy::copy(&desk, &actor, &id, &people, &from, &to).await)
}

/// A slab table with its versions.
#[server(prefix = "/fn", endpoint = "pms/table")]
pub async fn show_table(code: String) -> Result<Table, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::tables::show(&desk, &actor, &code).await)
}

/// Proposes a version of a slab table from a month on (a new table when it has no code), and goes on to its preview.
#[server(prefix = "/fn", endpoint = "pms/propose-table")]
pub async fn propose_table(form: TableForm) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::browser::propose_table(&desk, &actor, form).await)
}

/// What a proposed version would change in a month.
#[server(prefix = "/fn", endpoint = "pms/preview-table")]
pub async fn preview_table(version: i64, month: String) -> Result<Preview, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::tables::preview(&desk, &actor, version, &month).await)
}

/// Approves a proposed version of a table, or withdraws it (`decision`: `approve`, `withdraw`), and goes back to the table. `proposed`
/// says when what was looked at was proposed: no other proposal is approved in its place.
#[server(prefix = "/fn", endpoint = "pms/decide-table")]
pub async fn decide_table(code: String, version: i64, proposed: i64, decision: String) -> Result<(), Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::browser::decide_table(&desk, &actor, (&code, version, proposed), &decision).await)
}

/// Computes a month anew for all, as a job; goes on to its progress.
#[server(prefix = "/fn", endpoint = "pms/recompute")]
pub async fn recompute_month(month: String) -> Result<Run, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::runs::start(&desk, &actor, &month).await)
}

/// How far computing a month anew has come.
#[server(prefix = "/fn", endpoint = "pms/run")]
pub async fn show_run(id: i64) -> Result<Run, Failure> {
    use crate::platform::server::{here, told};
    let (desk, actor) = here()?;
    told(super::server::runs::show(&desk, &actor, id).await)
}
