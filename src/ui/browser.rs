//! What only a browser can do. On the server each of these does nothing.

/// The script in the head that takes over should the WASM die: it hands links and forms back to the browser.
#[cfg(feature = "hydrate")]
pub fn hand_over() {
    call("handOver");
}

/// Scrolls and ticks the list as it was left, where the browser came back to it. Also in `page.js`.
pub fn restore_place() {
    #[cfg(feature = "hydrate")]
    call("restorePlace");
}

/// Fills the help with the keys of the page, which stand on its buttons as `aria-keyshortcuts`. Also in `page.js`.
pub fn list_page_keys() {
    #[cfg(feature = "hydrate")]
    call("listPageKeys");
}

/// Has the page of this path kept in this browser, to be shown while the line is down: in `public/page.js`.
pub fn keep_page(path: &str) {
    #[cfg(feature = "hydrate")]
    call_with("keepPage", &wasm_bindgen::JsValue::from_str(path));
    #[cfg(not(feature = "hydrate"))]
    let _ = path;
}

/// Calls what the pages' script keeps under this name.
#[cfg(feature = "hydrate")]
fn call(name: &str) {
    call_with(name, &wasm_bindgen::JsValue::UNDEFINED);
}

#[cfg(feature = "hydrate")]
fn call_with(name: &str, argument: &wasm_bindgen::JsValue) {
    use wasm_bindgen::{JsCast, JsValue};
    if let Ok(function) = js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str(name))
        && let Some(function) = function.dyn_ref::<js_sys::Function>()
    {
        let _ = function.call1(&JsValue::NULL, argument);
    }
}

