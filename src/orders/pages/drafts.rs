//! `/orders/drafts`: what was typed and not yet booked, to go on with or to throw away.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    orders::{
        api::{DiscardDraft, list_drafts},
        model::Draft,
        texts,
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{ErrorSummary, Icon, list_keys::use_list_keys, page::Page, read, resource, toast::tell},
};

pub struct DraftsPage {
    drafts: Resource<Result<Vec<Draft>, Failure>>,
    discard: FormState<DiscardDraft>,
}

impl Page for DraftsPage {
    fn data() -> Self {
        let discard = FormState::<DiscardDraft>::new();
        let version = discard.action.version();
        Self { drafts: resource(move || version.get(), |_| list_drafts()), discard }
    }

    fn view(this: Self) -> AnyView {
        let DraftsPage { drafts, discard } = this;
        use_list_keys();
        tell(move || discard.action.value().get().and_then(Result::ok), |()| Some(texts::draft_gone().to_owned()));
        let content = move |drafts: Vec<_>| if drafts.is_empty() { nothing() } else { rows(drafts, discard) };
        view! {
            <Title text=texts::drafts()/>
            <div class="page-head">
                <h1>{texts::drafts()}</h1>
                <span class="page-sub">{texts::drafts_about()}</span>
                <div class="page-actions">
                    <a class="button button-primary" href="/orders/new"><Icon name="plus"/>{texts::book()}<kbd class="kbd">"n"</kbd></a>
                </div>
            </div>
            {move || discard.failure().map(|failure| view! { <ErrorSummary failure/> })}
            {read(drafts, content)}
        }
        .into_any()
    }
}

fn nothing() -> AnyView {
    view! {
        <div class="empty">
            <Icon name="pencil"/>
            <strong>{texts::no_drafts()}</strong>
            <p>{texts::no_drafts_about()}</p>
            <div class="empty-actions"><a class="button" href="/orders/new">{texts::book_an_order()}</a></div>
        </div>
    }
    .into_any()
}

fn rows(drafts: Vec<Draft>, discard: FormState<DiscardDraft>) -> AnyView {
    view! {
        <PlainForm state=discard>
            <div class="table-wrap" tabindex="0" role="region" aria-label=texts::drafts()>
                <table class="table table-hover">
                    <thead>
                        <tr>
                            <th>{texts::customer()}</th>
                            <th class="num">{texts::lines()}</th>
                            <th class="num">{texts::saved()}</th>
                            <th><span class="sr-only">{texts::actions()}</span></th>
                        </tr>
                    </thead>
                    <tbody>{drafts.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </PlainForm>
    }
    .into_any()
}

fn row(draft: Draft) -> AnyView {
    let name = if draft.customer_name.is_empty() { texts::no_customer_yet().to_owned() } else { draft.customer_name };
    let discard = texts::discard_of(&name);
    let resume = texts::resume_of(&name);
    let href = format!("/orders/new?draft={}", draft.id);
    let saved = format!("{} {}", draft.updated_at.ist_date().short(), draft.updated_at.ist_clock());
    view! {
        <tr>
            <td class="main card-title"><a class="row-link" href=href.clone()>{name}</a></td>
            <td class="num" data-label=texts::lines()>{draft.line_count}</td>
            <td class="num quiet" data-label=texts::saved() title=draft.updated_at.to_string()>{saved}</td>
            <td class="num">
                <span class="row-actions is-shown">
                    <a class="button button-small" href=href aria-label=resume>{texts::resume()}</a>
                    <button class="button button-small button-quiet" type="submit" name="id" value=draft.id.to_string() aria-label=discard>
                        {texts::discard()}
                    </button>
                </span>
            </td>
        </tr>
    }
    .into_any()
}
