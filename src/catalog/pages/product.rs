//! `/products/:sku`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::ui::page::Page;

use super::products::badge;
use crate::{
    audit::pages::RecordLog,
    catalog::{
        api::show_product,
        expiry_line,
        model::{BatchRow, MovementRow, Product, ProductPageData},
        texts,
    },
    platform::failure::Failure,
    ui::{Icon, encode, read, resource},
    values::{Money, Quantity},
};

pub struct ProductPage {
    product: Resource<Result<ProductPageData, Failure>>,
}

impl Page for ProductPage {
    fn data() -> Self {
        let params = use_params_map();
        Self { product: resource(move || params.read().get("sku").unwrap_or_default(), show_product) }
    }

    fn view(this: Self) -> AnyView {
        read(this.product, shown)
    }
}

fn shown(page: ProductPageData) -> AnyView {
    let product = page.product;
    let (class, icon, word) = badge(product.data.active);
    let name = product.data.name.clone();
    let sku = encode(&product.data.sku);
    let stop = (page.may_edit && product.data.active).then(|| {
        view! { <form method="post" action=format!("/products/{sku}/deactivate")><button class="button" type="submit">{texts::stop_selling()}</button></form> }
    });
    let edit = page.may_edit.then(|| {
        view! { <a class="button button-primary" href=format!("/products/{sku}/edit")><Icon name="pencil"/>{crate::texts::edit()}</a> }
    });
    view! {
        <Title text=name.clone()/>
        <div class="page-head">
            <h1>{name}</h1>
            <span class=class><Icon name=icon/><span>{word}</span></span>
            <div class="page-actions">{stop}{edit}</div>
        </div>
        {stock(page.batches, page.reserved, &product, page.may_stock)}
        <div class="cards">{facts(&product)}{rates(page.rates)}</div>
        {movements(page.movements)}
        <RecordLog rows=page.log/>
    }
    .into_any()
}

fn stock(batches: Vec<BatchRow>, promised: Quantity, product: &Product, may_stock: bool) -> AnyView {
    let unit = product.data.unit.as_str();
    let sum = |of: fn(&BatchRow) -> Quantity| Quantity::checked_sum(batches.iter().map(of)).unwrap_or_default();
    let (on_hand, reserved, sellable) = (sum(|b| b.on_hand), sum(|b| b.reserved), sum(|b| b.sellable));
    let reserved = reserved.checked_add(promised).unwrap_or(reserved);
    let sellable = sellable.checked_sub(promised).filter(|free| !free.is_negative()).unwrap_or_default();
    let empty = batches.is_empty();
    let line = expiry_line::draw(texts::expires(), &batches)
        .map(|svg| view! { <div class="chart-box card-band" inner_html=svg></div> });
    let sku = encode(&product.data.sku);
    let act = may_stock.then(|| {
        view! {
            <span class="card-end page-actions">
                <a class="button button-small" href=format!("/products/{sku}/receive")><Icon name="package-open"/>{crate::warehouse::texts::receive()}</a>
                <a class="button button-small" href=format!("/products/{sku}/adjust")><Icon name="scale"/>{crate::warehouse::texts::adjust()}</a>
            </span>
        }
    });
    let rows = batches.into_iter().map(batch).collect_view();
    let promised = promised.is_positive().then(|| view! { <p class="muted">{texts::promised(promised)}</p> });
    let stat = |label: &'static str, quantity: Quantity| view! { <div class="stat">{label}<b>{quantity.to_string()}</b><small>{unit}</small></div> };
    view! {
        <section class="card card-flush" id="stock">
            <div class="card-head"><h2>{texts::stock()}</h2><small>{texts::stock_about()}</small>{act}</div>
            <div class="stat-row">{stat(texts::on_hand(), on_hand)}{stat(texts::reserved(), reserved)}{stat(texts::sellable(), sellable)}</div>
            {promised}
            {line}
            {if empty {
                view! { <p class="muted">{texts::no_batches()}</p> }.into_any()
            } else {
                view! {
                    <div class="table-wrap" tabindex="0" role="region" aria-label=texts::stock()>
                        <table class="table">
                            <thead>
                                <tr>
                                    <th scope="col">{texts::batch()}</th>
                                    <th scope="col">{texts::warehouse()}</th>
                                    <th scope="col" class="num">{texts::on_hand()}</th>
                                    <th scope="col" class="num">{texts::reserved()}</th>
                                    <th scope="col" class="num">{texts::sellable()}</th>
                                    <th scope="col" class="num">{texts::expires()}</th>
                                    <th scope="col" class="num">{texts::days_left()}</th>
                                </tr>
                            </thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                }
                .into_any()
            }}
        </section>
    }
    .into_any()
}

