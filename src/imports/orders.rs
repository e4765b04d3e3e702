//! The check of a file of orders: every error of every row in one pass, and the orders that its good rows make.
//!
//! Pure: what the database knows is handed in as [`Known`]. The run makes its orders from the same [`check`], so that a
//! check can't promise what a run refuses.

mod known;
mod warnings;

pub use known::{Known, KnownCustomer, KnownProduct, key, named};
pub use warnings::signature;

use std::collections::{HashMap, HashSet};

use super::{
    columns::Mapping,
    model::{Finding, Kind, Severity, Summary},
    sheet::Sheet,
};
use crate::{
    credit::rules::{CreditPolicy, CustomerFacts, Exposure, assess},
    orders::pricing::{LineInput, Supply, choose_rate, price_line, total},
    values::{CustomerId, Date, Money, ParseError, Percent, ProductId, Quantity, did_you_mean},
    warehouse::expiry::is_sellable,
};

/// One good row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub row: u32,
    pub product: ProductId,
    pub sku: String,
    pub quantity: Quantity,
    /// As the file says it; `None` takes the price list's.
    pub rate: Option<Money>,
}

/// The order that some rows make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The first row's number: the same file makes the same groups.
    pub key: String,
    pub customer: CustomerId,
    pub customer_code: String,
    pub order_ref: String,
    pub remarks: String,
    pub lines: Vec<Line>,
    pub value: Money,
}

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

/// A text of the file that stands for nothing: told in full once, then "Same as row".
enum Resolved<T> {
    Known(T),
    Unknown { first_row: u32, code: &'static str, message: &'static str },
}

struct Check<'a> {
    sheet: &'a Sheet,
    known: &'a Known,
    places: [Option<usize>; 6],
    customers: HashMap<&'a str, Resolved<&'a KnownCustomer>>,
    products: HashMap<&'a str, Resolved<&'a KnownProduct>>,
    /// Rows that an earlier check refused: a run leaves them out, and leaves stock to the booking.
    skip: Option<&'a HashSet<u32>>,
    taken: HashMap<ProductId, Quantity>,
    groups: Vec<Group>,
    by_ref: HashMap<(CustomerId, &'a str), usize>,
    totals: Vec<Vec<LineInput>>,
    findings: Vec<Finding>,
    bad_refs: HashMap<(&'a str, &'a str), ()>,
    bad_rows: i64,
}

/// Checks every row after the header.
pub fn check(sheet: &Sheet, mapping: &Mapping, known: &Known) -> Checked {
    check_rows(sheet, mapping, known, None)
}

/// Makes the orders of the rows that a check has found good. Stock isn't judged again: the booking does, and after a
/// restart part of it is taken by this very import.
pub fn accept(sheet: &Sheet, mapping: &Mapping, known: &Known, refused: &HashSet<u32>) -> Checked {
    check_rows(sheet, mapping, known, Some(refused))
}

fn check_rows(sheet: &Sheet, mapping: &Mapping, known: &Known, skip: Option<&HashSet<u32>>) -> Checked {
    let places = mapping.places(Kind::Orders);
    let mut check = Check {
        sheet,
        known,
        places: std::array::from_fn(|index| places.get(index).copied().flatten()),
        customers: HashMap::new(),
        products: HashMap::new(),
        skip,
        taken: HashMap::new(),
        groups: Vec::new(),
        by_ref: HashMap::new(),
        totals: Vec::new(),
        findings: Vec::new(),
        bad_refs: HashMap::new(),
        bad_rows: 0,
    };
    let rows = mapping.header_row + 1..sheet.len();
    let total_rows = rows.len() as i64;
    for row in rows {
        check.row(row);
    }
    check.finish(total_rows)
}

