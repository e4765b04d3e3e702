//! Whether a movement alerts, and why it did or did not.

use serde::{Deserialize, Serialize};

use super::reorder::crosses;
use crate::{
    texts,
    values::{Quantity, Timestamp, named},
};

named! {
    /// What was decided about an alert.
    pub enum Outcome: "outcome" {
        /// The level was crossed on the way down: everybody concerned was told.
        Fired = "Fired",
        /// At or below the level, as before: they had been told at the crossing.
        StillLow = "Still low",
        /// Above the level again: the next fall will be told.
        BackAbove = "Back above",
    }
}

/// One decision, kept with the numbers it was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub at: Timestamp,
    pub outcome: Outcome,
    pub before: Quantity,
    pub on_hand: Quantity,
    pub level: Quantity,
    pub on_order: Quantity,
    pub suggested: Quantity,
    /// How many people were told.
    pub told: i64,
    /// Whose movement it was.
    pub user_name: String,
    /// No movement: the level itself was changed.
    pub level_changed: bool,
}

/// What a change from one balance and level to another means; `None` while the level is far.
pub const fn decide(before: Quantity, before_level: Quantity, after: Quantity, level: Quantity) -> Option<Outcome> {
    let was_low = before.thousandths() <= before_level.thousandths();
    let is_low = after.thousandths() <= level.thousandths();
    if crosses(before, before_level, after, level) {
        Some(Outcome::Fired)
    } else if was_low && is_low {
        Some(Outcome::StillLow)
    } else if was_low {
        Some(Outcome::BackAbove)
    } else {
        None
    }
}

/// What an alert says: on hand, on order, level and suggestion.
pub fn message(unit: &str, on_hand: Quantity, on_order: Quantity, level: Quantity, suggested: Quantity) -> String {
    let order = if suggested.is_positive() {
        format!("order {suggested} {unit}")
    } else {
        "nothing to order, enough is on its way".to_owned()
    };
    format!("{on_hand} {unit} on hand, {on_order} on order, reorder level {level}: {order}.")
}

/// The answer to "why did (or didn't) this alert fire?", from where the stock stands and the last decisions, newest first.
pub fn why(on_hand: Quantity, level: Quantity, unit: &str, decisions: &[Decision], now: Timestamp) -> String {
    let low = on_hand <= level;
    let fired = decisions.iter().find(|decision| decision.outcome == Outcome::Fired);
    let when = |at: Timestamp| format!("{} at {}", at.ist_date(), at.ist_clock());
    match (low, fired) {
        (true, Some(decision)) => {
            let cause = if decision.level_changed {
                format!("{} changed the level to {}", decision.user_name, decision.level)
            } else {
                format!(
                    "a movement by {} took it from {} to {} {unit}, the level being {}",
                    decision.user_name, decision.before, decision.on_hand, decision.level
                )
            };
            format!(
                "It fired on {} ({}), when {cause}; {} were told. It is still low ({on_hand} of {level} {unit}), and \
                 fires again only after it was above the level.",
                when(decision.at),
                decision.at.relative_to(now),
                texts::people_count(decision.told)
            )
        }
        (true, None) => format!(
            "It did not fire: {on_hand} {unit} is at or below the level of {level}, but it has not been above the level \
             since it is kept here, so it never fell to it."
        ),
        (false, Some(decision)) => format!(
            "It is not firing: {on_hand} {unit} is above the level of {level}. It last fired on {} and will again at the \
             next fall to {level}.",
            when(decision.at)
        ),
        (false, None) => {
            format!(
                "It has not fired: {on_hand} {unit} is above the level of {level}. It fires when a movement takes it to {level} or below."
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_790_000_000);

    fn units(count: i64) -> Quantity {
        Quantity::from_units(count)
    }

    fn decided(before: i64, after: i64) -> Option<Outcome> {
        decide(units(before), units(100), units(after), units(100))
    }

    #[test]
    fn an_alert_fires_once_a_crossing() {
        assert_eq!(decided(120, 100), Some(Outcome::Fired));
        assert_eq!(decided(100, 80), Some(Outcome::StillLow));
        assert_eq!(decided(80, 95), Some(Outcome::StillLow));
        assert_eq!(decided(80, 150), Some(Outcome::BackAbove));
        assert_eq!(decided(150, 101), None);
    }

    #[test]
    fn the_answer_names_the_movement_that_fired_it() {
        let decision = Decision {
            at: NOW.plus_days(-2),
            outcome: Outcome::Fired,
            before: units(120),
            on_hand: units(90),
            level: units(100),
            on_order: Quantity::ZERO,
            suggested: units(500),
            told: 2,
            user_name: "Asha".to_owned(),
            level_changed: false,
        };
        let text = why(units(60), units(100), "PCS", &[decision], NOW);
        assert!(text.contains("a movement by Asha took it from 120 to 90 PCS"), "{text}");
        assert!(text.contains("2 people were told"), "{text}");
    }

    #[test]
    fn stock_that_was_never_above_its_level_says_so() {
        let text = why(units(60), units(100), "PCS", &[], NOW);
        assert!(text.starts_with("It did not fire") && text.contains("has not been above"), "{text}");
    }

    #[test]
    fn the_message_says_what_is_there_and_what_to_do() {
        assert_eq!(
            message("PCS", units(500), units(200), units(1_000), units(2_000)),
            "500 PCS on hand, 200 on order, reorder level 1,000: order 2,000 PCS."
        );
    }
}
