//! [`Queue`]: exchanges on their way to whoever reports and records them, bounded, so that traffic never waits for that.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::failure::Failure;
use super::seen::Seen;
use crate::validate::Verdict;

/// The bytes of the exchanges that wait.
const BYTES: usize = 64 << 20;

/// Of these, so many are for exchanges with violations only: a flood of others is not to hide them.
const RESERVED: usize = 16 << 20;

/// Exchanges that are over and were not taken yet.
#[derive(Debug, Default)]
pub struct Queue {
    waiting: Mutex<Waiting>,
    /// Noted once for all that wait.
    filled: Notify,
}

/// What has come since it was last asked for.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Waiting {
    /// The exchanges, in the order in which they ended.
    pub seen: Vec<Seen>,
    /// How many there was no room for, by their verdicts.
    pub dropped: Dropped,
    /// Requests that were not admitted, and why.
    pub refused: BTreeMap<Failure, u64>,
    bytes: usize,
}

/// Exchanges that were judged and forgotten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dropped {
    /// Those without violations.
    pub clean: u64,
    /// Those with violations.
    pub invalid: u64,
}

impl Queue {
    pub(super) fn push(&self, seen: Seen) {
        let (size, is_invalid) = (seen.size(), seen.verdict() == Some(Verdict::Invalid));
        let mut waiting = self.waiting();
        let room = if is_invalid { BYTES } else { BYTES - RESERVED };
        let is_first = waiting.is_empty();
        match (waiting.bytes + size <= room, is_invalid) {
            (true, _) => {
                waiting.bytes += size;
                waiting.seen.push(seen);
            }
            (false, true) => waiting.dropped.invalid += 1,
            (false, false) => waiting.dropped.clean += 1,
        }
        drop(waiting);
        if is_first {
            self.filled.notify_one();
        }
    }

    pub(super) fn refused(&self, failure: Failure) {
        let mut waiting = self.waiting();
        let is_first = waiting.is_empty();
        *waiting.refused.entry(failure).or_default() += 1;
        drop(waiting);
        if is_first {
            self.filled.notify_one();
        }
    }

    /// Waits until there is something.
    pub async fn filled(&self) {
        self.filled.notified().await;
    }

    /// Takes everything.
    #[must_use]
    pub fn take(&self) -> Waiting {
        std::mem::take(&mut *self.waiting())
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn is_empty(&self) -> bool {
        self.seen.is_empty() && self.dropped == Dropped::default() && self.refused.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::{BYTES, Dropped, Queue, RESERVED};
    use crate::proxy::Failure;
    use crate::proxy::seen::Seen;
    use crate::validate::{Options, Recorded, Request, Response};

    /// An exchange with a body of so many bytes, of a contract that declares nothing.
    fn seen(bytes: usize, is_invalid: bool) -> Seen {
        let mut request = Request::new("GET", "/");
        request.body = vec![b'x'; bytes].into();
        let contract = crate::contract::Contract::from_str(
            "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n",
            "a.yaml",
        );
        let report = contract.ok().filter(|_| is_invalid).map(|contract| Options::new().request(&contract, &request));
        let response: Option<Response<'static>> = None;
        let recorded = Recorded { request, response, request_assumed: false, response_assumed: false };
        Seen { recorded, request: report, response: None, failure: None }
    }

    #[test]
    fn what_there_is_no_room_for_is_counted_and_violations_have_some_of_their_own() {
        let queue = Queue::default();
        queue.push(seen(BYTES - RESERVED - 10_000, false));
        queue.push(seen(10_000, false));
        queue.push(seen(10_000, true));
        queue.push(seen(RESERVED, true));
        queue.refused(Failure::Ambiguous);
        let waiting = queue.take();
        assert_eq!((waiting.seen.len(), waiting.dropped), (2, Dropped { clean: 1, invalid: 1 }));
        assert_eq!(waiting.refused[&Failure::Ambiguous], 1);
        queue.push(seen(10_000, false));
        assert_eq!(queue.take().seen.len(), 1);
    }
}
