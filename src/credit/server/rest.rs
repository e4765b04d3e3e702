//! Credit over HTTP.

use axum::{
    Json, Router,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{service, simulate};
use crate::{
    credit::{
        api::{Decide, DecideMany},
        rules::{CreditPolicy, Decision},
        simulation::{Ask, Lot, Simulation, Verdict},
    },
    identity::Actor,
    orders::{
        Action,
        server::{
            act::{self, Command},
            rest_several,
        },
    },
    platform::{
        failure::{Failure, FieldError},
        server::{
            Desk,
            http::{self, AppState, Caller, JsonBody, Query},
            plain,
        },
        wire::{renamed, rupees, typed},
    },
    values::Version,
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/credit", plain::route::<Decide>())
        .route("/credit/selected", plain::route::<DecideMany>())
        .route("/api/credit/simulate", get(simulated))
        .route("/api/credit/forward", post(forward))
        .route("/api/credit/recheck", post(recheck))
        .route("/api/ai/credit-insight", post(insight))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Of {
    order_id: String,
    /// Whose order it should be, where they say it.
    #[serde(default)]
    customer_id: Value,
}

impl Of {
    fn check(&self, code: &str) -> Result<(), Failure> {
        let said = typed(&self.customer_id);
        if said.is_empty() || said.trim().eq_ignore_ascii_case(code) {
            return Ok(());
        }
        let message = format!("customerId: {} is an order of {code}.", self.order_id);
        Err(Failure::invalid(vec![FieldError::new("customerId", "not_its_customer", message).typed(said).hint(code)]))
    }
}

async fn insight(Caller { desk, actor }: Caller, JsonBody(ask): JsonBody<Of>) -> Result<Response, Failure> {
    let subject = service::subject(&desk, &actor, &ask.order_id).await?;
    ask.check(&subject.code)?;
    let insight = service::insight(&desk, &subject).await;
    let data = json!({
        "insight": insight.as_text(),
        "risk": insight.risk,
        "decision": insight.decision,
        "source": insight.source,
        "orderId": subject.number,
        "customerName": subject.name,
        "orderValue": rupees(subject.total_paise),
        "outstanding": rupees(subject.outstanding_paise),
        "timestamp": desk.clock.now().iso(),
    });
    let mut body = json!({"success": true, "data": data});
    // Older clients read these at the top.
    if let (Some(body), Some(data)) = (body.as_object_mut(), data.as_object()) {
        for (key, value) in data {
            body.entry(key.clone()).or_insert_with(|| value.clone());
        }
    }
    Ok(Json(body).into_response())
}

/// One order (`orderId`), or several (`orderIds`) with a result for each.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Waiting {
    order_id: String,
    #[serde(alias = "ids")]
    order_ids: Vec<String>,
    /// Whom it is forwarded to, by their id.
    #[serde(alias = "forwardTo", alias = "userId")]
    to: String,
    #[serde(alias = "remark", alias = "reason")]
    remarks: Option<String>,
    version: Option<i64>,
}

/// Fields of the forms, and how bodies name them.
const NAMES: &[(&str, &str)] = &[("person", "to"), ("remark", "remarks")];

async fn forward(Caller { desk, actor }: Caller, JsonBody(body): JsonBody<Waiting>) -> Result<Response, Failure> {
    lead(&desk, &actor, body, Action::Forward).await
}

async fn recheck(Caller { desk, actor }: Caller, JsonBody(body): JsonBody<Waiting>) -> Result<Response, Failure> {
    lead(&desk, &actor, body, Action::Recheck).await
}

async fn lead(desk: &Desk, actor: &Actor, body: Waiting, action: Action) -> Result<Response, Failure> {
    let version = body.version.map(Version::from);
    let (person, remark) = (body.to, body.remarks.unwrap_or_default());
    let command = Command { person, remark, version, ..Command::of(action) };
    if !body.order_id.is_empty() {
        let acted = act::act(desk, actor, &body.order_id, &command).await;
        return Ok(http::data(rest_several::told(&acted.map_err(|failure| renamed(failure, NAMES))?)));
    }
    rest_several::check_count(&body.order_ids)?;
    let command = Command { version: None, ..command };
    let mut outcomes = Vec::with_capacity(body.order_ids.len());
    for id in &body.order_ids {
        outcomes.push((id.as_str(), act::act(desk, actor, id, &command).await));
    }
    Ok(rest_several::answer(outcomes))
}

async fn simulated(Caller { desk, actor }: Caller, Query(ask): Query<Ask>) -> Result<Response, Failure> {
    let Simulation { tried, set, verdict, effect, is_part } = simulate::simulate(&desk, &actor, &ask).await?;
    Ok(http::data(json!({
        "policy": policy(tried),
        "policyAsSet": policy(set),
        "verdict": verdict.as_ref().map(judged),
        "openOrders": {"tested": effect.tested, "isPart": is_part, "freed": lot(&effect.freed), "held": lot(&effect.held)},
    })))
}

fn policy(policy: CreditPolicy) -> Value {
    json!({
        "releaseAutomatically": policy.release_automatically,
        "test": policy.test,
        "countOpenOrders": policy.count_open_orders,
        "overdueAbove": rupees(policy.overdue_above),
    })
}

fn judged(verdict: &Verdict) -> Value {
    let Verdict { customer, exposure, decision } = verdict;
    let word = match decision {
        Decision::Release => "release",
        Decision::Warn(_) => "warn",
        Decision::Wait(_) => "wait",
    };
    let why = decision.found().iter().map(|reason| json!({"code": reason.code(), "message": reason.to_string()}));
    json!({
        "customerId": customer.code,
        "customerName": customer.name,
        "creditLimit": rupees(customer.facts.limit),
        "overdue": rupees(customer.facts.overdue),
        "overdueDays": customer.facts.overdue_days,
        "exposure": {
            "outstanding": rupees(exposure.outstanding),
            "openOrders": rupees(exposure.open_orders),
            "thisOrder": rupees(exposure.this_order),
            "total": rupees(exposure.total()),
            "over": rupees(exposure.over(customer.facts.limit)),
        },
        "decision": word,
        "reasons": why.collect::<Vec<_>>(),
    })
}

fn lot(lot: &Lot) -> Value {
    let orders: Vec<&str> = lot.examples.iter().map(|one| one.number.as_str()).collect();
    json!({"count": lot.count, "value": rupees(lot.value), "anyway": lot.anyway, "orders": orders})
}
