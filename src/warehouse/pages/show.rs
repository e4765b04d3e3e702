//! `/warehouses/:code`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::list::badge;
use crate::{
    audit::pages::RecordLog,
    platform::failure::Failure,
    ui::{Icon, encode, page::Page, read, resource},
    warehouse::{
        api::show_warehouse,
        model::{HeldBatch, WarehouseData, WarehouseInput},
        texts,
    },
};

pub struct WarehousePage {
    warehouse: Resource<Result<WarehouseData, Failure>>,
}

impl Page for WarehousePage {
    fn data() -> Self {
        let params = use_params_map();
        Self { warehouse: resource(move || params.read().get("code").unwrap_or_default(), show_warehouse) }
    }

    fn view(this: Self) -> AnyView {
        read(this.warehouse, shown)
    }
}

fn shown(page: WarehouseData) -> AnyView {
    let (class, icon, word) = badge(page.data.active);
    let name = page.data.name.clone();
    let edit = page.may_edit.then(|| {
        view! { <a class="button button-primary" href=format!("/warehouses/{}/edit", encode(&page.data.code))><Icon name="pencil"/>{crate::texts::edit()}</a> }
    });
    view! {
        <Title text=name.clone()/>
        <div class="page-head">
            <h1>{name}</h1>
            <span class=class><Icon name=icon/><span>{word}</span></span>
            <div class="page-actions">{edit}</div>
        </div>
        {stock(page.held, page.products, page.batches)}
        <div class="cards">{facts(page.data)}</div>
        <RecordLog rows=page.log/>
    }
    .into_any()
}

fn facts(data: WarehouseInput) -> AnyView {
    let state = data.state().to_owned();
    let rows = [
        (texts::code(), data.code),
        (texts::city(), data.city),
        (texts::state(), state),
        (texts::address(), data.address),
    ];
    let rows = rows
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| view! { <dt>{label}</dt><dd>{value}</dd> })
        .collect_view();
    view! { <section class="card"><div class="card-head"><h2>{texts::details()}</h2></div><dl class="dl">{rows}</dl></section> }.into_any()
}

fn stock(held: Vec<HeldBatch>, products: i64, batches: i64) -> AnyView {
    let shown = held.len();
    let more = batches - i64::try_from(shown).unwrap_or(i64::MAX);
    let more = (more > 0).then(|| view! { <p class="muted">{texts::first_batches(shown)}</p> });
    let rows = held.into_iter().map(row).collect_view();
    let table = view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::stock()>
            <table class="table table-hover">
                <thead>
                    <tr>
                        <th scope="col">{texts::product()}</th>
                        <th scope="col">{texts::sku()}</th>
                        <th scope="col">{texts::batch()}</th>
                        <th scope="col" class="num">{texts::on_hand()}</th>
                        <th scope="col" class="num">{texts::reserved()}</th>
                        <th scope="col" class="unit">{texts::unit()}</th>
                        <th scope="col" class="num">{texts::expires()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    };
    let what =
        if shown == 0 { view! { <p class="muted">{texts::holds_nothing()}</p> }.into_any() } else { table.into_any() };
    view! {
        <section class="card card-flush" id="stock">
            <div class="card-head"><h2>{texts::stock()}</h2><small>{texts::stock_about()}</small></div>
            <div class="stat-row">
                <div class="stat">{texts::products()}<b>{products}</b></div>
                <div class="stat">{texts::batches()}<b>{batches}</b></div>
            </div>
            {what}
            {more}
        </section>
    }
    .into_any()
}

fn row(held: HeldBatch) -> impl IntoView {
    let class = match held.days_left {
        Some(days) if days < 0 => "num text-hue is-stopped",
        Some(days) if days <= 30 => "num text-hue is-waiting",
        _ => "num quiet",
    };
    view! {
        <tr>
            <td class="cut card-title"><a class="row-link main" href=format!("/products/{}", encode(&held.sku))>{held.product}</a></td>
            <td class="quiet code card-side">{held.sku}</td>
            <td class="code card-sub">{held.number}</td>
            <td class="num" data-label=texts::on_hand()>{held.on_hand.to_string()}</td>
            <td class="num" data-label=texts::reserved()>{held.reserved.to_string()}</td>
            <td class="unit card-hide">{held.unit}</td>
            <td class=class data-label=texts::expires()>{held.expires.map_or_else(|| texts::keeps().to_owned(), |day| day.to_string())}</td>
        </tr>
    }
}
