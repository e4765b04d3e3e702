//! The way of a scorecard from draft to lock: every state, every action, who may, in one table.

use crate::values::{Points, named};

named! {
    /// Where a scorecard stands.
    pub enum CardStatus: "scorecard status" {
        /// Targets are set; the employee enters what was achieved.
        Draft = "Draft",
        /// The employee has scored; the manager is next.
        Submitted = "Submitted",
        /// The manager has signed off; the employee is next.
        Reviewed = "Reviewed",
        /// The employee does not agree; the manager is next.
        Disputed = "Disputed",
        Acknowledged = "Acknowledged",
        Locked = "Locked",
    }
}

named! {
    /// What may be done with a scorecard.
    pub enum CardAction: "scorecard action" {
        /// Enter what was achieved.
        Enter = "enter",
        /// Enter the overdue balances of the branches.
        Balances = "balances",
        /// Change targets, weights, KRAs.
        SetUp = "set_up",
        Submit = "submit",
        SendBack = "send_back",
        /// Put another score in place of the computed one.
        Adjust = "adjust",
        /// Sign off.
        Review = "review",
        Acknowledge = "acknowledge",
        Dispute = "dispute",
        Lock = "lock",
        /// Take a review back.
        Reopen = "reopen",
        /// Begin a new version of a locked month.
        Correct = "correct",
    }
}

/// Who an action belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The employee alone.
    Employee,
    EmployeeOrAdmin,
    /// Anybody above the employee, or an Admin; nobody for themselves.
    Above,
    /// An Admin; nobody for themselves.
    Admin,
    /// An Admin, also for themselves: what is set for everybody.
    SetUp,
    /// Credit control, or an Admin; nobody for themselves.
    Credit,
}

impl Who {
    /// In words, for a refusal.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Employee => "the employee",
            Self::EmployeeOrAdmin => "the employee or an Admin",
            Self::Above => "a manager above, or an Admin who is somebody else",
            Self::Admin => "an Admin who is somebody else",
            Self::SetUp => "an Admin",
            Self::Credit => "Credit Control or an Admin who is somebody else",
        }
    }
}

/// How somebody stands to the person a scorecard is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relation {
    pub is_employee: bool,
    pub is_above: bool,
    pub is_admin: bool,
    pub is_credit: bool,
}

impl Relation {
    /// Whether the scorecard may be seen: by the person, those above, and an Admin.
    pub const fn sees(self) -> bool {
        self.is_employee || self.is_above || self.is_admin
    }

    pub const fn is(self, who: Who) -> bool {
        match who {
            Who::Employee => self.is_employee,
            Who::EmployeeOrAdmin => self.is_employee || self.is_admin,
            Who::Above => (self.is_above || self.is_admin) && !self.is_employee,
            Who::Admin => self.is_admin && !self.is_employee,
            Who::SetUp => self.is_admin,
            Who::Credit => (self.is_credit || self.is_admin) && !self.is_employee,
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    pub from: CardStatus,
    pub action: CardAction,
    pub to: CardStatus,
    pub who: Who,
    /// A reason or note must be written.
    pub remark: bool,
}

const fn row(from: CardStatus, action: CardAction, to: CardStatus, who: Who, remark: bool) -> Transition {
    Transition { from, action, to, who, remark }
}

/// Whoever signs off a score that differs more than this from the employee's own says why, unless the settings say otherwise.
pub const USUAL_GAP: Points = Points::from_whole(5);

/// By how much the manager's score differs from the employee's own, where that is more than the gap.
pub fn beyond(gap: Points, own: Points, given: Points) -> Option<Points> {
    let differs = given.minus(own);
    (differs > gap || differs < Points::ZERO.minus(gap)).then_some(differs)
}

use CardAction as A;
use CardStatus as S;

/// The state machine. Within a state the usual next action comes first.
#[rustfmt::skip]
pub const TRANSITIONS: &[Transition] = &[
    row(S::Draft, A::Submit, S::Submitted, Who::Employee, false),
    row(S::Draft, A::Enter, S::Draft, Who::EmployeeOrAdmin, false),
    row(S::Draft, A::Balances, S::Draft, Who::Credit, false),
    row(S::Draft, A::SetUp, S::Draft, Who::SetUp, false),

    row(S::Submitted, A::Review, S::Reviewed, Who::Above, false),
    row(S::Submitted, A::Adjust, S::Submitted, Who::Above, true),
    row(S::Submitted, A::SendBack, S::Draft, Who::Above, true),
    row(S::Submitted, A::Enter, S::Submitted, Who::Above, false),
    row(S::Submitted, A::Balances, S::Submitted, Who::Credit, false),

    row(S::Reviewed, A::Acknowledge, S::Acknowledged, Who::Employee, false),
    row(S::Reviewed, A::Dispute, S::Disputed, Who::Employee, true),
    row(S::Reviewed, A::Reopen, S::Submitted, Who::Admin, true),

    row(S::Disputed, A::Review, S::Reviewed, Who::Above, true),
    row(S::Disputed, A::Adjust, S::Disputed, Who::Above, true),
    row(S::Disputed, A::Enter, S::Disputed, Who::Above, false),
    row(S::Disputed, A::Balances, S::Disputed, Who::Credit, false),

    row(S::Acknowledged, A::Lock, S::Locked, Who::Above, false),
    row(S::Acknowledged, A::Reopen, S::Submitted, Who::Admin, true),

    row(S::Locked, A::Correct, S::Submitted, Who::Admin, true),
];

/// Whoever has left acknowledges no more: what is signed off is locked as it stands.
pub const LOCK_OF_WHO_LEFT: Transition = row(S::Reviewed, A::Lock, S::Locked, Who::Above, false);

/// The row for an action in a state; `None` where it can't be done.
pub fn transition(from: CardStatus, action: CardAction) -> Option<&'static Transition> {
    actions_from(from).find(|row| row.action == action)
}

/// What can be done in a state, the usual next action first.
pub fn actions_from(from: CardStatus) -> impl Iterator<Item = &'static Transition> {
    TRANSITIONS.iter().filter(move |row| row.from == from)
}

