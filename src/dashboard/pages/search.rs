//! `/search?q=`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::ui::page::Page;

use crate::{
    dashboard::{api::find_anything, texts},
    platform::failure::Failure,
    ui::{Icon, list::empty, palette::Found, read, resource},
};

pub struct SearchPage {
    q: Memo<String>,
    found: Resource<Result<Vec<Found>, Failure>>,
}

impl Page for SearchPage {
    fn data() -> Self {
        let query = use_query_map();
        let q = Memo::new(move |_| query.read().get("q").unwrap_or_default());
        Self { q, found: resource(move || q.get(), find_anything) }
    }

    fn view(this: Self) -> AnyView {
        let SearchPage { q, found } = this;
        let content = move |found: Vec<_>| {
            if found.is_empty() {
                empty("search", texts::found_nothing(), texts::found_nothing_about(), None)
            } else {
                groups(found)
            }
        };
        view! {
            <Title text=texts::search()/>
            <div class="page-narrow">
                <div class="page-head"><h1>{texts::search()}</h1></div>
                <form class="filters" method="get" action="/search" role="search">
                    <label class="filter-search">
                        <Icon name="search"/>
                        <input class="input" type="search" name="q" value=move || q.get() placeholder=texts::search_hint() aria-label=texts::search() autofocus/>
                    </label>
                    <button class="button button-primary" type="submit">{texts::search()}</button>
                </form>
                {read(found, content)}
            </div>
        }
        .into_any()
    }
}

fn groups(found: Vec<Found>) -> AnyView {
    let mut groups: Vec<(String, Vec<Found>)> = Vec::new();
    for one in found {
        match groups.iter_mut().find(|(kind, _)| *kind == one.kind) {
            Some((_, rows)) => rows.push(one),
            None => groups.push((one.kind.clone(), vec![one])),
        }
    }
    groups
        .into_iter()
        .map(|(kind, rows)| {
            let rows = rows.into_iter().map(|one| view! { <li><a href=one.href>{one.title}</a><span class="sub">{one.sub}</span></li> }).collect_view();
            view! { <section class="card mt-4"><div class="card-head"><h2>{kind}</h2></div><ul class="rows">{rows}</ul></section> }
        })
        .collect_view()
        .into_any()
}
