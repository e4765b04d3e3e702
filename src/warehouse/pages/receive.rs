//! `/products/:sku/receive`

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
            editor: Resource::new(move || params.read().get("sku").unwrap_or_default(), edit_stock),
        }
    }

    fn view(this: Self) -> AnyView {
        let ReceivePage { state, editor } = this;
        let content = move || {
            editor.get().map(|editor| match editor {
                Ok(editor) => edit(state, editor),
                Err(failure) => view! { <Problem failure/> }.into_any(),
            })
        };
        view! {
            <Title text=texts::receive()/>
            <div class="page-narrow">
                {move || state.failure().map(|failure| view! { <ErrorSummary failure/> })}
                <Suspense fallback=|| view! { <p class="skeleton w-32"></p> }>{content}</Suspense>
            </div>
        }
        .into_any()
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
            <div class="form-actions">
                <button class="button button-primary" class:is-busy=move || state.pending() type="submit">{texts::receive()}</button>
                <a class="button button-quiet" href=back>{crate::texts::cancel()}</a>
            </div>
        </PlainForm>
    }
    .into_any()
}

fn fields(state: FormState<ReceiveStock>, form: ReceiptForm, warehouses: Vec<(String, String)>, unit: &str) -> AnyView {
    let quantity = wrong(state, "quantity");
    let chosen = form.warehouse;
    let warehouses = warehouses
        .into_iter()
        .map(|(code, name)| {
            let selected = code == chosen;
            view! { <option value=code selected=selected>{name}</option> }
        })
        .collect_view();
    view! {
        <section class="card">
            <div class="form-grid">
                <div class="field">
                    <label for="warehouse">{texts::warehouse()}</label>
                    <select class="select" id="warehouse" name="form[warehouse]">{warehouses}</select>
                    <FieldProblem field="warehouse" wrong=wrong(state, "warehouse")/>
                </div>
                <Field id="batch" name="form[batch]" label=texts::batch() hint=texts::batch_hint() value=form.batch wrong=wrong(state, "batch")/>
                <Field id="made" name="form[made]" optional=true label=texts::made() value=form.made wrong=wrong(state, "made")/>
                <Field id="expires" name="form[expires]" optional=true label=texts::expires() hint=texts::date_hint() value=form.expires wrong=wrong(state, "expires")/>
                <div class="field">
                    <label for="quantity">{texts::quantity(unit)}</label>
                    <input class="input num" id="quantity" name="form[quantity]" value=form.quantity inputmode="decimal" autocomplete="off"
                        aria-invalid=move || quantity.get().is_some().then_some("true")
                        aria-describedby=move || quantity.get().is_some().then_some("quantity-error")/>
                    <FieldProblem field="quantity" wrong=quantity/>
                </div>
                <Field id="weight" name="form[weight]" optional=true label=texts::weight() value=form.weight wrong=wrong(state, "weight")/>
                <Field id="reference" name="form[reference]" optional=true label=texts::reference() hint=texts::reference_hint() value=form.reference wrong=wrong(state, "reference")/>
            </div>
        </section>
    }
    .into_any()
}
