//! Pieces that several pages of customers are made of.

use leptos::prelude::*;

use crate::{
    credit::ageing::Ageing,
    customers::{chart, texts},
    ui::Icon,
};

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

/// The nine buckets drawn, and as a table for those who read rather than look.
pub fn ageing_chart(ages: &Ageing) -> AnyView {
    let total = ages.total().unwrap_or_default();
    let rows = ages
        .iter()
        .map(|(label, amount)| view! { <tr><th scope="row">{label}</th><td class="num">{amount.to_string()}</td></tr> })
        .collect_view();
    view! {
        <svg class="chart" viewBox=chart::VIEW_BOX role="img" aria-label=texts::ageing_chart(total.short()) inner_html=chart::ageing(ages)></svg>
        <details class="chart-table">
            <summary>{texts::as_table()}</summary>
            <table class="table table-plain">
                <thead><tr><th scope="col">{texts::bucket()}</th><th scope="col" class="num">{texts::amount()}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
    .into_any()
}
