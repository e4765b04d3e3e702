//! `/packaging/out`: goods that went out, many lines for one reason.

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
        api::{IssuePackaging, open_issue, show_board},
        model::{Board, BoardFilter, Choice, ISSUE_REASONS, IssueForm},
        texts,
    },
    platform::{failure::Failure, form::FormState},
    ui::{ErrorSummary, Problem, outbox, page::Page},
};

const FORM: &str = "issue";
const PLACE: &str = "/packaging/out";

type Opened = Result<(IssueForm, Board), Failure>;

pub struct IssuePage {
    state: FormState<IssuePackaging>,
    opened: Resource<Opened>,
    mend: Memo<String>,
}

impl Page for IssuePage {
    fn data() -> Self {
        let query = use_query_map();
        let of = move |name: &str| query.read().get(name).unwrap_or_default();
        Self {
            state: FormState::new(),
            opened: Resource::new(
                move || (of("material"), of("warehouse")),
                |(material, warehouse)| async move {
                    let form = open_issue(material, warehouse).await?;
                    let board = show_board(BoardFilter::default()).await?;
                    Ok((form, board))
                },
            ),
            mend: Memo::new(move |_| of("mend")),
        }
    }

    fn view(this: Self) -> AnyView {
        let IssuePage { state, opened, mend } = this;
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
            <Title text=texts::goods_go_out()/>
            <div class="page-head"><h1>{texts::goods_go_out()}</h1></div>
            <Strip outbox/>
            <Suspense fallback=|| view! { <p class="skeleton w-32"></p> }>{content}</Suspense>
        }
        .into_any()
    }
}

/// What an issue is known by while it waits.
fn title(body: &str) -> String {
    let first = outbox::field(body, "form[lines][0][material]").unwrap_or_default();
    let quantity = outbox::field(body, "form[lines][0][quantity]").unwrap_or_default();
    texts::out_entry(first, quantity)
}

#[component]
fn Form(
    state: FormState<IssuePackaging>,
    form: IssueForm,
    board: Board,
    outbox: Outbox,
    mend: Memo<String>,
) -> impl IntoView {
    let refused = RwSignal::new(None::<Failure>);
    let failure = Signal::derive(move || refused.get().or_else(|| state.failure()));
    let typed = form.lines.iter().cloned().map(Into::into).collect();
    let lines = Lines::new(typed, board.rows, failure, false);
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
            let outcome = outbox.post(FORM, "/fn/packaging/issue", PLACE, "form[key]", title).await;
            let _ = busy.try_set(false);
            match outcome {
                Some(Outcome::Posted(to)) => {
                    navigate.with_value(|navigate| navigate(&to, NavigateOptions::default()));
                }
                Some(Outcome::Refused(failure)) => refused.set(Some(*failure)),
                Some(Outcome::Waits) => {
                    refused.set(None);
                    outbox::empty(FORM, &["form[warehouse]", "form[reason]"]);
                    outbox::fill(FORM, &format!("form[key]={}", outbox::new_key()));
                    lines.count.set(1);
                }
                None => {}
            }
        });
    };
    view! {
        {move || failure.get().map(|failure| view! { <ErrorSummary failure/> })}
        <form class="form touch" id=FORM method="post" action=PLACE novalidate on:submit=submit>
            <input type="hidden" name="form[key]" value=form.key.clone()/>
            <section class="card">{head(&form, board.warehouses, failure)}</section>
            <section class="card mt-4">{lines::view(lines)}</section>
            <div class="form-actions packaging-send">
                <button class="button button-primary" class:is-busy=move || busy.get() type="submit">{texts::issue_it()}</button>
                <a class="button button-quiet" href="/packaging">{crate::texts::cancel()}</a>
            </div>
        </form>
    }
}

fn head(form: &IssueForm, warehouses: Vec<Choice>, failure: Signal<Option<Failure>>) -> AnyView {
    let reasons = ISSUE_REASONS.iter().map(|reason| view! { <option value=*reason></option> }).collect_view();
    view! {
        <datalist id="reasons">{reasons}</datalist>
        <div class="form-grid">
            <div class="field">
                <label for="warehouse">{texts::warehouse()}</label>
                <select class="select" id="warehouse" name="form[warehouse]">{parts::options(warehouses, &form.warehouse)}</select>
                {lines::head_problem("warehouse", failure)}
            </div>
            <div class="field">
                <label for="reason">{texts::reason()}</label>
                <input class="input" id="reason" name="form[reason]" list="reasons" value=form.reason.clone() autocomplete="off"/>
                {lines::head_problem("reason", failure)}
            </div>
            <div class="field">
                <label for="order" class="optional">{texts::order_number()}</label>
                <input class="input" id="order" name="form[order]" value=form.order.clone() autocomplete="off"/>
                {lines::head_problem("order", failure)}
            </div>
            <div class="field">
                <label for="remarks" class="optional">{texts::remarks()}</label>
                <input class="input" id="remarks" name="form[remarks]" value=form.remarks.clone() autocomplete="off"/>
            </div>
        </div>
    }
    .into_any()
}
