//! The rows of the heat map as markup: hundreds of links that the browser need not wake one by one. Pure, so the server draws them.

use maud::{Markup, html};

use super::{
    chart::depth,
    model::{Cell, TeamRow},
};
use crate::{ui::markup, values::Month};

/// What a row needs besides its figures: where its cells and its name lead, and the word for who is late.
pub struct Ways<'w> {
    pub card: &'w dyn Fn(&str, Month) -> String,
    pub year: &'w dyn Fn(&str) -> String,
    pub late: &'w str,
}

/// People by months; on a phone the three latest months.
pub fn rows(rows: &[TeamRow], months: &[Month], ways: &Ways<'_>) -> String {
    let row = |row: &TeamRow| {
        html! {
            tr {
                (head(row, ways))
                @for (index, (month, cell)) in months.iter().zip(&row.cells).enumerate() {
                    (filled(row, *month, cell.as_ref(), if index + 3 < months.len() { " phone-hide" } else { "" }, ways))
                }
            }
        }
    };
    html! { @for one in rows { (row(one)) } }.into_string()
}

fn head(row: &TeamRow, ways: &Ways<'_>) -> Markup {
    html! {
        th.main scope="row" {
            a.link href=((ways.year)(&row.employee.code)) { (row.employee.name) } " " span.sub.phone-hide { (row.employee.role) }
            @if row.late { " " (markup::badge("stopped", "timer", ways.late)) }
        }
    }
}

fn filled(row: &TeamRow, month: Month, cell: Option<&Cell>, hidden: &str, ways: &Ways<'_>) -> Markup {
    let Some(cell) = cell else { return html! { td class={ "heat" (hidden) } {} } };
    let (total, open) = (cell.total.shown(), if cell.status.is_frozen() { "" } else { " is-open" });
    let label = format!("{}, {}: {total}, {}", row.employee.name, month.wire(), cell.status);
    html! {
        td class={ "heat heat-" (depth(cell.total)) (hidden) } {
            a class={ "heat-link" (open) } href=((ways.card)(&row.employee.code, month)) title=(label) aria-label=(label) { (total) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        pms::{model::Employee, review::CardStatus},
        values::Points,
    };

    #[test]
    fn every_month_is_a_link_and_nothing_leaves_its_text() {
        let month = Month::new(2026, 2).unwrap();
        let employee =
            Employee { code: "S\"1".to_owned(), name: "A <b>".to_owned(), role: "Sales".to_owned(), manager: None };
        let cell = Cell { total: Points::from_whole(99), status: CardStatus::Submitted };
        let row = TeamRow { employee, late: true, cells: vec![None, Some(cell)] };
        let ways = Ways {
            card: &|code, month| format!("/{code}/{}", month.iso()),
            year: &|code| format!("/{code}"),
            late: "Late",
        };
        let drawn = rows(&[row], &[month.prev(), month], &ways);
        assert!(drawn.contains("A &lt;b&gt;") && !drawn.contains("<b>"), "{drawn}");
        assert!(
            drawn.contains("heat-4") && drawn.contains("href=\"/S&quot;1/2026-02\"") && drawn.contains("is-open"),
            "{drawn}"
        );
        assert_eq!(
            (drawn.matches("<td").count(), drawn.matches("<a ").count(), drawn.matches("Late").count()),
            (2, 2, 1)
        );
    }
}
