//! What happens while a page is open: one stream of events for the whole app, and whether it is connected.

use leptos::prelude::*;

use crate::texts;

/// The names a page may listen for. `behind` says that some were lost: read anew.
const NAMES: &[&str] = &[
    "order:created",
    "order:updated",
    "order:status-changed",
    "stock:updated",
    "credit:updated",
    "import:progress",
    "packaging:low-stock",
    "packaging:updated",
    "notice:created",
    "notification:new",
    "behind",
];

/// Something that happened, as the server told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    pub name: &'static str,
    /// JSON
    pub payload: String,
    /// Counts up, so that the same thing twice is two things.
    pub count: u64,
}

/// The stream.
#[derive(Clone, Copy)]
pub struct Live {
    pub last: RwSignal<Option<Happened>>,
    pub connected: RwSignal<bool>,
}

/// Opens the stream for the pages below, once in the frame.
pub fn provide_live() {
    let live = Live { last: RwSignal::new(None), connected: RwSignal::new(true) };
    provide_context(live);
    Effect::new(move |_| listen(live));
}

/// Calls `then` whenever one of these happens. Does nothing where nobody is signed in.
pub fn on_live(names: &'static [&'static str], then: impl Fn(Happened) + 'static) {
    let Some(live) = use_context::<Live>() else { return };
    Effect::new(move |before: Option<u64>| {
        let Some(happened) = live.last.get() else { return 0 };
        // What happened before the page was opened is in the page.
        let news = before.is_some_and(|before| before != happened.count);
        let count = happened.count;
        if news && (names.contains(&happened.name) || happened.name == "behind") {
            then(happened);
        }
        count
    });
}

/// Whether the page hears of what happens.
#[component]
pub fn LiveDot() -> impl IntoView {
    let connected = use_context::<Live>().map(|live| live.connected);
    let is_lost = move || connected.is_some_and(|connected| !connected.get());
    view! {
        <span class="live-dot" class:is-lost=is_lost role="status">
            {move || if is_lost() { texts::connection_lost() } else { texts::live() }}
        </span>
    }
}

#[cfg(feature = "hydrate")]
fn listen(live: Live) {
    use wasm_bindgen::{JsCast, closure::Closure};

    let Ok(source) = web_sys::EventSource::new("/live") else { return live.connected.set(false) };
    let opened = Closure::<dyn Fn()>::new(move || {
        let _ = live.connected.try_set(true);
    });
    source.set_onopen(Some(opened.as_ref().unchecked_ref()));
    let lost = Closure::<dyn Fn()>::new(move || {
        let _ = live.connected.try_set(false);
    });
    source.set_onerror(Some(lost.as_ref().unchecked_ref()));
    for name in NAMES {
        let heard = Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            let payload = event.data().as_string().unwrap_or_default();
            let _ = live.last.try_update(|last| {
                let count = last.as_ref().map_or(1, |last| last.count + 1);
                *last = Some(Happened { name, payload, count });
            });
        });
        let _ = source.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
        // The stream lives as long as the document.
        heard.forget();
    }
    opened.forget();
    lost.forget();
    let source = send_wrapper(source);
    on_cleanup(move || source.close());
}

#[cfg(feature = "hydrate")]
fn send_wrapper(source: web_sys::EventSource) -> leptos::__reexports::send_wrapper::SendWrapper<web_sys::EventSource> {
    leptos::__reexports::send_wrapper::SendWrapper::new(source)
}

#[cfg(not(feature = "hydrate"))]
fn listen(live: Live) {
    let _ = (live, NAMES);
}
