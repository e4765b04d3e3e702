//! Icons from the sprite.

use leptos::prelude::*;

use super::markup;

/// An icon beside a word; alone, its button needs an `aria-label`.
#[component]
pub fn Icon(name: &'static str, #[prop(optional)] class: &'static str) -> impl IntoView {
    let class = if class.is_empty() { "icon".to_owned() } else { format!("icon {class}") };
    view! { <svg class=class aria-hidden="true" inner_html=markup::figure(name).into_string()></svg> }
}
