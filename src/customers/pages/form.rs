//! `/customers/new` and `/customers/:code/edit`

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::ui::page::Page;

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
    ui::{
        form::{Choice, Field, FormActions, form_page, people, wrong},
        resource,
    },
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
        Self { state: FormState::new(), editor: resource(code, edit_customer), is_new }
    }

    fn view(this: Self) -> AnyView {
        let CustomerFormPage { state, editor, is_new } = this;
        let title = if is_new { texts::new_customer() } else { texts::edit_customer() };
        form_page(title, true, state, editor, edit)
    }
}

fn edit(state: Saving, editor: CustomerEditor) -> AnyView {
    let form = state.input().map_or(editor.form, |input| input.form);
    let is_new = editor.code.is_empty();
    let back = if is_new { "/customers".to_owned() } else { format!("/customers/{}", editor.code) };
    let id = is_new.then(|| {
        view! { <Field id="code" name="form[code]" label=texts::id() hint=texts::id_hint() optional=true value=form.code.clone() wrong=wrong(state, "code")/> }
    });
    view! {
        <PlainForm state class="form">
            <input type="hidden" name="code" value=editor.code/>
            <input type="hidden" name="form[version]" value=form.version.clone()/>
            <section class="card">
                <div class="card-head"><h2>{texts::who()}</h2></div>
                <div class="form-grid">
                    <Field id="name" name="form[name]" label=texts::name() value=form.name.clone() wrong=wrong(state, "name")/>
                    {id}
                    <Field id="kind" name="form[kind]" label=texts::kind() optional=true value=form.kind.clone() wrong=wrong(state, "kind")/>
                    <Field id="class" name="form[class]" label=texts::class() optional=true value=form.class.clone() wrong=wrong(state, "class")/>
                    <Field id="channel" name="form[channel]" label=texts::channel() optional=true value=form.channel.clone() wrong=wrong(state, "channel")/>
                    <Field id="constitution" name="form[constitution]" label=texts::constitution() optional=true value=form.constitution.clone() wrong=wrong(state, "constitution")/>
                </div>
            </section>
            {tax(state, &form)}
            {reach(state, &form)}
            {terms(state, &form, editor.salespeople, editor.price_lists)}
            <FormActions state back=back/>
        </PlainForm>
    }
    .into_any()
}

fn tax(state: Saving, form: &CustomerForm) -> AnyView {
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::tax()}</h2></div>
            <div class="form-grid">
                <Field id="gstin" name="form[gstin]" label=texts::gstin() hint=texts::gstin_hint() optional=true value=form.gstin.clone() wrong=wrong(state, "gstin")/>
                <Field id="pan" name="form[pan]" label=texts::pan() optional=true value=form.pan.clone() wrong=wrong(state, "pan")/>
                <Field id="fssai" name="form[fssai]" label=texts::fssai() optional=true value=form.fssai.clone() wrong=wrong(state, "fssai")/>
            </div>
        </section>
    }
    .into_any()
}

fn reach(state: Saving, form: &CustomerForm) -> AnyView {
    let states = State::all().map(|state| (state.code(), state.to_string())).collect();
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::reach()}</h2></div>
            <div class="form-grid">
                <Field id="phone" name="form[phone]" kind="tel" label=texts::phone() optional=true value=form.phone.clone() wrong=wrong(state, "phone")/>
                <Field id="email" name="form[email]" kind="email" label=texts::email() optional=true value=form.email.clone() wrong=wrong(state, "email")/>
                <Field id="address" name="form[address]" wide=true label=texts::address() optional=true value=form.address.clone() wrong=wrong(state, "address")/>
                <Field id="location" name="form[location]" label=texts::city() optional=true value=form.location.clone() wrong=wrong(state, "location")/>
                <Field id="postal_code" name="form[postal_code]" label=texts::pin() optional=true value=form.postal_code.clone() wrong=wrong(state, "postal_code")/>
                <Choice id="state" name="form[state]" label=texts::state() empty=texts::choose_state() chosen=form.state.clone() choices=states wrong=wrong(state, "state")/>
                <Field id="region" name="form[region]" label=texts::region() optional=true value=form.region.clone() wrong=wrong(state, "region")/>
            </div>
        </section>
    }
    .into_any()
}

fn terms(state: Saving, form: &CustomerForm, sellers: Vec<(String, String)>, lists: Vec<(String, String)>) -> AnyView {
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::terms()}</h2></div>
            <div class="form-grid">
                <Choice id="salesperson" name="form[salesperson]" label=texts::salesperson() empty=texts::nobody() chosen=form.salesperson.clone() choices=people(sellers)
                    wrong=wrong(state, "salesperson")/>
                <Field id="sales_manager" name="form[sales_manager]" label=texts::sales_manager() optional=true value=form.sales_manager.clone() wrong=wrong(state, "sales_manager")/>
                <Choice id="price_list" name="form[price_list]" label=texts::price_list() empty=texts::list_prices() chosen=form.price_list.clone() choices=lists
                    wrong=wrong(state, "price_list")/>
                <Field id="min_days_left" name="form[min_days_left]" numeric=true label=texts::min_days_left() hint=texts::min_days_left_hint() optional=true
                    value=form.min_days_left.clone() wrong=wrong(state, "min_days_left")/>
            </div>
        </section>
    }
    .into_any()
}
