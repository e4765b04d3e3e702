//! When an order is released by itself, why it waits, and who may let it go.
//!
//! Every path asks here: booking, a change of lines, a copy, a reopening, an import, money that comes in.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    identity::{Capability, Role},
    values::{Money, named},
};

/// The largest amount there is: where a sum does not fit, an order had better wait.
const WITHOUT_END: Money = Money::from_paise(i64::MAX);

/// What a customer would owe if this order went out, part by part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exposure {
    pub outstanding: Money,
    /// Booked and not yet invoiced, without this order.
    pub open_orders: Money,
    pub this_order: Money,
}

impl Exposure {
    pub fn total(&self) -> Money {
        Money::checked_sum([self.outstanding, self.open_orders, self.this_order]).unwrap_or(WITHOUT_END)
    }

    /// How far it lies above a limit; zero within.
    pub fn over(&self, limit: Money) -> Money {
        self.total().checked_sub(limit).unwrap_or(WITHOUT_END).max(Money::ZERO)
    }
}

/// What credit control knows of a customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerFacts {
    pub limit: Money,
    pub overdue: Money,
    /// How many days the oldest open amount is due.
    pub overdue_days: i32,
    pub is_blocked: bool,
}

named! {
    /// What becomes of an order above the limit, or of a customer with an overdue.
    pub enum Test: "credit test" {
        /// It goes on.
        Off = "off",
        /// It goes on; who books it is told, and its timeline keeps it.
        Warn = "warn",
        /// It waits for credit control.
        Hold = "hold",
    }
}

