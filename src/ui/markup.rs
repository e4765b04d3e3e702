//! Markup that is written as text: what stands in long lists, and the small things that stand everywhere.

use maud::{Markup, html};

/// Text as it stands in markup, also between double quotes: for drawings that are written by hand.
pub fn escape(text: &str) -> String {
    html! { (text) }.into_string()
}

/// An icon beside a word; alone, its button needs an `aria-label`. `class` may be empty.
pub fn icon(name: &str, class: &str) -> Markup {
    html! { svg class={ "icon" @if !class.is_empty() { " " (class) } } aria-hidden="true" { (figure(name)) } }
}

/// What an icon's `<svg>` holds: its figure in the sprite.
pub fn figure(name: &str) -> Markup {
    html! { use href={ "/icons.svg#" (name) } {} }
}

/// A state as icon, word and hue.
pub fn badge(hue: &str, icon: &str, label: &str) -> Markup {
    html! { span class={ "badge badge-" (hue) } { (badge_inside(icon, label)) } }
}

/// What a badge holds.
pub fn badge_inside(icon_name: &str, label: &str) -> Markup {
    html! { (icon(icon_name, "")) span { (label) } }
}
