use super::*;
use crate::{credit::rules::Reason, imports::sheet::Builder, orders::booking::Short, platform::failure::FieldError};

fn customer(id: i64, status: &str) -> KnownCustomer {
    KnownCustomer { id: CustomerId::new(id), code: format!("CUST-{id:03}"), status: status.to_owned() }
}

fn product(id: i64) -> KnownProduct {
    KnownProduct { id: ProductId::new(id), sku: format!("SKU-{id:03}"), active: true, price: Money::from_rupees(450) }
}

fn known() -> Known {
    let customers = [customer(1, "Active"), customer(2, "Active"), customer(3, "Blocked")];
    let products = [product(1), product(2)];
    Known {
        customer_codes: customers.iter().map(|one| one.code.clone()).collect(),
        skus: products.iter().map(|one| one.sku.clone()).collect(),
        customers: customers.into_iter().map(|one| (one.code.clone(), one)).collect(),
        products: products.into_iter().map(|one| (one.sku.clone(), one)).collect(),
    }
}

const HEADER: [&str; 6] =
    ["Customer ID", "SKU Code", "Quantity", "Applied Rate (Optional)", "Remarks (Optional)", "Order Ref (Optional)"];

fn read_rows(rows: &[[&str; 6]], refused: &[u32]) -> Read {
    let mut builder = Builder::new("Bulk Orders");
    for (index, row) in std::iter::once(&HEADER).chain(rows).enumerate() {
        builder.start_row(index as u32 + 1).unwrap();
        for (column, cell) in row.iter().enumerate() {
            builder.put(column, |text| text.push_str(cell)).unwrap();
        }
    }
    let sheet = builder.finish().unwrap();
    let mapping = Mapping::detect(&sheet, Kind::Orders, &HashMap::new());
    read(&sheet, &mapping, &known(), &refused.iter().copied().collect())
}

/// As a booking would say that has enough of everything.
fn smooth(read: &Read) -> Vec<Foreseen> {
    let total = Money::from_rupees(100);
    read.groups.iter().map(|_| Foreseen { total, ..Foreseen::default() }).collect()
}

fn run(rows: &[[&str; 6]]) -> Checked {
    let read = read_rows(rows, &[]);
    let foreseen = smooth(&read);
    settle(read, &foreseen, &Recent::new())
}

fn told(checked: &Checked) -> Vec<(u32, &str, &str, &str)> {
    checked
        .findings
        .iter()
        .map(|one| (one.row, one.field.as_str(), one.message.as_str(), one.hint.as_deref().unwrap_or("")))
        .collect()
}

#[test]
fn all_errors_of_a_row_are_told_at_once() {
    let checked = run(&[["CUST-009", "SKU-0O2", "ten", "-5", "", ""]]);
    assert_eq!(
        told(&checked),
        [
            (2, "customer", "No such customer", "Look it up under Customers"),
            (2, "sku", "No such product", "Did you mean SKU-002?"),
            (2, "quantity", "Not a number", "Write 10"),
            (2, "rate", "Below zero", "Leave it blank for the list price"),
        ]
    );
    assert_eq!((checked.good_rows, checked.bad_rows), (0, 1));
}

#[test]
fn the_same_mistake_again_points_to_the_first() {
    let checked = run(&[["CUST-001", "SKU-0O1", "1", "", "", ""], ["CUST-001", "SKU-0O1", "1", "", "", ""]]);
    assert_eq!(told(&checked)[1].3, "Same as row 2");
}

#[test]
fn rows_of_one_customer_and_reference_make_one_order() {
    let rows = [
        ["CUST-001", "SKU-001", "1", "", "", "A"],
        ["CUST-002", "SKU-001", "1", "", "", "A"],
        ["cust-001", "SKU-002", "2", "", "by noon", "A"],
        ["CUST-001", "SKU-001", "1", "", "", ""],
        ["CUST-001", "SKU-001", "1", "", "", ""],
    ];
    let checked = run(&rows);
    assert_eq!(
        checked.groups.iter().map(|group| (group.key.as_str(), group.lines.len())).collect::<Vec<_>>(),
        [("2", 2), ("3", 1), ("5", 1), ("6", 1)]
    );
    assert_eq!(checked.groups[0].remarks, "by noon");
}

#[test]
fn what_stock_does_not_cover_is_told_on_its_row_and_left_out() {
    let read = read_rows(
        &[
            ["CUST-001", "SKU-002", "6", "", "", "A"],
            ["CUST-001", "SKU-001", "1,250", "", "", "A"],
            ["CUST-002", "SKU-002", "6", "", "", ""],
        ],
        &[],
    );
    let mut foreseen = smooth(&read);
    let units = Quantity::from_units;
    foreseen[0].short = vec![Short { row: 3, left: units(4), all: units(10) }];
    foreseen[1].short = vec![Short { row: 4, left: units(0), all: units(0) }];
    let checked = settle(read, &foreseen, &Recent::new());
    assert_eq!(
        told(&checked),
        [
            (3, "quantity", "Only 4 left of 10 after the rows above", "Write 4, or leave it out"),
            (4, "quantity", "Nothing in stock", "Leave it out until stock arrives"),
        ]
    );
    assert_eq!(checked.findings[0].value, "1,250");
    assert_eq!((checked.good_rows, checked.bad_rows, checked.groups.len()), (1, 2, 1));
    assert_eq!((checked.summary.bad_orders, checked.summary.value), (2, Money::from_rupees(100)));
}

