//! What waits for the manager, oldest first, to be opened one by one or signed off together.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use maud::{Markup, html};

use crate::{
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    pms::{
        api::SignOffMany,
        error::SOME_REFUSED,
        model::{QueueRow, ReviewQueue},
        pages::{parts, texts},
    },
    ui::{ErrorSummary, Icon, markup},
    values::Points,
};

#[component]
pub fn Queue(queue: ReviewQueue, many: FormState<SignOffMany>) -> impl IntoView {
    let query = use_query_map();
    let empty = queue.rows.is_empty();
    let shown = queue.rows.len();
    let more = usize::try_from(queue.count).is_ok_and(|count| count > shown);
    let rows = html! { @for one in &queue.rows { (row(one)) } }.into_string();
    let result = move || {
        if let Some(failure) = many.failure() {
            return Some(if failure.code == SOME_REFUSED {
                told(failure)
            } else {
                view! { <ErrorSummary failure/> }.into_any()
            });
        }
        let done = match many.action.value().get() {
            Some(results) => results.ok()?.len(),
            // Without script the count comes with the address.
            None => query.read().get("done").and_then(|text| text.parse::<usize>().ok())?,
        };
        Some(notice("notice notice-success", texts::many_done(done), ().into_any()))
    };
    view! {
        <section class="card card-flush" id="queue">
            <div class="card-head"><h2>{texts::to_review()}</h2><small>{texts::oldest_first()}</small></div>
            {result}
            {if empty {
                view! { <p class="muted queue-empty">{crate::pms::texts::reminder_review_empty()}</p> }.into_any()
            } else {
                view! {
                    <PlainForm state=many to="/scorecards/team">
                        <div class="table-wrap">
                            <table class="table table-hover">
                                <caption>{texts::to_review()}</caption>
                                <thead>
                                    <tr>
                                        <th scope="col" class="pick"><span class="sr-only">{texts::select_head()}</span></th>
                                        <th scope="col">{texts::person()}</th>
                                        <th scope="col">{texts::month()}</th>
                                        <th scope="col">{texts::status()}</th>
                                        <th scope="col" class="num">{texts::self_points()}</th>
                                        <th scope="col" class="num">{texts::points_head()}</th>
                                        <th scope="col">{texts::since()}</th>
                                        <th scope="col">{texts::comment()}</th>
                                    </tr>
                                </thead>
                                <tbody inner_html=rows></tbody>
                            </table>
                        </div>
                        <div class="queue-actions">
                            <label for="queue-remark" class="sr-only">{texts::review_comment()}</label>
                            <input class="input" id="queue-remark" name="remark" placeholder=texts::queue_remark()/>
                            <button class="button button-primary" type="submit" name="action" value="review">{texts::sign_off_selected()}</button>
                            <button class="button" type="submit" name="action" value="send_back">{texts::send_back_go()}</button>
                        </div>
                    </PlainForm>
                    {more.then(|| view! { <p class="muted queue-empty">{texts::sources_more(shown, queue.count)}</p> })}
                }
                .into_any()
            }}
        </section>
    }
}

/// A row as text: nothing in it changes by itself, and the form reads what is ticked.
fn row(row: &QueueRow) -> Markup {
    let id = format!("{}|{}|{}", row.user, row.month.iso(), row.version);
    let gap = row.self_total.map(|own| row.total.minus(own)).filter(|gap| !gap.is_zero());
    let hue = |gap: Points| if gap.is_negative() { "gap text-hue is-stopped" } else { "gap text-hue is-good" };
    html! {
        tr {
            td.pick.card-pick {
                input.checkbox type="checkbox" name="cards[]" value=(id) aria-label=(texts::select(&row.name, row.month.wire()));
            }
            td.card-title { a.row-link.main href=(parts::card_path(&row.user, row.month)) { (row.name) } }
            td.card-side { (row.month.wire()) }
            td.card-sub {
                (markup::badge(row.status.hue(), row.status.icon(), row.status.as_str()))
                @if row.late { " " (markup::badge("stopped", "timer", texts::late())) }
            }
            td.num.quiet data-label=(texts::self_points()) { (row.self_total.map(Points::shown).unwrap_or_default()) }
            td.num.main.card-side { @if let Some(gap) = gap { small class=(hue(gap)) { (gap.signed()) } } (row.total.shown()) }
            td.quiet data-label=(texts::since()) { time datetime=(row.since.iso()) { (row.since.ist_date().to_string()) } }
            td.cut.quiet.card-hide title=(row.note) { (row.note) }
        }
    }
}

/// Some were refused: how many were done, and each other with its reason.
fn told(failure: Failure) -> AnyView {
    let reasons = failure.fields.into_iter().map(|one| view! { <li>{one.message}</li> }).collect_view();
    notice("notice notice-warning", failure.message, view! { <ul>{reasons}</ul> }.into_any())
}

fn notice(class: &'static str, head: String, reasons: AnyView) -> AnyView {
    view! { <div class=class role="status"><Icon name="info"/><div><b>{head}</b>{reasons}</div></div> }.into_any()
}
