//! The KRAs as a table with bars and points that open, the balances of the branches, the slabs of the incentive.

use leptos::prelude::*;

use super::{Forms, may};
use crate::{
    platform::form::PlainForm,
    pms::{
        model::{KraRow, Scorecard, Source, figure_text, formula},
        pages::{parts, texts},
        review::CardAction,
        scoring::Kind,
    },
    ui::{Icon, encode},
    values::Points,
};

#[component]
pub fn Matrix(card: Scorecard, own: bool, forms: Forms) -> impl IntoView {
    let both = card.self_total.is_some();
    let rows = card.kras.iter().map(|kra| row(&card, kra, both, own, forms)).collect_view();
    let points = if both { texts::manager_points() } else { texts::points_head() };
    let self_total = card.self_total.map(Points::shown);
    view! {
        <div class="table-wrap kra-wrap">
            <table class="table table-plain kra-table">
                <caption>{crate::pms::texts::scorecard()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{texts::kra()}</th>
                        <th scope="col" class="tablet-hide">{texts::kind()}</th>
                        <th scope="col" class="num phone-hide">{texts::target()}</th>
                        <th scope="col" class="num">{texts::achieved()}</th>
                        <th scope="col" class="phone-hide">{texts::against()}</th>
                        <th scope="col" class="num phone-hide">{texts::weight()}</th>
                        {both.then(|| view! { <th scope="col" class="num">{texts::self_points()}</th> })}
                        <th scope="col" class="num">{points}</th>
                        <th scope="col" class="tablet-hide">{texts::from()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">{texts::total()}</th>
                        <td class="tablet-hide"></td>
                        <td class="phone-hide"></td>
                        <td></td>
                        <td class="phone-hide"></td>
                        <td class="num phone-hide">{card.weights.plain()}</td>
                        {both.then(|| view! { <td class="num">{self_total}</td> })}
                        <td class="num">{card.outcome.total.shown()}</td>
                        <td class="tablet-hide"></td>
                    </tr>
                </tfoot>
            </table>
        </div>
    }
}

fn row(card: &Scorecard, kra: &KraRow, both: bool, own: bool, forms: Forms) -> AnyView {
    let target =
        if kra.measure.kind == Kind::AsPerSlab { String::new() } else { parts::bare(kra.measure.target, kra.unit) };
    let achieved = kra.measure.achieved.map(|achieved| parts::bare(achieved, kra.unit));
    let gap = kra.gap().map(|gap| {
        let hue = if gap.is_negative() { "gap text-hue is-stopped" } else { "gap text-hue is-good" };
        view! { <small class=hue>{gap.signed()}</small> }
    });
    view! {
        <tr>
            <th scope="row" class="main">{kra.name.clone()}</th>
            <td class="quiet tablet-hide">{parts::kind(kra.measure.kind)}</td>
            <td class="num quiet phone-hide">{target}</td>
            <td class="num">{achieved}</td>
            <td class="against phone-hide">{parts::against(kra)}</td>
            <td class="num quiet phone-hide">{kra.measure.weight.plain()}</td>
            {both.then(|| view! { <td class="num quiet">{kra.self_points.map(Points::shown)}</td> })}
            <td class="num main">
                {both.then_some(gap)}
                <details class="popover why" name="why">
                    <summary aria-label=texts::why(&kra.name)>{kra.scored.points.shown()}</summary>
                    <div class="popover-panel at-end">{why(card, kra, own, forms)}</div>
                </details>
            </td>
            <td class="quiet tablet-hide">{from(card, kra)}</td>
        </tr>
    }
    .into_any()
}

/// Formula, inputs, cap, points lost; and for who may, another score in their place.
fn why(card: &Scorecard, kra: &KraRow, own: bool, forms: Forms) -> AnyView {
    let scored = kra.scored;
    let line = |name: &'static str, value: String| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let cap = scored.cap.map_or_else(|| texts::no_cap().to_owned(), |cap| cap.to_string());
    let adjust = (!own && may(card, CardAction::Adjust))
        .then(|| view! { <AdjustForm card=card.clone() kra=kra.clone() forms/> });
    view! {
        <p class="main">{texts::why(&kra.name)}</p>
        <p class="formula">{formula(kra)}</p>
        <dl class="sum">
            {(!kra.criteria.is_empty()).then(|| line(texts::criteria(), kra.criteria.clone()))}
            {(!kra.category.is_empty()).then(|| line(texts::category(), kra.category.clone()))}
            {(kra.measure.kind != Kind::AsPerSlab).then(|| line(texts::target(), figure_text(kra.measure.target, kra.unit)))}
            {kra.measure.achieved.map(|achieved| line(texts::achieved(), figure_text(achieved, kra.unit)))}
            {kra.self_achieved.map(|entered| line(texts::self_entered(), figure_text(entered, kra.unit)))}
            {line(texts::weight(), kra.measure.weight.to_string())}
            {line(texts::cap(), cap)}
            {line(texts::by_rule(), scored.computed.to_string())}
            {kra.self_points.map(|points| line(texts::self_scored(), points.to_string()))}
            {kra.measure.adjusted.map(|adjusted| line(texts::adjusted(), adjusted.to_string()))}
            {(!scored.lost.is_zero()).then(|| line(texts::lost(), scored.lost.to_string()))}
            <div class="sum-total sum-rule"><dt>{texts::points_head()}</dt><dd>{scored.points.to_string()}</dd></div>
        </dl>
        {(!kra.reason.is_empty()).then(|| view! { <p class="timeline-note">{kra.reason.clone()}</p> })}
        {adjust}
    }
    .into_any()
}

#[component]
fn AdjustForm(card: Scorecard, kra: KraRow, forms: Forms) -> impl IntoView {
    let (points, reason) = (format!("points-{}", kra.code), format!("reason-{}", kra.code));
    let typed = forms.adjust.input().filter(|input| input.kra == kra.code);
    let value = typed
        .as_ref()
        .map_or_else(|| kra.measure.adjusted.map(Points::plain).unwrap_or_default(), |input| input.points.clone());
    let why = typed.map_or_else(|| kra.reason.clone(), |input| input.reason);
    view! {
        <PlainForm state=forms.adjust class="form adjust-form" to=parts::form_path(&card.employee.code, card.month, "adjust")>
            {parts::which(&card)}
            <input type="hidden" name="kra" value=kra.code.clone()/>
            <div class="field">
                <label for=points.clone()>{texts::adjust_points()}</label>
                <input class="input num" id=points name="points" inputmode="decimal" autocomplete="off" value=value/>
            </div>
            <div class="field">
                <label for=reason.clone()>{texts::why_needed()}</label>
                <textarea class="textarea" id=reason name="reason" rows="2">{why}</textarea>
                <p class="field-hint">{texts::adjust_hint()}</p>
            </div>
            <button class="button" type="submit">{texts::adjust()}</button>
        </PlainForm>
    }
}

/// Where the figure comes from; computed ones lead to the records behind them.
fn from(card: &Scorecard, kra: &KraRow) -> AnyView {
    match kra.source {
        Source::Typed => texts::typed().into_any(),
        Source::Balances => {
            view! { <a class="link" href="#balances">{texts::branches(card.balances.len())}</a> }.into_any()
        }
        source => {
            let text = match source {
                Source::OrderValue | Source::OrderQuantity => crate::texts::orders_count(kra.sources),
                Source::Collections => texts::payments_behind(kra.sources),
                _ => texts::customers_behind(kra.sources),
            };
            let path = parts::form_path(&card.employee.code, card.month, "sources");
            let href = format!("{path}&kra={}&revision={}", encode(&kra.code), card.revision);
            view! { <a class="link from-link" href=href><Icon name="link" class="icon-sm"/>{text}</a> }.into_any()
        }
    }
}

/// The balances of the branches drawn, with the slab their sum stands on.
#[component]
pub fn Balances(card: Scorecard, forms: Forms) -> impl IntoView {
    let slab = card.kras.iter().find(|kra| kra.source == Source::Balances).cloned();
    let edit = may(&card, CardAction::Balances);
    if slab.is_none() && card.balances.is_empty() && !edit {
        return ().into_any();
    }
    let most = card.balances.iter().map(|balance| balance.amount.thousandths().max(0)).max().unwrap_or(0).max(1);
    let rows = card
        .balances
        .iter()
        .map(|balance| {
            let width = balance.amount.thousandths().max(0) / 1_000 * 100 / (most / 1_000).max(1);
            view! {
                <tr>
                    <th scope="row">{balance.branch.clone()}</th>
                    <td class="fill"><svg class="meter" aria-hidden="true"><rect width=format!("{width}%")></rect></svg></td>
                    <td class="num">{balance.amount.to_string()}</td>
                </tr>
            }
        })
        .collect_view();
    let sum = card.balance_sum();
    let none = card.balances.is_empty();
    view! {
        <section class="card" id="balances">
            <div class="card-head"><h2>{texts::balances()}</h2><small>{card.month.wire()}</small></div>
            {if none {
                view! { <p class="muted">{texts::no_balances()}</p> }.into_any()
            } else {
                view! {
                    <table class="table table-plain">
                        <tbody>{rows}</tbody>
                        <tfoot><tr><th scope="row">{texts::balances_sum()}</th><td></td><td class="num">{sum.to_string()}</td></tr></tfoot>
                    </table>
                }
                .into_any()
            }}
            {slab.map(|kra| slabs(&kra))}
            {edit.then(|| view! { <super::enter::BalanceForm card forms/> })}
        </section>
    }
    .into_any()
}

/// The ladder with its limits, the row that counts marked.
fn slabs(kra: &KraRow) -> AnyView {
    let Some(slabs) = kra.measure.slabs.clone() else { return ().into_any() };
    let here = kra.measure.achieved.map(|achieved| slabs.place(achieved));
    let steps = slabs
        .rows()
        .iter()
        .enumerate()
        .map(|(index, slab)| {
            let limit = slab.up_to.map_or_else(|| texts::above_all().to_owned(), texts::up_to);
            let here = (here == Some(index)).then_some("true");
            view! { <li class:is-here=here.is_some() aria-current=here><b>{slab.score.to_string()}</b><small>{limit}</small></li> }
        })
        .collect_view();
    view! { <ol class="slab-steps" aria-label=kra.table.clone()>{steps}</ol> }.into_any()
}

/// What how many points pay, the row that counts marked.
#[component]
pub fn IncentiveSlabs(card: Scorecard) -> impl IntoView {
    let slabs = card.incentive.slabs().to_vec();
    let here = slabs.iter().rposition(|slab| card.outcome.total >= slab.from);
    let rows = slabs
        .iter()
        .enumerate()
        .map(|(index, slab)| {
            let amount = card.salary.percent_of(slab.percent).unwrap_or_default();
            let class = if here == Some(index) { "is-here" } else { "" };
            view! {
                <div class=class>
                    <dt>{texts::from_points(slab.from)}</dt>
                    <dd>{texts::pays(slab.percent, amount.short())}</dd>
                </div>
            }
        })
        .collect_view();
    let climb = card
        .incentive
        .climb()
        .map(|climb| view! { <p class="muted">{texts::climb(climb.percent, climb.every, climb.above)}</p> });
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::incentive_slabs()}</h2><small>{card.month.wire()}</small></div>
            <dl class="sum incentive-slabs">{rows}</dl>
            {climb}
        </section>
    }
}
