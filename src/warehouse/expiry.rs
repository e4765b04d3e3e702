//! Which goods may still be sold. Booking, packing, clearance, lists and delivery all ask here, so that none of them
//! disagrees about the goods that expire today.

use crate::values::Date;

/// Whether goods may be sold today: usable through their expiry day, with at least so many days left after today where
/// a customer or channel asks for more. Goods without an expiry day keep.
pub fn is_sellable(expires: Option<Date>, today: Date, min_days_left: i32) -> bool {
    expires.is_none_or(|expires| today.days_until(expires) >= min_days_left.max(0))
}

/// Whether goods are past their expiry day.
pub fn is_expired(expires: Option<Date>, today: Date) -> bool {
    !is_sellable(expires, today, 0)
}

/// Whether goods are for clearance: still sellable, and expiring within so many days.
pub fn is_for_clearance(expires: Option<Date>, today: Date, within_days: i32) -> bool {
    is_sellable(expires, today, 0) && expires.is_some_and(|expires| today.days_until(expires) <= within_days)
}

/// The last day of expiry that is not sellable any more: `expires_on > cutoff` in a query says what [`is_sellable`] says.
pub fn cutoff(today: Date, min_days_left: i32) -> Date {
    today.add_days(min_days_left.max(0).saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = Date::from_days(20_000);

    fn expiring_in(days: i32) -> Option<Date> {
        Some(TODAY.add_days(days))
    }

    #[test]
    fn goods_are_usable_through_their_expiry_day() {
        assert!(is_sellable(expiring_in(0), TODAY, 0));
        assert!(!is_sellable(expiring_in(-1), TODAY, 0));
        assert!(is_expired(expiring_in(-1), TODAY) && !is_expired(expiring_in(0), TODAY));
    }

    #[test]
    fn a_customer_may_ask_for_more_days() {
        assert!(is_sellable(expiring_in(30), TODAY, 30));
        assert!(!is_sellable(expiring_in(29), TODAY, 30));
    }

    #[test]
    fn nobody_may_ask_for_expired_goods() {
        assert!(!is_sellable(expiring_in(-1), TODAY, -5));
    }

    #[test]
    fn goods_without_an_expiry_day_keep() {
        assert!(is_sellable(None, TODAY, 365));
        assert!(!is_for_clearance(None, TODAY, 90));
    }

    #[test]
    fn clearance_takes_what_expires_within_its_days_and_is_not_expired() {
        let in_days = [-1, 0, 20, 90, 91].map(|days| is_for_clearance(expiring_in(days), TODAY, 90));
        assert_eq!(in_days, [false, true, true, true, false]);
    }

    proptest! {
        #[test]
        fn a_query_by_the_cutoff_agrees(days in -200..200, least in -10..100) {
            prop_assert_eq!(is_sellable(expiring_in(days), TODAY, least), TODAY.add_days(days) > cutoff(TODAY, least));
        }

        #[test]
        fn what_may_be_sold_tomorrow_may_be_sold_today(days in -5..100, least in 0..30) {
            prop_assert!(!is_sellable(expiring_in(days), TODAY.add_days(1), least) || is_sellable(expiring_in(days), TODAY, least));
        }
    }
}
