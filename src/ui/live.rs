//! What happens while a page is open: one stream of events for the whole app, and whether it is connected.

use std::{sync::Arc, time::Duration};

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

use crate::{
    platform::events::{self, BEHIND},
    texts,
};

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
    Effect::new(move |_| stream::listen(live));
}

/// Calls `then` whenever one of these happens, and when something may have been missed. Does nothing where nobody is signed in.
pub fn on_live(names: &'static [&'static str], then: impl Fn(Happened) + 'static) {
    debug_assert!(names.iter().all(|name| events::NAMES.contains(name)), "nobody tells of some of {names:?}");
    let Some(live) = use_context::<Live>() else { return };
    let count = |last: &Option<Happened>| last.as_ref().map_or(0, |last| last.count);
    // What happened before the page was opened is in the page.
    let opened = live.last.with_untracked(count);
    Effect::new(move |before: Option<u64>| {
        let last = live.last.get();
        let now = count(&last);
        if let Some(happened) = last.filter(|last| last.count != before.unwrap_or(opened))
            && (names.contains(&happened.name) || happened.name == BEHIND)
        {
            then(happened);
        }
        now
    });
}

/// So long after the first piece of news something is done about it: what happens at once is one piece of news.
const SOON: Duration = Duration::from_millis(250);

/// Does something about news: soon, and then not again before it has rested, however much happens.
#[derive(Clone, Copy)]
pub struct Pace {
    due: StoredValue<bool>,
    timer: StoredValue<Option<TimeoutHandle>>,
    rest: Duration,
    held: fn() -> bool,
    act: StoredValue<Arc<dyn Fn() + Send + Sync>>,
}

impl Pace {
    /// While `held` says so, nothing is done; it is asked again after each rest.
    pub fn new(rest: Duration, held: fn() -> bool, act: impl Fn() + Send + Sync + 'static) -> Self {
        let (due, timer) = (StoredValue::new(false), StoredValue::new(None::<TimeoutHandle>));
        on_cleanup(move || {
            if let Some(timer) = timer.try_get_value().flatten() {
                timer.clear();
            }
        });
        let act: Arc<dyn Fn() + Send + Sync> = Arc::new(act);
        Self { due, timer, rest, held, act: StoredValue::new(act) }
    }

    /// There is news.
    pub fn stir(self) {
        let _ = self.due.try_set_value(true);
        if self.timer.try_with_value(Option::is_none) == Some(true) {
            self.wait(SOON);
        }
    }

    fn wait(self, time: Duration) {
        let _ = self.timer.try_set_value(set_timeout_with_handle(move || self.wake(), time).ok());
    }

    fn wake(self) {
        let _ = self.timer.try_set_value(None);
        if self.due.try_get_value() != Some(true) {
            return;
        }
        if !(self.held)()
            && let Some(act) = self.act.try_get_value()
        {
            let _ = self.due.try_set_value(false);
            act();
        }
        self.wait(self.rest);
    }
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
mod stream {
    use std::{
        cell::{Cell, RefCell},
        rc::Rc,
        time::Duration,
    };

    use js_sys::Function;
    use leptos::{__reexports::send_wrapper::SendWrapper, prelude::*};
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{EventSource, MessageEvent};

    use super::{BEHIND, Happened, Live, events};

    /// So often a stream that is closed for good is opened anew.
    const AGAIN: Duration = Duration::from_secs(20);

    pub fn listen(live: Live) {
        let ears = Ears::new(live);
        let source = SendWrapper::new(Rc::new(RefCell::new(ears.open())));
        let kept = source.clone();
        // The browser reconnects by itself, but not where it was answered: by a proxy whose server is away, or when a session ended.
        let look = move || {
            if kept.borrow().as_ref().is_none_or(|source| source.ready_state() == EventSource::CLOSED) {
                *kept.borrow_mut() = ears.open();
            }
        };
        let look = set_interval_with_handle(look, AGAIN).ok();
        on_cleanup(move || {
            if let Some(look) = look {
                look.clear();
            }
            if let Some(source) = source.borrow().as_ref() {
                source.close();
            }
        });
    }

    impl Live {
        fn tell(self, name: &'static str, payload: String) {
            let _ = self.last.try_update(|last| {
                let count = last.as_ref().map_or(1, |last| last.count + 1);
                *last = Some(Happened { name, payload, count });
            });
        }
    }

    /// What listens on each stream that is opened; it stays as long as the document.
    struct Ears {
        live: Live,
        opened: Function,
        lost: Function,
        heard: Vec<(&'static str, Function)>,
    }

    impl Ears {
        fn new(live: Live) -> Self {
            let gap = Rc::new(Cell::new(false));
            let broken = gap.clone();
            let opened = Closure::<dyn Fn()>::new(move || {
                let _ = live.connected.try_set(true);
                // What happened while the line was down was not heard.
                if gap.replace(false) {
                    live.tell(BEHIND, String::new());
                }
            });
            let lost = Closure::<dyn Fn()>::new(move || {
                broken.set(true);
                let _ = live.connected.try_set(false);
            });
            let hear = |name: &'static str| {
                let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                    live.tell(name, event.data().as_string().unwrap_or_default());
                });
                (name, heard.into_js_value().unchecked_into())
            };
            let heard = events::NAMES.iter().copied().chain([BEHIND]).map(hear).collect();
            Self {
                live,
                opened: opened.into_js_value().unchecked_into(),
                lost: lost.into_js_value().unchecked_into(),
                heard,
            }
        }

        fn open(&self) -> Option<EventSource> {
            let Ok(source) = EventSource::new("/live") else {
                let _ = self.live.connected.try_set(false);
                return None;
            };
            source.set_onopen(Some(&self.opened));
            source.set_onerror(Some(&self.lost));
            for (name, heard) in &self.heard {
                let _ = source.add_event_listener_with_callback(name, heard);
            }
            Some(source)
        }
    }
}

#[cfg(not(feature = "hydrate"))]
mod stream {
    pub fn listen(_live: super::Live) {}
}
