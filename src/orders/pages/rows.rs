//! The rows of the list: their columns, the selection, what happens while one looks.

use std::time::Duration;

use leptos::{ev::Event, prelude::*, task::spawn_local, wasm_bindgen::JsCast, web_sys::Element};
use maud::{Markup, html};

use super::{
    cells::{Cells, cells},
    filters::address,
};
use crate::{
    identity::Capability,
    orders::{
        api::{ActOnOrders, list_orders},
        filter::PAGE,
        model::{Column, Direction, OrderFilter, OrderPage, Sort},
        news::{self, Shown},
        texts,
    },
    platform::form::{FormState, PlainForm},
    ui::{
        Icon, browser,
        input::after_rest,
        live::{LiveDot, on_live},
        markup,
        rows::text_rows,
    },
    values::grouped,
};

/// The list as it stands on the screen, and as it has come to be since.
#[derive(Clone, Copy)]
pub struct Standing {
    filter: StoredValue<OrderFilter>,
    rows: RwSignal<Vec<Shown>>,
    pub latest: RwSignal<OrderPage<Shown>>,
    /// Newer rows that are not shown, so that nothing moves under the pointer.
    left: RwSignal<usize>,
    selected: RwSignal<usize>,
}

/// The box that ticks all.
const ALL: &str = "tick-all";

/// While the pointer is over the rows, or some are ticked, no row moves.
const HELD: &str = "main .list-form tbody:hover, main .list-form tbody input:checked";

impl Standing {
    /// Also listens for what happens to orders.
    pub fn new(filter: OrderFilter, page: OrderPage<Shown>) -> Self {
        let standing = Self {
            filter: StoredValue::new(filter),
            rows: RwSignal::new(page.rows.clone()),
            latest: RwSignal::new(page),
            left: RwSignal::new(0),
            selected: RwSignal::new(0),
        };
        let stirred = RwSignal::new(0_u32);
        on_live(&["order:created", "order:updated", "order:status-changed"], move |_| {
            let _ = stirred.try_update(|count| *count = count.wrapping_add(1));
        });
        after_rest(move || stirred.get(), Duration::from_millis(250), move |_| standing.read());
        standing
    }

    /// Whether nothing stands on the list.
    pub fn is_empty(self) -> bool {
        self.rows.with(Vec::is_empty)
    }

    fn read(self) {
        let Some(query) = self.filter.try_with_value(OrderFilter::to_query) else { return };
        spawn_local(async move {
            if let Ok(page) = list_orders(query).await
                && self.latest.try_set(page.shown()).is_none()
            {
                self.take(browser::is_there(HELD));
            }
        });
    }

    fn take(self, hold: bool) {
        let newer = self.latest.with_untracked(|page| page.rows.clone());
        let (rows, left) = self.rows.with_untracked(|rows| news::take(rows, newer, hold));
        self.rows.set(rows);
        self.left.set(left);
        request_animation_frame(move || self.count());
    }

    fn count(self) {
        let _ = self.selected.try_set(browser::count_checked("ids[]"));
    }
}

#[component]
pub fn Rows(standing: Standing, act: FormState<ActOnOrders>) -> impl IntoView {
    let filter = standing.filter.get_value();
    let role = crate::ui::frame::my_role();
    let may = move |capability| role.is_some_and(|role| role.may(capability));
    let picks = may(Capability::ExportData) || may(Capability::ReleaseCredit) || may(Capability::BookOrder);
    let ticked = move |event: Event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if target.is_some_and(|target| target.id() == ALL) {
            browser::check_all("ids[]", event_target_checked(&event));
        }
        standing.count();
    };
    Effect::new(move |_| {
        browser::restore_place();
        standing.count();
    });
    let query = filter.without_place();
    let how = Cells::of(&filter, picks);
    let written = move |one: &Shown| match &one.row {
        Some(row) => cells(row, &how, standing.latest.with_untracked(|page| page.now)),
        None => Markup::default(),
    };
    view! {
        <PlainForm state=act class="list-form">
            <input type="hidden" name="query" value=query/>
            <div class="table-wrap" tabindex="0" role="region" aria-label=texts::list_name() on:change=ticked>
                <table class="table table-hover">
                    <thead><tr inner_html=heads(&filter, picks).into_string()></tr></thead>
                    <tbody>
                        {text_rows(standing.rows, |one| (one.id, one.version), |one| one.is_new, written)}
                    </tbody>
                </table>
            </div>
            {picks.then(|| view! { <SelectionBar standing/> })}
        </PlainForm>
        <Foot standing/>
    }
}

/// Shown as soon as a box is ticked, which the style sheet sees by itself.
#[component]
fn SelectionBar(standing: Standing) -> impl IntoView {
    let role = crate::ui::frame::my_role();
    let may = move |capability| role.is_some_and(|role| role.may(capability));
    let cancels = may(Capability::BookOrder) || may(Capability::AmendOrder);
    let matching = move || standing.latest.with(|page| texts::all_matching(count_of(page)));
    let act = |action: &str, name: &str, danger: bool| {
        html! {
            button class={ "button button-small" @if danger { " button-danger" } } type="submit" name="action" value=(action) { (name) }
        }
    };
    let actions = html! {
        @if cancels || may(Capability::ReleaseCredit) {
            input.input name="remark" placeholder=(texts::reason()) aria-label=(texts::reason());
        }
        @if may(Capability::ReleaseCredit) {
            (act("release", texts::release(), false))
            (act("hold", texts::hold(), false))
            (act("reject", texts::reject(), true))
        }
        @if cancels { (act("cancel", texts::cancel_orders(), true)) }
        // Names no action: the browser sends it by itself, as a download.
        @if may(Capability::ExportData) {
            button.button.button-small type="submit" formmethod="get" formaction="/api/orders/export/xlsx" {
                (markup::icon("download", "icon-sm")) (crate::texts::export())
            }
            button.button.button-small type="submit" formmethod="get" formaction="/api/orders/export/lines/xlsx" {
                (markup::icon("download", "icon-sm")) (texts::export_lines())
            }
        }
        kbd.kbd { "esc" }
    };
    view! {
        <div class="selection-bar" role="region" aria-label=texts::selection()>
            <button type="submit" disabled hidden></button>
            {move || Some(standing.selected.get()).filter(|count| *count > 0).map(|count| view! { <span>{texts::selected(count)}</span> })}
            <label class="check"><input class="checkbox" type="checkbox" name="all" value="yes"/>{matching}</label>
            <div class="contents" inner_html=actions.into_string()></div>
        </div>
    }
}

