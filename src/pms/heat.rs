//! The rows of the heat map as markup: hundreds of links that the browser need not wake one by one. Pure, so the server draws them.

use super::{
    chart::{depth, escape},
    model::{Cell, TeamRow},
};
use crate::values::Month;

/// What a row needs besides its figures: where its cells and its name lead, and the word for who is late.
pub struct Ways<'w> {
    pub card: &'w dyn Fn(&str, Month) -> String,
    pub year: &'w dyn Fn(&str) -> String,
    pub late: &'w str,
}

/// People by months; on a phone the three latest months.
pub fn rows(rows: &[TeamRow], months: &[Month], ways: &Ways<'_>) -> String {
    let mut out = String::with_capacity(rows.len() * (months.len() + 1) * 180);
    for row in rows {
        out.push_str("<tr>");
        head(&mut out, row, ways);
        for (index, (month, cell)) in months.iter().zip(&row.cells).enumerate() {
            let hidden = if index + 3 < months.len() { " phone-hide" } else { "" };
            match cell {
                None => out.push_str(&format!("<td class=\"heat{hidden}\"></td>")),
                Some(cell) => filled(&mut out, row, (*month, cell), hidden, ways),
            }
        }
        out.push_str("</tr>");
    }
    out
}

fn head(out: &mut String, row: &TeamRow, ways: &Ways<'_>) {
    out.push_str(&format!(
        "<th scope=\"row\" class=\"main\"><a class=\"link\" href=\"{}\">{}</a> <span class=\"sub phone-hide\">{}</span>",
        escape(&(ways.year)(&row.employee.code)),
        escape(&row.employee.name),
        escape(&row.employee.role),
    ));
    if row.late {
        out.push_str(&format!(
            " <span class=\"badge badge-stopped\"><svg class=\"icon\" aria-hidden=\"true\"><use href=\"/icons.svg#timer\"></use></svg>\
             <span>{}</span></span>",
            escape(ways.late)
        ));
    }
    out.push_str("</th>");
}

fn filled(out: &mut String, row: &TeamRow, (month, cell): (Month, &Cell), hidden: &str, ways: &Ways<'_>) {
    let (total, open) = (cell.total.shown(), if cell.status.is_frozen() { "" } else { " is-open" });
    let label = escape(&format!("{}, {}: {total}, {}", row.employee.name, month.wire(), cell.status));
    out.push_str(&format!(
        "<td class=\"heat heat-{}{hidden}\"><a class=\"heat-link{open}\" href=\"{}\" title=\"{label}\" aria-label=\"{label}\">{total}</a></td>",
        depth(cell.total),
        escape(&(ways.card)(&row.employee.code, month)),
    ));
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
