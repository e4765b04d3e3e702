//! Badges: an icon and a word in a hue.

use leptos::prelude::*;

use super::Icon;

/// A state as icon, word and hue (`waiting`, `moving`, `done`, `stopped`, `side`, `draft`).
#[component]
pub fn Badge(hue: &'static str, icon: &'static str, #[prop(into)] label: String) -> impl IntoView {
    view! { <span class=format!("badge badge-{hue}")><Icon name=icon/><span>{label}</span></span> }
}
