//! `/price-lists`

use leptos::prelude::*;
use leptos_meta::Title;

use crate::ui::page::Page;

use crate::{
    catalog::{api::list_price_lists, model::PriceListRow, texts},
    platform::failure::Failure,
    ui::{Icon, Problem, encode},
};

pub struct PriceListsPage {
    lists: Resource<Result<Vec<PriceListRow>, Failure>>,
}

impl Page for PriceListsPage {
    fn data() -> Self {
        Self { lists: Resource::new(|| (), |()| list_price_lists()) }
    }

    fn view(this: Self) -> AnyView {
        let content = move || {
            this.lists.get().map(|lists| match lists {
                Ok(lists) if lists.is_empty() => {
                    view! { <div class="empty"><Icon name="tag"/><strong>{texts::no_price_lists()}</strong><p>{texts::no_price_lists_about()}</p></div> }.into_any()
                }
                Ok(lists) => table(lists),
                Err(failure) => view! { <Problem failure/> }.into_any(),
            })
        };
        view! {
            <Title text=texts::price_lists()/>
            <div class="page-head"><h1>{texts::price_lists()}</h1></div>
            <Suspense fallback=|| view! { <p class="skeleton w-32"></p> }>{content}</Suspense>
        }
        .into_any()
    }
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
