//! [`Channel`]: findings for a thread that has more time than the requests.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::finding::Finding;
use super::sink::{Observation, Sink};
use super::unchecked::Unchecked;

/// Hands findings on to a thread. What the thread cannot take in time is dropped and counted; a request never waits for it.
pub struct Channel {
    sender: SyncSender<Finding>,
    dropped: AtomicU64,
}

impl Channel {
    /// A channel that holds at most `most` findings, and where they arrive.
    #[must_use]
    pub fn new(most: usize) -> (Self, Receiver<Finding>) {
        let (sender, receiver) = sync_channel(most);
        (Self { sender, dropped: AtomicU64::new(0) }, receiver)
    }

    /// How many findings were dropped.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    fn send(&self, finding: Finding) {
        if self.sender.try_send(finding).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Sink for Channel {
    fn seen(&self, observation: &Observation<'_>) {
        Finding::each(observation).for_each(|(_, finding)| self.send(finding()));
    }

    fn unchecked(&self, unchecked: &Unchecked<'_>) {
        self.send(Finding::unchecked(unchecked));
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel").field("dropped", &self.dropped).finish_non_exhaustive()
    }
}
