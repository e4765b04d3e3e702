//! When to order and how much: levels, days of cover, the suggested quantity and its reasoning.

use serde::{Deserialize, Serialize};

use super::model::{USE_DAYS, Unit};
use crate::{
    platform::failure::FieldError,
    values::{Money, Quantity, Timestamp, named},
};

/// Days without a movement after which stock is stagnant.
pub const STAGNANT_DAYS: i64 = 30;
/// Without a maximum, stock above so many reorder levels is too much.
const OVER_LEVELS: i64 = 10;
/// Days of use that an order is to last beyond its delivery.
const CYCLE_DAYS: i64 = 30;

named! {
    /// How a material stands.
    pub enum Standing: "standing" {
        /// At its reorder level or below.
        Low = "Low",
        /// Nothing moved for 30 days.
        Stagnant = "Stagnant",
        /// Above its maximum, or ten reorder levels.
        Over = "Over",
        Fine = "Fine",
    }
}

/// What a filter says of materials that are out of use, where others have a standing.
pub const UNUSED: &str = "Unused";

/// What rules ask of a material.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stock {
    pub unit: Unit,
    pub on_hand: Quantity,
    pub on_order: Quantity,
    pub level: Quantity,
    pub maximum: Option<Quantity>,
    pub minimum_order: Quantity,
    /// Went out in the last [`USE_DAYS`] days.
    pub used: Quantity,
    pub lead_days: i64,
    pub last_moved_at: Option<Timestamp>,
}

/// What to order, and why so much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// 0: nothing.
    pub quantity: Quantity,
    /// A sentence that shows the sum.
    pub reasoning: String,
}

/// A material to order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReorderRow {
    pub code: String,
    pub name: String,
    pub category: String,
    pub unit: Unit,
    pub on_hand: Quantity,
    pub on_order: Quantity,
    pub reorder_level: Quantity,
    pub maximum: Option<Quantity>,
    pub minimum_order: Quantity,
    pub used: Quantity,
    pub cover_days: Option<i64>,
    pub lead_days: i64,
    pub vendor: String,
    pub rate: Money,
    pub suggestion: Suggestion,
    /// The suggested quantity at the vendor's rate.
    pub value: Money,
}

/// The reorder page: materials at their level or below, and those that will be before an order could arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReorderList {
    pub rows: Vec<ReorderRow>,
    pub value: Money,
    pub may_order: bool,
    /// The key of the next order; empty for who may not order.
    pub key: String,
    pub now: Timestamp,
}

/// A material to order, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderLineForm {
    /// Code. A line without a quantity is left out.
    pub material: String,
    pub quantity: String,
}

/// Orders placed with a vendor, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderForm {
    /// Made by the client, the same on every try.
    pub key: String,
    /// Empty: each material's own vendor.
    pub vendor: String,
    pub reference: String,
    pub lines: Vec<OrderLineForm>,
}

/// A material to order, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderLine {
    pub row: u32,
    /// In capitals.
    pub material: String,
    pub quantity: Quantity,
}

/// Reads what was typed: the key and its lines, each material once.
///
/// # Errors
/// Every field that can't be taken, lines with their row.
pub fn parse_order(form: &OrderForm) -> Result<(String, Vec<OrderLine>), Vec<FieldError>> {
    let (mut lines, mut wrong): (Vec<OrderLine>, Vec<FieldError>) = (Vec::new(), Vec::new());
    let key = form.key.trim();
    if !(8..=80).contains(&key.len()) {
        wrong.push(FieldError::new(
            "key",
            "not_a_key",
            "This order has no key of its own. Reload the page and enter it again.",
        ));
    }
    for (row, line) in (1_u32..).zip(&form.lines) {
        let (material, typed) = (line.material.trim().to_uppercase(), line.quantity.trim());
        if typed.is_empty() {
            continue;
        }
        match Quantity::parse(typed) {
            Ok(quantity) if quantity.is_zero() => {}
            Ok(quantity) if quantity > Quantity::MOST => {
                let message = format!("Quantity: at most {}.", Quantity::MOST);
                wrong.push(FieldError::new("quantity", "too_large", message).at(row).typed(typed));
            }
            Ok(_) if lines.iter().any(|other| other.material == material) => {
                wrong.push(FieldError::new("material", "twice", "Material: it stands on the list already.").at(row));
            }
            Ok(quantity) => lines.push(OrderLine { row, material, quantity }),
            Err(error) => {
                wrong.push(
                    FieldError::new("quantity", error.code(), format!("Quantity: {error}.")).at(row).typed(typed),
                );
            }
        }
    }
    if lines.is_empty() && wrong.is_empty() {
        wrong.push(FieldError::new("lines", "empty", "Choose at least one material and its quantity."));
    }
    if wrong.is_empty() { Ok((key.to_owned(), lines)) } else { Err(wrong) }
}

