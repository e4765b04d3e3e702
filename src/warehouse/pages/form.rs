//! `/warehouses/new` and `/warehouses/:code/edit`

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{
        FieldProblem, encode,
        form::{Choice, Field, FormActions, form_page, wrong},
        page::Page,
        resource,
    },
    values::State,
    warehouse::{
        api::{SaveWarehouse, edit_warehouse},
        model::WarehouseForm,
        texts,
    },
};

pub struct WarehouseFormPage {
    state: FormState<SaveWarehouse>,
    offered: Resource<Result<WarehouseForm, Failure>>,
    is_new: bool,
}

impl Page for WarehouseFormPage {
    fn data() -> Self {
        let params = use_params_map();
        let is_new = params.read_untracked().get("code").is_none();
        let code = move || params.read().get("code").unwrap_or_default();
        Self { state: FormState::new(), offered: resource(code, edit_warehouse), is_new }
    }

    fn view(this: Self) -> AnyView {
        let title = if this.is_new { texts::new_warehouse() } else { texts::edit_warehouse() };
        form_page(title, true, this.state, this.offered, edit)
    }
}

fn edit(state: FormState<SaveWarehouse>, offered: WarehouseForm) -> AnyView {
    let code = offered.code.clone();
    let is_new = code.is_empty();
    let back = if is_new { "/warehouses".to_owned() } else { format!("/warehouses/{}", encode(&code)) };
    let form = state.input().map_or(offered, |input| input.form);
    let version = form.version.clone();
    view! {
        <PlainForm state class="form">
            <input type="hidden" name="code" value=code/>
            <input type="hidden" name="form[version]" value=version/>
            {fields(state, form, is_new)}
            <FormActions state back/>
        </PlainForm>
    }
    .into_any()
}

fn fields(state: FormState<SaveWarehouse>, form: WarehouseForm, is_new: bool) -> AnyView {
    let id = is_new.then(|| {
        view! { <Field id="code" name="form[code]" label=texts::code() hint=texts::code_hint() value=form.code.clone() wrong=wrong(state, "code")/> }
    });
    let states = State::all().map(|state| (state.code(), state.name().to_owned())).collect();
    view! {
        <section class="card">
            <div class="form-grid">
                {id}
                <Field id="name" name="form[name]" label=texts::name() value=form.name wrong=wrong(state, "name")/>
                <Field id="city" name="form[city]" label=texts::city() value=form.city wrong=wrong(state, "city")/>
                <Choice id="state" name="form[state]" label=texts::state() empty=texts::choose_state() chosen=form.state choices=states wrong=wrong(state, "state")/>
                <Field id="address" name="form[address]" wide=true optional=true label=texts::address() value=form.address wrong=wrong(state, "address")/>
                <div class="field field-wide">
                    <label class="check">
                        <input type="checkbox" class="checkbox" id="active" name="form[active]" value="on" checked=form.active.is_some()/>
                        {texts::active()}
                    </label>
                    <FieldProblem field="active" wrong=wrong(state, "active")/>
                </div>
            </div>
        </section>
    }
    .into_any()
}
