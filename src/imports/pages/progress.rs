//! `/imports/:id/run` and `/imports/:id/result`: how far it is, and what it came to.

use std::time::Duration;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::ui::page::Page;

use super::frame::{Head, StateBadge, Step, Steps};
use crate::{
    imports::{
        api::{ChangeImport, show_import},
        model::{ImportRow, ImportView, Kind, Made, State, count, seconds_left},
        texts,
    },
    orders::{Status, pages::StatusBadge},
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{ErrorSummary, Icon, live::on_live, read, resource},
    values::Timestamp,
};

/// Between two looks at a running import that nothing is heard of.
const LOOK: Duration = Duration::from_secs(15);

pub struct ImportProgressPage {
    import: Resource<Result<ImportView, Failure>>,
    again: RwSignal<usize>,
}

impl Page for ImportProgressPage {
    fn data() -> Self {
        let params = use_params_map();
        let again = RwSignal::new(0);
        let asked = move || (params.read().get("id").unwrap_or_default(), again.get());
        Self { import: resource(asked, |(id, _)| show_import(id, None)), again }
    }

    fn view(this: Self) -> AnyView {
        let state = FormState::<ChangeImport>::new();
        Effect::new(move |_| {
            if let Some(Ok(())) = state.action.value().get() {
                this.again.update(|again| *again += 1);
            }
        });
        // Each chunk is told live; this looks again too, should the line be down.
        on_live(&["import:progress"], move |_| this.again.update(|again| *again += 1));
        Effect::new(move |_| {
            let running =
                this.import.get().and_then(Result::ok).is_some_and(|view| view.import.state == State::Running);
            if running && let Ok(timer) = set_timeout_with_handle(move || this.again.update(|again| *again += 1), LOOK)
            {
                on_cleanup(move || timer.clear());
            }
        });
        let content = move |import| view! { <Content import state/> }.into_any();
        view! {
            <Title text=texts::step_run()/>
            {read(this.import, content)}
        }
        .into_any()
    }
}

#[component]
fn Content(import: ImportView, state: FormState<ChangeImport>) -> impl IntoView {
    let ImportView { import, made, may_change, now, error_count, .. } = import;
    let (id, at) = (import.id, import.state);
    let here = if at.is_over() { Step::Result } else { Step::Run };
    view! {
        <Steps here import=(id, at)/>
        <Head import=import.clone()/>
        {move || state.failure().map(|failure| view! { <ErrorSummary failure/> })}
        {match at {
            State::Running => view! { <Running import may_change now state/> }.into_any(),
            at if at.is_over() => view! { <Over import made may_change error_count state/> }.into_any(),
            _ => view! {
                <div class="empty"><Icon name="hourglass"/><strong>{texts::not_begun()}</strong><p>{texts::not_begun_about()}</p>
                    <div class="empty-actions"><a class="button" href=at.path(id)>{texts::to_check()}</a></div></div>
            }.into_any(),
        }}
    }
}

fn span(seconds: i64) -> String {
    if seconds < 90 { texts::seconds(seconds.max(1)) } else { texts::minutes((seconds + 59) / 60) }
}

#[component]
fn Running(import: ImportRow, may_change: bool, now: Timestamp, state: FormState<ChangeImport>) -> impl IntoView {
    let (done, total) = (import.done_rows, import.good_rows.max(1));
    let elapsed = import.started_at.map_or(0, |at| now.seconds_since(at));
    let rate = (elapsed > 0 && done > 0).then(|| texts::rate(count(done / elapsed)));
    let left = seconds_left(done, total, elapsed).map(|left| texts::time_left(span(left)));
    let told = texts::progress(count(total), count(done));
    let more = [rate, left].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <noscript><meta http-equiv="refresh" content="3"/></noscript>
        <section class="card" aria-live="polite">
            <div class="card-head"><h2>{texts::running()}</h2><small>{told.clone()}</small><span class="card-end"><StateBadge state=State::Running/></span></div>
            <progress class="progress" max=total value=done aria-label=texts::running()>{told}</progress>
            <p class="muted mt-2">{more}</p>
            <p class="mt-2">{texts::leave()}</p>
        </section>
        {may_change.then(|| view! {
            <PlainForm state class="form" to=format!("/imports/{}", import.id)>
                <input type="hidden" name="id" value=import.id.to_string()/>
                <input type="hidden" name="action" value="cancel"/>
                <div class="form-actions"><button class="button" type="submit"><Icon name="circle-pause"/>{texts::stop()}</button><span class="muted">{texts::stop_about()}</span></div>
            </PlainForm>
        })}
    }
}

