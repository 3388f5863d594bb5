//! [`Clock`]: the time of a world. It passes by calls and by request, so that a run repeats itself.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::apis::Timestamp;

/// 2024-01-01T00:00:00Z: before every date of the documented requests, so that what these end in the future is open.
const START: i64 = 1_704_067_200;
/// 1970 and 9000, so that what is computed from a time has a year of four digits.
const FIRST: i64 = 0;
const LAST: i64 = 221_845_392_000;

/// Each call that changes something takes a millisecond.
const TICK: TimeDelta = TimeDelta::milliseconds(1);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Clock {
    now: Timestamp,
    frozen: bool,
}

impl Clock {
    pub(super) fn new() -> Self {
        Self { now: DateTime::from_timestamp(START, 0).unwrap_or_default().into(), frozen: false }
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.now.instant().to_utc()
    }

    pub(super) fn is_frozen(&self) -> bool {
        self.frozen
    }

    /// The time of a call that changes something.
    pub(super) fn tick(&mut self) -> Timestamp {
        let now = self.now();
        if !self.frozen && now.timestamp() < LAST {
            self.now = (now + TICK).into();
        }
        self.now.clone()
    }

    pub(super) fn freeze(&mut self, frozen: bool) {
        self.frozen = frozen;
    }

    /// Sets the time; `false`, and nothing is changed, beyond what a clock can show.
    pub(super) fn set(&mut self, now: DateTime<Utc>) -> bool {
        let fits = (FIRST..LAST).contains(&now.timestamp());
        if fits {
            self.now = now.into();
        }
        fits
    }

    /// Lets time pass; `false`, and nothing is changed, beyond what a clock can show.
    pub(super) fn advance(&mut self, by: TimeDelta) -> bool {
        self.now().checked_add_signed(by).is_some_and(|now| self.set(now))
    }

    /// Whether this clock, read from a file, can be used.
    pub(super) fn is_usable(&self) -> bool {
        (FIRST..=LAST).contains(&self.now().timestamp())
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::Clock;

    #[test]
    fn time_passes_by_calls_until_it_is_frozen() {
        let mut clock = Clock::new();
        assert_eq!(clock.tick().as_str(), "2024-01-01T00:00:00.001Z");
        clock.freeze(true);
        assert_eq!(clock.tick().as_str(), "2024-01-01T00:00:00.001Z");
        assert!(clock.advance(TimeDelta::days(7)));
        assert_eq!(clock.tick().as_str(), "2024-01-08T00:00:00.001Z");
        assert!(!clock.advance(TimeDelta::days(3_000_000)));
        assert!(!clock.advance(TimeDelta::days(-30_000)));
        assert!(clock.is_usable());
    }
}
