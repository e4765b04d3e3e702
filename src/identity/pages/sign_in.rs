//! `/sign-in`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    identity::{api::SignIn, texts},
    platform::form::FormState,
    ui::{ErrorSummary, frame},
};

#[component]
pub fn SignInPage() -> impl IntoView {
    let state = FormState::<SignIn>::new();
    let next = use_query_map().read_untracked().get("next").unwrap_or_else(|| "/".to_owned());
    let email = state.typed(|typed| typed.email.clone(), String::new);
    view! {
        <Title text=texts::sign_in()/>
        <main class="sign-in">
            <section class="card">
                <p class="sign-in-brand" inner_html=frame::brand().into_string()></p>
                <h1>{texts::sign_in()}</h1>
                {move || state.failure().map(|failure| view! { <ErrorSummary failure/> })}
                // Sent by the browser itself: who has signed in gets another document, with the frame round its pages.
                <form class="form" method="post" novalidate>
                    <input type="hidden" name="next" value=next/>
                    <div class="field">
                        <label for="email">{texts::email()}</label>
                        <input class="input" type="email" id="email" name="email" autocomplete="username" required autofocus value=email/>
                    </div>
                    <div class="field">
                        <label for="password">{texts::password()}</label>
                        <input class="input" type="password" id="password" name="password" autocomplete="current-password" required/>
                    </div>
                    <div class="form-actions">
                        <button class="button button-primary button-wide" type="submit">{texts::sign_in()}</button>
                    </div>
                </form>
            </section>
        </main>
    }
}
