//! `/imports/new`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::ui::page::Page;

use super::frame::{Step, Steps};
use crate::{
    imports::{
        api::list_imports,
        model::{History, Kind, UploadRefused},
        texts,
    },
    platform::failure::Failure,
    ui::{ErrorSummary, Icon, read, resource},
};

pub struct NewImportPage {
    allowed: Resource<Result<History, Failure>>,
    kind: Option<String>,
    refused: Option<Failure>,
}

impl Page for NewImportPage {
    fn data() -> Self {
        let refused = SharedValue::new(use_context::<UploadRefused>).into_inner();
        let kind = use_query_map().read_untracked().get("kind");
        // What may be imported stands beside the history's first page.
        Self { allowed: resource(|| (), |()| list_imports(None)), kind, refused: refused.map(|refused| refused.0) }
    }

    fn view(this: Self) -> AnyView {
        let (kind, refused) = (this.kind, this.refused);
        let content = move |allowed: History| {
            if allowed.kinds.is_empty() {
                return view! { <p class="notice notice-info">{texts::no_kind()}</p> }.into_any();
            }
            let (kind, refused) = (kind.clone(), refused.clone());
            view! { <Upload kinds=allowed.kinds kind refused/> }.into_any()
        };
        view! {
            <Title text=texts::new_import()/>
            <div class="page-head"><h1>{texts::new_import()}</h1></div>
            <Steps here=Step::File/>
            {read(this.allowed, content)}
        }
        .into_any()
    }
}

#[component]
fn Upload(kinds: Vec<Kind>, kind: Option<String>, refused: Option<Failure>) -> impl IntoView {
    let chosen = kind.and_then(|kind| kind.parse().ok()).filter(|kind| kinds.contains(kind)).or(kinds.first().copied());
    let invalid = refused.is_some();
    view! {
        {refused.map(|failure| view! { <ErrorSummary failure/> })}
        <form class="form" method="post" action="/imports/new" enctype="multipart/form-data">
            <fieldset class="field">
                <legend>{texts::what_to_import()}</legend>
                <div class="check-list is-wide">
                    {kinds.into_iter().map(|kind| view! {
                        <div>
                            <label class="check"><input type="radio" class="radio" name="kind" value=kind.as_str() checked=chosen == Some(kind)/>" "{kind.title()}</label>
                            <a class="link" rel="external" href=format!("/api/imports/template/{kind}") download="" aria-label=texts::template_of(kind.title())>{texts::template()}</a>
                        </div>
                    }).collect_view()}
                </div>
            </fieldset>
            <label class="drop-zone">
                <Icon name="upload"/>
                <b>{texts::choose_file()}</b>
                <small>{texts::limits()}</small>
                <input type="file" id="file" name="file" required=true accept=".xlsx,.xls,.ods,.csv,.tsv,.txt" aria-invalid=invalid.then_some("true")/>
            </label>
            <p class="field-hint">{texts::limits_more()}</p>
            <div class="form-actions">
                <button class="button button-primary" type="submit">{texts::upload()}</button>
            </div>
        </form>
    }
}
