//! What several months come to together: only those count that are signed off. A month that still runs is shown, marked as
//! running, and left out, since its figures are half a month's.

use serde::{Deserialize, Serialize};

use super::{review::CardStatus, texts};
use crate::values::Points;

/// Whether a month counts where several are taken together: averages, trends, weak months, what a year pays.
pub const fn counts(status: CardStatus) -> bool {
    status.is_frozen()
}

/// The average of the months that count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Average {
    /// `None` before any month is signed off.
    pub points: Option<Points>,
    /// How many months it is of.
    pub months: usize,
    /// How many are left out because they run.
    pub running: usize,
}

impl Average {
    /// Of months that have a scorecard.
    pub fn of(months: impl IntoIterator<Item = (CardStatus, Points)>) -> Self {
        let (signed_off, running): (Vec<_>, Vec<_>) = months.into_iter().partition(|(status, _)| counts(*status));
        let points: Vec<Points> = signed_off.into_iter().map(|(_, points)| points).collect();
        Self { points: Points::average(&points), months: points.len(), running: running.len() }
    }

    /// In a few words: what it is the average of.
    pub fn told(self) -> String {
        match self.months {
            0 => texts::none_signed_off().to_owned(),
            months => texts::average_of(months),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(months: &[(CardStatus, i64)]) -> Average {
        Average::of(months.iter().map(|(status, points)| (*status, Points::from_whole(*points))))
    }

    #[test]
    fn a_running_month_is_left_out() {
        let months = [(CardStatus::Locked, 100), (CardStatus::Reviewed, 90), (CardStatus::Draft, 5)];
        let expected = Average { points: Some(Points::from_whole(95)), months: 2, running: 1 };
        assert_eq!(of(&months), expected);
        assert_eq!(expected.told(), "average of 2 signed-off months");
    }

    #[test]
    fn before_any_month_is_signed_off_there_is_no_average_and_it_says_so() {
        let months = of(&[(CardStatus::Draft, 5), (CardStatus::Submitted, 88), (CardStatus::Disputed, 70)]);
        assert_eq!((months.points, months.running, months.told().as_str()), (None, 3, "no month is signed off yet"));
        assert_eq!(of(&[(CardStatus::Acknowledged, 90)]).told(), "of the one signed-off month");
    }
}
