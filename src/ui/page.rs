//! A page: what it reads, and how it shows it.

use leptos::prelude::AnyView;

/// A page of the app: `data` begins to read, `view` shows. Both are part of the chunk that `src/pages.rs` puts the page in.
pub trait Page: Send + 'static {
    fn data() -> Self;
    fn view(this: Self) -> AnyView;
}
