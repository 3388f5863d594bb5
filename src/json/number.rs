//! Numbers: where one ends, and which `serde_json::Number` represents it (RFC 8259, 6).

use std::fmt::{self, Write};

use serde_json::Number;

use super::Decimal;
use super::error::{SyntaxErrorKind, Wanted};
use super::read::Fault;

/// A number as written, known to be well-formed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lexeme<'a> {
    pub(crate) text: &'a str,
    /// Whether it has neither fraction nor exponent.
    pub(crate) whole: bool,
    pub(crate) at: usize,
}

/// The number that begins at `at`.
#[inline]
pub(crate) fn scan(text: &str, at: usize) -> Result<Lexeme<'_>, Fault> {
    let (end, whole) = end(text.as_bytes(), at)?;
    Ok(Lexeme { text: &text[at..end], whole, at })
}

/// Where the number ends that begins at `at`, and whether it has neither fraction nor exponent.
#[inline]
pub(crate) fn end(bytes: &[u8], at: usize) -> Result<(usize, bool), Fault> {
    let mut here = at + usize::from(bytes.get(at) == Some(&b'-'));
    match bytes.get(here) {
        Some(b'0') => {
            here += 1;
            if bytes.get(here).is_some_and(u8::is_ascii_digit) {
                return Err(Fault::new(SyntaxErrorKind::LeadingZero, at));
            }
        }
        Some(b'1'..=b'9') => here = digits_end(bytes, here),
        _ if bytes.get(here..).is_some_and(|rest| rest.starts_with(b"Infinity")) => {
            return Err(Fault::new(SyntaxErrorKind::ForeignWord { word: "-Infinity" }, at));
        }
        _ => return Err(Fault::unexpected(bytes, here, Wanted::Digit)),
    }
    let mut whole = true;
    if bytes.get(here) == Some(&b'.') {
        whole = false;
        here = some_digits_end(bytes, here + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(here) {
        whole = false;
        here += 1;
        here += usize::from(matches!(bytes.get(here), Some(b'+' | b'-')));
        here = some_digits_end(bytes, here)?;
    }
    Ok((here, whole))
}

fn some_digits_end(bytes: &[u8], at: usize) -> Result<usize, Fault> {
    match digits_end(bytes, at) {
        end if end == at => Err(Fault::unexpected(bytes, at, Wanted::Digit)),
        end => Ok(end),
    }
}

#[inline]
fn digits_end(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    at
}

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
