//! `/audit`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::ui::page::Page;
use crate::{
    audit::{
        api::list_entries,
        model::{ACTIONS, AuditFilter, EntryList, EntryRow},
        texts,
    },
    platform::failure::Failure,
    ui::{
        Icon, encode,
        form::{options, same},
        read, resource,
    },
};

pub struct AuditPage {
    filter: Memo<AuditFilter>,
    list: Resource<Result<EntryList, Failure>>,
}

impl Page for AuditPage {
    fn data() -> Self {
        let query = use_query_map();
        let filter = Memo::new(move |_| {
            let query = query.read();
            let get = |name: &str| query.get(name).unwrap_or_default();
            AuditFilter {
                who: get("who"),
                action: get("action"),
                entity: get("entity"),
                id: get("id"),
                from: get("from"),
                to: get("to"),
                q: get("q"),
                after: get("after"),
            }
        });
        Self { filter, list: resource(move || filter.get(), list_entries) }
    }

    fn view(this: Self) -> AnyView {
        let AuditPage { filter, list } = this;
        let content = move |list| found(list, filter.get_untracked());
        view! {
            <Title text=crate::texts::audit()/>
            <div class="page-head">
                <h1>{crate::texts::audit()}</h1>
                <span class="page-sub">{texts::about()}</span>
                <div class="page-actions">
                    <a class="button" rel="external" href=move || address("/api/audit/export", &filter.get(), "&format=csv")><Icon name="download"/>{texts::export_csv()}</a>
                    <a class="button" rel="external" href=move || address("/api/audit/export", &filter.get(), "&format=xlsx")><Icon name="file-spreadsheet"/>{texts::export_xlsx()}</a>
                </div>
            </div>
            {read(list, content)}
        }
        .into_any()
    }
}

/// The filter as an address, with something more at its end.
fn address(path: &str, filter: &AuditFilter, more: &str) -> String {
    let query: Vec<String> =
        filter.pairs().into_iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    format!("{path}?{}{more}", query.join("&"))
}

fn filters(filter: &AuditFilter, kinds: Vec<String>) -> AnyView {
    let named = |action: &&str| ((*action).to_owned(), texts::of_action(action).to_owned());
    let actions = options(&filter.action, ACTIONS.iter().map(named));
    let kinds = options(&filter.entity, kinds.into_iter().map(same));
    let clear = (!filter.pairs().is_empty())
        .then(|| view! { <a class="button button-quiet" href="/audit">{crate::texts::clear_filters()}</a> });
    view! {
        <form class="filters" method="get" action="/audit">
            <label class="filter-search">
                <Icon name="search"/>
                <input class="input" type="search" name="q" value=filter.q.clone() placeholder=texts::summary() aria-label=texts::summary()/>
            </label>
            <input class="input" name="who" value=filter.who.clone() placeholder=texts::who_hint() aria-label=texts::who()/>
            <select class="select" name="action" aria-label=texts::action()><option value="">{texts::any_action()}</option>{actions}</select>
            <select class="select" name="entity" aria-label=texts::record()><option value="">{texts::any_record()}</option>{kinds}</select>
            <input class="input" name="id" value=filter.id.clone() placeholder=texts::record_id() aria-label=texts::record_id()/>
            <label class="check"><span>{texts::from()}</span><input class="input w-auto" type="date" name="from" value=filter.from.clone()/></label>
            <label class="check"><span>{texts::to()}</span><input class="input w-auto" type="date" name="to" value=filter.to.clone()/></label>
            <button class="button" type="submit">{texts::filter()}</button>
            {clear}
        </form>
    }
    .into_any()
}

fn found(list: EntryList, filter: AuditFilter) -> AnyView {
    let filters = filters(&filter, list.kinds);
    if list.rows.is_empty() {
        return view! {
            {filters}
            <div class="empty">
                <Icon name="history"/>
                <strong>{texts::no_entries()}</strong>
                <p>{texts::no_entries_about()}</p>
                <div class="empty-actions"><a class="button" href="/audit">{crate::texts::clear_filters()}</a></div>
            </div>
        }
        .into_any();
    }
    let older = list.next.map(|id| {
        let href = address("/audit", &filter, &format!("&after={id}"));
        view! { <nav class="pager" aria-label=crate::texts::pages()><a class="button" href=href>{texts::older()}<Icon name="chevron-right"/></a></nav> }
    });
    view! {
        {filters}
        <div class="table-wrap" tabindex="0" role="region" aria-label=crate::texts::audit()>
            <table class="table table-hover">
                <thead>
                    <tr>
                        <th scope="col">{texts::when()}</th>
                        <th scope="col">{texts::summary()}</th>
                        <th scope="col">{texts::who()}</th>
                        <th scope="col">{texts::action()}</th>
                        <th scope="col">{texts::record()}</th>
                        <th scope="col">{texts::record_id()}</th>
                    </tr>
                </thead>
                <tbody>{list.rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <div class="page-foot">{older}</div>
    }
    .into_any()
}

fn row(row: EntryRow) -> impl IntoView {
    let full = row.summary.clone();
    view! {
        <tr>
            <td class="quiet card-side">{row.at.to_string()}</td>
            <td class="fill card-title" title=full><a class="row-link main" href=format!("/audit/{}", row.id)>{row.summary}</a></td>
            <td class="card-sub">{row.who}</td>
            <td data-label=texts::action()>{texts::of_action(&row.action).to_owned()}</td>
            <td data-label=texts::record()>{row.entity_type}</td>
            <td data-label=texts::record_id()>{row.entity_id}</td>
        </tr>
    }
}
