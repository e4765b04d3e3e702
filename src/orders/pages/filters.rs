//! The tabs and filters above the list: links and a GET form, so that the address is the view.

use leptos::prelude::*;

use crate::{
    orders::{
        Status,
        model::{Direction, Named, OrderFilter, SavedView},
        texts,
    },
    ui::Icon,
    values::Date,
};

/// A link to the list under this filter.
pub fn address(filter: &OrderFilter) -> String {
    let query = filter.to_query();
    if query.is_empty() { "/orders".to_owned() } else { format!("/orders?{query}") }
}

#[component]
pub fn Tabs(filter: OrderFilter, waiting: i64, today: Option<Date>, views: Vec<SavedView>) -> impl IntoView {
    let tab = |name: String, to: OrderFilter, count: Option<i64>| {
        let here = OrderFilter { after: None, before: None, sort: to.sort, dir: to.dir, ..filter.clone() } == to;
        view! {
            <a class="tab" href=address(&to) aria-current=here.then_some("page")>
                {name}
                {count.filter(|count| *count > 0).map(|count| view! { " "<small>{count}</small> })}
            </a>
        }
    };
    let saved = views
        .iter()
        .map(|view| {
            let to = OrderFilter { view: Some(view.id.get()), ..OrderFilter::from_query(&view.query) };
            tab(view.name.clone(), to, None)
        })
        .collect_view();
    view! {
        <nav class="tabs" aria-label=texts::views()>
            {tab(texts::all().to_owned(), OrderFilter::default(), None)}
            {tab(texts::mine().to_owned(), OrderFilter { mine: true, ..Default::default() }, None)}
            {tab(
                texts::waiting_for_credit().to_owned(),
                OrderFilter { status: vec![Status::PendingCreditApproval], ..Default::default() },
                Some(waiting),
            )}
            {tab(
                texts::held_over_two_days().to_owned(),
                OrderFilter { status: vec![Status::OnHold], held_days: Some(2), ..Default::default() },
                None,
            )}
            {tab(texts::today().to_owned(), OrderFilter { from: today, to: today, ..Default::default() }, None)}
            {saved}
        </nav>
    }
}

/// What is narrowed, each with a link that takes it back.
fn chips(filter: &OrderFilter) -> Vec<(String, OrderFilter)> {
    let from_start = OrderFilter { after: None, before: None, view: None, ..filter.clone() };
    let mut chips = Vec::new();
    for status in &filter.status {
        let rest = filter.status.iter().copied().filter(|other| other != status).collect();
        chips.push((status.label().to_owned(), OrderFilter { status: rest, ..from_start.clone() }));
    }
    if let Some(code) = &filter.customer {
        chips.push((format!("{}: {code}", texts::customer()), OrderFilter { customer: None, ..from_start.clone() }));
    }
    if let Some(code) = &filter.salesperson {
        chips.push((format!("{}: {code}", texts::by()), OrderFilter { salesperson: None, ..from_start.clone() }));
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
pub fn Filters(filter: OrderFilter, salespeople: Vec<Named>) -> impl IntoView {
    let chips = chips(&filter)
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
        <form class="filters" method="get" action="/orders">
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
                <summary class="chip">{texts::customer()}</summary>
                <div class="popover-panel">
                    <div class="field">
                        <label for="f-customer">{texts::customer_code()}</label>
                        <input class="input" id="f-customer" name="customer" value=filter.customer.clone().unwrap_or_default() placeholder="CUST-001"/>
                    </div>
                    <div class="field">
                        <label for="f-salesperson">{texts::salesperson()}</label>
                        <select class="select" id="f-salesperson" name="salesperson">
                            <option value="">{texts::anybody()}</option>
                            {people}
                        </select>
                    </div>
                    <button class="button button-primary button-small" type="submit">{texts::apply()}</button>
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
            {narrowed.then(|| view! { <a class="link" href="/orders">{crate::texts::clear_filters()}</a> })}
        </form>
    }
}
