//! The credit queue and its cases.

use super::{
    advice,
    store::{self, Subject},
};
use crate::{
    credit::{
        insight::{Insight, InsightFacts},
        model::{Case, Queue, QueueView, Waiting},
        rules::{Exposure, Reason, may_release},
    },
    identity::{Actor, Capability},
    orders::server::forward::{self, From},
    platform::{failure::Failure, server::Desk},
    settings,
    values::Money,
};

/// Orders that wait for credit.
///
/// # Errors
/// `forbidden`.
pub async fn queue(desk: &Desk, actor: &Actor, view: QueueView) -> Result<Queue, Failure> {
    let db = desk.read(actor, Capability::SeeCredit)?;
    let waiting = store::waiting(db, actor.id, view).await?;
    let (count, value, held) = store::totals(db).await?;
    let mine = store::forwarded_to(db, actor.id).await?;
    let colleagues = forward::colleagues(&mut From::Db(db), actor).await?;
    Ok(Queue { waiting, count, value, held, mine, colleagues })
}

/// Only the orders of the queue.
///
/// # Errors
/// `forbidden`.
pub async fn waiting(desk: &Desk, actor: &Actor, view: QueueView) -> Result<Vec<Waiting>, Failure> {
    let db = desk.read(actor, Capability::SeeCredit)?;
    Ok(store::waiting(db, actor.id, view).await?)
}

fn exposure(subject: &Subject) -> Exposure {
    Exposure {
        outstanding: subject.outstanding_paise,
        open_orders: subject.open_paise,
        this_order: if subject.open { subject.total_paise } else { Money::ZERO },
    }
}

fn facts(subject: &Subject) -> InsightFacts {
    InsightFacts {
        limit: subject.credit_limit_paise,
        exposure: exposure(subject),
        overdue: subject.overdue_paise,
        ageing_days: i32::try_from(subject.ageing_days).unwrap_or(i32::MAX),
    }
}

/// All that credit control looks at before deciding on the order of this number.
///
/// # Errors
/// `not_found` when it doesn't wait (any more).
pub async fn case(desk: &Desk, actor: &Actor, number: &str) -> Result<Case, Failure> {
    let db = desk.read(actor, Capability::SeeCredit)?;
    let order = store::find_waiting(db, actor.id, number)
        .await?
        .ok_or_else(|| Failure::not_found("A waiting order of this number"))?;
    let subject = store::find_subject(db, number).await?.ok_or_else(|| Failure::not_found("The order"))?;
    let exposure = exposure(&subject);
    let own = subject.booked_by == actor.id;
    let release = may_release(actor.role, own, &exposure, subject.credit_limit_paise);
    let decide = if own { release.err() } else { None };
    let reasons: Vec<Reason> = serde_json::from_str(&subject.credit_reasons).unwrap_or_default();
    let counts_open_orders = settings::server::get(db).await?.credit.count_open_orders;
    Ok(Case {
        counts_open_orders,
        rechecked: store::rechecked(db, subject.order_id).await?,
        reasons: reasons.iter().map(ToString::to_string).collect(),
        customer_blocked: subject.status != "Active",
        limit: subject.credit_limit_paise,
        credit_days: subject.credit_days,
        security_cheque: subject.security_cheque.clone().unwrap_or_default(),
        overdue: subject.overdue_paise,
        ageing_days: subject.ageing_days,
        ageing: subject.ageing(),
        open_count: subject.open_count,
        open_orders: store::open_orders(db, subject.customer_id, subject.order_id).await?,
        decisions: store::decisions(db, subject.customer_id).await?,
        insight: advice::insight(desk, &facts(&subject)).await,
        reason_required: exposure.over(subject.credit_limit_paise).is_positive(),
        release_refused: release.err().map(|refused| refused.to_string()),
        decide_refused: decide.map(|refused| refused.to_string()),
        customer_code: subject.code,
        location: subject.location,
        exposure,
        order,
    })
}

/// What an insight is judged by: any order this person sees, with its customer's standing.
///
/// # Errors
/// `not_found`.
pub async fn subject(desk: &Desk, actor: &Actor, number: &str) -> Result<Subject, Failure> {
    let db = desk.read(actor, Capability::SeeCredit)?;
    store::find_subject(db, number).await?.ok_or_else(|| Failure::not_found("The order"))
}

/// The insight for an order.
pub async fn insight(desk: &Desk, subject: &Subject) -> Insight {
    advice::insight(desk, &facts(subject)).await
}
