//! The queue as it stands on the screen, and as it has come to be since.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};

use crate::{
    credit::{
        api::show_queue,
        model::{Fate, Queue, QueueView, Waiting},
    },
    platform::events,
    ui::{
        browser,
        live::{Pace, on_live},
    },
};

/// The queue is read anew no oftener, however much happens.
const REST: Duration = Duration::from_secs(1);

/// While the pointer is over the queue, or some are ticked, no row moves.
const HELD: &str = ".split-list:hover, .split-list input:checked";

/// The name of the boxes that tick cases.
const TICKS: &str = "numbers[]";

/// What stays with the page when the queue is drawn anew.
#[derive(Clone, Copy)]
pub struct Kept {
    ticks: StoredValue<Vec<String>>,
    /// A case was opened from the queue, which gets the keyboard back.
    went_on: StoredValue<bool>,
}

impl Kept {
    pub fn new() -> Self {
        Self { ticks: StoredValue::new(Vec::new()), went_on: StoredValue::new(false) }
    }

    /// What was ticked has been decided.
    pub fn clear(self) {
        let _ = self.ticks.try_set_value(Vec::new());
    }
}

#[derive(Clone, Copy)]
pub struct Standing {
    look: QueueView,
    pub rows: RwSignal<Vec<Waiting>>,
    /// What was read last; its rows are kept here only once they were read anew.
    pub latest: RwSignal<Queue>,
    /// Nothing waited, so no case is open.
    bare: bool,
    /// How many are ticked.
    pub ticked: RwSignal<usize>,
    /// Reads the whole page anew.
    again: RwSignal<u32>,
    kept: Kept,
}

impl Standing {
    /// Also listens for what happens to orders.
    pub fn new(mut queue: Queue, look: QueueView, again: RwSignal<u32>, kept: Kept) -> Self {
        let rows = std::mem::take(&mut queue.waiting);
        let bare = rows.is_empty();
        let (rows, latest, ticked) = (RwSignal::new(rows), RwSignal::new(queue), RwSignal::new(0));
        let standing = Self { look, rows, latest, bare, ticked, again, kept };
        let pace = Pace::new(REST, || false, move || standing.read());
        on_live(events::ORDERS, move |_| pace.stir());
        standing
    }

    fn read(self) {
        spawn_local(async move {
            let mine = if self.look.mine { "yes" } else { "" };
            let Ok(queue) = show_queue(self.look.order.as_str().to_owned(), mine.to_owned()).await else { return };
            let begins = self.bare && !queue.waiting.is_empty();
            if self.latest.try_set(queue).is_some() {
                return;
            }
            if begins {
                self.read_all();
            } else if !browser::is_there(HELD) {
                self.take();
            }
        });
    }

    /// Reads the page anew, with the case that is open.
    pub fn read_all(self) {
        let _ = self.again.try_update(|again| *again = again.wrapping_add(1));
    }

    /// Shows what was read last. The case that is open stays as it is, with what was typed into it.
    pub fn take(self) {
        self.rows.set(self.latest.with_untracked(|queue| queue.waiting.clone()));
        request_animation_frame(move || self.count());
    }

    /// How many wait that are not shown.
    pub fn left(self) -> usize {
        self.latest.with(|queue| self.rows.with(|rows| queue.unseen(rows)))
    }

    /// What became of an order since it was opened.
    pub fn fate(self, order: &Waiting) -> Fate {
        self.latest.with(|queue| queue.fate(order, self.look))
    }

    /// A case of the queue is being opened.
    pub fn go_on(self) {
        let _ = self.kept.went_on.try_set_value(true);
    }

    /// The queue has been drawn: what was ticked and where the keyboard was is so again.
    pub fn drawn(self) {
        if let Some(ticks) = self.kept.ticks.try_get_value() {
            browser::check(TICKS, &ticks);
        }
        if self.kept.went_on.try_get_value() == Some(true) {
            let _ = self.kept.went_on.try_set_value(false);
            browser::focus(".split-item[aria-current]");
        }
        self.count();
    }

    pub fn count(self) {
        let ticks = browser::checked(TICKS);
        let _ = self.ticked.try_set(ticks.len());
        let _ = self.kept.ticks.try_set_value(ticks);
    }
}
