//! Pieces that the pages of the masters share.

use leptos::prelude::*;

use crate::{
    catalog::{model::LogRow, texts},
    ui::Icon,
};

/// The last of what was written down about a record.
#[component]
pub fn Log(rows: Vec<LogRow>) -> impl IntoView {
    let empty = rows.is_empty();
    let rows = rows
        .into_iter()
        .map(|row| {
            view! {
                <li class="timeline-item">
                    <span class="timeline-icon"><Icon name="history"/></span>
                    <div><b>{row.who}</b>" "{row.summary}" "<time datetime=row.at.iso()>{row.at.to_string()}</time></div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card mt-4">
            <div class="card-head"><h2>{texts::log()}</h2></div>
            {if empty { view! { <p class="muted">{texts::no_log()}</p> }.into_any() } else { view! { <ol class="timeline">{rows}</ol> }.into_any() }}
        </section>
    }
}
