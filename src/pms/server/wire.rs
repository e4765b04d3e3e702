//! Scorecards in the shapes existing clients know.

use serde_json::{Map, Value, json};

use crate::{
    platform::wire::rupees,
    pms::model::{Leaderboard, Scorecard},
};

/// Decimal text as a JSON number.
pub fn number(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}

/// A scorecard.
pub fn record(card: &Scorecard) -> Value {
    let balances: Map<String, Value> =
        card.balances.iter().map(|balance| (balance.branch.clone(), number(&balance.amount.plain()))).collect();
    let kras: Vec<Value> = card
        .kras
        .iter()
        .map(|kra| {
            json!({
                "id": kra.code, "name": kra.name, "criteria": kra.criteria, "target": number(&kra.measure.target.plain()),
                "achieved": kra.measure.achieved.map_or(Value::from(0), |achieved| number(&achieved.plain())),
                "weightage": number(&kra.measure.weight.plain()), "type": kra.measure.kind, "source": kra.source, "unit": kra.unit,
                "category": kra.category, "finalScore": number(&kra.scored.points.plain()),
                "computedScore": number(&kra.scored.computed.plain()), "pointsLost": number(&kra.scored.lost.plain()),
                "selfScore": kra.self_points.map(|points| number(&points.plain())), "reason": kra.reason,
            })
        })
        .collect();
    json!({
        "userId": card.employee.code, "userName": card.employee.name, "month": card.month.wire(), "status": card.status,
        "revision": card.revision, "version": card.version, "grossMonthlySalary": rupees(card.salary),
        "odBalances": balances, "kras": kras, "totalScore": number(&card.outcome.total.plain()),
        "incentivePercentage": number(&card.outcome.percent.plain()), "incentiveAmount": rupees(card.outcome.amount),
        "selfComment": card.self_comment, "reviewComment": card.review_comment, "reviewedBy": card.reviewed_by,
        "disputeNote": card.dispute_note, "updatedBy": card.updated_by, "updatedAt": card.updated_at.iso(),
    })
}

/// The rows of a leaderboard; money only where it may be known.
pub fn ranked(board: &Leaderboard) -> Vec<Value> {
    board
        .rows
        .iter()
        .map(|row| {
            let mut wire = json!({
                "rank": row.rank, "userId": row.user, "userName": row.name, "totalScore": number(&row.total.plain()),
                "months": row.months, "provisional": row.provisional,
            });
            wire["incentivePercentage"] = row.percent.map_or(Value::Null, |percent| number(&percent.plain()));
            wire["incentiveAmount"] = row.amount.map_or(Value::Null, rupees);
            wire
        })
        .collect()
}
