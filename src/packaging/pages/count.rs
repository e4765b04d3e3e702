//! `/packaging/counts/:id`: the sheet to fill in, on paper or a phone, and the review of what differs.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{
    counts::badge,
    parts, scan,
    sending::{Outbox, Strip},
};
use crate::{
    packaging::{
        api::{DecideCount, KeepCount, show_count},
        counting::{CountLine, CountSheet, CountState, FoundForm, VerdictForm},
        texts,
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{ErrorSummary, Icon, browser, outbox, page::Page, read, resource},
};

const FORM: &str = "sheet";

pub struct CountPage {
    keep: FormState<KeepCount>,
    decide: FormState<DecideCount>,
    sheet: Resource<Result<CountSheet, Failure>>,
}

impl Page for CountPage {
    fn data() -> Self {
        let params = use_params_map();
        let (keep, decide): (FormState<KeepCount>, FormState<DecideCount>) = (FormState::new(), FormState::new());
        let source = move || params.read().get("id").unwrap_or_default();
        Self { keep, decide, sheet: resource(source, show_count) }
    }

    fn view(this: Self) -> AnyView {
        let CountPage { keep, decide, sheet } = this;
        let outbox = Outbox::new();
        let filling = Filling { keep, outbox, intent: StoredValue::new("keep") };
        // What only waits for the line is told by the strip.
        let failure = Signal::derive(move || {
            keep.failure().or_else(|| decide.failure()).filter(|failure| !is_unreachable(failure))
        });
        filling.mind(decide, sheet);
        let content = move |sheet| show(filling, decide, failure, sheet);
        view! {
            <Title text=texts::count()/>
            <Strip outbox/>
            {read(sheet, content)}
        }
        .into_any()
    }
}

/// A sheet that is filled in: the form behind it, what waits in this browser, and which button was pressed last.
#[derive(Clone, Copy)]
struct Filling {
    keep: FormState<KeepCount>,
    outbox: Outbox,
    intent: StoredValue<&'static str>,
}

impl Filling {
    /// What could not be sent waits in this browser; what arrived is no longer there, and the sheet is read anew.
    fn mind(self, decide: FormState<DecideCount>, sheet: Resource<Result<CountSheet, Failure>>) {
        let Self { keep, outbox, intent } = self;
        Effect::new(move |_| match keep.action.value().get() {
            Some(Err(failure)) if is_unreachable(&failure) => {
                let more = format!("&form[intent]={}", intent.get_value());
                let title = |_: &str| texts::count_entry().to_owned();
                outbox.keep(FORM, "/fn/packaging/keep-count", "form[count]", more, title);
            }
            // What was typed stays, to be mended.
            Some(Err(failure)) if failure.code == "invalid" => {}
            Some(answer) => {
                let id = sheet.get_untracked().and_then(Result::ok).map(|sheet| sheet.count.id.to_string());
                if let Some(id) = id.filter(|_| answer.is_ok()) {
                    outbox.forget(&id);
                }
                sheet.refetch();
            }
            None => {}
        });
        Effect::new(move |_| {
            let answer = decide.action.value().get();
            if answer.is_some_and(|answer| answer.err().is_none_or(|failure| !is_unreachable(&failure))) {
                sheet.refetch();
            }
        });
        Effect::new(move |before: Option<u32>| {
            let sent = outbox.sent.get();
            if before.is_some_and(|before| before != sent) {
                sheet.refetch();
            }
            sent
        });
    }

    /// Keeps the sheet for when the line is down, and writes into it what waits: it may be a copy from before.
    fn restore(self, id: String) {
        Effect::new(move |_| {
            browser::keep_page(&format!("/packaging/counts/{id}"));
            if let Some(letter) = self.outbox.letter(&id) {
                // Once the lines are drawn.
                request_animation_frame(move || outbox::fill(FORM, &letter.body));
            }
        });
    }
}

/// Nobody answered; the line is down.
fn is_unreachable(failure: &Failure) -> bool {
    failure.code == "unreachable"
}

fn show(
    filling: Filling,
    decide: FormState<DecideCount>,
    failure: Signal<Option<Failure>>,
    sheet: CountSheet,
) -> AnyView {
    let count = sheet.count.clone();
    let what = if count.category.is_empty() { texts::all_categories().to_owned() } else { count.category.clone() };
    let title = texts::count_of(&count.warehouse.name);
    let counting = count.state == CountState::Counting && sheet.may_count;
    let warning = (!sheet.warning.is_empty()).then(|| {
        view! { <div class="notice notice-warning" role="status"><Icon name="triangle-alert"/><div>{sheet.warning.clone()}</div></div> }
    });
    let about = format!(
        "{what} · {} · {} · {}",
        texts::counted_of(count.counted, count.lines),
        count.started_by,
        count.started_at
    );
    let remark = (!count.remark.is_empty()).then(|| view! { <p class="muted">{count.remark.clone()}</p> });
    view! {
        <div class="page-head">
            <h1>{title}</h1>
            {badge(count.state)}
            <span class="page-sub">{about}</span>
            <div class="page-actions"><button class="button" type="button" on:click=move |_| { let _ = window().print(); }><Icon name="printer"/>{texts::print()}</button></div>
        </div>
        {move || failure.get().map(|failure| view! { <ErrorSummary failure/> })}
        {remark}
        {warning}
        {if counting { fill(filling, &sheet) } else { review(&sheet) }}
        {verdict(decide, &sheet)}
    }
    .into_any()
}

/// The sheet to fill in. On paper its fields are empty boxes.
fn fill(filling: Filling, sheet: &CountSheet) -> AnyView {
    let (state, intent) = (filling.keep, filling.intent);
    let typed = state.input().map(|input| input.form.lines).unwrap_or_default();
    let (blind, boxes) = (sheet.count.blind, sheet.count.in_boxes);
    let rows = sheet
        .lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            let before = typed.iter().find(|found| found.material == line.code).cloned();
            found_row(state, index, line, before, blind, boxes)
        })
        .collect_view();
    let id = sheet.count.id.to_string();
    filling.restore(id.clone());
    let lines = sheet.lines.iter().enumerate().map(|(index, line)| found_at(index, line, boxes)).collect();
    view! {
        {scan::finder(lines)}
        <PlainForm state class="form touch packaging-sheet" id=FORM>
            <input type="hidden" name="form[count]" value=id/>
            // Enter in a field keeps; it never hands in.
            <button type="submit" name="form[intent]" value="keep" hidden on:click=move |_| intent.set_value("keep")></button>
            <div class="table-wrap" tabindex="0" role="region" aria-label=texts::count_sheet()>
                <table class="table lines">
                    <thead>
                        <tr>
                            <th scope="col">{texts::material()}</th>
                            {(!blind).then(|| view! { <th scope="col" class="num">{texts::book()}</th> })}
                            {boxes.then(|| view! { <th scope="col" class="num">{texts::boxes()}</th> })}
                            <th scope="col" class="num">{if boxes { texts::loose() } else { texts::found() }}</th>
                            <th scope="col">{texts::unit()}</th>
                            <th scope="col">{texts::why_differs()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {move || partly(state)}
            <p class="print-only packaging-signed">{texts::signed_by()}</p>
            <div class="form-actions packaging-send">
                <button class="button" class:is-busy=move || state.pending() type="submit" name="form[intent]" value="keep" on:click=move |_| intent.set_value("keep")>{texts::keep_count()}</button>
                <button class="button button-primary" type="submit" name="form[intent]" value="submit" on:click=move |_| intent.set_value("submit")>{texts::hand_in()}</button>
            </div>
        </PlainForm>
    }
    .into_any()
}

