//! `/users/roles`: who may do what, as the gate reads it.

use leptos::prelude::*;
use leptos_meta::Title;
use maud::{Markup, html};

use crate::{
    identity::{Capability, Role, texts},
    ui::{Icon, markup, page::Page},
};

pub struct RolesPage;

impl Page for RolesPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! {
            <Title text=texts::who_may()/>
            <div class="page-head">
                <h1>{texts::who_may()}</h1>
                <span class="page-sub">{texts::who_may_about()}</span>
                <div class="page-actions">
                    <a class="button" href="/audit?entity=user&action=ROLE_CHANGE"><Icon name="history"/>{texts::roles_log()}</a>
                </div>
            </div>
            <div class="table-wrap" tabindex="0" role="region" aria-label=texts::who_may()>
                <table class="table table-plain table-hover table-matrix" inner_html=matrix().into_string()></table>
            </div>
        }
        .into_any()
    }
}

/// Every capability with the roles that have it. Being signed in is no right of its own.
fn matrix() -> Markup {
    let rights = || Capability::ALL.iter().copied().filter(|right| *right != Capability::SignedIn);
    html! {
        thead {
            tr {
                th scope="col" { (texts::right()) }
                @for role in Role::ALL { th scope="col" { span { (role) } } }
            }
        }
        tbody {
            @for right in rights() {
                tr {
                    th.main scope="row" { (texts::of_right(right)) }
                    @for role in Role::ALL {
                        td {
                            @if role.may(right) { (markup::icon("check", "")) span.sr-only { (texts::may()) } }
                        }
                    }
                }
            }
        }
    }
}