named! {
    /// Why somebody let an order go above the limit.
    pub enum Cause: "cause" {
        PaymentPromised = "payment_promised",
        ChequeInHand = "cheque_in_hand",
        LongStanding = "long_standing",
        Seasonal = "seasonal",
        Other = "other",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditPolicy {
    /// Whether orders in good standing are released without a person.
    pub release_automatically: bool,
    pub test: Test,
    /// Whether the customer's other open orders stand in the exposure.
    pub count_open_orders: bool,
    /// An overdue up to this is let pass: differences of rounding stop no order.
    pub overdue_above: Money,
}

impl CreditPolicy {
    /// As nobody has chosen otherwise.
    pub const USUAL: Self =
        Self { release_automatically: true, test: Test::Hold, count_open_orders: true, overdue_above: Money::ZERO };

    /// Whether an order that waits may go under this policy where it had to wait under that one.
    pub fn is_milder_than(self, before: Self) -> bool {
        (self.release_automatically && !before.release_automatically)
            || self.test < before.test
            || (!self.count_open_orders && before.count_open_orders)
            || self.overdue_above > before.overdue_above
    }
}

/// Why an order waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    CustomerBlocked,
    OverLimit { limit: Money, exposure: Money, over: Money },
    Overdue { amount: Money, days: i32 },
    AutomaticReleaseOff,
}

impl Reason {
    pub const fn code(self) -> &'static str {
        match self {
            Self::CustomerBlocked => "customer_blocked",
            Self::OverLimit { .. } => "over_limit",
            Self::Overdue { .. } => "overdue",
            Self::AutomaticReleaseOff => "automatic_release_off",
        }
    }

    /// Several in one line.
    pub fn list(reasons: &[Self]) -> String {
        reasons.iter().map(Self::to_string).collect::<Vec<_>>().join("; ")
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CustomerBlocked => f.write_str("The customer is blocked"),
            Self::OverLimit { limit, exposure, over } => {
                write!(f, "Exposure {} is {} above the limit of {}", exposure.short(), over.short(), limit.short())
            }
            Self::Overdue { amount, days: ..=0 } => write!(f, "Overdue {}", amount.short()),
            Self::Overdue { amount, days: 1 } => write!(f, "Overdue {} for 1 day", amount.short()),
            Self::Overdue { amount, days } => {
                write!(f, "Overdue {} for {days} days", amount.short())
            }
            Self::AutomaticReleaseOff => f.write_str("Every order is released by a person"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    Release,
    /// It goes on, and this is worth knowing. Never empty.
    Warn(Vec<Reason>),
    /// Never empty; the gravest reason first.
    Wait(Vec<Reason>),
}

impl Decision {
    /// What the test found, whether the order waits for it or goes on.
    pub fn found(&self) -> &[Reason] {
        match self {
            Self::Release => &[],
            Self::Warn(reasons) | Self::Wait(reasons) => reasons,
        }
    }

    /// Why it waits.
    pub fn reasons(&self) -> &[Reason] {
        match self {
            Self::Release | Self::Warn(_) => &[],
            Self::Wait(reasons) => reasons,
        }
    }

    /// What is worth knowing of an order that goes on.
    pub fn warnings(&self) -> &[Reason] {
        match self {
            Self::Release | Self::Wait(_) => &[],
            Self::Warn(reasons) => reasons,
        }
    }
}

/// Whether an order is released by itself, or else every reason why not.
pub fn assess(customer: &CustomerFacts, exposure: &Exposure, policy: CreditPolicy) -> Decision {
    let over = exposure.over(customer.limit);
    let tested = policy.test != Test::Off;
    let reasons = [
        customer.is_blocked.then_some(Reason::CustomerBlocked),
        (tested && over.is_positive()).then(|| Reason::OverLimit {
            limit: customer.limit,
            exposure: exposure.total(),
            over,
        }),
        (tested && customer.overdue.is_positive() && customer.overdue > policy.overdue_above)
            .then_some(Reason::Overdue { amount: customer.overdue, days: customer.overdue_days }),
        (!policy.release_automatically).then_some(Reason::AutomaticReleaseOff),
    ];
    let reasons: Vec<_> = reasons.into_iter().flatten().collect();
    let holds = policy.test == Test::Hold || customer.is_blocked || !policy.release_automatically;
    match (reasons.is_empty(), holds) {
        (true, _) => Decision::Release,
        (false, true) => Decision::Wait(reasons),
        (false, false) => Decision::Warn(reasons),
    }
}

/// Whether a change of value after a release asks for another test: any rise does.
pub fn needs_retest(old_total: Money, new_total: Money) -> bool {
    new_total > old_total
}

/// Why somebody may not release an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReleaseRefused {
    #[error("{role} does not release orders; {} can", Capability::ReleaseCredit.who())]
    NotTheRole { role: Role },
    #[error("You booked this order; somebody else must release it")]
    OwnBooking,
    #[error("The order is {} above the credit limit; {} can release it", .over.short(), Capability::ReleaseAboveLimit.who())]
    AboveLimit { over: Money },
}

impl ReleaseRefused {
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotTheRole { .. } => "release_not_your_role",
            Self::OwnBooking => "release_own_booking",
            Self::AboveLimit { .. } => "release_above_limit",
        }
    }
}

