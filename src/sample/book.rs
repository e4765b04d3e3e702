//! Writes an order up as rows: priced, numbered, reserved and with the timeline of its way, all by the product's own rules.

use std::collections::HashMap;

use super::{
    people,
    rows::{EventRow, LineRow, OrderRow, Orders},
};
use crate::{
    orders::{
        Action, Status,
        lifecycle::transition,
        numbering::{self, order_number},
        pricing::{LineInput, Supply, price},
    },
    values::{Money, Month, Percent, Quantity, State, Timestamp},
};

/// The sample distributor sits in Maharashtra.
const SELLER: u8 = 27;

/// A product as a line copies it.
#[derive(Clone, Debug)]
pub struct Good {
    pub id: i64,
    pub sku: String,
    pub name: String,
    pub unit: String,
    pub price: i64,
    pub gst_bp: i64,
}

/// A customer as an order copies them.
#[derive(Clone, Debug)]
pub struct Buyer {
    pub id: i64,
    pub name: String,
    pub location: String,
    pub state: Option<State>,
    pub salesperson: i64,
    pub salesperson_name: String,
}

/// One line to be.
#[derive(Clone, Copy, Debug)]
pub struct Pick<'a> {
    pub good: &'a Good,
    pub units: i64,
    pub rate: i64,
    pub batch: Option<i64>,
}

impl Pick<'_> {
    fn input(&self) -> LineInput {
        LineInput {
            quantity: Quantity::from_units(self.units),
            rate: Money::from_paise(self.rate),
            gst: Percent::from_basis_points(self.gst_bp()),
        }
    }

    fn gst_bp(&self) -> i64 {
        self.good.gst_bp
    }
}

/// An order to be.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    pub buyer: &'a Buyer,
    pub status: Status,
    pub at: Timestamp,
    pub picks: Vec<Pick<'a>>,
    pub parent: Option<i64>,
    /// The reasons why credit stopped it, as JSON.
    pub reasons: String,
    pub po: String,
    pub remarks: &'static str,
}

/// The orders written so far, with what must stay consistent between them.
pub struct Book {
    pub made: Orders,
    now: Timestamp,
    next_id: i64,
    /// How far each series has counted.
    counted: HashMap<String, i64>,
    /// What is still free of each product, in thousandths.
    free: HashMap<i64, i64>,
    /// What a customer last paid for a product.
    paid: HashMap<(i64, i64), i64>,
    remembers: bool,
}

impl Book {
    pub fn new(now: Timestamp, next_id: i64, counted: HashMap<String, i64>, free: HashMap<i64, i64>) -> Self {
        Self { made: Orders::default(), now, next_id, counted, free, paid: HashMap::new(), remembers: true }
    }

    /// For loads so large that what everyone last paid would not fit.
    pub fn forgetful(mut self) -> Self {
        self.remembers = false;
        self
    }

    /// So many whole units of a product are free.
    pub fn free_units(&self, product: i64) -> i64 {
        self.free.get(&product).copied().unwrap_or_default() / 1_000
    }

    /// What these lines come to.
    pub fn total(buyer: &Buyer, picks: &[Pick]) -> Money {
        let inputs: Vec<_> = picks.iter().map(Pick::input).collect();
        price(&inputs, supply(buyer)).map(|(_, totals)| totals.total).unwrap_or_default()
    }

    /// Writes an order; answers its id. One without a line is none.
    pub fn write(&mut self, draft: Draft) -> Option<i64> {
        let inputs: Vec<_> = draft.picks.iter().map(Pick::input).collect();
        let (priced, totals) = price(&inputs, supply(draft.buyer)).ok().filter(|_| !inputs.is_empty())?;
        let id = self.next_id;
        self.next_id += 1;
        let clearance = draft.picks.iter().any(|pick| pick.batch.is_some());
        let number = self.number(clearance, draft.at.ist_date().month());
        for (index, (pick, line)) in draft.picks.iter().zip(&priced).enumerate() {
            self.line(id, index, &draft, pick, line.amount, line.gst);
        }
        let (steps, last_at, last_by) = self.timeline(id, &draft);
        let released = !matches!(
            draft.status,
            Status::PendingCreditApproval
                | Status::OnHold
                | Status::Rejected
                | Status::Cancelled
                | Status::PendingWhSelection
        );
        self.made.orders.push(OrderRow {
            id,
            number,
            customer: draft.buyer.id,
            customer_name: draft.buyer.name.clone(),
            location: draft.buyer.location.clone(),
            status: draft.status.as_str(),
            open: draft.status.is_exposed(),
            salesperson: draft.buyer.salesperson,
            salesperson_name: draft.buyer.salesperson_name.clone(),
            warehouse: released.then_some(1 + id % 3),
            clearance,
            parent: draft.parent,
            po: draft.po,
            remarks: draft.remarks.to_owned(),
            lines: i64::try_from(draft.picks.len()).unwrap_or_default(),
            subtotal: totals.subtotal.paise(),
            cgst: totals.cgst.paise(),
            sgst: totals.sgst.paise(),
            igst: totals.igst.paise(),
            total: totals.total.paise(),
            reasons: draft.reasons,
            booked_on: draft.at.ist_date().into(),
            booked_at: draft.at.micros(),
            status_at: last_at.micros(),
            updated_by: last_by,
            version: steps,
        });
        Some(id)
    }

