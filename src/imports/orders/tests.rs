use super::*;
use crate::imports::sheet::Builder;

fn customer(id: i64, status: &str) -> KnownCustomer {
    KnownCustomer {
        id: CustomerId::new(id),
        code: format!("CUST-{id:03}"),
        name: format!("Customer {id}"),
        status: status.to_owned(),
        limit: Money::from_rupees(10_000),
        overdue: Money::ZERO,
        overdue_days: 0,
        outstanding: Money::ZERO,
        open_orders: Money::ZERO,
        min_days_left: 0,
        rates: HashMap::new(),
    }
}

fn product(id: i64, sellable: i64) -> KnownProduct {
    KnownProduct {
        id: ProductId::new(id),
        sku: format!("SKU-{id:03}"),
        active: true,
        price: Money::from_rupees(450),
        gst: Percent::from_whole(5),
        batches: vec![(None, Quantity::from_units(sellable))],
        promised: Quantity::ZERO,
    }
}

fn known() -> Known {
    let customers = [customer(1, "Active"), customer(2, "Active"), customer(3, "Blocked")];
    let products = [product(1, 150), product(2, 10)];
    Known {
        customer_codes: customers.iter().map(|one| one.code.clone()).collect(),
        skus: products.iter().map(|one| one.sku.clone()).collect(),
        customers: customers.into_iter().map(|one| (one.code.clone(), one)).collect(),
        products: products.into_iter().map(|one| (one.sku.clone(), one)).collect(),
        recent: HashMap::new(),
        release_automatically: true,
        today: Date::from_days(20_000),
    }
}

fn run(rows: &[[&str; 6]], known: &Known) -> Checked {
    let mut builder = Builder::new("Bulk Orders");
    let header = [
        "Customer ID",
        "SKU Code",
        "Quantity",
        "Applied Rate (Optional)",
        "Remarks (Optional)",
        "Order Ref (Optional)",
    ];
    for (index, row) in std::iter::once(&header).chain(rows).enumerate() {
        builder.start_row(index as u32 + 1).unwrap();
        for (column, cell) in row.iter().enumerate() {
            builder.put(column, |text| text.push_str(cell)).unwrap();
        }
    }
    let sheet = builder.finish().unwrap();
    let mapping = Mapping::detect(&sheet, Kind::Orders, &HashMap::new());
    check(&sheet, &mapping, known)
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
    let checked = run(&[["CUST-009", "SKU-0O2", "ten", "-5", "", ""]], &known());
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
    let checked = run(&[["CUST-001", "SKU-0O1", "1", "", "", ""], ["CUST-001", "SKU-0O1", "1", "", "", ""]], &known());
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
    let checked = run(&rows, &known());
    assert_eq!(
        checked.groups.iter().map(|group| (group.key.as_str(), group.lines.len())).collect::<Vec<_>>(),
        [("2", 2), ("3", 1), ("5", 1), ("6", 1)]
    );
    assert_eq!(checked.groups[0].remarks, "by noon");
}

#[test]
fn stock_is_counted_down_over_the_whole_file() {
    let rows = [
        ["CUST-001", "SKU-002", "6", "", "", ""],
        ["CUST-002", "SKU-002", "6", "", "", ""],
        ["CUST-002", "SKU-002", "4", "", "", ""],
    ];
    let checked = run(&rows, &known());
    assert_eq!(told(&checked), [(3, "quantity", "Only 4 left of 10 after the rows above", "Write 4, or leave it out")]);
    assert_eq!(checked.groups.len(), 2);
}

#[test]
fn a_blocked_customer_is_refused() {
    let checked = run(&[["CUST-003", "SKU-001", "1", "", "", ""]], &known());
    assert_eq!(told(&checked), [(2, "customer", "Blocked customer", "Ask credit control, or leave it out")]);
}

#[test]
fn orders_beyond_the_limit_are_warned_of_once_a_customer() {
    let rows = [
        ["CUST-001", "SKU-001", "20", "", "", ""],
        ["CUST-001", "SKU-001", "20", "", "", ""],
        ["CUST-001", "SKU-001", "20", "", "", ""],
    ];
    let checked = run(&rows, &known());
    assert_eq!(checked.summary.credit_waits, 2);
    assert_eq!(checked.findings.iter().filter(|one| one.severity == Severity::Warning).count(), 1);
    assert_eq!((checked.good_rows, checked.bad_rows), (3, 0));
}

#[test]
fn the_same_lines_as_an_order_of_yesterday_are_warned_of() {
    let mut known = known();
    let lines = signature([(ProductId::new(1), Quantity::from_units(2))]);
    known.recent.insert((CustomerId::new(1), lines), "ORD-2611-00017".to_owned());
    let checked = run(&[["CUST-001", "SKU-001", "2", "", "", ""]], &known);
    assert_eq!(checked.summary.repeats, 1);
    assert_eq!(told(&checked)[0].2, "Same lines as ORD-2611-00017");
}

#[test]
fn an_applied_rate_goes_before_the_list_price() {
    let checked = run(&[["CUST-001", "SKU-001", "2", "100", "", ""]], &known());
    assert_eq!(checked.summary.value, Money::from_rupees(210));
}

#[test]
fn goods_that_expire_too_soon_for_a_customer_are_not_promised() {
    let mut known = known();
    known.customers.get_mut("CUST-001").unwrap().min_days_left = 30;
    known.products.get_mut("SKU-002").unwrap().batches = vec![
        (Some(Date::from_days(20_010)), Quantity::from_units(6)),
        (Some(Date::from_days(20_060)), Quantity::from_units(4)),
    ];
    let checked = run(&[["CUST-001", "SKU-002", "5", "", "", ""], ["CUST-002", "SKU-002", "5", "", "", ""]], &known);
    assert_eq!(told(&checked), [(2, "quantity", "Only 4 in stock", "Write 4")]);
}

#[test]
fn a_run_leaves_out_what_the_check_refused_and_leaves_stock_to_the_booking() {
    let mut builder = Builder::new("x");
    for (number, cells) in [
        (1, ["Customer ID", "SKU Code", "Quantity"]),
        (2, ["CUST-001", "SKU-001", "ten"]),
        (3, ["CUST-001", "SKU-001", "999"]),
    ] {
        builder.start_row(number).unwrap();
        for (column, cell) in cells.iter().enumerate() {
            builder.put(column, |text| text.push_str(cell)).unwrap();
        }
    }
    let sheet = builder.finish().unwrap();
    let mapping = Mapping::detect(&sheet, Kind::Orders, &HashMap::new());
    let accepted = accept(&sheet, &mapping, &known(), &HashSet::from([2]));
    assert_eq!(accepted.groups.iter().map(|group| group.key.as_str()).collect::<Vec<_>>(), ["3"]);
    assert!(accepted.findings.iter().all(|finding| finding.severity == Severity::Warning));
}
