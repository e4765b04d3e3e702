//! What Home reminds people of: scorecards that wait for them.

use super::team;
use crate::{
    identity::{Actor, Capability},
    platform::{failure::Failure, server::Desk},
    pms::{late, review::CardStatus},
    values::{Date, Month, Points},
};

/// A scorecard that waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    pub name: String,
    pub month: Month,
    pub status: CardStatus,
    pub total: Points,
    /// By when it should have moved on.
    pub due: Option<Date>,
    pub late: bool,
    pub href: String,
}

/// Reminders of a kind: the oldest first.
const MOST: usize = 6;

/// My own scorecards that wait for me: to be entered, acknowledged or disputed.
///
/// # Errors
/// When the database refuses.
pub async fn own(desk: &Desk, actor: &Actor) -> Result<Vec<Reminder>, Failure> {
    let db = desk.read(actor, Capability::EnterAchieved)?;
    let today = desk.clock.today();
    let rows: Vec<(Month, CardStatus, Points)> = db
        .sql(
            "select month, status, total_micro from scorecards
             where user_id = $1 and status in ('Draft', 'Reviewed') and month <= $2 order by month, id limit 6",
        )
        .bind(actor.id)
        .bind(late::current(today))
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|(month, status, total)| Reminder {
            name: actor.name.clone(),
            month,
            status,
            total,
            due: late::due(month, status),
            late: late::is_late(month, status, today),
            href: format!("/scorecards/{}?month={}", actor.code, month.iso()),
        })
        .collect())
}

/// What waits for my review; and how many in all.
///
/// # Errors
/// When the database refuses.
pub async fn to_review(desk: &Desk, actor: &Actor) -> Result<(Vec<Reminder>, i64), Failure> {
    let queue = team::queue(desk, actor).await?;
    let rows = queue.rows.into_iter().take(MOST).map(|row| Reminder {
        href: format!("/scorecards/{}?month={}", row.user, row.month.iso()),
        due: late::due(row.month, row.status),
        name: row.name,
        month: row.month,
        status: row.status,
        total: row.total,
        late: row.late,
    });
    Ok((rows.collect(), queue.count))
}
