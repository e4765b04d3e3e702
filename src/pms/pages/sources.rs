//! `/scorecards/:code/sources`: the orders or customers behind one figure.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::texts;
use crate::{
    platform::failure::Failure,
    pms::{
        api::show_sources,
        model::{Source, Sources},
    },
    ui::{encode, list::empty, page::Page, read, resource},
};

pub struct KraSourcesPage {
    asked: Memo<(String, String, [String; 2])>,
    sources: Resource<Result<Sources, Failure>>,
}

impl Page for KraSourcesPage {
    fn data() -> Self {
        let (params, query) = (use_params_map(), use_query_map());
        let asked = Memo::new(move |_| {
            let query = query.read();
            let get = |name: &str| query.get(name).unwrap_or_default();
            (params.read().get("code").unwrap_or_default(), get("month"), [get("kra"), get("revision")])
        });
        let load =
            |(user, month, [kra, revision]): (String, String, [String; 2])| show_sources(user, month, kra, revision);
        Self { asked, sources: resource(move || asked.get(), load) }
    }

    fn view(this: Self) -> AnyView {
        let KraSourcesPage { asked, sources } = this;
        let content = move |sources| {
            let (user, month, _) = asked.get();
            show(&user, &month, sources)
        };
        view! {
            <Title text=texts::sources()/>
            {read(sources, content)}
        }
        .into_any()
    }
}

fn show(user: &str, month: &str, sources: Sources) -> AnyView {
    let back = format!("/scorecards/{}?month={}", encode(user), encode(month));
    let shown = sources.rows.len();
    let rows = sources
        .rows
        .into_iter()
        .map(|row| {
            view! {
                <tr>
                    <td class="card-title"><a class="row-link code" href=row.href>{row.reference}</a></td>
                    <td class="card-sub">{row.about}</td>
                    <td class="quiet card-side"><time datetime=row.at.iso()>{row.at.ist_date().to_string()}</time></td>
                    <td class="num card-side">{row.figure.to_string()}</td>
                </tr>
            }
        })
        .collect_view();
    let whom = if sources.team { texts::and_below(&sources.name) } else { sources.name.clone() };
    let whose = match sources.source {
        Source::NewCustomers => texts::counts_customers(whom),
        Source::Collections => texts::counts_payments(whom),
        _ => texts::counts_orders(whom),
    };
    let state = if sources.frozen { texts::sources_frozen() } else { texts::sources_live() };
    let count = usize::try_from(sources.count).unwrap_or(shown);
    let sum = texts::sources_sum(count, sources.sum);
    view! {
        <div class="page-head">
            <h1>{texts::sources_of(sources.kra)}</h1>
            <span class="page-sub">{sum}</span>
            <div class="page-actions"><a class="button" href=back>{crate::pms::texts::scorecard()}</a></div>
        </div>
        <p class="muted">{whose}" "{state}</p>
        {if shown == 0 {
            empty("search", texts::no_sources(), texts::no_sources_about(), None)
        } else {
            view! {
                <div class="table-wrap" tabindex="0" role="region" aria-label=texts::sources()>
                    <table class="table table-hover">
                        <thead><tr><th scope="col">{texts::record()}</th><th scope="col">{texts::about()}</th><th scope="col">{texts::on()}</th><th scope="col" class="num">{texts::counts()}</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            }
            .into_any()
        }}
        {(count > shown).then(|| view! { <p class="muted">{texts::sources_more(shown, count)}</p> })}
    }
    .into_any()
}
