//! [`Num`]: numbers as exact fractions, so that bounds and `multipleOf` are compared without rounding.
//!
//! A JSON number is read as the decimal it is written as, which is what the validators compare. Numbers beyond the range that can be
//! compared exactly are not read at all: the caller then leaves the question open.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use crate::json::exact::{self, Parts};

/// A reduced fraction with a positive denominator; both parts stay so small that a product of two fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::containment) struct Num {
    over: i128,
    under: i128,
}

/// Beyond 2^64, so that the bounds of `u64` have something on either side.
const OVER_LIMIT: i128 = 1 << 65;
const UNDER_LIMIT: i128 = 1 << 61;

impl Num {
    pub(in crate::containment) const ONE: Self = Self { over: 1, under: 1 };

    pub(in crate::containment) fn integer(value: i128) -> Option<Self> {
        Self::fraction(value, 1)
    }

    pub(in crate::containment) fn fraction(over: i128, under: i128) -> Option<Self> {
        if under == 0 || over == i128::MIN || under == i128::MIN {
            return None;
        }
        let divisor = gcd(over, under) * under.signum();
        let (over, under) = (over / divisor, under / divisor);
        (over.abs() <= OVER_LIMIT && under <= UNDER_LIMIT).then_some(Self { over, under })
    }

    /// The value of a JSON number, if it lies in the range that is computed with.
    pub(in crate::containment) fn read(number: &Number) -> Option<Self> {
        if let Some(value) = number.as_i64() {
            return Self::integer(value.into());
        }
        if let Some(value) = number.as_u64() {
            return Self::integer(value.into());
        }
        Self::decimal(&number.to_string())
    }

    /// The same of a value of a schema, which may have its digits as a text; `None` also where it is no number.
    pub(in crate::containment) fn of(value: &impl Parts) -> Option<Self> {
        match value.number() {
            Some(number) => Self::read(number),
            None => Self::decimal(exact::kept(value)?),
        }
    }

    /// The JSON number of this value, if there is one that reads back as the same value.
    pub(in crate::containment) fn write(self) -> Option<Value> {
        if self.under == 1 {
            if let Ok(value) = i64::try_from(self.over) {
                return Some(value.into());
            }
            if let Ok(value) = u64::try_from(self.over) {
                return Some(value.into());
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "the result is read back and compared")]
        let double = self.over as f64 / self.under as f64;
        let number = Number::from_f64(double)?;
        (Self::read(&number) == Some(self)).then_some(Value::Number(number))
    }

    /// An integer as a schema may have it, whatever its size.
    pub(in crate::containment) fn spelt(self) -> Option<Value> {
        self.is_integer().then(|| exact::integer(self.over))
    }

    /// The number that a reader sees who has nothing but doubles: beyond 2^53 another one than is written.
    pub(in crate::containment) fn as_double(value: &Value) -> Option<Self> {
        let double = value.as_number().filter(|number| number.is_f64())?.as_f64()?;
        if double.fract() != 0.0 || double.abs() > 36_893_488_147_419_103_232.0 {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "an integer up to 2^65 fits i128 exactly")]
        Self::integer(double as i128)
    }

    pub(in crate::containment) fn is_integer(self) -> bool {
        self.under == 1
    }

    pub(in crate::containment) fn is_positive(self) -> bool {
        self.over > 0
    }

    pub(in crate::containment) fn is_multiple_of(self, step: Self) -> bool {
        let (over, under) = (self.over * step.under, self.under * step.over);
        under != 0 && over % under == 0
    }

    pub(in crate::containment) fn times(self, factor: i128) -> Option<Self> {
        Self::fraction(self.over.checked_mul(factor)?, self.under)
    }

    /// How often `step` goes into this value, rounded towards minus infinity.
    pub(in crate::containment) fn floor_div(self, step: Self) -> i128 {
        (self.over * step.under).div_euclid(self.under * step.over)
    }

    /// How often `step` goes into this value, rounded towards plus infinity.
    pub(in crate::containment) fn ceil_div(self, step: Self) -> i128 {
        let (over, under) = (self.over * step.under, self.under * step.over);
        over.div_euclid(under) + i128::from(over.rem_euclid(under) != 0)
    }

    /// The smallest positive value that is a multiple of both.
    pub(in crate::containment) fn common_multiple(self, other: Self) -> Option<Self> {
        let over = (self.over / gcd(self.over, other.over)).checked_mul(other.over)?;
        Self::fraction(over.abs(), gcd(self.under, other.under))
    }

    fn decimal(text: &str) -> Option<Self> {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let part = part.trim_end_matches('0');
        let exponent = exponent.trim_start_matches('+').parse::<i32>().ok()?;
        let shift = exponent.checked_sub(i32::try_from(part.len()).ok()?)?;
        let digits = format!("{whole}{part}").parse::<i128>().ok()?;
        let power = 10_i128.checked_pow(shift.unsigned_abs())?;
        if shift < 0 { Self::fraction(digits, power) } else { Self::integer(digits.checked_mul(power)?) }
    }
}

impl PartialOrd for Num {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Num {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.over * other.under).cmp(&(other.over * self.under))
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

/// A non-negative integer, which may be written `2.0` (2020-12, validation 6).
pub(in crate::containment) fn count(value: &crate::tree::Tree) -> Option<u64> {
    let number = value.as_number()?;
    number.as_u64().or_else(|| Num::read(number)?.write()?.as_u64())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: &Value) -> Option<Num> {
        value.as_number().and_then(Num::read)
    }

    #[test]
    fn reads_what_is_written() {
        assert_eq!(read(&json!(0.1)), Num::fraction(1, 10));
        assert_eq!(read(&json!(-2.50)), Num::fraction(-5, 2));
        assert_eq!(read(&json!(1e2)), Num::integer(100));
        assert_eq!(read(&json!(1e-7)), Num::fraction(1, 10_000_000));
        assert_eq!(read(&json!(u64::MAX)), Num::integer(u64::MAX.into()));
        assert_eq!(read(&json!(9_007_199_254_740_992.0)), Num::integer(9_007_199_254_740_992));
        assert_eq!(read(&json!(1e300)), None);
        assert_eq!(read(&json!(1e-300)), None);
    }

    #[test]
    fn writes_what_reads_back() {
        for value in [json!(0.1), json!(-7), json!(12.345), json!(u64::MAX)] {
            assert_eq!(read(&value).and_then(Num::write), Some(value));
        }
        assert_eq!(Num::fraction(1, 3).and_then(Num::write), None);
    }

    #[test]
    fn multiples_are_exact() {
        let (step, value) = (Num::fraction(1, 100), read(&json!(4.02)));
        assert!(value.zip(step).is_some_and(|(value, step)| value.is_multiple_of(step)));
        assert_eq!(
            Num::fraction(3, 2).zip(Num::fraction(5, 4)).and_then(|(a, b)| a.common_multiple(b)),
            Num::fraction(15, 2)
        );
        assert_eq!(
            Num::fraction(-7, 2).map(|value| (value.floor_div(Num::ONE), value.ceil_div(Num::ONE))),
            Some((-4, -3))
        );
    }
}
