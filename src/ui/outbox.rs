//! Forms that wait for the network: kept in this browser until the server has them, sent once each.
//!
//! What was sent carries a key that the form was made with; the server counts a key once, so that sending again what may
//! have arrived is safe. An entry is forgotten only after the server said that it has it, or when a person takes it out.

use serde::{Deserialize, Serialize};

use crate::platform::failure::Failure;

/// The name it is kept under in this browser.
#[cfg(feature = "hydrate")]
const PLACE: &str = "nexus.outbox";

/// A form on its way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Letter {
    /// The form's own key.
    pub key: String,
    /// The server function it goes to.
    pub to: String,
    /// The page it was filled in on.
    pub page: String,
    /// The fields, as a form sends them.
    pub body: String,
    /// What a person knows it by.
    pub title: String,
    /// When it was entered, as this device tells the time.
    pub at: String,
    /// The same as programs write it; the server is told of it where the letter waited.
    pub entered: String,
    /// Who entered it; another person's letters stay where they are.
    pub by: String,
    /// A photo or PDF to attach once it has arrived, as a data URL.
    pub photo: String,
    pub photo_name: String,
    /// Why the server refused it; it waits for a person then.
    pub refused: String,
}

/// What became of a letter that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The server has it; its answer as JSON.
    Arrived(String),
    /// The server refused it, for this reason.
    Refused(Box<Failure>),
    /// Nobody answered, or not now: it waits on.
    Waits,
}

/// All letters of this browser, oldest first.
pub fn letters() -> Vec<Letter> {
    #[cfg(feature = "hydrate")]
    {
        super::browser::kept(PLACE).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }
    #[cfg(not(feature = "hydrate"))]
    Vec::new()
}

/// Whether everything could be kept: a browser's room is bounded.
#[cfg(feature = "hydrate")]
fn keep(letters: &[Letter]) -> bool {
    let Ok(text) = serde_json::to_string(letters) else { return false };
    super::browser::keep(PLACE, &text);
    super::browser::kept(PLACE).is_some_and(|kept| kept == text)
}

/// Adds a letter, or puts it in the place of the one with its key. Where there is no room for its photo, it is kept without;
/// answers whether all of it was kept.
pub fn post(letter: Letter) -> bool {
    #[cfg(feature = "hydrate")]
    {
        let mut all = letters();
        all.retain(|one| one.key != letter.key);
        all.push(letter.clone());
        if keep(&all) {
            return true;
        }
        all.retain(|one| one.key != letter.key);
        all.push(Letter { photo: String::new(), ..letter });
        keep(&all);
        false
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = letter;
        false
    }
}

/// Forgets a letter.
pub fn take_out(key: &str) {
    #[cfg(feature = "hydrate")]
    {
        let mut all = letters();
        all.retain(|one| one.key != key);
        keep(&all);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = key;
}

/// Notes why a letter was refused.
pub fn refuse(key: &str, reason: &str) {
    #[cfg(feature = "hydrate")]
    {
        let mut all = letters();
        for one in all.iter_mut().filter(|one| one.key == key) {
            one.refused = reason.to_owned();
        }
        keep(&all);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (key, reason);
}

/// Reads the fields and the file of the form that is being sent.
pub async fn read(form_id: &str) -> Option<(String, String, String)> {
    #[cfg(feature = "hydrate")]
    return page::read(form_id).await;
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = form_id;
        None
    }
}

/// Sends a letter.
pub async fn send(letter: &Letter) -> Answer {
    #[cfg(feature = "hydrate")]
    return page::send(letter).await;
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = letter;
        Answer::Waits
    }
}

/// Uploads a letter's photo to this address.
pub async fn upload(letter: &Letter, to: &str) -> Answer {
    #[cfg(feature = "hydrate")]
    return page::upload(letter, to).await.unwrap_or(Answer::Waits);
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (letter, to);
        Answer::Waits
    }
}

/// A refusal in one sentence: what is wrong with its fields, else what it says.
pub fn reason(failure: &Failure) -> String {
    let fields: Vec<&str> = failure.fields.iter().map(|field| field.message.as_str()).collect();
    if fields.is_empty() { failure.message.clone() } else { fields.join(" ") }
}

