//! Rows copied from a spreadsheet, for the booking form.

use super::model::LineForm;

/// Reads rows as a spreadsheet copies them: cells by tabs, rows by line ends. The columns are those from `first` on of SKU, quantity,
/// rate. A head row is left out. `None`: it is one cell, to be pasted as usual.
pub fn rows(text: &str, first: usize) -> Option<Vec<LineForm>> {
    let text = text.trim_end_matches(['\r', '\n']);
    if !text.contains(['\t', '\n', '\r']) {
        return None;
    }
    let rows = text.lines().map(|row| line(row, first)).filter(|line| !line.is_blank());
    let rows: Vec<_> = rows.enumerate().filter(|(at, line)| *at > 0 || !is_head(line)).map(|(_, line)| line).collect();
    (!rows.is_empty()).then_some(rows)
}

fn line(row: &str, first: usize) -> LineForm {
    let mut line = LineForm::default();
    for (column, cell) in (first..).zip(row.split('\t')) {
        let cell = cell.trim().trim_matches('"').trim().to_owned();
        match column {
            0 => line.sku = cell,
            1 => line.quantity = cell,
            2 => line.rate = cell,
            _ => break,
        }
    }
    line
}

/// A first row whose quantity has letters and no digit names the columns.
fn is_head(line: &LineForm) -> bool {
    let words = |text: &str| text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_numeric);
    words(&line.quantity) && !line.sku.chars().any(char::is_numeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str, first: usize) -> Option<Vec<[String; 3]>> {
        rows(text, first).map(|rows| rows.into_iter().map(|line| [line.sku, line.quantity, line.rate]).collect())
    }

    #[test]
    fn rows_of_a_spreadsheet_become_lines() {
        let text = "SKU-001\t40\t450.00\r\nSKU-014\t25\r\n\r\n";
        let expected = [["SKU-001", "40", "450.00"], ["SKU-014", "25", ""]].map(|row| row.map(str::to_owned));
        assert_eq!(cells(text, 0), Some(expected.to_vec()));
    }

    #[test]
    fn one_cell_is_pasted_as_usual() {
        assert_eq!(cells("SKU-001\n", 0), None);
    }

    #[test]
    fn a_column_of_quantities_fills_quantities() {
        let expected = [["", "40", ""], ["", "25", ""]].map(|row| row.map(str::to_owned));
        assert_eq!(cells("40\n25", 1), Some(expected.to_vec()));
    }

    #[test]
    fn a_head_row_is_left_out() {
        let expected = [["SKU-001", "40", ""]].map(|row| row.map(str::to_owned));
        assert_eq!(cells("SKU Code\tQuantity\nSKU-001\t40", 0), Some(expected.to_vec()));
    }
}
