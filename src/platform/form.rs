//! Forms that work without script and better with it.
//!
//! A form posts to its own page. Without script the server answers 303 where it went on success, or the same page again
//! with what was typed and what is wrong (422). With script the same server function is called in place.

use leptos::{
    form::FromFormData,
    html::Form,
    prelude::*,
    server_fn::{Http, ServerFn, client::Client, codec::PostUrl, request::ClientReq},
    web_sys::{FormData, SubmitEvent},
};
use serde::{Serialize, de::DeserializeOwned};

use super::failure::Failure;

/// What was typed, and why it was refused, when a page is rendered again after its form was posted without script.
#[derive(Clone, Debug, Serialize, serde::Deserialize)]
pub struct Refused<F> {
    pub input: F,
    pub failure: Failure,
}

/// A form's state: the action behind it and what came of it, by script or without.
pub struct FormState<F: ServerFn + Clone + Send + Sync + 'static>
where
    F::Output: Send + Sync + 'static,
    F::Error: Send + Sync + 'static,
{
    pub action: ServerAction<F>,
    before: StoredValue<Option<Refused<F>>>,
}

impl<F: ServerFn + Clone + Send + Sync + 'static> Clone for FormState<F>
where
    F::Output: Send + Sync + 'static,
    F::Error: Send + Sync + 'static,
{
    fn clone(&self) -> Self {
        *self
    }
}

impl<F: ServerFn + Clone + Send + Sync + 'static> Copy for FormState<F>
where
    F::Output: Send + Sync + 'static,
    F::Error: Send + Sync + 'static,
{
}

impl<F> FormState<F>
where
    F: ServerFn<Error = Failure> + DeserializeOwned + Serialize + Clone + Send + Sync + 'static,
    F::Output: Clone + Send + Sync + 'static,
{
    /// Call in the body of the page's component (not later): the refusal travels in the page.
    pub fn new() -> Self {
        let before = SharedValue::new(use_context::<Refused<F>>).into_inner();
        Self { action: ServerAction::<F>::new(), before: StoredValue::new(before) }
    }

    /// Why it was refused, if it was.
    pub fn failure(&self) -> Option<Failure> {
        match self.action.value().get() {
            Some(Ok(_)) => None,
            Some(Err(failure)) => Some(failure),
            None => self.before.with_value(|before| before.as_ref().map(|refused| refused.failure.clone())),
        }
    }

    /// What is wrong with this field.
    pub fn wrong(&self, field: &'static str) -> Option<String> {
        self.failure().and_then(|failure| failure.field(field).map(|error| error.message.clone()))
    }

    /// What had been typed, where the page is shown again; else the fallback.
    pub fn typed(&self, field: impl FnOnce(&F) -> String, otherwise: impl FnOnce() -> String) -> String {
        self.before.with_value(|before| match before {
            Some(refused) => field(&refused.input),
            None => otherwise(),
        })
    }

    /// All that had been typed, where the page is shown again.
    pub fn input(&self) -> Option<F> {
        self.before.with_value(|before| before.as_ref().map(|refused| refused.input.clone()))
    }

    pub fn pending(&self) -> bool {
        self.action.pending().get()
    }
}

impl<F> Default for FormState<F>
where
    F: ServerFn<Error = Failure> + DeserializeOwned + Serialize + Clone + Send + Sync + 'static,
    F::Output: Clone + Send + Sync + 'static,
{
    fn default() -> Self {
        Self::new()
    }
}

fn goes_elsewhere(event: &SubmitEvent) -> bool {
    event.submitter().is_some_and(|button| button.has_attribute("formaction"))
}

/// The form itself. `to` names another page's path when the form doesn't post to its own.
#[component]
pub fn PlainForm<F, O>(
    state: FormState<F>,
    #[prop(optional, into)] class: String,
    #[prop(optional, into)] id: String,
    #[prop(optional, into)] to: String,
    #[prop(optional)] node_ref: Option<NodeRef<Form>>,
    children: Children,
) -> impl IntoView
where
    F: ServerFn<Protocol = Http<PostUrl, O>, Error = Failure>
        + FromFormData
        + DeserializeOwned
        + Serialize
        + Clone
        + Send
        + Sync
        + 'static,
    F::Output: Clone + Send + Sync + 'static,
    F::Client: Client<Failure>,
    <<F::Client as Client<Failure>>::Request as ClientReq<Failure>>::FormData: From<FormData>,
{
    let submit = move |event: SubmitEvent| {
        if event.default_prevented() || state.action.pending().get_untracked() {
            event.prevent_default();
            return;
        }
        // A button that leads elsewhere, with a file or for a download, is the browser's own.
        if goes_elsewhere(&event) {
            return;
        }
        // What script can't read, the plain post will.
        if let Ok(input) = F::from_event(&event) {
            event.prevent_default();
            state.action.dispatch(input);
        }
    };
    let form = leptos::html::form()
        .attr("method", "post")
        .attr("class", class)
        .attr("id", (!id.is_empty()).then_some(id))
        .attr("action", (!to.is_empty()).then_some(to))
        .attr("novalidate", "")
        .on(leptos::ev::submit, submit)
        .child(children());
    match node_ref {
        Some(node) => form.node_ref(node).into_any(),
        None => form.into_any(),
    }
}
