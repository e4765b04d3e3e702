//! What a customer owes by how long it is due: nine buckets, counted from the due date.

use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

use crate::values::{Date, Money};

/// The buckets' names, on the screen, in files and on the wire.
pub const LABELS: [&str; 9] =
    ["0 to 7", "7 to 15", "15 to 30", "30 to 45", "45 to 90", "90 to 120", "120 to 150", "150 to 180", ">180"];

/// The last day that belongs to each bucket but the last: day 7 is in `0 to 7`, day 8 in `7 to 15`.
const LAST_DAYS: [i32; 8] = [7, 15, 30, 45, 90, 120, 150, 180];

/// Amounts by bucket. What is not due yet is in none of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ageing(pub [Money; 9]);

/// The bucket of something so many days past its due date; `None` of what is not due yet.
pub fn bucket(days_past_due: i32) -> Option<usize> {
    (days_past_due >= 0).then(|| LAST_DAYS.iter().position(|last| days_past_due <= *last).unwrap_or(LAST_DAYS.len()))
}

impl Ageing {
    /// Sorts open amounts by their due dates. Amounts too large to sum stay at the largest there is.
    pub fn of(open: impl IntoIterator<Item = (Date, Money)>, today: Date) -> Self {
        let mut ageing = Self::default();
        for (due, amount) in open {
            if let Some(index) = bucket(due.days_until(today)) {
                let sum = ageing[index].checked_add(amount);
                ageing[index] = sum.unwrap_or(Money::from_paise(i64::MAX));
            }
        }
        ageing
    }

    /// Each bucket with its name, youngest first.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Money)> + '_ {
        LABELS.into_iter().zip(self.0)
    }

    /// The amount of the bucket of this name.
    pub fn get(&self, label: &str) -> Option<Money> {
        LABELS.iter().position(|one| *one == label.trim()).map(|index| self.0[index])
    }

    /// `None` when the sum does not fit.
    pub fn total(&self) -> Option<Money> {
        Money::checked_sum(self.0)
    }

    /// What is in buckets that begin so many days past due, or later. For 30, what is surely more than 30 days due.
    pub fn beyond(&self, days: i32) -> Option<Money> {
        let begins = std::iter::once(0).chain(LAST_DAYS);
        Money::checked_sum(begins.zip(self.0).filter(|(begin, _)| *begin >= days).map(|(_, amount)| amount))
    }

    /// The days after which the oldest bucket with something in it begins: at least that long something is due.
    pub fn oldest_days(&self) -> Option<i32> {
        let oldest = self.0.iter().rposition(|amount| amount.is_positive())?;
        Some(if oldest == 0 { 0 } else { LAST_DAYS[oldest - 1] })
    }

    /// The name of the oldest bucket with something in it.
    pub fn oldest_label(&self) -> Option<&'static str> {
        self.0.iter().rposition(|amount| amount.is_positive()).map(|index| LABELS[index])
    }
}

impl Index<usize> for Ageing {
    type Output = Money;

    fn index(&self, bucket: usize) -> &Money {
        &self.0[bucket]
    }
}

impl IndexMut<usize> for Ageing {
    fn index_mut(&mut self, bucket: usize) -> &mut Money {
        &mut self.0[bucket]
    }
}

/// What is past its due date. Something due today is not overdue until the day is over.
pub fn overdue(open: impl IntoIterator<Item = (Date, Money)>, today: Date) -> Option<Money> {
    Money::checked_sum(open.into_iter().filter(|(due, _)| *due < today).map(|(_, amount)| amount))
}

/// How many days the oldest open amount is past its due date; 0 when none is.
pub fn days_overdue(open: impl IntoIterator<Item = (Date, Money)>, today: Date) -> i32 {
    let due = open.into_iter().filter(|(_, amount)| amount.is_positive()).map(|(due, _)| due.days_until(today));
    due.max().unwrap_or_default().max(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = Date::from_days(20_000);

    #[test]
    fn a_bucket_ends_with_the_day_it_names() {
        let days = [-1, 0, 7, 8, 15, 16, 30, 31, 45, 46, 90, 91, 120, 121, 150, 151, 180, 181, 9_999];
        let labels = days.map(|days| bucket(days).map_or("", |index| LABELS[index]));
        assert_eq!(
            labels,
            [
                "",
                "0 to 7",
                "0 to 7",
                "7 to 15",
                "7 to 15",
                "15 to 30",
                "15 to 30",
                "30 to 45",
                "30 to 45",
                "45 to 90",
                "45 to 90",
                "90 to 120",
                "90 to 120",
                "120 to 150",
                "120 to 150",
                "150 to 180",
                "150 to 180",
                ">180",
                ">180"
            ]
        );
    }

    #[test]
    fn amounts_are_sorted_by_their_due_date() {
        let due = |days: i32, rupees| (TODAY.add_days(-days), Money::from_rupees(rupees));
        let open = [due(45, 5_000), due(3, 1_000), due(40, 200), due(-10, 9_000)];
        let ageing = Ageing::of(open, TODAY);
        assert_eq!(ageing.get("30 to 45"), Some(Money::from_rupees(5_200)));
        assert_eq!(ageing.get("0 to 7"), Some(Money::from_rupees(1_000)));
        assert_eq!(ageing.total(), Some(Money::from_rupees(6_200)));
        assert_eq!((ageing.oldest_days(), ageing.oldest_label()), (Some(30), Some("30 to 45")));
        assert_eq!(ageing.beyond(30), Some(Money::from_rupees(5_200)));
        assert_eq!(days_overdue(open, TODAY), 45);
    }

    #[test]
    fn what_is_due_today_is_not_overdue_yet() {
        let rupee = Money::from_rupees(1);
        assert_eq!(overdue([(TODAY, rupee)], TODAY), Some(Money::ZERO));
        assert_eq!(overdue([(TODAY.add_days(-1), rupee)], TODAY), Some(rupee));
    }

    #[test]
    fn nothing_owed_has_no_age() {
        assert_eq!((Ageing::default().oldest_days(), days_overdue([], TODAY)), (None, 0));
        assert_eq!(Ageing::default().get("0-7"), None);
    }

    proptest! {
        #[test]
        fn nothing_that_is_due_gets_lost(open in prop::collection::vec((-100..400i32, 0..1_000_000i64), 0..20)) {
            let open: Vec<_> = open.into_iter().map(|(days, paise)| (TODAY.add_days(-days), Money::from_paise(paise))).collect();
            let due: i64 = open.iter().filter(|(due, _)| *due <= TODAY).map(|(_, amount)| amount.paise()).sum();
            prop_assert_eq!(Ageing::of(open, TODAY).total(), Some(Money::from_paise(due)));
        }
    }
}
