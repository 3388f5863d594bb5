//! [`Retry`]: which calls are repeated, how often and after which wait; and the budget that all calls of a client share.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::StatusCode;
use http::header::{HeaderMap, RETRY_AFTER};

/// When a call that failed is repeated.
///
/// A call is repeated when no response arrived, or one with the status 408, 429, 502, 503 or 504; and only if doing it twice is
/// the same as doing it once: its method is idempotent (RFC 9110, 9.2.2), it has an
/// [idempotency key](super::CallOptions::idempotency_key), or no connection could be made, so that nothing was sent.
///
/// The wait is random, between nothing and a limit that doubles with each attempt; a `Retry-After` of the server makes it longer.
/// A call is not repeated when the server asks for a longer wait than [`max_delay`](Retry::max_delay), or when its time limit would
/// be over. Beyond that, all calls of a client share a budget: ten repetitions at first, and one more for every ten calls
/// that succeed, so that an API that is down does not get a multiple of the usual calls.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use order_contracts::client::{Retry, Settings};
///
/// let patient = Settings::default().retry(Retry::default().attempts(5).max_delay(Duration::from_secs(60)));
/// let never = Settings::default().retry(Retry::off());
/// # let _ = (patient, never);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    attempts: u32,
    first_delay: Duration,
    max_delay: Duration,
}

impl Default for Retry {
    /// Three attempts, waits of at most 0.5 s, 1 s and so on up to 20 s.
    fn default() -> Self {
        Self { attempts: 3, first_delay: Duration::from_millis(500), max_delay: Duration::from_secs(20) }
    }
}

impl Retry {
    /// A single attempt for each call.
    #[must_use]
    pub fn off() -> Self {
        Self::default().attempts(1)
    }

    /// The largest number of attempts of a call, the first included.
    #[must_use]
    pub fn attempts(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// The upper limit of the wait before the second attempt. It doubles before each further one.
    #[must_use]
    pub fn first_delay(self, first_delay: Duration) -> Self {
        Self { first_delay, ..self }
    }

    /// The upper limit of every wait. A server that asks for a longer one ends the call.
    #[must_use]
    pub fn max_delay(self, max_delay: Duration) -> Self {
        Self { max_delay, ..self }
    }

    /// How long to wait after attempt `number`, counted from 1, or `None` to give up.
    pub(super) fn wait(&self, number: u32, asked_for: Option<Duration>) -> Option<Duration> {
        if number >= self.attempts || asked_for.is_some_and(|wait| wait > self.max_delay) {
            return None;
        }
        let doubled = 2_u32.saturating_pow(number - 1);
        let limit = self.first_delay.saturating_mul(doubled).min(self.max_delay);
        Some(limit.mul_f64(random()).max(asked_for.unwrap_or_default()))
    }
}

/// Whether a response with this status says that the same call may succeed later.
pub(super) fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 502 | 503 | 504)
}

/// The wait that `Retry-After` asks for: a number of seconds or a date (RFC 9110, 10.2.3).
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than a number holds are more than anyone waits.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = chrono::DateTime::parse_from_rfc2822(text).ok()?;
    Some(
        (date.to_utc() - chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now()))
            .to_std()
            .unwrap_or_default(),
    )
}

/// A number from 0 to 1.
fn random() -> f64 {
    // Every `RandomState` has other keys; it is not secret, only different.
    let bits = RandomState::new().build_hasher().finish() >> 32;
    #[expect(clippy::cast_precision_loss, reason = "32 bits fit into the 53 of the fraction")]
    let share = bits as f64 / f64::from(u32::MAX);
    share
}

/// How many repetitions the calls of a client have left.
#[derive(Debug)]
pub(super) struct Budget(AtomicU32);

/// What a repetition costs, in tenths: each success brings one.
const COST: u32 = 10;
const FULL: u32 = 10 * COST;

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(FULL))
    }
}

impl Budget {
    /// Whether a repetition is left, which is then used.
    pub(super) fn withdraw(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(COST)).is_ok()
    }

    pub(super) fn deposit(&self) {
        let more = |left: u32| Some((left + 1).min(FULL));
        // It never refuses: the closure always has an answer.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::{HeaderMap, HeaderValue};

    use super::{Budget, Retry, retry_after};

    #[test]
    fn waits_double_up_to_their_limit_and_end_with_the_attempts() {
        let retry = Retry::default().attempts(9);
        for number in 1..9 {
            let limit = (Duration::from_millis(500) * 2_u32.pow(number - 1)).min(Duration::from_secs(20));
            for _ in 0..50 {
                assert!(retry.wait(number, None).is_some_and(|wait| wait <= limit), "{number}");
            }
        }
        assert_eq!(retry.wait(9, None), None);
        assert_eq!(Retry::off().wait(1, None), None);
        assert_eq!(Retry::default().attempts(u32::MAX).wait(u32::MAX, None), None);
    }

    #[test]
    fn a_server_makes_a_wait_longer_up_to_its_limit() {
        let retry = Retry::default().first_delay(Duration::ZERO);
        assert_eq!(retry.wait(1, Some(Duration::from_secs(7))), Some(Duration::from_secs(7)));
        assert_eq!(retry.wait(1, Some(Duration::from_secs(20))), Some(Duration::from_secs(20)));
        assert_eq!(retry.wait(1, Some(Duration::from_secs(21))), None);
    }

    #[test]
    fn retry_after_is_a_number_of_seconds_or_a_date() {
        let of = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("retry-after", HeaderValue::from_static(text));
            retry_after(&headers)
        };
        assert_eq!(of("0"), Some(Duration::ZERO));
        assert_eq!(of("120"), Some(Duration::from_secs(120)));
        assert_eq!(of("99999999999999999999999"), Some(Duration::from_secs(u64::MAX)));
        assert_eq!(of("Fri, 31 Dec 1999 23:59:59 GMT"), Some(Duration::ZERO));
        assert!(of("Tue, 31 Dec 2199 23:59:59 GMT").is_some_and(|wait| wait > Duration::from_secs(1_000_000)));
        for odd in ["", "-1", "1.5", "soon", "1 minute"] {
            assert_eq!(of(odd), None, "{odd}");
        }
    }

    #[test]
    fn the_budget_is_ten_and_one_for_every_ten_successes() {
        let budget = Budget::default();
        budget.deposit();
        assert_eq!((0..20).filter(|_| budget.withdraw()).count(), 10);
        (0..9).for_each(|_| budget.deposit());
        assert!(!budget.withdraw());
        budget.deposit();
        assert!(budget.withdraw());
        assert!(!budget.withdraw());
    }
}
