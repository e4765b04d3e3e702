//! The filters above the list: links and a GET form, so that the address is the view.

use leptos::prelude::*;
use maud::{Markup, html};

use crate::{
    orders::{
        Status,
        api::find_customers,
        filter::unescape,
        model::{Column, CustomerForBooking, Direction, Named, OrderFilter},
        texts,
    },
    ui::{
        combobox::{Combobox, Finder, Suggestion},
        input::click,
        markup,
    },
    values::Date,
};

/// A link to the list under this filter.
pub fn address(filter: &OrderFilter) -> String {
    let query = filter.to_query();
    if query.is_empty() { "/orders".to_owned() } else { format!("/orders?{query}") }
}

/// What is narrowed, each with a link that takes it back.
fn chips(filter: &OrderFilter, customer: Option<&str>, people: &[Named]) -> Vec<(String, OrderFilter)> {
    let from_start = OrderFilter { after: None, before: None, at: 0, view: None, ..filter.clone() };
    let mut chips = Vec::new();
    for status in &filter.status {
        let rest = filter.status.iter().copied().filter(|other| other != status).collect();
        chips.push((status.label().to_owned(), OrderFilter { status: rest, ..from_start.clone() }));
    }
    if let Some(code) = &filter.customer {
        let name = customer.unwrap_or(code);
        chips.push((format!("{}: {name}", texts::customer()), OrderFilter { customer: None, ..from_start.clone() }));
    }
    if let Some(category) = &filter.category {
        let name = format!("{}: {category}", texts::category());
        chips.push((name, OrderFilter { category: None, ..from_start.clone() }));
    }
    if let Some(code) = &filter.salesperson {
        let name = people.iter().find(|person| person.code == *code).map_or(code, |person| &person.name);
        chips.push((format!("{}: {name}", texts::by()), OrderFilter { salesperson: None, ..from_start.clone() }));
    }
    if filter.from.is_some() || filter.to.is_some() {
        let day = |date: Option<Date>| date.map(Date::short).unwrap_or_else(|| "…".to_owned());
        let name = format!("{}: {} – {}", texts::booked(), day(filter.from), day(filter.to));
        chips.push((name, OrderFilter { from: None, to: None, ..from_start.clone() }));
    }
    if filter.min.is_some() || filter.max.is_some() {
        let sum = |money: Option<crate::values::Money>| money.map(|m| m.short()).unwrap_or_else(|| "…".to_owned());
        let name = format!("{}: {} – {}", texts::value(), sum(filter.min), sum(filter.max));
        chips.push((name, OrderFilter { min: None, max: None, ..from_start.clone() }));
    }
    if let Some(clearance) = filter.clearance {
        let name = if clearance { texts::clearance_only() } else { texts::without_clearance() };
        chips.push((name.to_owned(), OrderFilter { clearance: None, ..from_start.clone() }));
    }
    if let Some(days) = filter.held_days {
        let name = format!("{} {days} d", texts::held_over_two_days().trim_end_matches(" 2 days"));
        chips.push((name, OrderFilter { held_days: None, ..from_start }));
    }
    chips
}

/// The filters. But for the field that suggests customers they are written, not built: nothing in them changes by itself.
#[component]
pub fn Filters(filter: OrderFilter, salespeople: Vec<Named>, customer: Option<String>) -> impl IntoView {
    let before = html! {
        (search_box(&filter))
        @for (name, without) in chips(&filter, customer.as_deref(), &salespeople) { (chip(&name, &without)) }
        (popover(texts::status(), &statuses(&filter)))
    };
    let after = html! {
        (popover(texts::dates(), &days(&filter)))
        (popover(texts::value(), &worth(&filter)))
        (kept(&filter))
        @if filter.is_narrowed() { a.link href="/orders" { (crate::texts::clear_filters()) } }
    };
    let people = people(&filter, &salespeople);
    view! {
        <form class="filters grow min-w-0" method="get" action="/orders">
            <div class="contents" inner_html=before.into_string()></div>
            <details class="popover" name="filter">
                <summary class="chip">{texts::customer_or_salesperson()}</summary>
                <div class="popover-panel">
                    <CustomerField named=filter.customer.clone().unwrap_or_default()/>
                    <div class="contents" inner_html=people.into_string()></div>
                </div>
            </details>
            <div class="contents" inner_html=after.into_string()></div>
        </form>
    }
}

fn search_box(filter: &OrderFilter) -> Markup {
    html! {
        label.filter-search {
            (markup::icon("search", ""))
            input.input type="search" name="q" value=(filter.q) placeholder=(texts::search_placeholder()) aria-label=(texts::search());
            kbd.kbd { "/" }
        }
    }
}

fn chip(name: &str, without: &OrderFilter) -> Markup {
    html! {
        span.chip.chip-on {
            (name)
            a.chip-x href=(address(without)) aria-label=(texts::remove_filter(name)) { (markup::icon("x", "icon-sm")) }
        }
    }
}

fn popover(title: &str, fields: &Markup) -> Markup {
    html! {
        details.popover name="filter" {
            summary.chip { (title) }
            div.popover-panel { (fields) (apply(None)) }
        }
    }
}

fn apply(id: Option<&str>) -> Markup {
    html! { button.button.button-primary.button-small id=[id] type="submit" { (texts::apply()) } }
}

