//! [`Counters`]: how many messages were checked, by operation, and what was found in them, by rule.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};

use super::sink::{Abandoned, Action, Observation, Sink};
use super::unchecked::Unchecked;
use crate::contract::Called;
use crate::schema::Direction;
use crate::validate::Verdict;

/// Counts what a layer finds.
///
/// It has a counter for each rule of each operation that was found at least once, and no other: it does not grow with the
/// traffic. Messages are counted by an `Arc` of it, so that a metrics endpoint can hold another.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
///
/// use order_contracts::contract::Contract;
/// use order_contracts::http::{ContractLayer, Counters};
///
/// let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
/// let counters = Arc::new(Counters::new());
/// let layer = ContractLayer::new(Arc::new(contract)).sink(Arc::clone(&counters));
/// for count in counters.findings() {
///     println!("{} {} {}: {}", count.direction, count.operation, count.rule, count.times);
/// }
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[derive(Default)]
pub struct Counters {
    valid: AtomicU64,
    undecided: AtomicU64,
    invalid: AtomicU64,
    unchecked: AtomicU64,
    refused: AtomicU64,
    abandoned: AtomicU64,
    findings: Mutex<BTreeMap<Key, u64>>,
}

/// Whether it is a response, the operation, the id of the rule.
type Key = (bool, Option<Called>, &'static str);

/// How often a rule was found to be broken, a check could not be made, or a request was refused without being checked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Count {
    /// `request` or `response`.
    pub direction: &'static str,
    /// The `operationId`, else method and path; `-` for requests that call no declared operation.
    pub operation: String,
    /// The id of the rule or reason, see [`RULES`](crate::validate::RULES), or of the [`Cause`](super::Cause).
    pub rule: &'static str,
    /// How often.
    pub times: u64,
}

impl Counters {
    /// Nothing was counted.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many messages had this verdict.
    #[must_use]
    pub fn messages(&self, verdict: Verdict) -> u64 {
        self.of(verdict).load(Ordering::Relaxed)
    }

    /// How many requests were refused without being checked. They have no verdict.
    #[must_use]
    pub fn unchecked(&self) -> u64 {
        self.unchecked.load(Ordering::Relaxed)
    }

    /// How many messages were refused or replaced, whether they were checked or not.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// How many exchanges ended before they were complete.
    #[must_use]
    pub fn abandoned(&self) -> u64 {
        self.abandoned.load(Ordering::Relaxed)
    }

    /// What was found, by direction, operation and rule.
    #[must_use]
    pub fn findings(&self) -> Vec<Count> {
        let findings = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        let count = |(&(is_response, ref operation, rule), times): (&Key, &u64)| Count {
            direction: if is_response { "response" } else { "request" },
            operation: operation.as_ref().map_or_else(|| "-".to_owned(), name),
            rule,
            times: *times,
        };
        findings.iter().map(count).collect()
    }

    fn count(&self, keys: impl IntoIterator<Item = Key>) {
        let mut findings = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        keys.into_iter().for_each(|key| *findings.entry(key).or_default() += 1);
    }

    fn of(&self, verdict: Verdict) -> &AtomicU64 {
        match verdict {
            Verdict::Valid => &self.valid,
            Verdict::Undecided => &self.undecided,
            Verdict::Invalid => &self.invalid,
        }
    }
}

/// What an operation is called.
pub(super) fn name(called: &Called) -> String {
    called.id.clone().unwrap_or_else(|| format!("{} {}", called.method, called.path))
}

impl Sink for Counters {
    fn seen(&self, observation: &Observation<'_>) {
        let verdict = observation.verdict();
        self.of(verdict).fetch_add(1, Ordering::Relaxed);
        if matches!(observation.action, Action::Refused(_)) {
            self.refused.fetch_add(1, Ordering::Relaxed);
        }
        if verdict == Verdict::Valid {
            return;
        }
        let violated = observation.report.violations().iter().map(|violation| violation.id());
        let undecided = observation.report.undecided().iter().map(|undecided| undecided.reason().id());
        let is_response = observation.direction == Direction::Response;
        self.count(violated.chain(undecided).map(|id| (is_response, observation.operation.cloned(), id)));
    }

    fn unchecked(&self, unchecked: &Unchecked<'_>) {
        self.unchecked.fetch_add(1, Ordering::Relaxed);
        self.refused.fetch_add(1, Ordering::Relaxed);
        self.count([(false, Some(unchecked.operation.clone()), unchecked.cause.id())]);
    }

    fn abandoned(&self, _: &Abandoned<'_>) {
        self.abandoned.fetch_add(1, Ordering::Relaxed);
    }
}

impl fmt::Debug for Counters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Counters")
            .field("valid", &self.valid)
            .field("undecided", &self.undecided)
            .field("invalid", &self.invalid)
            .field("unchecked", &self.unchecked)
            .field("refused", &self.refused)
            .field("abandoned", &self.abandoned)
            .finish_non_exhaustive()
    }
}
