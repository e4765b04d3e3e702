//! What was achieved, and how the employee scores themselves; the balances of the branches.

use leptos::prelude::*;

use super::{Forms, may};
use crate::{
    platform::form::PlainForm,
    pms::{
        model::{EntryForm, KraRow, Scorecard, TypedScore},
        pages::{parts, texts},
        review::CardAction,
        scoring::Kind,
    },
    values::Points,
};

/// The form's id; a file goes with it, so that without script nothing typed is lost.
pub const FORM: &str = "scores";

/// The form of the employee's own score; for who stands above or sets up, of what was achieved alone.
#[component]
pub fn Score(card: Scorecard, own: bool, forms: Forms) -> impl IntoView {
    let posted = forms.enter.input().map(|input| TypedScore { entries: input.entries, comment: input.comment });
    let typed = posted.or_else(|| forms.typed.get_value());
    let comment = typed.as_ref().map_or_else(|| card.self_comment.clone(), |input| input.comment.clone());
    let rows = card
        .kras
        .iter()
        .enumerate()
        .map(|(index, kra)| {
            let typed = typed.as_ref().and_then(|input| input.entries.get(index)).cloned();
            view! { <Entry index kra=kra.clone() typed own forms/> }
        })
        .collect_view();
    let refused = card.actions.iter().find(|offered| offered.action == CardAction::Submit).cloned();
    let submit = own.then_some(refused).flatten().map(|offered| match offered.refused {
        None => view! { <button class="button button-primary" type="submit" name="intent" value="submit">{texts::submit()}</button> }.into_any(),
        Some(why) => view! {
            <span class="refused">
                <button class="button" type="button" aria-disabled="true" aria-describedby="submit-why">{texts::submit()}</button>
                <small id="submit-why">{why}</small>
            </span>
        }
        .into_any(),
    });
    let title = if own { texts::self_score() } else { texts::enter_for() };
    view! {
        <section class="card print-hide" id="score">
            <div class="card-head"><h2>{title}</h2><small>{card.month.wire()}</small></div>
            <PlainForm state=forms.enter class="form" id=FORM to=parts::form_path(&card.employee.code, card.month, "enter")>
                {parts::which(&card)}
                <div class="entry-grid" class:is-own=own data-paste=texts::paste_left()>
                    <span class="entry-head">{texts::kra()}</span>
                    <span class="entry-head num">{texts::achieved()}</span>
                    {own.then(|| view! { <span class="entry-head num">{texts::own_points()}</span> })}
                    {rows}
                </div>
                {own.then(|| view! {
                    <p class="field-hint">{texts::own_points_hint()}</p>
                    <div class="field">
                        <label for="comment" class="optional">{texts::comment()}</label>
                        <textarea class="textarea" id="comment" name="comment" rows="3">{comment}</textarea>
                        <p class="field-hint">{texts::comment_hint()}</p>
                    </div>
                })}
                <div class="form-actions">
                    {submit}
                    <button class="button" type="submit" name="intent" value="save">{texts::save_draft()}</button>
                </div>
            </PlainForm>
        </section>
    }
}

#[component]
fn Entry(index: usize, kra: KraRow, typed: Option<EntryForm>, own: bool, forms: Forms) -> impl IntoView {
    let bad = move |field: &'static str| parts::is_bad(forms.enter, field, index + 1);
    let name = |field: &str| format!("entries[{index}][{field}]");
    let id = |field: &str| format!("{field}-{}", index + 1);
    let (achieved, points) = match typed {
        Some(typed) => (typed.achieved, typed.points),
        None => (
            kra.measure.achieved.map(|achieved| achieved.to_string()).unwrap_or_default(),
            kra.self_points.map(Points::plain).unwrap_or_default(),
        ),
    };
    let entered = if kra.source.is_computed() {
        let figure = kra.measure.achieved.map(|achieved| parts::bare(achieved, kra.unit));
        view! { <span class="num entry-fixed" title=texts::computed_source(kra.source)>{figure}</span> }.into_any()
    } else {
        view! {
            <input class="input num" id=id("achieved") name=name("achieved") value=achieved aria-invalid=bad("achieved") inputmode="decimal" autocomplete="off"
                aria-label=format!("{}: {}", kra.name, texts::achieved())/>
        }
        .into_any()
    };
    let target = match kra.measure.kind {
        Kind::AsPerSlab => parts::kind(kra.measure.kind).to_owned(),
        _ => format!("{} {}", texts::target(), parts::bare(kra.measure.target, kra.unit)),
    };
    view! {
        <span class="entry-name">
            <input type="hidden" name=name("kra") value=kra.code.clone()/>
            <b>{kra.name.clone()}</b>
            <small class="muted">{target}" · "{kra.measure.weight.to_string()}</small>
        </span>
        {entered}
        {own.then(|| view! {
            <input class="input num" id=id("points") name=name("points") value=points aria-invalid=bad("points") inputmode="decimal" autocomplete="off"
                placeholder=kra.scored.computed.to_string() aria-label=format!("{}: {}", kra.name, texts::own_points())/>
        })}
    }
}

/// The balances as a form, with two empty rows.
#[component]
pub fn BalanceForm(card: Scorecard, forms: Forms) -> impl IntoView {
    if !may(&card, CardAction::Balances) {
        return ().into_any();
    }
    let typed = forms.balances.input().map(|input| input.balances);
    let known = card.balances.iter().map(|balance| (balance.branch.clone(), balance.amount.to_string()));
    let rows: Vec<(String, String)> = match typed {
        Some(typed) => typed.into_iter().map(|form| (form.branch, form.amount)).collect(),
        None => known.chain([(String::new(), String::new()), (String::new(), String::new())]).collect(),
    };
    let rows = rows
        .into_iter()
        .enumerate()
        .map(|(index, (branch, amount))| {
            view! {
                <input class="input" name=format!("balances[{index}][branch]") value=branch placeholder=texts::new_branch() aria-label=format!("{} {}", texts::branch(), index + 1)/>
                <input class="input num" name=format!("balances[{index}][amount]") value=amount inputmode="decimal" aria-label=format!("{} {}", texts::amount(), index + 1)/>
            }
        })
        .collect_view();
    view! {
        <details class="mt-4 print-hide">
            <summary class="link">{texts::change_balances()}</summary>
            <PlainForm state=forms.balances class="form mt-2" to=parts::form_path(&card.employee.code, card.month, "balances")>
                {parts::which(&card)}
                <div class="entry-grid" data-paste=texts::paste_left()>{rows}</div>
                <p class="field-hint">{texts::balances_hint()}</p>
                <div class="form-actions"><button class="button" type="submit">{crate::texts::save()}</button></div>
            </PlainForm>
        </details>
    }
    .into_any()
}
