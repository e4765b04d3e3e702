//! The cells of a row of the list. They are written, not built: a row holds nothing that changes by itself, and fifty rows of twenty
//! elements each would be most of the work of the page, on the server and again in the browser.

use maud::{Markup, html};

use crate::{
    orders::{
        model::{Column, OrderFilter, OrderRow},
        texts,
    },
    ui::markup,
    values::Timestamp,
};

/// The cells of the columns that the filter shows; `picks`: with a box to tick before them.
pub fn of(row: &OrderRow, filter: &OrderFilter, now: Option<Timestamp>, picks: bool) -> Markup {
    let href = format!("/orders/{}", row.number);
    html! {
        @if picks {
            td.pick { input.checkbox type="checkbox" name="ids[]" value=(row.id) aria-label=(texts::select(&row.number)); }
        }
        td.quiet.card-sub { a.row-link href=(href) { (row.number) } }
        td.cut.card-title {
            a.main href=(href) tabindex="-1" { (row.customer_name) } " " span.sub { (row.location) }
        }
        @for column in Column::ALL.into_iter().filter(|column| filter.shows(*column)) {
            (cell(column, row, now))
        }
    }
}

fn cell(column: Column, row: &OrderRow, now: Option<Timestamp>) -> Markup {
    match column {
        Column::Status => {
            let badge = markup::badge(row.status.hue().as_str(), row.status.icon(), row.status.label());
            html! { td.card-sub title=(row.reasons) { (badge) } }
        }
        Column::Value => html! { td.num.main.card-side { (row.total.rupees()) } },
        Column::Lines => html! { td.num.card-hide { (row.line_count) } },
        Column::Booked => {
            let day = row.booked_at.ist_date();
            let today = now.map(Timestamp::ist_date);
            let when = if today == Some(day) { row.booked_at.ist_clock() } else { day.short() };
            html! { td.num.quiet.card-side title=(row.booked_at) { (when) } }
        }
        Column::Salesperson => html! { td.quiet.card-hide { (short_name(&row.salesperson_name)) } },
        Column::Po => html! { td.quiet.cut data-label=(texts::their_po()) { (row.customer_po) } },
        Column::Since => {
            let since = now.map(|now| row.status_at.relative_to(now)).unwrap_or_default();
            html! { td.num.quiet data-label=(texts::since()) title=(row.status_at) { (since) } }
        }
        Column::Reasons => {
            html! { td.quiet.cut data-label=(texts::why_it_waits()) title=(row.reasons) { (row.reasons) } }
        }
    }
}

/// `Rajesh K.` of `Rajesh Kumar`.
fn short_name(name: &str) -> String {
    let initial = |rest: &str| rest.split_whitespace().last().and_then(|last| last.chars().next());
    match name.split_once(' ').map(|(first, rest)| (first, initial(rest))) {
        Some((first, Some(initial))) => format!("{first} {initial}."),
        Some((first, None)) => first.to_owned(),
        None => name.to_owned(),
    }
}
