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
    html! {
        @if picks {
            td.pick { input.checkbox type="checkbox" name="ids[]" value=(row.id) aria-label=(texts::select(&row.number)); }
        }
        td.quiet.card-sub { a.row-link href={ "/orders/" (row.number) } { (row.number) } (files(row.file_count)) }
        td.cut.card-title {
            a.main href={ "/orders/" (row.number) } tabindex="-1" { (row.customer_name) } " " span.sub { (row.location) }
        }
        @for column in Column::ALL.into_iter().filter(|column| filter.shows(*column)) {
            @match column {
                Column::Status => td.card-sub title=(row.reasons) {
                    (markup::badge(row.status.hue().as_str(), row.status.icon(), row.status.label()))
                }
                Column::Value => td.num.main.card-side { (row.total.rupees()) }
                Column::Lines => td.num.card-hide { (row.line_count) }
                Column::Booked => td.num.quiet.card-side title=(row.booked_at) { (booked(row, now)) }
                Column::Salesperson => td.quiet.card-hide { (short_name(&row.salesperson_name)) }
                Column::Po => td.quiet.cut data-label=(texts::their_po()) { (row.customer_po) }
                Column::Since => td.num.quiet data-label=(texts::since()) title=(row.status_at) {
                    @if let Some(now) = now { (row.status_at.relative_to(now)) }
                }
                Column::Reasons => td.quiet.cut data-label=(texts::why_it_waits()) title=(row.reasons) { (row.reasons) }
            }
        }
    }
}

/// The clock of today's, the day of others.
fn booked(row: &OrderRow, now: Option<Timestamp>) -> String {
    let day = row.booked_at.ist_date();
    if now.map(Timestamp::ist_date) == Some(day) { row.booked_at.ist_clock() } else { day.short() }
}

/// A paperclip and how many files there are; nothing where there are none.
fn files(count: i64) -> Markup {
    html! {
        @if count > 0 {
            @let said = texts::file_count(count);
            " " span.sub role="img" title=(said) aria-label=(said) { (markup::icon("paperclip", "icon-sm")) (count) }
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
