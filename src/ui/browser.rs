//! What only a browser can do. On the server each of these does nothing.

/// The script in the head that takes over should the WASM die: it hands links and forms back to the browser.
#[cfg(feature = "hydrate")]
pub fn hand_over() {
    use wasm_bindgen::{JsCast, JsValue};
    if let Ok(function) = js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("handOver"))
        && let Some(function) = function.dyn_ref::<js_sys::Function>()
    {
        let _ = function.call0(&JsValue::NULL);
    }
}
