//! Pieces that several forms are made of.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use serde::{Serialize, de::DeserializeOwned};

use super::{ErrorSummary, FieldProblem, read};
use crate::{
    platform::{failure::Failure, form::FormState},
    texts,
};

/// What is wrong with a field of this form, as a signal.
pub fn wrong<F>(state: FormState<F>, field: &'static str) -> Signal<Option<String>>
where
    F: ServerFn<Error = Failure> + DeserializeOwned + Serialize + Clone + Send + Sync + 'static,
    F::Output: Clone + Send + Sync + 'static,
{
    Signal::derive(move || state.wrong(field))
}

/// What a field is described by: what is wrong with it, else its hint.
fn described(id: &str, hint: &str, is_wrong: bool) -> Option<String> {
    match (is_wrong, hint.is_empty()) {
        (true, _) => Some(format!("{id}-error")),
        (false, false) => Some(format!("{id}-hint")),
        (false, true) => None,
    }
}

/// A label, an input, a hint and what is wrong. `id` is the field's name in refusals, `name` its name when posted. `numeric` is a
/// number to reckon with, `digits` a code made of figures.
#[component]
pub fn Field(
    id: &'static str,
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    #[prop(into)] wrong: Signal<Option<String>>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] autocomplete: &'static str,
    #[prop(optional)] optional: bool,
    #[prop(optional)] numeric: bool,
    #[prop(optional)] digits: bool,
    #[prop(optional)] wide: bool,
) -> impl IntoView {
    let keypad = if digits { Some("numeric") } else { numeric.then_some("decimal") };
    let described = move || described(id, hint, wrong.get().is_some());
    view! {
        <div class="field" class:field-wide=wide>
            <label for=id class:optional=optional>{label}</label>
            <input
                class="input"
                class:num=numeric
                type=kind
                id=id
                name=name
                value=value
                inputmode=keypad
                autocomplete=if autocomplete.is_empty() { "off" } else { autocomplete }
                aria-invalid=move || wrong.get().is_some().then_some("true")
                aria-describedby=described
            />
            {(!hint.is_empty()).then(|| view! { <p class="field-hint" id=format!("{id}-hint")>{hint}</p> })}
            <FieldProblem field=id wrong/>
        </div>
    }
}

/// A label and a list to choose from; `empty` is the first choice, of nothing. `id` and `name` as of a [`Field`].
#[component]
pub fn Choice(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    chosen: String,
    choices: Vec<(String, String)>,
    #[prop(into)] wrong: Signal<Option<String>>,
    #[prop(optional)] empty: &'static str,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] optional: bool,
    #[prop(optional)] wide: bool,
) -> impl IntoView {
    let described = move || described(id, hint, wrong.get().is_some());
    view! {
        <div class="field" class:field-wide=wide>
            <label for=id class:optional=optional>{label}</label>
            <select class="select" id=id name=name aria-invalid=move || wrong.get().is_some().then_some("true") aria-describedby=described>
                {(!empty.is_empty()).then(|| view! { <option value="">{empty}</option> })}
                {options(&chosen, choices)}
            </select>
            {(!hint.is_empty()).then(|| view! { <p class="field-hint" id=format!("{id}-hint")>{hint}</p> })}
            <FieldProblem field=id wrong/>
        </div>
    }
}

/// What a choice offers: value and label, the chosen one marked.
pub fn options(chosen: &str, values: impl IntoIterator<Item = (String, String)>) -> AnyView {
    let chosen = chosen.to_owned();
    values
        .into_iter()
        .map(|(value, label)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{label}</option> }
        })
        .collect_view()
        .into_any()
}

/// A value and its label that are the same word.
pub fn same(word: impl Into<String>) -> (String, String) {
    let word = word.into();
    (word.clone(), word)
}

/// People to choose from, by code and name, as `Rajesh Kumar (SALES-001)`.
pub fn people(all: Vec<(String, String)>) -> Vec<(String, String)> {
    let label = |(code, name): (String, String)| {
        let label = format!("{name} ({code})");
        (code, label)
    };
    all.into_iter().map(label).collect()
}

/// A page that is one form: its title, what it was refused for, and the form once what it offers is read. `headed`: the
/// title is also its heading; a form that knows a better one draws its own.
pub fn form_page<F, E>(
    title: &'static str,
    headed: bool,
    state: FormState<F>,
    offered: Resource<Result<E, Failure>>,
    edit: fn(FormState<F>, E) -> AnyView,
) -> AnyView
where
    F: ServerFn<Error = Failure> + DeserializeOwned + Serialize + Clone + Send + Sync + 'static,
    F::Output: Clone + Send + Sync + 'static,
    E: Clone + Send + Sync + 'static,
{
    view! {
        <Title text=title/>
        <div class="page-narrow">
            {headed.then(|| view! { <div class="page-head"><h1>{title}</h1></div> })}
            {move || state.failure().map(|failure| view! { <ErrorSummary failure/> })}
            {read(offered, move |offered| edit(state, offered))}
        </div>
    }
    .into_any()
}

/// The end of a form: the button that sends it, and the way back.
#[component]
pub fn FormActions<F>(
    state: FormState<F>,
    #[prop(into)] back: String,
    #[prop(optional)] label: Option<&'static str>,
) -> impl IntoView
where
    F: ServerFn<Error = Failure> + DeserializeOwned + Serialize + Clone + Send + Sync + 'static,
    F::Output: Clone + Send + Sync + 'static,
{
    view! {
        <div class="form-actions">
            <button class="button button-primary" class:is-busy=move || state.pending() type="submit">{label.unwrap_or(texts::save())}</button>
            <a class="button button-quiet" href=back>{texts::cancel()}</a>
        </div>
    }
}
