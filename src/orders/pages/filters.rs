//! The filters above the list: links and a GET form, so that the address is the view.

use leptos::prelude::*;

use crate::{
    orders::{
        Status,
        api::find_customers,
        filter::unescape,
        model::{Column, CustomerForBooking, Direction, Named, OrderFilter},
        texts,
    },
    ui::{
        Icon,
        combobox::{Combobox, Finder, Suggestion},
        input::click,
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

#[component]
pub fn Filters(filter: OrderFilter, salespeople: Vec<Named>, customer: Option<String>) -> impl IntoView {
    let chips = chips(&filter, customer.as_deref(), &salespeople)
        .into_iter()
        .map(|(name, without)| {
            let label = texts::remove_filter(&name);
            view! {
                <span class="chip chip-on">
                    {name}
                    <a class="chip-x" href=address(&without) aria-label=label><Icon name="x" class="icon-sm"/></a>
                </span>
            }
        })
        .collect_view();
    let statuses = Status::ALL
        .iter()
        .filter(|status| **status != Status::Draft)
        .map(|status| {
            let on = filter.status.contains(status);
            view! {
                <label class="check">
                    <input class="checkbox" type="checkbox" name="status" value=status.as_str() checked=on/>
                    {status.label()}
                </label>
            }
        })
        .collect_view();
    let people = salespeople
        .into_iter()
        .map(|person| {
            let chosen = filter.salesperson.as_deref() == Some(person.code.as_str());
            view! { <option value=person.code selected=chosen>{person.name}</option> }
        })
        .collect_view();
    let day = |date: Option<Date>| date.map(Date::iso).unwrap_or_default();
    let sum = |money: Option<crate::values::Money>| money.map(|m| m.plain()).unwrap_or_default();
    let narrowed = filter.is_narrowed();
    view! {
        <form class="filters grow min-w-0" method="get" action="/orders">
            <label class="filter-search">
                <Icon name="search"/>
                <input class="input" type="search" name="q" value=filter.q.clone() placeholder=texts::search_placeholder() aria-label=texts::search()/>
                <kbd class="kbd">"/"</kbd>
            </label>
            {chips}
            <details class="popover" name="filter">
                <summary class="chip">{texts::status()}</summary>
                <div class="popover-panel">
                    <div class="check-list">{statuses}</div>
                    <button class="button button-primary button-small" type="submit">{texts::apply()}</button>
                </div>
            </details>
            <details class="popover" name="filter">
                <summary class="chip">{texts::customer_or_salesperson()}</summary>
                <div class="popover-panel">
                    <CustomerField named=filter.customer.clone().unwrap_or_default()/>
                    <div class="field">
                        <label for="f-salesperson">{texts::salesperson()}</label>
                        <select class="select" id="f-salesperson" name="salesperson">
                            <option value="">{texts::anybody()}</option>
                            {people}
                        </select>
                    </div>
                    <button class="button button-primary button-small" id="f-people-go" type="submit">{texts::apply()}</button>
                </div>
            </details>
            <details class="popover" name="filter">
                <summary class="chip">{texts::dates()}</summary>
                <div class="popover-panel">
                    <div class="field">
                        <label for="f-from">{texts::from()}</label>
                        <input class="input" type="date" id="f-from" name="from" value=day(filter.from)/>
                    </div>
                    <div class="field">
                        <label for="f-to">{texts::to()}</label>
                        <input class="input" type="date" id="f-to" name="to" value=day(filter.to)/>
                    </div>
                    <button class="button button-primary button-small" type="submit">{texts::apply()}</button>
                </div>
            </details>
            <details class="popover" name="filter">
                <summary class="chip">{texts::value()}</summary>
                <div class="popover-panel">
                    <div class="field">
                        <label for="f-min">{texts::at_least()}</label>
                        <input class="input num" inputmode="decimal" id="f-min" name="min" value=sum(filter.min)/>
                    </div>
                    <div class="field">
                        <label for="f-max">{texts::at_most()}</label>
                        <input class="input num" inputmode="decimal" id="f-max" name="max" value=sum(filter.max)/>
                    </div>
                    <div class="field">
                        <label for="f-clearance">{texts::clearance()}</label>
                        <select class="select" id="f-clearance" name="clearance">
                            <option value="">{texts::either()}</option>
                            <option value="yes" selected=filter.clearance == Some(true)>{texts::clearance_only()}</option>
                            <option value="no" selected=filter.clearance == Some(false)>{texts::without_clearance()}</option>
                        </select>
                    </div>
                    <button class="button button-primary button-small" type="submit">{texts::apply()}</button>
                </div>
            </details>
            {filter.mine.then(|| view! { <input type="hidden" name="mine" value="yes"/> })}
            <input type="hidden" name="sort" value=filter.sort.as_str()/>
            {(filter.dir == Direction::Ascending).then(|| view! { <input type="hidden" name="dir" value="asc"/> })}
            {filter.held_days.map(|days| view! { <input type="hidden" name="held_days" value=days.to_string()/> })}
            {columns(&filter).map(|columns| view! { <input type="hidden" name="cols" value=columns/> })}
            {narrowed.then(|| view! { <a class="link" href="/orders">{crate::texts::clear_filters()}</a> })}
        </form>
    }
}

fn columns(filter: &OrderFilter) -> Option<String> {
    let columns = filter.columns.iter().map(|column| column.as_str()).collect::<Vec<_>>().join(",");
    (!columns.is_empty()).then_some(columns)
}

/// By code, or by words of the name; suggests as one types.
#[component]
fn CustomerField(named: String) -> impl IntoView {
    let find = |typed: String| async move {
        let one = |found: CustomerForBooking| Suggestion {
            value: found.code.clone(),
            title: found.name,
            details: vec![found.code, found.location],
        };
        find_customers(typed).await.unwrap_or_default().into_iter().map(one).collect()
    };
    view! {
        <div class="field">
            <label for="f-customer">{texts::customer()}</label>
            <Combobox
                id="f-customer"
                name="customer"
                class="input"
                placeholder=texts::name_or_code()
                value=RwSignal::new(named)
                finder=Finder::new(find)
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
    let kept = rest
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| view! { <input type="hidden" name=name.to_owned() value=unescape(value)/> })
        .collect_view();
    let choices = Column::ALL
        .into_iter()
        .map(|column| {
            let on = filter.shows(column);
            view! {
                <label class="check"><input class="checkbox" type="checkbox" name="cols" value=column.as_str() checked=on/>{name_of(column)}</label>
            }
        })
        .collect_view();
    view! {
        <form class="filters-end phone-hide shrink-0" method="get" action="/orders">
            {kept}
            <details class="popover" name="filter">
                <summary class="button button-quiet"><Icon name="columns-3"/>{texts::columns()}</summary>
                <div class="popover-panel at-end">
                    <fieldset class="check-list"><legend class="sr-only">{texts::columns()}</legend>{choices}</fieldset>
                    <div class="form-actions">
                        <button class="button button-primary button-small" type="submit">{texts::apply()}</button>
                    </div>
                </div>
            </details>
        </form>
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
