//! `/imports/:id`: what the check found.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::ui::page::Page;

use super::frame::{Head, StateBadge, Step, Steps};
use crate::{
    imports::{
        api::{ChangeImport, CorrectImport, show_import},
        columns::label,
        model::{Finding, ImportRow, ImportView, Kind, Severity, State, count},
        texts,
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{ErrorSummary, Icon, read, resource},
};

pub struct ImportPage {
    import: Resource<Result<ImportView, Failure>>,
    again: RwSignal<usize>,
}

impl Page for ImportPage {
    fn data() -> Self {
        let (params, query) = (use_params_map(), use_query_map());
        let again = RwSignal::new(0);
        let asked = move || (params.read().get("id").unwrap_or_default(), query.read().get("page"), again.get());
        Self { import: resource(asked, |(id, page, _)| show_import(id, page)), again }
    }

    fn view(this: Self) -> AnyView {
        let (state, correct) = (FormState::<ChangeImport>::new(), FormState::<CorrectImport>::new());
        Effect::new(move |_| {
            let (changed, corrected) = (state.action.value().get(), correct.action.value().get());
            if changed.is_some_and(|done| done.is_ok()) || corrected.is_some_and(|done| done.is_ok()) {
                this.again.update(|again| *again += 1);
            }
        });
        let content = move |import| view! { <Content import state correct/> }.into_any();
        view! {
            <Title text=texts::step_check()/>
            {read(this.import, content)}
        }
        .into_any()
    }
}

#[component]
fn Content(import: ImportView, state: FormState<ChangeImport>, correct: FormState<CorrectImport>) -> impl IntoView {
    let ImportView { import, findings, finding_count, error_count, page, pages, may_change, .. } = import;
    let (id, kind, at) = (import.id, import.kind, import.state);
    let notes = import.clone();
    let row = import.clone();
    view! {
        <Steps here=Step::Check import=(id, at)/>
        <Head import=import.clone()/>
        {move || state.failure().or_else(|| correct.failure()).map(|failure| view! { <ErrorSummary failure/> })}
        {at.is_over().then(|| view! { <p class="mt-2"><StateBadge state=at/></p> })}
        <Notes import=notes/>
        <Stats import=row/>
        {if finding_count == 0 {
            view! { <div class="empty"><Icon name="circle-check"/><strong>{texts::all_good()}</strong><p>{texts::all_good_about()}</p></div> }.into_any()
        } else {
            let correct = (may_change && at == State::Checked).then_some((id.to_string(), correct));
            view! { <Findings findings kind correct/> }.into_any()
        }}
        {(pages > 1).then(|| view! { <Pager id=id.to_string() page pages/> })}
        <Actions import error_count may_change state/>
    }
}

#[component]
fn Notes(import: ImportRow) -> impl IntoView {
    let sheets = import.summary.left_out.join(", ");
    let same = import.summary.same_file;
    view! {
        {same.map(|id| view! {
            <div class="notice notice-warning" role="status"><Icon name="triangle-alert"/><div>{texts::same_file(id)}" "<a href=format!("/imports/{id}/result")>{texts::look()}</a></div></div>
        })}
        {(!sheets.is_empty()).then(|| view! { <p class="notice notice-quiet" role="status"><Icon name="info"/>{texts::left_out(sheets)}</p> })}
    }
}

#[component]
fn Stats(import: ImportRow) -> impl IntoView {
    let summary = import.summary;
    let bad = import.bad_rows > 0;
    let repeats = match summary.repeats {
        0 => texts::no_repeats().to_owned(),
        repeats => texts::repeats(count(repeats)),
    };
    let is_orders = import.kind == Kind::Orders;
    let good_sub = is_orders.then(|| crate::texts::orders_count(count(summary.orders)));
    let bad_sub = is_orders.then(|| texts::in_orders(count(summary.bad_orders)));
    view! {
        <div class="stat-row">
            <div class="stat">{texts::good_rows()}<b>{count(import.good_rows)}</b><small>{good_sub}</small></div>
            <div class="stat" class:is-stopped=bad>{texts::need_you()}<b>{count(import.bad_rows)}</b><small>{bad_sub}</small></div>
            {if is_orders {
                view! {
                    <div class="stat">{texts::value()}<b>{summary.value.short()}</b><small>{texts::of_good_rows()}</small></div>
                    <div class="stat" class:is-waiting=summary.credit_waits.is_positive()>{texts::waits()}<b>{count(summary.credit_waits)}</b><small>{repeats}</small></div>
                }.into_any()
            } else {
                view! {
                    <div class="stat">{texts::new_rows()}<b>{count(summary.new)}</b></div>
                    <div class="stat">{texts::updated_rows()}<b>{count(summary.updated)}</b><small>{format!("{} {}", count(summary.unchanged), texts::unchanged_rows())}</small></div>
                }.into_any()
            }}
        </div>
    }
}

/// The import whose findings may be corrected here, and the form's state.
type Correcting = Option<(String, FormState<CorrectImport>)>;

#[component]
fn Findings(findings: Vec<Finding>, kind: Kind, correct: Correcting) -> impl IntoView {
    let lines = findings.into_iter().map(move |finding| view! { <Line finding kind correct=correct.clone()/> });
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::findings_caption()>
            <table class="table">
                <caption>{texts::findings_caption()}</caption>
                <thead><tr>
                    <th class="num">{texts::row()}</th><th>{texts::column()}</th><th>{texts::in_the_file()}</th>
                    <th>{texts::what_is_wrong()}</th><th>{texts::what_to_do()}</th>
                </tr></thead>
                <tbody>{lines.collect_view()}</tbody>
            </table>
        </div>
    }
}

