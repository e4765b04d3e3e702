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

/// Own scorecards to enter or acknowledge, and those of others to review or to lock; nothing where nothing waits.
///
/// # Errors
/// When the database refuses.
pub async fn scorecards(desk: &Desk, actor: &Actor, cards: &mut Vec<Card>) -> Result<(), Failure> {
    if !actor.may(Capability::EnterAchieved) {
        return Ok(());
    }
    let own = remind::own(desk, actor).await?;
    if !own.is_empty() {
        let by = |one: &Reminder| match one.status {
            CardStatus::Draft => pms_texts::enter_by as By,
            _ => pms_texts::acknowledge_by,
        };
        let rows = own.iter().map(|one| row(one, one.month.wire(), by(one))).collect();
        cards.push(card(pms_texts::reminder_own(), rows, None));
    }
    let (review, lock) = remind::of_others(desk, actor).await?;
    let others: [(&str, By, &str, remind::Waiting); 2] = [
        (pms_texts::reminder_review(), pms_texts::review_by, "/scorecards/team#queue", review),
        (pms_texts::reminder_lock(), pms_texts::lock_by, "/scorecards/team#to-lock", lock),
    ];
    for (title, by, more, (waiting, count)) in others {
        if count > 0 {
            let rows = waiting.iter().map(|one| row(one, format!("{} · {}", one.name, one.month.wire()), by)).collect();
            cards.push(card(title, rows, Some(more.to_owned())));
        }
    }
    Ok(())
}

/// By which day it should have moved on, in words.
type By = fn(String) -> String;

fn card(title: &str, rows: Vec<CardRow>, more: Option<String>) -> Card {
    Card { title: title.to_owned(), period: texts::now().to_owned(), rows, empty: String::new(), more }
}

fn row(reminder: &Reminder, title: String, by: By) -> CardRow {
    let due = reminder.due.map(|due| by(due.short())).unwrap_or_default();
    let late = if reminder.late { format!(" · {}", pms_texts::late()) } else { String::new() };
    CardRow {
        title,
        sub: format!("{due}{late}"),
        side: pms_texts::points(reminder.total.shown()),
        status: None,
        href: reminder.href.clone(),
    }
}
