use super::*;
use crate::packaging::model::{IssueLineForm, ReceiptLineForm};

const TODAY: Date = Date::from_days(20_000);

fn pouches(name: &str) -> Option<Measure> {
    (name == "PKG-002").then_some(Measure { unit: Unit::Pieces, per_box: Quantity::from_units(100) })
}

fn of(text: &str) -> String {
    text.to_owned()
}

fn line(material: &str, quantity: &str) -> ReceiptLineForm {
    ReceiptLineForm { material: of(material), quantity: of(quantity), ..ReceiptLineForm::default() }
}

fn form(lines: Vec<ReceiptLineForm>) -> ReceiptForm {
    ReceiptForm { key: of("key-00001"), warehouse: of("wh-1"), lines, ..ReceiptForm::default() }
}

fn wrong(form: &ReceiptForm) -> Vec<(Option<u32>, String, String)> {
    receipt(form, pouches, TODAY).unwrap_err().into_iter().map(|error| (error.row, error.field, error.code)).collect()
}

#[test]
fn boxes_and_pieces_are_received_as_one_quantity_and_empty_lines_left_out() {
    let mut full = line("pkg-002", "30");
    full.boxes = of("2");
    let (head, lines) = receipt(&form(vec![ReceiptLineForm::default(), full]), pouches, TODAY).unwrap();
    assert_eq!((head.warehouse.as_str(), lines.len(), lines[0].row), ("WH-1", 1, 2));
    assert_eq!(lines[0].quantity, Quantity::from_units(230));
}

#[test]
fn every_wrong_line_is_told_by_row_and_field() {
    let mut late = line("PKG-002", "5");
    late.made = TODAY.add_days(1).iso();
    late.expires = TODAY.add_days(-1).iso();
    let found = wrong(&form(vec![line("PKG-999", "5"), line("PKG-002", "0"), line("PKG-002", "1.5"), late]));
    let at = |row, field: &str, code: &str| (Some(row), of(field), of(code));
    assert_eq!(
        found,
        [
            at(1, "material", "unknown"),
            at(2, "quantity", "zero"),
            at(3, "quantity", "not_a_quantity"),
            at(4, "made", "in_the_future"),
            at(4, "expires", "before_made"),
        ]
    );
}

#[test]
fn an_entry_without_lines_or_key_is_refused() {
    let empty = ReceiptForm { key: of("x"), ..form(Vec::new()) };
    assert_eq!(wrong(&empty), [(None, of("key"), of("not_a_key")), (None, of("lines"), of("empty"))]);
}

#[test]
fn an_issue_needs_a_reason() {
    let form = IssueForm {
        key: of("key-00001"),
        warehouse: of("WH-1"),
        lines: vec![IssueLineForm { material: of("PKG-002"), quantity: of("5"), ..IssueLineForm::default() }],
        ..IssueForm::default()
    };
    let fields: Vec<_> = issue(&form, pouches, TODAY).unwrap_err().into_iter().map(|error| error.field).collect();
    assert_eq!(fields, ["reason"]);
    assert!(issue(&IssueForm { reason: of("Packing"), ..form }, pouches, TODAY).is_ok());
}

#[test]
fn a_material_reads_its_levels_and_refuses_a_maximum_below() {
    let typed = MaterialForm {
        name: of("Poly Bags 5kg"),
        category: of("Poly Pkts"),
        unit: of("PCS"),
        reorder_level: of("1,000"),
        maximum: of("500"),
        ..MaterialForm::default()
    };
    let fields: Vec<_> = MaterialInput::parse(&typed).unwrap_err().into_iter().map(|error| error.field).collect();
    assert_eq!(fields, ["maximum"]);
    let read = MaterialInput::parse(&MaterialForm { maximum: of(""), ..typed }).unwrap();
    assert_eq!((read.reorder_level, read.lead_days, read.maximum), (Quantity::from_units(1_000), 7, None));
}