/// Asks once more, where lines were not counted; without script too.
fn partly(state: FormState<KeepCount>) -> Option<AnyView> {
    let asked = state.failure().is_some_and(|failure| failure.field("partly").is_some());
    asked.then(|| {
        view! {
            <label class="check print-hide">
                <input class="checkbox" type="checkbox" id="partly" name="form[partly]" value="on"/>
                {texts::hand_in_partly()}
            </label>
        }
        .into_any()
    })
}

/// Where a scanned code leads.
fn found_at(index: usize, line: &CountLine, in_boxes: bool) -> scan::Line {
    let field = if in_boxes && line.per_box.is_positive() { "boxes" } else { "loose" };
    let (code, barcode, name) = (line.code.clone(), line.barcode.clone(), line.name.clone());
    scan::Line { code, barcode, name, field: format!("{field}-{}", index + 1) }
}

fn found_row(
    state: FormState<KeepCount>,
    index: usize,
    line: &CountLine,
    before: Option<FoundForm>,
    blind: bool,
    in_boxes: bool,
) -> AnyView {
    let plain =
        |quantity: Option<crate::values::Quantity>| quantity.map(|quantity| quantity.plain()).unwrap_or_default();
    let found = before.unwrap_or_else(|| FoundForm {
        material: line.code.clone(),
        boxes: line.boxes.map(|boxes| boxes.to_string()).unwrap_or_default(),
        loose: plain(if in_boxes { line.loose } else { line.counted }),
        reason: line.reason.clone(),
    });
    let input = move |name: &'static str, label: String, value: String, number: bool| {
        let wrong = Memo::new(move |_| parts::wrong_at(state.failure().as_ref(), name, index + 1));
        view! {
            <input class="grid-input" class:num=number id=format!("{name}-{}", index + 1) name=format!("form[lines][{index}][{name}]") value=value
                inputmode=number.then_some("decimal") autocomplete="off" aria-label=label
                aria-invalid=move || wrong.get().is_some().then_some("true")/>
            {move || wrong.get().map(|message| view! { <p class="field-error">{message}</p> })}
        }
    };
    let code = line.code.clone();
    let kept_in_boxes = line.per_box.is_positive();
    let per_box = (in_boxes && kept_in_boxes).then(|| texts::box_of(line.per_box));
    let counted = line.counted.is_some();
    view! {
        <tr class:is-counted=counted id=line.code.clone()>
            <td class="card-title">
                <input type="hidden" name=format!("form[lines][{index}][material]") value=line.code.clone()/>
                {counted.then(|| view! { <Icon name="check" class="icon-sm"/>" " })}
                <span class="main">{line.name.clone()}</span>" "<span class="sub">{line.code.clone()}{per_box}</span>
            </td>
            {(!blind).then(|| view! { <td class="num quiet" data-label=texts::book()>{line.book.map(|book| book.to_string())}</td> })}
            {in_boxes.then(|| view! {
                <td class="num" data-label=texts::boxes()>{kept_in_boxes.then(|| input("boxes", texts::boxes_of(&code), found.boxes, true))}</td>
            })}
            <td class="num" data-label=if in_boxes { texts::loose() } else { texts::found() }>{input("loose", texts::found_of(&code), found.loose, true)}</td>
            <td class="unit card-hide">{line.unit.as_str()}</td>
            <td data-label=texts::why_differs()>{input("reason", texts::reason_of(&code), found.reason, false)}</td>
        </tr>
    }
    .into_any()
}

