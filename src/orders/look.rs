//! How a state and an action are shown: words, hue, icon. One place, so that a badge looks the same on every page.

use super::lifecycle::{Action, Status};

/// The six hues a state may have; the colours themselves are the style sheet's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hue {
    Waiting,
    Moving,
    Done,
    Stopped,
    /// Off the main road, not in trouble.
    Side,
    Draft,
}

impl Hue {
    /// Its name in the style sheet.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Moving => "moving",
            Self::Done => "done",
            Self::Stopped => "stopped",
            Self::Side => "side",
            Self::Draft => "draft",
        }
    }
}

struct Look {
    key: &'static str,
    label: &'static str,
    hue: Hue,
    icon: &'static str,
}

const fn look(key: &'static str, label: &'static str, hue: Hue, icon: &'static str) -> Look {
    Look { key, label, hue, icon }
}

impl Status {
    const fn look(self) -> Look {
        use Hue::{Done, Draft, Moving, Side, Stopped, Waiting};
        match self {
            Self::Draft => look("status.draft", "Draft", Draft, "pencil"),
            Self::PendingCreditApproval => look("status.pending_credit_approval", "Waiting: credit", Waiting, "clock"),
            Self::OnHold => look("status.on_hold", "On hold", Stopped, "circle-pause"),
            Self::Rejected => look("status.rejected", "Rejected", Stopped, "circle-x"),
            Self::Cancelled => look("status.cancelled", "Cancelled", Stopped, "ban"),
            Self::Backorder => look("status.backorder", "Back-order", Side, "hourglass"),
            Self::PendingWhSelection => look("status.pending_wh_selection", "Released", Moving, "circle-check"),
            Self::PendingPacking => look("status.pending_packing", "Packing", Moving, "warehouse"),
            Self::PartPacked => look("status.part_packed", "Part packed", Side, "split"),
            Self::PendingQualityControl => {
                look("status.pending_quality_control", "Quality check", Waiting, "thermometer")
            }
            Self::PendingLogisticsCost => look("status.pending_logistics_cost", "Waiting: cost", Waiting, "calculator"),
            Self::PendingCostApproval => {
                look("status.pending_cost_approval", "Waiting: cost approval", Waiting, "scale")
            }
            Self::ReadyForBilling => look("status.ready_for_billing", "Billing", Moving, "receipt-indian-rupee"),
            Self::ReadyForDispatch => look("status.ready_for_dispatch", "Ready for dispatch", Moving, "package"),
            Self::PickedUp => look("status.picked_up", "Picked up", Moving, "package-open"),
            Self::OutForDelivery => look("status.out_for_delivery", "Out for delivery", Moving, "truck"),
            Self::Delivered => look("status.delivered", "Delivered", Done, "package-check"),
            Self::PartAccepted => look("status.part_accepted", "Part accepted", Side, "package-x"),
            Self::ReturnedToWarehouse => look("status.returned_to_warehouse", "Returned", Side, "undo-2"),
        }
    }

    /// The key of its short label in the catalogue of texts.
    pub const fn label_key(self) -> &'static str {
        self.look().key
    }

    /// The short label in English.
    pub const fn label(self) -> &'static str {
        self.look().label
    }

    pub const fn hue(self) -> Hue {
        self.look().hue
    }

    /// The name of its icon in the sprite (Lucide).
    pub const fn icon(self) -> &'static str {
        self.look().icon
    }
}

impl Action {
    /// The verb on its button, in English.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Book => "Book order",
            Self::Edit => "Edit",
            Self::Cancel => "Cancel order",
            Self::Reopen => "Reopen",
            Self::ReleaseCredit => "Release",
            Self::Hold => "Hold",
            Self::Resume => "Back to the queue",
            Self::Reject => "Reject",
            Self::Forward => "Forward",
            Self::Recheck => "Recheck",
            Self::Recall => "Recall to credit",
            Self::ChooseWarehouse => "Choose warehouse",
            Self::Pack => "Pack",
            Self::PackPart => "Pack in part",
            Self::SendOn => "Send on what is packed",
            Self::StockArrived => "Stock has arrived",
            Self::PassQc => "Pass",
            Self::FailQc => "Fail",
            Self::SetCost => "Set cost",
            Self::SetHighCost => "Ask for cost approval",
            Self::ApproveCost => "Approve cost",
            Self::RefuseCost => "Refuse cost",
            Self::Invoice => "Invoice",
            Self::PickUp => "Pick up",
            Self::StartDelivery => "Start delivery",
            Self::Deliver => "Delivered",
            Self::AcceptPart => "Accepted in part",
            Self::Return => "Return to warehouse",
        }
    }

    /// What it was, in a history: `Rajesh released it`.
    pub const fn past(self) -> &'static str {
        match self {
            Self::Book => "booked",
            Self::Edit => "edited",
            Self::Cancel => "cancelled",
            Self::Reopen => "reopened",
            Self::ReleaseCredit => "released",
            Self::Hold => "held",
            Self::Resume => "put back into the queue",
            Self::Reject => "rejected",
            Self::Forward => "forwarded",
            Self::Recheck => "tested again",
            Self::Recall => "recalled to credit",
            Self::ChooseWarehouse => "given a warehouse",
            Self::Pack => "packed",
            Self::PackPart => "packed in part",
            Self::SendOn => "sent on",
            Self::StockArrived => "supplied with stock",
            Self::PassQc => "passed",
            Self::FailQc => "failed",
            Self::SetCost | Self::SetHighCost => "costed",
            Self::ApproveCost => "approved at its cost",
            Self::RefuseCost => "refused at its cost",
            Self::Invoice => "invoiced",
            Self::PickUp => "picked up",
            Self::StartDelivery => "sent out",
            Self::Deliver => "delivered",
            Self::AcceptPart => "accepted in part",
            Self::Return => "returned",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_states_look_alike() {
        let each = |of: fn(Status) -> &'static str| {
            Status::ALL.iter().map(|status| of(*status)).collect::<BTreeSet<_>>().len()
        };
        assert_eq!([each(Status::label), each(Status::icon), each(Status::label_key)], [Status::ALL.len(); 3]);
    }

    #[test]
    fn the_key_of_a_label_is_the_states_name() {
        for status in Status::ALL {
            let name = status.as_str().to_lowercase().replace(' ', "_");
            assert_eq!(status.label_key(), format!("status.{name}"));
        }
    }

    #[test]
    fn only_delivery_is_done_and_only_drafts_are_grey() {
        let of = |hue| Status::ALL.iter().filter(|status| status.hue() == hue).copied().collect::<Vec<_>>();
        assert_eq!(of(Hue::Done), [Status::Delivered]);
        assert_eq!(of(Hue::Draft), [Status::Draft]);
        assert_eq!(of(Hue::Stopped), [Status::OnHold, Status::Rejected, Status::Cancelled]);
    }
}
