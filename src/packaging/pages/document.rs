//! `/packaging/entries/:id`: what was submitted at once, its files, and its correction.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::parts::{self, Of, ledger_table};
use crate::{
    packaging::{
        api::{CorrectEntry, open_receipt, show_document},
        model::{CorrectionForm, DocumentPage, FileRow, LedgerRow},
        texts,
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{
        ErrorSummary, Icon, Problem, encode,
        form::{Field, wrong},
        page::Page,
    },
};

type Shown = Result<(DocumentPage, Option<String>), Failure>;

pub struct EntryPage {
    state: FormState<CorrectEntry>,
    document: Resource<Shown>,
    correct: Memo<String>,
}

async fn load(id: String) -> Shown {
    let document = show_document(id).await?;
    // A correction has a key of its own, so that it counts once.
    let key = if document.may_correct {
        open_receipt(String::new(), String::new()).await.ok().map(|form| form.key)
    } else {
        None
    };
    Ok((document, key))
}

impl Page for EntryPage {
    fn data() -> Self {
        let (params, query) = (use_params_map(), use_query_map());
        Self {
            state: FormState::new(),
            document: Resource::new(move || params.read().get("id").unwrap_or_default(), load),
            correct: Memo::new(move |_| query.read().get("correct").unwrap_or_default()),
        }
    }

    fn view(this: Self) -> AnyView {
        let EntryPage { state, document, correct } = this;
        let content = move || {
            document.get().map(|shown| match shown {
                Ok((document, key)) => show(state, document, key, correct.get()),
                Err(failure) => view! { <Problem failure/> }.into_any(),
            })
        };
        view! {
            {move || state.failure().map(|failure| view! { <ErrorSummary failure/> })}
            <Suspense fallback=|| view! { <p class="skeleton w-32"></p> }>{content}</Suspense>
        }
        .into_any()
    }
}

fn show(state: FormState<CorrectEntry>, document: DocumentPage, key: Option<String>, correct: String) -> AnyView {
    let title = format!("{} {}", parts::kind_of(document.kind), document.id);
    let first = document.rows.first();
    let about = first.map(|row| format!("{} · {} · {}", row.at, row.warehouse.name, row.user_name));
    let paper = first
        .map(|row| {
            [row.vendor.clone(), row.reference.clone()]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(" · ")
        })
        .filter(|text| !text.is_empty())
        .map(|text| view! { <p class="muted">{text}</p> });
    let chosen = state.input().map_or(correct, |input| input.form.entry);
    let form = key.and_then(|key| {
        document.rows.iter().find(|row| row.id.to_string() == chosen).map(|row| correction(state, row, key))
    });
    let warehouse = first.map(|row| row.warehouse.code.clone()).unwrap_or_default();
    view! {
        <Title text=title.clone()/>
        <div class="page-head">
            <h1>{title}</h1>
            <span class="page-sub">{about}</span>
            <div class="page-actions">
                <a class="button" href="/packaging">{texts::packaging()}</a>
                {document.may_attach.then(|| view! { <a class="button button-primary" href=format!("/packaging/in?warehouse={}", encode(&warehouse))><Icon name="arrow-down"/>{texts::next_receipt()}</a> })}
            </div>
        </div>
        {paper}
        {ledger_table(document.rows, Of::All, document.now, document.may_correct)}
        {form}
        {files(&document.id.to_string(), document.files, document.may_attach)}
    }
    .into_any()
}

fn correction(state: FormState<CorrectEntry>, row: &LedgerRow, key: String) -> AnyView {
    let typed = state.input().map_or_else(
        || CorrectionForm { key: key.clone(), entry: row.id.to_string(), ..CorrectionForm::default() },
        |input| input.form,
    );
    let was = row.quantity.checked_neg().filter(|_| row.quantity.is_negative()).unwrap_or(row.quantity);
    view! {
        <section class="card mt-4" id="correct">
            <div class="card-head"><h2>{texts::correct_of(&row.material.name)}</h2><small>{texts::entered(was, row.unit.as_str())}</small></div>
            <p class="muted">{texts::correct_about()}</p>
            <PlainForm state class="form touch">
                <input type="hidden" name="form[key]" value=typed.key/>
                <input type="hidden" name="form[entry]" value=typed.entry/>
                <div class="form-grid">
                    <Field id="quantity" name="form[quantity]" numeric=true label=texts::right_quantity() hint=texts::right_quantity_hint() value=typed.quantity wrong=wrong(state, "quantity")/>
                    <Field id="reason" name="form[reason]" label=texts::reason() value=typed.reason wrong=wrong(state, "reason")/>
                </div>
                <div class="form-actions"><button class="button button-primary" class:is-busy=move || state.pending() type="submit">{texts::correct()}</button></div>
            </PlainForm>
        </section>
    }
    .into_any()
}

fn files(id: &str, files: Vec<FileRow>, may_attach: bool) -> AnyView {
    let to = format!("/api/packaging/documents/{id}/files");
    let empty = files.is_empty();
    let rows = files
        .into_iter()
        .map(|file| {
            let about = format!("{} KB · {} · {}", (file.size_bytes + 1023) / 1024, file.by, file.at);
            view! {
                <div class="file-row"><Icon name="paperclip"/><a class="link" href=format!("{to}/{}", file.code) rel="external">{file.name}</a><small>{about}</small></div>
            }
        })
        .collect_view();
    // A file travels as multipart, which the browser sends by itself.
    let form = may_attach.then(|| {
        view! {
            <form class="filters mt-3 touch" method="post" action=to.clone() enctype="multipart/form-data">
                <label class="sr-only" for="file">{texts::photo()}</label>
                <input class="input" id="file" type="file" name="file" required accept="image/jpeg,image/png,image/webp,application/pdf"/>
                <button class="button" type="submit"><Icon name="paperclip"/>{texts::attach()}</button>
            </form>
        }
    });
    view! {
        <section class="card mt-4">
            <div class="card-head"><h2>{texts::papers()}</h2></div>
            {empty.then(|| view! { <p class="muted">{texts::no_papers()}</p> })}
            {rows}
            {form}
        </section>
    }
    .into_any()
}
