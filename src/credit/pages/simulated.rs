//! What a simulation came to: the verdict with its sum, and what a policy would do to the orders that are open.

use leptos::prelude::*;

use crate::{
    credit::{
        rules::{Decision, Reason},
        simulation::{Effect, Lot, Simulation, Verdict},
        texts,
    },
    orders::{Status, model::OrderFilter, texts::not_counted},
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
    let reasons: &[Reason] = match &decision {
        Decision::Release => &[],
        Decision::Warn(reasons) | Decision::Wait(reasons) => reasons,
    };
    let why = match reasons {
        [] => view! { <li>{texts::because_nothing()}</li> }.into_any(),
        reasons => reasons.iter().map(|reason| view! { <li>{reason.to_string()}</li> }).collect_view().into_any(),
    };
    let href = format!("/customers/{}", customer.code);
    let status = Status::ALL.iter().copied().filter(|status| status.is_exposed()).collect();
    let filter = OrderFilter { customer: Some(customer.code.clone()), status, ..OrderFilter::default() };
    let open_href = format!("/orders?{}", filter.to_query());
    let open_sum = if counted { exposure.open_orders.to_string() } else { not_counted().to_owned() };
    let open = texts::open_orders(customer.open_count);
    let over = exposure.over(customer.facts.limit);
    let overdue = match (customer.facts.overdue.is_positive(), customer.facts.overdue_days) {
        (false, _) => texts::nothing_overdue().to_owned(),
        (true, 1) => texts::overdue_one_day(customer.facts.overdue.rupees()),
        (true, days) => texts::overdue(customer.facts.overdue.rupees(), days),
    };
    view! {
        <section class="card" aria-labelledby="verdict">
            <div class="card-head">
                <h2 id="verdict"><a class="link" href=href.clone()>{customer.name}</a></h2>
                <small>{priced.then(|| texts::an_order_of(exposure.this_order.rupees()))}</small>
                <span class="card-end"><span class=class><Icon name=icon/><span>{word}</span></span></span>
            </div>
            <dl class="sum">
                <div><dt>{texts::outstanding()}</dt><dd><a href=href>{exposure.outstanding.to_string()}</a></dd></div>
                <div><dt>{open}</dt><dd><a href=open_href>{open_sum}</a></dd></div>
                <div><dt>{texts::this_order()}</dt><dd>{exposure.this_order.to_string()}</dd></div>
                <div class="sum-total sum-rule"><dt>{texts::exposure_of(customer.facts.limit)}</dt><dd>{exposure.total().to_string()}</dd></div>
            </dl>
            {if over.is_positive() {
                view! { <p class="text-hue is-stopped">{texts::over_by(over.rupees())}</p> }.into_any()
            } else {
                view! { <p class="text-hue is-good">{texts::within()}</p> }.into_any()
            }}
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
        let about = texts::came_to(lot.value.rupees(), lot.anyway);
        view! { <div class=class>{name}<b>{lot.count}</b><small>{about}</small></div> }
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
