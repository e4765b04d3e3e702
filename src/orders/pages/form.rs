//! `/orders/new` and `/orders/:number/edit`: customer, lines, save, and never the mouse.

mod cards;
mod conflict;
mod extras;
mod keep;
mod lines;
mod sheet;
mod start;
mod summary;

use leptos::{ev, html::Textarea, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_params_map, use_query_map};

use crate::ui::page::Page;

use self::{
    cards::{CreditCard, CustomerCard, LastOrders},
    conflict::Conflict,
    extras::Batches,
    lines::Lines,
    sheet::Sheet,
    start::{From, Opened, is_conflict, open, sheet_of, show_conflict},
    summary::Summary,
};
use crate::{
    orders::{
        api::{BookOrder, ChangeOrder},
        model::Attachment,
        pricing::Totals,
        texts,
    },
    platform::{
        failure::{AGAIN, Failure, Kind},
        form::{FormState, PlainForm},
    },
    ui::{
        FieldProblem, Icon, browser,
        input::{area_in_step, click, is_send},
        read, resource,
    },
};

/// `/orders/new`
pub struct BookPage {
    state: FormState<BookOrder>,
    opened: Resource<Opened>,
}

impl Page for BookPage {
    fn data() -> Self {
        let state = FormState::<BookOrder>::new();
        let typed = state.input().map(|input| input.form);
        let query = use_query_map();
        let from = move || {
            let query = query.read();
            let get = |name: &str| query.get(name);
            From {
                draft: get("draft"),
                repeat: get("repeat"),
                change: None,
                customer: get("customer"),
                clearance: get("clearance"),
            }
        };
        Self { state, opened: resource(from, move |from| open(from, typed.clone(), false)) }
    }

    fn view(this: Self) -> AnyView {
        let BookPage { state, opened } = this;
        let failure = Signal::derive(move || state.failure());
        let sent = Signal::derive(move || matches!(state.action.value().get(), Some(Ok(_))));
        let pending = Signal::derive(move || state.pending());
        let content = move |start| {
            let (sheet, files) = sheet_of(start);
            let body = Body { sheet, failure, pending, sent };
            view! { <PlainForm state id="order-form">{body.view(files)}</PlainForm> }.into_any()
        };
        view! {
            <Title text=texts::book_an_order()/>
            {read(opened, content)}
        }
        .into_any()
    }
}

/// `/orders/:number/edit`
pub struct ChangePage {
    state: FormState<ChangeOrder>,
    opened: Resource<Opened>,
}

impl Page for ChangePage {
    fn data() -> Self {
        let state = FormState::<ChangeOrder>::new();
        let typed = state.input().map(|input| input.form);
        let params = use_params_map();
        let from = move || From { change: params.read().get("number"), ..From::default() };
        let conflict = typed.is_some() && state.failure().is_some_and(|failure| is_conflict(&failure));
        Self { state, opened: resource(from, move |from| open(from, typed.clone(), conflict)) }
    }

    fn view(this: Self) -> AnyView {
        let ChangePage { state, opened } = this;
        let failure = Signal::derive(move || state.failure());
        let sent = Signal::derive(move || matches!(state.action.value().get(), Some(Ok(_))));
        let pending = Signal::derive(move || state.pending());
        let params = use_params_map();
        let title = move || texts::change_order(params.read().get("number").unwrap_or_default());
        let content = move |start| {
            let (sheet, files) = sheet_of(start);
            show_conflict(sheet, failure);
            let body = Body { sheet, failure, pending, sent };
            view! { <PlainForm state id="order-form">{body.view(files)}</PlainForm> }.into_any()
        };
        view! {
            <Title text=title/>
            {read(opened, content)}
        }
        .into_any()
    }
}

/// What stands in the form, whichever of the two it is.
#[derive(Clone, Copy)]
struct Body {
    sheet: Sheet,
    failure: Signal<Option<Failure>>,
    pending: Signal<bool>,
    sent: Signal<bool>,
}

