//! `/audit/:id`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::ui::page::Page;
use crate::{
    audit::{
        api::show_entry,
        model::{Change, Entry, link},
        texts,
    },
    platform::failure::Failure,
    ui::encode,
    ui::list::fact,
    ui::{read, resource},
};

pub struct AuditEntryPage {
    entry: Resource<Result<Entry, Failure>>,
}

impl Page for AuditEntryPage {
    fn data() -> Self {
        let params = use_params_map();
        let id = move || params.read().get("id").and_then(|id| id.parse().ok()).unwrap_or(0);
        Self { entry: resource(id, show_entry) }
    }

    fn view(this: Self) -> AnyView {
        view! {
            <Title text=crate::texts::audit()/>
            {read(this.entry, show)}
        }
        .into_any()
    }
}

fn show(entry: Entry) -> AnyView {
    let row = entry.row;
    let all = format!("/audit?entity={}&id={}", encode(&row.entity_type), encode(&row.entity_id));
    let record = format!("{} {}", row.entity_type, row.entity_id);
    let record = match link(&row.entity_type, &row.entity_id) {
        Some(href) => view! { <a class="link" href=href>{record}</a> }.into_any(),
        None => record.into_any(),
    };
    view! {
        <div class="page-narrow">
            <div class="page-head">
                <h1>{texts::entry(row.id)}</h1>
                <div class="page-actions"><a class="button" href=all>{texts::all_of_record()}</a></div>
            </div>
            <section class="card">
                <dl class="dl">
                    <dt>{texts::summary()}</dt><dd>{row.summary}</dd>
                    <dt>{texts::when()}</dt><dd><time datetime=row.at.iso()>{row.at.to_string()}</time></dd>
                    <dt>{texts::who()}</dt><dd>{row.who}</dd>
                    <dt>{texts::action()}</dt><dd>{texts::of_action(&row.action).to_owned()}</dd>
                    <dt>{texts::record()}</dt><dd>{record}</dd>
                    <dt>{texts::outcome()}</dt><dd>{row.outcome}</dd>
                    {fact(texts::address(), entry.address)}
                    {fact(texts::agent(), entry.agent)}
                    {fact(texts::request(), entry.request_id)}
                </dl>
            </section>
            <section class="card card-flush mt-4">
                <div class="card-head"><h2>{texts::changes()}</h2></div>
                {changes(entry.changes)}
            </section>
        </div>
    }
    .into_any()
}

fn changes(changes: Vec<Change>) -> AnyView {
    if changes.is_empty() {
        return view! { <p class="muted">{texts::no_changes()}</p> }.into_any();
    }
    let rows = changes
        .into_iter()
        .map(|change| {
            let differs = change.old != change.new;
            let (old, new) = if differs {
                (view! { <del>{change.old}</del> }.into_any(), view! { <ins>{change.new}</ins> }.into_any())
            } else {
                (change.old.into_any(), change.new.into_any())
            };
            view! {
                <tr>
                    <th scope="row">{change.field}</th>
                    <td class="wrap" data-label=texts::before()>{old}</td>
                    <td class="wrap" data-label=texts::after()>{new}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::changes()>
            <table class="table table-plain">
                <thead><tr><th scope="col">{texts::field()}</th><th scope="col">{texts::before()}</th><th scope="col">{texts::after()}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