/// A key for another form, made here.
pub fn new_key() -> String {
    #[cfg(feature = "hydrate")]
    return page::new_key();
    #[cfg(not(feature = "hydrate"))]
    String::new()
}

/// The time as this device tells it.
pub fn clock() -> String {
    #[cfg(feature = "hydrate")]
    return js_sys::Date::new_0().to_locale_time_string("en-IN").into();
    #[cfg(not(feature = "hydrate"))]
    String::new()
}

/// The instant it is for this device: `2026-11-21T05:12:00.000Z`.
pub fn instant() -> String {
    #[cfg(feature = "hydrate")]
    return js_sys::Date::new_0().to_iso_string().into();
    #[cfg(not(feature = "hydrate"))]
    String::new()
}

/// A body with one more field.
pub fn with_field(body: &str, name: &str, value: &str) -> String {
    #[cfg(feature = "hydrate")]
    if let Ok(params) = web_sys::UrlSearchParams::new_with_str(body) {
        params.set(name, value);
        return params.to_string().into();
    }
    let _ = (name, value);
    body.to_owned()
}

/// Fills the fields of a form by their names, where it has them.
pub fn fill(form_id: &str, body: &str) {
    #[cfg(feature = "hydrate")]
    page::fill(form_id, body);
    #[cfg(not(feature = "hydrate"))]
    let _ = (form_id, body);
}

/// Empties a form but for the fields of these names.
pub fn empty(form_id: &str, but: &[&str]) {
    #[cfg(feature = "hydrate")]
    page::empty(form_id, but);
    #[cfg(not(feature = "hydrate"))]
    let _ = (form_id, but);
}

/// What a body says under a name.
pub fn field(body: &str, name: &str) -> Option<String> {
    #[cfg(feature = "hydrate")]
    return web_sys::UrlSearchParams::new_with_str(body).ok()?.get(name);
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (body, name);
        None
    }
}

#[cfg(feature = "hydrate")]
mod page {
    use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
    use leptos::prelude::{document, window};
    use wasm_bindgen::{JsCast, JsValue};
    use web_sys::{File, FormData, HtmlFormElement, RequestInit, Response, UrlSearchParams};

    use super::{Answer, Letter};
    use crate::platform::failure::{Failure, Kind};

    fn form(id: &str) -> Option<HtmlFormElement> {
        document().get_element_by_id(id)?.dyn_into().ok()
    }

    fn call(of: &JsValue, name: &str, argument: &JsValue) -> Option<JsValue> {
        let function = Reflect::get(of, &JsValue::from_str(name)).ok()?.dyn_into::<Function>().ok()?;
        function.call1(of, argument).ok()
    }

    async fn wait(promise: JsValue) -> Option<JsValue> {
        let promise: Promise = promise.dyn_into().ok()?;
        wasm_bindgen_futures::JsFuture::from(promise).await.ok()
    }

    pub async fn read(form_id: &str) -> Option<(String, String, String)> {
        let data = FormData::new_with_form(&form(form_id)?).ok()?;
        let params = UrlSearchParams::new().ok()?;
        let mut file = None;
        for pair in js_sys::try_iter(&data).ok()??.flatten() {
            let pair: Array = pair.dyn_into().ok()?;
            match (pair.get(0).as_string(), pair.get(1)) {
                (Some(name), value) if value.is_string() => {
                    params.append(&name, &value.as_string().unwrap_or_default());
                }
                (_, value) => file = value.dyn_into::<File>().ok().filter(|file| file.size() > 0.0),
            }
        }
        let body = String::from(params.to_string());
        match file {
            Some(file) => Some((body, data_url(&file).await.unwrap_or_default(), file.name())),
            None => Some((body, String::new(), String::new())),
        }
    }

    async fn data_url(file: &File) -> Option<String> {
        let buffer = wait(call(file, "arrayBuffer", &JsValue::UNDEFINED)?).await?;
        let bytes = Uint8Array::new(&buffer).to_vec();
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        Some(format!("data:{};base64,{}", file.type_(), window().btoa(&text).ok()?))
    }

    async fn fetch(to: &str, options: &RequestInit) -> Option<Response> {
        wait(window().fetch_with_str_and_init(to, options).into()).await?.dyn_into().ok()
    }

