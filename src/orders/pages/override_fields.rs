//! What a release above the limit keeps besides its reason: why, and how long it is good for.

use leptos::prelude::*;

use crate::{credit::rules::Cause, orders::texts, ui::FieldProblem};

/// `typed` is the cause and the last day, as typed before.
#[component]
pub fn OverrideFields(typed: (String, String), until_wrong: Signal<Option<String>>) -> impl IntoView {
    let (cause, until) = typed;
    let options = Cause::ALL
        .iter()
        .map(|one| {
            let selected = cause == one.as_str();
            view! { <option value=one.as_str() selected=selected>{texts::cause(*one)}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for="cause">{texts::why_above()}</label>
            <select class="select" id="cause" name="cause">{options}</select>
        </div>
        <div class="field">
            <label for="until" class="optional">{texts::good_until_label()}</label>
            <input class="input" type="date" id="until" name="until" value=until aria-describedby="until-hint"/>
            <p class="field-hint" id="until-hint">{texts::good_until_hint()}</p>
            <FieldProblem field="until" wrong=until_wrong/>
        </div>
    }
}