fn batch(batch: BatchRow) -> impl IntoView {
    let (class, left) = match batch.days_left {
        None => ("num quiet", texts::keeps().to_owned()),
        Some(0) => ("num text-hue is-waiting", texts::today().to_owned()),
        Some(days) if days < 0 => ("num text-hue is-stopped", texts::expired().to_owned()),
        Some(days) if days <= 30 => ("num text-hue is-waiting", days.to_string()),
        Some(days) => ("num", days.to_string()),
    };
    view! {
        <tr>
            <td class="main code card-title">{batch.number}</td>
            <td class="card-sub">{batch.warehouse}</td>
            <td class="num" data-label=texts::on_hand()>{batch.on_hand.to_string()}</td>
            <td class="num" data-label=texts::reserved()>{batch.reserved.to_string()}</td>
            <td class="num" data-label=texts::sellable()>{batch.sellable.to_string()}</td>
            <td class="num quiet" data-label=texts::expires()>{batch.expires.map(|day| day.to_string())}</td>
            <td class=class data-label=texts::days_left()>{left}</td>
        </tr>
    }
}

fn facts(product: &Product) -> AnyView {
    let data = &product.data;
    let days = data.shelf_life_days.map(|days| days.to_string());
    let rows = [
        (texts::sku(), Some(data.sku.clone())),
        (texts::code(), Some(product.code.clone())),
        (texts::category(), Some(data.category.clone())),
        (texts::specie(), data.specie.clone()),
        (texts::unit(), Some(data.unit.to_string())),
        (texts::price(), Some(data.price.to_string())),
        (texts::mrp(), Some(data.mrp.to_string())),
        (texts::base_rate(), Some(data.base_rate.to_string())),
        (texts::purchase_rate(), data.purchase_rate.map(|rate| rate.to_string())),
        (texts::gst(), Some(data.gst.plain())),
        (texts::hsn(), data.hsn.clone()),
        (texts::barcode(), data.barcode.clone()),
        (texts::weight(), data.weight.clone()),
        (texts::packing(), data.packing.clone()),
        (texts::origin(), data.origin.clone()),
        (texts::shelf_life(), days),
        (texts::channel(), data.channel.clone()),
        (texts::remarks(), data.remarks.clone()),
    ];
    let rows = rows
        .into_iter()
        .filter_map(|(label, value)| value.map(|value| view! { <dt>{label}</dt><dd>{value}</dd> }))
        .collect_view();
    view! { <section class="card"><div class="card-head"><h2>{texts::details()}</h2></div><dl class="dl">{rows}</dl></section> }.into_any()
}

fn rates(rates: Vec<(String, String, Money)>) -> AnyView {
    let empty = rates.is_empty();
    let rows = rates
        .into_iter()
        .map(|(code, name, rate)| view! { <li><a href=format!("/price-lists/{}", encode(&code))>{name}</a><span>{rate.to_string()}</span></li> })
        .collect_view();
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::price_lists()}</h2></div>
            {if empty { view! { <p class="muted">{texts::no_rates()}</p> }.into_any() } else { view! { <ul class="rows">{rows}</ul> }.into_any() }}
        </section>
    }
    .into_any()
}

fn movements(movements: Vec<MovementRow>) -> AnyView {
    let empty = movements.is_empty();
    let rows = movements
        .into_iter()
        .map(|row| {
            let class = if row.quantity.is_negative() { "num text-hue is-stopped" } else { "num text-hue is-good" };
            view! {
                <tr>
                    <td class="card-title">{row.kind}</td>
                    <td class="code card-sub">{row.batch}</td>
                    <td data-label=texts::warehouse()>{row.warehouse}</td>
                    <td class=format!("{class} card-side")>{row.quantity.to_string()}</td>
                    <td data-label=texts::reason()>{row.reason}</td>
                    <td data-label=texts::who()>{row.who}</td>
                    <td class="num quiet" data-label=texts::when()>{row.at.to_string()}</td>
                </tr>
            }
        })
        .collect_view();
    let table = view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::movements()>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{texts::kind()}</th>
                        <th scope="col">{texts::batch()}</th>
                        <th scope="col">{texts::warehouse()}</th>
                        <th scope="col" class="num">{texts::quantity()}</th>
                        <th scope="col">{texts::reason()}</th>
                        <th scope="col">{texts::who()}</th>
                        <th scope="col" class="num">{texts::when()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    };
    view! {
        <section class="card card-flush">
            <div class="card-head"><h2>{texts::movements()}</h2></div>
            {if empty { view! { <p class="muted">{texts::no_movements()}</p> }.into_any() } else { table.into_any() }}
        </section>
    }
    .into_any()
}
