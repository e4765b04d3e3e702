//! `/price-lists`

use leptos::prelude::*;
use leptos_meta::Title;

use crate::ui::page::Page;

use crate::{
    catalog::{
        api::list_price_lists,
        model::{PriceListRow, PriceLists},
        texts,
    },
    platform::failure::Failure,
    ui::{
        Icon, encode,
        list::{Files, Nothing},
        read, resource,
    },
};

pub struct PriceListsPage {
    lists: Resource<Result<PriceLists, Failure>>,
}

impl Page for PriceListsPage {
    fn data() -> Self {
        Self { lists: resource(|| (), |()| list_price_lists()) }
    }

    fn view(this: Self) -> AnyView {
        view! {
            <Title text=texts::price_lists()/>
            {read(this.lists, page)}
        }
        .into_any()
    }
}

fn page(lists: PriceLists) -> AnyView {
    let new = lists.may_edit.then(|| view! { <a class="button button-primary" href="/price-lists/new"><Icon name="plus"/>{texts::new_price_list()}</a> });
    let export = (lists.may_export && !lists.rows.is_empty()).then(|| "/api/price-lists/export".to_owned());
    let rows = if lists.rows.is_empty() {
        view! { <Nothing icon="tag" title=texts::no_price_lists() about=texts::no_price_lists_about()/> }.into_any()
    } else {
        table(lists.rows)
    };
    view! {
        <div class="page-head">
            <h1>{texts::price_lists()}</h1>
            <div class="page-actions"><Files export import=lists.may_edit.then_some("price-list")/>{new}</div>
        </div>
        {rows}
    }
    .into_any()
}

fn table(lists: Vec<PriceListRow>) -> AnyView {
    let rows = lists
        .into_iter()
        .map(|list| {
            view! {
                <tr>
                    <td class="card-title"><a class="row-link main" href=format!("/price-lists/{}", encode(&list.code))>{list.name}</a></td>
                    <td class="quiet code card-side">{list.code}</td>
                    <td class="num" data-label=texts::rates()>{list.rates}</td>
                    <td class="num" data-label=texts::customers()>{list.customers}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::price_lists()>
            <table class="table table-hover">
                <thead>
                    <tr>
                        <th scope="col">{texts::name()}</th>
                        <th scope="col">{texts::code()}</th>
                        <th scope="col" class="num">{texts::rates()}</th>
                        <th scope="col" class="num">{texts::customers()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
