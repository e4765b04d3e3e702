//! Whose work an order in a certain state is.

use crate::{identity::Role, orders::Status};

/// The states that wait for this role among the orders.
pub const fn waits_at_orders(role: Role) -> &'static [Status] {
    use Status::{
        Backorder, OnHold, OutForDelivery, PartPacked, PendingCostApproval, PendingLogisticsCost, PendingPacking,
        PendingQualityControl, PendingWhSelection, PickedUp, ReadyForBilling,
    };
    match role {
        Role::Sales => &[OnHold],
        Role::ApprovingAuthority => &[PendingCostApproval],
        Role::Warehouse => &[PendingWhSelection, PendingPacking, PartPacked],
        Role::QualityControl => &[PendingQualityControl],
        Role::Logistics => &[PendingLogisticsCost],
        Role::Billing => &[ReadyForBilling],
        Role::Delivery => &[PickedUp, OutForDelivery],
        Role::Procurement => &[Backorder],
        Role::Admin | Role::CreditControl | Role::Viewer => &[],
    }
}

/// The states that wait for this role in the credit queue.
pub const fn waits_at_credit(role: Role) -> &'static [Status] {
    match role {
        Role::CreditControl | Role::ApprovingAuthority | Role::Admin => &[Status::PendingCreditApproval],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::lifecycle;

    #[test]
    fn what_waits_for_a_role_is_something_the_role_may_move_on() {
        for role in Role::ALL.iter().copied().filter(|role| !matches!(role, Role::Sales | Role::Procurement)) {
            for status in waits_at_orders(role).iter().chain(waits_at_credit(role)) {
                let may = lifecycle::actions_from(*status).any(|transition| role.may(transition.capability));
                assert!(may, "{role} can do nothing with {status}");
            }
        }
    }
}
