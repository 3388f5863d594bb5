//! Members among numbers: bounds and `multipleOf`, exactly.

use std::collections::BTreeSet;

use serde_json::Value;

use super::solver::{Found, Search};
use crate::containment::outcome::Reason;
use crate::containment::statements::node::{Lit, Node};
use crate::containment::statements::number::Num;

/// How many multiples are tried before the question is left open.
const TRY_LIMIT: i128 = 100_000;

/// One end of a range.
#[derive(Debug, Clone, Copy)]
struct End {
    bound: Num,
    strict: bool,
}

/// What a number must be.
#[derive(Debug, Default)]
struct Range {
    low: Option<End>,
    high: Option<End>,
    /// A multiple of this, which is the common multiple of all steps asked for.
    step: Option<Num>,
    /// Not a multiple of any of these.
    off: BTreeSet<Num>,
}

impl Range {
    /// `None` if the steps have no common multiple in the range of numbers.
    fn read(search: &Search<'_>, plain: &[Lit]) -> Option<Self> {
        let mut range = Self::default();
        for &lit in plain {
            match (search.arena.node(lit), lit.is_negated()) {
                (Node::Minimum { bound, strict }, false) => range.raise(End { bound: **bound, strict: *strict }),
                (Node::Minimum { bound, strict }, true) => range.lower(End { bound: **bound, strict: !strict }),
                (Node::Maximum { bound, strict }, false) => range.lower(End { bound: **bound, strict: *strict }),
                (Node::Maximum { bound, strict }, true) => range.raise(End { bound: **bound, strict: !strict }),
                (Node::MultipleOf(step), false) => {
                    let step = **step;
                    range.step = Some(range.step.map_or(Some(step), |before| before.common_multiple(step))?);
                }
                (Node::MultipleOf(step), true) => {
                    range.off.insert(**step);
                }
                _ => {}
            }
        }
        Some(range)
    }

    fn raise(&mut self, end: End) {
        let is_tighter = |old: End| (end.bound, end.strict) > (old.bound, old.strict);
        if self.low.is_none_or(is_tighter) {
            self.low = Some(end);
        }
    }

    fn lower(&mut self, end: End) {
        let is_tighter = |old: End| end.bound < old.bound || (end.bound == old.bound && end.strict && !old.strict);
        if self.high.is_none_or(is_tighter) {
            self.high = Some(end);
        }
    }

    fn holds(&self, value: Num) -> bool {
        self.low.is_none_or(|low| value > low.bound || (value == low.bound && !low.strict))
            && self.high.is_none_or(|high| value < high.bound || (value == high.bound && !high.strict))
            && self.off.iter().all(|&step| !value.is_multiple_of(step))
    }

    /// The multiples of `step` within the bounds, as the range of their factors.
    fn factors(&self, step: Num) -> (Option<i128>, Option<i128>) {
        let low = self.low.map(|low| {
            let factor = low.bound.ceil_div(step);
            factor + i128::from(low.strict && low.bound.is_multiple_of(step))
        });
        let high = self.high.map(|high| {
            let factor = high.bound.floor_div(step);
            factor - i128::from(high.strict && high.bound.is_multiple_of(step))
        });
        (low, high)
    }
}

