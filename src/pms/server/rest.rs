//! Performance over HTTP.

use axum::{
    Router,
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{act, rank, reach, show, team, wire};
use crate::{
    identity::Actor,
    platform::{
        failure::{Failure, FieldError},
        server::{
            Desk,
            http::{self, AppState, Caller, JsonBody, Path, Query},
        },
        wire::{renamed, rupees},
    },
    pms::{
        error::Error,
        model::{BalanceForm, EntryForm, TeamFilter},
        review::{CardAction, CardStatus},
    },
    values::Month,
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .merge(super::forms::routes())
        .route("/api/pms/leaderboard", get(leaderboard))
        .route("/api/pms/team", get(team_scores))
        .route("/api/pms/annual/{userId}", get(annual))
        .route("/api/pms/kra/update", post(update_kra))
        .route("/api/pms/od-balance/update", post(update_balances))
        .route("/api/pms/kra/adjust", post(adjust))
        .route("/api/pms/review", post(review))
        .route("/api/pms/{userId}", get(record))
        .merge(super::rest_files::routes())
}

/// What an address may ask.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    pub month: String,
    #[serde(default)]
    pub span: String,
    #[serde(default)]
    pub year: String,
    #[serde(default)]
    pub page: String,
    #[serde(default)]
    pub q: String,
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub sort: String,
}

impl Asked {
    /// As a filter of the team.
    ///
    /// # Errors
    /// By its name, what the page would leave out.
    pub fn filter(self) -> Result<TeamFilter, Failure> {
        let known =
            ["", "late", "missing"].contains(&self.status.as_str()) || self.status.parse::<CardStatus>().is_ok();
        if !known {
            let states: Vec<&str> = CardStatus::ALL.iter().map(|status| status.as_str()).collect();
            let what = format!("write late, missing or one of {}", states.join(", "));
            return Err(unreadable("status", what, &self.status));
        }
        self.check_page()?;
        Ok(TeamFilter { q: self.q, month: self.month, status: self.status, sort: self.sort, page: self.page })
    }

    /// # Errors
    /// A page that is no number from 1.
    fn check_page(&self) -> Result<(), Failure> {
        match self.page.trim() {
            "" => Ok(()),
            page if page.parse::<i64>().is_ok_and(|page| page > 0) => Ok(()),
            page => Err(unreadable("page", "write a whole number from 1", page)),
        }
    }
}

fn unreadable(field: &str, what: impl std::fmt::Display, typed: &str) -> Failure {
    Failure::invalid(vec![FieldError::unreadable(field, what).typed(typed)])
}

async fn record(
    Caller { desk, actor }: Caller,
    Path(user): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let card = show::one(&desk, &actor, &user, &asked.month).await?;
    Ok(http::data(wire::record(&card)))
}

async fn leaderboard(Caller { desk, actor }: Caller, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    asked.check_page()?;
    let board = rank::leaderboard(&desk, &actor, &asked.span, &asked.month, &asked.page).await?;
    let pagination = json!({
        "page": board.page, "limit": 100, "total": board.people, "pages": board.pages, "month": board.month.wire(), "span": board.span,
    });
    Ok(http::list(wire::ranked(&board), pagination))
}

async fn team_scores(Caller { desk, actor }: Caller, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let team = team::team(&desk, &actor, &asked.filter()?).await?;
    let rows: Vec<Value> = team
        .rows
        .iter()
        .map(|row| {
            let scores: Vec<Value> = team
                .months
                .iter()
                .zip(&row.cells)
                .filter_map(|(month, cell)| {
                    let cell = (*cell)?;
                    let total = wire::number(&cell.total.plain());
                    Some(json!({"month": month.wire(), "totalScore": total, "status": cell.status}))
                })
                .collect();
            json!({"userId": row.employee.code, "userName": row.employee.name, "role": row.employee.role, "late": row.late, "scores": scores})
        })
        .collect();
    let pagination = json!({
        "page": team.page, "limit": team::PAGE, "total": team.people, "pages": team.pages, "month": team.month.wire(), "late": team.late,
    });
    Ok(http::list(rows, pagination))
}

async fn annual(
    Caller { desk, actor }: Caller,
    Path(user): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let annual = rank::annual(&desk, &actor, &user, &asked.year).await?;
    let months: Vec<Value> = annual
        .months
        .iter()
        .map(|month| {
            json!({
                "month": month.month.wire(), "totalScore": month.total.map(|total| wire::number(&total.plain())), "status": month.status,
                "incentivePercentage": wire::number(&month.percent.plain()), "incentiveAmount": rupees(month.amount),
                "weak": annual.weak.contains(&month.month), "running": month.runs(),
            })
        })
        .collect();
    Ok(http::data(json!({
        "userId": annual.employee.code, "userName": annual.employee.name, "year": annual.year.to_string(), "months": months,
        "average": annual.average.points.map(|points| wire::number(&points.plain())),
        "averageMonths": annual.average.months, "runningMonths": annual.average.running,
        "trend": annual.trend.map(|points| wire::number(&points.plain())),
        "incentiveAmount": rupees(annual.amount),
    })))
}

/// What a body says under a name, as text; nothing when it isn't there.
fn text(body: &Map<String, Value>, name: &str) -> String {
    match body.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(other) => other.to_string(),
    }
}

