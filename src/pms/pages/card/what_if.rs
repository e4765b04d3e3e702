//! "What if": other figures for the KRAs and what they would come to, by the server's own code, without saving.
//!
//! The figures stand in the address (`KRA1=1250000`), so a thought can be sent to somebody, and works without script.

use leptos::{html::Input, prelude::*};
use leptos_router::hooks::use_query_map;

use super::way_text;
use crate::{
    pms::{
        model::{KraRow, Scorecard, Source},
        pages::{parts, texts},
        scoring::{self, Measure, Outcome},
        what_if::{self, NextStep, Step},
    },
    ui::{Icon, encode, input::in_step},
    values::Figure,
};

/// What is typed for each KRA, in their order; `None` where it is no figure.
fn tried(card: &Scorecard, typed: &[String]) -> Option<Vec<Measure>> {
    let mut measures = card.measures();
    for (index, text) in typed.iter().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
        measures = what_if::with(&measures, index, figure(card, index, text)?);
    }
    Some(measures)
}

/// Balances may be in a branch's favour.
fn figure(card: &Scorecard, index: usize, text: &str) -> Option<Figure> {
    match card.kras.get(index)?.source {
        Source::Balances => Figure::parse_signed(text).ok(),
        _ => Figure::parse(text).ok(),
    }
}

#[component]
pub fn WhatIf(card: Scorecard) -> impl IntoView {
    let query = use_query_map();
    let codes: Vec<String> = card.kras.iter().map(|kra| kra.code.clone()).collect();
    let asked = {
        let codes = codes.clone();
        move || codes.iter().map(|code| query.read().get(code).unwrap_or_default()).collect::<Vec<_>>()
    };
    let texts_now: Vec<RwSignal<String>> = untrack(&asked).into_iter().map(RwSignal::new).collect();
    let signals = StoredValue::new(texts_now.clone());
    // A link to another thought fills the fields in.
    Effect::new(move |before: Option<Vec<String>>| {
        let now = asked();
        if before.is_some_and(|before| before != now) {
            signals.with_value(|signals| signals.iter().zip(&now).for_each(|(signal, text)| signal.set(text.clone())));
        }
        now
    });
    let kept = StoredValue::new(card.clone());
    let measures = Memo::new(move |_| {
        let typed: Vec<String> = signals.with_value(|signals| signals.iter().map(RwSignal::get).collect());
        kept.with_value(|card| tried(card, &typed))
    });
    let fields = card
        .kras
        .iter()
        .zip(texts_now)
        .enumerate()
        .map(|(index, (kra, text))| view! { <Field card=kept index kra=kra.clone() text/> })
        .collect_view();
    let result = move || measures.get().map(|measures| kept.with_value(|card| result(card, &measures)));
    view! {
        <section class="card print-hide" id="what-if">
            <div class="card-head"><h2>{texts::what_if()}</h2><small>{texts::nothing_saved()}</small></div>
            <form class="what-if" method="get" action=format!("/scorecards/{}", encode(&card.employee.code))>
                <input type="hidden" name="month" value=card.month.iso()/>
                <div class="what-if-fields">{fields}</div>
                <button class="button button-small" type="submit">{texts::work_out()}</button>
            </form>
            <div aria-live="polite">{result}</div>
        </section>
    }
}

#[component]
fn Field(card: StoredValue<Scorecard>, index: usize, kra: KraRow, text: RwSignal<String>) -> impl IntoView {
    let node = NodeRef::<Input>::new();
    in_step(node, text);
    let id = format!("what-if-{}", kra.code);
    let label = if kra.source == Source::Balances { texts::comes_to(&kra.name) } else { texts::reach(&kra.name) };
    let wrong = Memo::new(move |_| {
        let text = text.get();
        !text.trim().is_empty() && card.with_value(|card| figure(card, index, &text)).is_none()
    });
    view! {
        <label for=id.clone()>{label}</label>
        <input
            class="input num"
            id=id
            name=kra.code.clone()
            inputmode="decimal"
            autocomplete="off"
            placeholder=kra.measure.achieved.map(|achieved| parts::bare(achieved, kra.unit))
            value=text.get_untracked()
            node_ref=node
            aria-invalid=move || wrong.get().then_some("true")
            on:input=move |event| text.set(event_target_value(&event))
        />
        {move || wrong.get().then(|| view! { <p class="field-error">{texts::not_a_figure()}</p> })}
    }
}

fn result(card: &Scorecard, measures: &[Measure]) -> AnyView {
    let outcome = scoring::outcome(measures, &card.incentive, card.salary);
    let next = what_if::next_step(measures, &card.incentive, card.salary);
    view! {
        <p class="what-if-result">
            <span aria-hidden="true">"→"</span>
            <b>{texts::points(outcome.total.shown())}</b>
            <span aria-hidden="true">"→"</span>
            {pay(card.outcome, outcome)}
        </p>
        {next.map(|next| steps(card, next))}
    }
    .into_any()
}

/// What it would pay, against what it pays now.
fn pay(now: Outcome, then: Outcome) -> AnyView {
    let (hue, icon) = match then.amount.cmp(&now.amount) {
        std::cmp::Ordering::Greater => ("done", "trending-up"),
        std::cmp::Ordering::Less => ("stopped", "trending-down"),
        std::cmp::Ordering::Equal => ("draft", "minus"),
    };
    view! { <crate::ui::Badge hue=hue icon=icon label=texts::pays(then.percent, then.amount.short())/> }.into_any()
}

/// The cheapest way to the next step in a sentence, the others beneath; each a link that tries it.
fn steps(card: &Scorecard, next: NextStep) -> AnyView {
    let way = |step: &Step| {
        let kra = card.kras.get(step.kra)?;
        let reach = step.reach.plain();
        let href =
            format!("{}&{}={reach}#what-if", parts::card_path(&card.employee.code, card.month), encode(&kra.code));
        let to = crate::pms::model::figure_text(step.reach, kra.unit);
        let pays = texts::pays(step.percent, step.amount.short());
        Some(view! {
            <li>
                <a class="link" href=href>{way_text(step.change, kra)}</a>
                " "<span class="muted">{to}" → "{texts::points(step.total.shown())}" → "{pays}</span>
            </li>
        })
    };
    let ways: Vec<_> = next.ways.iter().filter_map(way).collect();
    if ways.is_empty() {
        return view! { <p class="muted">{texts::next_step(next.percent)}": "{texts::no_single_way()}</p> }.into_any();
    }
    view! {
        <p class="muted what-if-next">
            <Icon name="flag" class="icon-sm"/>" "{texts::next_step(next.percent)}", "{texts::away(next.missing.shown())}
        </p>
        <ul class="ways">{ways}</ul>
    }
    .into_any()
}
