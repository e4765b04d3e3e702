//! The order's way from draft to delivery: every state, every action, and the one table that joins them.
//!
//! Screens, the API, imports and bulk actions ask this table what may happen; nothing else decides it. The table knows
//! the stages that later releases bring, so that those add use cases and change no rule.

#[cfg(test)]
mod tests;

use crate::{identity::Capability, values::named};

named! {
    /// Where an order stands.
    pub enum Status: "order status" {
        Draft = "Draft",
        PendingCreditApproval = "Pending Credit Approval",
        OnHold = "On Hold",
        Rejected = "Rejected",
        Cancelled = "Cancelled",
        /// The rest of a part-packed order, until stock arrives.
        Backorder = "Backorder",
        PendingWhSelection = "Pending WH Selection",
        PendingPacking = "Pending Packing",
        PartPacked = "Part Packed",
        PendingQualityControl = "Pending Quality Control",
        PendingLogisticsCost = "Pending Logistics Cost",
        PendingCostApproval = "Pending Cost Approval",
        ReadyForBilling = "Ready for Billing",
        ReadyForDispatch = "Ready for Dispatch",
        PickedUp = "Picked Up",
        OutForDelivery = "Out for Delivery",
        Delivered = "Delivered",
        PartAccepted = "Part Accepted",
        ReturnedToWarehouse = "Returned to Warehouse",
    }
}

named! {
    /// What may be done with an order.
    pub enum Action: "order action" {
        Book = "book",
        Edit = "edit",
        Cancel = "cancel",
        /// Bring a stopped order back as a draft, to be booked and tested like a new one.
        Reopen = "reopen",
        ReleaseCredit = "release",
        Hold = "hold",
        /// Put a held order back into the credit queue.
        Resume = "resume",
        Reject = "reject",
        /// Ask a colleague who may release it to decide.
        Forward = "forward",
        /// Test its credit again now; it is released by itself when it passes.
        Recheck = "recheck",
        /// Take a release back, when the order's value rose or the customer's standing fell.
        Recall = "recall",
        ChooseWarehouse = "choose_warehouse",
        Pack = "pack",
        /// Pack what there is; the rest becomes a linked order.
        PackPart = "pack_part",
        /// Send on what was packed of a part-packed order.
        SendOn = "send_on",
        StockArrived = "stock_arrived",
        PassQc = "pass_qc",
        FailQc = "fail_qc",
        SetCost = "set_cost",
        /// Set a cost that is over 15 % of the order's value.
        SetHighCost = "set_high_cost",
        ApproveCost = "approve_cost",
        RefuseCost = "refuse_cost",
        Invoice = "invoice",
        PickUp = "pick_up",
        StartDelivery = "start_delivery",
        Deliver = "deliver",
        AcceptPart = "accept_part",
        Return = "return",
    }
}

