//! `/imports`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::ui::page::Page;

use super::frame::StateBadge;
use crate::{
    imports::{
        api::list_imports,
        model::{History, ImportRow, count},
        texts,
    },
    platform::failure::Failure,
    ui::{Icon, read, resource},
};

pub struct ImportsPage {
    history: Resource<Result<History, Failure>>,
}

impl Page for ImportsPage {
    fn data() -> Self {
        let query = use_query_map();
        Self { history: resource(move || query.read().get("before"), list_imports) }
    }

    fn view(this: Self) -> AnyView {
        let content = move |history| view! { <Content history/> }.into_any();
        view! {
            <Title text=texts::title()/>
            {read(this.history, content)}
        }
        .into_any()
    }
}

#[component]
fn Content(history: History) -> impl IntoView {
    let may = !history.kinds.is_empty();
    let next = history.next.map(|id| format!("/imports?before={id}"));
    let empty = history.rows.is_empty();
    view! {
        <div class="page-head">
            <h1>{texts::title()}</h1>
            <div class="page-actions">
                {may.then(|| view! { <a class="button button-primary" href="/imports/new"><Icon name="upload"/>{texts::new_import()}</a> })}
            </div>
        </div>
        {if empty {
            view! { <Nothing may/> }.into_any()
        } else {
            view! { <Table rows=history.rows/> }.into_any()
        }}
        {next.map(|next| view! {
            <div class="page-foot"><nav class="pager" aria-label="Pages"><a class="button" href=next>{texts::older()}<Icon name="chevron-right"/></a></nav></div>
        })}
    }
}

#[component]
fn Nothing(may: bool) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="file-spreadsheet"/>
            <strong>{texts::history_empty()}</strong>
            <p>{texts::history_empty_about()}</p>
            {may.then(|| view! { <div class="empty-actions"><a class="button" href="/imports/new">{texts::new_import()}</a></div> })}
        </div>
    }
}

#[component]
fn Table(rows: Vec<ImportRow>) -> impl IntoView {
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::title()>
            <table class="table table-hover">
                <caption>{texts::history_caption()}</caption>
                <thead><tr>
                    <th>{texts::file()}</th><th>{texts::kind()}</th><th>{texts::state()}</th>
                    <th class="num">{texts::rows()}</th><th>{texts::by()}</th><th class="num">{texts::when()}</th>
                </tr></thead>
                <tbody>{rows.into_iter().map(|row| view! { <Line row/> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Line(row: ImportRow) -> impl IntoView {
    let rows = if row.state.is_over() {
        texts::rows_of(count(row.done_rows), count(row.total_rows))
    } else {
        count(row.total_rows)
    };
    let at = format!("{}, {}", row.created_at.ist_date(), row.created_at.ist_clock());
    view! {
        <tr>
            <td class="cut card-title"><a class="row-link" href=row.state.path(row.id)><span class="main">{row.file_name}</span></a></td>
            <td class="quiet" data-label=texts::kind()>{row.kind.title()}</td>
            <td class="card-sub"><StateBadge state=row.state/></td>
            <td class="num card-side">{rows}</td>
            <td class="quiet" data-label=texts::by()>{row.user_name}</td>
            <td class="num quiet card-side">{at}</td>
        </tr>
    }
}
