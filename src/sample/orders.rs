//! Three months of orders, in every state that an order can be in.

use std::collections::HashMap;

use super::{
    book::{Book, Buyer, Draft, Good, Pick},
    chance::Chance,
    people,
    rows::{BatchRow, Catalogue, CustomerRow, Orders, ProductRow},
};
use crate::{
    credit::rules::{CreditPolicy, CustomerFacts, Decision, Exposure, assess},
    orders::Status,
    values::{Date, Money, State, Timestamp},
};

/// So many days back the books begin.
const DAYS: i32 = 90;
/// The seeds' customers and product stay as the seeds have them: nothing open, nothing reserved.
const SEEDS_CUSTOMERS: usize = 2;
const SEEDS_PRODUCTS: usize = 1;

const OLD: &[(Status, i64)] = &[
    (Status::Delivered, 84),
    (Status::Cancelled, 6),
    (Status::PartAccepted, 4),
    (Status::Rejected, 3),
    (Status::ReturnedToWarehouse, 3),
];
const RECENT: &[(Status, i64)] = &[
    (Status::Delivered, 36),
    (Status::ReadyForDispatch, 10),
    (Status::ReadyForBilling, 9),
    (Status::OnHold, 8),
    (Status::OutForDelivery, 7),
    (Status::PendingLogisticsCost, 6),
    (Status::Backorder, 6),
    (Status::PickedUp, 4),
    (Status::Rejected, 4),
    (Status::Cancelled, 4),
    (Status::PendingCostApproval, 3),
    (Status::PartPacked, 3),
];
const NEW: &[(Status, i64)] = &[
    (Status::PendingCreditApproval, 24),
    (Status::PendingWhSelection, 18),
    (Status::PendingPacking, 16),
    (Status::PendingQualityControl, 12),
    (Status::OnHold, 8),
    (Status::PendingLogisticsCost, 7),
    (Status::ReadyForBilling, 6),
    (Status::PartPacked, 4),
    (Status::Cancelled, 5),
];
const TODAY: &[(Status, i64)] =
    &[(Status::PendingCreditApproval, 55), (Status::PendingWhSelection, 35), (Status::PendingPacking, 10)];

/// Everything the schedule reads.
struct World<'a> {
    now: Timestamp,
    customers: &'a [CustomerRow],
    buyers: Vec<Buyer>,
    goods: Vec<Good>,
    rates: HashMap<(i64, i64), i64>,
    batches: &'a [BatchRow],
    chance: Chance,
    /// What each customer has open and not invoiced.
    open: HashMap<i64, i64>,
    /// The last order at quality control: id, buyer, product.
    checked: Option<(i64, usize, usize)>,
}

/// The orders as of `now`.
pub fn all(now: Timestamp, customers: &[CustomerRow], catalogue: &Catalogue) -> Orders {
    let mut world = World {
        now,
        customers,
        buyers: customers.iter().map(buyer).collect(),
        goods: catalogue.products.iter().map(good).collect(),
        rates: catalogue.rates.iter().map(|rate| ((rate.list, rate.product), rate.rate)).collect(),
        batches: &catalogue.batches,
        chance: Chance::new(0x5EED_0003),
        open: HashMap::new(),
        checked: None,
    };
    let mut book = Book::new(now, 1, HashMap::new(), free(&catalogue.batches, now.ist_date()));
    for ago in (0..=DAYS).rev() {
        for (nth, at) in world.hours(ago).into_iter().enumerate() {
            match (ago, nth) {
                (3 | 1, 0) => world.clearance(&mut book, at, Status::PendingCreditApproval),
                (40 | 21, 0) => world.clearance(&mut book, at, Status::Delivered),
                _ => world.order(&mut book, ago, at),
            }
        }
    }
    book.take()
}

/// A customer as orders copy them.
fn buyer(row: &CustomerRow) -> Buyer {
    Buyer {
        id: row.id,
        name: row.name.clone(),
        location: row.location.clone(),
        state: State::parse(&row.state).ok(),
        salesperson: row.salesperson,
        salesperson_name: people::by_id(row.salesperson).name.to_owned(),
    }
}

fn good(row: &ProductRow) -> Good {
    Good {
        id: row.id,
        sku: row.sku.clone(),
        name: row.name.clone(),
        unit: row.unit.to_owned(),
        price: row.price,
        gst_bp: row.gst_bp,
    }
}

