use super::*;
use crate::imports::sheet::Builder;

fn sheet(rows: &[&[&str]]) -> Sheet {
    let mut builder = Builder::new("Sheet");
    for (index, cells) in rows.iter().enumerate() {
        builder.start_row(index as u32 + 1).unwrap();
        for (column, cell) in cells.iter().enumerate() {
            builder.put(column, |text| text.push_str(cell)).unwrap();
        }
    }
    builder.finish().unwrap()
}

fn run(kind: Kind, rows: &[&[&str]], reading: &dyn Reading) -> CheckedMasters {
    let sheet = sheet(rows);
    let mapping = Mapping::detect(&sheet, kind, &HashMap::new());
    check(kind, &sheet, &mapping, reading)
}

fn told(checked: &CheckedMasters) -> Vec<(u32, &str, &str)> {
    checked.findings.iter().map(|one| (one.row, one.field.as_str(), one.message.as_str())).collect()
}

fn products(rows: &[&[&str]]) -> Products {
    let header: &[&str] = &["ProductCode", "Product Name", "GST%", "MRP"];
    let all: Vec<&[&str]> = std::iter::once(header).chain(rows.iter().copied()).collect();
    let checked = run(Kind::Products, &all, &Products::default());
    let of = |change: Change| match change.wanted {
        Master::Product(product) => (product.sku.clone(), *product),
        other => panic!("{other:?}"),
    };
    Products(checked.changes.into_iter().map(of).collect())
}

#[test]
fn rows_are_new_changed_or_as_they_were() {
    let known = products(&[&["SKU-001", "Rice", "5", "450"], &["SKU-002", "Peas", "", ""]]);
    let rows: &[&[&str]] = &[
        &["ProductCode", "Product Name", "GST%", "MRP"],
        &["sku-001", "Rice", "0.05", "450"],
        &["SKU-002", "Green Peas", "", ""],
        &["SKU-003", "Corn", "12%", "99.50"],
    ];
    let checked = run(Kind::Products, rows, &known);
    let summary = &checked.summary;
    assert_eq!((summary.new, summary.updated, summary.unchanged, checked.bad_rows), (1, 1, 1, 0), "{checked:?}");
}

#[test]
fn a_cell_that_was_not_read_as_it_stands_refuses_its_row() {
    let mut builder = Builder::new("Sheet");
    for (number, cells) in [(1, ["ProductCode", "Product Name"]), (2, ["SKU-1", "Ri\0ce"]), (3, ["SKU-2", ""])] {
        builder.start_row(number).unwrap();
        for (column, cell) in cells.iter().enumerate() {
            builder.put(column, |text| text.push_str(cell)).unwrap();
        }
    }
    builder.flaw(1, crate::imports::sheet::Flaw::NoValue).unwrap();
    let sheet = builder.finish().unwrap();
    let mapping = Mapping::detect(&sheet, Kind::Products, &HashMap::new());
    let checked = check(Kind::Products, &sheet, &mapping, &Products::default());
    let told: Vec<_> = checked.findings.iter().map(|one| (one.row, one.field.as_str(), one.code.as_str())).collect();
    assert_eq!(told, [(2, "name", "bad_character"), (3, "name", "no_value")]);
    assert!(checked.changes.is_empty() && checked.bad_rows == 2);
}

#[test]
fn a_key_twice_and_a_bad_cell_are_told() {
    let rows: &[&[&str]] = &[
        &["ProductCode", "Product Name", "MRP", "Unit"],
        &["SKU-1", "Rice", "x", "BAG"],
        &["SKU-1", "Rice", "1", "kg"],
        &["SKU-2", "", "1", "kg"],
    ];
    let checked = run(Kind::Products, rows, &Products::default());
    let all = told(&checked);
    assert!(
        all.contains(&(2, "mrp", "Not a number")) && all.contains(&(2, "unit", "Choose PCS, KG or PKT")),
        "{all:?}"
    );
    assert!(all.contains(&(3, "sku", "Also in row 2")) && all.contains(&(4, "name", "Nothing was entered")), "{all:?}");
    assert_eq!((checked.good_rows, checked.bad_rows), (0, 3));
}

const CUSTOMER: &[&str] = &["Customer ID", "Name", "State", "Credit Limit", "0 to 7", "Employee Responsible"];

fn customers(may_edit: bool, may_edit_credit: bool) -> Customers {
    let salespeople = vec![("SALES-001".to_owned(), "Rajesh Kumar".to_owned())];
    let base = Customers { may_edit: true, may_edit_credit: true, salespeople, ..Customers::default() };
    let rows: &[&[&str]] = &[CUSTOMER, &["CUST-001", "ABC Traders", "27", "50000", "10", "rajesh kumar"]];
    let checked = run(Kind::Customers, rows, &base);
    let known = checked.changes.into_iter().map(|change| match change.wanted {
        Master::Customer(record) => (record.code().to_owned(), *record),
        other => panic!("{other:?}"),
    });
    let known = known.collect();
    Customers { known, codes: vec!["CUST-001".to_owned()], may_edit, may_edit_credit, ..base }
}

