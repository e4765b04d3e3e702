//! What a check comes to: what the rows say, and what booking their orders would.

use std::collections::hash_map::Entry;

use super::*;
use crate::imports::model::Summary;

/// What a check came to.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    pub findings: Vec<Finding>,
    pub groups: Vec<Group>,
    pub total_rows: i64,
    pub good_rows: i64,
    pub bad_rows: i64,
    pub summary: Summary,
}

/// Orders of yesterday and today: the customer and the lines as [`signature`] writes them, and the order's number.
pub type Recent = HashMap<(CustomerId, String), String>;

/// Takes out what booking would refuse, and warns of what is no mistake but worth knowing: orders that will wait for credit, orders
/// that look sent twice. `foreseen` says what booking each order would come to, in their order.
pub fn settle(read: Read, foreseen: &[Foreseen], recent: &Recent) -> Checked {
    let mut settling = Settling { findings: read.findings, bad_refs: read.bad_refs, bad_rows: read.bad_rows };
    let mut kept: Vec<(Group, &Foreseen)> = Vec::with_capacity(read.groups.len());
    for (mut group, foreseen) in read.groups.into_iter().zip(foreseen) {
        settling.refuse(&mut group, foreseen);
        if !group.lines.is_empty() {
            kept.push((group, foreseen));
        }
    }
    let credit_waits = settling.credit(&kept);
    let repeats = settling.repeats(&kept, recent);
    let summary = Summary {
        orders: kept.len() as i64,
        bad_orders: settling.bad_refs.len() as i64,
        value: Money::checked_sum(kept.iter().map(|(_, foreseen)| foreseen.total)).unwrap_or_default(),
        credit_waits,
        repeats,
        sheet: read.sheet,
        left_out: read.left_out,
        ..Summary::default()
    };
    let Settling { mut findings, bad_rows, .. } = settling;
    findings.sort_by_key(|finding| (finding.severity, finding.row));
    Checked {
        findings,
        groups: kept.into_iter().map(|(group, _)| group).collect(),
        total_rows: read.total_rows,
        good_rows: read.total_rows - bad_rows,
        bad_rows,
        summary,
    }
}

struct Settling {
    findings: Vec<Finding>,
    bad_refs: HashSet<(String, String)>,
    bad_rows: i64,
}

impl Settling {
    /// Takes those lines out that booking would refuse.
    fn refuse(&mut self, group: &mut Group, foreseen: &Foreseen) {
        group.lines.retain(|line| {
            let short = foreseen.short.iter().filter(|short| short.row == line.row).map(|short| {
                let (message, hint) = shortage(short.left, short.all);
                wrong(line, "quantity", "not_enough_stock", message, Some(hint))
            });
            let errors = foreseen.errors.iter().filter(|error| error.row.is_none_or(|row| row == line.row));
            let errors =
                errors.map(|error| wrong(line, &error.field, &error.code, error.message.clone(), error.hint.clone()));
            let before = self.findings.len();
            self.findings.extend(short.chain(errors));
            let is_good = self.findings.len() == before;
            if !is_good {
                self.bad_rows += 1;
                let order_ref = if group.order_ref.is_empty() { &line.sku } else { &group.order_ref };
                self.bad_refs.insert((key(&group.customer_code), key(order_ref)));
            }
            is_good
        });
    }

    fn warn(&mut self, group: &Group, code: &str, message: String, hint: &str) {
        self.findings.push(Finding {
            row: group.lines.first().map_or(0, |line| line.row),
            field: "customer".to_owned(),
            value: group.customer_code.clone(),
            code: code.to_owned(),
            message,
            hint: Some(hint.to_owned()),
            severity: Severity::Warning,
        });
    }

    /// How many orders will wait for credit; one warning a customer.
    fn credit(&mut self, kept: &[(Group, &Foreseen)]) -> i64 {
        let mut first: HashMap<CustomerId, usize> = HashMap::new();
        let mut told: Vec<(&Group, String, i64)> = Vec::new();
        for (group, foreseen) in kept {
            let Some(reason) = foreseen.reasons.first() else { continue };
            match first.entry(group.customer) {
                Entry::Occupied(index) => told[*index.get()].2 += 1,
                Entry::Vacant(entry) => {
                    entry.insert(told.len());
                    told.push((group, reason.to_string(), 1));
                }
            }
        }
        let mut waits = 0;
        for (group, reason, orders) in told {
            waits += orders;
            self.warn(group, "goes_to_credit", reason, &texts::go_to_credit(orders));
        }
        waits
    }

    /// How many orders look like one of yesterday or today.
    fn repeats(&mut self, kept: &[(Group, &Foreseen)], recent: &Recent) -> i64 {
        let mut count = 0;
        for (group, _) in kept.iter().filter(|_| !recent.is_empty()) {
            let lines = signature(group.lines.iter().map(|line| (line.product, line.quantity)));
            if let Some(number) = recent.get(&(group.customer, lines)) {
                count += 1;
                self.warn(group, "looks_repeated", texts::same_lines(number), texts::same_lines_hint());
            }
        }
        count
    }
}

fn wrong(line: &Line, field: &str, code: &str, message: String, hint: Option<String>) -> Finding {
    Finding {
        row: line.row,
        field: field.to_owned(),
        value: if field == "sku" { line.sku.clone() } else { line.typed.clone() },
        code: code.to_owned(),
        message,
        hint,
        severity: Severity::Wrong,
    }
}

/// What is told of a line that is short, and what to do.
fn shortage(left: Quantity, all: Quantity) -> (String, String) {
    let (left, all) = (left.plain(), all.plain());
    match (left.as_str(), all.as_str()) {
        (_, "0") => (texts::no_stock().to_owned(), texts::no_stock_hint().to_owned()),
        ("0", _) => (texts::stock_taken(all), texts::no_stock_hint().to_owned()),
        _ if left == all => (texts::little_stock(all), texts::write(left)),
        _ => (texts::stock_left(&left, all), texts::write_or_leave(left)),
    }
}
