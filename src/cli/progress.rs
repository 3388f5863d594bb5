//! [`Progress`]: a bar on a terminal while long work runs, and nothing anywhere else.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shows how much of the stored bytes is read, the rate and the time left.
pub(super) struct Progress {
    bar: ProgressBar,
    consumed: Arc<AtomicU64>,
}

impl Progress {
    /// A bar for `total` bytes, or a spinner where the size is not known; hidden unless `shown`.
    pub(super) fn new(total: Option<u64>, shown: bool) -> Self {
        let target = if shown { ProgressDrawTarget::stderr_with_hz(10) } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(total, target);
        let template = match total {
            Some(_) => "{bar:30} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left",
            None => "{spinner} {bytes}  {bytes_per_sec}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        // A check that is over at once needs no bar.
        if shown {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Self { bar, consumed: Arc::new(AtomicU64::new(0)) }
    }

    /// Where readers count what they have read.
    pub(super) fn consumed(&self) -> &Arc<AtomicU64> {
        &self.consumed
    }

    pub(super) fn update(&self) {
        self.bar.set_position(self.consumed.load(Ordering::Relaxed));
    }

    /// Takes the bar away while `print` writes.
    pub(super) fn around<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
