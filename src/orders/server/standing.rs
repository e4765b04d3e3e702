//! A customer's standing, as credit's rules take it.

use super::store_facts::CustomerRow;
use crate::{
    credit::rules::{CustomerFacts, Exposure},
    values::Money,
};

/// What credit's rules know of a customer.
pub fn credit_facts(customer: &CustomerRow) -> CustomerFacts {
    CustomerFacts {
        limit: customer.credit_limit,
        overdue: customer.overdue,
        overdue_days: i32::try_from(customer.ageing_days).unwrap_or(i32::MAX),
        is_blocked: customer.status == "Blocked",
    }
}

/// The exposure with this order; `replaced` of the open orders is what it takes the place of.
pub fn exposure(customer: &CustomerRow, this_order: Money, replaced: Money) -> Exposure {
    Exposure {
        outstanding: customer.outstanding,
        // Where open orders don't count, there is nothing to take the order's own value from.
        open_orders: customer.open_orders.checked_sub(replaced).unwrap_or(customer.open_orders).max(Money::ZERO),
        this_order,
    }
}
