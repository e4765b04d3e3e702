//! Forwarding a waiting order: whom one may ask, and who was asked.

use leptos::prelude::*;

use crate::{
    orders::{
        model::{Forwarded, Named},
        texts,
    },
    ui::{Icon, form::Choice},
};

/// Whom it is forwarded to, for the button that does.
#[component]
pub fn ColleagueField(colleagues: Vec<Named>, typed: String, wrong: Signal<Option<String>>) -> impl IntoView {
    let choices = colleagues.into_iter().map(|one| (one.code, one.name)).collect();
    view! {
        <Choice id="person" name="person" label=texts::forward_to() chosen=typed choices wrong empty=texts::choose_colleague() optional=true/>
    }
}

/// That somebody was asked, by whom and when, with what was said.
pub fn forwarded_note(asked: &Forwarded) -> AnyView {
    let said = texts::forwarded_by(&asked.to, &asked.by, asked.at);
    let remark = (!asked.remark.is_empty()).then(|| view! { <p>{asked.remark.clone()}</p> });
    view! { <div class="notice notice-info"><Icon name="send"/><div><b>{said}</b>{remark}</div></div> }.into_any()
}
