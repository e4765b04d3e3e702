//! `/products`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use crate::ui::page::Page;

use crate::{
    catalog::{
        api::list_products,
        model::{ProductFilter, ProductList, ProductRow},
        texts,
    },
    platform::failure::Failure,
    ui::{
        Icon, encode,
        form::same,
        list::{Files, Narrow, NextPage, Nothing, Search, address},
        read, resource,
    },
};

pub struct ProductsPage {
    filter: Memo<ProductFilter>,
    list: Resource<Result<ProductList, Failure>>,
}

fn filter_of(query: &ParamsMap) -> ProductFilter {
    let get = |name: &str| query.get(name).unwrap_or_default();
    ProductFilter {
        q: get("q"),
        category: get("category"),
        active: get("active"),
        expiring: get("expiring"),
        after: get("after"),
    }
}

impl Page for ProductsPage {
    fn data() -> Self {
        let query = use_query_map();
        let filter = Memo::new(move |_| filter_of(&query.read()));
        Self { filter, list: resource(move || filter.get(), list_products) }
    }

    fn view(this: Self) -> AnyView {
        let filter = this.filter;
        view! {
            <Title text=crate::texts::products()/>
            {read(this.list, move |list| found(list, &filter.get_untracked()))}
        }
        .into_any()
    }
}

fn here(filter: &ProductFilter) -> String {
    let ProductFilter { q, category, active, expiring, after } = filter;
    let narrowed: [(&str, &str); 5] =
        [("q", q), ("category", category), ("active", active), ("expiring", expiring), ("after", after)];
    address("/products", &narrowed)
}

fn filters(filter: &ProductFilter, categories: Vec<String>) -> AnyView {
    let narrowed = *filter != ProductFilter::default();
    let expiring = filter.expiring.parse::<u16>().ok();
    let ProductFilter { q, category, active, .. } = filter.clone();
    let categories = categories.into_iter().map(same).collect();
    let activity = [("yes", texts::on_sale()), ("no", texts::off_sale())];
    let activity = activity.map(|(value, label)| (value.to_owned(), label.to_owned())).to_vec();
    view! {
        <Search path="/products" q hint=texts::search_products() narrowed>
            {expiring.map(|days| view! {
                <span class="chip chip-on">
                    {texts::expiring_within(days)}
                    <a class="chip-x" href="/products" aria-label=texts::any_expiry()><Icon name="x" class="icon-sm"/></a>
                </span>
                <input type="hidden" name="expiring" value=days/>
            })}
            <Narrow name="category" label=texts::category() any=texts::any_category() chosen=category choices=categories/>
            <Narrow name="active" label=texts::status() any=texts::any_activity() chosen=active choices=activity/>
        </Search>
    }
    .into_any()
}

fn found(list: ProductList, filter: &ProductFilter) -> AnyView {
    let new = list.may_edit.then(|| view! { <a class="button button-primary" href="/products/new"><Icon name="plus"/>{texts::new_product()}</a> });
    let next = list.next.map(|after| here(&ProductFilter { after, ..filter.clone() }));
    let whole = here(&ProductFilter { after: String::new(), ..filter.clone() });
    let export = list.may_export.then(|| "/api/products/export".to_owned());
    let rows = if list.rows.is_empty() {
        view! { <Nothing icon="package" title=texts::no_products() about=texts::no_products_about() clear="/products"/> }.into_any()
    } else {
        table(list.rows)
    };
    view! {
        <div class="page-head">
            <h1>{crate::texts::products()}</h1>
            <span class="page-sub">{texts::products_found(list.total)}</span>
            <div class="page-actions">
                <a class="button button-quiet" href="/price-lists">{texts::price_lists()}</a>
                <a class="button button-quiet" href="/warehouses">{crate::warehouse::texts::warehouses()}</a>
                {list.may_stock.then(|| view! { <a class="button button-quiet phone-hide" href="/imports/new?kind=stock">{texts::count_stock()}</a> })}
                {list.may_export.then(|| view! { <a class="button button-quiet phone-hide" href="/api/stock/export/xlsx" download="" rel="external">{texts::stock_file()}</a> })}
                <Files export query=whole import=list.may_edit.then_some("products")/>
                {new}
            </div>
        </div>
        {filters(filter, list.categories)}
        {rows}
        <NextPage to=next/>
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
                        <th scope="col" class="unit">{texts::unit()}</th>
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
