//! [`Decimal`]: a JSON number of any size, compared digit by digit.

use std::cmp::Ordering;
use std::fmt;

/// A number as decimal digits and a power of ten: exact, whatever its size, and never written out.
///
/// Two decimals are equal when they are the same number, however they were spelt. Exponents are kept up to ±2^62; a
/// number beyond that counts as one at that limit.
///
/// # Examples
///
/// ```
/// use order_contracts::json::Decimal;
///
/// let number = |text| Decimal::parse(text).ok_or("not a JSON number");
/// assert_eq!(number("1.50e1")?, number("15")?);
/// assert!(number("9007199254740993")? > number("9007199254740992")?);
/// assert!(number("1e999999999")? > number("9e999999998")?);
/// assert!(number("1e400")?.is_integer());
/// assert_eq!(number("0.3")?.is_multiple_of(&number("0.1")?), Some(true));
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decimal {
    negative: bool,
    /// ASCII digits without leading or trailing zeros; empty for zero.
    digits: Box<[u8]>,
    /// The number is 0.DIGITS times ten to this power; 0 for zero.
    scale: i64,
}

const LIMIT: i64 = 1 << 62;

impl Decimal {
    /// The number that `text` spells, or `None` when `text` is not a number in JSON's grammar.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let lexeme = super::number::scan(text, 0).ok()?;
        (lexeme.text.len() == text.len()).then(|| Self::of_lexeme(text))
    }

    /// The number that `number` prints: for a float its shortest decimal form, which is what its author wrote.
    ///
    /// `None` for a number that JSON cannot print.
    #[must_use]
    pub fn of(number: &serde_json::Number) -> Option<Self> {
        Self::parse(&number.to_string())
    }

    /// The number in JSON's grammar, one text for each number: digits alone where there are not too many.
    pub(crate) fn to_json(&self) -> String {
        /// Longer ones have an exponent; an integer of 256 bits has 78 digits.
        const WRITTEN: i64 = 100;
        let count = i64::try_from(self.digits.len()).unwrap_or(LIMIT);
        let digits = String::from_utf8_lossy(&self.digits);
        let sign = if self.negative { "-" } else { "" };
        let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or(0));
        match self.scale {
            _ if self.is_zero() => "0".to_owned(),
            scale if !(-WRITTEN..=WRITTEN).contains(&scale) => self.to_string(),
            scale if scale <= 0 => format!("{sign}0.{}{digits}", zeros(-scale)),
            scale if scale >= count => format!("{sign}{digits}{}", zeros(scale - count)),
            scale => {
                let (whole, fraction) = digits.split_at(usize::try_from(scale).unwrap_or(0));
                format!("{sign}{whole}.{fraction}")
            }
        }
    }

    fn of_lexeme(text: &str) -> Self {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        let leading = digits.iter().take_while(|&&digit| digit == b'0').count();
        if leading == digits.len() {
            return Self { negative: false, digits: Box::default(), scale: 0 };
        }
        let trailing = digits.iter().rev().take_while(|&&digit| digit == b'0').count();
        let scale = saturated(exponent)
            .saturating_add(i64::try_from(whole.len()).unwrap_or(LIMIT))
            .saturating_sub(i64::try_from(leading).unwrap_or(LIMIT))
            .clamp(-LIMIT, LIMIT);
        Self { negative, digits: digits[leading..digits.len() - trailing].into(), scale }
    }

    /// Whether the number is 0.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// Whether the number has no fraction: `1.0` and `1e400` are integers (JSON Schema 2020-12 Validation, 6.1.1).
    #[must_use]
    pub fn is_integer(&self) -> bool {
        self.lowest() >= 0
    }

    /// Whether it is known what are multiples of it: it is positive, and has no more significant digits than a `u64`.
    pub(crate) fn divides(&self) -> bool {
        !self.negative && !self.is_zero() && self.as_modulus().is_some()
    }

    fn as_modulus(&self) -> Option<u64> {
        self.digits.iter().try_fold(0_u64, |sum, digit| sum.checked_mul(10)?.checked_add(u64::from(digit - b'0')))
    }

    /// Whether the number is a whole multiple of `divisor`.
    ///
    /// `None` when that is unknown: the divisor is 0, or has more significant digits than a `u64`.
    #[must_use]
    pub fn is_multiple_of(&self, divisor: &Self) -> Option<bool> {
        if divisor.is_zero() {
            return None;
        }
        let modulus = divisor.as_modulus().map(u128::from)?;
        if self.is_zero() {
            return Some(true);
        }
        // digits·10^a / (modulus·10^b): without trailing zeros, digits cannot be divided by ten, so b may not exceed a.
        let Ok(tens) = u64::try_from(self.lowest() - divisor.lowest()) else { return Some(false) };
        let digits = self.digits.iter().fold(0, |rest, digit| (rest * 10 + u128::from(digit - b'0')) % modulus);
        Some((digits * power_of_ten(tens, modulus)).is_multiple_of(modulus))
    }

    /// The power of ten of the last significant digit.
    fn lowest(&self) -> i64 {
        self.scale - i64::try_from(self.digits.len()).unwrap_or(LIMIT)
    }

    fn compare_magnitude(&self, other: &Self) -> Ordering {
        match (self.is_zero(), other.is_zero()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            // Without trailing zeros the order of the digit strings is the order of the fractions.
            (false, false) => self.scale.cmp(&other.scale).then_with(|| self.digits.cmp(&other.digits)),
        }
    }
}

/// `exponent` as a number, held to ±2^62.
fn saturated(exponent: &str) -> i64 {
    let (negative, digits) = match exponent.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, exponent.strip_prefix('+').unwrap_or(exponent)),
    };
    let magnitude = digits
        .bytes()
        .try_fold(0_i64, |sum, digit| sum.checked_mul(10)?.checked_add(i64::from(digit - b'0')))
        .map_or(LIMIT, |magnitude| magnitude.min(LIMIT));
    if negative { -magnitude } else { magnitude }
}

/// 10^`exponent` modulo `modulus`, which is below 2^64: squares stay within `u128`.
fn power_of_ten(mut exponent: u64, modulus: u128) -> u128 {
    let (mut power, mut square) = (1 % modulus, 10 % modulus);
    while exponent > 0 {
        if exponent & 1 == 1 {
            power = power * square % modulus;
        }
        square = square * square % modulus;
        exponent >>= 1;
    }
    power
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.compare_magnitude(other),
            (true, true) => other.compare_magnitude(self),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// `0`, or the digits with a point behind the first and the exponent: `-1.5e3`.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((first, rest)) = self.digits.split_first() else { return f.write_str("0") };
        if self.negative {
            f.write_str("-")?;
        }
        write!(f, "{}", char::from(*first))?;
        if !rest.is_empty() {
            write!(f, ".{}", String::from_utf8_lossy(rest))?;
        }
        if self.scale == 1 { Ok(()) } else { write!(f, "e{}", self.scale - 1) }
    }
}
