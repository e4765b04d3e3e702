//! The cells of a row of the list. They are written, not built: a row holds nothing that changes by itself, and fifty rows of twenty
//! elements each would be most of the work of the page, on the server and again in the browser.

use maud::{Markup, html};

use crate::{
    orders::{
        model::{Column, OrderFilter, OrderRow},
        texts,
    },
    ui::markup::{self, Text},
    values::Timestamp,
};

/// How the rows of a list are written.
#[derive(Clone)]
pub struct Cells {
    /// Those behind the customer's.
    columns: Vec<Column>,
    /// With a box to tick before all.
    picks: bool,
}

impl Cells {
    pub fn of(filter: &OrderFilter, picks: bool) -> Self {
        Self { columns: Column::ALL.into_iter().filter(|column| filter.shows(*column)).collect(), picks }
    }
}

pub fn cells(row: &OrderRow, how: &Cells, now: Option<Timestamp>) -> Markup {
    let address = ["/orders/", &row.number].concat();
    html! {
        @if how.picks {
            td.pick { input.checkbox type="checkbox" name="ids[]" value=(row.id.get()) aria-label=(Text(&texts::select(&row.number))); }
        }
        td.quiet.card-sub { a.row-link href=(Text(&address)) { (Text(&row.number)) } (files(row.file_count)) }
        td.cut.card-title {
            a.main href=(Text(&address)) tabindex="-1" { (Text(&row.customer_name)) } " " span.sub { (Text(&row.location)) }
        }
        @for column in &how.columns {
            @match column {
                Column::Status => td.card-sub title=(Text(&row.reasons)) {
                    (markup::badge(row.status.hue().as_str(), row.status.icon(), row.status.label()))
                }
                Column::Value => td.num.main.card-side { (Text(&row.total.rupees())) }
                Column::Lines => td.num.card-hide { (row.line_count) }
                Column::Booked => td.num.quiet.card-side title=(Text(&row.booked_at.ist())) { (Text(&booked(row, now))) }
                Column::Salesperson => td.quiet.card-hide { (Text(&short_name(&row.salesperson_name))) }
                Column::Po => td.quiet.cut data-label=(texts::their_po()) { (Text(&row.customer_po)) }
                Column::Since => td.num.quiet data-label=(texts::since()) title=(Text(&row.status_at.ist())) {
                    @if let Some(now) = now { (Text(&row.status_at.relative_to(now))) }
                }
                Column::Reasons => td.quiet.cut data-label=(texts::why_it_waits()) title=(Text(&row.reasons)) { (Text(&row.reasons)) }
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
        Some((first, Some(initial))) => [first, " ", initial.encode_utf8(&mut [0; 4]), "."].concat(),
        Some((first, None)) => first.to_owned(),
        None => name.to_owned(),
    }
}
