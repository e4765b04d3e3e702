//! The credit queue as its screen knows it.

use serde::{Deserialize, Serialize};

use super::{ageing::Ageing, insight::Insight, rules::Exposure};
use crate::{
    orders::{
        Status,
        model::{Forwarded, Named},
    },
    values::{Money, OrderId, Timestamp, Version},
};

/// An order that waits for credit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub id: OrderId,
    pub number: String,
    pub customer_name: String,
    pub status: Status,
    pub total: Money,
    /// Since when it is in this state.
    pub since: Timestamp,
    pub salesperson: String,
    /// How far the customer's exposure is above the limit; zero when within.
    pub over: Money,
    pub overdue: Money,
    /// Who was asked to decide.
    pub forwarded: Option<Forwarded>,
    pub version: Version,
}

/// Which of the waiting orders come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum QueueOrder {
    #[default]
    Oldest,
    Riskiest,
    Largest,
}

impl QueueOrder {
    pub const ALL: [Self; 3] = [Self::Oldest, Self::Riskiest, Self::Largest];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Oldest => "oldest",
            Self::Riskiest => "riskiest",
            Self::Largest => "largest",
        }
    }

    /// What the URL says; anything else is the usual order.
    pub fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|one| one.as_str() == text).unwrap_or_default()
    }
}

/// What of the queue is shown, and in which order, as the address says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueView {
    pub order: QueueOrder,
    /// Only what was forwarded to the person who asks.
    pub mine: bool,
}

impl QueueView {
    /// What `sort` and `mine` of the URL say.
    pub fn parse(sort: &str, mine: &str) -> Self {
        Self { order: QueueOrder::parse(sort), mine: mine == "yes" }
    }

    /// As the URL says it.
    pub fn query(self) -> String {
        format!("sort={}{}", self.order.as_str(), if self.mine { "&mine=yes" } else { "" })
    }
}

/// The queue, bounded; of those forwarded to one, only those.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    pub waiting: Vec<Waiting>,
    /// How many wait in all.
    pub count: i64,
    pub value: Money,
    pub held: i64,
    /// How many of them were forwarded to the person who asks.
    pub mine: i64,
    /// Whom this person could forward to.
    pub colleagues: Vec<Named>,
}

/// What became of an order while its case was open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Same,
    Changed,
    /// It waits no more, or no more for the person it was forwarded to.
    Gone,
}

impl Queue {
    /// How many wait that are not among these.
    pub fn unseen(&self, shown: &[Waiting]) -> usize {
        self.waiting.iter().filter(|order| shown.iter().all(|shown| shown.id != order.id)).count()
    }

    /// How many there are of what is looked at, shown or not.
    pub fn all(&self, view: QueueView) -> i64 {
        if view.mine { self.mine } else { self.count }
    }

    /// What this queue says of an order that was read before it.
    pub fn fate(&self, order: &Waiting, view: QueueView) -> Fate {
        let was_here = !view.mine || order.forwarded.as_ref().is_some_and(|asked| asked.mine);
        // Of a longer queue only the beginning is here.
        let is_cut = i64::try_from(self.waiting.len()).is_ok_and(|shown| shown < self.all(view));
        match self.waiting.iter().find(|waiting| waiting.id == order.id) {
            Some(waiting) if waiting.version == order.version => Fate::Same,
            Some(_) => Fate::Changed,
            None if is_cut || !was_here => Fate::Same,
            None => Fate::Gone,
        }
    }
}

/// What came of deciding a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    pub number: String,
    /// Where it stands now.
    pub status: Status,
    /// What its state doesn't say.
    pub said: Option<String>,
    pub then: Then,
}

/// Which case is open after one was worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Then {
    /// The same.
    Same,
    /// The next of the queue.
    Next,
    /// No other waits.
    None,
}

/// An order of this customer that is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenOrder {
    pub number: String,
    pub status: Status,
    pub total: Money,
}

/// What was decided about this customer's orders before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastDecision {
    pub number: String,
    pub at: Timestamp,
    pub who: String,
    pub to: Option<Status>,
    pub remark: String,
}

/// All that credit control looks at before deciding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    pub order: Waiting,
    pub reasons: Vec<String>,
    /// When and by whom it was last tested again in this state.
    pub rechecked: Option<(Timestamp, String)>,
    pub customer_code: String,
    pub customer_blocked: bool,
    pub location: String,
    pub limit: Money,
    pub credit_days: i64,
    pub security_cheque: String,
    pub exposure: Exposure,
    /// Whether open orders stand in the exposure, by the credit policy.
    pub counts_open_orders: bool,
    pub overdue: Money,
    pub ageing_days: i64,
    pub ageing: Ageing,
    /// How many other orders of the customer are open.
    pub open_count: i64,
    /// The largest of them.
    pub open_orders: Vec<OpenOrder>,
    pub insight: Insight,
    pub decisions: Vec<PastDecision>,
    /// Why this person may not release it, if so.
    pub release_refused: Option<String>,
    /// Why this person may not decide at all, if so.
    pub decide_refused: Option<String>,
    /// The limit is exceeded: a release keeps its reason as a record.
    pub reason_required: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(id: i64, version: i64) -> Waiting {
        Waiting {
            id: OrderId::new(id),
            number: format!("ORD-{id}"),
            customer_name: String::new(),
            status: Status::PendingCreditApproval,
            total: Money::ZERO,
            since: Timestamp::from_micros(0),
            salesperson: String::new(),
            over: Money::ZERO,
            overdue: Money::ZERO,
            forwarded: None,
            version: Version::from(version),
        }
    }

    #[test]
    fn a_newer_queue_tells_what_became_of_a_case_and_what_came_to_it() {
        let shown = [waiting(1, 1), waiting(2, 1), waiting(3, 1)];
        let mut newer = Queue {
            waiting: vec![waiting(1, 1), waiting(2, 2), waiting(4, 1), waiting(5, 1)],
            count: 4,
            value: Money::ZERO,
            held: 0,
            mine: 0,
            colleagues: Vec::new(),
        };
        let all = QueueView::default();
        assert_eq!(shown.each_ref().map(|order| newer.fate(order, all)), [Fate::Same, Fate::Changed, Fate::Gone]);
        assert_eq!(newer.unseen(&shown), 2);
        newer.count = 400;
        assert_eq!(newer.fate(&shown[2], all), Fate::Same);
    }

    #[test]
    fn what_was_forwarded_to_one_is_gone_though_others_wait() {
        let mine = QueueView { mine: true, ..QueueView::default() };
        let (to, by, remark) = ("Meera".to_owned(), "Amit".to_owned(), String::new());
        let asked = Forwarded { to, by, at: Timestamp::from_micros(0), remark, mine: true };
        let (own, other) = (Waiting { forwarded: Some(asked), ..waiting(3, 1) }, waiting(5, 1));
        let (waiting, colleagues) = (vec![waiting(1, 1)], Vec::new());
        let newer = Queue { waiting, count: 400, value: Money::ZERO, held: 0, mine: 1, colleagues };
        assert_eq!((newer.fate(&own, mine), newer.fate(&other, mine)), (Fate::Gone, Fate::Same));
    }

    #[test]
    fn the_order_of_the_queue_is_read_back_from_the_address() {
        for order in QueueOrder::ALL {
            assert_eq!(QueueOrder::parse(order.as_str()), order);
        }
        assert_eq!(QueueOrder::parse("sideways"), QueueOrder::Oldest);
        assert_eq!(QueueView::parse("largest", "yes").query(), "sort=largest&mine=yes");
        assert_eq!(QueueView::parse("largest", "").query(), "sort=largest");
    }
}