#[component]
fn Foot(standing: Standing) -> impl IntoView {
    let filter = standing.filter.get_value();
    let at = filter.at as usize;
    let counted = at > 0 || (filter.after.is_none() && filter.before.is_none());
    let text = move || {
        let count = standing
            .latest
            .with(|page| if page.totals.exact { count_of(page) } else { texts::more_than(count_of(page)) });
        match (counted, standing.rows.with(Vec::len)) {
            (true, rows) if rows > 0 => texts::range(grouped(at as u64 + 1), grouped((at + rows) as u64), count),
            _ => texts::of_all(count),
        }
    };
    let on = move |at: usize| if counted { u32::try_from(at).unwrap_or_default() } else { 0 };
    let filter = StoredValue::new(filter);
    let to_next = Memo::new(move |_| {
        let (next, rows) = standing.latest.with(|page| (page.next.clone(), page.rows.len()));
        let to = |next| OrderFilter { after: Some(next), before: None, at: on(at + rows), ..filter.get_value() };
        next.map(|next| address(&to(next)))
    });
    let to_previous = Memo::new(move |_| {
        let previous = standing.latest.with(|page| page.previous.clone())?;
        let at = on(at.saturating_sub(PAGE));
        // Near the beginning the beginning is meant: its page is whole.
        let before = (!counted || at > 0).then_some(previous);
        Some(address(&OrderFilter { before, after: None, at, ..filter.get_value() }))
    });
    view! {
        <div class="page-foot">
            <span class="flex items-center gap-4">
                <LiveDot/>
                {move || Some(standing.left.get()).filter(|left| *left > 0).map(|left| view! {
                    <button class="link" type="button" on:click=move |_| standing.take(false)>{texts::show_news(left)}</button>
                })}
            </span>
            <nav class="pager" aria-label=texts::pages()>
                <span>{text}</span>
                <PagerLink href=to_previous icon="chevron-left" label=crate::texts::previous_page()/>
                <PagerLink href=to_next icon="chevron-right" label=crate::texts::next_page()/>
            </nav>
        </div>
    }
}

fn count_of<R>(page: &OrderPage<R>) -> String {
    grouped(u64::try_from(page.totals.count).unwrap_or_default())
}

#[component]
fn PagerLink(href: Memo<Option<String>>, icon: &'static str, label: &'static str) -> impl IntoView {
    let off = move || href.with(Option::is_none);
    view! {
        <a class="button" href=move || href.get() role=move || off().then_some("link") aria-disabled=move || off().then_some("true") aria-label=label>
            <Icon name=icon/>
        </a>
    }
}

fn heads(filter: &OrderFilter, picks: bool) -> Markup {
    let of = |column: Column| match column {
        Column::Status => head(filter, Sort::Status, texts::status(), false),
        Column::Value => head(filter, Sort::Value, texts::value(), true),
        Column::Lines => html! { th.num { (texts::lines()) } },
        Column::Booked => head(filter, Sort::Booked, texts::booked(), true),
        Column::Salesperson => head(filter, Sort::Salesperson, texts::by(), false),
        Column::Po => html! { th { (texts::their_po()) } },
        Column::Since => html! { th.num { (texts::since()) } },
        Column::Reasons => html! { th { (texts::why_it_waits()) } },
    };
    html! {
        @if picks { th.pick { input.checkbox id=(ALL) type="checkbox" aria-label=(texts::select_all()); } }
        (head(filter, Sort::Number, texts::number(), false))
        (head(filter, Sort::Customer, texts::customer(), false))
        @for column in Column::ALL.into_iter().filter(|column| filter.shows(*column)) { (of(column)) }
    }
}

/// A heading that sorts; a second click turns the order round.
fn head(filter: &OrderFilter, sort: Sort, title: &str, num: bool) -> Markup {
    let here = filter.sort == sort;
    let dir = match (here, filter.dir) {
        (true, Direction::Descending) => Direction::Ascending,
        (true, Direction::Ascending) => Direction::Descending,
        (false, _) if matches!(sort, Sort::Customer | Sort::Status | Sort::Salesperson) => Direction::Ascending,
        (false, _) => Direction::Descending,
    };
    let sorted = here.then_some(if filter.dir == Direction::Ascending { "ascending" } else { "descending" });
    let arrow = if filter.dir == Direction::Ascending { "chevron-up" } else { "chevron-down" };
    let to = OrderFilter { sort, dir, after: None, before: None, ..filter.clone() };
    html! {
        th class=[num.then_some("num")] aria-sort=[sorted] {
            a.sort href=(address(&to)) { (title) @if here { (markup::icon(arrow, "icon-sm")) } }
        }
    }
}
