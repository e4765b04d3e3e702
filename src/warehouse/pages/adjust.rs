//! `/products/:sku/adjust`

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
        form::{Choice, Field, FormActions, form_page, same, wrong},
        resource,
    },
    warehouse::{
        api::{CorrectStock, edit_stock},
        model::{BatchChoice, Correction, CorrectionForm, StockEditor},
        texts,
    },
};

type Form = FormState<CorrectStock>;

pub struct AdjustPage {
    state: Form,
    editor: Resource<Result<StockEditor, Failure>>,
}

impl Page for AdjustPage {
    fn data() -> Self {
        let params = use_params_map();
        Self {
            state: FormState::new(),
            editor: resource(move || params.read().get("sku").unwrap_or_default(), edit_stock),
        }
    }

    fn view(this: Self) -> AnyView {
        let AdjustPage { state, editor } = this;
        form_page(texts::adjust(), false, state, editor, edit)
    }
}

fn edit(state: Form, editor: StockEditor) -> AnyView {
    let form = state.input().map_or_else(CorrectionForm::default, |input| input.form);
    let back = format!("/products/{}#stock", encode(&editor.sku));
    let none = editor.batches.is_empty().then(|| view! { <p class="muted">{texts::no_batches()}</p> });
    view! {
        <div class="page-head"><h1>{texts::adjust_of(editor.name)}</h1></div>
        {none}
        <PlainForm state class="form">
            <input type="hidden" name="sku" value=editor.sku/>
            {fields(state, form, editor.batches, &editor.unit)}
            <FormActions state back=back/>
        </PlainForm>
    }
    .into_any()
}

fn fields(state: Form, form: CorrectionForm, batches: Vec<BatchChoice>, unit: &str) -> AnyView {
    let batches = batches
        .into_iter()
        .map(|batch| {
            (batch.id.to_string(), texts::choice(batch.number, batch.warehouse, batch.on_hand, batch.reserved))
        })
        .collect();
    let kinds = Correction::ALL.iter().map(|kind| same(kind.as_str())).collect();
    let ways = [("out", texts::takes()), ("in", texts::adds())];
    let ways = ways.map(|(value, label)| (value.to_owned(), label.to_owned())).to_vec();
    view! {
        <section class="card">
            <div class="form-grid">
                <Choice id="batch" name="form[batch]" wide=true label=texts::batch() chosen=form.batch choices=batches wrong=wrong(state, "batch")/>
                <Choice id="kind" name="form[kind]" label=texts::kind() chosen=form.kind choices=kinds wrong=wrong(state, "kind")/>
                <Choice id="direction" name="form[direction]" label=texts::direction() hint=texts::direction_hint() chosen=form.direction choices=ways
                    wrong=wrong(state, "direction")/>
                <Field id="quantity" name="form[quantity]" numeric=true label=texts::quantity(unit) value=form.quantity wrong=wrong(state, "quantity")/>
                <Field id="reason" name="form[reason]" label=texts::reason() value=form.reason wrong=wrong(state, "reason")/>
            </div>
        </section>
    }
    .into_any()
}