impl Body {
    fn view(self, files: Vec<Attachment>) -> AnyView {
        let Self { sheet, failure, pending, sent } = self;
        keep::quoted(sheet);
        let ended = move || failure.get().is_some_and(|failure| failure.kind == Kind::Unauthenticated);
        keep::saved(sheet, Signal::derive(move || pending.get() || sent.get()), sent, Signal::derive(ended));
        let restored = keep::restored(sheet);
        let totals = Memo::new(move |_| sheet.totals());
        let errors = Memo::new(move |_| sheet.errors(failure.get()));
        let total = Memo::new(move |_| totals.get().total);
        let send = move |event: ev::KeyboardEvent| {
            if is_send(&event) {
                event.prevent_default();
                click("send");
            }
        };
        view! {
            <div on:keydown=send>
                {self.head()}
                {move || failure.get().filter(is_told).map(|failure| view! { <div class="mb-4"><Summary failure/></div> })}
                <Conflict sheet/>
                {self.notices(restored)}
                {hidden(sheet)}
                <div class="cards cards-even">
                    <CustomerCard sheet failure files/>
                    <CreditCard sheet total/>
                    <LastOrders sheet/>
                </div>
                {(sheet.is_clearance() && !sheet.is_change()).then(|| view! { <Batches sheet/> })}
                <Lines sheet errors/>
                {self.foot(totals)}
            </div>
        }
        .into_any()
    }

    fn head(self) -> AnyView {
        let Self { sheet, pending, .. } = self;
        let (change, number) = (sheet.is_change(), sheet.fixed.with_value(|fixed| fixed.order.clone()));
        let title = match (change, sheet.is_clearance()) {
            (true, _) => texts::change_order(&number),
            (false, true) => texts::book_a_clearance().to_owned(),
            (false, false) => texts::book_an_order().to_owned(),
        };
        let other = (!change).then(|| match sheet.is_clearance() {
            true => view! { <a class="link" href="/orders/new">{texts::book_an_order()}</a> },
            false => view! { <a class="link" href="/orders/new?clearance=yes">{texts::clearance_instead()}</a> },
        });
        let saved = move || {
            let saved = sheet.saved.get().map(|at| texts::draft_saved(at.ist_clock()));
            saved.map(|saved| view! { <span class="page-saved" role="status"><Icon name="check"/>{saved}</span> })
        };
        let (back, back_label) = match change {
            true => (format!("/orders/{number}"), texts::keep_as_it_is()),
            false => ("/orders".to_owned(), crate::texts::cancel()),
        };
        let send = if change { texts::save_changes() } else { texts::book_order() };
        view! {
            <div class="page-head">
                <h1>{title}</h1>
                {other}
                {saved}
                <div class="page-actions">
                    <a class="button button-quiet" href=back>{back_label}</a>
                    // The first of a form is what Enter presses where script does not run.
                    <button class="button button-primary order-last" id="send" type="submit" name="form[intent]" value="book" class:is-busy=move || pending.get()>
                        {send}
                        <kbd class="kbd">"⌘↵"</kbd>
                    </button>
                    {(!change).then(|| view! {
                        <button class="button button-quiet" type="submit" name="form[intent]" value="discard" hidden=move || sheet.draft.with(String::is_empty)>{texts::discard()}</button>
                        <button class="button" type="submit" name="form[intent]" value="draft">{texts::save_draft()}</button>
                    })}
                </div>
            </div>
        }
        .into_any()
    }

    fn notices(self, restored: RwSignal<bool>) -> AnyView {
        let Self { sheet, failure, .. } = self;
        let location = use_location();
        let ended =
            move || sheet.expired.get() || failure.get().is_some_and(|failure| failure.kind == Kind::Unauthenticated);
        let sign_in = move || {
            let here = format!("{}?{}", location.pathname.get(), location.search.get());
            let here = here
                .trim_end_matches('?')
                .replace('%', "%25")
                .replace('?', "%3F")
                .replace('&', "%26")
                .replace('#', "%23");
            format!("/sign-in?next={here}")
        };
        let place = StoredValue::new(keep::place());
        let afresh = move |_| {
            browser::forget(&place.get_value());
            browser::reload();
        };
        view! {
            {move || ended().then(|| view! {
                <div class="notice notice-warning" role="alert">
                    <Icon name="lock"/>
                    <div><b>{texts::session_ended()}</b>" "{texts::session_ended_about()}" "<a href=sign_in rel="external">{texts::sign_in_and_go_on()}</a></div>
                </div>
            })}
            {move || restored.get().then(|| view! {
                <div class="notice notice-info" role="status">
                    <Icon name="history"/>
                    <div>{texts::restored()}" "<button class="link" type="button" on:click=afresh>{texts::start_afresh()}</button></div>
                </div>
            })}
        }
        .into_any()
    }

