//! [`Interrupt`]: what Ctrl-C does to the command that runs.

use std::sync::atomic::{AtomicU8, Ordering};

const UNWATCHED: u8 = 0;
const WATCHED: u8 = 1;
const REQUESTED: u8 = 2;

/// Set by a signal handler, read by a command that can stop early and report what it has.
///
/// A command that watches it ends soon after the first [`request`](Self::request) with a complete report. A command that
/// does not is to be ended at once, as if there were no handler.
#[derive(Debug, Default)]
pub struct Interrupt(AtomicU8);

impl Interrupt {
    /// Nothing was requested yet, and no command watches.
    #[must_use]
    pub const fn new() -> Self {
        Self(AtomicU8::new(UNWATCHED))
    }

    /// Asks the command to stop; `false` when nothing will come of it, because no command watches or it was asked before.
    pub fn request(&self) -> bool {
        self.0.compare_exchange(WATCHED, REQUESTED, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// From here on the command looks for requests.
    pub(super) fn watch(&self) {
        let _ = self.0.compare_exchange(UNWATCHED, WATCHED, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Whether the command is to stop.
    pub(super) fn is_requested(&self) -> bool {
        self.0.load(Ordering::Relaxed) == REQUESTED
    }
}
