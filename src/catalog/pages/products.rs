//! `/products`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use crate::ui::page::Page;

use super::parts::{options, same};
use crate::{
    catalog::{
        api::list_products,
        model::{ProductFilter, ProductList, ProductRow},
        texts,
    },
    platform::failure::Failure,
    ui::{Icon, Problem, encode},
};

pub struct ProductsPage {
    filter: Memo<ProductFilter>,
    list: Resource<Result<ProductList, Failure>>,
}

fn filter_of(query: &ParamsMap) -> ProductFilter {
    let get = |name: &str| query.get(name).unwrap_or_default();
    ProductFilter { q: get("q"), category: get("category"), active: get("active"), after: get("after") }
}

impl Page for ProductsPage {
    fn data() -> Self {
        let query = use_query_map();
        let filter = Memo::new(move |_| filter_of(&query.read()));
        Self { filter, list: Resource::new(move || filter.get(), list_products) }
    }

    fn view(this: Self) -> AnyView {
        let content = move || {
            this.list.get().map(|list| match list {
                Ok(list) => found(list, &this.filter.get_untracked()),
                Err(failure) => view! { <Problem failure/> }.into_any(),
            })
        };
        view! {
            <Title text=crate::texts::products()/>
            <Suspense fallback=|| view! { <p class="skeleton w-32"></p> }>{content}</Suspense>
        }
        .into_any()
    }
}

fn filters(filter: &ProductFilter, categories: Vec<String>) -> AnyView {
    let categories = options(&filter.category, categories.into_iter().map(same));
    let clear = (*filter != ProductFilter::default())
        .then(|| view! { <a class="button button-quiet" href="/products">{crate::texts::clear_filters()}</a> });
    let activity = options(
        &filter.active,
        [("yes", texts::on_sale()), ("no", texts::off_sale())]
            .map(|(value, label)| (value.to_owned(), label.to_owned())),
    );
    view! {
        <form class="filters" method="get" action="/products">
            <label class="filter-search">
                <Icon name="search"/>
                <input class="input" type="search" name="q" value=filter.q.clone() placeholder=texts::search_products() aria-label=texts::search_products()/>
            </label>
            <select class="select" name="category" aria-label=texts::category()><option value="">{texts::any_category()}</option>{categories}</select>
            <select class="select" name="active" aria-label=texts::status()><option value="">{texts::any_activity()}</option>{activity}</select>
            <button class="button" type="submit">{texts::filter()}</button>
            {clear}
        </form>
    }
    .into_any()
}

fn found(list: ProductList, filter: &ProductFilter) -> AnyView {
    let new = list.may_edit.then(|| view! { <a class="button button-primary" href="/products/new"><Icon name="plus"/>{texts::new_product()}</a> });
    let next = list.next.clone().map(|after| {
        let address = format!(
            "/products?q={}&category={}&active={}&after={}",
            encode(&filter.q), encode(&filter.category), encode(&filter.active), encode(&after),
        );
        view! { <nav class="pager" aria-label=texts::pages()><a class="button" href=address>{texts::next_products()}<Icon name="chevron-right"/></a></nav> }
    });
    let rows = if list.rows.is_empty() { none() } else { table(list.rows) };
    view! {
        <div class="page-head">
            <h1>{crate::texts::products()}</h1>
            <span class="page-sub">{texts::products_found(list.total)}</span>
            <div class="page-actions"><a class="button" href="/price-lists">{texts::price_lists()}</a>{new}</div>
        </div>
        {filters(filter, list.categories)}
        {rows}
        <div class="page-foot">{next}</div>
    }
    .into_any()
}

fn none() -> AnyView {
    view! {
        <div class="empty">
            <Icon name="package"/>
            <strong>{texts::no_products()}</strong>
            <p>{texts::no_products_about()}</p>
            <div class="empty-actions"><a class="button" href="/products">{crate::texts::clear_filters()}</a></div>
        </div>
    }
    .into_any()
}

fn table(rows: Vec<ProductRow>) -> AnyView {
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=crate::texts::products()>
            <table class="table table-hover">
                <thead>
                    <tr>
                        <th scope="col">{texts::name()}</th>
                        <th scope="col">{texts::sku()}</th>
                        <th scope="col">{texts::category()}</th>
                        <th scope="col" class="num">{texts::mrp()}</th>
                        <th scope="col" class="num">{texts::price()}</th>
                        <th scope="col" class="num">{texts::gst()}</th>
                        <th scope="col" class="num">{texts::sellable()}</th>
                        <th scope="col">{texts::unit()}</th>
                        <th scope="col">{texts::status()}</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(product: ProductRow) -> impl IntoView {
    let (class, icon, word) = badge(product.active);
    let low = if product.sellable.is_positive() { "num" } else { "num text-hue is-stopped" };
    let full = product.name.clone();
    view! {
        <tr>
            <td class="cut card-title" title=full><a class="row-link main" href=format!("/products/{}", encode(&product.sku))>{product.name}</a></td>
            <td class="quiet code card-side">{product.sku}</td>
            <td class="card-sub">{product.category}</td>
            <td class="num" data-label=texts::mrp()>{product.mrp.to_string()}</td>
            <td class="num" data-label=texts::price()>{product.price.to_string()}</td>
            <td class="num quiet" data-label=texts::gst()>{product.gst.plain()}</td>
            <td class=low data-label=texts::sellable()>{product.sellable.to_string()}</td>
            <td class="unit card-hide">{product.unit}</td>
            <td class="card-side"><span class=class><Icon name=icon/><span>{word}</span></span></td>
        </tr>
    }
}

/// Class, icon and word of whether a product is on sale.
pub(super) fn badge(active: bool) -> (&'static str, &'static str, &'static str) {
    if active {
        ("badge badge-done", "check", texts::on_sale())
    } else {
        ("badge badge-draft", "ban", texts::off_sale())
    }
}
