//! Everything that happened to a scorecard, its earlier versions and its files.

use leptos::prelude::*;

use crate::{
    pms::{
        model::{CardEvent, Scorecard},
        pages::{parts, texts},
    },
    ui::Icon,
};

/// Newest first.
#[component]
pub fn History(card: Scorecard) -> impl IntoView {
    let several = card.revision > 1;
    let items = card.history.iter().cloned().map(|event| entry(event, several)).collect_view();
    let versions = card
        .versions
        .iter()
        .map(|version| {
            let href = format!("{}&revision={}", parts::card_path(&card.employee.code, card.month), version.revision);
            let line = texts::version_line(version.total.shown(), version.percent, version.amount.short());
            view! {
                <li class="timeline-item">
                    <span class="timeline-icon"><Icon name="lock"/></span>
                    <div>
                        <a class="link" href=href>{texts::version(version.revision)}</a>" "{line}" "
                        <span class="muted">{version.by.clone()}", "<time datetime=version.at.iso()>{version.at.to_string()}</time></span>
                        <p class="timeline-note">{version.reason.clone()}</p>
                    </div>
                </li>
            }
        })
        .collect_view();
    let kept = !card.versions.is_empty();
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::history()}</h2></div>
            <ol class="timeline">{items}</ol>
            {kept.then(|| view! { <h3 class="mt-4">{texts::versions()}</h3><ol class="timeline">{versions}</ol> })}
        </section>
    }
}

fn entry(event: CardEvent, several: bool) -> AnyView {
    let icon = event.to.map_or("pencil", |to| to.icon());
    let changes = event
        .changes
        .into_iter()
        .map(|(what, old, new)| view! { <p class="timeline-note">{what}" "<del>{old}</del>" → "<ins>{new}</ins></p> })
        .collect_view();
    view! {
        <li class="timeline-item">
            <span class="timeline-icon"><Icon name=icon/></span>
            <div>
                <b>{event.who}</b>" "{event.action}" "
                {several.then(|| view! { <span class="muted">{texts::version(event.revision)}</span>" " })}
                <time datetime=event.at.iso()>{event.at.to_string()}</time>
                {changes}
                {(!event.remark.is_empty()).then(|| view! { <p class="timeline-note">{event.remark}</p> })}
            </div>
        </li>
    }
    .into_any()
}

#[component]
pub fn Files(card: Scorecard) -> impl IntoView {
    (!card.files.is_empty()).then(|| {
        let files = card
            .files
            .into_iter()
            .map(|file| {
                let size = format!("{} KB · {} · {}", (file.size_bytes + 1_023) / 1_024, file.by, file.at);
                view! { <div class="file-row"><Icon name="paperclip"/><a class="link" href=format!("/api/files/{}", file.code) rel="external">{file.name}</a>" "<small>{size}</small></div> }
            })
            .collect_view();
        view! { <section class="card"><div class="card-head"><h2>{texts::files()}</h2></div>{files}</section> }
    })
}
