use super::*;

fn reachable_from(start: Status) -> Vec<Status> {
    let mut seen = vec![start];
    let mut next = 0;
    while let Some(from) = seen.get(next).copied() {
        next += 1;
        for status in actions_from(from).flat_map(|row| [Some(row.to), row.begins]).flatten() {
            if !seen.contains(&status) {
                seen.push(status);
            }
        }
    }
    seen
}

#[test]
fn every_state_can_be_reached_from_draft() {
    let mut reached = reachable_from(S::Draft);
    reached.sort();
    assert_eq!(reached, S::ALL);
}

#[test]
fn no_action_stands_twice_in_a_state() {
    for row in TRANSITIONS {
        assert_eq!(actions_from(row.from).filter(|other| other.action == row.action).count(), 1, "{row:?}");
    }
}

#[test]
fn every_state_that_is_not_final_has_a_way_on_to_delivery() {
    for status in S::ALL.iter().filter(|status| !status.is_final()) {
        assert!(reachable_from(*status).contains(&S::Delivered), "{status}");
    }
}

#[test]
fn every_action_is_used() {
    assert!(A::ALL.iter().all(|action| states_for(*action).next().is_some()));
}

#[test]
fn an_order_can_be_cancelled_exactly_until_it_is_ready_for_dispatch() {
    for status in S::ALL {
        let is_before_dispatch = !status.is_invoiced() && !status.is_final();
        assert_eq!(transition(*status, A::Cancel).is_some(), is_before_dispatch, "{status}");
    }
    assert!(states_for(A::Cancel).all(|status| transition(status, A::Cancel).is_some_and(|row| row.needs(Remark))));
}

#[test]
fn sales_cancel_before_credit_releases_and_not_after() {
    for status in states_for(A::Cancel) {
        let by_sales = transition(status, A::Cancel).is_some_and(|row| row.capability == C::BookOrder);
        assert_eq!(by_sales, status == S::Draft || status.awaits_credit(), "{status}");
    }
}

#[test]
fn nobody_approves_what_they_booked() {
    for row in
        TRANSITIONS.iter().filter(|row| matches!(row.action, A::ReleaseCredit | A::Hold | A::Reject | A::ApproveCost))
    {
        assert!(row.needs(NotOwnBooking), "{row:?}");
    }
}

#[test]
fn the_road_leads_from_draft_to_delivered() {
    assert!(ROAD.windows(2).all(|pair| towards(pair[0], pair[1]).is_some()));
}

#[test]
fn a_client_that_names_the_state_it_wants_gets_the_action() {
    let action = |from, to| towards(from, to).map(|row| row.action);
    assert_eq!(action(S::PendingCreditApproval, S::PendingWhSelection), Some(A::ReleaseCredit));
    assert_eq!(action(S::OnHold, S::PendingCreditApproval), Some(A::Resume));
    assert_eq!(action(S::PendingCreditApproval, S::PendingCreditApproval), None);
    assert_eq!(action(S::Draft, S::Delivered), None);
    assert_eq!(action(S::Draft, S::Draft), None);
}

#[test]
fn an_order_is_exposure_from_booking_until_its_invoice() {
    let exposed: Vec<_> = S::ALL.iter().filter(|status| status.is_exposed()).copied().collect();
    let expected = [
        S::PendingCreditApproval,
        S::OnHold,
        S::Backorder,
        S::PendingWhSelection,
        S::PendingPacking,
        S::PartPacked,
        S::PendingQualityControl,
        S::PendingLogisticsCost,
        S::PendingCostApproval,
        S::ReadyForBilling,
    ];
    assert_eq!(exposed, expected);
    assert!(S::OutForDelivery.is_open() && !S::Draft.is_open() && !S::Rejected.is_open());
}

#[test]
fn a_state_is_read_by_its_name() {
    assert_eq!("Pending WH Selection".parse(), Ok(S::PendingWhSelection));
    assert_eq!(serde_json::to_string(&S::PendingCreditApproval).ok().as_deref(), Some("\"Pending Credit Approval\""));
    assert!("Shipped".parse::<Status>().is_err());
}

#[test]
fn the_table_prints_as_markdown() {
    let table = transitions_markdown();
    assert_eq!(table.lines().count(), TRANSITIONS.len() + 2);
    assert!(table.contains("| Pending Packing | Pack in part | Part Packed (the rest: Backorder) | at least one line | Warehouse or Admin |"));
}
