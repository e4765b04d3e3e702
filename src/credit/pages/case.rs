//! The case of one waiting order: everything credit control looks at, and the three verbs.

use leptos::prelude::*;

use super::{exposure::ExposureSum, queue::LookFields};
use crate::{
    credit::{
        ageing::Ageing,
        api::Decide,
        insight::{Advice, Insight, Risk, Source},
        model::{Case, OpenOrder, PastDecision, QueueView},
        rules::Exposure,
        texts,
    },
    customers::pages::ageing_chart,
    orders::{
        Status,
        model::Named,
        pages::{ColleagueField, OverrideFields, forwarded_note},
    },
    platform::form::{FormState, PlainForm},
    ui::Icon,
    values::Money,
};

#[component]
pub fn CaseView(case: Case, colleagues: Vec<Named>, decide: FormState<Decide>, look: QueueView) -> impl IntoView {
    let order = case.order.clone();
    let customer = format!("/customers/{}", case.customer_code);
    let reasons = case.reasons.iter().map(|reason| view! { <li>{reason.clone()}</li> }).collect_view();
    let open_href = format!("{customer}#orders");
    let asked = order.forwarded.as_ref().map(forwarded_note);
    let rechecked = case.rechecked.as_ref().map(|(at, by)| {
        let passes = case.reasons.is_empty().then(texts::passes_now);
        view! { <p class="muted">{texts::rechecked(at, by)}" "{passes}</p> }
    });
    view! {
        <section class="card" aria-labelledby="case">
            <div class="card-head">
                <h2 id="case"><a class="link" href=customer.clone()>{order.customer_name.clone()}</a></h2>
                <small>{case.location.clone()}</small>
                <span class="card-end"><a class="link" href=format!("/orders/{}", order.number)>{order.number.clone()}</a></span>
            </div>
            {case.customer_blocked.then(|| view! { <p class="notice notice-danger"><Icon name="ban"/><span>{texts::blocked()}</span></p> })}
            <ExposureMeter exposure=case.exposure limit=case.limit/>
            <ExposureSum exposure=case.exposure limit=case.limit open=case.open_count counted=case.counts_open_orders
                href=customer open_href order=Some(order.number.clone())/>
            <p class="muted">{texts::overdue_told(case.overdue, case.ageing_days)}</p>
            {asked}
            {(!case.reasons.is_empty()).then(|| view! { <div class="notice notice-warning"><Icon name="clock"/><div><b>{texts::reasons()}</b><ul>{reasons}</ul></div></div> })}
            {rechecked}
            <DecideForm case=case.clone() colleagues decide look/>
        </section>
        <InsightCard insight=case.insight.clone()/>
        <AgeingCard ageing=case.ageing/>
        <section class="card">
            <div class="card-head"><h2>{texts::terms()}</h2></div>
            <dl class="dl">
                <dt>{texts::credit_days()}</dt><dd>{case.credit_days}</dd>
                <dt>{texts::security_cheque()}</dt><dd>{case.security_cheque.clone()}</dd>
            </dl>
        </section>
        <OpenOrders orders=case.open_orders/>
        <Decisions decisions=case.decisions/>
    }
}

/// Exposure drawn against the limit.
#[component]
fn ExposureMeter(exposure: Exposure, limit: Money) -> impl IntoView {
    let used = exposure.outstanding.checked_add(exposure.open_orders).unwrap_or(exposure.outstanding);
    let total = exposure.total();
    let whole = total.paise().max(limit.paise()).max(1);
    let share = |amount: i64| amount.clamp(0, whole) * 100 / whole;
    let (before, within) = (share(used.paise().min(limit.paise())), share(total.paise().min(limit.paise())));
    let all = share(total.paise());
    let label = texts::meter(used.short(), exposure.this_order.short(), limit.short());
    view! {
        <svg class="meter" role="img" aria-label=label>
            <rect class="meter-used" width=format!("{before}%")></rect>
            <rect class="meter-this" x=format!("{before}%") width=format!("{}%", within - before)></rect>
            <rect class="meter-over" x=format!("{within}%") width=format!("{}%", all - within)></rect>
        </svg>
    }
}

