//! What the forms of goods in and goods out share: the page around them, and how they are sent.

use leptos::{
    ev::{KeyboardEvent, SubmitEvent},
    prelude::*,
    task::spawn_local,
};
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

use super::{
    lines::{self, Lines},
    sending::{self, Outbox, Outcome, Strip},
};
use crate::{
    packaging::model::Board,
    platform::failure::Failure,
    ui::{
        ErrorSummary, browser,
        input::{click, is_send},
        outbox, read,
    },
};

/// A way that goods move, and what its form is called, sends and keeps.
pub struct Way {
    /// The form's id.
    pub form: &'static str,
    /// Its page.
    pub place: &'static str,
    /// The server function it goes to.
    pub to: &'static str,
    /// What stays as it is when the form is emptied for the next entry.
    pub stays: [&'static str; 2],
    pub heading: fn() -> &'static str,
    pub send: fn() -> &'static str,
    /// What an entry is known by while it waits, of its first line's material and quantity.
    pub entry: fn(String, String) -> String,
}

/// What such a page reads: the form to start from, and the materials to choose from.
pub type Opened<F> = Result<(F, Board), Failure>;

/// What the address asks for.
#[derive(Clone, Copy)]
pub struct Asked {
    pub material: Memo<String>,
    pub warehouse: Memo<String>,
    /// The key of a refused entry to be mended.
    pub mend: Memo<String>,
}

impl Asked {
    /// Reads the address. Call in a page's data.
    pub fn new() -> Self {
        let query = use_query_map();
        let of = move |name: &'static str| Memo::new(move |_| query.read().get(name).unwrap_or_default());
        Self { material: of("material"), warehouse: of("warehouse"), mend: of("mend") }
    }
}

/// What a form needs to be drawn and sent.
#[derive(Clone, Copy)]
pub struct Sending {
    way: &'static Way,
    outbox: Outbox,
    mend: Memo<String>,
    refused: RwSignal<Option<Failure>>,
    /// Why it was refused, by script or without.
    pub failure: Signal<Option<Failure>>,
}

/// The page around a form: its heading, what waits in this browser, and the form once it is read.
pub fn page<F>(
    way: &'static Way,
    asked: Asked,
    actions: Option<AnyView>,
    opened: Resource<Opened<F>>,
    before: impl Fn() -> Option<Failure> + Copy + Send + Sync + 'static,
    draw: impl Fn(F, Board, Sending) -> AnyView + Copy + Send + Sync + 'static,
) -> AnyView
where
    F: Clone + Send + Sync + 'static,
{
    let outbox = Outbox::new();
    let content = move |(form, board)| {
        let refused = RwSignal::new(None::<Failure>);
        let failure = Signal::derive(move || refused.get().or_else(before));
        draw(form, board, Sending { way, outbox, mend: asked.mend, refused, failure })
    };
    view! {
        <Title text=(way.heading)()/>
        <div class="page-head">
            <h1>{(way.heading)()}</h1>
            {actions.map(|actions| view! { <div class="page-actions">{actions}</div> })}
        </div>
        <Strip outbox/>
        {read(opened, content)}
    }
    .into_any()
}

/// The form: its head, its lines, what comes after them, and the button that sends it.
pub fn form(sending: Sending, key: String, head: AnyView, lines: Lines, rest: Option<AnyView>) -> AnyView {
    let Sending { way, failure, .. } = sending;
    let busy = RwSignal::new(false);
    // The page may be shown again from this browser's copy while the line is down: each time it is another form.
    let key = RwSignal::new(key);
    Effect::new(move |_| {
        key.set(outbox::new_key());
        browser::keep_page(way.place);
    });
    sending::mended(sending.mend, way.form, lines.count);
    let submit = submit(sending, lines, busy);
    // Only the button and its keys send: what was entered is in the ledger for good.
    let keys = move |event: KeyboardEvent| {
        if is_send(&event) {
            event.prevent_default();
            click("send");
        } else {
            lines::enter_beside(&event);
        }
    };
    view! {
        {move || failure.get().map(|failure| view! { <ErrorSummary failure/> })}
        <form class="form touch" id=way.form method="post" action=way.place novalidate on:submit=submit on:keydown=keys>
            <input type="hidden" name="form[key]" value=move || key.get()/>
            <section class="card">{head}</section>
            <section class="card">{lines::view(lines)}</section>
            {rest.map(|rest| view! { <section class="card">{rest}</section> })}
            <div class="form-actions packaging-send">
                <button class="button button-primary" class:is-busy=move || busy.get() type="submit" id="send">{(way.send)()}</button>
                <a class="button button-quiet" href="/packaging">{crate::texts::cancel()}</a>
            </div>
        </form>
    }
    .into_any()
}

/// Sends the form by the outbox: it goes to what was entered, shows why it was refused, or is emptied for the next entry.
fn submit(sending: Sending, lines: Lines, busy: RwSignal<bool>) -> impl Fn(SubmitEvent) + 'static {
    let Sending { way, outbox, refused, .. } = sending;
    let navigate = StoredValue::new(use_navigate());
    let title = move |body: &str| {
        let of = |name| outbox::field(body, name).unwrap_or_default();
        (way.entry)(of("form[lines][0][material]"), of("form[lines][0][quantity]"))
    };
    move |event| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let outcome = outbox.post(way.form, way.to, way.place, "form[key]", title).await;
            let _ = busy.try_set(false);
            match outcome {
                Some(Outcome::Posted(to)) => {
                    navigate.with_value(|navigate| navigate(&to, NavigateOptions::default()));
                }
                Some(Outcome::Refused(failure)) => refused.set(Some(*failure)),
                Some(Outcome::Waits) => {
                    refused.set(None);
                    outbox::empty(way.form, &way.stays);
                    outbox::fill(way.form, &format!("form[key]={}", outbox::new_key()));
                    lines.count.set(1);
                }
                None => {}
            }
        });
    }
}
