//! What inputs need in a browser: to stay in step with a signal, to rest before something is asked, to be focused.

use std::time::Duration;

use leptos::{
    ev,
    html::{Input, Textarea},
    leptos_dom::helpers::TimeoutHandle,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys,
};

/// Keeps an input and a signal the same. What was typed before the page woke goes before what the signal said.
pub fn in_step(node: NodeRef<Input>, text: RwSignal<String>) {
    Effect::new(move |woken: Option<bool>| {
        let said = text.get();
        let Some(input) = node.get() else { return false };
        match woken {
            Some(true) if input.value() != said => input.set_value(&said),
            Some(true) => {}
            _ if input.value() != said => text.set(input.value()),
            _ => {}
        }
        true
    });
}

/// The same for a text of several lines.
pub fn area_in_step(node: NodeRef<Textarea>, text: RwSignal<String>) {
    Effect::new(move |woken: Option<bool>| {
        let said = text.get();
        let Some(area) = node.get() else { return false };
        match woken {
            Some(true) if area.value() != said => area.set_value(&said),
            Some(true) => {}
            _ if area.value() != said => text.set(area.value()),
            _ => {}
        }
        true
    });
}

/// Calls `then` with what the source says once it has rested for so long; not with what it says at first.
pub fn after_rest<T>(
    source: impl Fn() -> T + Send + Sync + 'static,
    rest: Duration,
    then: impl Fn(T) + Clone + Send + Sync + 'static,
) where
    T: PartialEq + Clone + Send + Sync + 'static,
{
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(handle) = timer.try_get_value().flatten() {
            handle.clear();
        }
    };
    Effect::new(move |before: Option<T>| {
        let now = source();
        if before.is_some_and(|before| before != now) {
            stop();
            let (value, then) = (now.clone(), then.clone());
            timer.set_value(set_timeout_with_handle(move || then(value), rest).ok());
        }
        now
    });
    on_cleanup(stop);
}

/// Focuses the element of this id once what was changed is drawn.
pub fn focus_soon(id: String) {
    request_animation_frame(move || focus(&id));
}

fn focus(id: &str) {
    if let Some(element) =
        document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = element.focus();
    }
}

/// Clicks the element of this id.
pub fn click(id: &str) {
    if let Some(element) =
        document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        element.click();
    }
}

/// Ctrl and Enter, or ⌘ and Enter.
pub fn is_send(event: &ev::KeyboardEvent) -> bool {
    event.key() == "Enter" && (event.ctrl_key() || event.meta_key())
}

/// Writes into the input of this id, as if it were typed.
pub fn write(id: &str, text: &str) {
    let Some(input) =
        document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlInputElement>().ok())
    else {
        return;
    };
    input.set_value(text);
    if let Ok(event) = web_sys::Event::new("input") {
        let _ = input.dispatch_event(&event);
    }
}
