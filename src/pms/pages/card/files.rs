//! The files kept with a scorecard, and attaching one more without losing what is typed beside it.

use leptos::{ev, html::Input, prelude::*, task::spawn_local};
use serde_json::Value;

use super::{enter, may};
use crate::{
    platform::failure::Failure,
    pms::{
        model::{CardFile, Scorecard},
        pages::{parts, texts},
        review::CardAction,
    },
    ui::{FieldProblem, Icon, encode, upload::upload},
    values::{Month, Timestamp},
};

/// The id of the field's own form, where no scores are typed.
const FORM: &str = "attach";

/// The files kept with it, and a field for one more while it may be entered or reviewed: of the form of the scores, where it stands
/// `beside` that.
#[component]
pub fn Files(card: Scorecard, beside: bool, refused: RwSignal<Option<Failure>>) -> impl IntoView {
    let (code, month) = (card.employee.code.clone(), card.month);
    let open = may(&card, CardAction::Enter);
    let shown = open || !card.files.is_empty();
    let files = RwSignal::new(card.files);
    let base = format!("/api/pms/{}/files", encode(&code));
    let rows = {
        let base = base.clone();
        move || files.with(|files| files.iter().map(|file| row(&base, month, file)).collect_view())
    };
    let attach =
        open.then(|| view! { <Attach code month beside to=format!("{base}?month={}", month.iso()) files refused/> });
    shown.then(|| {
        view! { <section class="card" id="files"><div class="card-head"><h2>{texts::files()}</h2></div>{rows}{attach}</section> }
    })
}

fn row(base: &str, month: Month, file: &CardFile) -> AnyView {
    let about = format!("{} KB · {} · {}", (file.size_bytes + 1_023) / 1_024, file.by, file.at);
    let href = format!("{base}/{}?month={}", file.code, month.iso());
    view! { <div class="file-row"><Icon name="paperclip"/><a class="link" href=href rel="external">{file.name.clone()}</a>" "<small>{about}</small></div> }.into_any()
}

/// With script the file goes up by itself and stands in the list; without, the browser posts it with the form and comes back.
#[component]
fn Attach(
    code: String,
    month: Month,
    beside: bool,
    to: String,
    files: RwSignal<Vec<CardFile>>,
    refused: RwSignal<Option<Failure>>,
) -> impl IntoView {
    let form = if beside { enter::FORM } else { FORM };
    let (busy, told, node) = (RwSignal::new(false), RwSignal::new(None::<String>), NodeRef::<Input>::new());
    let wrong =
        Signal::derive(move || told.get().or_else(|| refused.with(|failure| failure.as_ref().map(Failure::to_string))));
    let send = move |event: ev::MouseEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let to = to.clone();
        spawn_local(async move {
            let said = upload(form, &to).await;
            refused.try_set(None);
            told.try_set(said.as_ref().err().cloned());
            if let Some(file) = said.ok().and_then(|said| kept(&said)) {
                files.try_update(|files| files.push(file));
                if let Some(input) = node.try_get_untracked().flatten() {
                    input.set_value("");
                }
            }
            busy.try_set(false);
        });
    };
    let action = parts::form_path(&code, month, "file");
    view! {
        <div class="form print-hide">
            {(!beside).then(|| view! { <form id=FORM method="post"></form> })}
            <div class="field">
                <label for="file" class="optional">{texts::attach_about()}</label>
                <input class="input" type="file" id="file" name="file" form=form node_ref=node accept=".pdf,.jpg,.jpeg,.png,.webp"
                    aria-invalid=move || wrong.get().is_some().then_some("true") aria-describedby="file-error"/>
                <FieldProblem field="file" wrong/>
            </div>
            <button class="button" type="submit" form=form formaction=action formenctype="multipart/form-data"
                class:is-busy=move || busy.get() on:click=send><Icon name="paperclip"/>{texts::attach()}</button>
        </div>
    }
}

/// The file as the server says it keeps it.
fn kept(said: &Value) -> Option<CardFile> {
    let text = |name: &str| said[name].as_str().map(str::to_owned);
    Some(CardFile {
        code: text("id")?,
        name: text("name")?,
        size_bytes: said["size"].as_i64()?,
        by: text("by")?,
        at: Timestamp::parse_iso(&text("at")?)?,
    })
}
