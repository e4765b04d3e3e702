//! What Home reminds people of: scorecards that wait for them.

use super::team;
use crate::{
    identity::{Actor, Capability},
    platform::{failure::Failure, server::Desk},
    pms::{late, model::QueueRow, review::CardStatus},
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

/// Scorecards of others that wait for somebody, and how many there are in all.
pub type Waiting = (Vec<Reminder>, i64);

/// What waits for my review, and what waits for me to lock it.
///
/// # Errors
/// When the database refuses.
pub async fn of_others(desk: &Desk, actor: &Actor) -> Result<(Waiting, Waiting), Failure> {
    let queue = team::queue(desk, actor).await?;
    let reminders = |rows: Vec<QueueRow>| rows.into_iter().take(MOST).map(reminder).collect();
    Ok(((reminders(queue.rows), queue.count), (reminders(queue.to_lock), queue.lock_count)))
}

fn reminder(row: QueueRow) -> Reminder {
    Reminder {
        href: format!("/scorecards/{}?month={}", row.user, row.month.iso()),
        due: late::due(row.month, row.status),
        name: row.name,
        month: row.month,
        status: row.status,
        total: row.total,
        late: row.late,
    }
}
