//! The scorecards that wait for the person, on Home.

use crate::{
    dashboard::{
        model::{Card, CardRow},
        texts,
    },
    identity::{Actor, Capability},
    platform::{failure::Failure, server::Desk},
    pms::{
        review::CardStatus,
        server::remind::{self, Reminder},
        texts as pms_texts,
    },
};

/// Own scorecards to enter or acknowledge, and those of others to review; nothing where nothing waits.
///
/// # Errors
/// When the database refuses.
pub async fn scorecards(desk: &Desk, actor: &Actor, cards: &mut Vec<Card>) -> Result<(), Failure> {
    if !actor.may(Capability::EnterAchieved) {
        return Ok(());
    }
    let own = remind::own(desk, actor).await?;
    if !own.is_empty() {
        cards.push(card(pms_texts::reminder_own(), own.iter().map(|one| row(one, one.month.wire())).collect(), None));
    }
    let (waiting, count) = remind::to_review(desk, actor).await?;
    if count > 0 {
        let rows = waiting.iter().map(|one| row(one, format!("{} · {}", one.name, one.month.wire()))).collect();
        cards.push(card(pms_texts::reminder_review(), rows, Some("/scorecards/team".to_owned())));
    }
    Ok(())
}

fn card(title: &str, rows: Vec<CardRow>, more: Option<String>) -> Card {
    Card { title: title.to_owned(), period: texts::now().to_owned(), rows, empty: String::new(), more }
}

fn row(reminder: &Reminder, title: String) -> CardRow {
    let due = reminder.due.map(|due| match reminder.status {
        CardStatus::Draft => pms_texts::enter_by(due.short()),
        CardStatus::Reviewed => pms_texts::acknowledge_by(due.short()),
        _ => pms_texts::review_by(due.short()),
    });
    let late = if reminder.late { format!(" · {}", pms_texts::late()) } else { String::new() };
    CardRow {
        title,
        sub: format!("{}{late}", due.unwrap_or_default()),
        side: pms_texts::points(reminder.total.shown()),
        status: None,
        href: reminder.href.clone(),
    }
}