/// The stages of a scorecard that meets no trouble, for the track on its page.
pub const ROAD: [CardStatus; 5] = [S::Draft, S::Submitted, S::Reviewed, S::Acknowledged, S::Locked];

impl CardStatus {
    /// Figures, slabs and salary stand as they were signed off.
    pub const fn is_frozen(self) -> bool {
        matches!(self, S::Reviewed | S::Acknowledged | S::Locked)
    }

    /// Which of the page's hues.
    pub const fn hue(self) -> &'static str {
        match self {
            S::Draft => "draft",
            S::Submitted => "waiting",
            S::Reviewed => "moving",
            S::Disputed => "stopped",
            S::Acknowledged | S::Locked => "done",
        }
    }

    /// Which of the page's icons.
    pub const fn icon(self) -> &'static str {
        match self {
            S::Draft => "pencil",
            S::Submitted => "clock",
            S::Reviewed => "circle-check",
            S::Disputed => "circle-alert",
            S::Acknowledged => "check",
            S::Locked => "lock",
        }
    }
}

impl CardAction {
    /// What the button says.
    pub const fn label(self) -> &'static str {
        match self {
            A::Enter => "Enter achieved",
            A::Balances => "Enter balances",
            A::SetUp => "Change targets",
            A::Submit => "Submit",
            A::SendBack => "Send back…",
            A::Adjust => "Adjust…",
            A::Review => "Sign off",
            A::Acknowledge => "Acknowledge",
            A::Dispute => "Dispute…",
            A::Lock => "Lock",
            A::Reopen => "Reopen…",
            A::Correct => "Correct…",
        }
    }

    /// What was done, in the history.
    pub const fn done(self) -> &'static str {
        match self {
            A::Enter => "entered what was achieved",
            A::Balances => "entered the overdue balances",
            A::SetUp => "set the targets",
            A::Submit => "submitted",
            A::SendBack => "sent it back",
            A::Adjust => "adjusted a score",
            A::Review => "signed off",
            A::Acknowledge => "acknowledged",
            A::Dispute => "disputed",
            A::Lock => "locked the month",
            A::Reopen => "reopened it",
            A::Correct => "began a corrected version",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_leads_to_one_state_only() {
        for row in TRANSITIONS {
            let same = TRANSITIONS.iter().filter(|other| (other.from, other.action) == (row.from, row.action));
            assert_eq!(same.count(), 1, "{row:?}");
        }
    }

    #[test]
    fn nobody_reviews_themselves_not_even_an_admin() {
        let own = Relation { is_employee: true, is_admin: true, is_above: true, is_credit: true };
        for row in TRANSITIONS {
            if matches!(
                row.action,
                A::Review | A::Adjust | A::SendBack | A::Lock | A::Reopen | A::Correct | A::Balances
            ) {
                assert!(!own.is(row.who), "{row:?}");
            }
        }
    }

    #[test]
    fn a_locked_month_is_only_corrected() {
        let actions: Vec<_> = actions_from(S::Locked).map(|row| row.action).collect();
        assert_eq!(actions, [A::Correct]);
    }

    #[test]
    fn frozen_figures_are_never_entered() {
        for row in TRANSITIONS.iter().filter(|row| row.from.is_frozen()) {
            assert!(!matches!(row.action, A::Enter | A::Balances | A::Adjust | A::SetUp), "{row:?}");
        }
    }

    #[test]
    fn the_road_leads_from_stage_to_stage() {
        for pair in ROAD.windows(2) {
            assert!(actions_from(pair[0]).any(|row| row.to == pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn what_differs_by_more_than_the_gap_is_beyond_it_either_way() {
        let beyond = |own, given| beyond(USUAL_GAP, Points::from_whole(own), Points::from_whole(given));
        assert_eq!((beyond(90, 95), beyond(95, 90)), (None, None));
        assert_eq!((beyond(90, 96), beyond(96, 90)), (Some(Points::from_whole(6)), Some(Points::from_whole(-6))));
    }

    #[test]
    fn a_stranger_sees_nothing() {
        assert!(!Relation { is_credit: true, ..Relation::default() }.sees());
    }
}
