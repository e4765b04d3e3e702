//! What Home, the dashboard, the notices and the search show.

use serde::{Deserialize, Serialize};

use super::period::Period;
use crate::{
    orders::Status,
    values::{Money, Timestamp},
};

/// A figure that opens the rows behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stat {
    pub label: String,
    pub value: String,
    pub note: String,
    /// The amount to the paisa, where the figure says it in whole rupees; else empty.
    pub exact: String,
    pub href: String,
    /// `stopped`, `waiting`, `good`, or empty.
    pub hue: String,
}

/// A row of a card of Home.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardRow {
    pub title: String,
    pub sub: String,
    pub side: String,
    pub status: Option<Status>,
    pub href: String,
}

/// Work that waits, or a record of what happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub title: String,
    /// The days it speaks of, printed.
    pub period: String,
    pub rows: Vec<CardRow>,
    /// Said where there are no rows.
    pub empty: String,
    /// Opens all rows, where there may be more.
    pub more: Option<String>,
}

/// What was reached of a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    pub title: String,
    pub period: String,
    pub achieved: Money,
    pub target: Money,
    /// Of the days of the month, how many are over, in percent.
    pub time_percent: i64,
    /// Opens the orders of what was achieved; empty where no list has exactly those.
    pub href: String,
    /// The people of a team, drawn.
    pub people: Vec<Bar>,
    /// Whom the drawing leaves out, where it does.
    pub note: String,
}

impl Target {
    /// Achieved of the target, in whole percent.
    pub fn percent(&self) -> i64 {
        self.achieved.share_of(self.target).map_or(0, |share| share.basis_points() / 100)
    }
}

/// Home of the person who asks: first the queue, then the numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    pub name: String,
    pub date: String,
    /// Whose orders the figures are of.
    pub whose: String,
    /// When they were read.
    pub as_of: String,
    pub stats: Vec<Stat>,
    pub cards: Vec<Card>,
    pub target: Option<Target>,
}

/// A bar of a chart, a row of its table, a link to its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    pub label: String,
    pub value: Money,
    pub note: String,
    pub href: String,
    pub target: Option<Money>,
    /// A hue's name, or empty.
    pub hue: String,
}

impl Bar {
    /// The class that paints it.
    pub fn hue_class(&self) -> String {
        if self.hue.is_empty() { String::new() } else { format!(" is-{}", self.hue) }
    }
}

/// One drawn question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chart {
    pub title: String,
    pub period: String,
    /// What the figures leave out, where they do.
    pub note: String,
    pub bars: Vec<Bar>,
    /// Standing bars over the whole width.
    pub wide: bool,
}

/// The dashboard of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dashboard {
    pub period: Period,
    /// Whose orders the figures are of.
    pub whose: String,
    /// When they were read.
    pub as_of: String,
    pub stats: Vec<Stat>,
    pub target: Option<Target>,
    pub charts: Vec<Chart>,
}

/// A line of the bell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeRow {
    pub id: i64,
    pub at: Timestamp,
    pub kind: String,
    pub title: String,
    pub body: String,
    pub link: String,
    pub read: bool,
    /// I want to hear no more of this record.
    pub muted: bool,
}

/// A page of notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeList {
    pub rows: Vec<NoticeRow>,
    pub unread: i64,
    /// Where the next page begins.
    pub next: Option<i64>,
}
