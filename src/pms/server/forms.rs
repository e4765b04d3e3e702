//! What the forms of the pages post to.

use axum::Router;

use crate::{
    platform::server::{http::AppState, plain},
    pms::api::{
        ActOnScorecard, AdjustScore, CopyTemplate, DecideTable, EnterBalances, EnterScorecard, ProposeTable,
        RecomputeMonth, SaveTemplate, SignOffMany,
    },
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/scorecards/team", plain::route::<SignOffMany>())
        .route("/scorecards/balances", plain::route::<EnterBalances>())
        .route("/scorecards/{code}/enter", plain::route::<EnterScorecard>())
        .route("/scorecards/{code}/act", plain::route::<ActOnScorecard>())
        .route("/scorecards/{code}/adjust", plain::route::<AdjustScore>())
        .route("/scorecards/{code}/balances", plain::route::<EnterBalances>())
        .route("/kra", plain::route::<RecomputeMonth>())
        .route("/kra/templates/{id}", plain::route::<SaveTemplate>())
        .route("/kra/templates/{id}/copy", plain::route::<CopyTemplate>())
        .route("/kra/tables/{code}", plain::route::<ProposeTable>())
        .route("/kra/tables/{code}/decide", plain::route::<DecideTable>())
}