    fn foot(self, totals: Memo<Totals>) -> AnyView {
        let Self { sheet, .. } = self;
        let node = NodeRef::<Textarea>::new();
        area_in_step(node, sheet.remarks);
        let add_line = move |event: ev::MouseEvent| {
            event.prevent_default();
            let at = sheet.rows.with_untracked(Vec::len);
            sheet.reach(at);
            crate::ui::input::focus_soon(format!("sku-{}", at + 1));
        };
        let change = sheet.is_change();
        view! {
            <div class="mt-3 flex flex-wrap items-center gap-4">
                <button class="button button-small" type="submit" name="form[intent]" value="add_line" on:click=add_line><Icon name="plus"/>{texts::add_line()}</button>
                {(!change && !sheet.is_clearance()).then(|| view! {
                    <label class="check">
                        <input
                            type="checkbox"
                            class="checkbox"
                            name="form[shortage]"
                            value="back_order"
                            checked=sheet.back_order.get_untracked()
                            prop:checked=move || sheet.back_order.get()
                            on:change=move |event| sheet.back_order.set(event_target_checked(&event))
                        />
                        {texts::back_order()}
                    </label>
                })}
            </div>
            <div class="mt-4 flex flex-wrap items-start gap-4">
                <div class="grow max-w-xl">
                    <div class="field">
                        <label for="remarks" class="optional">{texts::remarks()}</label>
                        <textarea
                            class="textarea"
                            id="remarks"
                            name="form[remarks]"
                            rows="3"
                            placeholder=texts::remarks_placeholder()
                            node_ref=node
                            on:input=move |event| sheet.remarks.set(event_target_value(&event))
                        >{sheet.remarks.get_untracked()}</textarea>
                        <FieldProblem field="remarks" wrong=self.wrong("remarks")/>
                    </div>
                    {change.then(|| self.reason())}
                </div>
                <div class="ml-auto">
                    {move || sheet.lacks_buyer().then(|| view! { <p class="field-hint mb-2" role="status">{texts::price_after_customer()}</p> })}
                    <dl class="bill">{bill(totals)}</dl>
                </div>
            </div>
        }
        .into_any()
    }

    fn wrong(self, field: &'static str) -> Signal<Option<String>> {
        let failure = self.failure;
        Signal::derive(move || {
            failure.get().and_then(|failure| failure.field(field).map(|error| error.message.clone()))
        })
    }

    fn reason(self) -> AnyView {
        let sheet = self.sheet;
        let node = NodeRef::<leptos::html::Input>::new();
        crate::ui::input::in_step(node, sheet.reason);
        let wrong = self.wrong("reason");
        view! {
            <div class="field mt-3">
                <label for="reason" class="optional">{texts::reason_of_change()}</label>
                <input
                    class="input"
                    id="reason"
                    name="form[reason]"
                    autocomplete="off"
                    value=sheet.reason.get_untracked()
                    node_ref=node
                    aria-invalid=move || wrong.get().is_some().then_some("true")
                    aria-describedby=move || if wrong.get().is_some() { "reason-error" } else { "reason-hint" }
                    on:input=move |event| sheet.reason.set(event_target_value(&event))
                />
                <p class="field-hint" id="reason-hint">{texts::reason_hint()}</p>
                <FieldProblem field="reason" wrong/>
            </div>
        }
        .into_any()
    }
}

/// Another line isn't a refusal, and an ended session is told apart.
fn is_told(failure: &Failure) -> bool {
    failure.kind != Kind::Unauthenticated && failure.code != AGAIN
}

fn hidden(sheet: Sheet) -> AnyView {
    let fixed = sheet.fixed.get_value();
    view! {
        <input type="hidden" name="form[key]" value=fixed.key/>
        <input type="hidden" name="form[order]" value=fixed.order/>
        <input type="hidden" name="form[version]" value=fixed.version/>
        <input type="hidden" name="form[clearance]" value=fixed.clearance/>
        <input type="hidden" name="form[over]" value=move || sheet.theirs.with(|theirs| theirs.as_ref().map(|form| form.version.clone()).unwrap_or_default())/>
        <input type="hidden" name="form[draft]" value=move || sheet.draft.get()/>
    }
    .into_any()
}

fn bill(totals: Memo<Totals>) -> AnyView {
    let gst = move || {
        let totals = totals.get();
        match totals.igst.is_zero() {
            true => view! { <dt>{texts::cgst()}</dt><dd>{totals.cgst.to_string()}</dd><dt>{texts::sgst()}</dt><dd>{totals.sgst.to_string()}</dd> }.into_any(),
            false => view! { <dt>{texts::igst()}</dt><dd>{totals.igst.to_string()}</dd> }.into_any(),
        }
    };
    view! {
        <dt>{texts::subtotal()}</dt>
        <dd>{move || totals.get().subtotal.to_string()}</dd>
        {gst}
        <dt class="bill-total">{texts::total()}</dt>
        <dd class="bill-total">{move || totals.get().total.rupees()}</dd>
    }
    .into_any()
}
