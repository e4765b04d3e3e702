//! `/packaging/entries/:id`: what was submitted at once, its files, and its correction.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::parts::{self, Of, ledger_table};
use crate::{
    identity::Capability,
    packaging::{
        api::{CorrectEntry, show_document},
        document::{DocumentPage, FileRow},
        model::{CorrectionForm, DocumentKind, LedgerRow},
        texts,
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{
        ErrorSummary, Icon, encode,
        form::{Field, wrong},
        page::Page,
        read, resource,
    },
};

pub struct EntryPage {
    state: FormState<CorrectEntry>,
    document: Resource<Result<DocumentPage, Failure>>,
    correct: Memo<String>,
}

impl Page for EntryPage {
    fn data() -> Self {
        let (params, query) = (use_params_map(), use_query_map());
        Self {
            state: FormState::new(),
            document: resource(move || params.read().get("id").unwrap_or_default(), show_document),
            correct: Memo::new(move |_| query.read().get("correct").unwrap_or_default()),
        }
    }

    fn view(this: Self) -> AnyView {
        let EntryPage { state, document, correct } = this;
        let content = move |document| show(state, document, correct.get());
        view! {
            {move || state.failure().map(|failure| view! { <ErrorSummary failure/> })}
            {read(document, content)}
        }
        .into_any()
    }
}

fn show(state: FormState<CorrectEntry>, document: DocumentPage, correct: String) -> AnyView {
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
    let late = first.and_then(entered);
    let chosen = state.input().map_or(correct, |input| input.form.entry);
    let corrected = document.rows.iter().find(|row| document.may_correct && row.id.to_string() == chosen);
    let form = corrected.map(|row| correction(state, row, document.key.clone()));
    let warehouse = first.map(|row| row.warehouse.code.clone()).unwrap_or_default();
    view! {
        <Title text=title.clone()/>
        <div class="page-head">
            <h1>{title}</h1>
            <span class="page-sub">{about}</span>
            <div class="page-actions">
                <a class="button" href="/packaging">{texts::packaging()}</a>
                {next(&document, &warehouse)}
            </div>
        </div>
        {paper}
        {late}
        {ledger_table(document.rows, Of::Document, document.now, document.may_correct)}
        {form}
        {files(&document.id.to_string(), document.files, document.may_attach)}
    }
    .into_any()
}

/// When it was made, where that is not when it arrived.
fn entered(row: &LedgerRow) -> Option<AnyView> {
    let (class, about) = match row.entered_at {
        Some(entered) => ("notice notice-quiet", texts::entered_late(entered, row.at)),
        None if !row.entered_doubt.is_empty() => {
            ("notice notice-warning", texts::entered_doubt_about(&row.entered_doubt))
        }
        None => return None,
    };
    Some(view! { <div class=class role="note"><Icon name="clock"/><div>{about}</div></div> }.into_any())
}

/// More of the same: another issue after an issue, else another receipt.
fn next(document: &DocumentPage, warehouse: &str) -> Option<AnyView> {
    let may_issue = crate::ui::frame::my_role().is_some_and(|role| role.may(Capability::IssuePackaging));
    let (way, icon, title) = match document.kind {
        DocumentKind::Issue | DocumentKind::Packing if may_issue => ("out", "arrow-up", texts::next_issue()),
        _ if document.may_attach => ("in", "arrow-down", texts::next_receipt()),
        _ => return None,
    };
    let href = format!("/packaging/{way}?warehouse={}", encode(warehouse));
    Some(view! { <a class="button button-primary" href=href><Icon name=icon/>{title}</a> }.into_any())
}

fn correction(state: FormState<CorrectEntry>, row: &LedgerRow, key: String) -> AnyView {
    let typed = state.input().map_or_else(
        || CorrectionForm { key: key.clone(), entry: row.id.to_string(), ..CorrectionForm::default() },
        |input| input.form,
    );
    let was = row.quantity.checked_neg().filter(|_| row.quantity.is_negative()).unwrap_or(row.quantity);
    view! {
        <section class="card" id="correct">
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
                <input class="input packaging-paper" id="file" type="file" name="file" required accept="image/jpeg,image/png,image/webp,application/pdf"/>
                <button class="button" type="submit"><Icon name="paperclip"/>{texts::attach()}</button>
            </form>
        }
    });
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::papers()}</h2></div>
            {empty.then(|| view! { <p class="muted">{texts::no_papers()}</p> })}
            {rows}
            {form}
        </section>
    }
    .into_any()
}
