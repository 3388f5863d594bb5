//! Numbers: integers of up to 18 digits at once, others where nothing is lost.

use serde_json::Number;

use super::Reader;
use crate::apis::wire::FromWhole;
use crate::json::number;

impl Reader<'_> {
    /// An integer from `least` to `most`. One that is written as `1.0`, `1e3` or `-0` is left to others, as are more than 18
    /// digits.
    #[inline]
    pub(crate) fn whole<T: FromWhole>(&mut self, least: i64, most: i64) -> Option<T> {
        let whole = self.integer()?;
        if whole < least || whole > most {
            return None;
        }
        T::from_whole(whole.into())
    }

    #[inline]
    fn integer(&mut self) -> Option<i64> {
        let bytes = self.text.as_bytes();
        let negative = self.byte() == Some(b'-');
        let from = self.at + usize::from(negative);
        let mut at = from;
        let mut whole: i64 = 0;
        while let Some(digit) = bytes.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit <= 9) {
            if at - from == 18 {
                return None;
            }
            whole = whole * 10 + i64::from(digit);
            at += 1;
        }
        let zeros = bytes.get(from) == Some(&b'0') && (at - from > 1 || negative);
        if at == from || zeros || matches!(bytes.get(at), Some(b'.' | b'e' | b'E')) {
            return None;
        }
        self.at = at;
        Some(if negative { -whole } else { whole })
    }

    /// A number.
    pub(crate) fn number(&mut self) -> Option<Number> {
        let lexeme = number::scan(self.text, self.at).ok()?;
        // `serde_json` has an opinion of its own on what an `f64` does not hold.
        let (number, exact) = lexeme.number();
        self.at += lexeme.text.len();
        (exact && lexeme.text != "-0").then_some(number)
    }
}
