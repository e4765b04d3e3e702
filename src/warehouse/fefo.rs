//! First expired, first out: which batches a quantity is taken from.

use serde::{Deserialize, Serialize};

use super::expiry::is_sellable;
use crate::values::{BatchId, Date, Quantity};

/// What a plan needs to know of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchStock {
    pub batch: BatchId,
    pub expires: Option<Date>,
    /// On hand and not reserved.
    pub available: Quantity,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pick {
    pub batch: BatchId,
    pub quantity: Quantity,
}

/// What to take from where, and what is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub picks: Vec<Pick>,
    pub shortfall: Quantity,
}

impl Plan {
    pub fn is_complete(&self) -> bool {
        !self.shortfall.is_positive()
    }
}

/// Takes what is wanted from the sellable batches that expire first; of those that expire the same day from the older
/// record, and from those that keep last. The order in which the batches are given does not matter.
pub fn plan(batches: &[BatchStock], wanted: Quantity, today: Date, min_days_left: i32) -> Plan {
    let mut usable: Vec<_> = batches
        .iter()
        .filter(|stock| stock.available.is_positive() && is_sellable(stock.expires, today, min_days_left))
        .collect();
    usable.sort_by_key(|stock| (stock.expires.is_none(), stock.expires, stock.batch));
    let mut missing = wanted.thousandths().max(0);
    let mut picks = Vec::new();
    for stock in usable {
        let taken = missing.min(stock.available.thousandths());
        if taken == 0 {
            break;
        }
        missing -= taken;
        picks.push(Pick { batch: stock.batch, quantity: taken.into() });
    }
    Plan { picks, shortfall: missing.into() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = Date::from_days(20_000);

    fn stock(batch: i64, days: Option<i32>, units: i64) -> BatchStock {
        BatchStock {
            batch: batch.into(),
            expires: days.map(|d| TODAY.add_days(d)),
            available: Quantity::from_units(units),
        }
    }

    fn picked(batches: &[BatchStock], units: i64, min_days_left: i32) -> (Vec<(i64, String)>, String) {
        let plan = plan(batches, Quantity::from_units(units), TODAY, min_days_left);
        let picks = plan.picks.iter().map(|pick| (pick.batch.get(), pick.quantity.to_string())).collect();
        (picks, plan.shortfall.to_string())
    }

    fn of(pairs: &[(i64, &str)]) -> Vec<(i64, String)> {
        pairs.iter().map(|(batch, quantity)| (*batch, quantity.to_string())).collect()
    }

    #[test]
    fn the_batch_that_expires_first_goes_first_and_the_next_fills_up() {
        let batches = [stock(2, Some(210), 50), stock(1, Some(60), 100)];
        assert_eq!(picked(&batches, 120, 0), (of(&[(1, "100"), (2, "20")]), "0".into()));
    }

    #[test]
    fn what_is_missing_is_told() {
        assert_eq!(picked(&[stock(1, Some(60), 100)], 120, 0), (of(&[(1, "100")]), "20".into()));
        assert_eq!(picked(&[], 5, 0), (of(&[]), "5".into()));
    }

    #[test]
    fn expired_batches_are_never_taken_and_todays_are() {
        let batches = [stock(1, Some(-1), 10), stock(2, Some(0), 10)];
        assert_eq!(picked(&batches, 20, 0), (of(&[(2, "10")]), "10".into()));
    }

    #[test]
    fn a_batch_too_short_for_the_customer_is_passed_over() {
        let batches = [stock(1, Some(20), 10), stock(2, Some(100), 10)];
        assert_eq!(picked(&batches, 10, 30), (of(&[(2, "10")]), "0".into()));
    }

    #[test]
    fn of_equal_expiry_the_older_record_goes_first_and_what_keeps_goes_last() {
        let batches = [stock(9, None, 10), stock(5, Some(30), 10), stock(3, Some(30), 10)];
        assert_eq!(picked(&batches, 25, 0), (of(&[(3, "10"), (5, "10"), (9, "5")]), "0".into()));
    }

    #[test]
    fn nothing_wanted_takes_nothing() {
        assert_eq!(picked(&[stock(1, Some(60), 100)], 0, 0), (of(&[]), "0".into()));
        assert_eq!(picked(&[stock(1, Some(60), -5)], 5, 0), (of(&[]), "5".into()));
    }

    fn any_batches() -> impl Strategy<Value = Vec<BatchStock>> {
        let one = (prop::option::of(-20..50i32), -2_000..50_000i64);
        prop::collection::vec(one, 0..12).prop_map(|all| {
            let stocks = all.into_iter().zip(1i64..);
            stocks
                .map(|((days, thousandths), id)| BatchStock { available: thousandths.into(), ..stock(id, days, 0) })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn a_plan_never_takes_more_than_there_is_nor_than_is_wanted(
            batches in any_batches(), wanted in 0..200_000i64, least in 0..30,
        ) {
            let plan = plan(&batches, wanted.into(), TODAY, least);
            let mut taken = 0;
            for pick in &plan.picks {
                let stock = batches.iter().find(|stock| stock.batch == pick.batch).unwrap();
                prop_assert!(pick.quantity.is_positive() && pick.quantity <= stock.available);
                prop_assert!(is_sellable(stock.expires, TODAY, least));
                taken += pick.quantity.thousandths();
            }
            prop_assert_eq!(taken + plan.shortfall.thousandths(), wanted);
        }

        #[test]
        fn a_shortfall_means_that_all_that_is_sellable_was_taken(batches in any_batches(), wanted in 0..200_000i64) {
            let plan = plan(&batches, wanted.into(), TODAY, 0);
            let sellable = batches.iter().filter(|s| s.available.is_positive() && is_sellable(s.expires, TODAY, 0));
            let there: i64 = sellable.map(|stock| stock.available.thousandths()).sum();
            prop_assert_eq!(plan.shortfall.thousandths(), (wanted - there).max(0));
        }

        #[test]
        fn the_order_of_the_batches_does_not_matter(batches in any_batches(), wanted in 0..200_000i64) {
            let reversed: Vec<_> = batches.iter().rev().copied().collect();
            prop_assert_eq!(plan(&batches, wanted.into(), TODAY, 0), plan(&reversed, wanted.into(), TODAY, 0));
        }
    }
}
