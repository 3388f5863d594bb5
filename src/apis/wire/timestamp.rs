//! [`Timestamp`]: a date-time that is written as it was read.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat, TimeZone, Timelike};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time in the notation of RFC 3339, 5.6 (OpenAPI `format: date-time`).
///
/// The instant is a [`chrono::DateTime`]; its text is kept too, so that an offset (`+02:00`) or trailing zeros
/// (`00.000Z`) are written as they were read. Two timestamps are equal when they are the same instant.
///
/// # Examples
///
/// ```
/// use order_contracts::Timestamp;
///
/// let timestamp: Timestamp = "2021-07-22T00:00:00.000Z".parse()?;
/// assert_eq!(timestamp.to_string(), "2021-07-22T00:00:00.000Z");
/// assert_eq!(timestamp.instant().timestamp(), 1_626_912_000);
/// assert_eq!(timestamp, "2021-07-22T02:00:00+02:00".parse()?);
///
/// assert!("2021-07-22 00:00:00Z".parse::<Timestamp>().is_err()); // wants a `T` between date and time
/// # Ok::<(), order_contracts::TimestampError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Timestamp {
    instant: DateTime<FixedOffset>,
    text: Box<str>,
}

impl Timestamp {
    /// The instant, with the offset that was written.
    #[must_use]
    pub fn instant(&self) -> DateTime<FixedOffset> {
        self.instant
    }

    /// The text as it was read, or as [`From`] wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Milliseconds and an offset, `Z` for UTC: the notation of the documented examples.
impl<Tz: TimeZone> From<DateTime<Tz>> for Timestamp {
    fn from(instant: DateTime<Tz>) -> Self {
        let instant = instant.fixed_offset();
        let text = instant.to_rfc3339_opts(SecondsFormat::Millis, true).into_boxed_str();
        Self { instant, text }
    }
}

/// A text is not a date-time of RFC 3339.
///
/// The message does not repeat the text, which comes from a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimestampError(());

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected an RFC 3339 date-time such as `2021-07-22T00:00:00.000Z`")
    }
}

impl std::error::Error for TimestampError {}

impl Timestamp {
    /// The timestamp in a text of the usual form: up to nine digits of a second, no leap second. Much quicker than chrono's parser,
    /// which reads the rest.
    pub(crate) fn usual(text: &str) -> Option<Self> {
        let (day, rest) = text.as_bytes().split_first_chunk::<10>()?;
        let (time, rest) = rest.split_first_chunk::<9>()?;
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = day else { return None };
        let &[b'T' | b't', h1, h2, b':', n1, n2, b':', s1, s2] = time else { return None };
        let (nanos, rest) = fraction(rest)?;
        let offset = match *rest {
            [b'Z' | b'z'] => 0,
            [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
                let (hours, minutes) = (two(h1, h2)?, two(m1, m2)?);
                if hours > 23 || minutes > 59 {
                    return None;
                }
                let seconds = (hours * 3600 + minutes * 60).cast_signed();
                if sign == b'-' { -seconds } else { seconds }
            }
            _ => return None,
        };
        let year = two(y1, y2)? * 100 + two(y3, y4)?;
        let day = NaiveDate::from_ymd_opt(year.cast_signed(), two(m1, m2)?, two(d1, d2)?)?;
        let local = day.and_hms_nano_opt(two(h1, h2)?, two(n1, n2)?, two(s1, s2)?, nanos)?;
        let instant = local.and_local_timezone(FixedOffset::east_opt(offset)?).single()?;
        Some(Self { instant, text: text.into() })
    }
}

/// The number that two digits spell.
fn two(tens: u8, ones: u8) -> Option<u32> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens <= 9 && ones <= 9).then(|| u32::from(tens) * 10 + u32::from(ones))
}

/// The nanoseconds at the beginning of `rest`, and what follows them.
fn fraction(rest: &[u8]) -> Option<(u32, &[u8])> {
    let Some(digits) = rest.strip_prefix(b".") else { return Some((0, rest)) };
    let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if !(1..=9).contains(&length) {
        return None;
    }
    let (digits, rest) = digits.split_at(length);
    let read = digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    Some((read * 10_u32.pow(u32::try_from(9 - length).ok()?), rest))
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        if let Some(usual) = Self::usual(text) {
            return Ok(usual);
        }
        if !is_date_time(text) {
            return Err(TimestampError(()));
        }
        let instant = DateTime::parse_from_rfc3339(text).map_err(|_| TimestampError(()))?;
        if instant.nanosecond() >= LEAP && instant.to_utc().num_seconds_from_midnight() != LAST_SECOND {
            return Err(TimestampError(()));
        }
        Ok(Self { instant, text: text.into() })
    }
}

/// chrono represents a leap second by nanoseconds from this value on, in any minute.
const LEAP: u32 = 1_000_000_000;

/// 23:59:59, after which a leap second is inserted, in UTC (RFC 3339, 5.7).
const LAST_SECOND: u32 = 86_399;

/// The grammar, `date "T" time offset` with every field at full width; chrono accepts more than that.
fn is_date_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits =
        |range: std::ops::Range<usize>| bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    let has = |at: usize, wanted: &[u8]| bytes.get(at).is_some_and(|byte| wanted.contains(byte));
    let fixed = digits(0..4)
        && has(4, b"-")
        && digits(5..7)
        && has(7, b"-")
        && digits(8..10)
        && has(10, b"Tt")
        && digits(11..13)
        && has(13, b":")
        && digits(14..16)
        && has(16, b":")
        && digits(17..19);
    if !fixed {
        return false;
    }
    let mut at = 19;
    if has(at, b".") {
        let fraction = bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if fraction == 0 {
            return false;
        }
        at += 1 + fraction;
    }
    let offset = &bytes[at..];
    matches!(offset, b"Z" | b"z")
        || (offset.len() == 6
            && has(at, b"+-")
            && digits(at + 1..at + 3)
            && has(at + 3, b":")
            && digits(at + 4..at + 6))
}

impl TryFrom<&str> for Timestamp {
    type Error = TimestampError;

    fn try_from(text: &str) -> Result<Self, TimestampError> {
        text.parse()
    }
}

impl TryFrom<String> for Timestamp {
    type Error = TimestampError;

    fn try_from(text: String) -> Result<Self, TimestampError> {
        text.parse()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for Timestamp {
    fn eq(&self, other: &Self) -> bool {
        self.instant == other.instant
    }
}

impl Eq for Timestamp {}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.instant.cmp(&other.instant)
    }
}

impl Hash for Timestamp {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.instant.hash(state);
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// `{"type": "string", "format": "date-time"}`.
#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Timestamp {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        "order_contracts::Timestamp".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "format": "date-time"})
    }
}
