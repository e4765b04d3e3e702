//! An input that suggests while one types. Arrow keys choose, Enter picks, Tab picks when there is no doubt, Escape closes.
//! Without script it is an input.

use std::{pin::Pin, sync::Arc, time::Duration};

use leptos::{ev, html::Input, leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};

use super::input::in_step;

/// What may be picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What the input then says.
    pub value: String,
    pub title: String,
    /// Beside the title, quieter.
    pub details: Vec<String>,
}

type Found = Pin<Box<dyn Future<Output = Vec<Suggestion>>>>;

/// Finds suggestions for what was typed.
#[derive(Clone)]
pub struct Finder(Arc<dyn Fn(String) -> Found + Send + Sync>);

impl Finder {
    pub fn new<F: Future<Output = Vec<Suggestion>> + 'static>(
        find: impl Fn(String) -> F + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(move |typed| Box::pin(find(typed))))
    }
}

#[derive(Clone, Copy)]
struct List {
    found: RwSignal<Vec<Suggestion>>,
    at: RwSignal<Option<usize>>,
    timer: StoredValue<Option<TimeoutHandle>>,
    asked: StoredValue<u32>,
    finder: StoredValue<Finder>,
}

impl List {
    fn close(self) {
        self.stop();
        self.found.set(Vec::new());
        self.at.set(None);
    }

    /// No answer that is still on its way counts.
    fn stop(self) {
        if let Some(handle) = self.timer.try_get_value().flatten() {
            handle.clear();
        }
        let _ = self.asked.try_update_value(|asked| *asked = asked.wrapping_add(1));
    }

    fn ask(self, typed: String) {
        self.stop();
        if typed.trim().is_empty() {
            return self.close();
        }
        let (number, finder) = (self.asked.get_value(), self.finder.get_value());
        let then = move || {
            let answer = (finder.0)(typed);
            spawn_local(async move {
                let found = answer.await;
                if self.asked.try_get_value() == Some(number) {
                    self.at.set((!found.is_empty()).then_some(0));
                    self.found.set(found);
                }
            });
        };
        self.timer.set_value(set_timeout_with_handle(then, Duration::from_millis(150)).ok());
    }

    fn step(self, by: isize) {
        let count = self.found.with_untracked(Vec::len) as isize;
        if count > 0 {
            let at = self.at.get_untracked().map_or(if by > 0 { -1 } else { 0 }, |at| at as isize);
            self.at.set(usize::try_from((at + by).rem_euclid(count)).ok());
        }
    }

    fn chosen(self) -> Option<Suggestion> {
        let at = self.at.get_untracked()?;
        self.found.with_untracked(|found| found.get(at).cloned())
    }
}

/// The input and its list. `enter` is told of an Enter that picks nothing.
#[component]
pub fn Combobox(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    value: RwSignal<String>,
    finder: Finder,
    picked: Callback<Suggestion>,
    #[prop(optional)] enter: Option<Callback<()>>,
    #[prop(into)] class: String,
    #[prop(optional, into)] label: Option<String>,
    #[prop(optional, into)] placeholder: String,
    #[prop(into)] invalid: Signal<bool>,
    #[prop(into)] described_by: Signal<Option<String>>,
    #[prop(optional)] read_only: bool,
) -> impl IntoView {
    let list = List {
        found: RwSignal::new(Vec::new()),
        at: RwSignal::new(None),
        timer: StoredValue::new(None),
        asked: StoredValue::new(0),
        finder: StoredValue::new(finder),
    };
    let node = NodeRef::<Input>::new();
    in_step(node, value);
    on_cleanup(move || list.stop());
    let pick = move |one: Suggestion| {
        value.set(one.value.clone());
        list.close();
        picked.run(one);
    };
    let keydown = move |event: ev::KeyboardEvent| on_key(&event, list, value, pick, enter);
    let list_id = format!("{id}-found");
    let input = view! {
        <input
            class=class
            type="text"
            id=id.clone()
            name=name
            role="combobox"
            autocomplete="off"
            spellcheck="false"
            aria-label=label.clone()
            aria-autocomplete="list"
            aria-expanded=move || if list.found.with(Vec::is_empty) { "false" } else { "true" }
            aria-controls=list_id.clone()
            aria-activedescendant={
                let id = id.clone();
                move || list.at.get().map(|at| format!("{id}-{at}-option"))
            }
            aria-invalid=move || invalid.get().then_some("true")
            aria-describedby=move || described_by.get()
            placeholder=placeholder
            readonly=read_only
            value=value.get_untracked()
            node_ref=node
            on:input=move |event| {
                let typed = event_target_value(&event);
                value.set(typed.clone());
                list.ask(typed);
            }
            on:keydown=keydown
            on:blur=move |_| list.close()
        />
    };
    let label = label.unwrap_or_default();
    view! {
        <div class="combobox">
            {input}
            <ul class="combobox-list" id=list_id role="listbox" aria-label=label hidden=move || list.found.with(Vec::is_empty)>
                {move || options(&id, list, pick)}
            </ul>
        </div>
    }
}

fn on_key(
    event: &ev::KeyboardEvent,
    list: List,
    value: RwSignal<String>,
    pick: impl Fn(Suggestion),
    enter: Option<Callback<()>>,
) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() {
        return;
    }
    let open = list.found.with_untracked(|found| !found.is_empty());
    match event.key().as_str() {
        "ArrowDown" if open => list.step(1),
        "ArrowUp" if open => list.step(-1),
        "ArrowDown" => list.ask(value.get_untracked()),
        "Escape" if open => list.close(),
        "Enter" => match (list.chosen(), enter) {
            (Some(one), _) => pick(one),
            (None, Some(enter)) => enter.run(()),
            (None, None) => {}
        },
        "Tab" => {
            // Only what can't be anything else is filled in on the way out.
            if list.found.with_untracked(Vec::len) == 1
                && let Some(one) = list.chosen()
            {
                value.set(one.value.clone());
            }
            return list.close();
        }
        _ => return,
    }
    event.prevent_default();
}

fn options(id: &str, list: List, pick: impl Fn(Suggestion) + Copy + Send + Sync + 'static) -> AnyView {
    let option = |(at, one): (usize, Suggestion)| {
        let details = one.details.iter().map(|detail| view! { <small>{detail.clone()}</small> }).collect_view();
        let title = one.title.clone();
        view! {
            <li
                class="option"
                role="option"
                id=format!("{id}-{at}-option")
                aria-selected=move || if list.at.get() == Some(at) { "true" } else { "false" }
                on:mousedown=move |event| {
                    // The input keeps the focus.
                    event.prevent_default();
                    pick(one.clone());
                }
            >
                <b>{title}</b>
                {details}
            </li>
        }
    };
    list.found.get().into_iter().enumerate().map(option).collect_view().into_any()
}