/// Every line with what differs, those first, then what nobody counted.
fn review(sheet: &CountSheet) -> AnyView {
    let mut lines: Vec<&CountLine> = sheet.lines.iter().collect();
    lines.sort_by_key(|line| match line.difference {
        Some(difference) if !difference.is_zero() => 0,
        _ if line.counted.is_none() => 1,
        _ => 2,
    });
    let rows = lines.into_iter().map(review_row).collect_view();
    view! {
        <div class="stat-row">
            <div class="stat" class:is-waiting={sheet.count.counted < sheet.count.lines}>{texts::lines_counted()}<b>{sheet.count.counted}</b><small>{texts::of_lines(sheet.count.lines)}</small></div>
            <div class="stat is-waiting">{texts::differences()}<b>{sheet.differences}</b><small>{sheet.value.rupees()}</small></div>
        </div>
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::count_sheet()>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{texts::material()}</th>
                        <th scope="col" class="num">{texts::book()}</th>
                        <th scope="col" class="num">{texts::found()}</th>
                        <th scope="col" class="num">{texts::difference()}</th>
                        <th scope="col" class="num">{texts::value()}</th>
                        <th scope="col">{texts::why_differs()}</th>
                        <th scope="col">{texts::by()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What is empty leaves its cell empty, so that a phone doesn't show its label.
fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn review_row(line: &CountLine) -> AnyView {
    let differs = line.difference.is_some_and(|difference| !difference.is_zero());
    let class = if differs { "num main card-side text-hue is-waiting" } else { "num quiet card-side" };
    let moved = line.moved.then(|| view! { " "<span class="badge badge-waiting"><Icon name="arrow-left-right"/><span>{texts::moved()}</span></span> });
    let missed = line.counted.is_none().then(|| view! { " "<span class="badge badge-waiting"><Icon name="triangle-alert"/><span>{texts::line_not_counted()}</span></span> });
    view! {
        <tr>
            <td class="card-title"><a class="main" href=parts::material_address(&line.code)>{line.name.clone()}</a>" "<span class="sub">{line.code.clone()}</span>{moved}{missed}</td>
            <td class="num" data-label=texts::book()>{line.book.map(|book| book.to_string())}</td>
            <td class="num" data-label=texts::found()>{line.counted.map(|counted| counted.to_string())}</td>
            <td class=class>{line.difference.filter(|_| differs).map(parts::signed)}</td>
            <td class="num quiet" data-label=texts::value()>{line.value.filter(|_| differs).map(|value| value.rupees())}</td>
            <td class="wrap" data-label=texts::why_differs()>{some(&line.reason)}</td>
            <td class="quiet" data-label=texts::by()>{line.counted_by.clone()}</td>
        </tr>
    }
    .into_any()
}

/// Approving, sending back, cancelling; who may not is told why.
fn verdict(state: FormState<DecideCount>, sheet: &CountSheet) -> Option<AnyView> {
    let open = sheet.count.state.is_open();
    if !open || !sheet.may_count {
        return None;
    }
    let waits = sheet.count.state == CountState::Submitted;
    let form = state.input().map_or_else(VerdictForm::default, |input| input.form);
    // Who counted blind could not know what differs: the approver says why.
    let unexplained =
        |line: &CountLine| line.reason.is_empty() && line.difference.is_some_and(|found| !found.is_zero());
    let label = if waits && sheet.lines.iter().any(unexplained) {
        view! { <label for="remark">{texts::why_differs()}</label> }.into_any()
    } else {
        view! { <label for="remark" class="optional">{texts::remarks()}</label> }.into_any()
    };
    let refused = (waits && !sheet.may_approve && !sheet.refusal.is_empty())
        .then(|| view! { <p class="muted" id="why-not">{sheet.refusal.clone()}</p> });
    let approve = waits.then(|| {
        let off = (!sheet.may_approve).then_some(true);
        view! {
            <button class="button button-primary" type="submit" name="form[verdict]" value="approve" disabled=off aria-describedby=off.map(|_| "why-not")>{texts::approve()}</button>
            <button class="button" type="submit" name="form[verdict]" value="recount">{texts::recount()}</button>
        }
    });
    let (id, version) = (sheet.count.id.to_string(), sheet.count.version.to_string());
    let to = format!("/packaging/counts/{id}/decide");
    let view = view! {
        <PlainForm state class="form card print-hide" to>
            <input type="hidden" name="form[count]" value=id/>
            <input type="hidden" name="form[version]" value=version/>
            <div class="field">
                {label}
                <input class="input" id="remark" name="form[remark]" value=form.remark autocomplete="off"/>
            </div>
            {refused}
            <div class="form-actions">
                {approve}
                <button class="button button-danger" type="submit" name="form[verdict]" value="cancel">{texts::cancel_count()}</button>
            </div>
        </PlainForm>
    };
    Some(view.into_any())
}
