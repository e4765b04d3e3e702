//! A page: what it reads, and how it shows it.

use leptos::prelude::AnyView;

/// A page of the app. `data` starts reading at once, in the browser while the page's code is still on its way; `view` is
/// part of the chunk that `src/pages.rs` puts the page in.
pub trait Page: Send + 'static {
    fn data() -> Self;
    fn view(this: Self) -> AnyView;
}
