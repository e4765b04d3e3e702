//! What came of an action on several orders.

use leptos::prelude::*;

use crate::{
    orders::{model::ActedOne, texts},
    ui::Icon,
};

/// How many were done and refused, each refused one with its reason, each other one with what its state doesn't say.
pub fn bulk_result(done: usize, refused: usize, results: Vec<ActedOne>) -> AnyView {
    let reasons = results
        .into_iter()
        .filter_map(|one| one.outcome.err().or(one.said).map(|why| view! { <li><b>{one.number}</b>" "{why}</li> }))
        .collect_view();
    let class = if refused == 0 { "notice notice-success" } else { "notice notice-warning" };
    view! {
        <div class=class role="status">
            <Icon name="info"/>
            <div>
                <b>{texts::bulk_result(done, refused)}</b>
                <ul>{reasons}</ul>
            </div>
        </div>
    }
    .into_any()
}
