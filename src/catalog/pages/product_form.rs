//! `/products/new` and `/products/:sku/edit`

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::ui::page::Page;

use crate::{
    catalog::{
        api::{SaveProduct, edit_product},
        model::{ProductEditor, ProductForm, Unit},
        texts,
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{
        FieldProblem, encode,
        form::{Choice, Field, FormActions, form_page, same, wrong},
        resource,
    },
};

pub struct ProductFormPage {
    state: FormState<SaveProduct>,
    editor: Resource<Result<ProductEditor, Failure>>,
    is_new: bool,
}

impl Page for ProductFormPage {
    fn data() -> Self {
        let params = use_params_map();
        let is_new = params.read_untracked().get("sku").is_none();
        let sku = move || params.read().get("sku").unwrap_or_default();
        Self { state: FormState::new(), editor: resource(sku, edit_product), is_new }
    }

    fn view(this: Self) -> AnyView {
        let ProductFormPage { state, editor, is_new } = this;
        let title = if is_new { texts::new_product() } else { texts::edit_product() };
        form_page(title, true, state, editor, edit)
    }
}

fn edit(state: FormState<SaveProduct>, editor: ProductEditor) -> AnyView {
    let back =
        if editor.sku.is_empty() { "/products".to_owned() } else { format!("/products/{}", encode(&editor.sku)) };
    let form = state.input().map_or(editor.form, |input| input.form);
    let version = form.version.clone();
    view! {
        <PlainForm state class="form">
            <input type="hidden" name="sku" value=editor.sku/>
            <input type="hidden" name="form[version]" value=version/>
            {what(state, &form, editor.categories)}
            {prices(state, &form)}
            {details(state, &form)}
            <FormActions state back=back/>
        </PlainForm>
    }
    .into_any()
}

fn what(state: FormState<SaveProduct>, form: &ProductForm, categories: Vec<String>) -> AnyView {
    let known = categories.into_iter().map(|category| view! { <option value=category></option> }).collect_view();
    let units = Unit::ALL.iter().map(|unit| same(unit.as_str())).collect();
    let category = wrong(state, "category");
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::what()}</h2></div>
            <div class="form-grid">
                <Field id="name" name="form[name]" label=texts::name() value=form.name.clone() wrong=wrong(state, "name")/>
                <Field id="sku" name="form[sku]" label=texts::sku() value=form.sku.clone() wrong=wrong(state, "sku")/>
                <Field id="short_name" name="form[short_name]" optional=true label=texts::short_name() value=form.short_name.clone() wrong=wrong(state, "short_name")/>
                <div class="field">
                    <label for="category">{texts::category()}</label>
                    <input class="input" id="category" name="form[category]" list="categories" value=form.category.clone()
                        aria-invalid=move || category.get().is_some().then_some("true") aria-describedby="category-error"/>
                    <datalist id="categories">{known}</datalist>
                    <FieldProblem field="category" wrong=category/>
                </div>
                <Choice id="unit" name="form[unit]" label=texts::unit() chosen=form.unit.clone() choices=units wrong=wrong(state, "unit")/>
                <Field id="specie" name="form[specie]" optional=true label=texts::specie() value=form.specie.clone() wrong=wrong(state, "specie")/>
                <div class="field field-wide">
                    <label class="check">
                        <input type="checkbox" class="checkbox" name="form[active]" value="on" checked=form.active.is_some()/>
                        {texts::offered()}
                    </label>
                </div>
            </div>
        </section>
    }
    .into_any()
}

fn prices(state: FormState<SaveProduct>, form: &ProductForm) -> AnyView {
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::prices()}</h2></div>
            <div class="form-grid">
                <Field id="price" name="form[price]" numeric=true label=texts::price() value=form.price.clone() wrong=wrong(state, "price")/>
                <Field id="mrp" name="form[mrp]" numeric=true optional=true label=texts::mrp() value=form.mrp.clone() wrong=wrong(state, "mrp")/>
                <Field id="base_rate" name="form[base_rate]" numeric=true optional=true label=texts::base_rate() value=form.base_rate.clone() wrong=wrong(state, "base_rate")/>
                <Field id="purchase_rate" name="form[purchase_rate]" numeric=true optional=true label=texts::purchase_rate() value=form.purchase_rate.clone() hint=texts::purchase_rate_hint() wrong=wrong(state, "purchase_rate")/>
                <Field id="gst" name="form[gst]" numeric=true optional=true label=texts::gst() value=form.gst.clone() wrong=wrong(state, "gst")/>
                <Field id="hsn" name="form[hsn]" digits=true optional=true label=texts::hsn() value=form.hsn.clone() wrong=wrong(state, "hsn")/>
            </div>
        </section>
    }
    .into_any()
}

fn details(state: FormState<SaveProduct>, form: &ProductForm) -> AnyView {
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::details()}</h2></div>
            <div class="form-grid">
                <Field id="barcode" name="form[barcode]" optional=true label=texts::barcode() value=form.barcode.clone() wrong=wrong(state, "barcode")/>
                <Field id="weight" name="form[weight]" optional=true label=texts::weight() value=form.weight.clone() wrong=wrong(state, "weight")/>
                <Field id="packing" name="form[packing]" optional=true label=texts::packing() value=form.packing.clone() wrong=wrong(state, "packing")/>
                <Field id="origin" name="form[origin]" optional=true label=texts::origin() value=form.origin.clone() wrong=wrong(state, "origin")/>
                <Field id="shelf_life_days" name="form[shelf_life_days]" numeric=true optional=true label=texts::shelf_life() value=form.shelf_life_days.clone() wrong=wrong(state, "shelf_life_days")/>
                <Field id="channel" name="form[channel]" optional=true label=texts::channel() value=form.channel.clone() wrong=wrong(state, "channel")/>
                <div class="field field-wide">
                    <label for="remarks" class="optional">{texts::remarks()}</label>
                    <textarea class="textarea" id="remarks" name="form[remarks]" rows="2">{form.remarks.clone()}</textarea>
                    <FieldProblem field="remarks" wrong=wrong(state, "remarks")/>
                </div>
            </div>
        </section>
    }
    .into_any()
}