#[test]
fn what_is_wrong_with_an_order_is_wrong_with_each_of_its_rows() {
    let read = read_rows(&[["CUST-001", "SKU-001", "1", "", "", "A"], ["CUST-001", "SKU-002", "1", "", "", "A"]], &[]);
    let mut foreseen = smooth(&read);
    foreseen[0].errors = vec![FieldError::new("lines", "amount_too_large", "Too large.")];
    let checked = settle(read, &foreseen, &Recent::new());
    assert_eq!(checked.findings.iter().map(|one| one.row).collect::<Vec<_>>(), [2, 3]);
    assert!(checked.groups.is_empty() && checked.bad_rows == 2);
}

#[test]
fn an_order_has_no_more_lines_and_no_longer_texts_than_the_form_takes() {
    let rows = vec![["CUST-001", "SKU-001", "1", "", "", "A"]; MOST_LINES + 1];
    let checked = run(&rows);
    assert_eq!(
        told(&checked),
        [(502, "order_ref", "An order has at most 500 lines", "Give this row another Order Ref")]
    );
    assert_eq!((checked.groups.len(), checked.groups[0].lines.len()), (1, MOST_LINES));
    let (remarks, order_ref) = ("x".repeat(MOST_REMARKS + 1), "é".repeat(MOST_PO + 1));
    let checked = run(&[
        ["CUST-001", "SKU-001", "1", "", remarks.as_str(), order_ref.as_str()],
        ["CUST-001", "SKU-001", "1", "", &remarks[1..], &order_ref[2..]],
    ]);
    assert_eq!(
        told(&checked),
        [
            (2, "remarks", "2001 characters; at most 2000 fit", "Shorten it"),
            (2, "order_ref", "101 characters; at most 100 fit", "Shorten it"),
        ]
    );
    assert_eq!(checked.good_rows, 1);
}

#[test]
fn a_cell_that_was_not_read_as_it_stands_refuses_its_row() {
    let checked = run(&[["CUST-001\0", "SKU-001", "ten", "", "", ""], ["CUST-001", "SKU-001", "1", "", "\0", ""]]);
    let told: Vec<_> = checked.findings.iter().map(|one| (one.row, one.field.as_str(), one.code.as_str())).collect();
    assert_eq!(
        told,
        [(2, "quantity", "not_a_number"), (2, "customer", "bad_character"), (3, "remarks", "bad_character")]
    );
    assert_eq!((checked.good_rows, checked.bad_rows), (0, 2));
    assert!(checked.findings.iter().all(|finding| !finding.value.contains('\0')));
}

#[test]
fn a_blocked_customer_is_refused() {
    let checked = run(&[["CUST-003", "SKU-001", "1", "", "", ""]]);
    assert_eq!(told(&checked), [(2, "customer", "Blocked customer", "Ask credit control, or leave it out")]);
}

#[test]
fn orders_that_wait_for_credit_are_warned_of_once_a_customer() {
    let read = read_rows(&[["CUST-001", "SKU-001", "20", "", "", ""]; 3], &[]);
    let mut foreseen = smooth(&read);
    foreseen[1].reasons = vec![Reason::AutomaticReleaseOff];
    foreseen[2].reasons = vec![Reason::AutomaticReleaseOff];
    let checked = settle(read, &foreseen, &Recent::new());
    assert_eq!(checked.summary.credit_waits, 2);
    let reason = Reason::AutomaticReleaseOff.to_string();
    assert_eq!(told(&checked), [(3, "customer", reason.as_str(), "2 orders go to credit")]);
    assert_eq!((checked.good_rows, checked.bad_rows), (3, 0));
}

#[test]
fn the_same_lines_as_an_order_of_yesterday_are_warned_of() {
    let lines = signature([(ProductId::new(1), Quantity::from_units(2))]);
    let recent = Recent::from([((CustomerId::new(1), lines), "ORD-2611-00017".to_owned())]);
    let read = read_rows(&[["CUST-001", "SKU-001", "2", "", "", ""]], &[]);
    let foreseen = smooth(&read);
    let checked = settle(read, &foreseen, &recent);
    assert_eq!(checked.summary.repeats, 1);
    assert_eq!(told(&checked)[0].2, "Same lines as ORD-2611-00017");
}

#[test]
fn a_run_leaves_out_what_the_check_refused() {
    let read =
        read_rows(&[["CUST-001", "SKU-001", "ten", "", "", "A"], ["CUST-001", "SKU-001", "9", "", "", "A"]], &[2]);
    assert_eq!(read.groups.iter().map(|group| group.key.as_str()).collect::<Vec<_>>(), ["3"]);
    assert!(read.findings.is_empty());
}
