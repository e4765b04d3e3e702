//! The check of a file of orders, in two steps: every error of every row in one pass, with the orders that the good rows make; then
//! what booking those orders would come to, which the planning of the booking itself has said.
//!
//! Pure: what the database knows is handed in as [`Known`], what the booking says as [`Foreseen`]. The run makes its orders by the same
//! [`read`].

mod known;
mod outcome;

pub use known::{Known, KnownCustomer, KnownProduct, key, named, signature};
pub use outcome::{Checked, Recent, settle};

use std::collections::{HashMap, HashSet};

use super::{
    columns::{Mapping, columns},
    flaws,
    model::{Finding, Kind, Severity},
    sheet::Sheet,
    texts,
};
use crate::{
    orders::booking::{Foreseen, MOST_LINES, MOST_PO, MOST_REMARKS},
    values::{CustomerId, Money, ParseError, ProductId, Quantity, did_you_mean},
};

/// One good row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub row: u32,
    pub product: ProductId,
    pub sku: String,
    pub quantity: Quantity,
    /// The quantity as it stands in the file.
    pub typed: String,
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
}

/// What the rows of a file say.
#[derive(Clone, Debug, Default)]
pub struct Read {
    pub findings: Vec<Finding>,
    pub groups: Vec<Group>,
    pub total_rows: i64,
    pub bad_rows: i64,
    /// Customer and reference of the orders that have a bad row; of a row without a reference, its SKU.
    bad_refs: HashSet<(String, String)>,
    sheet: String,
    left_out: Vec<String>,
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
    by_ref: HashMap<(CustomerId, &'a str), usize>,
    findings: Vec<Finding>,
    read: Read,
}

/// Reads every row after the header but those that an earlier check has refused.
pub fn read(sheet: &Sheet, mapping: &Mapping, known: &Known, refused: &HashSet<u32>) -> Read {
    let places = mapping.places(Kind::Orders);
    let mut check = Check {
        sheet,
        known,
        places: std::array::from_fn(|index| places.get(index).copied().flatten()),
        customers: HashMap::new(),
        products: HashMap::new(),
        by_ref: HashMap::new(),
        findings: Vec::new(),
        read: Read { sheet: sheet.name.clone(), left_out: sheet.left_out.clone(), ..Read::default() },
    };
    for row in mapping.header_row + 1..sheet.len() {
        check.read.total_rows += 1;
        if refused.contains(&sheet.number(row)) {
            check.read.bad_rows += 1;
        } else {
            check.row(row);
        }
    }
    Read { findings: check.findings, ..check.read }
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
        let before = self.findings.len();
        let customer = self.customer(row);
        let product = self.product(row);
        let quantity = self.quantity(row);
        let rate = self.rate(row, product);
        self.fits(row, 4, "remarks", MOST_REMARKS);
        self.fits(row, 5, "order_ref", MOST_PO);
        let places = columns(Kind::Orders).iter().zip(self.places);
        let flaws = flaws::of(self.sheet, row, places.filter_map(|(column, place)| Some((column.field, place?))));
        if !flaws.is_empty() {
            let found = self.findings.split_off(before);
            self.findings.extend(flaws::over(found, flaws));
        }
        match (customer, product, quantity, rate) {
            (Some(customer), Some(product), Some(quantity), Some(rate)) if self.findings.len() == before => {
                self.add(row, customer, product, quantity, rate);
            }
            _ => {}
        }
        if self.findings.len() > before {
            self.read.bad_rows += 1;
            let order_ref = self.cell(row, 5);
            let order_ref = if order_ref.is_empty() { self.cell(row, 1) } else { order_ref };
            let bad = (key(self.cell(row, 0)), key(order_ref));
            self.read.bad_refs.insert(bad);
        }
    }

    /// What the booking form would not take either.
    fn fits(&mut self, row: usize, column: usize, field: &str, most: usize) {
        let typed = self.cell(row, column);
        if typed.len() > most && typed.chars().count() > most {
            let message = texts::too_long(most, typed.chars().count());
            self.error(row, field, typed, "too_long", message, Some(texts::too_long_hint().to_owned()));
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

    fn add(
        &mut self,
        row: usize,
        customer: &'a KnownCustomer,
        product: &KnownProduct,
        quantity: Quantity,
        rate: Option<Money>,
    ) {
        let (remarks, number) = (self.cell(row, 4), self.sheet.number(row));
        let index = self.group(row, customer);
        if self.read.groups[index].lines.len() >= MOST_LINES {
            let hint = Some(texts::too_many_lines_hint().to_owned());
            let order_ref = self.cell(row, 5);
            self.error(row, "order_ref", order_ref, "too_many_lines", texts::too_many_lines(MOST_LINES), hint);
            return;
        }
        let typed = self.cell(row, 2).to_owned();
        let group = &mut self.read.groups[index];
        if group.remarks.is_empty() {
            remarks.clone_into(&mut group.remarks);
        }
        group.lines.push(Line { row: number, product: product.id, sku: product.sku.clone(), quantity, typed, rate });
    }

    /// The order that a row is part of, a new one where there is none yet.
    fn group(&mut self, row: usize, customer: &KnownCustomer) -> usize {
        let order_ref = self.cell(row, 5);
        if let Some(index) = self.by_ref.get(&(customer.id, order_ref)) {
            return *index;
        }
        let index = self.read.groups.len();
        if !order_ref.is_empty() {
            self.by_ref.insert((customer.id, order_ref), index);
        }
        self.read.groups.push(Group {
            key: self.sheet.number(row).to_string(),
            customer: customer.id,
            customer_code: customer.code.clone(),
            order_ref: order_ref.to_owned(),
            remarks: String::new(),
            lines: Vec::with_capacity(1),
        });
        index
    }
}

#[cfg(test)]
mod tests;