#[component]
fn DecideForm(case: Case, colleagues: Vec<Named>, decide: FormState<Decide>, look: QueueView) -> impl IntoView {
    let held = case.order.status == Status::OnHold;
    let release = case.release_refused.clone();
    let blocked = case.decide_refused.clone();
    let typed = decide.typed(|typed| typed.remark.clone(), String::new);
    let wrong = Signal::derive(move || decide.wrong("remark"));
    let refused = release.clone();
    let above = (case.reason_required && release.is_none()).then(|| {
        let typed = decide.input().map(|typed| (typed.cause, typed.until)).unwrap_or_default();
        view! { <OverrideFields typed until_wrong=Signal::derive(move || decide.wrong("until"))/> }
    });
    view! {
        <PlainForm state=decide class="form" id="decide">
            <input type="hidden" name="number" value=case.order.number.clone()/>
            <input type="hidden" name="version" value=case.order.version.to_string()/>
            <LookFields look/>
            <div class="field">
                <label for="remark" class:optional=!case.reason_required>{texts::remark()}</label>
                <textarea class="textarea" id="remark" name="remark" rows="2" aria-describedby="remark-hint" aria-keyshortcuts="m">{typed}</textarea>
                <p class="field-hint" id="remark-hint">{texts::remark_required()}</p>
                <crate::ui::FieldProblem field="remark" wrong/>
            </div>
            {above}
            <div class="form-actions">
                <Verb action="release" label=texts::release() primary=true refused=release/>
                {if held {
                    view! { <Verb action="resume" label=texts::resume() primary=false refused=blocked.clone()/> }
                } else {
                    view! { <Verb action="hold" label=texts::hold() primary=false refused=blocked.clone()/> }
                }}
                <Verb action="reject" label=texts::reject() primary=false refused=blocked/>
            </div>
            {refused.map(|why| view! { <p class="field-hint" id="why">{why}</p> })}
            <ColleagueField colleagues typed=decide.typed(|typed| typed.person.clone(), String::new) wrong=Signal::derive(move || decide.wrong("person"))/>
            <div class="form-actions">
                <button class="button" type="submit" name="action" value="forward">{texts::forward()}</button>
                <button class="button" type="submit" name="action" value="recheck" title=texts::recheck_about()>{texts::recheck()}</button>
            </div>
        </PlainForm>
    }
}

/// A verb as a button; one that is refused stays visible and says why.
#[component]
fn Verb(action: &'static str, label: &'static str, primary: bool, refused: Option<String>) -> impl IntoView {
    let class = match (primary, action) {
        (true, _) => "button button-primary",
        (_, "reject") => "button button-danger",
        _ => "button",
    };
    let off = refused.is_some();
    let key = match action {
        "release" => "r",
        "reject" => "x",
        "resume" => "b",
        _ => "h",
    };
    view! {
        <button class=class type="submit" name="action" value=action disabled=off title=refused aria-keyshortcuts=key>{label}" "<kbd class="kbd">{key}</kbd></button>
    }
}

#[component]
fn InsightCard(insight: Insight) -> impl IntoView {
    let (hue, icon) = match insight.decision {
        Advice::Approve => ("badge badge-done", "circle-check"),
        Advice::Review => ("badge badge-waiting", "clock"),
        Advice::Reject => ("badge badge-stopped", "circle-x"),
    };
    let risk = match insight.risk {
        Risk::Low => "badge badge-done",
        Risk::Medium => "badge badge-waiting",
        Risk::High | Risk::Critical => "badge badge-stopped",
    };
    let source = match insight.source {
        Source::Rules => texts::by_rules(),
        Source::Gemini => texts::by_gemini(),
    };
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{texts::insight()}</h2>
                <small>{source}</small>
                <span class="card-end">
                    <span class=risk><Icon name="activity"/><span>{insight.risk.as_str()}</span></span>
                    " "
                    <span class=hue><Icon name=icon/><span>{insight.decision.as_str()}</span></span>
                </span>
            </div>
            <p>{insight.analysis}</p>
            <p class="muted">{insight.justification}</p>
        </section>
    }
}

/// What is due by age, drawn.
#[component]
fn AgeingCard(ageing: Ageing) -> impl IntoView {
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::ageing()}</h2><small>{texts::ageing_about()}</small></div>
            {ageing_chart(&ageing)}
        </section>
    }
}

#[component]
fn OpenOrders(orders: Vec<OpenOrder>) -> impl IntoView {
    let empty = orders.is_empty();
    let rows = orders
        .into_iter()
        .map(|order| {
            view! {
                <li>
                    <a href=format!("/orders/{}", order.number)>{order.number.clone()}</a>
                    <span class="sub">{order.status.label()}</span>
                    <span>{order.total.rupees()}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::on_the_way()}</h2></div>
            {if empty { view! { <p class="muted">{texts::none_on_the_way()}</p> }.into_any() } else { view! { <ul class="rows">{rows}</ul> }.into_any() }}
        </section>
    }
}

#[component]
fn Decisions(decisions: Vec<PastDecision>) -> impl IntoView {
    let empty = decisions.is_empty();
    let rows = decisions
        .into_iter()
        .map(|past| {
            let to = past.to.map(|status| status.label()).unwrap_or_default();
            view! {
                <li class="timeline-item">
                    <span class="timeline-icon"><Icon name="history"/></span>
                    <div>
                        <b>{past.who}</b>" "{to}" "<a href=format!("/orders/{}", past.number)>{past.number.clone()}</a>" "
                        <time datetime=past.at.iso()>{past.at.ist_date().short()}</time>
                        {(!past.remark.is_empty()).then(|| view! { <p class="timeline-note">{past.remark.clone()}</p> })}
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::decisions()}</h2></div>
            {if empty { view! { <p class="muted">{texts::no_decisions()}</p> }.into_any() } else { view! { <ol class="timeline">{rows}</ol> }.into_any() }}
        </section>
    }
}
