//! `/price-lists/new` and `/price-lists/:code/edit`

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    catalog::{
        api::{SavePriceList, edit_price_list},
        model::PriceListForm,
        texts,
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{
        encode,
        form::{Field, FormActions, form_page, wrong},
        page::Page,
        resource,
    },
};

pub struct PriceListFormPage {
    state: FormState<SavePriceList>,
    offered: Resource<Result<PriceListForm, Failure>>,
    is_new: bool,
}

impl Page for PriceListFormPage {
    fn data() -> Self {
        let params = use_params_map();
        let is_new = params.read_untracked().get("code").is_none();
        let code = move || params.read().get("code").unwrap_or_default();
        Self { state: FormState::new(), offered: resource(code, edit_price_list), is_new }
    }

    fn view(this: Self) -> AnyView {
        let title = if this.is_new { texts::new_price_list() } else { texts::name_price_list() };
        form_page(title, true, this.state, this.offered, edit)
    }
}

fn edit(state: FormState<SavePriceList>, offered: PriceListForm) -> AnyView {
    let code = offered.code.clone();
    let is_new = code.is_empty();
    let back = if is_new { "/price-lists".to_owned() } else { format!("/price-lists/{}", encode(&code)) };
    let form = state.input().map_or(offered, |input| input.form);
    let id = is_new.then(|| {
        view! { <Field id="code" name="form[code]" label=texts::code() hint=texts::price_list_code_hint() value=form.code.clone() wrong=wrong(state, "code")/> }
    });
    view! {
        <PlainForm state class="form">
            <input type="hidden" name="code" value=code/>
            <input type="hidden" name="form[version]" value=form.version.clone()/>
            <section class="card">
                <div class="form-grid">
                    {id}
                    <Field id="name" name="form[name]" label=texts::name() value=form.name.clone() wrong=wrong(state, "name")/>
                </div>
            </section>
            <FormActions state back/>
        </PlainForm>
    }
    .into_any()
}