/// Whether somebody may release an order of this exposure. Nobody, Admin included, releases what they booked.
///
/// # Errors
/// Why not, and who can.
pub fn may_release(role: Role, booked_it: bool, exposure: &Exposure, limit: Money) -> Result<(), ReleaseRefused> {
    let over = exposure.over(limit);
    if !role.may(Capability::ReleaseCredit) {
        Err(ReleaseRefused::NotTheRole { role })
    } else if booked_it {
        Err(ReleaseRefused::OwnBooking)
    } else if over.is_positive() && !role.may(Capability::ReleaseAboveLimit) {
        Err(ReleaseRefused::AboveLimit { over })
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ON: CreditPolicy = CreditPolicy::USUAL;

    fn rupees(rupees: i64) -> Money {
        Money::from_rupees(rupees)
    }

    fn customer(limit: i64, overdue: i64, overdue_days: i32) -> CustomerFacts {
        CustomerFacts { limit: rupees(limit), overdue: rupees(overdue), overdue_days, is_blocked: false }
    }

    fn exposure(outstanding: i64, open_orders: i64, this_order: i64) -> Exposure {
        Exposure { outstanding: rupees(outstanding), open_orders: rupees(open_orders), this_order: rupees(this_order) }
    }

    #[test]
    fn an_order_within_the_limit_of_a_customer_without_overdue_is_released_by_itself() {
        assert_eq!(assess(&customer(50_000, 0, 0), &exposure(15_000, 15_000, 20_000), ON), Decision::Release);
    }

    #[test]
    fn one_rupee_above_the_limit_waits() {
        let decision = assess(&customer(50_000, 0, 0), &exposure(15_000, 15_000, 20_001), ON);
        let over = Reason::OverLimit { limit: rupees(50_000), exposure: rupees(50_001), over: rupees(1) };
        assert_eq!(decision, Decision::Wait(vec![over]));
        assert_eq!(over.to_string(), "Exposure ₹50,001 is ₹1 above the limit of ₹50,000");
    }

    #[test]
    fn any_overdue_waits() {
        let decision = assess(&customer(50_000, 5_000, 45), &exposure(15_000, 0, 1), ON);
        assert_eq!(
            decision.reasons().iter().map(Reason::to_string).collect::<Vec<_>>(),
            ["Overdue ₹5,000 for 45 days"]
        );
    }

    #[test]
    fn every_reason_is_told_at_once() {
        let blocked = CustomerFacts { is_blocked: true, ..customer(50_000, 5_000, 1) };
        let policy = CreditPolicy { release_automatically: false, ..ON };
        let decision = assess(&blocked, &exposure(15_000, 27_300, 139_978), policy);
        let codes: Vec<_> = decision.reasons().iter().map(|reason| reason.code()).collect();
        assert_eq!(codes, ["customer_blocked", "over_limit", "overdue", "automatic_release_off"]);
    }

    #[test]
    fn by_policy_the_test_is_left_out_or_only_told() {
        let (customer, exposure) = (customer(50_000, 5_000, 1), exposure(15_000, 15_000, 20_001));
        let decide = |test| assess(&customer, &exposure, CreditPolicy { test, ..ON });
        assert_eq!(decide(Test::Off), Decision::Release);
        let told: Vec<_> = decide(Test::Warn).warnings().iter().map(|reason| reason.code()).collect();
        assert_eq!(told, ["over_limit", "overdue"]);
        assert!(decide(Test::Warn).reasons().is_empty() && decide(Test::Hold).reasons().len() == 2);
    }

    #[test]
    fn an_overdue_up_to_the_threshold_of_the_policy_is_let_pass() {
        let policy = CreditPolicy { overdue_above: rupees(500), ..ON };
        let decide = |overdue| assess(&customer(50_000, overdue, 9), &exposure(0, 0, 1), policy);
        assert_eq!(decide(500), Decision::Release);
        assert_eq!(decide(501).reasons().len(), 1);
        assert!(policy.is_milder_than(ON) && !ON.is_milder_than(policy));
    }

    #[test]
    fn a_blocked_customer_and_a_release_by_hand_wait_under_any_policy() {
        for test in [Test::Off, Test::Warn, Test::Hold] {
            let blocked = CustomerFacts { is_blocked: true, ..customer(50_000, 0, 0) };
            let decision = assess(&blocked, &exposure(0, 0, 1), CreditPolicy { test, ..ON });
            assert_eq!(decision, Decision::Wait(vec![Reason::CustomerBlocked]));
            let by_hand = CreditPolicy { release_automatically: false, test, ..ON };
            let decision = assess(&customer(50_000, 0, 0), &exposure(0, 0, 1), by_hand);
            assert_eq!(decision, Decision::Wait(vec![Reason::AutomaticReleaseOff]));
        }
    }

    #[test]
    fn a_policy_is_milder_where_more_may_go() {
        let by_hand = CreditPolicy { release_automatically: false, ..ON };
        let told = CreditPolicy { test: Test::Warn, ..ON };
        let alone = CreditPolicy { count_open_orders: false, ..ON };
        assert!(ON.is_milder_than(by_hand) && told.is_milder_than(ON) && alone.is_milder_than(ON));
        assert!(
            !by_hand.is_milder_than(ON)
                && !ON.is_milder_than(told)
                && !ON.is_milder_than(alone)
                && !ON.is_milder_than(ON)
        );
    }

    #[test]
    fn a_customer_who_paid_in_advance_may_order_beyond_the_limit() {
        assert_eq!(assess(&customer(0, 0, 0), &exposure(-10_000, 0, 10_000), ON), Decision::Release);
    }

    #[test]
    fn only_a_rise_in_value_is_tested_again() {
        assert!(needs_retest(rupees(100), Money::from_paise(10_001)));
        assert!(!needs_retest(rupees(100), rupees(100)) && !needs_retest(rupees(100), rupees(99)));
    }

    #[test]
    fn above_the_limit_only_the_approving_authority_and_admin_release() {
        let may = |role, order| may_release(role, false, &exposure(0, 0, order), rupees(100));
        assert_eq!(may(Role::CreditControl, 100), Ok(()));
        assert_eq!(may(Role::CreditControl, 101), Err(ReleaseRefused::AboveLimit { over: rupees(1) }));
        assert_eq!([may(Role::ApprovingAuthority, 101), may(Role::Admin, 101)], [Ok(()), Ok(())]);
    }

    #[test]
    fn nobody_releases_their_own_booking() {
        for role in [Role::CreditControl, Role::ApprovingAuthority, Role::Admin] {
            assert_eq!(may_release(role, true, &exposure(0, 0, 1), rupees(100)), Err(ReleaseRefused::OwnBooking));
        }
    }

    #[test]
    fn a_refusal_says_who_can() {
        let refused =
            |role, order| may_release(role, false, &exposure(0, 0, order), rupees(100)).map_err(|e| e.to_string());
        assert_eq!(
            refused(Role::Sales, 1),
            Err("Sales does not release orders; Credit Control, Approving Authority or Admin can".into())
        );
        assert_eq!(
            refused(Role::CreditControl, 150),
            Err("The order is ₹50 above the credit limit; Approving Authority or Admin can release it".into())
        );
    }

    #[test]
    fn a_sum_that_does_not_fit_waits() {
        let endless = Exposure { outstanding: WITHOUT_END, open_orders: WITHOUT_END, this_order: Money::ZERO };
        assert!(matches!(assess(&customer(50_000, 0, 0), &endless, ON), Decision::Wait(_)));
    }

    proptest! {
        #[test]
        fn more_exposure_never_helps(outstanding in -1_000_000..1_000_000i64, open in 0..1_000_000i64, order in 0..1_000_000i64,
                                     more in 0..1_000_000i64, limit in 0..1_000_000i64) {
            let (less, larger) = (exposure(outstanding, open, order), exposure(outstanding, open, order + more));
            prop_assert!(larger.total() >= less.total() && larger.over(rupees(limit)) >= less.over(rupees(limit)));
            if assess(&customer(limit, 0, 0), &larger, ON) == Decision::Release {
                prop_assert_eq!(assess(&customer(limit, 0, 0), &less, ON), Decision::Release);
            }
        }

        #[test]
        fn what_is_released_by_itself_any_credit_controller_may_release(outstanding in 0..100_000i64, order in 0..100_000i64, limit in 0..200_000i64) {
            let exposure = exposure(outstanding, 0, order);
            let released = assess(&customer(limit, 0, 0), &exposure, ON) == Decision::Release;
            prop_assert_eq!(released, may_release(Role::CreditControl, false, &exposure, rupees(limit)).is_ok());
        }
    }
}
