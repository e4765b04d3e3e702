//! Everything that happened to a scorecard, and its earlier versions.

use leptos::prelude::*;

use crate::{
    pms::{
        model::{CardEvent, Scorecard},
        pages::{parts, texts},
    },
    ui::Icon,
    values::Figure,
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
    let (kept, quiet) = (!card.versions.is_empty(), card.history.is_empty());
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::history()}</h2></div>
            {if quiet {
                view! { <p class="muted">{texts::no_history()}</p> }.into_any()
            } else {
                view! { <ol class="timeline">{items}</ol> }.into_any()
            }}
            {kept.then(|| view! { <h3 class="mt-4">{texts::versions()}</h3><ol class="timeline">{versions}</ol> })}
        </section>
    }
}

/// Figures are kept plain; they are read with their groups.
fn shown(text: String) -> String {
    Figure::parse_signed(&text).map_or(text, |figure| figure.to_string())
}

fn entry(event: CardEvent, several: bool) -> AnyView {
    let icon = event.to.map_or("pencil", |to| to.icon());
    let changes = event
        .changes
        .into_iter()
        .map(|(what, old, new)| view! { <p class="timeline-note">{what}" "<del>{shown(old)}</del>" → "<ins>{shown(new)}</ins></p> })
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
