//! `/products/:sku/receive`

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::ui::page::Page;
use crate::{
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{
        encode,
        form::{Choice, Field, FormActions, form_page, wrong},
        resource,
    },
    warehouse::{
        api::{ReceiveStock, edit_stock},
        model::{ReceiptForm, StockEditor},
        texts,
    },
};

pub struct ReceivePage {
    state: FormState<ReceiveStock>,
    editor: Resource<Result<StockEditor, Failure>>,
}

impl Page for ReceivePage {
    fn data() -> Self {
        let params = use_params_map();
        Self {
            state: FormState::new(),
            editor: resource(move || params.read().get("sku").unwrap_or_default(), edit_stock),
        }
    }

    fn view(this: Self) -> AnyView {
        let ReceivePage { state, editor } = this;
        form_page(texts::receive(), false, state, editor, edit)
    }
}

fn edit(state: FormState<ReceiveStock>, editor: StockEditor) -> AnyView {
    let form = state.input().map_or_else(ReceiptForm::default, |input| input.form);
    let back = format!("/products/{}#stock", encode(&editor.sku));
    view! {
        <div class="page-head"><h1>{texts::receive_of(editor.name)}</h1></div>
        <PlainForm state class="form">
            <input type="hidden" name="sku" value=editor.sku/>
            {fields(state, form, editor.warehouses, &editor.unit)}
            <FormActions state back=back label=texts::receive()/>
        </PlainForm>
    }
    .into_any()
}

fn fields(state: FormState<ReceiveStock>, form: ReceiptForm, warehouses: Vec<(String, String)>, unit: &str) -> AnyView {
    view! {
        <section class="card">
            <div class="form-grid">
                <Choice id="warehouse" name="form[warehouse]" label=texts::warehouse() chosen=form.warehouse choices=warehouses wrong=wrong(state, "warehouse")/>
                <Field id="batch" name="form[batch]" label=texts::batch() hint=texts::batch_hint() value=form.batch wrong=wrong(state, "batch")/>
                <Field id="made" name="form[made]" optional=true label=texts::made() value=form.made wrong=wrong(state, "made")/>
                <Field id="expires" name="form[expires]" optional=true label=texts::expires() hint=texts::date_hint() value=form.expires wrong=wrong(state, "expires")/>
                <Field id="quantity" name="form[quantity]" numeric=true label=texts::quantity(unit) value=form.quantity wrong=wrong(state, "quantity")/>
                <Field id="weight" name="form[weight]" optional=true label=texts::weight() value=form.weight wrong=wrong(state, "weight")/>
                <Field id="reference" name="form[reference]" optional=true label=texts::reference() hint=texts::reference_hint() value=form.reference wrong=wrong(state, "reference")/>
            </div>
        </section>
    }
    .into_any()
}