fn statuses(filter: &OrderFilter) -> Markup {
    html! {
        div.check-list {
            @for status in Status::ALL.iter().filter(|status| **status != Status::Draft) {
                (check("status", status.as_str(), filter.status.contains(status), status.label()))
            }
        }
    }
}

fn check(name: &str, value: &str, on: bool, label: &str) -> Markup {
    html! { label.check { input.checkbox type="checkbox" name=(name) value=(value) checked[on]; (label) } }
}

fn people(filter: &OrderFilter, salespeople: &[Named]) -> Markup {
    html! {
        div.field {
            label for="f-salesperson" { (texts::salesperson()) }
            select.select id="f-salesperson" name="salesperson" {
                option value="" { (texts::anybody()) }
                @for person in salespeople {
                    option value=(person.code) selected[filter.salesperson.as_deref() == Some(person.code.as_str())] { (person.name) }
                }
            }
        }
        (apply(Some("f-people-go")))
    }
}

fn days(filter: &OrderFilter) -> Markup {
    let fields = [("from", texts::from(), filter.from), ("to", texts::to(), filter.to)];
    html! {
        @for (name, label, day) in fields {
            div.field {
                label for={ "f-" (name) } { (label) }
                input.input type="date" id={ "f-" (name) } name=(name) value=(day.map(Date::iso).unwrap_or_default());
            }
        }
    }
}

fn worth(filter: &OrderFilter) -> Markup {
    let fields = [("min", texts::at_least(), filter.min), ("max", texts::at_most(), filter.max)];
    html! {
        @for (name, label, sum) in fields {
            div.field {
                label for={ "f-" (name) } { (label) }
                input.input.num inputmode="decimal" id={ "f-" (name) } name=(name) value=(sum.map(|sum| sum.plain()).unwrap_or_default());
            }
        }
        div.field {
            label for="f-clearance" { (texts::clearance()) }
            select.select id="f-clearance" name="clearance" {
                option value="" { (texts::either()) }
                option value="yes" selected[filter.clearance == Some(true)] { (texts::clearance_only()) }
                option value="no" selected[filter.clearance == Some(false)] { (texts::without_clearance()) }
            }
        }
    }
}

/// What the form itself doesn't ask and the address keeps.
fn kept(filter: &OrderFilter) -> Markup {
    html! {
        @if filter.mine { (hidden("mine", "yes")) }
        @if let Some(category) = &filter.category { (hidden("category", category)) }
        (hidden("sort", filter.sort.as_str()))
        @if filter.dir == Direction::Ascending { (hidden("dir", "asc")) }
        @if let Some(days) = filter.held_days { (hidden("held_days", &days.to_string())) }
        @if let Some(columns) = columns(filter) { (hidden("cols", &columns)) }
    }
}

fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

fn columns(filter: &OrderFilter) -> Option<String> {
    let columns = filter.columns.iter().map(|column| column.as_str()).collect::<Vec<_>>().join(",");
    (!columns.is_empty()).then_some(columns)
}

/// Suggests customers of what was typed; picked, one stands by its code.
pub fn customer_finder() -> Finder {
    Finder::new(|typed| async move {
        let one = |found: CustomerForBooking| Suggestion {
            value: found.code.clone(),
            title: found.name,
            details: vec![found.code, found.location],
        };
        find_customers(typed).await.unwrap_or_default().into_iter().map(one).collect()
    })
}

/// By code, or by words of the name; suggests as one types.
#[component]
fn CustomerField(named: String) -> impl IntoView {
    view! {
        <div class="field">
            <label for="f-customer">{texts::customer()}</label>
            <Combobox
                id="f-customer"
                name="customer"
                class="input"
                placeholder=texts::name_or_code()
                value=RwSignal::new(named)
                finder=customer_finder()
                picked=Callback::new(|_| click("f-people-go"))
                enter=Callback::new(|()| click("f-people-go"))
                invalid=Signal::derive(|| false)
                described_by=Signal::derive(|| None::<String>)
            />
        </div>
    }
}

/// Which columns stand; a form of its own, which keeps the rest of the address.
#[component]
pub fn ColumnChoice(filter: OrderFilter) -> impl IntoView {
    let rest = OrderFilter { columns: Vec::new(), ..filter.clone() }.without_place();
    let choice = html! {
        @for (name, value) in rest.split('&').filter_map(|pair| pair.split_once('=')) { (hidden(name, &unescape(value))) }
        details.popover name="filter" {
            summary.button.button-quiet { (markup::icon("columns-3", "")) (texts::columns()) }
            div.popover-panel.at-end {
                fieldset.check-list {
                    legend.sr-only { (texts::columns()) }
                    @for column in Column::ALL { (check("cols", column.as_str(), filter.shows(column), name_of(column))) }
                }
                div.form-actions { (apply(None)) }
            }
        }
    };
    view! {
        <form class="filters-end phone-hide shrink-0" method="get" action="/orders" inner_html=choice.into_string()></form>
    }
}

fn name_of(column: Column) -> &'static str {
    match column {
        Column::Status => texts::status(),
        Column::Value => texts::value(),
        Column::Lines => texts::lines(),
        Column::Booked => texts::booked(),
        Column::Salesperson => texts::by(),
        Column::Po => texts::their_po(),
        Column::Since => texts::since(),
        Column::Reasons => texts::why_it_waits(),
    }
}
