//! [`Collector`]: what a run sees of the slack of its contract, on several threads.

use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use crate::validate::Slack;

/// One for each thread that is counting: which thread saw what makes no difference in the end.
#[derive(Debug)]
pub(super) struct Collector(Vec<Mutex<Slack>>);

/// As many threads count at once.
const PARTS: usize = 16;

impl Collector {
    pub(super) fn new(slack: &Slack) -> Self {
        Self((0..PARTS).map(|_| Mutex::new(slack.clone())).collect())
    }

    /// Counts something in one of the parts that nobody uses.
    pub(super) fn count(&self, count: impl FnOnce(&mut Slack)) {
        let free = self.0.iter().find_map(|part| match part.try_lock() {
            Ok(part) => Some(part),
            Err(TryLockError::Poisoned(part)) => Some(part.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        });
        let Some(mut part) = free.or_else(|| self.0.first().map(locked)) else { return };
        count(&mut part);
    }

    /// What was seen in all.
    pub(super) fn merged(&self) -> Option<Slack> {
        let mut parts = self.0.iter().map(locked);
        let mut merged = parts.next()?.clone();
        parts.for_each(|part| merged.merge(&part));
        Some(merged)
    }
}

fn locked(part: &Mutex<Slack>) -> MutexGuard<'_, Slack> {
    part.lock().unwrap_or_else(PoisonError::into_inner)
}
