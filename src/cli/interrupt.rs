//! [`Interrupt`]: what Ctrl-C, SIGTERM and SIGHUP do to the command that runs.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

use super::signals;

/// No command watches: the process ends at once.
const UNWATCHED: u8 = 0;
/// The command looks for requests and ends with a report.
const WATCHED: u8 = 1;
/// The command is about to end: it writes its report.
const WRITING: u8 = 2;
const REQUESTED: u8 = 3;

/// The number of Ctrl-C among the signals, also where there are none.
const CTRL_C: u8 = 2;

/// How long a command may take to end with its report: whoever reads it may have stalled.
const PATIENCE: Duration = Duration::from_secs(10);

/// Set by a signal, read by a command that can stop early and report what it has.
///
/// A command that watches it ends soon after the first signal with a complete report. A command that does not is ended at
/// once, before it wrote anything; one that writes its answer ends by itself. A second signal ends the process in any case.
#[derive(Debug, Default)]
pub struct Interrupt {
    state: AtomicU8,
    signal: AtomicU8,
    requested: Notify,
}

impl Interrupt {
    /// Nothing was requested yet, and no command watches.
    #[must_use]
    pub const fn new() -> Self {
        Self { state: AtomicU8::new(UNWATCHED), signal: AtomicU8::new(0), requested: Notify::const_new() }
    }

    /// Asks the command to stop for this signal; `false` when nothing will come of it, because no command watches or it was
    /// asked before.
    pub fn request(&self, signal: u8) -> bool {
        let asked_before = self.signal.compare_exchange(0, signal, Ordering::Relaxed, Ordering::Relaxed).is_err();
        if asked_before {
            return false;
        }
        let watched = self.state.compare_exchange(WATCHED, REQUESTED, Ordering::Relaxed, Ordering::Relaxed);
        self.requested.notify_one();
        watched.is_ok() || watched == Err(WRITING)
    }

    /// Handles the signals that end a process on a thread of its own, from here on.
    ///
    /// # Errors
    ///
    /// When the system refuses to.
    pub fn listen(&'static self) -> io::Result<()> {
        signals::each(move |signal| {
            if self.request(signal) {
                // A second signal is to be noticed meanwhile.
                std::thread::spawn(move || {
                    std::thread::sleep(PATIENCE);
                    end(signal);
                });
            } else {
                end(signal);
            }
        })
    }

    /// From here on the command looks for requests.
    pub(super) fn watch(&self) {
        let _ = self.state.compare_exchange(UNWATCHED, WATCHED, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// From here on the command writes its answer, which would be cut.
    pub(super) fn write(&self) {
        let _ = self.state.compare_exchange(UNWATCHED, WRITING, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Whether the command is to stop.
    pub(super) fn is_requested(&self) -> bool {
        self.state.load(Ordering::Relaxed) == REQUESTED
    }

    /// Waits until the command is to stop, as a server does that watches.
    pub(super) async fn requested(&self) {
        self.requested.notified().await;
    }

    /// The exit code of a command that was interrupted: 128 and the number of the signal, as shells count.
    pub(super) fn exit_code(&self) -> u8 {
        code(self.signal.load(Ordering::Relaxed))
    }
}

fn code(signal: u8) -> u8 {
    128 + if signal == 0 { CTRL_C } else { signal }
}

/// Ends the process of a command that has nothing to report.
fn end(signal: u8) -> ! {
    // An error while writing to standard error cannot be reported anywhere.
    let _ = io::stderr().write_all(b"interrupted\n");
    std::process::exit(i32::from(code(signal)));
}

#[cfg(test)]
mod tests {
    use super::Interrupt;

    #[test]
    fn the_first_request_is_for_the_command_that_watches() {
        let interrupt = Interrupt::new();
        assert!(!interrupt.request(15));
        let interrupt = Interrupt::new();
        interrupt.watch();
        assert!(interrupt.request(15) && interrupt.is_requested());
        assert!(!interrupt.request(2));
        assert_eq!(interrupt.exit_code(), 143);
        let interrupt = Interrupt::new();
        interrupt.write();
        interrupt.watch();
        assert!(interrupt.request(2) && !interrupt.is_requested());
        assert!(!interrupt.request(2));
    }
}
