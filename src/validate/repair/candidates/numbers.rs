//! Numbers beyond a limit, and those that are no multiples.

use serde_json::{Number, Value, json};

use super::Proposals;
use crate::pointer::Pointer;
use crate::validate::repair::edit::Grade;

impl Proposals<'_> {
    pub(super) fn beyond(&mut self, here: &Pointer, limit: &Value) {
        self.replace(here, limit, Grade::Guess, "the nearest number within the limit");
    }

    /// A number that must be on one side of `limit` and not equal to it: the next whole one, or one that is nearer.
    pub(super) fn not_beside(&mut self, here: &Pointer, limit: &Value, side: i8) {
        let reason = "a number within the limit";
        if let Some(next) = limit.as_i64().and_then(|limit| limit.checked_add(i64::from(side))) {
            self.replace(here, &json!(next), Grade::Guess, reason);
        }
        let Some(limit) = limit.as_f64() else { return };
        for step in [1.0, 0.01, 0.000_001] {
            let next =
                Number::from_f64(f64::from(side).mul_add(step, limit)).filter(|_| limit.fract() != 0.0 || step < 1.0);
            if let Some(next) = next {
                self.replace(here, &Value::Number(next), Grade::Guess, reason);
            }
        }
    }

    pub(super) fn not_a_multiple(&mut self, here: &Pointer, value: &Value, divisor: &str) {
        let (reason, way) = ("the nearest multiple", "the nearest multiple");
        let whole = divisor.parse::<i64>().ok().filter(|divisor| *divisor > 0);
        if let (Some(value), Some(divisor)) = (value.as_i64(), whole) {
            let below = value - value.rem_euclid(divisor);
            let above = below.checked_add(divisor);
            let nearest = above.filter(|above| above - value <= value - below).unwrap_or(below);
            self.convert(here, json!(nearest), Grade::Guess, reason, way);
            self.convert(here, json!(below), Grade::Guess, "the next multiple below", "the next multiple below");
            if let Some(above) = above {
                self.convert(here, json!(above), Grade::Guess, "the next multiple above", "the next multiple above");
            }
            return;
        }
        let (Some(value), Ok(divisor)) = (value.as_f64(), divisor.parse::<f64>()) else { return };
        let times = (value / divisor).round();
        if !times.is_finite() || divisor == 0.0 {
            return;
        }
        let digits = divisor.to_string().split_once('.').map_or(0, |(_, fraction)| fraction.len().min(20));
        for (times, side) in
            [(times, "the nearest multiple"), (times - 1.0, "a multiple below"), (times + 1.0, "a multiple above")]
        {
            // Written with as many digits as the divisor has, it is the multiple and not what is next to it in binary.
            let written = format!("{:.digits$}", times * divisor);
            if let Ok(number) = serde_json::from_str::<Number>(&written) {
                self.convert(here, Value::Number(number), Grade::Guess, side, side);
            }
        }
    }
}
