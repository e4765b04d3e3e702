//! `/kra`: templates, slab tables and computing a month anew, for Admin.

mod table;
mod template;

pub use table::SlabTablePage;
pub use template::KraTemplatePage;

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    parts::{self, Place},
    texts,
};
use crate::{
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    pms::{
        api::{RecomputeMonth, show_set_up},
        model::{Run, SetUp, Table, TemplateRow},
    },
    ui::{Badge, ErrorSummary, Icon, list::empty, page::Page, read, resource},
};

pub struct KraSetUpPage {
    set_up: Resource<Result<SetUp, Failure>>,
    recompute: FormState<RecomputeMonth>,
    again: RwSignal<usize>,
}

impl Page for KraSetUpPage {
    fn data() -> Self {
        let again = RwSignal::new(0);
        Self { set_up: resource(move || again.get(), |_| show_set_up()), recompute: FormState::new(), again }
    }

    fn view(this: Self) -> AnyView {
        let KraSetUpPage { set_up, recompute, again } = this;
        Effect::new(move |_| {
            if matches!(recompute.action.value().get(), Some(Ok(_))) {
                again.update(|again| *again += 1);
            }
        });
        // Looks again while a month is being computed.
        Effect::new(move |_| {
            let running =
                set_up.get().and_then(Result::ok).is_some_and(|set_up| set_up.runs.iter().any(|run| !run.is_over()));
            let look = std::time::Duration::from_millis(1_500);
            if running && let Ok(timer) = set_timeout_with_handle(move || again.update(|again| *again += 1), look) {
                on_cleanup(move || timer.clear());
            }
        });
        let content = move |set_up| show(set_up, recompute);
        view! {
            <Title text=texts::set_up()/>
            {read(set_up, content)}
        }
        .into_any()
    }
}

fn show(set_up: SetUp, recompute: FormState<RecomputeMonth>) -> AnyView {
    let none = set_up.templates.is_empty();
    let templates = set_up.templates.into_iter().map(template_row).collect_view();
    let tables = set_up.tables.into_iter().map(table_row).collect_view();
    let runs = set_up.runs.into_iter().map(run_row).collect_view();
    view! {
        <div class="page-head">
            <h1>{texts::set_up_title()}</h1>
            <div class="page-actions">
                <a class="button" href="/imports/new?kind=kra-targets"><Icon name="upload"/>{texts::targets_by_excel()}</a>
                <a class="button button-primary" href="/kra/templates/new"><Icon name="plus"/>{texts::new_template()}</a>
            </div>
        </div>
        {parts::tabs(Place::SetUp)}
        {move || recompute.failure().map(|failure| view! { <ErrorSummary failure/> })}
        <section class="card card-flush">
            <div class="card-head"><h2>{texts::templates()}</h2><small>{texts::templates_about()}</small></div>
            {if none {
                empty("target", texts::no_templates(), texts::no_templates_about(), None)
            } else {
                view! {
                    <div class="table-wrap"><table class="table table-hover">
                        <thead><tr><th scope="col">{texts::name()}</th><th scope="col">{texts::role()}</th><th scope="col" class="num">{texts::kras_head()}</th><th scope="col" class="num">{texts::weight()}</th><th scope="col">{texts::changed_head()}</th></tr></thead>
                        <tbody>{templates}</tbody>
                    </table></div>
                }
                .into_any()
            }}
        </section>
        <section class="card card-flush">
            <div class="card-head"><h2>{texts::tables()}</h2><small>{texts::tables_about()}</small><a class="card-end link" href="/kra/tables/new">{texts::new_table()}</a></div>
            <div class="table-wrap"><table class="table table-hover">
                <thead><tr><th scope="col">{texts::name()}</th><th scope="col">{texts::in_force_from()}</th><th scope="col">{texts::proposed()}</th></tr></thead>
                <tbody>{tables}</tbody>
            </table></div>
        </section>
        <section class="card" id="runs">
            <div class="card-head"><h2>{texts::recompute()}</h2><small>{texts::recompute_about()}</small></div>
            <PlainForm state=recompute class="filters" to="/kra">
                <input class="input month-input" type="month" name="month" required aria-label=texts::month()/>
                <button class="button" type="submit">{texts::recompute_go()}</button>
            </PlainForm>
            <ul class="rows">{runs}</ul>
        </section>
    }
    .into_any()
}

fn template_row(row: TemplateRow) -> AnyView {
    let whole = row.weights.basis_points() == 10_000;
    let class = if whole { "num" } else { "num text-hue is-stopped" };
    view! {
        <tr>
            <td class="card-title"><a class="row-link main" href=format!("/kra/templates/{}", row.id)>{row.name}</a></td>
            <td class="card-sub">{row.role}</td>
            <td class="num" data-label=texts::kras_head()>{row.kras}</td>
            <td class=class data-label=texts::weight()>{row.weights.to_string()}</td>
            <td class="quiet card-hide">{row.updated_by}", "<time datetime=row.updated_at.iso()>{row.updated_at.ist_date().to_string()}</time></td>
        </tr>
    }
    .into_any()
}

fn table_row(table: Table) -> AnyView {
    let approved = table
        .versions
        .iter()
        .filter(|version| version.approved)
        .map(|version| parts::since(version.from))
        .collect::<Vec<_>>();
    let proposed = table.versions.iter().filter(|version| !version.approved).count();
    let waiting = (proposed > 0).then(|| view! { <span class="badge badge-waiting"><Icon name="clock"/><span>{texts::proposed_count(proposed)}</span></span> });
    view! {
        <tr>
            <td class="card-title"><a class="row-link main" href=format!("/kra/tables/{}", table.code)>{table.name}</a></td>
            <td class="quiet card-sub">{approved.join(", ")}</td>
            <td class="card-side">{waiting}</td>
        </tr>
    }
    .into_any()
}

fn run_row(run: Run) -> AnyView {
    let percent = run.percent();
    let (hue, icon, label) = match run.state.as_str() {
        "waiting" => ("draft", "clock", texts::run_waiting()),
        "running" => ("moving", "clock", texts::run_running()),
        "done" => ("done", "check", texts::run_done()),
        _ => ("stopped", "circle-alert", texts::run_failed()),
    };
    view! {
        <li>
            <b>{run.month.wire()}</b>
            <span class="sub">{texts::run_line(run.done, run.total, run.changed)}</span>
            <progress class="progress run-progress" max="100" value=percent aria-label=texts::percent(percent)></progress>
            <span class="sub">{run.by}", "<time datetime=run.at.iso()>{run.at.to_string()}</time></span>
            <Badge hue=hue icon=icon label=label/>
        </li>
    }
    .into_any()
}