/// Marks those of the links met by the selector whose path is where one is, and no others, for eyes and for screen readers.
pub fn mark_place(links: &str, is_here: impl Fn(&str) -> bool) {
    #[cfg(feature = "hydrate")]
    each(links, |link: web_sys::Element| {
        let _ = match link.get_attribute("href").is_some_and(|path| is_here(&path)) {
            true => link.set_attribute("aria-current", "page"),
            false => link.remove_attribute("aria-current"),
        };
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = (links, is_here);
}

/// Writes the counts at the frame's links: a path and its count, one a line. In `page.js`.
pub fn show_counts(lines: &str) {
    #[cfg(feature = "hydrate")]
    call_with("showCounts", &wasm_bindgen::JsValue::from_str(lines));
    #[cfg(not(feature = "hydrate"))]
    let _ = lines;
}

/// Does something to each element that the selector meets.
#[cfg(feature = "hydrate")]
fn each<E: wasm_bindgen::JsCast>(selector: &str, change: impl Fn(E)) {
    let Ok(found) = leptos::prelude::document().query_selector_all(selector) else { return };
    let elements = (0..found.length()).filter_map(|index| wasm_bindgen::JsCast::dyn_into(found.item(index)?).ok());
    elements.for_each(change);
}

/// Whether anything on the page meets the selector now.
pub fn is_there(selector: &str) -> bool {
    #[cfg(feature = "hydrate")]
    {
        leptos::prelude::document().query_selector(selector).is_ok_and(|found| found.is_some())
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = selector;
        false
    }
}

/// How many boxes of this name are ticked.
pub fn count_checked(name: &str) -> usize {
    #[cfg(feature = "hydrate")]
    {
        let found = leptos::prelude::document().query_selector_all(&format!("input[name='{name}']:checked"));
        found.map_or(0, |list| list.length() as usize)
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = name;
        0
    }
}

/// What the ticked boxes of this name stand for.
pub fn checked(name: &str) -> Vec<String> {
    #[cfg(feature = "hydrate")]
    {
        let ticked = std::cell::RefCell::new(Vec::new());
        each(&format!("input[name='{name}']:checked"), |input: web_sys::HtmlInputElement| {
            ticked.borrow_mut().push(input.value());
        });
        ticked.into_inner()
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = name;
        Vec::new()
    }
}

/// Ticks those boxes of this name that stand for one of these.
pub fn check(name: &str, values: &[String]) {
    #[cfg(feature = "hydrate")]
    each(&format!("input[name='{name}']"), |input: web_sys::HtmlInputElement| {
        if values.contains(&input.value()) {
            input.set_checked(true);
        }
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = (name, values);
}

/// Gives the keyboard to what meets the selector.
pub fn focus(selector: &str) {
    #[cfg(feature = "hydrate")]
    each(selector, |element: web_sys::HtmlElement| {
        let _ = element.focus();
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = selector;
}

/// Ticks or clears every box of this name.
pub fn check_all(name: &str, checked: bool) {
    #[cfg(feature = "hydrate")]
    each(&format!("input[name='{name}']"), |input: web_sys::HtmlInputElement| input.set_checked(checked));
    #[cfg(not(feature = "hydrate"))]
    let _ = (name, checked);
}

/// Whether the keyboard is writing into a field.
pub fn is_typing() -> bool {
    #[cfg(feature = "hydrate")]
    {
        leptos::prelude::document().active_element().is_some_and(|element| {
            let tag = element.tag_name();
            let box_ = element.get_attribute("type").is_some_and(|kind| kind == "checkbox" || kind == "radio");
            (tag == "INPUT" && !box_) || tag == "TEXTAREA" || tag == "SELECT"
        })
    }
    #[cfg(not(feature = "hydrate"))]
    false
}

/// Does what a key means in a list; answers whether it meant anything.
pub fn list_key(key: &str) -> bool {
    #[cfg(feature = "hydrate")]
    {
        list::press(key).unwrap_or(false)
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = key;
        false
    }
}

#[cfg(feature = "hydrate")]
mod list {
    use leptos::prelude::document;
    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlElement, HtmlInputElement};

    /// The row under the cursor moves, opens or is picked.
    pub fn press(key: &str) -> Option<bool> {
        let rows = document().query_selector_all("main .table tbody tr").ok()?;
        let row = |index: u32| rows.item(index).and_then(|node| node.dyn_into::<Element>().ok());
        let here =
            (0..rows.length()).find(|index| row(*index).is_some_and(|row| row.class_list().contains("is-cursor")));
        match key {
            "j" | "k" if rows.length() > 0 => {
                let next = match (here, key) {
                    (None, _) => 0,
                    (Some(at), "j") => (at + 1).min(rows.length() - 1),
                    (Some(at), _) => at.saturating_sub(1),
                };
                if let Some(old) = here.and_then(row) {
                    let _ = old.class_list().remove_1("is-cursor");
                }
                let row = row(next)?;
                row.class_list().add_1("is-cursor").ok()?;
                row.scroll_into_view_with_bool(false);
                Some(true)
            }
            "Enter" => {
                let link = row(here?)?.query_selector("a.row-link").ok()??;
                link.dyn_into::<HtmlElement>().ok()?.click();
                Some(true)
            }
            "x" => {
                let input = row(here?)?.query_selector("input[type=checkbox]").ok()??;
                input.dyn_into::<HtmlInputElement>().ok()?.click();
                Some(true)
            }
            "Escape" => {
                let ticked = document().query_selector_all("main .table input[type=checkbox]:checked").ok()?;
                for index in 0..ticked.length() {
                    if let Some(input) = ticked.item(index).and_then(|node| node.dyn_into::<HtmlInputElement>().ok()) {
                        input.click();
                    }
                }
                Some(ticked.length() > 0)
            }
            _ => Some(false),
        }
    }
}

/// What is being pasted, as text.
pub fn pasted(event: &leptos::ev::ClipboardEvent) -> Option<String> {
    #[cfg(feature = "hydrate")]
    return event.clipboard_data()?.get_data("text/plain").ok();
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = event;
        None
    }
}

/// Keeps a text in this browser under a name.
pub fn keep(name: &str, text: &str) {
    #[cfg(feature = "hydrate")]
    if let Some(storage) = storage() {
        let _ = storage.set_item(name, text);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (name, text);
}

/// What was kept under a name.
pub fn kept(name: &str) -> Option<String> {
    #[cfg(feature = "hydrate")]
    return storage()?.get_item(name).ok()?;
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = name;
        None
    }
}

/// Forgets what was kept for the page that is open, under this beginning of a name.
pub fn forget_here(start: &str) {
    let location = leptos::prelude::window().location();
    let (path, search) = (location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
    forget(&format!("{start}{path}?{}", search.trim_start_matches('?')));
}

/// Forgets what was kept under a name.
pub fn forget(name: &str) {
    #[cfg(feature = "hydrate")]
    if let Some(storage) = storage() {
        let _ = storage.remove_item(name);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = name;
}

#[cfg(feature = "hydrate")]
fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Asks the server for this page again.
pub fn reload() {
    let _ = leptos::prelude::window().location().reload();
}
