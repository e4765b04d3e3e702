//! What the app takes from the request it is rendered for.

use super::frame::FrameData;
use crate::platform::failure::Failure;

/// What the frame shows, where somebody is signed in.
pub fn frame() -> Option<FrameData> {
    #[cfg(feature = "ssr")]
    return of_request(|frame: &FrameData| frame.clone());
    #[cfg(not(feature = "ssr"))]
    None
}

/// Why this page may not be shown, if so.
pub fn refusal() -> Option<Failure> {
    #[cfg(feature = "ssr")]
    return of_request(|refusal: &crate::platform::server::gate::Refusal| refusal.0.clone());
    #[cfg(not(feature = "ssr"))]
    None
}

/// The path of the page that is asked for. A browser goes from one to the next, and has none.
pub fn asked_path() -> Option<String> {
    #[cfg(feature = "ssr")]
    return leptos::reactive::owner::with_context(|parts: &axum::http::request::Parts| parts.uri.path().to_owned());
    #[cfg(not(feature = "ssr"))]
    None
}

/// What a middleware has put beside the request.
#[cfg(feature = "ssr")]
fn of_request<T: Send + Sync + 'static, R>(take: impl FnOnce(&T) -> R) -> Option<R> {
    use axum::http::request::Parts;
    leptos::reactive::owner::with_context(|parts: &Parts| parts.extensions.get::<T>().map(take)).flatten()
}