#[test]
fn a_customers_file_changes_only_the_side_its_person_may_change() {
    let rows: &[&[&str]] = &[
        CUSTOMER,
        &["CUST-001", "ABC Traders", "Maharashtra", "60000", "10", ""],
        &["CUST-001 ", "ABC Foods", "", "50000", "", ""],
    ];
    let sales = run(Kind::Customers, &rows[..2], &customers(true, false));
    assert_eq!(told(&sales), [(2, "limit", "Only Credit Control or Admin may change this")]);
    let credit = run(Kind::Customers, &[rows[0], rows[2]], &customers(false, true));
    assert_eq!(told(&credit), [(2, "name", "Only Sales or Admin may change this")]);
    assert_eq!(run(Kind::Customers, &rows[..2], &customers(false, true)).summary.updated, 1);
}

#[test]
fn a_new_customer_is_asked_for_the_state_and_credit_control_adds_none() {
    let rows: &[&[&str]] = &[CUSTOMER, &["CUST-0O1", "New Foods", "", "", "", "Rajesh Kumer"]];
    let sales = run(Kind::Customers, rows, &customers(true, true));
    assert_eq!(told(&sales).iter().map(|one| one.1).collect::<Vec<_>>(), ["salesperson", "state"]);
    assert_eq!(sales.findings[0].hint.as_deref(), Some("Did you mean Rajesh Kumar?"));
    let credit = run(Kind::Customers, rows, &customers(false, true));
    assert_eq!(credit.findings[0].hint.as_deref(), Some("Did you mean CUST-001?"));
}

#[test]
fn stock_is_what_is_counted_and_never_less_than_promised() {
    let text = str::to_owned;
    let batch = BatchInput {
        sku: text("SKU-001"),
        warehouse: text("BHW"),
        batch: text("B-1"),
        made: None,
        expires: None,
        weight: None,
        on_hand: crate::values::Quantity::from_units(10),
    };
    let key = (text("SKU-001"), text("BHW"), text("B-1"));
    let stock = Stock {
        goods: HashMap::from([(text("SKU-001"), Goods { sku: text("SKU-001"), whole: true })]),
        skus: vec![text("SKU-001")],
        warehouses: vec![(text("BHW"), text("Bhiwandi Central"))],
        batches: HashMap::from([(key, Held { batch, reserved: crate::values::Quantity::from_units(4) })]),
        today: crate::values::Date::from_days(20_000),
    };
    let rows: &[&[&str]] = &[
        &["SKU Code", "Warehouse", "Batch", "Expires", "On Hand"],
        &["SKU-001", "bhiwandi central", "b-1", "", "10"],
        &["SKU-001", "BHW", "B-2", "46347", "2.5"],
        &["SKU-0O1", "BHX", "B-3", "", "1"],
    ];
    let checked = run(Kind::Stock, rows, &stock);
    assert_eq!((checked.summary.unchanged, checked.bad_rows), (1, 2), "{checked:?}");
    let fields: Vec<_> = checked.findings.iter().map(|one| (one.row, one.field.as_str())).collect();
    assert_eq!(fields, [(3, "on_hand"), (4, "sku"), (4, "warehouse")]);
    let rows: &[&[&str]] = &[rows[0], &["SKU-001", "BHW", "B-1", "", "3"]];
    assert_eq!(told(&run(Kind::Stock, rows, &stock)), [(2, "on_hand", "4 of it are promised to orders")]);
}

const TARGETS: &[&str] = &["Employee ID", "Month", "KRA", "Target", "Weightage"];

fn targets(known: &[(&str, &str)]) -> Targets {
    let month = crate::values::Month::new(2025, 1).unwrap();
    let base = Targets {
        people: HashMap::from([("SALES-001".to_owned(), "SALES-001".to_owned())]),
        codes: Vec::new(),
        known: HashMap::new(),
        cards: HashMap::new(),
        tables: Vec::new(),
        today: month.next().first_day(),
    };
    let target = |kra: &str, weight: &str| {
        let form = crate::pms::targets::TargetForm {
            kra: kra.to_owned(),
            target: "10".to_owned(),
            weight: weight.to_owned(),
            ..Default::default()
        };
        let target = crate::pms::targets::TargetInput::parse("SALES-001", month, &form, &[]).unwrap();
        (target.key(), target)
    };
    Targets { known: known.iter().map(|(kra, weight)| target(kra, weight)).collect(), ..base }
}

