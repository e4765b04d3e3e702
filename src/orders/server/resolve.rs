//! Finds what a form means: its customer, its products, its numbers.

use std::collections::HashMap;

use super::{
    plan::{Facts, Plan, Wanted},
    store_facts::{self, CustomerRow, From, ProductRow},
};
use crate::{
    orders::{
        Error,
        booking::{MOST_LINES, MOST_PO, MOST_REMARKS},
        model::{BookForm, LineForm},
        numbering::Kind,
    },
    platform::{
        failure::{FieldError, Internal},
        server::Engine,
    },
    values::{BatchId, Date, Money, ProductId, Quantity, did_you_mean},
};

/// A form whose customer and products are found and whose numbers are read.
pub struct Resolved {
    pub customer: CustomerRow,
    pub wanted: Vec<Wanted>,
    pub products: Vec<ProductRow>,
    pub kind: Kind,
    pub back_order: bool,
    pub customer_po: String,
    pub remarks: String,
    /// The number of the order that is being changed, or empty.
    pub changes: String,
}

/// What can be read of a form that is still being typed, and what is wrong with it.
#[derive(Default)]
pub struct Reading {
    pub customer: Option<CustomerRow>,
    /// The lines that can be read whole.
    pub wanted: Vec<Wanted>,
    pub products: Vec<ProductRow>,
    /// Which product a row names, whatever else is wrong with it.
    pub named: Vec<(u32, ProductId)>,
    pub wrong: Vec<FieldError>,
}

impl Resolved {
    pub fn batches(&self) -> Vec<BatchId> {
        self.wanted.iter().filter_map(|want| want.batch).collect()
    }

    pub fn product_ids(&self) -> Vec<ProductId> {
        self.products.iter().map(|product| product.id).collect()
    }

    /// The same with what is promised and owed as it stands now.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn fresh(mut self, from: &mut From<'_>) -> Result<Self, Internal> {
        self.products = store_facts::products(from, self.product_ids()).await?;
        Ok(self)
    }

    /// Reads what planning must know; the products must be locked when Postgres is to write it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn facts(&self, from: &mut From<'_>, today: Date) -> Result<Facts, Internal> {
        let (mut customers, mut products) = (vec![self.customer.clone()], self.products.clone());
        if from.engine() == Engine::Postgres {
            // Under the lock what is promised and owed may have changed since they were looked up.
            products = store_facts::products(from, self.product_ids()).await?;
            customers = store_facts::customers(from, [self.customer.id]).await?;
        }
        Facts::load(from, customers, products, &self.batches(), &self.changes, today).await
    }

    /// Plans the order with these facts.
    ///
    /// # Errors
    /// As [`Facts::plan`]; also for short stock, unless the rest may be back-ordered.
    pub fn plan(&self, facts: &mut Facts, replaced: Money) -> Result<Plan, Error> {
        let plan = facts.plan(self.customer.id, &self.wanted, replaced)?;
        if !plan.short.is_empty() && (!self.back_order || self.kind == Kind::Clearance) {
            return Err(Error::Invalid(plan.short));
        }
        Ok(plan)
    }
}

/// Finds the customer and the products and reads the numbers, telling all that is wrong at once.
///
/// # Errors
/// [`Error::Invalid`] with every field that can't be taken.
pub async fn resolve(from: &mut From<'_>, form: &BookForm) -> Result<Resolved, Error> {
    let Reading { customer, wanted, products, wrong, .. } = read(from, form).await?;
    let Some(customer) = customer.filter(|_| wrong.is_empty()) else { return Err(Error::Invalid(wrong)) };
    Ok(Resolved {
        customer,
        wanted,
        products,
        kind: if is_clearance(form) { Kind::Clearance } else { Kind::Order },
        back_order: form.shortage == "back_order",
        customer_po: form.customer_po.trim().to_owned(),
        remarks: form.remarks.trim().to_owned(),
        changes: form.order.trim().to_owned(),
    })
}

/// The same for a form that is still being typed: what could be found, and what is wrong.
///
/// # Errors
/// When the database refuses.
pub async fn read(from: &mut From<'_>, form: &BookForm) -> Result<Reading, Internal> {
    let mut wrong = Vec::new();
    let customer = find_customer(from, form.customer.trim(), &mut wrong).await?;
    let lines: Vec<(u32, &LineForm)> = (1..).zip(&form.lines).filter(|(_, line)| !line.is_blank()).collect();
    if lines.is_empty() {
        wrong.push(FieldError::new("lines", "no_lines", "An order needs at least one line."));
    }
    if lines.len() > MOST_LINES {
        let message = format!("An order has at most {MOST_LINES} lines; this one has {}. Split it.", lines.len());
        wrong.push(FieldError::new("lines", "too_many_lines", message));
        return Ok(Reading { wrong, ..Reading::default() });
    }
    let typed: Vec<String> =
        lines.iter().map(|(_, line)| line.sku.trim().to_owned()).filter(|sku| !sku.is_empty()).collect();
    let found = if typed.is_empty() { Vec::new() } else { store_facts::products_named(from, &typed).await? };
    let by_key = keys_of(&found);
    let batches = named_batches(from, form).await?;
    let mut unknown = Vec::new();
    let (mut wanted, mut named) = (Vec::new(), Vec::new());
    for (row, line) in lines {
        let product = by_key.get(&line.sku.trim().to_uppercase()).copied();
        match (product, line.sku.trim()) {
            (Some(product), _) => named.push((row, product)),
            (None, "") => wrong.push(FieldError::new("sku", "required", "Name a product.").at(row)),
            (None, typed) => unknown.push((row, typed.to_owned())),
        }
        let batch = batches
            .iter()
            .find(|(_, of, number)| Some(*of) == product && *number == line.batch.trim())
            .map(|(id, ..)| *id);
        wanted.extend(read_line(row, line, product, batch, is_clearance(form), &mut wrong));
    }
    if !unknown.is_empty() {
        let skus = store_facts::skus(from).await?;
        wrong.extend(unknown.into_iter().map(|(row, typed)| unknown_sku(row, typed, &skus)));
    }
    text_errors(form, &mut wrong);
    wrong.sort_by_key(|error| error.row);
    Ok(Reading { customer, wanted, products: found, named, wrong })
}

