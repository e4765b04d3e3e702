//! `/customers/:code/credit`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::ui::page::Page;

use super::parts::{Choice, Field, wrong};
use crate::{
    credit::ageing::LABELS,
    customers::{
        api::{SaveCredit, edit_credit},
        model::{CreditEditor, CreditForm},
        rules::STATUSES,
        texts,
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{ErrorSummary, FieldProblem, Problem},
};

/// The fields of the buckets in refusals.
const AGES: [&str; 9] = ["ages-0", "ages-1", "ages-2", "ages-3", "ages-4", "ages-5", "ages-6", "ages-7", "ages-8"];

type Saving = FormState<SaveCredit>;

pub struct CreditFormPage {
    state: Saving,
    editor: Resource<Result<CreditEditor, Failure>>,
}

impl Page for CreditFormPage {
    fn data() -> Self {
        let params = use_params_map();
        let code = move || params.read().get("code").unwrap_or_default();
        Self { state: FormState::new(), editor: Resource::new(code, edit_credit) }
    }

    fn view(this: Self) -> AnyView {
        let CreditFormPage { state, editor } = this;
        let content = move || {
            editor.get().map(|editor| match editor {
                Ok(editor) => edit(state, editor),
                Err(failure) => view! { <Problem failure/> }.into_any(),
            })
        };
        view! {
            <Title text=texts::edit_credit()/>
            <div class="page-narrow">
                <Suspense fallback=|| view! { <p class="skeleton w-32"></p> }>{content}</Suspense>
            </div>
        }
        .into_any()
    }
}

fn edit(state: Saving, editor: CreditEditor) -> AnyView {
    let form = state.input().map_or(editor.form, |input| input.form);
    let back = format!("/customers/{}", editor.code);
    let statuses = STATUSES.iter().map(|status| ((*status).to_owned(), (*status).to_owned())).collect();
    view! {
        <div class="page-head"><h1>{texts::credit_of(editor.name)}</h1><span class="page-sub code">{editor.code.clone()}</span></div>
        {move || state.failure().map(|failure| view! { <ErrorSummary failure/> })}
        <PlainForm state class="form">
            <input type="hidden" name="code" value=editor.code/>
            <input type="hidden" name="form[version]" value=form.version.clone()/>
            <section class="card">
                <div class="form-grid">
                    <Field name="limit" numeric=true label=texts::limit() value=form.limit.clone() wrong=wrong(state, "limit")/>
                    <Field name="days" numeric=true label=texts::days() value=form.days.clone() wrong=wrong(state, "days")/>
                    <Choice name="status" label=texts::account() chosen=form.status.clone() options=statuses wrong=wrong(state, "status")/>
                    <Field name="security_cheque" label=texts::cheque() optional=true value=form.security_cheque.clone() wrong=wrong(state, "security_cheque")/>
                    <Field name="outstanding" numeric=true label=texts::outstanding() hint=texts::outstanding_hint() value=form.outstanding.clone()
                        wrong=wrong(state, "outstanding")/>
                    <Field name="overdue" numeric=true label=texts::overdue() value=form.overdue.clone() wrong=wrong(state, "overdue")/>
                    <Field name="ageing_days" numeric=true label=texts::oldest_due() value=form.ageing_days.clone() wrong=wrong(state, "ageing_days")/>
                </div>
            </section>
            <section class="card mt-4">
                <div class="card-head"><h2>{texts::ageing()}</h2></div>
                <div class="form-grid">{buckets(state, &form)}</div>
            </section>
            <p class="field-hint">{texts::retest_hint()}</p>
            <div class="form-actions">
                <button class="button button-primary" class:is-busy=move || state.pending() type="submit">{crate::texts::save()}</button>
                <a class="button button-quiet" href=back>{crate::texts::cancel()}</a>
            </div>
        </PlainForm>
    }
    .into_any()
}

fn buckets(state: Saving, form: &CreditForm) -> AnyView {
    LABELS
        .iter()
        .zip(AGES)
        .enumerate()
        .map(|(index, (label, field))| {
            let typed = form.ages.get(index).cloned().unwrap_or_default();
            let wrong = wrong(state, field);
            view! {
                <div class="field">
                    <label for=field>{texts::days_count(label)}</label>
                    <input class="input num" id=field name=format!("form[ages][{index}]") inputmode="decimal" autocomplete="off" value=typed
                        aria-invalid=move || wrong.get().is_some().then_some("true")/>
                    <FieldProblem field wrong/>
                </div>
            }
        })
        .collect_view()
        .into_any()
}