#[test]
fn the_weights_of_a_month_come_to_100_with_what_is_there() {
    let row = |kra, weight| ["SALES-001", "Jan'25", kra, "10", weight];
    let check = |rows: &[[&str; 5]], known: &[(&str, &str)]| {
        let all: Vec<&[&str]> = std::iter::once(TARGETS).chain(rows.iter().map(|row| row.as_slice())).collect();
        run(Kind::KraTargets, &all, &targets(known))
    };
    let whole = check(&[row("Sales", "60"), row("Collection", "40")], &[]);
    assert_eq!((whole.summary.new, whole.bad_rows), (2, 0), "{whole:?}");
    let short = check(&[row("Sales", "60"), row("Collection", "30")], &[]);
    let message = "The weights of SALES-001 for Jan'25 come to 90 %";
    assert_eq!(told(&short), [(2, "weight", message), (3, "weight", message)]);
    assert_eq!((short.good_rows, short.bad_rows, short.changes.len()), (0, 2, 0));
    // What is there and not named counts too, and a row over it takes its place.
    let over = check(&[row("Sales", "60")], &[("Sales", "50"), ("Collection", "50")]);
    assert_eq!(
        told(&over),
        [(2, "weight", "The weights of SALES-001 for Jan'25 come to 110 %, with the KRA that is there")]
    );
    let moved = check(&[row("sales", "60"), row("Collection", "40")], &[("Sales", "50"), ("Collection", "50")]);
    assert_eq!((moved.summary.updated, moved.bad_rows), (2, 0), "{moved:?}");
    let kept = check(&[row("Sales", "")], &[("Sales", "50"), ("Collection", "50")]);
    assert_eq!((kept.summary.unchanged, kept.bad_rows), (1, 0), "{kept:?}");
}

#[test]
fn a_bad_row_leaves_no_half_scorecard() {
    let rows: &[&[&str]] =
        &[TARGETS, &["SALES-001", "Jan'25", "Sales", "10", "60"], &["SALES-001", "Jan'25", "Collection", "-10", "40"]];
    let checked = run(Kind::KraTargets, rows, &targets(&[]));
    let fields: Vec<_> = checked.findings.iter().map(|one| (one.row, one.field.as_str(), one.code.as_str())).collect();
    assert_eq!(fields, [(2, "weight", "weights"), (3, "target", "negative")]);
    assert_eq!(checked.good_rows, 0);
}

fn balances(status: crate::pms::review::CardStatus) -> Balances {
    let month = crate::values::Month::new(2025, 1).unwrap();
    let known = crate::pms::balances::BalanceInput {
        user: "SALES-001".to_owned(),
        month,
        branch: "Chennai".to_owned(),
        amount: crate::values::Figure::from_units(300_000),
    };
    Balances {
        people: HashMap::from([("SALES-001".to_owned(), "SALES-001".to_owned())]),
        codes: Vec::new(),
        known: HashMap::from([(known.key(), known)]),
        cards: HashMap::from([(("SALES-001".to_owned(), month), status)]),
        importer: "CREDIT-001".to_owned(),
        today: month.next().first_day(),
    }
}

#[test]
fn a_blank_balance_keeps_what_is_there_and_a_closed_scorecard_takes_only_what_it_has() {
    use crate::pms::review::CardStatus;
    let rows: &[&[&str]] = &[
        &["Employee ID", "Employee Name", "Month", "Branch", "OD Balance", "Scorecard"],
        &["sales-001", "Rajesh", "Jan'25", "CHENNAI", "3,00,000", "Draft"],
        &["SALES-001", "Rajesh", "2025-01", "Hyd", "", ""],
        &["SALES-001", "Rajesh", "Jan'25", "", "", ""],
    ];
    let checked = run(Kind::OdBalances, rows, &balances(CardStatus::Locked));
    assert_eq!((checked.summary.unchanged, checked.bad_rows), (3, 0), "{checked:?}");
    let rows: &[&[&str]] =
        &[rows[0], &["SALES-001", "", "Jan'25", "chennai", "-5", ""], &["SALES-001", "", "Jan'25", "Hyd", "5", ""]];
    let checked = run(Kind::OdBalances, rows, &balances(CardStatus::Submitted));
    assert_eq!((checked.summary.new, checked.summary.updated), (1, 1), "{checked:?}");
    let checked = run(Kind::OdBalances, rows, &balances(CardStatus::Reviewed));
    let message = "The scorecard is Reviewed and takes no other balances";
    assert_eq!(told(&checked), [(2, "amount", message), (3, "amount", message)]);
}

#[test]
fn a_person_has_at_most_fifty_branches() {
    let rows: Vec<[String; 4]> = (0..50)
        .map(|place| ["SALES-001".to_owned(), "Jan'25".to_owned(), format!("Branch {place}"), "1".to_owned()])
        .collect();
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let head: &[&str] = &["Employee ID", "Month", "Branch", "OD Balance"];
    let all: Vec<&[&str]> = std::iter::once(head).chain(rows.iter().map(Vec::as_slice)).collect();
    let checked = run(Kind::OdBalances, &all, &balances(crate::pms::review::CardStatus::Draft));
    assert_eq!(told(&checked), [(51, "branch", "At most 50 branches")]);
}
