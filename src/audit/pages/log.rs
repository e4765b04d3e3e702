//! The log of one record, as a card of its page.

use leptos::prelude::*;

use crate::{
    audit::{model::LogRow, texts},
    ui::Icon,
};

/// What was changed of a record, newest first.
#[component]
pub fn RecordLog(rows: Vec<LogRow>) -> impl IntoView {
    let list = if rows.is_empty() {
        view! { <p class="muted">{texts::nothing_changed()}</p> }.into_any()
    } else {
        view! { <ol class="timeline">{rows.into_iter().map(entry).collect_view()}</ol> }.into_any()
    };
    view! {
        <section class="card" id="log">
            <div class="card-head"><h2>{texts::log()}</h2></div>
            {list}
        </section>
    }
}

fn entry(row: LogRow) -> impl IntoView {
    let changes = row
        .changes
        .into_iter()
        .map(|change| {
            let field = change.field.replace('_', " ");
            view! { <p class="timeline-note">{field} ": " <del>{change.old}</del> " → " <ins>{change.new}</ins></p> }
        })
        .collect_view();
    view! {
        <li class="timeline-item">
            <span class="timeline-icon"><Icon name="pencil"/></span>
            <div>
                <b>{row.who}</b> " " {row.summary} " " <time datetime=row.at.iso()>{row.at.to_string()}</time>
                {changes}
            </div>
        </li>
    }
}
