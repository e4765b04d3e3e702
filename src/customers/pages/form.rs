//! `/customers/new` and `/customers/:code/edit`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::ui::page::Page;

use super::parts::{Choice, Field, wrong};
use crate::{
    customers::{
        api::{SaveCustomer, edit_customer},
        model::{CustomerEditor, CustomerForm},
        texts,
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{ErrorSummary, Problem},
    values::State,
};

type Saving = FormState<SaveCustomer>;

pub struct CustomerFormPage {
    state: Saving,
    editor: Resource<Result<CustomerEditor, Failure>>,
    is_new: bool,
}

impl Page for CustomerFormPage {
    fn data() -> Self {
        let params = use_params_map();
        let is_new = params.read_untracked().get("code").is_none();
        let code = move || params.read().get("code").unwrap_or_default();
        Self { state: FormState::new(), editor: Resource::new(code, edit_customer), is_new }
    }

    fn view(this: Self) -> AnyView {
        let CustomerFormPage { state, editor, is_new } = this;
        let title = if is_new { texts::new_customer() } else { texts::edit_customer() };
        let content = move || {
            editor.get().map(|editor| match editor {
                Ok(editor) => edit(state, editor),
                Err(failure) => view! { <Problem failure/> }.into_any(),
            })
        };
        view! {
            <Title text=title/>
            <div class="page-narrow">
                <div class="page-head"><h1>{title}</h1></div>
                {move || state.failure().map(|failure| view! { <ErrorSummary failure/> })}
                <Suspense fallback=|| view! { <p class="skeleton w-32"></p> }>{content}</Suspense>
            </div>
        }
        .into_any()
    }
}

fn edit(state: Saving, editor: CustomerEditor) -> AnyView {
    let form = state.input().map_or(editor.form, |input| input.form);
    let is_new = editor.code.is_empty();
    let back = if is_new { "/customers".to_owned() } else { format!("/customers/{}", editor.code) };
    let id = is_new.then(|| {
        view! { <Field name="code" label=texts::id() hint=texts::id_hint() optional=true value=form.code.clone() wrong=wrong(state, "code")/> }
    });
    view! {
        <PlainForm state class="form">
            <input type="hidden" name="code" value=editor.code/>
            <input type="hidden" name="form[version]" value=form.version.clone()/>
            <section class="card">
                <div class="card-head"><h2>{texts::who()}</h2></div>
                <div class="form-grid">
                    <Field name="name" label=texts::name() value=form.name.clone() wrong=wrong(state, "name")/>
                    {id}
                    <Field name="kind" label=texts::kind() optional=true value=form.kind.clone() wrong=wrong(state, "kind")/>
                    <Field name="class" label=texts::class() optional=true value=form.class.clone() wrong=wrong(state, "class")/>
                    <Field name="channel" label=texts::channel() optional=true value=form.channel.clone() wrong=wrong(state, "channel")/>
                    <Field name="constitution" label=texts::constitution() optional=true value=form.constitution.clone() wrong=wrong(state, "constitution")/>
                </div>
            </section>
            {tax(state, &form)}
            {reach(state, &form)}
            {terms(state, &form, editor.salespeople, editor.price_lists)}
            <div class="form-actions">
                <button class="button button-primary" class:is-busy=move || state.pending() type="submit">{crate::texts::save()}</button>
                <a class="button button-quiet" href=back>{crate::texts::cancel()}</a>
            </div>
        </PlainForm>
    }
    .into_any()
}

fn tax(state: Saving, form: &CustomerForm) -> AnyView {
    view! {
        <section class="card mt-4">
            <div class="card-head"><h2>{texts::tax()}</h2></div>
            <div class="form-grid">
                <Field name="gstin" label=texts::gstin() hint=texts::gstin_hint() optional=true value=form.gstin.clone() wrong=wrong(state, "gstin")/>
                <Field name="pan" label=texts::pan() optional=true value=form.pan.clone() wrong=wrong(state, "pan")/>
                <Field name="fssai" label=texts::fssai() optional=true value=form.fssai.clone() wrong=wrong(state, "fssai")/>
            </div>
        </section>
    }
    .into_any()
}

fn reach(state: Saving, form: &CustomerForm) -> AnyView {
    let states = State::all().map(|state| (state.code(), state.to_string())).collect();
    view! {
        <section class="card mt-4">
            <div class="card-head"><h2>{texts::reach()}</h2></div>
            <div class="form-grid">
                <Field name="phone" kind="tel" label=texts::phone() optional=true value=form.phone.clone() wrong=wrong(state, "phone")/>
                <Field name="email" kind="email" label=texts::email() optional=true value=form.email.clone() wrong=wrong(state, "email")/>
                <Field name="address" wide=true label=texts::address() optional=true value=form.address.clone() wrong=wrong(state, "address")/>
                <Field name="location" label=texts::city() optional=true value=form.location.clone() wrong=wrong(state, "location")/>
                <Field name="postal_code" label=texts::pin() optional=true value=form.postal_code.clone() wrong=wrong(state, "postal_code")/>
                <Choice name="state" label=texts::state() chosen=form.state.clone() options=states wrong=wrong(state, "state")/>
                <Field name="region" label=texts::region() optional=true value=form.region.clone() wrong=wrong(state, "region")/>
            </div>
        </section>
    }
    .into_any()
}

fn terms(state: Saving, form: &CustomerForm, people: Vec<(String, String)>, lists: Vec<(String, String)>) -> AnyView {
    let people = people
        .into_iter()
        .map(|(code, name)| {
            let label = format!("{name} ({code})");
            (code, label)
        })
        .collect();
    view! {
        <section class="card mt-4">
            <div class="card-head"><h2>{texts::terms()}</h2></div>
            <div class="form-grid">
                <Choice name="salesperson" label=texts::salesperson() empty=texts::nobody() chosen=form.salesperson.clone() options=people
                    wrong=wrong(state, "salesperson")/>
                <Field name="sales_manager" label=texts::sales_manager() optional=true value=form.sales_manager.clone() wrong=wrong(state, "sales_manager")/>
                <Choice name="price_list" label=texts::price_list() empty=texts::list_prices() chosen=form.price_list.clone() options=lists
                    wrong=wrong(state, "price_list")/>
                <Field name="min_days_left" numeric=true label=texts::min_days_left() hint=texts::min_days_left_hint() optional=true
                    value=form.min_days_left.clone() wrong=wrong(state, "min_days_left")/>
            </div>
        </section>
    }
    .into_any()
}
