//! What an order will be: its lines priced, its stock allotted, its credit tested. Reads facts once for any number of orders; writes
//! nothing.

pub use super::standing::{credit_facts, exposure};

use std::collections::{HashMap, HashSet};

use super::store_facts::{self, BatchRow, CustomerRow, Fact, From, ProductRow};
use crate::{
    credit::rules::{self, CreditPolicy, Decision, Exposure},
    orders::{
        Error, Status,
        pricing::{self, LineInput, RateSource, Supply, Totals},
    },
    platform::failure::{FieldError, Internal},
    values::{BatchId, CustomerId, Date, Money, PriceListId, ProductId, Quantity, State},
    warehouse::expiry,
};

/// A batch expiring later than this is not for clearance.
pub const CLEARANCE_DAYS: i32 = 90;

/// A line somebody wants, its product found.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Where it stands on the form or in the file, for errors.
    pub row: u32,
    pub product: ProductId,
    pub quantity: Quantity,
    /// `None`: the price list's or the list price.
    pub rate: Option<Money>,
    /// The exact batch of a clearance order.
    pub batch: Option<BatchId>,
}

/// A line as it will be written.
#[derive(Clone, Debug)]
pub struct PlannedLine {
    pub row: u32,
    pub product: ProductId,
    pub sku: String,
    pub name: String,
    pub unit: String,
    pub quantity: Quantity,
    pub rate: Money,
    pub rate_source: RateSource,
    pub list_rate: Money,
    pub previous: Option<Money>,
    pub gst: crate::values::Percent,
    pub amount: Money,
    pub gst_amount: Money,
    pub reserved: Quantity,
    pub batch: Option<BatchId>,
}

/// Lines with what they come to.
#[derive(Clone, Debug, Default)]
pub struct Part {
    pub lines: Vec<PlannedLine>,
    pub totals: Totals,
}

/// An order as it will be written: what stock covers, and the rest.
#[derive(Clone, Debug)]
pub struct Plan {
    pub now: Part,
    pub rest: Part,
    pub supply: Supply,
    pub exposure: Exposure,
    pub decision: Decision,
    /// What each line lacks, where stock was short; rows as on the form.
    pub short: Vec<FieldError>,
}

