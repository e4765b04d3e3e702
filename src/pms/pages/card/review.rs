//! What may be done next with a scorecard, and what the two sides wrote.

use leptos::prelude::*;

use super::{Forms, may};
use crate::{
    platform::form::PlainForm,
    pms::{
        model::{OfferedAction, Scorecard},
        pages::{parts, texts},
        review::{CardAction, CardStatus},
    },
};

/// The buttons in the page's head: the usual next action last and primary, the others beside it. Refused ones are left to
/// who may do them; the badge says whom the scorecard waits for.
#[component]
pub fn Actions(card: Scorecard, forms: Forms) -> impl IntoView {
    let shown = |offered: &&OfferedAction| {
        offered.refused.is_none()
            && !matches!(
                offered.action,
                CardAction::Enter | CardAction::Balances | CardAction::SetUp | CardAction::Adjust
            )
    };
    let offered: Vec<OfferedAction> = card.actions.iter().filter(shown).cloned().collect();
    let buttons = offered
        .iter()
        .enumerate()
        .rev()
        .map(|(index, offered)| button(&card, offered, index == 0, forms))
        .collect_view();
    buttons.into_any()
}

/// What the button in the panel says, where the one that opens it says only what it leads to.
fn go(action: CardAction) -> &'static str {
    match action {
        CardAction::SendBack => texts::send_back_go(),
        CardAction::Dispute => texts::dispute_go(),
        CardAction::Reopen => texts::reopen_go(),
        CardAction::Correct => texts::correct_go(),
        other => other.label(),
    }
}

fn button(card: &Scorecard, offered: &OfferedAction, primary: bool, forms: Forms) -> AnyView {
    let class = if primary { "button button-primary" } else { "button" };
    let (action, to) = (offered.action, parts::form_path(&card.employee.code, card.month, "act"));
    let (which, remark) = (parts::which(card), offered.remark);
    if action == CardAction::Submit {
        return view! { <a class=class href="#score">{texts::self_score()}</a> }.into_any();
    }
    if !offered.remark && action != CardAction::Review {
        return view! {
            <PlainForm state=forms.act to>
                {which}
                <button class=class type="submit" name="action" value=action.as_str()>{action.label()}</button>
            </PlainForm>
        }
        .into_any();
    }
    let id = format!("remark-{}", action.as_str());
    let typed = forms.act.input().filter(|input| input.action == action.as_str()).map(|input| input.remark);
    let open = typed.is_some();
    let label = if offered.remark { texts::why_needed() } else { texts::review_comment() };
    let hint = match action {
        CardAction::Review if remark && card.status == CardStatus::Submitted => Some(texts::gap_hint()),
        CardAction::Review => Some(texts::review_comment_hint()),
        CardAction::Dispute => Some(texts::dispute_hint()),
        _ => None,
    };
    view! {
        <details class="popover" name="act" open=open>
            <summary class=class>{action.label()}</summary>
            <div class="popover-panel at-end act-panel">
                <PlainForm state=forms.act class="form" to>
                    {which}
                    <div class="field">
                        <label for=id.clone() class:optional=!remark>{label}</label>
                        <textarea class="textarea" id=id name="remark" rows="3">{typed}</textarea>
                        {hint.map(|hint| view! { <p class="field-hint">{hint}</p> })}
                    </div>
                    <button class="button button-primary" type="submit" name="action" value=action.as_str()>{go(action)}</button>
                </PlainForm>
            </div>
        </details>
    }
    .into_any()
}

/// The comments of both sides, in the order they were written.
#[component]
pub fn Comments(card: Scorecard) -> impl IntoView {
    let owner = card.employee.name.clone();
    let note = |who: String, head: String, text: String, hue: &'static str| {
        view! {
            <li class="timeline-item">
                <span class=format!("avatar {hue}")>{initials(&who)}</span>
                <div><b>{head}</b>{(!text.is_empty()).then(|| view! { <p class="timeline-note">{text}</p> })}</div>
            </li>
        }
    };
    let own = (!card.self_comment.is_empty())
        .then(|| note(owner.clone(), texts::self_said(&owner), card.self_comment.clone(), ""));
    let reviewed = (!card.reviewed_by.is_empty() && card.status != CardStatus::Draft).then(|| {
        note(card.reviewed_by.clone(), texts::kept_figures(&card.reviewed_by), card.review_comment.clone(), "")
    });
    let disputed = (!card.dispute_note.is_empty())
        .then(|| note(owner.clone(), texts::disputed(&owner), card.dispute_note.clone(), "is-stopped"));
    let none = own.is_none() && reviewed.is_none() && disputed.is_none();
    let adjust = may(&card, CardAction::Adjust).then(|| view! { <p class="field-hint">{texts::adjust_where()}</p> });
    view! {
        <section class="card" id="review">
            <div class="card-head"><h2>{texts::review()}</h2></div>
            {none.then(|| view! { <p class="muted">{texts::no_review()}</p> })}
            <ol class="timeline">{own}{reviewed}{disputed}</ol>
            {adjust}
        </section>
    }
}

fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|word| word.chars().next()).take(2).flat_map(char::to_uppercase).collect()
}