/// Takes the suggestion, for all rows that say the same.
#[component]
fn Take(finding: Finding, import: String, state: FormState<CorrectImport>) -> impl IntoView {
    let meant = finding.meant().unwrap_or_default().to_owned();
    view! {
        <PlainForm state class="contents" to=format!("/imports/{import}/correct")>
            <input type="hidden" name="id" value=import.clone()/>
            <input type="hidden" name="correction[field]" value=finding.field.clone()/>
            <input type="hidden" name="correction[value]" value=finding.value.clone()/>
            <input type="hidden" name="correction[meant]" value=meant.clone()/>
            <button class="button button-small" class:is-busy=move || state.pending() type="submit" title=texts::take_about(&finding.value)>
                {texts::take(meant)}
            </button>
        </PlainForm>
    }
}

#[component]
fn Line(finding: Finding, kind: Kind, correct: Correcting) -> impl IntoView {
    let take = correct
        .filter(|_| finding.meant().is_some())
        .map(|(import, state)| view! { " "<Take finding=finding.clone() import state/> });
    let bad = finding.severity == Severity::Wrong;
    let class = if bad { "value-bad code" } else { "code" };
    let message = if bad {
        view! { <span>{finding.message}</span> }.into_any()
    } else {
        view! { <span class="badge badge-waiting"><Icon name="triangle-alert"/><span>{finding.message}</span></span> }
            .into_any()
    };
    let value = (!finding.value.is_empty()).then(|| view! { <span class=class>{finding.value.clone()}</span> });
    view! {
        <tr>
            <td class="num quiet" data-label=texts::row()>{count(i64::from(finding.row))}</td>
            <td class="card-title">{label(kind, &finding.field)}</td>
            <td data-label=texts::in_the_file()>{value}</td>
            <td class="wrap card-sub">{message}</td>
            <td class="wrap quiet" data-label=texts::what_to_do()>{finding.hint.unwrap_or_default()}{take}</td>
        </tr>
    }
}

#[component]
fn Pager(id: String, page: i64, pages: i64) -> impl IntoView {
    let to = |page: i64| format!("/imports/{id}?page={page}");
    let before = (page > 1).then(|| to(page - 1));
    let after = (page < pages).then(|| to(page + 1));
    view! {
        <div class="page-foot">
            <nav class="pager" aria-label="Pages">
                {texts::pages_of(count(page), count(pages))}
                {before.map(|to| view! { <a class="button" href=to aria-label=crate::texts::previous_page()><Icon name="chevron-left"/></a> })}
                {after.map(|to| view! { <a class="button" href=to aria-label=crate::texts::next_page()><Icon name="chevron-right"/></a> })}
            </nav>
        </div>
    }
}

#[component]
fn Actions(import: ImportRow, error_count: i64, may_change: bool, state: FormState<ChangeImport>) -> impl IntoView {
    let id = import.id.to_string();
    let file = format!("/api/imports/{id}/file");
    let workbook = (error_count > 0).then(|| format!("/api/imports/{id}/errors.xlsx"));
    let mend = (may_change && import.bad_rows > 0).then(|| format!("/imports/new?kind={}", import.kind));
    let may_run = may_change && import.state == State::Checked;
    let may_import = may_run && import.good_rows > 0;
    let bad = import.bad_rows;
    let go = texts::import_rows(count(import.good_rows));
    let (run_id, check_id, cancel_id) = (id.clone(), id.clone(), id);
    view! {
        <div class="flex flex-wrap items-center gap-2">
            <a class="button button-quiet" rel="external" href=file download=""><Icon name="file-spreadsheet"/>{texts::download_file()}</a>
            {workbook.map(|to| view! { <a class="button" rel="external" href=to download=""><Icon name="download"/>{texts::workbook_of(count(bad))}</a> })}
            {mend.map(|to| view! { <a class="button button-quiet" href=to><Icon name="upload"/>{texts::upload_mended()}</a> })}
            {may_run.then(|| view! {
                <PlainForm state class="contents">
                    <input type="hidden" name="id" value=check_id/>
                    <input type="hidden" name="action" value="check"/>
                    <button class="button button-quiet" type="submit"><Icon name="refresh-cw"/>{texts::check_again()}</button>
                </PlainForm>
                <PlainForm state class="contents">
                    <input type="hidden" name="id" value=cancel_id/>
                    <input type="hidden" name="action" value="cancel"/>
                    <button class="button button-quiet" type="submit"><Icon name="x"/>{texts::cancel_import()}</button>
                </PlainForm>
            })}
            <span class="grow"></span>
            {may_import.then(|| view! {
                <PlainForm state class="flex items-center gap-2">
                    <input type="hidden" name="id" value=run_id/>
                    <input type="hidden" name="action" value="run"/>
                    <select class="select" name="mode" aria-label=texts::mode()>
                        <option value="all" selected=bad == 0>{texts::mode_all()}</option>
                        <option value="good" selected={bad > 0}>{texts::mode_good()}</option>
                    </select>
                    <button class="button button-primary" class:is-busy=move || state.pending() type="submit">{go}</button>
                </PlainForm>
            })}
        </div>
    }
}
