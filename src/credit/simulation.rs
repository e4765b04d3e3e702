//! The rule simulator: what the rules would decide on an order that nobody books, and what a policy would do to the orders that are
//! open. Both ask [`assess`], as booking does.

use serde::{Deserialize, Serialize};

use super::rules::{CreditPolicy, CustomerFacts, Decision, Exposure, Test, assess};
use crate::{orders::Status, platform::failure::FieldError, values::Money};

/// The examples that stand beside a count.
const EXAMPLES: usize = 10;

/// What is asked, as the address says it. What is empty is taken as it stands now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ask {
    /// Code or exact name; empty: only the policy is tried.
    #[serde(alias = "customerId")]
    pub customer: String,
    /// Of the order.
    #[serde(alias = "orderValue")]
    pub value: String,
    /// In place of the customer's.
    #[serde(alias = "creditLimit")]
    pub limit: String,
    /// In place of the customer's.
    pub overdue: String,
    /// `off`, `warn` or `hold`.
    pub test: String,
    /// The overdue that is let pass.
    pub threshold: String,
    /// `yes` or `no`: whether open orders count.
    pub open: String,
    /// `yes` or `no`: whether orders in good standing are released without a person.
    pub auto: String,
}

/// What was asked, read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub value: Money,
    pub limit: Option<Money>,
    pub overdue: Option<Money>,
    test: Option<Test>,
    threshold: Option<Money>,
    open: Option<bool>,
    auto: Option<bool>,
}

impl Ask {
    /// Reads what was typed.
    ///
    /// # Errors
    /// Every field that can't be taken.
    pub fn read(&self) -> Result<Asked, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let mut money = |field: &str, name: &str, typed: &str| match typed.trim() {
            "" => None,
            text => Money::parse(text)
                .map_err(|error| {
                    wrong.push(FieldError::new(field, error.code(), format!("{name}: {error}.")).typed(typed));
                })
                .ok(),
        };
        let value = money("value", "Order value", &self.value);
        let limit = money("limit", "Credit limit", &self.limit);
        let overdue = money("overdue", "Overdue", &self.overdue);
        let threshold = money("threshold", "Overdue to let pass", &self.threshold);
        let test = match self.test.trim() {
            "" => None,
            text => text
                .parse::<Test>()
                .map_err(|_| wrong.push(FieldError::new("test", "unknown", "Credit test: choose one of the list.")))
                .ok(),
        };
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let value = value.unwrap_or_default();
        Ok(Asked { value, limit, overdue, test, threshold, open: choice(&self.open), auto: choice(&self.auto) })
    }
}

fn choice(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

impl Asked {
    /// The policy that is tried: as set, but for what was typed.
    pub fn policy(self, set: CreditPolicy) -> CreditPolicy {
        CreditPolicy {
            release_automatically: self.auto.unwrap_or(set.release_automatically),
            test: self.test.unwrap_or(set.test),
            count_open_orders: self.open.unwrap_or(set.count_open_orders),
            overdue_above: self.threshold.unwrap_or(set.overdue_above),
        }
    }
}

/// What the rules know of a customer, with all that is on the way whether it counts or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    pub code: String,
    pub name: String,
    pub facts: CustomerFacts,
    pub outstanding: Money,
    pub open_orders: Money,
    pub open_count: i64,
}

impl Subject {
    /// The exposure with an order of this value; `this_open` of the open orders is that order itself.
    fn exposure(&self, value: Money, this_open: Money, policy: CreditPolicy) -> Exposure {
        let others = self.open_orders.checked_sub(this_open).unwrap_or_default().max(Money::ZERO);
        let open_orders = if policy.count_open_orders { others } else { Money::ZERO };
        Exposure { outstanding: self.outstanding, open_orders, this_order: value }
    }

    /// What the rules would decide on a new order.
    pub fn verdict(mut self, asked: Asked, policy: CreditPolicy) -> Verdict {
        self.facts.limit = asked.limit.unwrap_or(self.facts.limit);
        if let Some(overdue) = asked.overdue {
            self.facts.overdue = overdue;
        }
        let exposure = self.exposure(asked.value, Money::ZERO, policy);
        let decision = assess(&self.facts, &exposure, policy);
        Verdict { customer: self, exposure, decision }
    }
}

/// What the rules decide, and on what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// With the limit and the overdue that were typed.
    pub customer: Subject,
    pub exposure: Exposure,
    pub decision: Decision,
}

/// An order that is open now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenOrder {
    pub number: String,
    pub status: Status,
    pub total: Money,
    /// A person took its release back: none but a person lets it go.
    pub by_hand: bool,
    pub customer: Subject,
}

/// One of the orders that a policy would hold or free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    pub number: String,
    pub customer: String,
    pub total: Money,
}

/// Orders that would be held, or freed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    pub count: usize,
    pub value: Money,
    /// How many of them come to the same under the policy as it is set.
    pub anyway: usize,
    /// The first few, where it differs from the policy as it is set.
    pub examples: Vec<Example>,
}

impl Lot {
    fn add(&mut self, order: &OpenOrder, anyway: bool) {
        self.count += 1;
        self.value = self.value.checked_add(order.total).unwrap_or(self.value);
        self.anyway += usize::from(anyway);
        if !anyway && self.examples.len() < EXAMPLES {
            let (number, customer) = (order.number.clone(), order.customer.name.clone());
            self.examples.push(Example { number, customer, total: order.total });
        }
    }
}

