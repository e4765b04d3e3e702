//! What a page reads, and what it shows of it.

use std::pin::Pin;

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::Problem;
use crate::platform::failure::Failure;

/// What a page reads: `read` of what it `asks`, again whenever that changes.
///
/// Behind a pointer, all that is read has one type of future: what polls it is compiled once and not once a page, and Leptos moves
/// the pointer about, where the future of a page, with all that its statements wait for, comes to 20 KB.
pub fn resource<A, T, F>(
    asks: impl Fn() -> A + Send + Sync + 'static,
    read: impl Fn(A) -> F + Send + Sync + 'static,
) -> Resource<T>
where
    A: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    Resource::new(asks, move |asked| -> Pin<Box<dyn Future<Output = T> + Send>> { Box::pin(read(asked)) })
}

/// What was read, in place of a bar that stands for it, or why it could not be read. When it is read again, what was
/// there stays until the new is there.
///
/// The server renders pages when all they read is there: it waits, then renders once, where `Transition` would build the view three
/// times, to find out whether more is read inside. So `show` must not read anything itself.
pub fn read<T, V>(from: Resource<Result<T, Failure>>, show: V) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    V: Fn(T) -> AnyView + Clone + Send + Sync + 'static,
{
    let content = move |read: Result<T, Failure>| match read {
        Ok(read) => show(read),
        Err(failure) => view! { <Problem failure/> }.into_any(),
    };
    when_read(from, content)
}

#[cfg(feature = "ssr")]
fn when_read<T, V>(from: Resource<T>, content: V) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    V: Fn(T) -> AnyView + Send + Sync + 'static,
{
    use super::still::Still;
    use leptos::tachys::reactive_graph::OwnedView;

    /// What the page of a list comes to, in bytes.
    const USUAL: usize = 64 * 1024;
    // The number that `Transition` takes in the browser: what comes after it must have the same one on both sides.
    if let Some(shared) = Owner::current_shared_context() {
        shared.next_id();
    }
    Suspend::new(async move { Still::<_, USUAL>(OwnedView::new(content(from.await))) }).into_any()
}

#[cfg(not(feature = "ssr"))]
fn when_read<T, V>(from: Resource<T>, content: V) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    V: Fn(T) -> AnyView + Clone + Send + Sync + 'static,
{
    let content = move || from.get().map(content.clone());
    view! { <Transition fallback=|| view! { <p class="skeleton w-32"></p> }>{content}</Transition> }.into_any()
}
