//! What the service worker keeps in this browser, read by pages while the line is down.

/// The text at an address of this site: the worker's copy, else the server's. `None` when neither answers.
pub async fn text(path: &str) -> Option<String> {
    #[cfg(feature = "hydrate")]
    {
        use leptos::prelude::window;
        use wasm_bindgen::JsCast;
        use wasm_bindgen_futures::JsFuture;
        let response = JsFuture::from(window().fetch_with_str(path)).await.ok()?;
        let response: web_sys::Response = response.dyn_into().ok().filter(web_sys::Response::ok)?;
        JsFuture::from(response.text().ok()?).await.ok()?.as_string()
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = path;
        None
    }
}
