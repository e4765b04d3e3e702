//! `/sign-in`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    identity::{api::SignIn, texts},
    platform::form::{FormState, PlainForm},
    ui::{ErrorSummary, frame},
};

#[component]
pub fn SignInPage() -> impl IntoView {
    let state = FormState::<SignIn>::new();
    let next = use_query_map().read_untracked().get("next").unwrap_or_else(|| "/".to_owned());
    let email = state.typed(|typed| typed.email.clone(), String::new);
    let secret = NodeRef::<leptos::html::Input>::new();
    // A password that was not right is typed anew.
    Effect::new(move |_| {
        if state.failure().is_some()
            && let Some(input) = secret.get()
        {
            input.set_value("");
        }
    });
    view! {
        <Title text=texts::sign_in()/>
        <main class="sign-in">
            <section class="card">
                <p class="sign-in-brand" inner_html=frame::brand().into_string()></p>
                <h1>{texts::sign_in()}</h1>
                {move || state.failure().map(|failure| view! { <ErrorSummary failure/> })}
                <PlainForm state class="form">
                    <input type="hidden" name="next" value=next/>
                    <div class="field">
                        <label for="email">{texts::email()}</label>
                        <input class="input" type="email" id="email" name="email" autocomplete="username" required autofocus value=email/>
                    </div>
                    <div class="field">
                        <label for="password">{texts::password()}</label>
                        <input class="input" type="password" node_ref=secret id="password" name="password" autocomplete="current-password" required/>
                    </div>
                    <div class="form-actions">
                        <button class="button button-primary button-wide" class:is-busy=move || state.pending() type="submit">
                            {move || if state.pending() { texts::signing_in() } else { texts::sign_in() }}
                        </button>
                    </div>
                </PlainForm>
            </section>
        </main>
    }
}