fn is_clearance(form: &BookForm) -> bool {
    matches!(form.clearance.as_str(), "yes" | "true" | "on" | "1")
}

fn text_errors(form: &BookForm, wrong: &mut Vec<FieldError>) {
    for (field, text, most) in [("customer_po", &form.customer_po, MOST_PO), ("remarks", &form.remarks, MOST_REMARKS)] {
        if text.chars().count() > most {
            wrong.push(FieldError::new(field, "too_long", format!("At most {most} characters.")));
        }
    }
}

async fn find_customer(
    from: &mut From<'_>,
    typed: &str,
    wrong: &mut Vec<FieldError>,
) -> Result<Option<CustomerRow>, Internal> {
    if typed.is_empty() {
        wrong.push(FieldError::new("customer", "required", "Name a customer."));
        return Ok(None);
    }
    let found = store_facts::customer_named(from, typed).await?;
    match &found {
        None => {
            let message = "No such customer. Choose one from the list, or write the code.";
            wrong.push(FieldError::new("customer", "unknown_customer", message).typed(typed));
        }
        Some(customer) if customer.status == "Inactive" => {
            let message =
                format!("{} is inactive: nothing can be booked until the customer is made active.", customer.name);
            wrong.push(FieldError::new("customer", "customer_inactive", message).typed(typed));
        }
        Some(_) => {}
    }
    Ok(found)
}

fn keys_of(products: &[ProductRow]) -> HashMap<String, ProductId> {
    let mut keys = HashMap::new();
    // A SKU goes before a barcode, that before a code, and that before a name.
    for product in products {
        keys.insert(product.name.to_uppercase(), product.id);
    }
    for product in products {
        keys.insert(product.code.to_uppercase(), product.id);
    }
    for product in products {
        keys.extend(product.barcode.as_ref().map(|barcode| (barcode.to_uppercase(), product.id)));
    }
    for product in products {
        keys.insert(product.sku.to_uppercase(), product.id);
    }
    keys
}

fn unknown_sku(row: u32, typed: String, skus: &[String]) -> FieldError {
    let meant = did_you_mean(&typed, skus.iter().map(String::as_str));
    let message = match meant {
        Some(sku) => format!("No such product; did you mean {sku}?"),
        None => "No such product.".to_owned(),
    };
    let error = FieldError::new("sku", "unknown_product", message).at(row);
    let error = meant.map_or(error.clone(), |sku| error.hint(sku));
    error.typed(typed)
}

/// The batches that a clearance order names by their number instead of their id.
async fn named_batches(from: &mut From<'_>, form: &BookForm) -> Result<Vec<(BatchId, ProductId, String)>, Internal> {
    let typed: Vec<String> =
        form.lines.iter().map(|line| line.batch.trim().to_owned()).filter(|batch| !batch.is_empty()).collect();
    if typed.is_empty() || !is_clearance(form) {
        return Ok(Vec::new());
    }
    store_facts::batches_numbered(from, &typed).await
}

fn read_line(
    row: u32,
    line: &LineForm,
    product: Option<ProductId>,
    named: Option<BatchId>,
    clearance: bool,
    wrong: &mut Vec<FieldError>,
) -> Option<Wanted> {
    let before = wrong.len();
    let quantity = match Quantity::parse(&line.quantity) {
        Ok(quantity) if quantity.is_positive() => Some(quantity),
        Ok(_) => {
            wrong.push(
                FieldError::new("quantity", "not_positive", "The quantity must be more than zero.")
                    .at(row)
                    .typed(&line.quantity),
            );
            None
        }
        Err(error) => {
            wrong.push(number_error("quantity", row, &line.quantity, error));
            None
        }
    };
    let rate = match line.rate.trim() {
        "" => None,
        typed => Money::parse(typed).map_err(|error| wrong.push(number_error("rate", row, typed, error))).ok(),
    };
    let batch = match line.batch.trim() {
        "" if clearance => {
            wrong.push(
                FieldError::new("batch", "required", "A clearance order names exact batches. Choose one.").at(row),
            );
            None
        }
        "" => None,
        _ if named.is_some() => named,
        typed => {
            let unknown =
                |_| wrong.push(FieldError::new("batch", "unknown_batch", "No such batch.").at(row).typed(typed));
            typed.parse::<BatchId>().map_err(unknown).ok()
        }
    };
    let batch = batch.filter(|_| clearance);
    (wrong.len() == before).then_some(Wanted { row, product: product?, quantity: quantity?, rate, batch })
}

fn number_error(field: &str, row: u32, typed: &str, error: crate::values::ParseError) -> FieldError {
    let built = FieldError::new(field, error.code(), error.to_string()).at(row).typed(typed);
    match error.suggestion(typed) {
        Some(suggestion) => built.hint(suggestion),
        None => built,
    }
}
