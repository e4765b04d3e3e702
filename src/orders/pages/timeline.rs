//! The order's feed: events, edits old → new, remarks, files, with a box to write.

use leptos::prelude::*;

use crate::{
    credit::rules::Reason,
    orders::{
        Action, Status,
        api::RemarkOnOrder,
        model::{EventData, TimelineEntry},
        texts,
    },
    platform::form::{FormState, PlainForm},
    ui::{ErrorSummary, Icon},
    values::Timestamp,
};

#[component]
pub fn RemarkForm(number: String, remark: FormState<RemarkOnOrder>) -> impl IntoView {
    let typed = remark.typed(|typed| typed.text.clone(), String::new);
    let to = format!("/orders/{number}/remark");
    view! {
        {move || remark.failure().map(|failure| view! { <ErrorSummary failure/> })}
        <PlainForm state=remark class="form print-hide" to>
            <input type="hidden" name="number" value=number/>
            <div class="input-group">
                <input class="input" name="text" value=typed placeholder=texts::write_remark() aria-label=texts::write_remark()/>
                <button class="button" type="submit">{texts::add_remark()}</button>
            </div>
        </PlainForm>
    }
}

/// Newest first.
#[component]
pub fn Timeline(entries: Vec<TimelineEntry>, now: Timestamp) -> impl IntoView {
    let items = entries.into_iter().rev().map(|entry| view! { <Entry entry now/> }).collect_view();
    view! { <ol class="timeline">{items}</ol> }
}

#[component]
fn Entry(entry: TimelineEntry, now: Timestamp) -> impl IntoView {
    let what = what(&entry);
    let icon = icon(&entry);
    let data = entry.data;
    let changes = data
        .changes
        .iter()
        .cloned()
        .map(|change| view! { <p class="timeline-note">{change.what}" "<del>{change.old}</del>" → "<ins>{change.new}</ins></p> })
        .collect_view();
    let found = (entry.kind == Action::Recheck.as_str()).then(|| match data.reasons.as_slice() {
        [] => texts::it_passes().to_owned(),
        why => texts::still_waits(Reason::list(why)),
    });
    let found = found.map(|found| view! { <p class="timeline-note">{found}</p> });
    let despite = (data.by_itself && !data.reasons.is_empty())
        .then(|| view! { <p class="timeline-note">{texts::goes_on_though(Reason::list(&data.reasons))}</p> });
    let record = record(&data).map(|record| view! { <p class="timeline-note">{record}</p> });
    let note = (!entry.remark.is_empty()).then(|| view! { <p class="timeline-note">{entry.remark.clone()}</p> });
    view! {
        <li class="timeline-item">
            <span class="timeline-icon"><Icon name=icon/></span>
            <div>
                <b>{entry.by}</b>" "{what}" "
                {data.by_itself.then(texts::by_itself)}" "
                <time datetime=entry.at.iso() title=entry.at.to_string()>{entry.at.relative_to(now)}</time>
                {changes}
                {despite}
                {found}
                {record}
                {note}
            </div>
        </li>
    }
}

fn what(entry: &TimelineEntry) -> String {
    let action = entry.kind.parse::<Action>().ok();
    match (action, entry.to) {
        (Some(Action::Forward), _) => texts::forwarded_to(entry.data.about.as_deref().unwrap_or_default()),
        (Some(action), _) => action.past().to_owned(),
        (None, Some(to)) if entry.from != Some(to) => to.label().to_owned(),
        _ => entry.data.about.clone().unwrap_or_default(),
    }
}

fn icon(entry: &TimelineEntry) -> &'static str {
    match (entry.kind.as_str(), entry.to) {
        ("remark", _) => "pencil",
        ("file", _) => "paperclip",
        ("edit", _) => "history",
        (_, to) => to.map_or("activity", Status::icon),
    }
}

/// Of a decision on credit: the exposure as it was, kept as a record.
fn record(data: &EventData) -> Option<String> {
    let exposure = data.exposure?;
    let limit = data.limit?;
    let mut record = texts::exposure_was(exposure.total().short(), limit.short());
    if let Some(over) = data.over.filter(|over| over.is_positive()) {
        record.push_str(" · ");
        record.push_str(&texts::over_was(over.short()));
    }
    let more = [data.cause.map(|cause| texts::cause(cause).to_owned()), data.until.map(texts::good_until)];
    for more in more.into_iter().flatten() {
        record.push_str(" · ");
        record.push_str(&more);
    }
    Some(record)
}
