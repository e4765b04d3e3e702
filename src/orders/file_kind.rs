//! What a file of an order is, who may add one of that kind, and when.

use super::{Status, texts};
use crate::{
    identity::{
        Capability::{self, AmendOrder, BookOrder, CheckQuality, DeliverOrder, InvoiceOrder, ReleaseCredit, SeeOrders},
        Role,
    },
    values::named,
};

named! {
    /// What a file of an order is.
    pub enum FileKind: "kind of file" {
        CustomerPo = "po",
        /// A cheque, or another proof of payment.
        Payment = "payment",
        QualityCheck = "qc",
        ProofOfDelivery = "pod",
        Other = "other",
    }
}

impl FileKind {
    /// What comes with an order while it is being booked.
    pub const AT_BOOKING: [Self; 3] = [Self::CustomerPo, Self::Payment, Self::Other];

    /// What it is called on the pages.
    pub fn label(self) -> &'static str {
        match self {
            Self::CustomerPo => texts::file_po(),
            Self::Payment => texts::file_payment(),
            Self::QualityCheck => texts::file_qc(),
            Self::ProofOfDelivery => texts::file_pod(),
            Self::Other => texts::file_other(),
        }
    }

    /// Any of these is enough to add one.
    const fn asks(self) -> &'static [Capability] {
        match self {
            Self::CustomerPo => &[BookOrder, AmendOrder],
            Self::Payment => &[BookOrder, ReleaseCredit, InvoiceOrder, DeliverOrder],
            Self::QualityCheck => &[CheckQuality],
            Self::ProofOfDelivery => &[DeliverOrder],
            Self::Other => &[SeeOrders],
        }
    }

    /// Whether an order in this state takes one.
    const fn is_of(self, status: Status) -> bool {
        use Status as S;
        match self {
            Self::CustomerPo | Self::Payment => !matches!(status, S::Rejected | S::Cancelled),
            Self::QualityCheck => matches!(
                status,
                S::PendingQualityControl
                    | S::PendingLogisticsCost
                    | S::PendingCostApproval
                    | S::ReadyForBilling
                    | S::ReadyForDispatch
            ),
            Self::ProofOfDelivery => {
                matches!(status, S::OutForDelivery | S::Delivered | S::PartAccepted | S::ReturnedToWarehouse)
            }
            Self::Other => true,
        }
    }

    fn may(self, role: Role) -> bool {
        self.asks().iter().any(|capability| role.may(*capability))
    }

    /// Who may add one, Admin last.
    fn who(self) -> String {
        let roles = Role::ALL.iter().filter(|role| **role != Role::Admin && self.may(**role));
        let names: Vec<_> = roles.map(|role| role.as_str()).collect();
        format!("{} or {}", names.join(", "), Role::Admin)
    }

    /// Whether somebody of this role may add one to an order in this state.
    ///
    /// # Errors
    /// [`KindRefused`], saying who can, or that it isn't the time.
    pub fn check(self, role: Role, status: Status) -> Result<(), KindRefused> {
        if !self.may(role) {
            return Err(KindRefused::Role { kind: self, role });
        }
        if self.is_of(status) { Ok(()) } else { Err(KindRefused::Stage { kind: self, status }) }
    }

    /// The kinds that somebody of this role may add to an order in this state.
    pub fn open_to(role: Role, status: Status) -> Vec<Self> {
        Self::ALL.iter().copied().filter(|kind| kind.check(role, status).is_ok()).collect()
    }
}

/// Why a file of a kind is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KindRefused {
    #[error("{role} may not attach this kind of file ({}); {} can.", .kind.label(), .kind.who())]
    Role { kind: FileKind, role: Role },
    #[error("{}: an order that is {status} takes no such file.", .kind.label())]
    Stage { kind: FileKind, status: Status },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_opens_what_its_people_may_add() {
        use FileKind::{CustomerPo, Other, Payment, ProofOfDelivery, QualityCheck};
        let open = FileKind::open_to;
        assert_eq!(open(Role::Sales, Status::PendingCreditApproval), [CustomerPo, Payment, Other]);
        assert_eq!(open(Role::Sales, Status::Cancelled), [Other]);
        assert_eq!(open(Role::QualityControl, Status::PendingPacking), [Other]);
        assert_eq!(open(Role::QualityControl, Status::PendingQualityControl), [QualityCheck, Other]);
        assert_eq!(open(Role::Delivery, Status::ReadyForDispatch), [Payment, Other]);
        assert_eq!(open(Role::Delivery, Status::OutForDelivery), [Payment, ProofOfDelivery, Other]);
        assert_eq!(open(Role::Viewer, Status::Delivered), [Other]);
        assert_eq!(open(Role::Admin, Status::Delivered), [CustomerPo, Payment, ProofOfDelivery, Other]);
    }

    #[test]
    fn whoever_books_may_add_what_comes_with_a_booking() {
        assert!(FileKind::AT_BOOKING.iter().all(|kind| kind.check(Role::Sales, Status::Draft).is_ok()));
    }

    #[test]
    fn a_refusal_says_who_can_or_that_it_is_not_the_time() {
        let refused = FileKind::ProofOfDelivery.check(Role::Sales, Status::Delivered).unwrap_err();
        assert!(refused.to_string().ends_with("Delivery or Admin can."), "{refused}");
        let early = FileKind::QualityCheck.check(Role::Admin, Status::PendingPacking).unwrap_err();
        assert!(early.to_string().contains("Pending Packing"), "{early}");
    }
}
