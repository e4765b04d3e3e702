//! Pieces that several forms are made of.

use leptos::{prelude::*, server_fn::ServerFn};
use serde::{Serialize, de::DeserializeOwned};

use super::FieldProblem;
use crate::platform::{failure::Failure, form::FormState};

/// What is wrong with a field of this form, as a signal.
pub fn wrong<F>(state: FormState<F>, field: &'static str) -> Signal<Option<String>>
where
    F: ServerFn<Error = Failure> + DeserializeOwned + Serialize + Clone + Send + Sync + 'static,
    F::Output: Clone + Send + Sync + 'static,
{
    Signal::derive(move || state.wrong(field))
}

/// A label, an input, a hint and what is wrong. `id` is the field's name in refusals, `name` its name when posted.
#[component]
pub fn Field(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    #[prop(into)] value: String,
    #[prop(into)] wrong: Signal<Option<String>>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] autocomplete: &'static str,
    #[prop(optional)] optional: bool,
    #[prop(optional)] numeric: bool,
) -> impl IntoView {
    let described = move || match (wrong.get().is_some(), hint.is_empty()) {
        (true, _) => Some(format!("{id}-error")),
        (false, false) => Some(format!("{id}-hint")),
        (false, true) => None,
    };
    view! {
        <div class="field">
            <label for=id class:optional=optional>{label}</label>
            <input
                class="input"
                class:num=numeric
                type=kind
                id=id
                name=name
                value=value
                inputmode=numeric.then_some("decimal")
                autocomplete=if autocomplete.is_empty() { "off" } else { autocomplete }
                aria-invalid=move || wrong.get().is_some().then_some("true")
                aria-describedby=described
            />
            {(!hint.is_empty()).then(|| view! { <p class="field-hint" id=format!("{id}-hint")>{hint}</p> })}
            <FieldProblem field=id wrong/>
        </div>
    }
}
