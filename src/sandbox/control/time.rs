//! The clock of a world on request.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use super::{Outcome, known};
use crate::apis::Timestamp;
use crate::sandbox::answer::Answer;
use crate::sandbox::clock::Clock;

/// Sets, advances and freezes the clock, in this order; without any of it only shows it.
pub(super) fn time(clock: &mut Clock, body: &Map<String, Value>) -> Outcome {
    known(body, &["set", "advance", "freeze"])?;
    let wrong = |name: &str, wanted: &str| (400, format!("`{name}`: wanted {wanted}"));
    let mut changed = clock.clone();
    if let Some(set) = body.get("set") {
        let time = set.as_str().and_then(|text| text.parse::<Timestamp>().ok()).map(|time| time.instant().to_utc());
        let is_set = time.is_some_and(|time: DateTime<Utc>| changed.set(time));
        is_set
            .then_some(())
            .ok_or_else(|| wrong("set", "a date-time such as `2024-01-01T00:00:00Z` from 1970 to 8999"))?;
    }
    if let Some(advance) = body.get("advance") {
        let is_advanced = duration(advance).is_some_and(|by| changed.advance(by));
        is_advanced
            .then_some(())
            .ok_or_else(|| wrong("advance", "seconds, or a text such as `90s`, `15m`, `36h` or `7d`"))?;
    }
    if let Some(freeze) = body.get("freeze") {
        changed.freeze(freeze.as_bool().ok_or_else(|| wrong("freeze", "a boolean"))?);
    }
    *clock = changed;
    Ok(Answer::json(200, &json!({ "now": Timestamp::from(clock.now()), "frozen": clock.is_frozen() })))
}

/// A number of seconds, or a number with a unit.
fn duration(value: &Value) -> Option<TimeDelta> {
    if let Some(seconds) = value.as_i64() {
        return TimeDelta::try_seconds(seconds);
    }
    let text = value.as_str()?;
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return None,
    };
    TimeDelta::try_seconds(number.parse::<i64>().ok()?.checked_mul(seconds)?)
}
