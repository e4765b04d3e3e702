//! What is no mistake but worth knowing: orders that will wait for credit, orders that look sent twice.

use super::*;

impl Check<'_> {
    pub(super) fn warn(&mut self, group: usize, field: &str, value: String, code: &str, message: String, hint: &str) {
        let row = self.groups[group].lines.first().map_or(0, |line| line.row);
        self.findings.push(Finding {
            row,
            field: field.to_owned(),
            value,
            code: code.to_owned(),
            message,
            hint: Some(hint.to_owned()),
            severity: Severity::Warning,
        });
    }

    /// How many orders will wait for credit; one warning a customer.
    pub(super) fn credit(&mut self) -> i64 {
        let mut sums: HashMap<CustomerId, (Money, usize, i64)> = HashMap::new();
        let by_id: HashMap<CustomerId, &KnownCustomer> =
            self.known.customers.values().map(|customer| (customer.id, customer)).collect();
        let policy = CreditPolicy { release_automatically: self.known.release_automatically };
        let mut reasons: Vec<(usize, String, String, i64)> = Vec::new();
        for (index, group) in self.groups.iter().enumerate() {
            let Some(customer) = by_id.get(&group.customer) else { continue };
            let entry = sums.entry(group.customer).or_insert((Money::ZERO, usize::MAX, 0));
            let exposure = Exposure {
                outstanding: customer.outstanding,
                open_orders: customer.open_orders.checked_add(entry.0).unwrap_or(customer.open_orders),
                this_order: group.value,
            };
            entry.0 = entry.0.checked_add(group.value).unwrap_or(entry.0);
            let facts = CustomerFacts {
                limit: customer.limit,
                overdue: customer.overdue,
                overdue_days: customer.overdue_days,
                is_blocked: false,
            };
            let decision = assess(&facts, &exposure, policy);
            let Some(reason) = decision.reasons().first() else { continue };
            entry.2 += 1;
            if entry.1 == usize::MAX {
                entry.1 = reasons.len();
                reasons.push((index, customer.code.clone(), reason.to_string(), 0));
            }
            if let Some(told) = reasons.get_mut(entry.1) {
                told.3 += 1;
            }
        }
        let mut waits = 0;
        for (index, code, reason, orders) in reasons {
            waits += orders;
            let hint = if orders == 1 {
                "The order goes to credit".to_owned()
            } else {
                format!("{orders} orders go to credit")
            };
            self.warn(index, "customer", code, "goes_to_credit", reason, &hint);
        }
        waits
    }

    /// How many orders look like one of yesterday or today.
    pub(super) fn repeats(&mut self) -> i64 {
        if self.known.recent.is_empty() {
            return 0;
        }
        let mut found: Vec<(usize, String)> = Vec::new();
        for (index, group) in self.groups.iter().enumerate() {
            let lines = signature(group.lines.iter().map(|line| (line.product, line.quantity)));
            if let Some(number) = self.known.recent.get(&(group.customer, lines)) {
                found.push((index, number.clone()));
            }
        }
        let count = found.len() as i64;
        for (index, number) in found {
            let message = format!("Same lines as {number}");
            self.warn(
                index,
                "customer",
                self.groups[index].customer_code.clone(),
                "looks_repeated",
                message,
                "Leave it out if it was sent twice",
            );
        }
        count
    }
}

/// An order's lines as one text, whatever their order.
pub fn signature(lines: impl IntoIterator<Item = (ProductId, Quantity)>) -> String {
    let mut lines: Vec<_> =
        lines.into_iter().map(|(product, quantity)| (product.get(), quantity.thousandths())).collect();
    lines.sort_unstable();
    lines.iter().map(|(product, quantity)| format!("{product}:{quantity};")).collect()
}
