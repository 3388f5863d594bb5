//! [`Progress`]: a bar on a terminal while long work runs, and nothing anywhere else.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use console::Term;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use crate::plain::Plain;

/// Work that ends sooner shows no bar.
const GRACE: Duration = Duration::from_millis(500);
/// How often the bar is drawn.
const REFRESH: Duration = Duration::from_millis(100);

/// Shows how much of the stored bytes is read, the rate and the time left.
pub(super) struct Progress {
    bar: ProgressBar,
    consumed: Arc<AtomicU64>,
    drawing: Option<Drawing>,
}

/// The thread that draws; it ends when `stop` is dropped.
struct Drawing {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Progress {
    /// A bar for `total` bytes, or a spinner where the size is not known; hidden unless `shown`.
    pub(super) fn new(total: Option<u64>, shown: bool) -> Self {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        let template = match total {
            Some(_) => "{bar:12} {percent:>3}% {bytes_per_sec} {eta}",
            None => "{spinner} {bytes} {bytes_per_sec}",
        };
        Self::drawn(bar, template, shown)
    }

    /// A bar for so many pieces of work, each with a name.
    pub(super) fn of_pieces(total: usize, shown: bool) -> Self {
        let bar = ProgressBar::with_draw_target(u64::try_from(total).ok(), ProgressDrawTarget::hidden());
        Self::drawn(bar, "{bar:12} {pos}/{len} {msg}", shown)
    }

    fn drawn(bar: ProgressBar, template: &str, shown: bool) -> Self {
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let consumed = Arc::new(AtomicU64::new(0));
        let drawing = shown.then(|| Drawing::start(bar.clone(), Arc::clone(&consumed)));
        Self { bar, consumed, drawing }
    }

    /// The piece of this name begins.
    pub(super) fn piece(&self, done: usize, name: &Plain) {
        self.bar.set_message(name.to_string());
        self.consumed.store(u64::try_from(done).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Where readers count what they have read.
    pub(super) fn consumed(&self) -> &Arc<AtomicU64> {
        &self.consumed
    }

    /// Takes the bar away while `print` writes, which must flush what it wrote to a terminal.
    pub(super) fn around<T>(&self, print: impl FnOnce() -> T) -> T {
        match self.drawing {
            Some(_) => self.bar.suspend(print),
            None => print(),
        }
    }
}

impl Drawing {
    fn start(bar: ProgressBar, consumed: Arc<AtomicU64>) -> Self {
        let (stop, stopped) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let mut wait = GRACE;
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                if wait == GRACE {
                    bar.set_draw_target(ProgressDrawTarget::term_like(Box::new(Screen(Term::stderr()))));
                    wait = REFRESH;
                }
                bar.set_position(consumed.load(Ordering::Relaxed));
                bar.tick();
            }
        });
        Self { stop, thread }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(Drawing { stop, thread }) = self.drawing.take() {
            drop(stop);
            // It ends by itself, and draws nothing once the bar is cleared below.
            let _ = thread.join();
        }
        self.bar.finish_and_clear();
    }
}

/// Standard error, two columns narrower than it is: `^C`, which a terminal echoes behind the bar, must not wrap the line,
/// because only the last row of a wrapped line is cleared.
#[derive(Debug)]
struct Screen(Term);

impl TermLike for Screen {
    fn width(&self) -> u16 {
        self.0.size().1.saturating_sub(2)
    }

    fn height(&self) -> u16 {
        self.0.size().0
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_up(n)
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_down(n)
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_right(n)
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_left(n)
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.0.write_line(text)
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.0.write_str(text)
    }

    fn clear_line(&self) -> io::Result<()> {
        self.0.clear_line()
    }

    fn flush(&self) -> io::Result<()> {
        self.0.flush()
    }
}
