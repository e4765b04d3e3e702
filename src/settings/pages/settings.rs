//! `/settings`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::ui::page::Page;
use crate::{
    credit::rules::Test,
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    settings::{
        api::{SaveSettings, show_settings},
        model::{SettingsForm, SettingsPageData},
        texts,
    },
    ui::form::{Field, wrong},
    ui::{ErrorSummary, FieldProblem, read, resource},
};

pub struct SettingsPage {
    state: FormState<SaveSettings>,
    data: Resource<Result<SettingsPageData, Failure>>,
    saved: bool,
}

impl Page for SettingsPage {
    fn data() -> Self {
        Self {
            state: FormState::new(),
            data: resource(|| (), |()| show_settings()),
            saved: use_query_map().read_untracked().get("saved").is_some(),
        }
    }

    fn view(this: Self) -> AnyView {
        let SettingsPage { state, data, saved } = this;
        let content = move |data| editor(state, data);
        view! {
            <Title text=crate::texts::settings()/>
            <div class="page-narrow">
                <div class="page-head">
                    <h1>{crate::texts::settings()}</h1>
                    <span class="page-sub">{texts::about()}</span>
                    {saved.then(|| view! { <span class="page-saved" role="status">"✓ "{texts::saved()}</span> })}
                </div>
                {move || state.failure().map(|failure| view! { <ErrorSummary failure/> })}
                {read(data, content)}
            </div>
        }
        .into_any()
    }
}

fn editor(state: FormState<SaveSettings>, data: SettingsPageData) -> AnyView {
    let form = state.input().map_or_else(|| SettingsForm::of(&data.settings), |input| input.form);
    let chosen = form.company_state.clone();
    let tests = Test::ALL
        .iter()
        .map(|test| {
            let selected = form.credit_test == test.as_str();
            view! { <option value=test.as_str() selected=selected>{texts::test(*test)}</option> }
        })
        .collect_view();
    let states = data
        .states
        .into_iter()
        .map(|(code, name)| {
            let selected = code == chosen;
            view! { <option value=code.clone() selected=selected>{format!("{code} {name}")}</option> }
        })
        .collect_view();
    view! {
        <PlainForm state class="form">
            <input type="hidden" name="form[seen]" value=data.seen/>
            <section class="card">
                <div class="card-head"><h2>{texts::company()}</h2></div>
                <div class="form-grid">
                    <Field id="company_name" name="form[company_name]" label=texts::company_name()
                        value=form.company_name.clone() wrong=wrong(state, "company_name")/>
                    <Field id="company_gstin" name="form[company_gstin]" label=texts::company_gstin() hint=texts::gstin_hint() optional=true
                        value=form.company_gstin.clone() wrong=wrong(state, "company_gstin")/>
                    <div class="field">
                        <label for="company_state">{texts::company_state()}</label>
                        <select class="select" id="company_state" name="form[company_state]">{states}</select>
                        <p class="field-hint">{texts::state_hint()}</p>
                        <FieldProblem field="company_state" wrong=wrong(state, "company_state")/>
                    </div>
                </div>
            </section>
            <section class="card">
                <div class="card-head"><h2>{texts::credit_and_stock()}</h2><span class="card-end"><a class="link" href="/credit/simulate">{texts::try_policy()}</a></span></div>
                <div class="form-grid">
                    <div class="field field-wide">
                        <label class="check">
                            <input type="checkbox" class="switch" role="switch" name="form[release_automatically]" value="on" checked=form.release_automatically.is_some()/>
                            {texts::release_automatically()}
                        </label>
                        <p class="field-hint">{texts::release_hint()}</p>
                    </div>
                    <div class="field">
                        <label for="credit_test">{texts::credit_test()}</label>
                        <select class="select" id="credit_test" name="form[credit_test]">{tests}</select>
                        <p class="field-hint">{texts::credit_test_hint()}</p>
                        <FieldProblem field="credit_test" wrong=wrong(state, "credit_test")/>
                    </div>
                    <div class="field field-wide">
                        <label class="check">
                            <input type="checkbox" class="switch" role="switch" name="form[count_open_orders]" value="on" checked=form.count_open_orders.is_some()/>
                            {texts::count_open_orders()}
                        </label>
                        <p class="field-hint">{texts::count_open_orders_hint()}</p>
                    </div>
                    <Field id="overdue_above" name="form[overdue_above]" label=texts::overdue_above() numeric=true hint=texts::overdue_above_hint()
                        value=form.overdue_above.clone() wrong=wrong(state, "overdue_above")/>
                    <Field id="expiry_warning_days" name="form[expiry_warning_days]" label=texts::expiry_warning_days() kind="text" numeric=true
                        value=form.expiry_warning_days.clone() wrong=wrong(state, "expiry_warning_days")/>
                </div>
            </section>
            <section class="card">
                <div class="card-head"><h2>{texts::scorecards()}</h2></div>
                <div class="form-grid">
                    <Field id="review_gap" name="form[review_gap]" label=texts::review_gap() numeric=true hint=texts::review_gap_hint()
                        value=form.review_gap.clone() wrong=wrong(state, "review_gap")/>
                </div>
            </section>
            <div class="form-actions">
                <button class="button button-primary" class:is-busy=move || state.pending() type="submit">{crate::texts::save()}</button>
                <a class="button button-quiet" href="/">{crate::texts::cancel()}</a>
            </div>
        </PlainForm>
    }
    .into_any()
}