impl<'a> Check<'a> {
    fn cell(&self, row: usize, column: usize) -> &'a str {
        self.places[column].map_or("", |place| self.sheet.cell(row, place))
    }

    fn error(&mut self, row: usize, field: &str, value: &str, code: &str, message: String, hint: Option<String>) {
        let finding = Finding {
            row: self.sheet.number(row),
            field: field.to_owned(),
            value: value.chars().take(200).collect(),
            code: code.to_owned(),
            message,
            hint,
            severity: Severity::Wrong,
        };
        self.findings.push(finding);
    }

    fn row(&mut self, row: usize) {
        if self.skip.is_some_and(|refused| refused.contains(&self.sheet.number(row))) {
            self.bad_rows += 1;
            return;
        }
        let before = self.findings.len();
        let customer = self.customer(row);
        let product = self.product(row);
        let quantity = self.quantity(row);
        let rate = self.rate(row, product);
        let stock = match (customer, product, quantity) {
            (Some(customer), Some(product), Some(quantity)) if self.findings.len() == before && self.skip.is_none() => {
                self.take(row, customer, product, quantity)
            }
            _ => true,
        };
        match (customer, product, quantity, rate) {
            (Some(customer), Some(product), Some(quantity), Some(rate)) if stock && self.findings.len() == before => {
                self.add(row, customer, product, quantity, rate);
            }
            _ => {
                self.bad_rows += 1;
                let order_ref = self.cell(row, 5);
                let order_ref = if order_ref.is_empty() { self.cell(row, 1) } else { order_ref };
                self.bad_refs.insert((self.cell(row, 0), order_ref), ());
            }
        }
    }

    fn customer(&mut self, row: usize) -> Option<&'a KnownCustomer> {
        let typed = self.cell(row, 0);
        if typed.is_empty() {
            self.error(
                row,
                "customer",
                "",
                "empty",
                "No customer".to_owned(),
                Some("Write the customer's ID".to_owned()),
            );
            return None;
        }
        let known = self.known;
        let number = self.sheet.number(row);
        match self.customers.get(typed) {
            Some(Resolved::Known(customer)) => return Some(*customer),
            Some(Resolved::Unknown { first_row, code, message }) => {
                let (code, message, hint) = (*code, (*message).to_owned(), format!("Same as row {first_row}"));
                self.error(row, "customer", typed, code, message, Some(hint));
                return None;
            }
            None => {}
        }
        let (code, message, hint) = match known.customers.get(&key(typed)) {
            Some(customer) if customer.status == "Active" => {
                self.customers.insert(typed, Resolved::Known(customer));
                return Some(customer);
            }
            Some(customer) if customer.status == "Blocked" => {
                ("customer_blocked", "Blocked customer", "Ask credit control, or leave it out".to_owned())
            }
            Some(_) => {
                ("customer_inactive", "Inactive customer", "Make the customer active, or leave it out".to_owned())
            }
            None => {
                let meant = did_you_mean(typed, known.customer_codes.iter().map(String::as_str));
                let hint = meant
                    .map_or_else(|| "Look it up under Customers".to_owned(), |code| format!("Did you mean {code}?"));
                ("no_such_customer", "No such customer", hint)
            }
        };
        self.customers.insert(typed, Resolved::Unknown { first_row: number, code, message });
        self.error(row, "customer", typed, code, message.to_owned(), Some(hint));
        None
    }

    fn product(&mut self, row: usize) -> Option<&'a KnownProduct> {
        let typed = self.cell(row, 1);
        if typed.is_empty() {
            self.error(row, "sku", "", "empty", "No product".to_owned(), Some("Write the SKU code".to_owned()));
            return None;
        }
        let known = self.known;
        let number = self.sheet.number(row);
        match self.products.get(typed) {
            Some(Resolved::Known(product)) => return Some(*product),
            Some(Resolved::Unknown { first_row, code, message }) => {
                let (code, message, hint) = (*code, (*message).to_owned(), format!("Same as row {first_row}"));
                self.error(row, "sku", typed, code, message, Some(hint));
                return None;
            }
            None => {}
        }
        let (code, message, hint) = match known.products.get(&key(typed)) {
            Some(product) if product.active => {
                self.products.insert(typed, Resolved::Known(product));
                return Some(product);
            }
            Some(_) => ("product_inactive", "This product is no longer sold", "Leave it out".to_owned()),
            None => {
                let meant = did_you_mean(typed, known.skus.iter().map(String::as_str));
                let hint =
                    meant.map_or_else(|| "Look it up under Products".to_owned(), |sku| format!("Did you mean {sku}?"));
                ("no_such_product", "No such product", hint)
            }
        };
        self.products.insert(typed, Resolved::Unknown { first_row: number, code, message });
        self.error(row, "sku", typed, code, message.to_owned(), Some(hint));
        None
    }

    fn quantity(&mut self, row: usize) -> Option<Quantity> {
        let typed = self.cell(row, 2);
        match Quantity::parse(typed) {
            Ok(quantity) if quantity.is_positive() => Some(quantity),
            Ok(_) => {
                self.error(
                    row,
                    "quantity",
                    typed,
                    "zero",
                    "Zero".to_owned(),
                    Some("Write how many, or leave the row out".to_owned()),
                );
                None
            }
            Err(error) => {
                self.number(row, "quantity", typed, error, "Write how many");
                None
            }
        }
    }

    /// `Some(None)` when the file leaves it to the price list.
    fn rate(&mut self, row: usize, product: Option<&KnownProduct>) -> Option<Option<Money>> {
        let typed = self.cell(row, 3);
        if typed.is_empty() {
            return Some(None);
        }
        match Money::parse(typed) {
            Ok(rate) => Some(Some(rate)),
            Err(ParseError::Negative) => {
                let hint = product.map_or_else(
                    || "Leave it blank for the list price".to_owned(),
                    |product| format!("Leave it blank for the list price, {}", product.price.plain()),
                );
                self.error(row, "rate", typed, ParseError::Negative.code(), "Below zero".to_owned(), Some(hint));
                None
            }
            Err(error) => {
                self.number(row, "rate", typed, error, "Leave it blank for the list price");
                None
            }
        }
    }

    fn number(&mut self, row: usize, field: &str, typed: &str, error: ParseError, otherwise: &str) {
        let hint = error.suggestion(typed).map_or_else(|| otherwise.to_owned(), |meant| format!("Write {meant}"));
        let message = match error {
            ParseError::Empty => "No quantity".to_owned(),
            ParseError::Negative => "Below zero".to_owned(),
            ParseError::TooManyDecimals { max: 3 } => "More than three decimals".to_owned(),
            ParseError::TooManyDecimals { max: 2 } => "More than two decimals".to_owned(),
            other => other.to_string(),
        };
        self.error(row, field, typed, error.code(), message, Some(hint));
    }

    /// Takes from what the rows above have left.
    fn take(&mut self, row: usize, customer: &KnownCustomer, product: &KnownProduct, quantity: Quantity) -> bool {
        let sellable = product.sellable(self.known.today, customer.min_days_left);
        let taken = self.taken.entry(product.id).or_default();
        let left = sellable.checked_sub(*taken).unwrap_or_default().max(Quantity::ZERO);
        if quantity <= left {
            *taken = taken.checked_add(quantity).unwrap_or(*taken);
            return true;
        }
        let (left, all) = (left.plain(), sellable.plain());
        let (message, hint) = match (left.as_str(), all.as_str()) {
            (_, "0") => ("Nothing in stock".to_owned(), "Leave it out until stock arrives".to_owned()),
            ("0", _) => {
                (format!("The rows above take all {all} in stock"), "Leave it out until stock arrives".to_owned())
            }
            _ if left == all => (format!("Only {all} in stock"), format!("Write {left}")),
            _ => (format!("Only {left} left of {all} after the rows above"), format!("Write {left}, or leave it out")),
        };
        let typed = self.cell(row, 2);
        self.error(row, "quantity", typed, "not_enough_stock", message, Some(hint));
        false
    }

    fn add(
        &mut self,
        row: usize,
        customer: &'a KnownCustomer,
        product: &KnownProduct,
        quantity: Quantity,
        rate: Option<Money>,
    ) {
        let order_ref = self.cell(row, 5);
        let number = self.sheet.number(row);
        let index = match self.by_ref.get(&(customer.id, order_ref)) {
            Some(index) if !order_ref.is_empty() => *index,
            _ => {
                self.groups.push(Group {
                    key: number.to_string(),
                    customer: customer.id,
                    customer_code: customer.code.clone(),
                    order_ref: order_ref.to_owned(),
                    remarks: self.cell(row, 4).to_owned(),
                    lines: Vec::with_capacity(1),
                    value: Money::ZERO,
                });
                self.totals.push(Vec::with_capacity(1));
                let index = self.groups.len() - 1;
                if !order_ref.is_empty() {
                    self.by_ref.insert((customer.id, order_ref), index);
                }
                index
            }
        };
        let (chosen, _) = choose_rate(rate, customer.rates.get(&product.id).copied(), product.price);
        self.totals[index].push(LineInput { quantity, rate: chosen, gst: product.gst });
        let group = &mut self.groups[index];
        if group.remarks.is_empty() {
            group.remarks = self.sheet.cell(row, self.places[4].unwrap_or(usize::MAX)).to_owned();
        }
        group.lines.push(Line { row: number, product: product.id, sku: product.sku.clone(), quantity, rate });
    }

    fn finish(mut self, total_rows: i64) -> Checked {
        for (group, lines) in self.groups.iter_mut().zip(&self.totals) {
            let priced: Vec<_> = lines.iter().filter_map(|line| price_line(*line).ok()).collect();
            // The split between the halves of GST doesn't change the total.
            group.value = total(&priced, Supply::WithinState).map_or(Money::ZERO, |totals| totals.total);
        }
        let credit_waits = self.credit();
        let repeats = self.repeats();
        let summary = Summary {
            orders: self.groups.len() as i64,
            bad_orders: self.bad_refs.len() as i64,
            value: Money::checked_sum(self.groups.iter().map(|group| group.value)).unwrap_or_default(),
            credit_waits,
            repeats,
            sheet: self.sheet.name.clone(),
            left_out: self.sheet.left_out.clone(),
            ..Summary::default()
        };
        self.findings.sort_by_key(|finding| (finding.severity, finding.row));
        Checked {
            findings: self.findings,
            groups: self.groups,
            total_rows,
            good_rows: total_rows - self.bad_rows,
            bad_rows: self.bad_rows,
            summary,
        }
    }
}

#[cfg(test)]
mod tests;