named! {
    /// What an action needs besides the right to do it.
    pub enum Need: "need" {
        /// Why, in the actor's words.
        Remark = "a reason",
        /// Not by who booked the order.
        NotOwnBooking = "somebody else's booking",
        /// Who is asked to decide.
        Colleague = "a colleague who may release it",
        /// Exposure within the limit, or somebody who may release above it.
        WithinLimit = "exposure within the limit, or the right to release above it",
        /// Credit tested again when the value rose.
        CreditTest = "a credit test when the value rises",
        /// Credit tested as the customer stands now.
        TestNow = "a credit test now",
        Lines = "at least one line",
        Stock = "stock for the lines",
        Checklist = "the whole checklist ticked",
        Photo = "a photo",
        /// A cost of at most 15 % of the order's value.
        CostWithinShare = "a cost of at most 15 % of the value",
        Trip = "a vehicle and driver",
        Receiver = "the receiver's name",
        AcceptedLines = "what was accepted, by line",
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    pub from: Status,
    pub action: Action,
    pub to: Status,
    pub capability: Capability,
    pub needs: &'static [Need],
    /// The state in which a second, linked order begins by the same action.
    pub begins: Option<Status>,
}

impl Transition {
    pub fn needs(&self, need: Need) -> bool {
        self.needs.contains(&need)
    }

    const fn beginning(mut self, status: Status) -> Self {
        self.begins = Some(status);
        self
    }
}

const fn row(from: Status, action: Action, to: Status, capability: Capability, needs: &'static [Need]) -> Transition {
    Transition { from, action, to, capability, needs, begins: None }
}

use Action as A;
use Capability as C;
use Need::{
    AcceptedLines, Checklist, Colleague, CostWithinShare, CreditTest, Lines, NotOwnBooking, Photo, Receiver, Remark,
    Stock, TestNow, Trip, WithinLimit,
};
use Status as S;

const RELEASE: &[Need] = &[NotOwnBooking, WithinLimit];
const DECIDE: &[Need] = &[NotOwnBooking, Remark];

/// The state machine. Within a state the usual next action comes first.
#[rustfmt::skip]
pub const TRANSITIONS: &[Transition] = &[
    row(S::Draft, A::Book, S::PendingCreditApproval, C::BookOrder, &[Lines, Stock]),
    row(S::Draft, A::Edit, S::Draft, C::BookOrder, &[]),
    row(S::Draft, A::Cancel, S::Cancelled, C::BookOrder, &[Remark]),

    row(S::PendingCreditApproval, A::ReleaseCredit, S::PendingWhSelection, C::ReleaseCredit, RELEASE),
    row(S::PendingCreditApproval, A::Hold, S::OnHold, C::ReleaseCredit, DECIDE),
    row(S::PendingCreditApproval, A::Reject, S::Rejected, C::ReleaseCredit, DECIDE),
    row(S::PendingCreditApproval, A::Forward, S::PendingCreditApproval, C::ReleaseCredit, &[Colleague]),
    row(S::PendingCreditApproval, A::Recheck, S::PendingCreditApproval, C::ReleaseCredit, &[TestNow]),
    row(S::PendingCreditApproval, A::Edit, S::PendingCreditApproval, C::BookOrder, &[Lines, Stock, CreditTest]),
    row(S::PendingCreditApproval, A::Cancel, S::Cancelled, C::BookOrder, &[Remark]),

    row(S::OnHold, A::ReleaseCredit, S::PendingWhSelection, C::ReleaseCredit, RELEASE),
    row(S::OnHold, A::Resume, S::PendingCreditApproval, C::ReleaseCredit, &[NotOwnBooking]),
    row(S::OnHold, A::Reject, S::Rejected, C::ReleaseCredit, DECIDE),
    row(S::OnHold, A::Forward, S::OnHold, C::ReleaseCredit, &[Colleague]),
    row(S::OnHold, A::Recheck, S::OnHold, C::ReleaseCredit, &[TestNow]),
    row(S::OnHold, A::Edit, S::PendingCreditApproval, C::BookOrder, &[Lines, Stock, CreditTest]),
    row(S::OnHold, A::Cancel, S::Cancelled, C::BookOrder, &[Remark]),

    row(S::Rejected, A::Reopen, S::Draft, C::BookOrder, &[]),
    row(S::Cancelled, A::Reopen, S::Draft, C::BookOrder, &[]),

    row(S::PendingWhSelection, A::ChooseWarehouse, S::PendingPacking, C::ChooseWarehouse, &[]),
    row(S::PendingWhSelection, A::Edit, S::PendingWhSelection, C::AmendOrder, &[Lines, Stock, CreditTest, Remark]),
    row(S::PendingWhSelection, A::Recall, S::PendingCreditApproval, C::ReleaseCredit, &[Remark]),
    row(S::PendingWhSelection, A::Cancel, S::Cancelled, C::AmendOrder, &[Remark]),

    row(S::PendingPacking, A::Pack, S::PendingQualityControl, C::PackOrder, &[Stock]),
    row(S::PendingPacking, A::PackPart, S::PartPacked, C::PackOrder, &[Lines]).beginning(S::Backorder),
    row(S::PendingPacking, A::ChooseWarehouse, S::PendingPacking, C::ChooseWarehouse, &[]),
    row(S::PendingPacking, A::Recall, S::PendingCreditApproval, C::ReleaseCredit, &[Remark]),
    row(S::PendingPacking, A::Cancel, S::Cancelled, C::AmendOrder, &[Remark]),

    row(S::PartPacked, A::SendOn, S::PendingQualityControl, C::PackOrder, &[]),
    row(S::PartPacked, A::Cancel, S::Cancelled, C::AmendOrder, &[Remark]),

    row(S::Backorder, A::StockArrived, S::PendingPacking, C::PackOrder, &[Stock]),
    row(S::Backorder, A::Cancel, S::Cancelled, C::AmendOrder, &[Remark]),

    row(S::PendingQualityControl, A::PassQc, S::PendingLogisticsCost, C::CheckQuality, &[Checklist, Photo]),
    row(S::PendingQualityControl, A::FailQc, S::PendingPacking, C::CheckQuality, &[Remark]),
    row(S::PendingQualityControl, A::Cancel, S::Cancelled, C::AmendOrder, &[Remark]),

    row(S::PendingLogisticsCost, A::SetCost, S::ReadyForBilling, C::SetCost, &[CostWithinShare]),
    row(S::PendingLogisticsCost, A::SetHighCost, S::PendingCostApproval, C::SetCost, &[]),
    row(S::PendingLogisticsCost, A::Cancel, S::Cancelled, C::AmendOrder, &[Remark]),

    row(S::PendingCostApproval, A::ApproveCost, S::ReadyForBilling, C::ApproveCost, &[NotOwnBooking]),
    row(S::PendingCostApproval, A::RefuseCost, S::PendingLogisticsCost, C::ApproveCost, DECIDE),
    row(S::PendingCostApproval, A::Cancel, S::Cancelled, C::AmendOrder, &[Remark]),

    row(S::ReadyForBilling, A::Invoice, S::ReadyForDispatch, C::InvoiceOrder, &[]),
    row(S::ReadyForBilling, A::Cancel, S::Cancelled, C::AmendOrder, &[Remark]),

    row(S::ReadyForDispatch, A::PickUp, S::PickedUp, C::DeliverOrder, &[Trip]),
    row(S::PickedUp, A::StartDelivery, S::OutForDelivery, C::DeliverOrder, &[Trip]),
    row(S::OutForDelivery, A::Deliver, S::Delivered, C::DeliverOrder, &[Photo, Receiver]),
    row(S::OutForDelivery, A::AcceptPart, S::PartAccepted, C::DeliverOrder, &[AcceptedLines, Photo, Receiver, Remark]),
    row(S::OutForDelivery, A::Return, S::ReturnedToWarehouse, C::DeliverOrder, &[Remark]),
];

/// The row for an action in a state; `None` where it can't be done.
pub fn transition(from: Status, action: Action) -> Option<&'static Transition> {
    actions_from(from).find(|row| row.action == action)
}

