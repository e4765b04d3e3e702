//! What the document takes from the request: who is signed in, the theme, the security policy.

use super::frame::FrameData;
use crate::platform::failure::Failure;

/// The theme somebody chose, or none: the system decides.
pub fn theme() -> Option<&'static str> {
    match chosen("theme")?.as_str() {
        "light" => Some("nexus"),
        "dark" => Some("nexus-dark"),
        _ => None,
    }
}

/// How close the rows somebody chose stand, or none: the usual.
pub fn density() -> Option<&'static str> {
    (chosen("density")? == "compact").then_some("compact")
}

/// Whether the side bar is folded to its icons.
pub fn nav() -> Option<&'static str> {
    (chosen("nav")? == "folded").then_some("folded")
}

/// What a cookie of this name says.
fn chosen(name: &str) -> Option<String> {
    #[cfg(feature = "ssr")]
    {
        let parts = leptos::prelude::use_context::<axum::http::request::Parts>()?;
        let cookies = parts.headers.get(axum::http::header::COOKIE)?.to_str().ok()?;
        cookies.split(';').find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
    }
    #[cfg(not(feature = "ssr"))]
    {
        let _ = name;
        None
    }
}

/// What the frame shows, where somebody is signed in.
pub fn frame() -> Option<FrameData> {
    #[cfg(feature = "ssr")]
    return leptos::prelude::use_context::<axum::http::request::Parts>()
        .and_then(|parts| parts.extensions.get::<FrameData>().cloned());
    #[cfg(not(feature = "ssr"))]
    None
}

/// Why this page may not be shown, if so.
pub fn refusal() -> Option<Failure> {
    #[cfg(feature = "ssr")]
    {
        use crate::platform::server::gate::Refusal;
        let parts = leptos::prelude::use_context::<axum::http::request::Parts>()?;
        parts.extensions.get::<Refusal>().map(|refusal| refusal.0.clone())
    }
    #[cfg(not(feature = "ssr"))]
    None
}

/// Keeps the names of this page's pieces of WASM for [`name_pieces`], out of Leptos' own sight.
///
/// Leptos names the pieces of a page after it was rendered, when the thread may have begun another one: they would stand in the head
/// of that one.
#[cfg(feature = "ssr")]
pub fn collect_pieces() {
    leptos::prelude::provide_context(leptos::PrefetchLazyFn::default());
}

/// Names the pieces of WASM that this page is waiting for in its head, so that the browser loads them beside the main one.
#[cfg(feature = "ssr")]
pub fn name_pieces() {
    use leptos::prelude::*;
    use leptos_meta::Link;
    let (Some(asked), Some(manifest)) =
        (use_context::<leptos::PrefetchLazyFn>(), use_context::<leptos::WasmSplitManifest>())
    else {
        return;
    };
    let (folder, pieces, loader) = &*manifest.0.read_value();
    // A component of leptos_meta is put into the head when it is written.
    for piece in asked.0.read_value().iter().filter_map(|group| pieces.get(*group)).flatten() {
        let href = format!("{folder}/{piece}.wasm");
        _ = view! { <Link rel="preload" href as_="fetch" type_="application/wasm" crossorigin=""/> }.to_html();
    }
    _ = view! { <Link rel="modulepreload" href=format!("{folder}/{loader}") crossorigin=""/> }.to_html();
}

/// The content security policy, with this page's nonce, and whose page it is.
#[cfg(feature = "ssr")]
pub fn send_policy() {
    use axum::http::{HeaderName, HeaderValue, header};
    use leptos::prelude::use_context;
    let (Some(response), Some(nonce)) = (use_context::<leptos_axum::ResponseOptions>(), leptos::nonce::use_nonce())
    else {
        return;
    };
    let reload = if std::env::var("LEPTOS_WATCH").is_ok() { " ws://127.0.0.1:*" } else { "" };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'{reload}; \
         manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
    response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Whose page it is: what a browser keeps of it for when the line is down is this person's alone.
    if let Some(person) = frame().and_then(|frame| HeaderValue::from_str(&frame.me.code).ok()) {
        response.insert_header(HeaderName::from_static("x-person"), person);
    }
}
