//! Everything that happened to a scorecard, its earlier versions and its files.

use leptos::prelude::*;

use super::may;
use crate::{
    pms::{
        model::{CardEvent, Scorecard},
        pages::{parts, texts},
        review::CardAction,
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

/// The files kept with it, and a field for one more while it may be entered or reviewed.
#[component]
pub fn Files(card: Scorecard) -> impl IntoView {
    let (user, month) = (crate::ui::encode(&card.employee.code), card.month.iso());
    let open = may(&card, CardAction::Enter);
    let base = format!("/api/pms/{user}/files");
    let action = format!("{base}?month={month}");
    let shown = open || !card.files.is_empty();
    let files = card
        .files
        .into_iter()
        .map(|file| {
            let about = format!("{} KB · {} · {}", (file.size_bytes + 1_023) / 1_024, file.by, file.at);
            let href = format!("{base}/{}?month={month}", file.code);
            view! { <div class="file-row"><Icon name="paperclip"/><a class="link" href=href rel="external">{file.name}</a>" "<small>{about}</small></div> }
        })
        .collect_view();
    let attach = open.then(|| {
        view! {
            <form class="form print-hide" method="post" action=action enctype="multipart/form-data">
                <div class="field">
                    <label for="file" class="optional">{texts::attach_about()}</label>
                    <input class="input" type="file" id="file" name="file" accept=".pdf,.jpg,.jpeg,.png,.webp" required/>
                </div>
                <button class="button" type="submit"><Icon name="paperclip"/>{texts::attach()}</button>
            </form>
        }
    });
    shown.then(|| view! { <section class="card"><div class="card-head"><h2>{texts::files()}</h2></div>{files}{attach}</section> })
}