/// What can be done in a state, the usual next action first.
pub fn actions_from(from: Status) -> impl Iterator<Item = &'static Transition> {
    TRANSITIONS.iter().filter(move |row| row.from == from)
}

/// The row that leads from one state to another, for clients that name the state they want. What is done to an order where it
/// stands is never meant.
pub fn towards(from: Status, to: Status) -> Option<&'static Transition> {
    let stays = |action| matches!(action, Action::Edit | Action::Forward | Action::Recheck);
    actions_from(from).find(|row| row.to == to && !stays(row.action))
}

/// The states in which an action can be done.
pub fn states_for(action: Action) -> impl Iterator<Item = Status> {
    TRANSITIONS.iter().filter(move |row| row.action == action).map(|row| row.from)
}

/// The stages of an order that meets no trouble, for the track on its page.
pub const ROAD: [Status; 11] = [
    S::Draft,
    S::PendingCreditApproval,
    S::PendingWhSelection,
    S::PendingPacking,
    S::PendingQualityControl,
    S::PendingLogisticsCost,
    S::ReadyForBilling,
    S::ReadyForDispatch,
    S::PickedUp,
    S::OutForDelivery,
    S::Delivered,
];

impl Status {
    /// Nothing more is to be done with it. A rejected or cancelled order can still be reopened.
    pub const fn is_final(self) -> bool {
        matches!(self, S::Rejected | S::Cancelled | S::Delivered | S::PartAccepted | S::ReturnedToWarehouse)
    }

    /// Booked, and neither stopped nor done.
    pub const fn is_open(self) -> bool {
        !self.is_final() && !matches!(self, S::Draft)
    }

    /// Whether its invoice is written; from then on its value stands in the customer's outstanding.
    pub const fn is_invoiced(self) -> bool {
        matches!(
            self,
            S::ReadyForDispatch
                | S::PickedUp
                | S::OutForDelivery
                | S::Delivered
                | S::PartAccepted
                | S::ReturnedToWarehouse
        )
    }

    /// Whether its value counts as an open order in the customer's exposure.
    pub const fn is_exposed(self) -> bool {
        self.is_open() && !self.is_invoiced()
    }

    /// Whether its lines hold stock reserved.
    pub const fn is_reserved(self) -> bool {
        self.is_exposed() && !matches!(self, S::Backorder)
    }

    /// Whether it waits for credit control.
    pub const fn awaits_credit(self) -> bool {
        matches!(self, S::PendingCreditApproval | S::OnHold)
    }
}

/// The whole table as Markdown, for the documentation.
pub fn transitions_markdown() -> String {
    let mut out = "| state | action | next | needs | who |\n| --- | --- | --- | --- | --- |\n".to_string();
    for row in TRANSITIONS {
        let needs: Vec<_> = row.needs.iter().map(|need| need.as_str()).collect();
        let begins = row.begins.map_or_else(String::new, |status| format!(" (the rest: {status})"));
        let cells =
            [row.from.as_str(), row.action.label(), row.to.as_str(), &begins, &needs.join(", "), &row.capability.who()];
        let [from, action, to, begins, needs, who] = cells;
        out += &format!("| {from} | {action} | {to}{begins} | {needs} | {who} |\n");
    }
    out
}
