//! `/price-lists/:code`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::ui::page::Page;

use crate::{
    audit::pages::RecordLog,
    catalog::{
        api::{SetRate, show_price_list},
        model::{PriceListData, RateRow},
        texts,
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{
        ErrorSummary, Icon, encode,
        form::{Field, wrong},
        list::Files,
        read, resource,
    },
};

pub struct PriceListPage {
    state: FormState<SetRate>,
    list: Resource<Result<PriceListData, Failure>>,
}

impl Page for PriceListPage {
    fn data() -> Self {
        let params = use_params_map();
        let state = FormState::<SetRate>::new();
        let version = state.action.version();
        let list = resource(
            move || (params.read().get("code").unwrap_or_default(), version.get()),
            |(code, _)| show_price_list(code),
        );
        Self { state, list }
    }

    fn view(this: Self) -> AnyView {
        let PriceListPage { state, list } = this;
        view! {
            {move || state.failure().map(|failure| view! { <ErrorSummary failure/> })}
            {read(list, move |list| shown(state, list))}
        }
        .into_any()
    }
}

fn shown(state: FormState<SetRate>, list: PriceListData) -> AnyView {
    let count = list.rates.len();
    let (name, code) = (list.name.clone(), encode(&list.code));
    let form = list.may_edit.then(|| set(state, list.code.clone()));
    let export = list.may_export.then(|| format!("/api/price-lists/{code}/export"));
    let rename = list.may_edit.then(|| view! { <a class="button" href=format!("/price-lists/{code}/edit")><Icon name="pencil"/>{texts::rename()}</a> });
    view! {
        <Title text=name.clone()/>
        <div class="page-head">
            <h1>{name}</h1>
            <span class="page-sub code">{list.code.clone()}</span>
            <span class="page-sub">{texts::rates_found(count)}</span>
            <div class="page-actions"><Files export import=list.may_edit.then_some("price-list")/>{rename}</div>
        </div>
        {form}
        {table(list.rates)}
        <RecordLog rows=list.log/>
    }
    .into_any()
}

fn set(state: FormState<SetRate>, code: String) -> AnyView {
    let (sku, rate) = state.input().map(|input| (input.sku, input.rate)).unwrap_or_default();
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::set_rate()}</h2></div>
            <PlainForm state class="form">
                <input type="hidden" name="code" value=code/>
                <div class="form-grid">
                    <Field id="sku" name="sku" label=texts::sku() value=sku wrong=wrong(state, "sku")/>
                    <Field id="rate" name="rate" numeric=true label=texts::rate() value=rate wrong=wrong(state, "rate")/>
                </div>
                <div class="form-actions">
                    <button class="button button-primary" class:is-busy=move || state.pending() type="submit">{texts::set_rate()}</button>
                </div>
            </PlainForm>
        </section>
    }
    .into_any()
}

fn table(rates: Vec<RateRow>) -> AnyView {
    let rows = rates
        .into_iter()
        .map(|row| {
            let class = if row.rate > row.price { "num text-hue is-waiting" } else { "num" };
            view! {
                <tr>
                    <td class="cut card-title"><a class="row-link main" href=format!("/products/{}", encode(&row.sku))>{row.product}</a></td>
                    <td class="quiet code card-side">{row.sku}</td>
                    <td class="num quiet" data-label=texts::price()>{row.price.to_string()}</td>
                    <td class=class data-label=texts::rate()>{row.rate.to_string()}</td>
                    <td class="unit card-hide">{row.unit}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::rates()>
            <table class="table table-hover">
                <thead>
                    <tr>
                        <th scope="col">{texts::name()}</th>
                        <th scope="col">{texts::sku()}</th>
                        <th scope="col" class="num">{texts::price()}</th>
                        <th scope="col" class="num">{texts::rate()}</th>
                        <th scope="col" class="unit">{texts::unit()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