    fn line(&mut self, order: i64, index: usize, draft: &Draft, pick: &Pick, amount: Money, gst: Money) {
        let quantity = Quantity::from_units(pick.units).thousandths();
        let reserved = if draft.status.is_reserved() { quantity } else { 0 };
        if pick.batch.is_none() {
            *self.free.entry(pick.good.id).or_default() -= reserved;
        }
        let previous = self.remembers.then(|| self.paid.insert((draft.buyer.id, pick.good.id), pick.rate)).flatten();
        self.made.lines.push(LineRow {
            order,
            position: index as i64 + 1,
            product: pick.good.id,
            sku: pick.good.sku.clone(),
            name: pick.good.name.clone(),
            unit: pick.good.unit.clone(),
            quantity,
            rate: pick.rate,
            list_rate: pick.good.price,
            previous,
            gst_bp: pick.gst_bp(),
            amount: amount.paise(),
            gst: gst.paise(),
            reserved,
            batch: pick.batch,
        });
    }

    fn number(&mut self, clearance: bool, month: Month) -> String {
        let kind = if clearance { numbering::Kind::Clearance } else { numbering::Kind::Order };
        let series = format!("{}-{:02}{:02}", kind.prefix(), month.year().rem_euclid(100), month.number());
        let count = self.counted.entry(series).or_default();
        *count += 1;
        order_number(kind, month, u32::try_from(*count).unwrap_or(u32::MAX))
    }

    /// What happened to the order until it stood where it stands: how many steps, when the last, and by whom.
    fn timeline(&mut self, order: i64, draft: &Draft) -> (i64, Timestamp, String) {
        let actions = road(draft.status);
        let room = self.now.seconds_since(draft.at) / (actions.len() as i64 + 1);
        let mut at = draft.at;
        let mut from = Status::Draft;
        let mut by = draft.buyer.salesperson_name.clone();
        for (index, action) in actions.iter().enumerate() {
            let Some(step) = transition(from, *action) else { break };
            if index > 0 {
                at = at.plus_seconds(room.min(3_000 + order % 7 * 2_500 + index as i64 * 900));
            }
            let role = step.capability.roles().next();
            let person = role.filter(|_| *action != Action::Book && *action != Action::Cancel).map(people::of);
            by = person.map_or_else(|| draft.buyer.salesperson_name.clone(), |person| person.name.to_owned());
            self.made.events.push(EventRow {
                order,
                at: at.micros(),
                user: person.map_or(draft.buyer.salesperson, |person| person.id),
                user_name: by.clone(),
                kind: action.as_str(),
                from: from.as_str(),
                to: step.begins.filter(|begun| *begun == draft.status).unwrap_or(step.to).as_str(),
                remark: remark(*action),
            });
            from = step.to;
        }
        (actions.len() as i64, at, by)
    }

    /// What was written since the last time, with where each series stands.
    pub fn take(&mut self) -> Orders {
        let mut made = std::mem::take(&mut self.made);
        made.series = self.counted.iter().map(|(series, last)| (series.clone(), *last)).collect();
        made.series.sort_unstable();
        made
    }
}

fn supply(buyer: &Buyer) -> Supply {
    State::from_code(SELLER).map_or(Supply::WithinState, |seller| Supply::between(seller, buyer.state))
}

/// The actions that lead to a state.
fn road(status: Status) -> Vec<Action> {
    use Action as A;
    const MAIN: [Action; 10] = [
        A::Book,
        A::ReleaseCredit,
        A::ChooseWarehouse,
        A::Pack,
        A::PassQc,
        A::SetCost,
        A::Invoice,
        A::PickUp,
        A::StartDelivery,
        A::Deliver,
    ];
    let (main, last) = match status {
        Status::Draft => (0, None),
        Status::PendingCreditApproval => (1, None),
        Status::OnHold => (1, Some(A::Hold)),
        Status::Rejected => (1, Some(A::Reject)),
        Status::Cancelled => (1, Some(A::Cancel)),
        Status::PendingWhSelection => (2, None),
        Status::PendingPacking => (3, None),
        Status::PartPacked | Status::Backorder => (3, Some(A::PackPart)),
        Status::PendingQualityControl => (4, None),
        Status::PendingLogisticsCost => (5, None),
        Status::PendingCostApproval => (5, Some(A::SetHighCost)),
        Status::ReadyForBilling => (6, None),
        Status::ReadyForDispatch => (7, None),
        Status::PickedUp => (8, None),
        Status::OutForDelivery => (9, None),
        Status::Delivered => (10, None),
        Status::PartAccepted => (9, Some(A::AcceptPart)),
        Status::ReturnedToWarehouse => (9, Some(A::Return)),
    };
    MAIN.into_iter().take(main).chain(last).collect()
}

fn remark(action: Action) -> &'static str {
    match action {
        Action::Hold => "Last month's cheque has not cleared yet",
        Action::Reject => "The limit is used up; collect first, then book again",
        Action::Cancel => "Ordered twice by mistake",
        Action::PackPart => "The rest comes with the next delivery",
        Action::AcceptPart => "Two cartons were crushed",
        Action::Return => "The shop was closed",
        _ => "",
    }
}
