//! Where an order stands on its road, and whose turn it is. Both are read from the lifecycle.

use super::{
    Status,
    lifecycle::{self, ROAD},
    look::Hue,
    model::TimelineEntry,
    texts,
};
use crate::identity::Role;

/// A stop of the road, as an order's page shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    pub label: &'static str,
    pub is_done: bool,
    pub is_here: bool,
    /// Of a status beside the road.
    pub hue: Option<Hue>,
    /// How the road ended here, before its end.
    pub end: Option<&'static str>,
}

/// The stop at which a status beside the road stands; `None` of a cancelled order, which may have left it anywhere.
const fn stop_of(status: Status) -> Option<Status> {
    match status {
        Status::Cancelled => None,
        Status::OnHold | Status::Rejected => Some(Status::PendingCreditApproval),
        Status::Backorder | Status::PartPacked => Some(Status::PendingPacking),
        Status::PendingCostApproval => Some(Status::PendingLogisticsCost),
        Status::PartAccepted | Status::ReturnedToWarehouse => Some(Status::Delivered),
        on_the_road => Some(on_the_road),
    }
}

/// The status from which the order came to stand where it does, by its history, oldest first.
pub fn came_from(status: Status, timeline: &[TimelineEntry]) -> Option<Status> {
    timeline.iter().rfind(|entry| entry.to == Some(status) && entry.from != Some(status))?.from
}

/// The stops of an order of this status, which came there from another. A status beside the road takes the place of its stop, but
/// where the road ended the stop is named too. The draft is a stop only where the road ended at it.
pub fn stops(status: Status, from: Option<Status>) -> Vec<Stop> {
    let stands = stop_of(status).or_else(|| from.and_then(stop_of));
    let at = ROAD.iter().position(|stage| Some(*stage) == stands);
    let ended = matches!(status, Status::Cancelled | Status::Rejected);
    let stop = |(index, stage): (usize, &Status)| {
        let is_here = at == Some(index);
        let beside = is_here && *stage != status;
        Stop {
            label: if is_here && !ended { status.label() } else { stage.label() },
            is_done: at.is_some_and(|at| index < at),
            is_here,
            hue: beside.then(|| status.hue()),
            end: (is_here && ended).then(|| status.label()),
        }
    };
    let first = usize::from(!ended || at != Some(0));
    ROAD.iter().enumerate().skip(first).map(stop).collect()
}

/// Who takes the usual next step; nobody, once there is none to take.
pub fn next_to_act(status: Status) -> Option<Role> {
    let step = lifecycle::actions_from(status).next().filter(|_| !status.is_final())?;
    step.capability.roles().next()
}

/// For whom it waits, in words.
pub fn waits_for(status: Status) -> Option<String> {
    let role = next_to_act(status)?;
    let name = role.as_str().to_lowercase();
    Some(match role {
        Role::Warehouse | Role::ApprovingAuthority => texts::waits_for_the(name),
        _ => texts::waits_for(name),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{orders::model::EventData, values::Timestamp};

    /// Which stop is marked, and how.
    fn here(stops: &[Stop]) -> Option<(usize, &'static str, Option<&'static str>)> {
        let at = stops.iter().position(|stop| stop.is_here)?;
        assert!(stops.iter().enumerate().all(|(index, stop)| stop.is_done == (index < at)), "{stops:?}");
        Some((at, stops[at].label, stops[at].end))
    }

    #[test]
    fn an_order_on_the_road_stands_at_its_own_stop() {
        let stops = stops(Status::PendingPacking, Some(Status::PendingWhSelection));
        assert_eq!((stops.len(), here(&stops)), (10, Some((2, "Packing", None))));
    }

    #[test]
    fn a_cancelled_order_is_marked_where_it_was_cancelled() {
        let ended = |from| here(&stops(Status::Cancelled, from));
        assert_eq!(ended(Some(Status::OnHold)), Some((0, "Waiting: credit", Some("Cancelled"))));
        assert_eq!(ended(Some(Status::PartPacked)), Some((2, "Packing", Some("Cancelled"))));
        assert_eq!(ended(None), None);
        let never_booked = stops(Status::Cancelled, Some(Status::Draft));
        assert_eq!((never_booked.len(), here(&never_booked)), (11, Some((0, "Draft", Some("Cancelled")))));
    }

    #[test]
    fn a_rejected_order_ended_with_credit() {
        let stops = stops(Status::Rejected, None);
        assert_eq!(here(&stops), Some((0, "Waiting: credit", Some("Rejected"))));
        assert_eq!(stops[0].hue, Some(Hue::Stopped));
    }

    #[test]
    fn a_status_beside_the_road_takes_the_place_of_its_stop() {
        let stops = stops(Status::PartAccepted, Some(Status::OutForDelivery));
        assert_eq!((here(&stops), stops[9].hue), (Some((9, "Part accepted", None)), Some(Hue::Side)));
    }

    #[test]
    fn history_tells_where_an_order_came_from() {
        let entry = |from, to| TimelineEntry {
            at: Timestamp::from_seconds(0),
            by: String::new(),
            kind: String::new(),
            from,
            to,
            remark: String::new(),
            data: EventData::default(),
        };
        let (packing, cancelled) = (Some(Status::PendingPacking), Some(Status::Cancelled));
        let timeline = [entry(Some(Status::Draft), cancelled), entry(packing, cancelled), entry(None, None)];
        assert_eq!(came_from(Status::Cancelled, &timeline), packing);
        assert_eq!(came_from(Status::Rejected, &timeline), None);
    }

    #[test]
    fn who_acts_next_is_who_may_take_the_usual_step() {
        let waits = |status| waits_for(status).unwrap_or_default();
        assert_eq!(waits(Status::PendingCreditApproval), "Waiting for credit control");
        assert_eq!(waits(Status::PendingWhSelection), "Waiting for the warehouse");
        assert_eq!(waits(Status::PendingCostApproval), "Waiting for the approving authority");
        assert_eq!(waits(Status::ReadyForDispatch), "Waiting for delivery");
    }

    #[test]
    fn somebody_acts_next_exactly_until_an_order_is_done() {
        for status in Status::ALL {
            assert_eq!(next_to_act(*status).is_some(), !status.is_final(), "{status}");
        }
    }
}
