//! What a simulation came to: the verdict with its sum, and what a policy would do to the orders that are open.

use leptos::prelude::*;

use super::exposure::ExposureSum;
use crate::{
    credit::{
        rules::Decision,
        simulation::{Effect, Lot, Simulation, Verdict},
        texts,
    },
    orders::{Status, model::OrderFilter},
    ui::Icon,
};

#[component]
pub fn Outcome(simulation: Simulation, value: String) -> impl IntoView {
    let counted = simulation.tried.count_open_orders;
    let priced = !value.trim().is_empty();
    view! {
        {simulation.verdict.map(|verdict| view! { <VerdictCard verdict counted priced/> })}
        <EffectCard effect=simulation.effect is_part=simulation.is_part/>
    }
}

#[component]
fn VerdictCard(verdict: Verdict, counted: bool, priced: bool) -> impl IntoView {
    let Verdict { customer, exposure, decision } = verdict;
    let (class, icon, word) = match decision {
        Decision::Release => ("badge badge-done", "circle-check", texts::would_release()),
        Decision::Warn(_) => ("badge badge-waiting", "triangle-alert", texts::would_warn()),
        Decision::Wait(_) => ("badge badge-stopped", "circle-pause", texts::would_wait()),
    };
    let why = match decision.found() {
        [] => view! { <li>{texts::because_nothing()}</li> }.into_any(),
        reasons => reasons.iter().map(|reason| view! { <li>{reason.to_string()}</li> }).collect_view().into_any(),
    };
    let href = format!("/customers/{}", customer.code);
    let status = Status::ALL.iter().copied().filter(|status| status.is_exposed()).collect();
    let filter = OrderFilter { customer: Some(customer.code.clone()), status, ..OrderFilter::default() };
    let open_href = format!("/orders?{}", filter.to_query());
    let overdue = texts::overdue_told(customer.facts.overdue, customer.facts.overdue_days.into());
    view! {
        <section class="card" aria-labelledby="verdict">
            <div class="card-head">
                <h2 id="verdict"><a class="link" href=href.clone()>{customer.name}</a></h2>
                <small>{priced.then(|| texts::an_order_of(exposure.this_order.rupees()))}</small>
                <span class="card-end"><span class=class><Icon name=icon/><span>{word}</span></span></span>
            </div>
            <ExposureSum exposure limit=customer.facts.limit open=customer.open_count counted href open_href order=None/>
            <p class="muted">{overdue}</p>
            <h3>{texts::because()}</h3>
            <ul>{why}</ul>
        </section>
    }
}

#[component]
fn EffectCard(effect: Effect, is_part: bool) -> impl IntoView {
    let part = is_part.then(|| format!(", {}", texts::latest_alone()));
    let stat = |class: &'static str, name: &'static str, lot: &Lot| {
        view! { <div class=class>{name}<b>{lot.count}</b><small>{came_to(lot)}</small></div> }
    };
    view! {
        <section class="card" aria-labelledby="effect">
            <div class="card-head"><h2 id="effect">{texts::open_now()}</h2><small>{texts::tested(effect.tested)}{part}</small></div>
            <div class="stat-row">
                {stat("stat", texts::would_be_freed(), &effect.freed)}
                {stat("stat is-stopped", texts::would_be_held(), &effect.held)}
            </div>
            <p class="muted">{texts::effect_about()}</p>
            <Examples name=texts::newly_freed() lot=effect.freed/>
            <Examples name=texts::newly_held() lot=effect.held/>
        </section>
    }
}

/// What they are worth, and whether the policy as it is set comes to the same.
fn came_to(lot: &Lot) -> String {
    let value = lot.value.rupees();
    match lot.anyway {
        _ if lot.count == 0 => texts::came_to_none().to_owned(),
        0 => texts::came_to_alone(value),
        anyway if anyway == lot.count => texts::came_to_all(value),
        anyway => texts::came_to(anyway, value),
    }
}

#[component]
fn Examples(name: &'static str, lot: Lot) -> impl IntoView {
    if lot.examples.is_empty() {
        return ().into_any();
    }
    let rows = lot
        .examples
        .into_iter()
        .map(|one| {
            view! {
                <li>
                    <a href=format!("/orders/{}", one.number)>{one.number.clone()}</a>
                    <span class="sub">{one.customer}</span>
                    <span>{one.total.rupees()}</span>
                </li>
            }
        })
        .collect_view();
    view! { <h3>{name}</h3><ul class="rows">{rows}</ul> }.into_any()
}