/// What may be promised of each product: the batches that are still good a month from now, so that the data stays true
/// for as long as anybody looks at it.
fn free(batches: &[BatchRow], today: Date) -> HashMap<i64, i64> {
    let keeps: i64 = today.add_days(14).into();
    let mut free = HashMap::new();
    for batch in batches.iter().filter(|batch| batch.expires_on >= keeps) {
        *free.entry(batch.product).or_default() += batch.opening;
    }
    free
}

impl World<'_> {
    /// When orders came in on that day; none on Sundays.
    fn hours(&mut self, ago: i32) -> Vec<Timestamp> {
        if ago == 0 {
            return (1..=5).rev().map(|nth| self.now.minus_seconds(nth * 2_100)).collect();
        }
        let day = self.now.ist_date().add_days(-ago);
        let count = if (day.days() + 3).rem_euclid(7) == 6 { 0 } else { self.chance.between(4, 8) };
        let count = if matches!(ago, 1 | 3 | 21 | 40) { count.max(2) } else { count };
        let mut hours: Vec<_> = (0..count)
            .map(|_| {
                let (hour, minute) = (self.chance.between(9, 18), self.chance.between(0, 59));
                Timestamp::from_ist(day, u8::try_from(hour).unwrap_or(9), u8::try_from(minute).unwrap_or(0))
            })
            .collect();
        hours.sort_unstable();
        hours.retain(|at| *at < self.now.minus_seconds(5 * 2_100));
        hours
    }

    fn order(&mut self, book: &mut Book, ago: i32, at: Timestamp) {
        let mix = match ago {
            15.. => OLD,
            5..15 => RECENT,
            1..5 => NEW,
            _ => TODAY,
        };
        let status = self.chance.weighted(mix, Status::Delivered);
        if status == Status::Backorder {
            return self.backorder(book, at);
        }
        let who = self.choose_buyer(status);
        let goods = self.goods.clone();
        let buyer = self.buyers[who].clone();
        let picks = self.choose_lines(book, who, status.is_reserved(), &goods);
        let (status, reasons) = self.judge(who, status, ago, Book::total(&buyer, &picks));
        let first = picks.first().map(|pick| usize::try_from(pick.good.id - 1).unwrap_or_default());
        let total = Book::total(&buyer, &picks);
        let po =
            if self.chance.percent(35) { format!("PO-{}", self.chance.between(1_200, 9_800)) } else { String::new() };
        let remarks = if self.chance.percent(12) { "Deliver before noon" } else { "" };
        let id = book.write(Draft { buyer: &buyer, status, at, picks, parent: None, reasons, po, remarks });
        if status.is_exposed() {
            *self.open.entry(buyer.id).or_default() += total.paise();
        }
        if let (Some(id), Some(product), Status::PendingQualityControl | Status::PendingLogisticsCost) =
            (id, first, status)
        {
            self.checked = Some((id, who, product));
        }
    }

    /// The rest of an order that was packed in part.
    fn backorder(&mut self, book: &mut Book, at: Timestamp) {
        let Some((parent, who, product)) = self.checked else { return };
        let (buyer, good) = (self.buyers[who].clone(), self.goods[product].clone());
        let picks =
            vec![Pick { good: &good, units: self.chance.between(2, 9), rate: self.rate(who, &good), batch: None }];
        *self.open.entry(buyer.id).or_default() += Book::total(&buyer, &picks).paise();
        let (status, parent) = (Status::Backorder, Some(parent));
        let reasons = "[]".to_owned();
        book.write(Draft { buyer: &buyer, status, at, picks, parent, reasons, po: String::new(), remarks: "" });
    }

    /// An exact batch near its end, below its price.
    fn clearance(&mut self, book: &mut Book, at: Timestamp, status: Status) {
        let today: i64 = self.now.ist_date().into();
        let near = self
            .batches
            .iter()
            .filter(|batch| (today + 30..today + 60).contains(&batch.expires_on) && batch.product > 1);
        let Some(batch) = near.min_by_key(|batch| batch.expires_on) else { return };
        let who = self.choose_buyer(Status::Delivered);
        let (buyer, good) =
            (self.buyers[who].clone(), self.goods[usize::try_from(batch.product - 1).unwrap_or_default()].clone());
        let picks = vec![Pick { good: &good, units: 5, rate: good.price * 7 / 1_000 * 100, batch: Some(batch.id) }];
        let total = Book::total(&buyer, &picks);
        if status.is_exposed() {
            *self.open.entry(buyer.id).or_default() += total.paise();
        }
        let reasons = "[{\"code\":\"automatic_release_off\"}]".to_owned();
        let reasons = if status.awaits_credit() { reasons } else { "[]".to_owned() };
        book.write(Draft {
            buyer: &buyer,
            status,
            at,
            picks,
            parent: None,
            reasons,
            po: String::new(),
            remarks: "Clearance",
        });
    }

    fn is_in_trouble(customer: &CustomerRow) -> bool {
        customer.overdue > 0 || customer.outstanding > customer.limit || customer.status != "Active"
    }

    /// Credit stops those in trouble; the others' orders go through.
    fn choose_buyer(&mut self, status: Status) -> usize {
        let stopped = matches!(status, Status::PendingCreditApproval | Status::OnHold | Status::Rejected);
        let calm = status.is_exposed() && !stopped;
        let seeds = if matches!(status, Status::Delivered) && self.chance.percent(6) { 0 } else { SEEDS_CUSTOMERS };
        let fits: Vec<usize> = (seeds..self.customers.len())
            .filter(|index| {
                let customer = &self.customers[*index];
                let trouble = Self::is_in_trouble(customer);
                (!stopped || trouble) && (!calm || !trouble) && customer.status != "Inactive"
            })
            .collect();
        fits[self.chance.below(fits.len())]
    }

    fn rate(&self, who: usize, good: &Good) -> i64 {
        let list = self.customers[who].price_list;
        list.and_then(|list| self.rates.get(&(list, good.id)).copied()).unwrap_or(good.price)
    }

    fn choose_lines<'g>(&mut self, book: &Book, who: usize, reserved: bool, goods: &'g [Good]) -> Vec<Pick<'g>> {
        let (least, most) = match self.customers[who].kind {
            "Distributor" | "Modern Trade" => (10, 45),
            "Hotel" => (3, 15),
            _ => (1, 8),
        };
        let mut picks: Vec<Pick> = Vec::new();
        for _ in 0..self.chance.between(1, 5) {
            let start = if reserved { SEEDS_PRODUCTS } else { 0 };
            let good = &goods[start + self.chance.below(goods.len() - start)];
            let wanted = self.chance.between(least, most);
            let units = if reserved { wanted.min(book.free_units(good.id) / 2) } else { wanted };
            if units > 0 && picks.iter().all(|pick| pick.good.id != good.id) {
                picks.push(Pick { good, units, rate: self.rate(who, good), batch: None });
            }
        }
        picks
    }

    /// What credit says of it: an order that would not have been released waits, or had been delivered long ago.
    fn judge(&self, who: usize, status: Status, ago: i32, total: Money) -> (Status, String) {
        let customer = &self.customers[who];
        if !status.is_exposed() {
            return (status, "[]".to_owned());
        }
        let facts = CustomerFacts {
            limit: Money::from_paise(customer.limit),
            overdue: Money::from_paise(customer.overdue),
            overdue_days: i32::try_from(customer.ageing_days).unwrap_or_default(),
            is_blocked: customer.status == "Blocked",
        };
        let exposure = Exposure {
            outstanding: Money::from_paise(customer.outstanding),
            open_orders: Money::from_paise(self.open.get(&customer.id).copied().unwrap_or_default()),
            this_order: total,
        };
        match assess(&facts, &exposure, CreditPolicy::USUAL) {
            Decision::Release | Decision::Warn(_) if status.awaits_credit() => {
                (Status::PendingWhSelection, "[]".to_owned())
            }
            Decision::Release | Decision::Warn(_) => (status, "[]".to_owned()),
            Decision::Wait(reasons) if status.awaits_credit() || ago < 3 => {
                let status = if status.awaits_credit() { status } else { Status::PendingCreditApproval };
                (status, serde_json::to_string(&reasons).unwrap_or_else(|_| "[]".to_owned()))
            }
            Decision::Wait(_) => (Status::Delivered, "[]".to_owned()),
        }
    }
}
