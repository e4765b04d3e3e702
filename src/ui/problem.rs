//! How refusals look: in place of a page, above a form, under a field.

use leptos::prelude::*;
use leptos_meta::Title;

use super::Icon;
use crate::{
    platform::failure::{Failure, Kind},
    texts,
};

/// A failure in place of what could not be shown.
#[component]
pub fn Problem(failure: Failure) -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(status)) =
        (use_context::<leptos_axum::ResponseOptions>(), axum::http::StatusCode::from_u16(failure.status()))
    {
        response.set_status(status);
    }
    let (icon, title) = match failure.kind {
        Kind::NotFound => ("search", texts::nothing_here()),
        Kind::Forbidden | Kind::Unauthenticated => ("lock", texts::not_allowed()),
        _ => ("circle-alert", texts::went_wrong()),
    };
    let request = failure.request_id.clone().map(|id| view! { <p class="muted code">{texts::request_id(id)}</p> });
    view! {
        <Title text=title/>
        <div class="empty" role="alert">
            <Icon name=icon/>
            <h1>{title}</h1>
            <p>{failure.message}</p>
            {request}
            <div class="empty-actions">
                <a class="button" href="/">{texts::go_home()}</a>
            </div>
        </div>
    }
}

/// What a form was refused for, above it, each field's error a link to the field.
#[component]
pub fn ErrorSummary(failure: Failure) -> impl IntoView {
    let fields = failure
        .fields
        .iter()
        .map(|error| {
            let target = match error.row {
                Some(row) => format!("#{}-{row}", error.field),
                None => format!("#{}", error.field),
            };
            view! { <li><a href=target>{error.message.clone()}</a></li> }
        })
        .collect_view();
    let request = failure.request_id.clone().map(|id| view! { <p class="muted code">{texts::request_id(id)}</p> });
    view! {
        <div class="error-summary" role="alert" tabindex="-1">
            <Icon name="circle-alert"/>
            <div>
                <b>{failure.message.clone()}</b>
                <ul>{(failure.fields.len() > 1).then_some(fields)}</ul>
                {(failure.kind == Kind::Internal).then_some(request)}
            </div>
        </div>
    }
}

/// What is wrong with the field above it. Its id is `{field}-error`.
#[component]
pub fn FieldProblem(field: &'static str, #[prop(into)] wrong: Signal<Option<String>>) -> impl IntoView {
    move || {
        wrong.get().map(|message| {
            view! {
                <p class="field-error" id=format!("{field}-error")>
                    <Icon name="circle-alert" class="icon-sm"/>
                    {message}
                </p>
            }
        })
    }
}
