//! The rows of a table that changes while one looks.

use std::hash::Hash;

use leptos::prelude::*;
use maud::Markup;

/// Rows whose cells are written as text; a row whose key changes is written anew. `is_new` marks it.
///
/// The server writes all of them as one text: it never changes them, and fifty elements to ask and to write cost more than their cells do.
#[cfg(feature = "ssr")]
pub fn text_rows<T, K>(
    rows: RwSignal<Vec<T>>,
    _key: impl Fn(&T) -> K + Clone + Send + 'static,
    _is_new: impl Fn(&T) -> bool + Clone + Send + 'static,
    cells: impl Fn(&T) -> Markup + Clone + Send + 'static,
) -> AnyView
where
    T: Send + Sync + Clone + 'static,
    K: Eq + Hash + Send + Sync + 'static,
{
    /// What a row comes to, in bytes.
    const USUAL: usize = 1024;
    let html = rows.with_untracked(|rows| {
        let mut html = String::with_capacity(rows.len() * USUAL);
        for row in rows {
            html.push_str("<tr>");
            html.push_str(&cells(row).0);
            html.push_str("</tr>");
        }
        // Where `For` looks for the end of its rows.
        html.push_str("<!>");
        html
    });
    leptos::tachys::html::InertElement::new(html).into_any()
}

/// Rows whose cells are written as text; a row whose key changes is written anew. `is_new` marks it.
#[cfg(not(feature = "ssr"))]
pub fn text_rows<T, K>(
    rows: RwSignal<Vec<T>>,
    key: impl Fn(&T) -> K + Clone + Send + 'static,
    is_new: impl Fn(&T) -> bool + Clone + Send + 'static,
    cells: impl Fn(&T) -> Markup + Clone + Send + 'static,
) -> AnyView
where
    T: Send + Sync + Clone + 'static,
    K: Eq + Hash + Send + Sync + 'static,
{
    let row = move |row: T| view! { <tr class:is-new=is_new(&row) inner_html=cells(&row).into_string()></tr> };
    view! { <For each=move || rows.get() key children=row/> }.into_any()
}
