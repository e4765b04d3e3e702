//! What the search over everything finds, as the palette and the search page show it; and the palette.

use std::{pin::Pin, sync::Arc, time::Duration};

use leptos::{ev, html::Dialog, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use serde::{Deserialize, Serialize};

use super::{Icon, browser, input::after_rest};
use crate::texts;

/// Something found: a record, a place or an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The group it stands in: `Orders`, `Customers`, …
    pub kind: String,
    pub title: String,
    pub sub: String,
    pub href: String,
    /// The name of an icon of the sprite.
    pub icon: String,
}

type Answer = Pin<Box<dyn Future<Output = Vec<Found>>>>;

/// What searches everything; the app provides it, for the furniture knows no feature.
#[derive(Clone)]
pub struct Search(Arc<dyn Fn(String) -> Answer + Send + Sync>);

impl Search {
    pub fn new<F: Future<Output = Vec<Found>> + 'static>(find: impl Fn(String) -> F + Send + Sync + 'static) -> Self {
        Self(Arc::new(move |words| Box::pin(find(words))))
    }
}

/// Search and commands over the page. Opened by [`super::shortcuts`].
#[component]
pub fn Palette(dialog: NodeRef<Dialog>) -> impl IntoView {
    let search = use_context::<Search>();
    let words = RwSignal::new(String::new());
    let found = RwSignal::new(Vec::<Found>::new());
    let at = RwSignal::new(0_usize);
    // The words that nothing was found for.
    let missed = RwSignal::new(String::new());
    let search = StoredValue::new(search);
    let ask = move |asked: String| {
        let Some(search) = search.try_get_value().flatten() else { return };
        spawn_local(async move {
            let answer = (search.0)(asked.clone()).await;
            // Only the answer to what stands there now.
            if words.try_get_untracked() == Some(asked.clone()) {
                at.set(0);
                missed.set(if answer.is_empty() { asked.trim().to_owned() } else { String::new() });
                found.set(if asked.is_empty() { recent().into_iter().chain(answer).collect() } else { answer });
            }
        });
    };
    after_rest(move || words.get(), Duration::from_millis(150), ask);
    // Opened without a word: what was looked at last, then what can be done.
    let begin = move |_| {
        if words.with_untracked(String::is_empty) {
            found.set(recent());
            ask(String::new());
        }
    };
    let navigate = StoredValue::new(use_navigate());
    let go = move |href: String| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
        navigate.with_value(|navigate| navigate(&href, NavigateOptions::default()));
    };
    let keydown = move |event: ev::KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => at.update(|at| *at = (*at + count - 1) % count),
            "Enter" => {
                let href = found.with_untracked(|found| found.get(at.get_untracked()).map(|one| one.href.clone()));
                if let Some(href) = href {
                    go(href);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <dialog class="dialog palette" node_ref=dialog aria-label=texts::search_or_do()>
            <label class="palette-input">
                <Icon name="search"/>
                <input
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    aria-expanded=move || if found.with(Vec::is_empty) { "false" } else { "true" }
                    aria-controls="palette-found"
                    aria-activedescendant=move || found.with(|found| !found.is_empty()).then(|| format!("palette-{}", at.get()))
                    placeholder=texts::search_or_do()
                    aria-label=texts::search_or_do()
                    on:input=move |event| words.set(event_target_value(&event))
                    on:focus=begin
                    on:keydown=keydown
                />
            </label>
            <div class="palette-list" id="palette-found" role="listbox" aria-label=texts::search_or_do() hidden=move || found.with(Vec::is_empty)>
                {move || items(found.get(), at, dialog)}
            </div>
            <div role="status">
                {move || Some(missed.get()).filter(|words| !words.is_empty()).map(|words| view! { <p class="empty">{texts::nothing_found(words)}</p> })}
            </div>
            <p class="palette-foot">
                <span><kbd class="kbd">"↵"</kbd>" "{texts::key_open()}</span>
                <span><kbd class="kbd">"esc"</kbd>" "{texts::close()}</span>
            </p>
        </dialog>
    }
}

/// The records looked at last, which `page.js` keeps in this browser.
fn recent() -> Vec<Found> {
    let opened: Vec<Opened> =
        browser::kept("nexus.recent").and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default();
    opened.into_iter().map(Found::from).collect()
}

/// A record that was opened, as `page.js` keeps it.
#[derive(Deserialize)]
struct Opened {
    #[serde(default)]
    place: String,
    title: String,
    sub: String,
    href: String,
    icon: String,
}

impl From<Opened> for Found {
    fn from(Opened { place, title, sub, href, icon }: Opened) -> Self {
        let place = match place.as_str() {
            "orders" => texts::orders(),
            "customers" => texts::customers(),
            "products" => texts::products(),
            _ => "",
        };
        let sub = if sub.is_empty() { place.to_owned() } else { sub };
        Self { kind: texts::recent().to_owned(), title, sub, href, icon }
    }
}

fn items(found: Vec<Found>, at: RwSignal<usize>, dialog: NodeRef<Dialog>) -> AnyView {
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let item = |(index, one): (usize, Found)| {
        view! {
            <a
                class="palette-item"
                role="option"
                id=format!("palette-{index}")
                href=one.href
                aria-selected=move || if at.get() == index { "true" } else { "false" }
                on:click=close
            >
                <svg class="icon" aria-hidden="true"><use href=format!("/icons.svg#{}", one.icon)></use></svg>
                {one.title}
                <small>{one.sub}</small>
                <span class="palette-end sub">{one.kind}</span>
            </a>
        }
    };
    found.into_iter().enumerate().map(item).collect_view().into_any()
}
