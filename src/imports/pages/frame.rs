//! What the pages of one import share: head, steps, state.

use leptos::prelude::*;

use crate::{
    imports::{
        model::{ImportRow, State, count, size},
        texts,
    },
    ui::Icon,
    values::ImportId,
};

/// Where in the flow a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub enum Step {
    File,
    Columns,
    Check,
    Run,
    Result,
}

const STEPS: [(Step, fn() -> &'static str); 5] = [
    (Step::File, texts::step_file),
    (Step::Columns, texts::step_columns),
    (Step::Check, texts::step_check),
    (Step::Run, texts::step_run),
    (Step::Result, texts::step_result),
];

/// How far an import has come.
fn reached(state: State) -> Step {
    match state {
        State::Uploaded | State::NeedsColumns => Step::Columns,
        State::Checked => Step::Check,
        State::Running => Step::Run,
        _ => Step::Result,
    }
}

fn address(step: Step, id: ImportId) -> String {
    match step {
        Step::File => "/imports/new".to_owned(),
        Step::Columns => format!("/imports/{id}/columns"),
        Step::Check => format!("/imports/{id}"),
        Step::Run => format!("/imports/{id}/run"),
        Step::Result => format!("/imports/{id}/result"),
    }
}

/// The five steps; those that have been taken are links.
#[component]
pub fn Steps(here: Step, #[prop(optional)] import: Option<(ImportId, State)>) -> impl IntoView {
    let far = import.map_or(Step::File, |(_, state)| reached(state));
    let steps = STEPS.map(|(step, title)| {
        let class = if step < here || (step != here && step <= far) { "step is-done" } else { "step" };
        let current = (step == here).then_some("step");
        let link = import.filter(|_| step != here && step <= far).map(|(id, _)| address(step, id));
        let content = match link {
            Some(to) => view! { <a href=to>{title()}</a> }.into_any(),
            None => view! { {title()} }.into_any(),
        };
        view! { <li class=class aria-current=current>{content}</li> }
    });
    view! { <nav aria-label=texts::steps()><ol class="steps">{steps.collect_view()}</ol></nav> }
}

/// The file's name, and what it is.
#[component]
pub fn Head(import: ImportRow) -> impl IntoView {
    let rows = texts::rows_in_file(count(import.total_rows));
    let sub = texts::sub(rows, size(import.size_bytes), import.created_at.ist_clock());
    view! {
        <div class="page-head">
            <h1>{import.file_name}</h1>
            <span class="page-sub">{import.kind.title()}" · "{sub}</span>
        </div>
    }
}

/// The state as icon, word and hue.
#[component]
pub fn StateBadge(state: State) -> impl IntoView {
    let (class, icon) = match state {
        State::Done => ("badge badge-done", "check"),
        State::Partial => ("badge badge-waiting", "triangle-alert"),
        State::Failed => ("badge badge-stopped", "circle-x"),
        State::Running => ("badge badge-moving", "play"),
        State::Checked => ("badge badge-waiting", "list-checks"),
        State::NeedsColumns => ("badge badge-waiting", "columns-3"),
        State::Uploaded => ("badge badge-draft", "upload"),
        State::Cancelled => ("badge badge-draft", "ban"),
        State::Undone => ("badge badge-side", "undo-2"),
    };
    view! { <span class=class><Icon name=icon/><span>{state.as_str()}</span></span> }
}