/// Whether a change crossed the reorder level on its way down.
pub const fn crosses(before: Quantity, before_level: Quantity, after: Quantity, level: Quantity) -> bool {
    before.thousandths() > before_level.thousandths() && after.thousandths() <= level.thousandths()
}

/// Whole days that the stock lasts at the use of the last 30 days; `None` when nothing is used.
pub fn cover_days(on_hand: Quantity, used: Quantity) -> Option<i64> {
    if !used.is_positive() {
        return None;
    }
    let days = i128::from(on_hand.thousandths()) * i128::from(USE_DAYS) / i128::from(used.thousandths());
    Some(i64::try_from(days).unwrap_or(i64::MAX))
}

/// How a material stands at an instant. What is low is low first of all.
pub fn standing(stock: &Stock, now: Timestamp) -> Standing {
    let most =
        stock.maximum.unwrap_or(Quantity::from_thousandths(stock.level.thousandths().saturating_mul(OVER_LEVELS)));
    if stock.on_hand <= stock.level {
        Standing::Low
    } else if stock.on_hand > most && most.is_positive() {
        Standing::Over
    } else if stock.last_moved_at.is_none_or(|at| at < now.plus_days(-(STAGNANT_DAYS as i32))) {
        Standing::Stagnant
    } else {
        Standing::Fine
    }
}

/// What is wanted on hand when an order arrives and lasts its cycle: the use of lead time and cycle plus the level.
fn wanted(stock: &Stock) -> i128 {
    let days = i128::from(stock.lead_days + CYCLE_DAYS);
    let use_of = i128::from(stock.used.thousandths()) * days / i128::from(USE_DAYS);
    let wanted = use_of + i128::from(stock.level.thousandths());
    let wanted = if stock.unit.is_whole() { (wanted + 999) / 1_000 * 1_000 } else { wanted };
    match stock.maximum {
        Some(maximum) => wanted.min(i128::from(maximum.thousandths())),
        None => wanted,
    }
}

/// What to order of a material, in multiples of the least the vendor sells, never above the maximum unless that least is.
///
/// Without use, stock is filled to its maximum, or to twice its level where there is none, and only when it is low.
pub fn suggest(stock: &Stock) -> Suggestion {
    let unit = stock.unit.as_str();
    let has = i128::from(stock.on_hand.thousandths()) + i128::from(stock.on_order.thousandths());
    let (target, why) = if stock.used.is_positive() {
        let days = stock.lead_days + CYCLE_DAYS;
        let per_month = format!("{} {unit} went out in {USE_DAYS} days", stock.used);
        let target = wanted(stock);
        let capped = if stock.maximum.is_some_and(|most| i128::from(most.thousandths()) == target) {
            format!(", at most {} {unit}", quantity(target))
        } else {
            String::new()
        };
        (
            target,
            format!(
                "{per_month}; {days} days of it ({} lead time and {CYCLE_DAYS} to last) above the level of {} come to {} {unit}{capped}",
                stock.lead_days,
                stock.level,
                quantity(target)
            ),
        )
    } else if stock.on_hand <= stock.level {
        let target = stock.maximum.unwrap_or(Quantity::from_thousandths(stock.level.thousandths().saturating_mul(2)));
        let what = if stock.maximum.is_some() { "maximum" } else { "twice the level" };
        (
            i128::from(target.thousandths()),
            format!("Nothing went out in {USE_DAYS} days; filled to the {what} of {target} {unit}"),
        )
    } else {
        let reasoning = format!(
            "Nothing went out in {USE_DAYS} days and {} {unit} are above the level: nothing to order.",
            stock.on_hand
        );
        return Suggestion { quantity: Quantity::ZERO, reasoning };
    };
    let missing = target - has;
    let here = format!("{} on hand and {} on order", stock.on_hand, stock.on_order);
    if missing <= 0 {
        let reasoning = format!("{why}; {here} are enough: nothing to order.");
        return Suggestion { quantity: Quantity::ZERO, reasoning };
    }
    let (rounded, how) = in_orders(missing, has, stock);
    let reasoning = format!("{why}; less {here}, {} are missing{how}.", quantity(missing));
    Suggestion { quantity: quantity(rounded), reasoning }
}

