//! `/orders/runs/:id`: how far an action on many orders is, and what came of each.

use std::time::Duration;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::StatusBadge;
use crate::{
    orders::{
        api::show_run,
        run::{Item, RunView},
        texts,
    },
    platform::failure::Failure,
    ui::{Icon, page::Page, read, resource},
    values::grouped,
};

/// Between two looks at one that goes on.
const LOOK: Duration = Duration::from_secs(2);

pub struct RunPage {
    run: Resource<Result<RunView, Failure>>,
    again: RwSignal<usize>,
}

impl Page for RunPage {
    fn data() -> Self {
        let params = use_params_map();
        let again = RwSignal::new(0);
        let asked = move || (params.read().get("id").unwrap_or_default(), again.get());
        Self { run: resource(asked, |(id, _)| show_run(id)), again }
    }

    fn view(this: Self) -> AnyView {
        Effect::new(move |_| {
            let goes_on = this.run.get().and_then(Result::ok).is_some_and(|run| !run.is_over());
            if goes_on && let Ok(timer) = set_timeout_with_handle(move || this.again.update(|again| *again += 1), LOOK)
            {
                on_cleanup(move || timer.clear());
            }
        });
        view! {
            <Title text=texts::run_title()/>
            {read(this.run, |run| view! { <Content run/> }.into_any())}
        }
        .into_any()
    }
}

fn figure(count: i64) -> String {
    grouped(u64::try_from(count).unwrap_or_default())
}

#[component]
fn Content(run: RunView) -> impl IntoView {
    let looked_at = run.done + run.refused;
    let told = texts::run_progress(figure(looked_at), figure(run.total));
    let result = texts::bulk_result(figure(run.done), figure(run.refused));
    let class = if run.refused == 0 { "notice notice-success" } else { "notice notice-warning" };
    let more = (looked_at > run.items.len() as i64).then(|| texts::run_shown(run.items.len()));
    view! {
        <div class="page-head">
            <h1>{run.action.label()}</h1>
            <span class="page-sub">{told.clone()}</span>
            <div class="page-actions"><a class="button" href="/orders">{texts::orders()}</a></div>
        </div>
        {(!run.remark.is_empty()).then(|| view! { <p class="muted">{run.remark.clone()}</p> })}
        {if run.is_over() {
            view! { <div class=class role="status"><Icon name="info"/><div><b>{result}</b></div></div> }.into_any()
        } else {
            view! {
                <noscript><meta http-equiv="refresh" content="3"/></noscript>
                <section class="card" aria-live="polite">
                    <progress class="progress" max=run.total.max(1) value=looked_at aria-label=texts::run_title()>{told}</progress>
                    <p class="muted mt-2">{result}</p>
                    <p class="mt-2">{texts::run_leave()}</p>
                </section>
            }.into_any()
        }}
        {(!run.items.is_empty()).then(|| view! { <Items items=run.items/> })}
        {more.map(|more| view! { <p class="muted mt-2">{more}</p> })}
    }
}

#[component]
fn Items(items: Vec<Item>) -> impl IntoView {
    let rows = items
        .into_iter()
        .map(|item| {
            let status = item.status.map(|status| view! { <StatusBadge status/> });
            view! {
                <tr>
                    <td class="card-title"><a class="row-link" href=format!("/orders/{}", item.number)>{item.number.clone()}</a></td>
                    <td class="cut" data-label=texts::customer()>{item.customer}</td>
                    <td class="card-sub">{status}{item.refused}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::run_results()>
            <table class="table table-hover">
                <thead><tr><th>{texts::number()}</th><th>{texts::customer()}</th><th>{texts::run_outcome()}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
