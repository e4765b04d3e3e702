//! The only place that asks what time it is.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use crate::values::{Date, Timestamp};

/// Real time, plus an offset that tests move.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    ahead_us: Arc<AtomicI64>,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "every other place asks this clock")]
    pub fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let micros = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
        Timestamp::from_micros(micros.saturating_add(self.ahead_us.load(Ordering::Relaxed)))
    }

    /// Today in Asia/Kolkata.
    pub fn today(&self) -> Date {
        self.now().ist_date()
    }

    /// Moves time ahead, for tests.
    pub fn advance_seconds(&self, seconds: i64) {
        self.ahead_us.fetch_add(seconds.saturating_mul(1_000_000), Ordering::Relaxed);
    }
}