/// The quantity in multiples of the minimum order, or in whole units: more than is missing, or as many as the maximum takes.
fn in_orders(missing: i128, has: i128, stock: &Stock) -> (i128, String) {
    let least = i128::from(stock.minimum_order.thousandths());
    let step = if least > 0 {
        least
    } else if stock.unit.is_whole() {
        1_000
    } else {
        1
    };
    let rounded = (missing + step - 1) / step * step;
    if let Some(most) = stock.maximum.filter(|most| has + rounded > i128::from(most.thousandths())) {
        let fits = (i128::from(most.thousandths()) - has) / step * step;
        let how = |what: &str, much| format!(", {} {what} {}", quantity(much), quantity(step));
        return if fits > 0 {
            (fits, how("fit below the maximum in orders of", fits))
        } else {
            (step, how("above the maximum, as no order is less than", has + step - i128::from(most.thousandths())))
        };
    }
    let how = if least > 0 && rounded != missing {
        format!(", {} in orders of {}", quantity(rounded), stock.minimum_order)
    } else if rounded != missing {
        format!(", {} in whole {}", quantity(rounded), stock.unit.as_str())
    } else {
        String::new()
    };
    (rounded, how)
}

fn quantity(thousandths: i128) -> Quantity {
    Quantity::from_thousandths(i64::try_from(thousandths).unwrap_or(i64::MAX))
}

