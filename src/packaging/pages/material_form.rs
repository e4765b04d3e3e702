//! `/packaging/materials/new`, `/packaging/materials/:code/edit`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::{
    packaging::{
        api::{SaveMaterial, edit_material},
        model::{CATEGORIES, MaterialForm, Unit},
        texts,
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{
        ErrorSummary, FieldProblem, encode,
        form::{Field, wrong},
        page::Page,
        read, resource,
    },
};

type Form = FormState<SaveMaterial>;

pub struct MaterialFormPage {
    state: Form,
    form: Resource<Result<MaterialForm, Failure>>,
}

impl Page for MaterialFormPage {
    fn data() -> Self {
        let params = use_params_map();
        Self {
            state: FormState::new(),
            form: resource(move || params.read().get("code").unwrap_or_default(), edit_material),
        }
    }

    fn view(this: Self) -> AnyView {
        let MaterialFormPage { state, form } = this;
        let content = move |form| edit(state, form);
        view! {
            <div class="page-narrow grid gap-4">
                {move || state.failure().map(|failure| view! { <ErrorSummary failure/> })}
                {read(form, content)}
            </div>
        }
        .into_any()
    }
}

fn edit(state: Form, form: MaterialForm) -> AnyView {
    let is_new = form.version.is_empty();
    let title = if is_new { texts::new_material().to_owned() } else { texts::edit_of(&form.name) };
    let back = if is_new { "/packaging".to_owned() } else { format!("/packaging/materials/{}", encode(&form.code)) };
    let form = state.input().map_or(form, |input| input.form);
    view! {
        <Title text=title.clone()/>
        <div class="page-head"><h1>{title}</h1></div>
        <PlainForm state class="form">
            <input type="hidden" name="form[version]" value=form.version.clone()/>
            {what(state, &form, is_new)}
            {levels(state, &form)}
            {buying(state, &form)}
            <div class="form-actions">
                <button class="button button-primary" class:is-busy=move || state.pending() type="submit">{crate::texts::save()}</button>
                <a class="button button-quiet" href=back>{crate::texts::cancel()}</a>
            </div>
        </PlainForm>
    }
    .into_any()
}

fn what(state: Form, form: &MaterialForm, is_new: bool) -> AnyView {
    let categories = CATEGORIES.iter().map(|name| view! { <option value=*name></option> }).collect_view();
    let units = Unit::ALL
        .iter()
        .map(|unit| view! { <option value=unit.as_str() selected=unit.as_str() == form.unit>{unit.as_str()}</option> })
        .collect_view();
    let code = if is_new {
        view! { <Field id="code" name="form[code]" optional=true label=texts::code() hint=texts::code_hint() value=form.code.clone() wrong=wrong(state, "code")/> }.into_any()
    } else {
        view! { <input type="hidden" name="form[code]" value=form.code.clone()/> }.into_any()
    };
    let category = wrong(state, "category");
    view! {
        <section class="card">
            <datalist id="categories">{categories}</datalist>
            <div class="form-grid">
                <Field id="name" name="form[name]" label=texts::name() value=form.name.clone() wrong=wrong(state, "name")/>
                {code}
                <div class="field">
                    <label for="category">{texts::category()}</label>
                    <input class="input" id="category" name="form[category]" list="categories" value=form.category.clone() autocomplete="off"
                        aria-invalid=move || category.get().is_some().then_some("true") aria-describedby=move || category.get().is_some().then_some("category-error")/>
                    <FieldProblem field="category" wrong=category/>
                </div>
                <div class="field">
                    <label for="unit">{texts::unit()}</label>
                    <select class="select" id="unit" name="form[unit]">{units}</select>
                    <FieldProblem field="unit" wrong=wrong(state, "unit")/>
                </div>
                <Field id="per_box" name="form[per_box]" numeric=true optional=true label=texts::per_box() hint=texts::per_box_hint() value=form.per_box.clone() wrong=wrong(state, "per_box")/>
                <Field id="barcode" name="form[barcode]" optional=true label=texts::barcode() value=form.barcode.clone() wrong=wrong(state, "barcode")/>
            </div>
        </section>
    }
    .into_any()
}

fn levels(state: Form, form: &MaterialForm) -> AnyView {
    view! {
        <section class="card">
            <div class="form-grid">
                <Field id="reorder_level" name="form[reorder_level]" numeric=true label=texts::reorder_at() hint=texts::reorder_hint() value=form.reorder_level.clone() wrong=wrong(state, "reorder_level")/>
                <Field id="maximum" name="form[maximum]" numeric=true optional=true label=texts::maximum() hint=texts::maximum_hint() value=form.maximum.clone() wrong=wrong(state, "maximum")/>
            </div>
        </section>
    }
    .into_any()
}

fn buying(state: Form, form: &MaterialForm) -> AnyView {
    view! {
        <section class="card">
            <div class="form-grid">
                <Field id="vendor" name="form[vendor]" optional=true label=texts::vendor() value=form.vendor.clone() wrong=wrong(state, "vendor")/>
                <Field id="rate" name="form[rate]" numeric=true optional=true label=texts::rate() value=form.rate.clone() wrong=wrong(state, "rate")/>
                <Field id="minimum_order" name="form[minimum_order]" numeric=true optional=true label=texts::minimum_order() hint=texts::minimum_hint() value=form.minimum_order.clone() wrong=wrong(state, "minimum_order")/>
                <Field id="lead_days" name="form[lead_days]" numeric=true label=texts::lead_time() hint=texts::lead_hint() value=form.lead_days.clone() wrong=wrong(state, "lead_days")/>
            </div>
        </section>
    }
    .into_any()
}
