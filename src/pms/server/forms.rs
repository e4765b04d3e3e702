//! What the forms of the pages post to.

use axum::{Router, body::Body, extract::Request, http::header};
use leptos::server_fn::codec::{FromReq, PostUrl};

use crate::{
    platform::{
        failure::Failure,
        server::{
            http::{AppState, escape},
            plain,
        },
    },
    pms::{
        api::{
            ActOnScorecard, AdjustScore, CopyTemplate, DecideTable, EnterBalances, EnterScorecard, ProposeTable,
            RecomputeMonth, SaveTemplate, SignOffMany,
        },
        model::TypedScore,
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

/// The scores that a form with a file carried along, read as the plain post of that form is.
pub async fn typed_score(fields: &[(String, String)]) -> Option<TypedScore> {
    if !fields.iter().any(|(name, _)| name.starts_with("entries[")) {
        return None;
    }
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
    let plain = Request::builder()
        .method("POST")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(pairs.join("&")))
        .ok()?;
    let read = <EnterScorecard as FromReq<PostUrl, Request<Body>, Failure>>::from_req(plain).await;
    read.ok().map(|EnterScorecard { entries, comment, .. }| TypedScore { entries, comment })
}
