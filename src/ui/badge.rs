//! Badges: an icon and a word in a hue.

use leptos::prelude::*;

use super::markup;

/// A state as icon, word and hue (`waiting`, `moving`, `done`, `stopped`, `side`, `draft`).
#[component]
pub fn Badge(hue: &'static str, icon: &'static str, #[prop(into)] label: String) -> impl IntoView {
    view! { <span class=format!("badge badge-{hue}") inner_html=markup::badge_inside(icon, &label).into_string()></span> }
}