/// Whether it belongs on the reorder list: low, or low before an order placed today would arrive.
pub fn is_due(stock: &Stock) -> bool {
    let has = i128::from(stock.on_hand.thousandths()) + i128::from(stock.on_order.thousandths());
    let use_of = i128::from(stock.used.thousandths()) * i128::from(stock.lead_days) / i128::from(USE_DAYS);
    stock.on_hand <= stock.level || has - use_of <= i128::from(stock.level.thousandths())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_790_000_000);

    fn units(count: i64) -> Quantity {
        Quantity::from_units(count)
    }

    fn stock() -> Stock {
        Stock {
            unit: Unit::Pieces,
            on_hand: units(500),
            on_order: Quantity::ZERO,
            level: units(1_000),
            maximum: None,
            minimum_order: units(500),
            used: units(900),
            lead_days: 10,
            last_moved_at: Some(NOW),
        }
    }

    #[test]
    fn only_the_way_down_through_the_level_is_a_crossing() {
        let level = units(100);
        let crossed = |before, after| crosses(units(before), level, units(after), level);
        assert!(crossed(101, 100) && crossed(150, 0));
        assert!(!crossed(100, 90) && !crossed(90, 120) && !crossed(150, 101));
    }

    #[test]
    fn a_raised_level_crosses_too() {
        assert!(crosses(units(80), units(50), units(80), units(100)));
        assert!(!crosses(units(80), units(100), units(80), units(120)));
    }

    #[test]
    fn cover_is_days_of_the_last_months_use() {
        assert_eq!(cover_days(units(300), units(900)), Some(10));
        assert_eq!(cover_days(units(5), Quantity::ZERO), None);
    }

    #[test]
    fn a_suggestion_lasts_lead_time_and_a_month_above_the_level_in_minimum_orders() {
        let found = suggest(&stock());
        // 900 ÷ 30 × 40 + 1,000 − 500 = 1,700, in orders of 500: 2,000.
        assert_eq!(found.quantity, units(2_000));
        assert_eq!(
            found.reasoning,
            "900 PCS went out in 30 days; 40 days of it (10 lead time and 30 to last) above the level of 1,000 come to \
             2,200 PCS; less 500 on hand and 0 on order, 1,700 are missing, 2,000 in orders of 500."
        );
    }

    #[test]
    fn no_order_goes_above_the_maximum_unless_the_least_one_does() {
        let found = suggest(&Stock { maximum: Some(units(2_100)), ..stock() });
        assert_eq!(found.quantity, units(1_500), "{found:?}");
        assert!(
            found.reasoning.ends_with("1,600 are missing, 1,500 fit below the maximum in orders of 500."),
            "{found:?}"
        );
        let found = suggest(&Stock { maximum: Some(units(1_000)), on_hand: units(900), ..stock() });
        assert_eq!(found.quantity, units(500));
        assert!(found.reasoning.ends_with("400 above the maximum, as no order is less than 500."), "{found:?}");
    }

    #[test]
    fn pieces_are_wanted_whole() {
        let found = suggest(&Stock { used: units(1_043), ..stock() });
        assert!(found.reasoning.contains("come to 2,391 PCS"), "{found:?}");
    }

    #[test]
    fn what_is_on_order_is_not_ordered_again() {
        let found = suggest(&Stock { on_order: units(2_000), ..stock() });
        assert!(found.quantity.is_zero() && found.reasoning.ends_with("are enough: nothing to order."), "{found:?}");
    }

    #[test]
    fn an_unused_material_is_filled_to_its_maximum_only_when_low() {
        let low = Stock { used: Quantity::ZERO, maximum: Some(units(3_000)), ..stock() };
        assert_eq!(suggest(&low).quantity, units(2_500));
        assert!(suggest(&Stock { on_hand: units(1_200), ..low }).quantity.is_zero());
    }

    #[test]
    fn low_comes_before_over_and_stagnant() {
        assert_eq!(standing(&stock(), NOW), Standing::Low);
        let full = Stock { on_hand: units(10_001), ..stock() };
        assert_eq!(standing(&full, NOW), Standing::Over);
        assert_eq!(standing(&Stock { maximum: Some(units(20_000)), ..full }, NOW), Standing::Fine);
        let still = Stock { last_moved_at: Some(NOW.plus_days(-31)), on_hand: units(5_000), ..stock() };
        assert_eq!(standing(&still, NOW), Standing::Stagnant);
    }

    #[test]
    fn what_runs_out_before_an_order_arrives_is_due() {
        // 1,250 − 10 days × 30 = 950 ≤ 1,000.
        assert!(is_due(&Stock { on_hand: units(1_250), ..stock() }));
        assert!(!is_due(&Stock { on_hand: units(1_400), ..stock() }));
    }

    proptest! {
        #[test]
        fn what_is_ordered_is_a_multiple_and_enough(
            on_hand in 0_i64..100_000, on_order in 0_i64..100_000, used in 1_i64..100_000, level in 0_i64..50_000, least in 0_i64..5_000,
        ) {
            let stock = Stock {
                on_hand: units(on_hand), on_order: units(on_order), used: units(used), level: units(level),
                minimum_order: units(least), ..stock()
            };
            let found = suggest(&stock).quantity;
            prop_assert!(found.is_whole());
            if least > 0 {
                prop_assert_eq!(found.thousandths() % units(least).thousandths(), 0);
            }
            let has = i128::from((on_hand + on_order) * 1_000 + found.thousandths());
            prop_assert!(has >= wanted(&stock));
        }
    }
}
