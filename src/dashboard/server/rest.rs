//! Dashboard and notices over HTTP.

use axum::{
    Form, Router,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{board, notices};
use crate::{
    dashboard::{
        model::{Bar, Chart, Dashboard},
        period::Asked,
    },
    platform::{
        failure::Failure,
        server::http::{self, AppState, Caller, Query},
        wire::rupees,
    },
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/notifications/read", post(read))
        .route("/api/analytics/dashboard", get(dashboard))
        .route("/api/analytics/sales", get(sales))
}

#[derive(Deserialize)]
struct Read {
    /// One notice; empty for all.
    #[serde(default)]
    id: String,
}

async fn read(Caller { desk, actor }: Caller, Form(form): Form<Read>) -> Result<Response, Failure> {
    let id = match form.id.trim() {
        "" => None,
        id => Some(id.parse().map_err(|_| Failure::not_found("This notice"))?),
    };
    let link = notices::mark_read(&desk, &actor, id).await?;
    Ok(Redirect::to(http::own_path(&link).unwrap_or("/notifications")).into_response())
}

fn bars(bars: &[Bar]) -> Value {
    bars.iter().map(|bar| json!({"label": bar.label, "value": rupees(bar.value), "note": bar.note, "href": bar.href, "target": bar.target.map(rupees)})).collect()
}

fn charts(board: &Dashboard) -> Value {
    let one = |chart: &Chart| json!({"title": chart.title, "period": chart.period, "note": chart.note, "rows": bars(&chart.bars)});
    board.charts.iter().map(one).collect()
}

/// What can't be read is told; the page leaves it out.
fn readable(asked: &Asked) -> Result<(), Failure> {
    let wrong = asked.mistakes();
    if wrong.is_empty() { Ok(()) } else { Err(Failure::invalid(wrong)) }
}

async fn dashboard(Caller { desk, actor }: Caller, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    readable(&asked)?;
    let board = board::board(&desk, &actor, &asked).await?;
    let target = board.target.as_ref().map(|target| {
        json!({"achieved": rupees(target.achieved), "target": rupees(target.target), "percent": target.percent(), "month": target.period})
    });
    Ok(http::data(json!({
        "from": board.period.from.iso(), "to": board.period.to.iso(), "figures": board.stats, "target": target, "charts": charts(&board),
    })))
}

async fn sales(Caller { desk, actor }: Caller, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    readable(&asked)?;
    let sales = board::sales(&desk, &actor, &asked).await?;
    Ok(http::data(json!({
        "from": sales.period.from.iso(), "to": sales.period.to.iso(),
        "trend": bars(&sales.trend.bars), "bySalesperson": bars(&sales.people.bars), "topCustomers": bars(&sales.customers.bars),
    })))
}