/// What a policy would do to the orders that are open, were each tested now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    pub tested: usize,
    /// Wait for credit and would be released. What a person has put on hold stays.
    pub freed: Lot,
    /// Have been released and would wait.
    pub held: Lot,
}

/// Tests each of these orders under the policy that is tried, and under the one that is set.
pub fn effect(orders: &[OpenOrder], tried: CreditPolicy, set: CreditPolicy) -> Effect {
    let mut effect = Effect { tested: orders.len(), ..Effect::default() };
    for order in orders {
        let waits = |policy: CreditPolicy| {
            let exposure = order.customer.exposure(order.total, order.total, policy);
            !assess(&order.customer.facts, &exposure, policy).reasons().is_empty()
        };
        let waiting = order.status == Status::PendingCreditApproval;
        match (waiting, waits(tried)) {
            (true, false) if !order.by_hand => effect.freed.add(order, !waits(set)),
            (false, true) if !order.status.awaits_credit() => effect.held.add(order, waits(set)),
            _ => {}
        }
    }
    effect
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Simulation {
    pub tried: CreditPolicy,
    pub set: CreditPolicy,
    /// Where a customer was named.
    pub verdict: Option<Verdict>,
    pub effect: Effect,
    /// More orders are open than were tested.
    pub is_part: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(limit: i64, overdue: i64, open: i64) -> Subject {
        let rupees = Money::from_rupees;
        Subject {
            code: "CUST-001".to_owned(),
            name: "ABC Traders".to_owned(),
            facts: CustomerFacts { limit: rupees(limit), overdue: rupees(overdue), overdue_days: 9, is_blocked: false },
            outstanding: rupees(100),
            open_orders: rupees(open),
            open_count: 2,
        }
    }

    fn order(number: &str, status: Status, total: i64, customer: Subject) -> OpenOrder {
        OpenOrder { number: number.to_owned(), status, total: Money::from_rupees(total), by_hand: false, customer }
    }

    #[test]
    fn what_is_not_typed_stands_as_it_is_set() {
        let asked = Ask { test: "warn".into(), open: "no".into(), ..Ask::default() }.read();
        let expected = CreditPolicy { test: Test::Warn, count_open_orders: false, ..CreditPolicy::USUAL };
        assert_eq!(asked.map(|asked| asked.policy(CreditPolicy::USUAL)), Ok(expected));
        assert_eq!(Ask::default().read().map(|asked| asked.policy(expected)), Ok(expected));
    }

    #[test]
    fn every_wrong_field_is_told_at_once() {
        let ask = Ask { value: "much".into(), limit: "-1".into(), test: "perhaps".into(), ..Ask::default() };
        let fields: Vec<_> = ask.read().err().into_iter().flatten().map(|error| error.field).collect();
        assert_eq!(fields, ["value", "limit", "test"]);
    }

    #[test]
    fn the_verdict_is_the_one_of_the_rules_with_the_sum_it_stands_on() {
        let ask = Ask { value: "50".into(), limit: "170".into(), ..Ask::default() };
        let asked = ask.read().unwrap_or_default();
        let verdict = subject(1_000, 0, 30).verdict(asked, CreditPolicy::USUAL);
        assert_eq!(verdict.exposure.total(), Money::from_rupees(180));
        assert_eq!(verdict.decision.reasons().len(), 1);
        let alone = CreditPolicy { count_open_orders: false, ..CreditPolicy::USUAL };
        assert_eq!(subject(1_000, 0, 30).verdict(asked, alone).decision, Decision::Release);
    }

    #[test]
    fn a_policy_frees_what_waits_and_holds_what_goes() {
        let orders = [
            order("A", Status::PendingCreditApproval, 20, subject(1_000, 5, 50)),
            order("B", Status::OnHold, 20, subject(1_000, 5, 50)),
            order("C", Status::PendingPacking, 20, subject(120, 0, 50)),
            order("D", Status::PendingPacking, 20, subject(1_000, 0, 50)),
            OpenOrder { by_hand: true, ..order("E", Status::PendingCreditApproval, 20, subject(1_000, 0, 50)) },
        ];
        let set = CreditPolicy { count_open_orders: false, ..CreditPolicy::USUAL };
        let tried = CreditPolicy { overdue_above: Money::from_rupees(5), ..CreditPolicy::USUAL };
        let effect = effect(&orders, tried, set);
        assert_eq!((effect.tested, effect.freed.count, effect.freed.anyway), (5, 1, 0));
        assert_eq!((effect.held.count, effect.held.anyway), (1, 0));
        assert_eq!(effect.held.examples[0].number, "C");
        let same = super::effect(&orders, set, set);
        assert_eq!((same.freed.count, same.held.count), (0, 0));
    }

    #[test]
    fn what_comes_to_the_same_anyway_is_told_apart() {
        let late = order("A", Status::PendingPacking, 20, subject(1_000, 5, 50));
        let effect = effect(&[late], CreditPolicy::USUAL, CreditPolicy::USUAL);
        assert_eq!((effect.held.count, effect.held.anyway, effect.held.examples.len()), (1, 1, 0));
    }
}
