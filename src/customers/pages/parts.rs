//! Pieces that several pages of customers are made of.

use leptos::{prelude::*, server_fn::ServerFn};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    platform::{failure::Failure, form::FormState},
    ui::{FieldProblem, Icon},
};

/// What is wrong with a field of this form, as a signal.
pub fn wrong<F>(state: FormState<F>, field: &'static str) -> Signal<Option<String>>
where
    F: ServerFn<Error = Failure> + DeserializeOwned + Serialize + Clone + Send + Sync + 'static,
    F::Output: Clone + Send + Sync + 'static,
{
    Signal::derive(move || state.wrong(field))
}

/// A label, an input, a hint and what is wrong; `name` is the field's name in refusals, posted as `form[name]`.
#[component]
pub fn Field(
    name: &'static str,
    label: &'static str,
    #[prop(into)] value: String,
    #[prop(into)] wrong: Signal<Option<String>>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] optional: bool,
    #[prop(optional)] numeric: bool,
    #[prop(optional)] wide: bool,
) -> impl IntoView {
    let described = move || match (wrong.get().is_some(), hint.is_empty()) {
        (true, _) => Some(format!("{name}-error")),
        (false, false) => Some(format!("{name}-hint")),
        (false, true) => None,
    };
    view! {
        <div class="field" class:field-wide=wide>
            <label for=name class:optional=optional>{label}</label>
            <input
                class="input"
                class:num=numeric
                type=kind
                id=name
                name=format!("form[{name}]")
                value=value
                inputmode=numeric.then_some("decimal")
                autocomplete="off"
                aria-invalid=move || wrong.get().is_some().then_some("true")
                aria-describedby=described
            />
            {(!hint.is_empty()).then(|| view! { <p class="field-hint" id=format!("{name}-hint")>{hint}</p> })}
            <FieldProblem field=name wrong/>
        </div>
    }
}

/// A label and a list to choose from; `empty` is the first choice, of nothing.
#[component]
pub fn Choice(
    name: &'static str,
    label: &'static str,
    chosen: String,
    options: Vec<(String, String)>,
    #[prop(into)] wrong: Signal<Option<String>>,
    #[prop(optional)] empty: &'static str,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|(value, label)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{label}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select class="select" id=name name=format!("form[{name}]") aria-invalid=move || wrong.get().is_some().then_some("true")>
                {(!empty.is_empty()).then(|| view! { <option value="">{empty}</option> })}
                {options}
            </select>
            <FieldProblem field=name wrong/>
        </div>
    }
}

/// How an account stands: icon, word and hue.
#[component]
pub fn AccountBadge(status: String) -> impl IntoView {
    let (class, icon) = match status.as_str() {
        "Active" => ("badge badge-done", "check"),
        "Blocked" => ("badge badge-stopped", "ban"),
        _ => ("badge badge-draft", "circle-pause"),
    };
    view! { <span class=class><Icon name=icon/><span>{status}</span></span> }
}
