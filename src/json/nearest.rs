//! Which `serde_json::Number` represents a number as written, and whether exactly (RFC 8259, 6).

use std::fmt::{self, Write};

use serde_json::Number;

use super::Decimal;
use super::number::Lexeme;

impl Lexeme<'_> {
    /// The number, and whether it is exactly the number in the text.
    ///
    /// It does when it is an integer of 64 bits, or when its shortest decimal form is the decimal in the text and not
    /// beyond 2^53, so that arithmetic with it is arithmetic with the number in the text.
    #[inline]
    pub(crate) fn number(&self) -> (Number, bool) {
        if self.whole && self.text.len() <= 18 && self.text != "-0" {
            let negative = self.text.starts_with('-');
            let digits = &self.text.as_bytes()[usize::from(negative)..];
            let magnitude = digits.iter().fold(0, |sum: i64, digit| sum * 10 + i64::from(digit - b'0'));
            // As in serde_json: what is not negative is a `u64`.
            let number = if negative { Number::from(-magnitude) } else { Number::from(magnitude.unsigned_abs()) };
            return (number, true);
        }
        self.long_number()
    }

    fn long_number(&self) -> (Number, bool) {
        if self.whole && self.text != "-0" {
            if let Ok(number) = self.text.parse::<u64>() {
                return (number.into(), true);
            }
            if let Ok(number) = self.text.parse::<i64>() {
                return (number.into(), true);
            }
        }
        // The standard library rounds to the nearest, and to infinity when there is none.
        let nearest = self.text.parse::<f64>().unwrap_or(f64::MAX).clamp(f64::MIN, f64::MAX);
        let number = Number::from_f64(nearest).unwrap_or_else(|| Number::from(0));
        let exact = self.is(nearest, &number);
        (number, exact)
    }

    /// Whether `nearest` stays below 2^53 and prints as the decimal in the text.
    fn is(&self, nearest: f64, number: &Number) -> bool {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if nearest.abs() > EXACT {
            return false;
        }
        // An `f64` that is not subnormal keeps any 15 digits.
        let short = self.text.len() <= 16 && nearest.abs() > 1e-300;
        // Most programs write the shortest form to begin with, so the comparison of digits is for the others.
        let mut rest = Rest(self.text);
        short
            || (write!(rest, "{number}").is_ok() && rest.0.is_empty())
            || Decimal::of(number).is_some_and(|held| Decimal::parse(self.text).is_some_and(|spelt| spelt == held))
    }
}

/// A text that takes only its own beginning, and keeps what is left.
struct Rest<'a>(&'a str);

impl Write for Rest<'_> {
    fn write_str(&mut self, written: &str) -> fmt::Result {
        self.0 = self.0.strip_prefix(written).ok_or(fmt::Error)?;
        Ok(())
    }
}
