//! Where one is: the path of the page, each part a link.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::texts;

/// The pages that have pages below them, each with the parts that may follow; `*` stands for a code.
const ABOVE: &[(&str, &[&str])] = &[
    ("/orders", &["*"]),
    ("/orders/*", &["edit", "file", "remark"]),
    ("/orders/new", &["file"]),
    ("/orders/views", &["delete"]),
    ("/credit", &["selected", "simulate"]),
    ("/imports", &["*"]),
    ("/imports/*", &["columns", "correct", "run", "result"]),
    ("/customers", &["*"]),
    ("/customers/*", &["edit", "credit"]),
    ("/products", &["*"]),
    ("/products/*", &["edit", "receive", "adjust"]),
    ("/price-lists", &["*"]),
    ("/price-lists/*", &["edit"]),
    ("/warehouses", &["*"]),
    ("/warehouses/*", &["edit"]),
    ("/users", &["new", "roles", "*"]),
    ("/audit", &["*"]),
    ("/scorecards", &["*"]),
    ("/scorecards/*", &["enter", "act", "adjust", "balances", "file", "sources"]),
    ("/kra", &["templates", "tables"]),
    ("/kra/templates/*", &["copy"]),
    ("/kra/tables/*", &["decide"]),
    ("/packaging", &["in", "out", "ledger", "entries", "materials", "counts", "reorder", "purchases", "bills"]),
    ("/packaging/counts", &["*"]),
    ("/packaging/counts/*", &["decide"]),
    ("/packaging/bills", &["*"]),
    ("/packaging/materials/*", &["edit", "use"]),
];

/// The trail of the page that is open.
#[component]
pub fn Crumbs() -> impl IntoView {
    let path = use_location().pathname;
    let parts = move || {
        let mut parts = trail(&path.get());
        let last = parts.pop().map(|(name, _)| view! { <span aria-current="page">{name}</span> });
        let before = parts
            .into_iter()
            .map(|(name, href)| match href {
                Some(href) => view! { <a href=href>{name}</a> }.into_any(),
                None => view! { <span>{name}</span> }.into_any(),
            })
            .collect_view();
        view! { {before}{last} }
    };
    view! { <nav class="crumbs" aria-label=texts::where_you_are()>{parts}</nav> }
}

/// The parts of a path: the name of each, and its path where a page stands there.
pub fn trail(path: &str) -> Vec<(String, Option<String>)> {
    let all: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if all.is_empty() {
        return vec![(texts::home().to_owned(), Some("/".to_owned()))];
    }
    let part = |index: usize| {
        let href = all.get(..=index).map(|parts| format!("/{}", parts.join("/"))).filter(|_| is_page(&all, index));
        (name_of(all.get(index).copied().unwrap_or_default()), href)
    };
    (0..all.len()).map(part).collect()
}

/// Whether a page stands at the path up to this part; the last is the page itself, if there is one.
fn is_page(all: &[&str], index: usize) -> bool {
    let fits = |pattern: &&str, part: &&str| *pattern == "*" || pattern == part;
    let Some(next) = all.get(index + 1) else { return true };
    ABOVE.iter().any(|(page, below)| {
        let page: Vec<&str> = page.split('/').skip(1).collect();
        page.len() == index + 1
            && page.iter().zip(all).all(|(pattern, part)| fits(pattern, part))
            && below.iter().any(|pattern| fits(pattern, next))
    })
}

/// A code stands as it is; a word of ours begins with a capital.
fn name_of(part: &str) -> String {
    let is_code = part.bytes().any(|byte| !byte.is_ascii_lowercase() && byte != b'-');
    let mut name = if is_code { part.replace("%20", " ") } else { part.replace('-', " ") };
    if name == "kra" {
        name = texts::kra_set_up().to_owned();
    }
    if !is_code && let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, href: &str) -> (String, Option<String>) {
        (name.to_owned(), (!href.is_empty()).then(|| href.to_owned()))
    }

    #[test]
    fn every_part_of_the_path_is_a_link_to_it() {
        let number = "/orders/ORD-2611-00042";
        assert_eq!(
            trail("/orders/ORD-2611-00042/edit"),
            [of("Orders", "/orders"), of("ORD-2611-00042", number), of("Edit", &format!("{number}/edit"))]
        );
    }

    #[test]
    fn what_is_no_page_is_no_link() {
        assert_eq!(trail("/nowhere/at/all").iter().filter(|(_, href)| href.is_some()).count(), 1);
        assert_eq!(trail("/orders/ORD-1/nothing")[..2], [of("Orders", "/orders"), of("ORD-1", "")]);
        assert_eq!(trail("/users/SALES-001/edit")[..2], [of("Users", "/users"), of("SALES-001", "")]);
    }

    #[test]
    fn the_beginning_is_home_and_words_are_parted() {
        assert_eq!(trail("/")[0].0, "Home");
        assert_eq!(trail("/price-lists/")[0].0, "Price lists");
    }
}
