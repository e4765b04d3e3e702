//! What every page that lists records is made of: its address, its search, its pager, its files.

use leptos::prelude::*;

use super::{Icon, encode};
use crate::texts;

/// An address with a query of what is not empty, so that a view, a filter and a page are links.
pub fn address(path: &str, fields: &[(&str, &str)]) -> String {
    let query: Vec<String> = fields
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// The search of a list, and beside it its other fields; posts nothing, so its address can be kept.
#[component]
pub fn Search(path: &'static str, q: String, hint: &'static str, narrowed: bool, children: Children) -> impl IntoView {
    view! {
        <form class="filters" method="get" action=path>
            <label class="filter-search">
                <Icon name="search"/>
                <input class="input" type="search" name="q" value=q placeholder=hint aria-label=hint/>
            </label>
            {children()}
            <button class="button" type="submit">{texts::filter()}</button>
            {narrowed.then(|| view! { <a class="button button-quiet" href=path>{texts::clear_filters()}</a> })}
        </form>
    }
}

/// A field of a search: one of these, or any.
#[component]
pub fn Narrow(
    name: &'static str,
    label: &'static str,
    any: &'static str,
    chosen: String,
    choices: Vec<(String, String)>,
) -> impl IntoView {
    view! {
        <select class="select w-auto" name=name aria-label=label>
            <option value="">{any}</option>
            {super::form::options(&chosen, choices)}
        </select>
    }
}

/// The link to the next page, where there is one.
#[component]
pub fn NextPage(to: Option<String>) -> impl IntoView {
    let link = to.map(|to| {
        view! { <nav class="pager" aria-label=texts::pages()><a class="button" href=to>{texts::next_page()}<Icon name="chevron-right"/></a></nav> }
    });
    view! { <div class="page-foot">{link}</div> }
}

/// What is known of a record, as a row of a list of facts; none where it has no value.
pub fn fact(name: &'static str, value: impl Into<Option<String>>) -> Option<AnyView> {
    let value = value.into().filter(|value| !value.is_empty())?;
    Some(view! { <dt>{name}</dt><dd>{value}</dd> }.into_any())
}

/// In place of what is not there; `action` leads on.
pub fn empty(icon: &'static str, title: &'static str, about: &'static str, action: Option<AnyView>) -> AnyView {
    view! {
        <div class="empty">
            <Icon name=icon/>
            <strong>{title}</strong>
            <p>{about}</p>
            {action.map(|action| view! { <div class="empty-actions">{action}</div> })}
        </div>
    }
    .into_any()
}

/// In place of a list that has nothing.
#[component]
pub fn Nothing(
    icon: &'static str,
    title: &'static str,
    about: &'static str,
    #[prop(optional)] clear: &'static str,
) -> impl IntoView {
    let clear =
        (!clear.is_empty()).then(|| view! { <a class="button" href=clear>{texts::clear_filters()}</a> }.into_any());
    empty(icon, title, about, clear)
}

/// Taking a list along and bringing one in: `export` is the address without its ending, `import` the kind of import.
#[component]
pub fn Files(
    #[prop(into)] export: Option<String>,
    #[prop(optional, into)] query: String,
    import: Option<&'static str>,
) -> impl IntoView {
    let query = query.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
    view! {
        {import.map(|kind| view! { <a class="button" href=format!("/imports/new?kind={kind}")><Icon name="upload"/>{texts::import()}</a> })}
        {export.map(|path| view! {
            <a class="button" href=format!("{path}/xlsx{query}") download="" rel="external"><Icon name="download"/>{texts::export()}</a>
            <a class="button button-quiet" href=format!("{path}/csv{query}") download="" rel="external">{texts::as_csv()}</a>
        })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_only_what_narrows() {
        assert_eq!(
            address("/customers", &[("q", "a & b"), ("class", ""), ("view", "over")]),
            "/customers?q=a%20%26%20b&view=over"
        );
        assert_eq!(address("/customers", &[("q", "")]), "/customers");
    }
}
