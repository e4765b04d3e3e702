//! `/packaging/in`: goods that came in, many lines in one receipt.

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

use super::{
    lines::{self, Lines},
    parts,
    sending::{Outbox, Outcome, Strip},
};
use crate::{
    packaging::{
        api::{ReceivePackaging, open_receipt, show_board},
        model::{Board, BoardFilter, ReceiptForm},
        texts,
    },
    platform::{failure::Failure, form::FormState},
    ui::{ErrorSummary, Icon, Problem, outbox, page::Page},
};

const FORM: &str = "receipt";
const PLACE: &str = "/packaging/in";

type Opened = Result<(ReceiptForm, Board), Failure>;

pub struct ReceiptPage {
    state: FormState<ReceivePackaging>,
    opened: Resource<Opened>,
    mend: Memo<String>,
}

impl Page for ReceiptPage {
    fn data() -> Self {
        let query = use_query_map();
        let of = move |name: &str| query.read().get(name).unwrap_or_default();
        Self {
            state: FormState::new(),
            opened: Resource::new(
                move || (of("material"), of("warehouse")),
                |(material, warehouse)| async move {
                    let form = open_receipt(material.clone(), warehouse).await?;
                    let board = show_board(BoardFilter::default()).await?;
                    Ok((form, board))
                },
            ),
            mend: Memo::new(move |_| of("mend")),
        }
    }

    fn view(this: Self) -> AnyView {
        let ReceiptPage { state, opened, mend } = this;
        let outbox = Outbox::new();
        let content = move || {
            opened.get().map(|opened| match opened {
                Ok((form, board)) => {
                    let form = state.input().map_or(form, |input| input.form);
                    view! { <Form state form board outbox mend/> }.into_any()
                }
                Err(failure) => view! { <Problem failure/> }.into_any(),
            })
        };
        view! {
            <Title text=texts::goods_come_in()/>
            <div class="page-head">
                <h1>{texts::goods_come_in()}</h1>
                <div class="page-actions"><a class="button button-quiet" href="/imports/new?kind=packaging-inward"><Icon name="upload"/>{crate::texts::import()}</a></div>
            </div>
            <Strip outbox/>
            <Suspense fallback=|| view! { <p class="skeleton w-32"></p> }>{content}</Suspense>
        }
        .into_any()
    }
}

/// What a receipt is known by while it waits.
fn title(body: &str) -> String {
    let first = outbox::field(body, "form[lines][0][material]").unwrap_or_default();
    let quantity = outbox::field(body, "form[lines][0][quantity]").unwrap_or_default();
    texts::in_entry(first, quantity)
}

#[component]
fn Form(
    state: FormState<ReceivePackaging>,
    form: ReceiptForm,
    board: Board,
    outbox: Outbox,
    mend: Memo<String>,
) -> impl IntoView {
    let refused = RwSignal::new(None::<Failure>);
    let failure = Signal::derive(move || refused.get().or_else(|| state.failure()));
    let vendors = board.rows.iter().map(|row| row.vendor.clone()).filter(|name| !name.is_empty());
    let vendors: std::collections::BTreeSet<String> = vendors.collect();
    let vendors = vendors.into_iter().map(|name| view! { <option value=name></option> }).collect_view();
    let typed = form.lines.iter().cloned().map(Into::into).collect();
    let lines = Lines::new(typed, board.rows, failure, true);
    let busy = RwSignal::new(false);
    super::sending::mended(mend, FORM, lines.count);
    let navigate = StoredValue::new_local(use_navigate());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let outcome = outbox.post(FORM, "/fn/packaging/receive", PLACE, "form[key]", title).await;
            let _ = busy.try_set(false);
            match outcome {
                Some(Outcome::Posted(to)) => {
                    navigate.with_value(|navigate| navigate(&to, NavigateOptions::default()));
                }
                Some(Outcome::Refused(failure)) => refused.set(Some(*failure)),
                Some(Outcome::Waits) => {
                    refused.set(None);
                    outbox::empty(FORM, &["form[warehouse]", "form[vendor]"]);
                    outbox::fill(FORM, &format!("form[key]={}", outbox::new_key()));
                    lines.count.set(1);
                }
                None => {}
            }
        });
    };
    view! {
        {move || failure.get().map(|failure| view! { <ErrorSummary failure/> })}
        <datalist id="vendors">{vendors}</datalist>
        <form class="form touch" id=FORM method="post" action=PLACE novalidate on:submit=submit>
            <input type="hidden" name="form[key]" value=form.key.clone()/>
            <section class="card">{head(&form, board.warehouses, failure)}</section>
            <section class="card mt-4">{lines::view(lines)}</section>
            <section class="card mt-4">{rest(&form)}</section>
            <div class="form-actions packaging-send">
                <button class="button button-primary" class:is-busy=move || busy.get() type="submit">{texts::receive()}</button>
                <a class="button button-quiet" href="/packaging">{crate::texts::cancel()}</a>
            </div>
        </form>
    }
}

fn head(
    form: &ReceiptForm,
    warehouses: Vec<crate::packaging::model::Choice>,
    failure: Signal<Option<Failure>>,
) -> AnyView {
    view! {
        <div class="form-grid">
            <div class="field">
                <label for="warehouse">{texts::warehouse()}</label>
                <select class="select" id="warehouse" name="form[warehouse]">{parts::options(warehouses, &form.warehouse)}</select>
                {lines::head_problem("warehouse", failure)}
            </div>
            <div class="field">
                <label for="reference">{texts::paper()}</label>
                <input class="input" id="reference" name="form[reference]" value=form.reference.clone() autocomplete="off"/>
                {lines::head_problem("reference", failure)}
            </div>
            <div class="field">
                <label for="vendor">{texts::vendor()}</label>
                <input class="input" id="vendor" name="form[vendor]" list="vendors" value=form.vendor.clone() autocomplete="off"/>
                {lines::head_problem("vendor", failure)}
            </div>
        </div>
    }
    .into_any()
}

fn rest(form: &ReceiptForm) -> AnyView {
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    view! {
        <div class="form-grid">
            <div class="field">
                <label for="remarks" class="optional">{texts::remarks()}</label>
                <input class="input" id="remarks" name="form[remarks]" value=form.remarks.clone() autocomplete="off"/>
            </div>
            {move || if awake.get() {
                view! {
                    <div class="field">
                        <label for="photo" class="optional">{texts::photo()}</label>
                        <input class="input" id="photo" type="file" name="photo" accept="image/jpeg,image/png,image/webp,application/pdf"/>
                        <p class="field-hint">{texts::photo_hint()}</p>
                    </div>
                }.into_any()
            } else {
                view! { <p class="field-hint">{texts::photo_after()}</p> }.into_any()
            }}
        </div>
    }
    .into_any()
}
