//! What waits for the manager, oldest first: to be opened one by one, or signed off or locked together.

use leptos::{
    ev,
    html::Input,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlInputElement},
};
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
    ui::{ErrorSummary, Icon, input::in_step, markup},
    values::Points,
};

#[component]
pub fn Queue(queue: ReviewQueue, many: FormState<SignOffMany>, remark: RwSignal<String>) -> impl IntoView {
    let ReviewQueue { rows, count, to_lock, lock_count } = queue;
    let review = if rows.is_empty() {
        view! { <p class="muted queue-empty">{crate::pms::texts::reminder_review_empty()}</p> }.into_any()
    } else {
        view! { <Waiting title=texts::to_review() rows count many><ReviewActions remark/></Waiting> }.into_any()
    };
    let lock = (!to_lock.is_empty()).then(|| {
        view! {
            <section class="card card-flush" id="to-lock">
                <div class="card-head"><h2>{texts::to_lock()}</h2><small>{texts::to_lock_about()}</small></div>
                <Waiting title=texts::to_lock() rows=to_lock count=lock_count many>
                    <button class="button button-primary" type="submit" name="action" value="lock">{texts::lock_selected()}</button>
                </Waiting>
            </section>
        }
    });
    view! {
        <Outcome many/>
        <section class="card card-flush" id="queue">
            <div class="card-head"><h2>{texts::to_review()}</h2><small>{texts::oldest_first()}</small></div>
            {review}
        </section>
        {lock}
    }
}

#[component]
fn ReviewActions(remark: RwSignal<String>) -> impl IntoView {
    let node = NodeRef::<Input>::new();
    in_step(node, remark);
    view! {
        <label for="queue-remark" class="sr-only">{texts::review_comment()}</label>
        <input
            class="input"
            id="queue-remark"
            name="remark"
            placeholder=texts::queue_remark()
            value=remark.get_untracked()
            node_ref=node
            on:input=move |event| remark.set(event_target_value(&event))
        />
        <button class="button button-primary" type="submit" name="action" value="review">{texts::sign_off_selected()}</button>
        <button class="button" type="submit" name="action" value="send_back">{texts::send_back_go()}</button>
    }
}

/// A table of them in a form, with what may be done to those that are ticked.
#[component]
fn Waiting(
    title: &'static str,
    rows: Vec<QueueRow>,
    count: i64,
    many: FormState<SignOffMany>,
    children: Children,
) -> impl IntoView {
    let shown = rows.len();
    let more = usize::try_from(count).is_ok_and(|count| count > shown);
    // What was refused stays ticked, to be tried again.
    let refused: Vec<String> = untrack(|| many.failure())
        .map(|failure| failure.fields.into_iter().filter_map(|field| field.value).collect())
        .unwrap_or_default();
    let rows = html! { @for one in &rows { (row(one, &refused)) } }.into_string();
    let last = StoredValue::new(None::<u32>);
    let tick = move |event: ev::MouseEvent| {
        if let Some(at) = ticked(&event, last.get_value()) {
            last.set_value(Some(at));
        }
    };
    view! {
        <PlainForm state=many to="/scorecards/team">
            <div on:click=tick>
                // The head with its box is not shown where rows are cards.
                <label class="check queue-all"><input class="checkbox" type="checkbox" data-all=""/>{texts::select_all()}</label>
                <div class="table-wrap">
                    <table class="table table-hover">
                        <caption>{title}</caption>
                        <thead>
                            <tr>
                                <th scope="col" class="pick"><input class="checkbox" type="checkbox" data-all="" aria-label=texts::select_all()/></th>
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
            </div>
            <div class="queue-actions">{children()}</div>
        </PlainForm>
        {more.then(|| view! { <p class="muted queue-empty">{texts::sources_more(shown, count)}</p> })}
    }
}

/// Ticks all by the box that says so, and with Shift all from the one ticked before to this one; answers which this one is.
fn ticked(event: &ev::MouseEvent, before: Option<u32>) -> Option<u32> {
    let pressed = event.target()?.dyn_into::<HtmlInputElement>().ok()?;
    let form = pressed.closest("form").ok()??;
    let boxes = boxes(&form);
    let mut here = None;
    if pressed.get_attribute("data-all").is_some() {
        boxes.iter().for_each(|one| one.set_checked(pressed.checked()));
    } else {
        let place = boxes.iter().position(|one| *one == pressed)?;
        let from = before.filter(|_| event.shift_key()).map_or(place, |before| before as usize);
        let range = place.min(from)..=place.max(from);
        boxes.get(range).into_iter().flatten().for_each(|one| one.set_checked(pressed.checked()));
        here = u32::try_from(place).ok();
    }
    let all = boxes.iter().all(HtmlInputElement::checked);
    let heads = ["thead [data-all]", ".queue-all [data-all]"];
    heads.into_iter().filter_map(|head| found(&form, head)).for_each(|head| head.set_checked(all));
    here
}

/// The boxes of the rows, from the first on.
fn boxes(form: &Element) -> Vec<HtmlInputElement> {
    let of_row = |row: usize| found(form, &format!("tbody tr:nth-child({row}) input[type=checkbox]"));
    (1..).map_while(of_row).collect()
}

fn found(form: &Element, selector: &str) -> Option<HtmlInputElement> {
    form.query_selector(selector).ok()??.dyn_into().ok()
}

/// A row as text: nothing in it changes by itself, and the form reads what is ticked.
fn row(row: &QueueRow, refused: &[String]) -> Markup {
    let which = format!("{}|{}", row.user, row.month.iso());
    let gap = row.self_total.map(|own| row.total.minus(own)).filter(|gap| !gap.is_zero());
    let hue = |gap: Points| if gap.is_negative() { "gap text-hue is-stopped" } else { "gap text-hue is-good" };
    html! {
        tr {
            td.pick.card-pick {
                input.checkbox type="checkbox" name="cards[]" value={ (which) "|" (row.version) } checked[refused.contains(&which)]
                    aria-label=(texts::select(&row.name, row.month.wire()));
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

/// What came of the last press of a button.
#[component]
fn Outcome(many: FormState<SignOffMany>) -> impl IntoView {
    let query = use_query_map();
    move || {
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