#[component]
fn Over(
    import: ImportRow,
    made: Vec<Made>,
    may_change: bool,
    error_count: i64,
    state: FormState<ChangeImport>,
) -> impl IntoView {
    let title = match import.state {
        State::Done => texts::done_title(),
        State::Partial => texts::partial_title(),
        State::Failed => texts::failed_title(),
        State::Undone => texts::undone_title(),
        _ => texts::cancelled_title(),
    };
    let left = import.total_rows - import.done_rows;
    let took = import.started_at.zip(import.finished_at).map(|(from, to)| texts::took(span(to.seconds_since(from))));
    let id = import.id;
    let may_undo = may_change && import.state.may_undo() && import.done_rows > 0;
    let undo_about = if import.kind == Kind::Orders { texts::undo_orders() } else { texts::undo_masters() };
    let mend = (may_change && left > 0).then(|| format!("/imports/new?kind={}", import.kind));
    let workbook = (error_count > 0).then(|| format!("/api/imports/{id}/errors.xlsx"));
    let made_count =
        if import.kind == Kind::Orders { import.summary.made } else { import.summary.new + import.summary.updated };
    view! {
        <div class="flex items-center gap-2"><h2>{title}</h2><StateBadge state=import.state/></div>
        {import.failure.clone().map(|failure| view! { <div class="notice notice-danger" role="alert"><Icon name="circle-alert"/><div>{failure}</div></div> })}
        <div class="stat-row">
            <div class="stat">{texts::done_rows()}<b>{count(import.done_rows)}</b><small>{took}</small></div>
            <a class="stat" class:is-stopped=left.is_positive() href=format!("/imports/{id}")>{texts::left_rows()}<b>{count(left)}</b></a>
            <div class="stat">{if import.kind == Kind::Orders { texts::made_orders() } else { texts::made_masters() }}<b>{count(made_count)}</b></div>
        </div>
        {(!made.is_empty()).then(|| view! { <MadeOrders made/> })}
        <div class="flex flex-wrap items-center gap-2">
            <a class="button" rel="external" href=format!("/api/imports/{id}/file") download=""><Icon name="file-spreadsheet"/>{texts::download_file()}</a>
            {workbook.map(|to| view! { <a class="button" rel="external" href=to download=""><Icon name="download"/>{texts::workbook_of(count(left))}</a> })}
            {mend.map(|to| view! { <a class="button button-quiet" href=to><Icon name="upload"/>{texts::upload_mended()}</a> })}
            {may_undo.then(|| view! {
                <PlainForm state class="flex items-center gap-2" to=format!("/imports/{id}")>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <input type="hidden" name="action" value="undo"/>
                    <button class="button button-danger" class:is-busy=move || state.pending() type="submit"><Icon name="undo-2"/>{texts::undo()}</button>
                    <small class="muted">{undo_about}</small>
                </PlainForm>
            })}
            <span class="grow"></span>
            <a class="button" href="/imports">{texts::all_imports()}</a>
        </div>
    }
}

#[component]
fn MadeOrders(made: Vec<Made>) -> impl IntoView {
    let lines = made.into_iter().map(|made| {
        let status = made.status.parse::<Status>().ok().map(|status| view! { <StatusBadge status/> });
        view! {
            <tr>
                <td class="card-title"><a class="row-link" href=format!("/orders/{}", made.number)>{made.number.clone()}</a></td>
                <td class="cut" data-label=texts::customer()>{made.customer}</td>
                <td class="card-sub">{status}</td>
                <td class="num main card-side">{made.total.short()}</td>
            </tr>
        }
    });
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::made_caption()>
            <table class="table table-hover">
                <caption>{texts::made_caption()}</caption>
                <thead><tr><th>{texts::order()}</th><th>{texts::customer()}</th><th>{texts::status()}</th><th class="num">{texts::total()}</th></tr></thead>
                <tbody>{lines.collect_view()}</tbody>
            </table>
        </div>
    }
}
