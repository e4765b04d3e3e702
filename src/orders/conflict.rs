//! Two people changed the same order: where what one typed differs from what the other saved.

use super::model::{BookForm, LineForm};
use crate::values::{Money, Quantity};

/// What a difference is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    CustomerPo,
    Remarks,
    /// A line, by what its product was called on either form.
    Line(String),
}

/// One value that stands differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub about: About,
    /// As it is saved now; empty: not there.
    pub theirs: String,
    /// As it was typed; empty: not there.
    pub mine: String,
}

/// Where the form that was typed differs from the order as it is now, field by field and line by line.
pub fn differences(mine: &BookForm, theirs: &BookForm) -> Vec<Difference> {
    let mut all = Vec::new();
    let mut text = |about: About, mine: &str, theirs: &str| {
        if mine.trim() != theirs.trim() {
            all.push(Difference { about, theirs: theirs.trim().to_owned(), mine: mine.trim().to_owned() });
        }
    };
    text(About::CustomerPo, &mine.customer_po, &theirs.customer_po);
    text(About::Remarks, &mine.remarks, &theirs.remarks);
    for line in theirs.lines.iter().filter(|line| !line.is_blank()) {
        match mine.lines.iter().find(|other| is_same(other, line)) {
            Some(other) if reads_alike(other, line) => {}
            other => {
                let mine = other.map(told).unwrap_or_default();
                all.push(Difference { about: About::Line(line.sku.trim().to_owned()), theirs: told(line), mine });
            }
        }
    }
    for line in mine.lines.iter().filter(|line| !line.is_blank()) {
        if !theirs.lines.iter().any(|other| is_same(other, line)) {
            let about = About::Line(line.sku.trim().to_owned());
            all.push(Difference { about, theirs: String::new(), mine: told(line) });
        }
    }
    all
}

/// The line of this product, if the form has one.
pub fn line_of<'a>(form: &'a BookForm, sku: &str) -> Option<&'a LineForm> {
    form.lines.iter().find(|line| !line.is_blank() && line.sku.trim().eq_ignore_ascii_case(sku.trim()))
}

fn is_same(one: &LineForm, other: &LineForm) -> bool {
    one.sku.trim().eq_ignore_ascii_case(other.sku.trim()) && one.batch.trim() == other.batch.trim()
}

fn reads_alike(one: &LineForm, other: &LineForm) -> bool {
    let quantity = match (Quantity::parse(&one.quantity), Quantity::parse(&other.quantity)) {
        (Ok(one), Ok(other)) => one == other,
        _ => one.quantity.trim() == other.quantity.trim(),
    };
    let rate = match (Money::parse(&one.rate), Money::parse(&other.rate)) {
        (Ok(one), Ok(other)) => one == other,
        _ => one.rate.trim() == other.rate.trim(),
    };
    quantity && rate
}

/// `40 × 445.00`
fn told(line: &LineForm) -> String {
    match line.rate.trim() {
        "" => line.quantity.trim().to_owned(),
        rate => format!("{} × {rate}", line.quantity.trim()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(sku: &str, quantity: &str, rate: &str) -> LineForm {
        LineForm { sku: sku.to_owned(), quantity: quantity.to_owned(), rate: rate.to_owned(), ..LineForm::default() }
    }

    #[test]
    fn the_same_written_otherwise_is_no_difference() {
        let mine = BookForm { lines: vec![line("sku-001", "4.0", "1,000")], ..BookForm::default() };
        let theirs = BookForm { lines: vec![line("SKU-001", "4", "1000.00")], ..BookForm::default() };
        assert_eq!(differences(&mine, &theirs), []);
    }

    #[test]
    fn changed_added_and_removed_lines_stand_side_by_side() {
        let mine = BookForm {
            remarks: "Gate 2".to_owned(),
            lines: vec![line("A", "1", "10"), line("B", "2", "20"), LineForm::default()],
            ..BookForm::default()
        };
        let theirs = BookForm { lines: vec![line("A", "3", "10"), line("C", "5", "50")], ..BookForm::default() };
        let told: Vec<_> =
            differences(&mine, &theirs).into_iter().map(|one| (one.about, one.theirs, one.mine)).collect();
        let of = |sku: &str| About::Line(sku.to_owned());
        assert_eq!(
            told,
            [
                (About::Remarks, String::new(), "Gate 2".to_owned()),
                (of("A"), "3 × 10".to_owned(), "1 × 10".to_owned()),
                (of("C"), "5 × 50".to_owned(), String::new()),
                (of("B"), String::new(), "2 × 20".to_owned()),
            ]
        );
    }
}
