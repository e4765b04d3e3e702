//! `/customers/:code`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::ui::page::Page;

use super::{parts::AccountBadge, show_credit::credit};
use crate::{
    audit::pages::RecordLog,
    customers::{
        api::show_customer,
        model::{CustomerRecord, OrderRow, RateRow},
        texts,
    },
    platform::failure::Failure,
    ui::{Icon, read, resource},
};

pub struct CustomerPage {
    record: Resource<Result<CustomerRecord, Failure>>,
}

impl Page for CustomerPage {
    fn data() -> Self {
        let params = use_params_map();
        let code = move || params.read().get("code").unwrap_or_default();
        Self { record: resource(code, show_customer) }
    }

    fn view(this: Self) -> AnyView {
        read(this.record, page)
    }
}

fn page(record: CustomerRecord) -> AnyView {
    let code = record.form.code.clone();
    let name = record.form.name.clone();
    let edit = record.may_edit.then(|| {
        view! { <a class="button" href=format!("/customers/{}/edit", record.form.code)><Icon name="pencil"/>{crate::texts::edit()}</a> }
    });
    let book = record.may_book.then(|| {
        view! { <a class="button button-primary" href=format!("/orders/new?customer={}", record.form.code)><Icon name="plus"/>{texts::book()}</a> }
    });
    let credit = credit(&record);
    let contact = contact(&record);
    view! {
        <Title text=name.clone()/>
        <div class="page-head">
            <h1>{name}</h1>
            <span class="page-sub code">{code.clone()}</span>
            <AccountBadge status=record.status.clone()/>
            <div class="page-actions">{edit}{book}</div>
        </div>
        {credit}
        {orders(record.orders, &code)}
        {prices(record.rates, &record.price_list_name, &record.form.price_list)}
        {contact}
        <RecordLog rows=record.log/>
    }
    .into_any()
}

fn orders(orders: Vec<OrderRow>, code: &str) -> AnyView {
    let all = format!("/orders?customer={code}");
    let whole = orders.iter().all(|order| order.total.is_whole());
    let table = if orders.is_empty() {
        view! { <p class="muted">{texts::no_orders()}</p> }.into_any()
    } else {
        view! {
            <div class="table-wrap" tabindex="0" role="region" aria-label=texts::orders()>
                <table class="table table-hover">
                    <thead>
                        <tr>
                            <th scope="col">{texts::number()}</th>
                            <th scope="col">{texts::status()}</th>
                            <th scope="col" class="num">{texts::lines()}</th>
                            <th scope="col" class="num">{texts::value()}</th>
                            <th scope="col" class="num">{texts::booked()}</th>
                            <th scope="col">{texts::by()}</th>
                        </tr>
                    </thead>
                    <tbody>{orders.into_iter().map(|order| order_row(order, whole)).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="card" id="orders">
            <div class="card-head">
                <h2>{texts::orders()}</h2>
                <small>{texts::last_orders()}</small>
                <span class="card-end"><a class="link" href=all>{texts::all_orders()}</a></span>
            </div>
            {table}
        </section>
    }
    .into_any()
}

fn order_row(order: OrderRow, whole: bool) -> impl IntoView {
    let badge = format!("badge badge-{}", order.status.hue().as_str());
    view! {
        <tr>
            <td class="card-title"><a class="row-link main" href=format!("/orders/{}", order.number)>{order.number.clone()}</a></td>
            <td class="card-sub"><span class=badge><Icon name=order.status.icon()/><span>{order.status.label()}</span></span></td>
            <td class="num" data-label=texts::lines()>{order.lines}</td>
            <td class="num main card-side">{order.total.listed(whole)}</td>
            <td class="num quiet card-side">{order.booked_on.to_string()}</td>
            <td data-label=texts::by()>{order.salesperson}</td>
        </tr>
    }
}

fn prices(rates: Vec<RateRow>, list: &str, list_code: &str) -> AnyView {
    let table = if rates.is_empty() {
        let text = if list.is_empty() { texts::no_rates() } else { texts::no_rates_in_list() };
        view! { <p class="muted">{text}</p> }.into_any()
    } else {
        let rows = rates.into_iter().map(rate_row).collect_view();
        view! {
            <div class="table-wrap is-tall" tabindex="0" role="region" aria-label=texts::prices()>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{texts::product()}</th>
                            <th scope="col" class="num">{texts::list_price()}</th>
                            <th scope="col" class="num">{texts::rate()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    let named = if list.is_empty() { String::new() } else { format!("{list} ({list_code})") };
    view! {
        <section class="card" id="prices">
            <div class="card-head"><h2>{texts::prices()}</h2><small>{named}</small></div>
            {table}
        </section>
    }
    .into_any()
}

fn rate_row(rate: RateRow) -> impl IntoView {
    view! {
        <tr>
            <td class="card-title"><a class="main" href=format!("/products/{}", rate.sku)>{rate.product}</a> " " <span class="sub code">{rate.sku.clone()}</span></td>
            <td class="num quiet" data-label=texts::list_price()>{rate.list_price.rupees()}</td>
            <td class="num main card-side">{rate.rate.rupees()}</td>
        </tr>
    }
}

/// An email address that is too long for one row breaks before its domain.
fn broken(value: &str) -> AnyView {
    match value.split_once('@') {
        Some((who, domain)) => view! { {who.to_owned()}<wbr/>"@"{domain.to_owned()} }.into_any(),
        None => value.to_owned().into_any(),
    }
}

fn contact(record: &CustomerRecord) -> AnyView {
    let form = &record.form;
    let days = if form.min_days_left == "0" { String::new() } else { form.min_days_left.clone() };
    let facts: [(&'static str, String, bool); 19] = [
        (texts::phone(), form.phone.clone(), false),
        (texts::email(), form.email.clone(), false),
        (texts::address(), form.address.clone(), false),
        (texts::city(), form.location.clone(), false),
        (texts::state(), record.state_name.clone(), false),
        (texts::pin(), form.postal_code.clone(), false),
        (texts::region(), form.region.clone(), false),
        (texts::gstin(), form.gstin.clone(), true),
        (texts::pan(), form.pan.clone(), true),
        (texts::fssai(), form.fssai.clone(), true),
        (texts::constitution(), form.constitution.clone(), false),
        (texts::kind(), form.kind.clone(), false),
        (texts::class(), form.class.clone(), false),
        (texts::channel(), form.channel.clone(), false),
        (texts::salesperson(), record.salesperson_name.clone(), false),
        (texts::sales_manager(), form.sales_manager.clone(), false),
        (texts::price_list(), record.price_list_name.clone(), false),
        (texts::min_days_left(), days, false),
        (texts::account(), record.status.clone(), false),
    ];
    let rows = facts
        .into_iter()
        .filter(|(_, value, _)| !value.is_empty())
        .map(|(label, value, code)| view! { <div><dt>{label}</dt><dd class:code=code>{broken(&value)}</dd></div> })
        .collect_view();
    view! {
        <section class="card" id="contact">
            <div class="card-head"><h2>{texts::contact()}</h2></div>
            <dl class="dl dl-wide">{rows}</dl>
        </section>
    }
    .into_any()
}
