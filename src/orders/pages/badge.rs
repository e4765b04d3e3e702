//! A status as every page shows it.

use leptos::prelude::*;

use crate::{orders::Status, ui::Badge};

#[component]
pub fn StatusBadge(status: Status) -> impl IntoView {
    view! { <Badge hue=status.hue().as_str() icon=status.icon() label=status.label()/> }
}
