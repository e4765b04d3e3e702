//! When an entry was made, where it waited for the network before it arrived.
//!
//! The ledger goes by the arrival: its order, its running balances, the sums by day and the use of 30 days are those of what
//! the book knew. When a person made the entry is told beside it, as their device said.

use crate::values::Timestamp;

/// What an entry may have waited at most, in days; longer is a device whose clock is wrong.
const MOST_DAYS: i32 = 7;
/// How far ahead, in seconds, a device's clock may be.
const AHEAD: i64 = 120;
/// Below this, in seconds, an entry arrived as it was made.
const AT_ONCE: i64 = 60;
/// What is kept of a time that can't be read, in characters.
const MOST_LETTERS: usize = 40;

/// When a person made an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entered {
    /// `None`: as it arrived, or nobody knows.
    pub at: Option<Timestamp>,
    /// What the device said, where that can't be: it counts for nothing, the entry for all it is.
    pub doubt: String,
}

impl Entered {
    /// Reads what a device said of an entry that arrives now. No entry is refused for its time.
    pub fn read(said: &str, now: Timestamp) -> Self {
        let said = said.trim();
        if said.is_empty() {
            return Self::default();
        }
        let Some(at) = Timestamp::parse_iso(said) else {
            return Self { at: None, doubt: said.chars().take(MOST_LETTERS).collect() };
        };
        match now.seconds_since(at) {
            waited if waited < -AHEAD || at < now.plus_days(-MOST_DAYS) => Self { at: None, doubt: at.to_string() },
            waited if waited < AT_ONCE => Self::default(),
            _ => Self { at: Some(at), doubt: String::new() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 21 Nov 2026, 10:42 in India.
    const NOW: Timestamp = Timestamp::from_seconds(1_795_237_920);

    fn waited(seconds: i64) -> Entered {
        Entered::read(&NOW.minus_seconds(seconds).iso(), NOW)
    }

    #[test]
    fn what_waited_is_told_with_the_time_it_was_made() {
        let made = Entered { at: Some(NOW.minus_seconds(2_220)), doubt: String::new() };
        assert_eq!(waited(2_220), made);
        assert_eq!(Entered::read("2026-11-21T10:05:00+05:30", NOW), made);
        assert_eq!(waited(7 * 86_400).at, Some(NOW.plus_days(-7)));
    }

    #[test]
    fn what_arrives_as_it_is_made_has_one_time() {
        assert_eq!(
            [Entered::read(" ", NOW), waited(59), waited(-120)],
            [const { Entered { at: None, doubt: String::new() } }; 3]
        );
    }

    #[test]
    fn a_time_that_cant_be_is_kept_as_it_was_said() {
        assert_eq!(waited(-121).doubt, "21 Nov 2026, 10:44 IST");
        assert_eq!(waited(7 * 86_400 + 1).doubt, "14 Nov 2026, 10:41 IST");
        assert_eq!(Entered::read("0", NOW), Entered { at: None, doubt: "0".to_owned() });
        assert_eq!(Entered::read(&"x".repeat(100), NOW).doubt.len(), 40);
    }
}