fn object(body: Value) -> Result<Map<String, Value>, Failure> {
    match body {
        Value::Object(body) => Ok(body),
        _ => {
            Err(Failure::new(crate::platform::failure::Kind::Malformed, "malformed", "The body must be a JSON object."))
        }
    }
}

/// A refusal with its fields as these bodies name them.
fn theirs(failure: Failure) -> Failure {
    let names = [
        ("kra", "kraId"),
        ("achieved", "achievedValue"),
        ("points", "score"),
        ("branch", "odBalances"),
        ("balances", "odBalances"),
    ];
    renamed(failure, &names)
}

/// Person and month of a body; both must be there.
fn named(desk: &Desk, body: &Map<String, Value>) -> Result<(String, Month), Failure> {
    let user = text(body, "userId");
    if user.is_empty() {
        return Err(Error::field("userId", "empty", "userId: write whose scorecard it is.").into());
    }
    let month = text(body, "month");
    if month.is_empty() {
        return Err(Error::field("month", "empty", "Month: write it like Feb'26.").into());
    }
    Ok((user, reach::month(&month, desk.clock.today())?))
}

async fn answer(desk: &Desk, actor: &Actor, user: &str, month: Month) -> Result<Response, Failure> {
    let card = show::one(desk, actor, user, &month.iso()).await?;
    Ok(http::data(wire::record(&card)))
}

async fn update_kra(Caller { desk, actor }: Caller, JsonBody(body): JsonBody<Value>) -> Result<Response, Failure> {
    let body = object(body)?;
    let (user, month) = named(&desk, &body)?;
    let entry = EntryForm { kra: text(&body, "kraId"), achieved: text(&body, "achievedValue"), points: String::new() };
    if entry.achieved.is_empty() {
        return Err(Error::field("achievedValue", "empty", "achievedValue: write what was achieved.").into());
    }
    act::enter(&desk, &actor, &user, month, &text(&body, "version"), &[entry], None, false).await.map_err(theirs)?;
    answer(&desk, &actor, &user, month).await
}

async fn update_balances(Caller { desk, actor }: Caller, JsonBody(body): JsonBody<Value>) -> Result<Response, Failure> {
    let body = object(body)?;
    let (user, month) = named(&desk, &body)?;
    // Older clients send the branches beside the names, newer ones may send them together.
    let nested = body.get("odBalances").and_then(Value::as_object).cloned().unwrap_or_default();
    let known = ["userId", "month", "version", "odBalances"];
    let beside = body.iter().filter(|(name, _)| !known.contains(&name.as_str()));
    let typed: Vec<BalanceForm> = beside
        .chain(&nested)
        .map(|(branch, _)| BalanceForm {
            branch: branch.clone(),
            amount: text(if nested.contains_key(branch) { &nested } else { &body }, branch),
        })
        .collect();
    if typed.is_empty() {
        return Err(Error::field("odBalances", "empty", "Name at least one branch with its balance.").into());
    }
    let card =
        act::balances(&desk, &actor, &user, month, &text(&body, "version"), &typed, false).await.map_err(theirs)?;
    if reach::relation(&actor, card.head.user_id).sees() {
        return answer(&desk, &actor, &user, month).await;
    }
    // Credit control keeps the balances and sees no score.
    let balances: Map<String, Value> =
        card.balances.iter().map(|balance| (balance.branch.clone(), wire::number(&balance.amount.plain()))).collect();
    Ok(http::data(json!({
        "userId": card.head.user_code, "userName": card.head.user_name, "month": month.wire(), "odBalances": balances,
    })))
}

async fn adjust(Caller { desk, actor }: Caller, JsonBody(body): JsonBody<Value>) -> Result<Response, Failure> {
    let body = object(body)?;
    let (user, month) = named(&desk, &body)?;
    let (kra, points, reason) = (text(&body, "kraId"), text(&body, "score"), text(&body, "reason"));
    act::adjust(&desk, &actor, &user, month, &text(&body, "version"), (&kra, &points, &reason))
        .await
        .map_err(theirs)?;
    answer(&desk, &actor, &user, month).await
}

/// `{userId, month, action, remark}` for one; `{cards: ["SALES-001|2026-02"], action, remark}` for several.
async fn review(Caller { desk, actor }: Caller, JsonBody(body): JsonBody<Value>) -> Result<Response, Failure> {
    let body = object(body)?;
    let action: CardAction = text(&body, "action").parse().map_err(|_| {
        Error::field(
            "action",
            "unknown",
            "action: submit, send_back, review, acknowledge, dispute, lock, reopen or correct.",
        )
    })?;
    let remark = text(&body, "remark");
    if let Some(cards) = body.get("cards").and_then(Value::as_array) {
        let cards: Vec<String> = cards.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        let results = act::act_on_many(&desk, &actor, &cards, action, &remark).await?;
        return Ok(http::data(json!({
            "done": results.iter().filter(|one| one.refused.is_none()).count(), "results": results,
        })));
    }
    let (user, month) = named(&desk, &body)?;
    let said = body.get("remark").filter(|said| !said.is_null()).map(|_| remark.as_str());
    act::act(&desk, &actor, &user, month, &text(&body, "version"), action, said).await?;
    answer(&desk, &actor, &user, month).await
}
