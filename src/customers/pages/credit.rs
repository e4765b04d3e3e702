//! `/customers/:code/credit`

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::ui::page::Page;

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
    ui::{
        FieldProblem,
        form::{Choice, Field, FormActions, form_page, same, wrong},
        resource,
    },
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
        Self { state: FormState::new(), editor: resource(code, edit_credit) }
    }

    fn view(this: Self) -> AnyView {
        let CreditFormPage { state, editor } = this;
        form_page(texts::edit_credit(), false, state, editor, edit)
    }
}

fn edit(state: Saving, editor: CreditEditor) -> AnyView {
    let form = state.input().map_or(editor.form, |input| input.form);
    let back = format!("/customers/{}", editor.code);
    let statuses = STATUSES.iter().map(|status| same(*status)).collect();
    view! {
        <div class="page-head"><h1>{texts::credit_of(editor.name)}</h1><span class="page-sub code">{editor.code.clone()}</span></div>
        <PlainForm state class="form">
            <input type="hidden" name="code" value=editor.code/>
            <input type="hidden" name="form[version]" value=form.version.clone()/>
            <section class="card">
                <div class="form-grid">
                    <Field id="limit" name="form[limit]" numeric=true label=texts::limit() value=form.limit.clone() wrong=wrong(state, "limit")/>
                    <Field id="days" name="form[days]" numeric=true label=texts::days() value=form.days.clone() wrong=wrong(state, "days")/>
                    <Choice id="status" name="form[status]" label=texts::account() chosen=form.status.clone() choices=statuses wrong=wrong(state, "status")/>
                    <Field id="security_cheque" name="form[security_cheque]" label=texts::cheque() optional=true value=form.security_cheque.clone() wrong=wrong(state, "security_cheque")/>
                    <Field id="outstanding" name="form[outstanding]" numeric=true label=texts::outstanding() hint=texts::outstanding_hint() value=form.outstanding.clone()
                        wrong=wrong(state, "outstanding")/>
                    <Field id="overdue" name="form[overdue]" numeric=true label=texts::overdue() value=form.overdue.clone() wrong=wrong(state, "overdue")/>
                    <Field id="ageing_days" name="form[ageing_days]" numeric=true label=texts::oldest_due() value=form.ageing_days.clone() wrong=wrong(state, "ageing_days")/>
                </div>
            </section>
            <section class="card">
                <div class="card-head"><h2>{texts::ageing()}</h2></div>
                <div class="form-grid">{buckets(state, &form)}</div>
            </section>
            <p class="field-hint">{texts::retest_hint()}</p>
            <FormActions state back=back/>
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
