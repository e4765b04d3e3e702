//! A word about what was done in place, for a few seconds at the foot of the window.

use std::time::Duration;

use leptos::prelude::*;
use serde::Deserialize;

use super::{Icon, live::on_live};
use crate::{platform::events::NOTIFICATION, texts};

/// Long enough to read a line, short enough not to stand in the way.
const STAYS: Duration = Duration::from_secs(6);

/// Where toasts go; provided by the frame.
#[derive(Clone, Copy)]
pub struct Toasts(RwSignal<Option<(u32, String)>>);

/// Provides [`Toasts`] for the pages below, once in the frame.
pub fn provide_toasts() {
    provide_context(Toasts(RwSignal::new(None)));
}

/// The toasts of the frame; where nobody is signed in, none are shown.
pub fn use_toasts() -> Option<Toasts> {
    use_context::<Toasts>()
}

impl Toasts {
    /// Shows this instead of what stood there.
    pub fn show(self, text: impl Into<String>) {
        let number = self.0.with_untracked(|now| now.as_ref().map_or(1, |(number, _)| number.wrapping_add(1)));
        self.0.set(Some((number, text.into())));
        let fade = move || {
            if self.0.try_with_untracked(|now| now.as_ref().is_some_and(|(shown, _)| *shown == number)) == Some(true) {
                self.0.set(None);
            }
        };
        set_timeout(fade, STAYS);
    }
}

/// Says what came of an action, each time it was done.
pub fn tell<T: Send + Sync + 'static>(
    outcome: impl Fn() -> Option<T> + 'static,
    say: impl Fn(&T) -> Option<String> + 'static,
) {
    let Some(toasts) = use_toasts() else { return };
    Effect::new(move |_| {
        if let Some(text) = outcome().as_ref().and_then(&say) {
            toasts.show(text);
        }
    });
}

/// What the bell rings for.
#[derive(Deserialize)]
struct Rung {
    title: String,
    /// Its person wants to see it at once.
    toast: bool,
}

/// Shows what the bell rings for, once in the frame.
pub fn show_notices() {
    let Some(toasts) = use_toasts() else { return };
    on_live(&[NOTIFICATION], move |happened| {
        if let Ok(rung) = serde_json::from_str::<Rung>(&happened.payload)
            && rung.toast
        {
            toasts.show(rung.title);
        }
    });
}

/// The stack at the foot of the window.
#[component]
pub fn ToastStack() -> impl IntoView {
    let toasts = use_toasts();
    let shown = move || toasts.and_then(|toasts| toasts.0.get());
    let close = move |_| {
        if let Some(toasts) = toasts {
            toasts.0.set(None);
        }
    };
    view! {
        <div class="toast-stack" role="status">
            {move || shown().map(|(_, text)| view! {
                <div class="toast">
                    <span>{text}</span>
                    <button type="button" aria-label=texts::close() on:click=close><Icon name="x" class="icon-sm"/></button>
                </div>
            })}
        </div>
    }
}
