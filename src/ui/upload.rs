//! Sends a form that carries a file where it stands, so that nothing else typed on the page is lost.

use serde_json::Value;

/// Posts the form of this id to an address of the HTTP API; what it answers under `data`, or why it was refused.
///
/// # Errors
/// What is told, in words.
pub async fn upload(form_id: &str, to: &str) -> Result<Value, String> {
    #[cfg(feature = "hydrate")]
    let answer = page::send(form_id, to).await;
    #[cfg(not(feature = "hydrate"))]
    let answer = {
        let _ = (form_id, to);
        None
    };
    let (is_ok, mut answer): (bool, Value) = answer.ok_or_else(unreachable)?;
    if is_ok {
        return Ok(answer["data"].take());
    }
    Err(answer["message"].as_str().map_or_else(unreachable, str::to_owned))
}

fn unreachable() -> String {
    use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
    crate::platform::failure::Failure::from_server_fn_error(ServerFnErrorErr::Request(String::new())).message
}

#[cfg(feature = "hydrate")]
mod page {
    use leptos::prelude::{document, window};
    use serde_json::Value;
    use wasm_bindgen::JsCast;
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{FormData, Headers, HtmlFormElement, RequestInit, Response};

    /// Whether it was taken, and what was said.
    pub async fn send(form_id: &str, to: &str) -> Option<(bool, Value)> {
        let form: HtmlFormElement = document().get_element_by_id(form_id)?.dyn_into().ok()?;
        let headers = Headers::new().ok()?;
        headers.set("accept", "application/json").ok()?;
        let options = RequestInit::new();
        options.set_method("POST");
        options.set_headers(&headers);
        let data = FormData::new_with_form(&form).ok()?;
        options.set_body(&data);
        let reply = JsFuture::from(window().fetch_with_str_and_init(to, &options)).await.ok()?;
        let reply: Response = reply.dyn_into().ok()?;
        let said = JsFuture::from(reply.text().ok()?).await.ok()?.as_string()?;
        Some((reply.ok(), serde_json::from_str(&said).ok()?))
    }
}