    async fn text(response: &Response) -> Option<String> {
        wait(response.text().ok()?.into()).await?.as_string()
    }

    pub async fn send(letter: &Letter) -> Answer {
        let Ok(headers) = web_sys::Headers::new() else { return Answer::Waits };
        let _ = headers.set("content-type", "application/x-www-form-urlencoded");
        let _ = headers.set("accept", "application/json");
        let options = RequestInit::new();
        options.set_method("POST");
        options.set_headers(&headers);
        options.set_body(&JsValue::from_str(&letter.body));
        answered(&letter.to, &options).await.unwrap_or(Answer::Waits)
    }

    async fn answered(to: &str, options: &RequestInit) -> Option<Answer> {
        let response = fetch(to, options).await?;
        let said = text(&response).await?;
        if response.ok() {
            return Some(Answer::Arrived(said));
        }
        // A session that ended is begun again; what is busy or down comes back.
        if matches!(response.status(), 401 | 408 | 425 | 429 | 500..) {
            return Some(Answer::Waits);
        }
        let failure = serde_json::from_str::<Failure>(&said)
            .unwrap_or_else(|_| Failure::new(Kind::Malformed, "refused", response.status_text()));
        Some(Answer::Refused(Box::new(failure)))
    }

    pub async fn upload(letter: &Letter, to: &str) -> Option<Answer> {
        let (kind, content) = letter.photo.strip_prefix("data:")?.split_once(";base64,")?;
        let bytes: Vec<u8> = window().atob(content).ok()?.chars().map(|c| c as u8).collect();
        let parts = Array::of1(&Uint8Array::from(bytes.as_slice()));
        let options = js_sys::Object::new();
        Reflect::set(&options, &"type".into(), &kind.into()).ok()?;
        let maker: Function = Reflect::get(&js_sys::global(), &"File".into()).ok()?.dyn_into().ok()?;
        let name = if letter.photo_name.is_empty() { "photo" } else { &letter.photo_name };
        let file = Reflect::construct(&maker, &Array::of3(&parts, &name.into(), &options)).ok()?;
        let data = FormData::new().ok()?;
        let append: Function = Reflect::get(&data, &"append".into()).ok()?.dyn_into().ok()?;
        append.call2(&data, &"file".into(), &file).ok()?;
        let options = RequestInit::new();
        options.set_method("POST");
        options.set_body(&data);
        let headers = web_sys::Headers::new().ok()?;
        headers.set("accept", "application/json").ok()?;
        options.set_headers(&headers);
        answered(to, &options).await
    }

    pub fn new_key() -> String {
        let bytes = Uint8Array::new_with_length(16);
        let made = Reflect::get(&js_sys::global(), &"crypto".into())
            .ok()
            .and_then(|crypto| call(&crypto, "getRandomValues", &bytes));
        if made.is_none() {
            for index in 0..16 {
                bytes.set_index(index, (js_sys::Math::random() * 256.0) as u8);
            }
        }
        bytes.to_vec().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The fields of a form that hold a value; its buttons say what they do.
    fn fields(form: &HtmlFormElement) -> Vec<(String, JsValue)> {
        let elements: JsValue = form.elements().into();
        let Ok(Some(all)) = js_sys::try_iter(&elements) else { return Vec::new() };
        all.flatten()
            .filter_map(|element| {
                let of = |name: &str| Reflect::get(&element, &name.into()).ok()?.as_string();
                let (name, is_button) = (of("name")?, of("type").as_deref() == Some("submit"));
                (!name.is_empty() && !is_button).then_some((name, element))
            })
            .collect()
    }

    pub fn fill(form_id: &str, body: &str) {
        let (Some(form), Ok(params)) = (form(form_id), UrlSearchParams::new_with_str(body)) else { return };
        for (name, element) in fields(&form) {
            if let Some(value) = params.get(&name) {
                let _ = Reflect::set(&element, &"value".into(), &value.into());
            }
        }
    }

    pub fn empty(form_id: &str, but: &[&str]) {
        let Some(form) = form(form_id) else { return };
        for (name, element) in fields(&form) {
            if !but.contains(&name.as_str()) {
                let _ = Reflect::set(&element, &"value".into(), &"".into());
            }
        }
    }
}
