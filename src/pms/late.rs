//! When a scorecard is late: nobody may wait for another for ever.

use super::review::CardStatus;
use crate::values::{Date, Month};

/// By this day of the following month the employee has submitted.
pub const SUBMIT_BY: i32 = 5;
/// By this day the manager has signed off.
pub const REVIEW_BY: i32 = 10;
/// By this day it is locked.
pub const LOCK_BY: i32 = 15;

/// The day by which a scorecard in this state has moved on; `None` once it is locked.
pub fn due(month: Month, status: CardStatus) -> Option<Date> {
    let day = match status {
        CardStatus::Draft => SUBMIT_BY,
        CardStatus::Submitted | CardStatus::Disputed => REVIEW_BY,
        CardStatus::Reviewed | CardStatus::Acknowledged => LOCK_BY,
        CardStatus::Locked => return None,
    };
    Some(month.next().first_day().add_days(day - 1))
}

/// Whether it should have moved on before today.
pub fn is_late(month: Month, status: CardStatus, today: Date) -> bool {
    due(month, status).is_some_and(|due| due < today)
}

/// The month people score now: the last one that is over.
pub fn current(today: Date) -> Month {
    today.month().prev()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_late_from_the_sixth_on() {
        let month = Month::new(2026, 2).unwrap();
        let on = |text| is_late(month, CardStatus::Draft, Date::parse(text).unwrap());
        assert_eq!([on("2026-03-05"), on("2026-03-06")], [false, true]);
        assert!(!is_late(month, CardStatus::Locked, Date::parse("2030-01-01").unwrap()));
    }
}
