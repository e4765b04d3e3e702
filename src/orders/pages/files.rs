//! The files of an order by what they are, and the form that attaches one.

use leptos::{ev, prelude::*};

use crate::{
    orders::{FileKind, model::Attachment, texts},
    platform::failure::Failure,
    ui::{ErrorSummary, Icon, input::click},
};

/// The id of the input for a file.
const INPUT: &str = "attach-file";

/// `may`: the kinds that this person may add now; those of them that are missing are offered.
#[component]
pub fn Files(number: String, files: Vec<Attachment>, may: Vec<FileKind>, refused: Option<Failure>) -> impl IntoView {
    let chosen = RwSignal::new(FileKind::Other);
    let groups = FileKind::ALL
        .iter()
        .filter_map(|kind| {
            let own: Vec<Attachment> = files.iter().filter(|file| file.kind == *kind).cloned().collect();
            match own.is_empty() {
                false => Some(group(&number, *kind, own)),
                true => (*kind != FileKind::Other && may.contains(kind)).then(|| missing(*kind, chosen)),
            }
        })
        .collect_view();
    view! {
        <section class="card print-hide" id="files">
            <div class="card-head"><h2>{texts::files()}</h2></div>
            {refused.map(|failure| view! { <ErrorSummary failure/> })}
            {groups}
            <form class="form" method="post" enctype="multipart/form-data" action=format!("/orders/{number}/file")>
                <KindField may chosen/>
                <div class="input-group">
                    <input class="input" type="file" id=INPUT name="file" required accept=".pdf,.jpg,.jpeg,.png,.webp" aria-label=texts::choose_file() aria-describedby="attach-hint"/>
                    <button class="button" type="submit">{texts::attach()}</button>
                </div>
                <p class="field-hint" id="attach-hint">{texts::drop_hint()}</p>
            </form>
        </section>
    }
}

fn group(number: &str, kind: FileKind, files: Vec<Attachment>) -> AnyView {
    let rows = files
        .into_iter()
        .map(|file| {
            let href = format!("/api/orders/{number}/files/{}", file.code);
            let size = texts::kilobytes((file.size_bytes + 1023) / 1024);
            view! {
                <div class="file-row">
                    <Icon name="paperclip"/>
                    <a href=href rel="external" target="_blank">{file.name}</a>
                    <small>{size}" · "{file.by}" · "{file.at.ist_clock()}</small>
                </div>
            }
        })
        .collect_view();
    view! { <h3 class="sub mt-2">{kind.label()}</h3>{rows} }.into_any()
}

/// Chooses the kind and then the file; without script the link leads to where both are chosen.
fn missing(kind: FileKind, chosen: RwSignal<FileKind>) -> AnyView {
    let add = move |event: ev::MouseEvent| {
        event.prevent_default();
        chosen.set(kind);
        click(INPUT);
    };
    view! {
        <div class="file-row">
            <span class="sub">{kind.label()}</span>
            <a class="link" href=format!("#{INPUT}") aria-label=texts::add_file(kind.label()) on:click=add>{texts::add()}</a>
        </div>
    }
    .into_any()
}

/// Stands before the file, whatever is dropped or pasted; it isn't asked where there is nothing to choose.
#[component]
fn KindField(may: Vec<FileKind>, chosen: RwSignal<FileKind>) -> impl IntoView {
    if may.len() < 2 {
        return view! { <input type="hidden" name="kind" value=FileKind::Other.as_str()/> }.into_any();
    }
    let options = may
        .into_iter()
        .map(|kind| view! { <option value=kind.as_str() selected=kind == FileKind::Other>{kind.label()}</option> })
        .collect_view();
    let choose = move |event: ev::Event| {
        if let Ok(kind) = event_target_value(&event).parse() {
            chosen.set(kind);
        }
    };
    view! {
        <select class="select max-w-xs" name="kind" aria-label=texts::file_kind() prop:value=move || chosen.get().as_str() on:change=choose>
            {options}
        </select>
    }
    .into_any()
}
