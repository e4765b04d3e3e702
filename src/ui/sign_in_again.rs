//! Sign-in over the page, for whose session ended meanwhile. `public/page.js` fills and opens it when a server function answers
//! that nobody is signed in, and then sends again what was refused: nothing typed is lost.

use leptos::prelude::*;

use crate::texts;

/// Empty until it is needed, so that no page has its fields twice.
#[component]
pub fn SignInAgain(email: String) -> impl IntoView {
    view! {
        <dialog
            class="dialog"
            id="sign-in-again"
            aria-label=texts::session_ended()
            data-title=texts::session_ended()
            data-about=texts::session_ended_about()
            data-email=texts::email()
            data-password=texts::password()
            data-go=texts::sign_in()
            data-lost=texts::connection_lost()
            data-who=email
        ></dialog>
    }
}
