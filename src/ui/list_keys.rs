//! The keys of a list: `j` and `k` move, `Enter` opens, `x` picks, `Esc` clears.

use leptos::prelude::*;

/// Listens for the keys of a list while the page is open. Rows are those of the page's first `.table`.
pub fn use_list_keys() {
    Effect::new(|_| {
        let handle = window_event_listener(leptos::ev::keydown, |event| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() || super::browser::is_typing() {
                return;
            }
            if super::browser::list_key(&event.key()) {
                event.prevent_default();
            }
        });
        on_cleanup(move || handle.remove());
    });
}