impl Plan {
    /// Where the order goes from its booking.
    pub fn status(&self) -> Status {
        match self.decision {
            Decision::Release | Decision::Warn(_) => Status::PendingWhSelection,
            Decision::Wait(_) => Status::PendingCreditApproval,
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Stock {
    /// By day of expiry.
    batches: Vec<(Option<Date>, Quantity)>,
    promised: Quantity,
}

/// How much was promised before an order was planned.
pub struct Mark {
    customer: CustomerId,
    open_orders: Money,
    promised: Vec<(ProductId, Quantity)>,
}

/// All that planning needs to know. Planning takes from it: the next order sees what the ones before it left.
pub struct Facts {
    pub customers: HashMap<CustomerId, CustomerRow>,
    pub products: HashMap<ProductId, ProductRow>,
    stock: HashMap<ProductId, Stock>,
    rates: HashMap<(PriceListId, ProductId), Money>,
    previous: HashMap<(CustomerId, ProductId), Money>,
    batches: HashMap<BatchId, BatchRow>,
    policy: CreditPolicy,
    seller: Option<State>,
    today: Date,
}

impl Facts {
    /// Reads everything about these customers and products. `but` is the number of the order that is being changed, or empty: what was
    /// paid in it was not paid before.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn load(
        from: &mut From<'_>,
        customers: Vec<CustomerRow>,
        products: Vec<ProductRow>,
        batches: &[BatchId],
        but: &str,
        today: Date,
    ) -> Result<Self, Internal> {
        let paid: Vec<CustomerId> = customers.iter().map(|customer| customer.id).collect();
        Self::load_paid(from, customers, products, batches, (&paid, but), today).await
    }

    /// The same, with what these customers alone paid before: that takes the longest, and what is neither written nor shown needs none.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn load_paid(
        from: &mut From<'_>,
        customers: Vec<CustomerRow>,
        products: Vec<ProductRow>,
        batches: &[BatchId],
        (paid, but): (&[CustomerId], &str),
        today: Date,
    ) -> Result<Self, Internal> {
        let lists: HashSet<PriceListId> = customers.iter().filter_map(|customer| customer.price_list_id).collect();
        let cutoff = expiry::cutoff(today, 0);
        let facts =
            store_facts::facts(from, products.iter().map(|product| product.id), cutoff, lists, paid, but).await?;
        let batches =
            if batches.is_empty() { Vec::new() } else { store_facts::batches(from, batches.iter().copied()).await? };
        let mut all = Self {
            stock: products
                .iter()
                .map(|product| (product.id, Stock { batches: Vec::new(), promised: product.reserved }))
                .collect(),
            customers: customers.into_iter().map(|customer| (customer.id, customer)).collect(),
            products: products.into_iter().map(|product| (product.id, product)).collect(),
            rates: HashMap::new(),
            previous: HashMap::new(),
            batches: batches.into_iter().map(|batch| (batch.id, batch)).collect(),
            policy: CreditPolicy::USUAL,
            seller: Some(State::MAHARASHTRA),
            today,
        };
        for fact in facts {
            match fact {
                Fact::Stock { product, expires, quantity } => {
                    all.stock.entry(product).or_default().batches.push((expires, quantity));
                }
                Fact::Rate { list, product, rate } => {
                    all.rates.insert((list, product), rate);
                }
                Fact::Previous { customer, product, rate } => {
                    all.previous.insert((customer, product), rate);
                }
                Fact::ReleasesAutomatically(does) => all.policy.release_automatically = does,
                Fact::Test(test) => all.policy.test = test,
                Fact::CountsOpenOrders(does) => all.policy.count_open_orders = does,
                Fact::OverdueAbove(amount) => all.policy.overdue_above = amount,
                Fact::SellerState(code) => all.seller = u8::try_from(code).ok().and_then(State::from_code),
            }
        }
        Ok(all)
    }

    pub fn batch(&self, id: BatchId) -> Option<&BatchRow> {
        self.batches.get(&id)
    }

    pub fn price_list_rate(&self, customer: &CustomerRow, product: ProductId) -> Option<Money> {
        self.rates.get(&(customer.price_list_id?, product)).copied()
    }

    pub fn previous_rate(&self, customer: CustomerId, product: ProductId) -> Option<Money> {
        self.previous.get(&(customer, product)).copied()
    }

    /// What may still be sold of a product to somebody who asks for so many days left, and the earliest day of expiry of it.
    pub fn sellable(&self, product: ProductId, min_days_left: i64) -> (Quantity, Option<Date>) {
        let days = i32::try_from(min_days_left).unwrap_or(i32::MAX);
        let Some(stock) = self.stock.get(&product) else { return (Quantity::ZERO, None) };
        let fit = || stock.batches.iter().filter(|(expires, _)| expiry::is_sellable(*expires, self.today, days));
        let there = Quantity::checked_sum(fit().map(|(_, quantity)| *quantity)).unwrap_or_default();
        let left = there.checked_sub(stock.promised).unwrap_or_default().max(Quantity::ZERO);
        (left, fit().filter_map(|(expires, _)| *expires).min())
    }

    /// Counts what an order holds as free again, for planning a change of it.
    pub fn give_back(&mut self, product: ProductId, batch: Option<BatchId>, quantity: Quantity) {
        if let Some(row) = batch.and_then(|batch| self.batches.get_mut(&batch)) {
            row.available = row.available.checked_add(quantity).unwrap_or(row.available);
        }
        let stock = self.stock.entry(product).or_default();
        stock.promised = stock.promised.checked_sub(quantity).unwrap_or(stock.promised);
    }

    fn promise(&mut self, product: ProductId, quantity: Quantity) {
        let stock = self.stock.entry(product).or_default();
        stock.promised = stock.promised.checked_add(quantity).unwrap_or(stock.promised);
    }

    /// Takes up to so much of a batch; answers what was taken.
    fn take_batch(&mut self, batch: BatchId, quantity: Quantity) -> Quantity {
        let Some(row) = self.batches.get_mut(&batch) else { return Quantity::ZERO };
        let taken = quantity.min(row.available).max(Quantity::ZERO);
        row.available = row.available.checked_sub(taken).unwrap_or_default();
        taken
    }

    /// Prices the lines, allots stock to them in their order and tests credit. `replaced` is the value of the order that this one
    /// takes the place of, as far as it counts as open.
    ///
    /// # Errors
    /// [`Error::Invalid`] for lines that can't be sold at all or amounts that don't fit. Short stock is no error here.
    pub fn plan(&mut self, customer: CustomerId, wanted: &[Wanted], replaced: Money) -> Result<Plan, Error> {
        let customer = self.customers.get(&customer).cloned().ok_or(Error::NotFound("The customer"))?;
        let supply = self.supply(&customer);
        let mut wrong = Vec::new();
        let (mut now, mut rest, mut short) = (Vec::new(), Vec::new(), Vec::new());
        for want in wanted {
            match self.line(&customer, want) {
                Ok((line, lack)) => {
                    if let Some(error) = self.shortage(&customer, &line, lack) {
                        short.push(error);
                    }
                    let covered = line.quantity.checked_sub(lack).unwrap_or_default();
                    if covered.is_positive() {
                        now.push(PlannedLine { quantity: covered, reserved: covered, ..line.clone() });
                    }
                    if lack.is_positive() {
                        rest.push(PlannedLine { quantity: lack, reserved: Quantity::ZERO, ..line });
                    }
                }
                Err(error) => wrong.push(error),
            }
        }
        let now = priced(now, supply).map_err(|error| wrong.push(error));
        let rest = priced(rest, supply).map_err(|error| wrong.push(error));
        let (Ok(now), Ok(rest), true) = (now, rest, wrong.is_empty()) else { return Err(Error::Invalid(wrong)) };
        let this_order = now.totals.total.checked_add(rest.totals.total).unwrap_or(now.totals.total);
        let exposure = exposure(&customer, this_order, replaced);
        let decision = self.assess(&customer, &exposure);
        if let Some(known) = self.customers.get_mut(&customer.id).filter(|_| self.policy.count_open_orders) {
            known.open_orders = known.open_orders.checked_add(this_order).unwrap_or(known.open_orders);
        }
        Ok(Plan { now, rest, supply, exposure, decision, short })
    }

    /// What planning an order may change, to go back to when the order is refused.
    pub fn mark(&self, customer: CustomerId, products: impl Iterator<Item = ProductId>) -> Mark {
        let promised = |product: ProductId| Some((product, self.stock.get(&product)?.promised));
        Mark {
            customer,
            open_orders: self.customers.get(&customer).map(|customer| customer.open_orders).unwrap_or_default(),
            promised: products.filter_map(promised).collect(),
        }
    }

    pub fn back_to(&mut self, mark: Mark) {
        if let Some(customer) = self.customers.get_mut(&mark.customer) {
            customer.open_orders = mark.open_orders;
        }
        for (product, promised) in mark.promised {
            self.stock.entry(product).or_default().promised = promised;
        }
    }

    fn supply(&self, customer: &CustomerRow) -> Supply {
        let buyer = customer.state_code.parse().ok().and_then(State::from_code);
        self.seller.map_or(Supply::WithinState, |seller| Supply::between(seller, buyer))
    }

    /// Whether credit lets an order of this exposure go by itself.
    pub fn assess(&self, customer: &CustomerRow, exposure: &Exposure) -> Decision {
        rules::assess(&credit_facts(customer), exposure, self.policy)
    }

    /// The line at its rate, and how much of it no stock covers.
    fn line(&mut self, customer: &CustomerRow, want: &Wanted) -> Result<(PlannedLine, Quantity), FieldError> {
        let product = self.products.get(&want.product).cloned();
        let product =
            product.ok_or_else(|| FieldError::new("sku", "unknown_product", "No such product.").at(want.row))?;
        if !product.active {
            let message = format!("{} is not sold any more. Take the line out.", product.sku);
            return Err(FieldError::new("sku", "product_inactive", message).at(want.row).typed(product.sku));
        }
        let lack = match want.batch {
            Some(batch) => {
                self.check_batch(batch, &product, want.row)?;
                // What is promised to others without naming a batch must stay covered.
                let (left, _) = self.sellable(product.id, 0);
                let lack =
                    want.quantity.checked_sub(self.take_batch(batch, want.quantity.min(left))).unwrap_or_default();
                self.promise(product.id, want.quantity.checked_sub(lack).unwrap_or_default());
                lack
            }
            None => {
                let (left, _) = self.sellable(product.id, customer.min_days_left);
                let covered = want.quantity.min(left);
                self.promise(product.id, covered);
                want.quantity.checked_sub(covered).unwrap_or_default()
            }
        };
        let (rate, rate_source) =
            pricing::choose_rate(want.rate, self.price_list_rate(customer, product.id), product.list_rate);
        let line = PlannedLine {
            row: want.row,
            product: product.id,
            quantity: want.quantity,
            rate,
            rate_source,
            list_rate: product.list_rate,
            previous: self.previous_rate(customer.id, product.id),
            gst: product.gst,
            amount: Money::ZERO,
            gst_amount: Money::ZERO,
            reserved: Quantity::ZERO,
            batch: want.batch,
            sku: product.sku,
            name: product.name,
            unit: product.unit,
        };
        Ok((line, lack))
    }

    fn check_batch(&self, batch: BatchId, product: &ProductRow, row: u32) -> Result<(), FieldError> {
        let wrong = |code: &str, message: String| FieldError::new("batch", code, message).at(row);
        let found = self.batches.get(&batch).filter(|batch| batch.product_id == product.id && batch.active);
        let found = found.ok_or_else(|| wrong("unknown_batch", format!("{} has no such batch.", product.sku)))?;
        if expiry::is_expired(found.expires_on, self.today) {
            return Err(wrong(
                "batch_expired",
                format!("Batch {} has expired; expired goods are not sold.", found.number),
            ));
        }
        if !expiry::is_for_clearance(found.expires_on, self.today, CLEARANCE_DAYS) {
            let message = format!(
                "Batch {} does not expire within {CLEARANCE_DAYS} days; sell it by an ordinary order.",
                found.number
            );
            return Err(wrong("batch_not_for_clearance", message));
        }
        Ok(())
    }

    fn shortage(&self, customer: &CustomerRow, line: &PlannedLine, lack: Quantity) -> Option<FieldError> {
        if !lack.is_positive() {
            return None;
        }
        let there = line.quantity.checked_sub(lack).unwrap_or_default();
        let (sku, unit, asked) = (&line.sku, &line.unit, line.quantity);
        let of_what = match (line.batch, customer.min_days_left) {
            (Some(_), _) => " of this batch".to_owned(),
            (None, days) if days > 0 => format!(" with {days} days left, as {} asks", customer.name),
            _ => String::new(),
        };
        let message = if there.is_positive() {
            format!("{sku}: {there} {unit} can be sold{of_what}, {asked} asked.")
        } else {
            format!("{sku}: nothing can be sold{of_what} now, {asked} {unit} asked.")
        };
        let hint = if there.is_positive() {
            format!("Order {there}, or back-order the rest")
        } else {
            "Back-order it, or take the line out".to_owned()
        };
        Some(FieldError::new("quantity", "short_stock", message).at(line.row).typed(asked.plain()).hint(hint))
    }
}

fn priced(mut lines: Vec<PlannedLine>, supply: Supply) -> Result<Part, FieldError> {
    let input = |line: &PlannedLine| LineInput { quantity: line.quantity, rate: line.rate, gst: line.gst };
    let inputs: Vec<_> = lines.iter().map(input).collect();
    let (amounts, totals) = pricing::price(&inputs, supply).map_err(|_| {
        FieldError::new("lines", "amount_too_large", "The amounts are too large. Look at quantities and rates.")
    })?;
    for (line, amount) in lines.iter_mut().zip(amounts) {
        line.amount = amount.amount;
        line.gst_amount = amount.gst;
    }
    Ok(Part { lines, totals })
}
