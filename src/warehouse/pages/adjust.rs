//! `/products/:sku/adjust`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::ui::page::Page;
use crate::{
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{
        ErrorSummary, FieldProblem, Problem, encode,
        form::{Field, wrong},
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
            editor: Resource::new(move || params.read().get("sku").unwrap_or_default(), edit_stock),
        }
    }

    fn view(this: Self) -> AnyView {
        let AdjustPage { state, editor } = this;
        let content = move || {
            editor.get().map(|editor| match editor {
                Ok(editor) => edit(state, editor),
                Err(failure) => view! { <Problem failure/> }.into_any(),
            })
        };
        view! {
            <Title text=texts::adjust()/>
            <div class="page-narrow">
                {move || state.failure().map(|failure| view! { <ErrorSummary failure/> })}
                <Suspense fallback=|| view! { <p class="skeleton w-32"></p> }>{content}</Suspense>
            </div>
        }
        .into_any()
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
            <div class="form-actions">
                <button class="button button-primary" class:is-busy=move || state.pending() type="submit">{crate::texts::save()}</button>
                <a class="button button-quiet" href=back>{crate::texts::cancel()}</a>
            </div>
        </PlainForm>
    }
    .into_any()
}

fn fields(state: Form, form: CorrectionForm, batches: Vec<BatchChoice>, unit: &str) -> AnyView {
    let quantity = wrong(state, "quantity");
    let chosen = form.batch;
    let batches = batches
        .into_iter()
        .map(|batch| {
            let value = batch.id.to_string();
            let selected = value == chosen;
            view! { <option value=value selected=selected>{texts::choice(batch.number, batch.warehouse, batch.on_hand, batch.reserved)}</option> }
        })
        .collect_view();
    let kinds = Correction::ALL
        .iter()
        .map(|kind| view! { <option value=kind.as_str() selected=kind.as_str() == form.kind>{kind.as_str()}</option> })
        .collect_view();
    let adds = form.direction == "in";
    view! {
        <section class="card">
            <div class="form-grid">
                <div class="field field-wide">
                    <label for="batch">{texts::batch()}</label>
                    <select class="select" id="batch" name="form[batch]">{batches}</select>
                    <FieldProblem field="batch" wrong=wrong(state, "batch")/>
                </div>
                <div class="field">
                    <label for="kind">{texts::kind()}</label>
                    <select class="select" id="kind" name="form[kind]">{kinds}</select>
                    <FieldProblem field="kind" wrong=wrong(state, "kind")/>
                </div>
                <div class="field">
                    <label for="direction">{texts::direction()}</label>
                    <select class="select" id="direction" name="form[direction]" aria-describedby="direction-hint">
                        <option value="out">{texts::takes()}</option>
                        <option value="in" selected=adds>{texts::adds()}</option>
                    </select>
                    <p class="field-hint" id="direction-hint">{texts::direction_hint()}</p>
                </div>
                <div class="field">
                    <label for="quantity">{texts::quantity(unit)}</label>
                    <input class="input num" id="quantity" name="form[quantity]" value=form.quantity inputmode="decimal" autocomplete="off"
                        aria-invalid=move || quantity.get().is_some().then_some("true")
                        aria-describedby=move || quantity.get().is_some().then_some("quantity-error")/>
                    <FieldProblem field="quantity" wrong=quantity/>
                </div>
                <Field id="reason" name="form[reason]" label=texts::reason() value=form.reason wrong=wrong(state, "reason")/>
            </div>
        </section>
    }
    .into_any()
}
