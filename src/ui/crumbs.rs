//! Where one is: the path of the page, each part a link.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::texts;

/// The trail of the page that is open.
#[component]
pub fn Crumbs() -> impl IntoView {
    let path = use_location().pathname;
    let trail = move || {
        let mut parts = trail(&path.get());
        let last = parts.pop().map(|(name, _)| view! { <span aria-current="page">{name}</span> });
        let before = parts.into_iter().map(|(name, href)| view! { <a href=href>{name}</a> }).collect_view();
        view! { {before}{last} }
    };
    view! { <nav class="crumbs" aria-label=texts::where_you_are()>{trail}</nav> }
}

/// Name and path of each part, the last the page itself.
fn trail(path: &str) -> Vec<(String, String)> {
    let mut href = String::new();
    let mut parts = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        href.push('/');
        href.push_str(part);
        parts.push((name_of(part), href.clone()));
    }
    if parts.is_empty() {
        parts.push((texts::home().to_owned(), "/".to_owned()));
    }
    parts
}

/// A code stands as it is; a word of ours begins with a capital.
fn name_of(part: &str) -> String {
    let is_code = part.bytes().any(|byte| !byte.is_ascii_lowercase() && byte != b'-');
    let mut name = if is_code { part.replace("%20", " ") } else { part.replace('-', " ") };
    if !is_code && let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_path_is_a_link_to_it() {
        let told: Vec<_> = trail("/orders/ORD-2611-00042/edit");
        let of = |name: &str, href: &str| (name.to_owned(), href.to_owned());
        let number = "/orders/ORD-2611-00042";
        assert_eq!(
            told,
            [of("Orders", "/orders"), of("ORD-2611-00042", number), of("Edit", &format!("{number}/edit"))]
        );
    }

    #[test]
    fn the_beginning_is_home_and_words_are_parted() {
        assert_eq!(trail("/")[0].0, "Home");
        assert_eq!(trail("/price-lists/")[0].0, "Price lists");
    }
}