impl Search<'_> {
    pub(in crate::containment) fn integers(&mut self, plain: &[Lit], count: usize) -> Found {
        let Some(range) = Range::read(self, plain) else { return self.no_number(plain) };
        match range.step.map_or(Some(Num::ONE), |step| step.common_multiple(Num::ONE)) {
            Some(step) => self.multiples(&range, step, plain, count, true),
            None => self.no_number(plain),
        }
    }

    pub(in crate::containment) fn fractions(&mut self, plain: &[Lit], count: usize) -> Found {
        let Some(range) = Range::read(self, plain) else { return self.no_number(plain) };
        match range.step {
            Some(step) if step.is_integer() => Found::none(),
            Some(step) => self.multiples(&range, step, plain, count, false),
            None => self.between(&range, plain, count),
        }
    }

    /// Multiples of `step`, from the one nearest to zero outwards; integers only, or fractions only.
    fn multiples(&mut self, range: &Range, step: Num, plain: &[Lit], count: usize, whole: bool) -> Found {
        let (low, high) = range.factors(step);
        if low.zip(high).is_some_and(|(low, high)| low > high) {
            return Found::none();
        }
        // What is forbidden repeats with this period, counted in steps, so one period without a member means none.
        let period = range.off.iter().copied().chain([Num::ONE]).try_fold(step, Num::common_multiple);
        let period = period.map(|period| period.floor_div(step));
        let (mut values, mut tried, mut lost) = (Vec::new(), 0_i128, false);
        // What is not a member to every reader is one where there is no other.
        let mut spelt: Option<Value> = None;
        let nearest = low.filter(|&low| low > 0).or(high.filter(|&high| high < 0)).unwrap_or(0);
        for distance in 0.. {
            let (up, down) = (nearest + distance, nearest - distance);
            let in_range = |factor: i128| low.is_none_or(|low| factor >= low) && high.is_none_or(|high| factor <= high);
            if !in_range(up) && !in_range(down) {
                return match lost {
                    true => self.some_of(values, spelt, plain),
                    false => Found::all(values),
                };
            }
            if values.is_empty() && !lost && period.is_some_and(|period| distance > period) {
                return Found::none();
            }
            if tried > TRY_LIMIT || !self.spend(1) {
                return self.some_of(values, spelt, plain);
            }
            for factor in if distance == 0 { vec![up] } else { vec![up, down] } {
                tried += 1;
                if !in_range(factor) {
                    continue;
                }
                let Some(value) = step.times(factor) else {
                    // Beyond the numbers that are computed with: neither a member nor the end of them.
                    return self.some_of(values, spelt, plain);
                };
                if range.holds(value) && value.is_integer() == whole {
                    let written = value.write();
                    let is_plain = |value: &Value| Num::as_double(value).is_none_or(|double| range.holds(double));
                    match written {
                        Some(value) if is_plain(&value) => values.push(value),
                        written => {
                            lost = true;
                            spelt = spelt.or(written).or_else(|| value.spelt());
                        }
                    }
                }
            }
            if values.len() > count {
                values.truncate(count);
                return Found::some(values);
            }
        }
        self.no_number(plain)
    }

    /// The members that were found, or else the one that no `f64` holds.
    fn some_of(&self, values: Vec<Value>, spelt: Option<Value>, plain: &[Lit]) -> Found {
        match (values.is_empty(), spelt) {
            (false, _) => Found::some(values),
            (true, Some(spelt)) => Found::some(vec![spelt]),
            (true, None) => self.no_number(plain),
        }
    }

    /// Fractions that need not be multiples of anything.
    fn between(&mut self, range: &Range, plain: &[Lit], count: usize) -> Found {
        if let (Some(low), Some(high)) = (range.low, range.high) {
            let is_point = low.bound == high.bound && !low.strict && !high.strict;
            if low.bound > high.bound || (low.bound == high.bound && !is_point) {
                return Found::none();
            }
            if is_point {
                return match low.bound.write() {
                    _ if low.bound.is_integer() || !range.holds(low.bound) => Found::none(),
                    Some(value) => Found::all(vec![value]),
                    None => self.no_number(plain),
                };
            }
        }
        // An open range holds infinitely many decimals; finer and finer ones are tried, nearest to zero first.
        let mut values: Vec<Value> = Vec::new();
        let denominators = [2, 10, 100, 1_000, 10_000, 1_000_000, 1_000_000_000, 1_000_000_000_000_i128];
        for step in denominators.into_iter().filter_map(|under| Num::fraction(1, under)) {
            let (low, high) = range.factors(step);
            let nearest = low.filter(|&low| low > 0).or(high.filter(|&high| high < 0)).unwrap_or(0);
            for distance in 0..=(4 * (count as i128 + 4)) {
                for factor in [nearest + distance, nearest - distance] {
                    let value = step.times(factor).filter(|value| range.holds(*value) && !value.is_integer());
                    if let Some(value) = value.and_then(Num::write).filter(|value| !values.contains(value)) {
                        values.push(value);
                    }
                }
            }
            if values.len() >= count || !self.spend(1) {
                values.truncate(count);
                return Found::some(values);
            }
        }
        if values.is_empty() { self.no_number(plain) } else { Found::some(values) }
    }

    fn no_number(&self, plain: &[Lit]) -> Found {
        Found::unknown(Reason::Number, plain.first().copied().unwrap_or(Lit::TRUE))
    }
}
