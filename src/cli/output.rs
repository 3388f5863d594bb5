//! [`Output`]: a stream that a reader may close early, as `head` does, without that being an error.
//!
//! It takes what can be shown on a screen and nothing else: literals, and what was made plain. There is no other way to the
//! streams; `tests/it/safe/sources.rs` reads the sources for one.

use std::io::{self, ErrorKind, Write};

use super::Interrupt;
use crate::plain::{Plain, Screen, Show, Shown};

/// What is written at once.
const BUFFER: usize = 1 << 15;

/// Buffers lines for a stream and remembers the first error, which [`Output::finish`] returns.
pub(super) struct Output<'s> {
    stream: io::BufWriter<&'s mut dyn Write>,
    is_terminal: bool,
    /// What is to know that the answer of the command is being written.
    interrupt: Option<&'s Interrupt>,
    error: Option<io::Error>,
    /// What is being written.
    text: Shown<Screen>,
}

/// What was written and is kept, to be written to another stream later.
#[derive(Debug, Default)]
pub(super) struct Kept(Vec<u8>);

impl Kept {
    /// A stream that ends up here.
    pub(super) fn output(&mut self) -> Output<'_> {
        Output::new(&mut self.0, false)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl<'s> Output<'s> {
    pub(super) fn new(stream: &'s mut dyn Write, is_terminal: bool) -> Self {
        let stream = io::BufWriter::with_capacity(BUFFER, stream);
        Self { stream, is_terminal, interrupt: None, error: None, text: Shown::new() }
    }

    /// The stream that the answer goes to: a command that is interrupted ends before it begins to write, or after.
    pub(super) fn answer(stream: &'s mut dyn Write, is_terminal: bool, interrupt: &'s Interrupt) -> Self {
        Self { interrupt: Some(interrupt), ..Self::new(stream, is_terminal) }
    }

    pub(super) fn line(&mut self, line: impl Show<Screen>) {
        self.text((line, "\n"));
    }

    pub(super) fn text(&mut self, text: impl Show<Screen>) {
        self.begin();
        if self.error.is_none() {
            self.text.clear();
            self.text.push(text);
            self.error = self.stream.write_all(self.text.as_str().as_bytes()).err();
        }
    }

    /// What was written before.
    pub(super) fn again(&mut self, kept: &Kept) {
        self.begin();
        if self.error.is_none() {
            self.error = self.stream.write_all(&kept.0).err();
        }
    }

    fn begin(&mut self) {
        if let Some(interrupt) = self.interrupt.take() {
            interrupt.write();
        }
    }

    /// Flushes to a terminal, so that a person sees what was written so far; files and pipes stay buffered.
    pub(super) fn show(&mut self) {
        if self.is_terminal && self.error.is_none() {
            self.error = self.stream.flush().err();
        }
    }

    /// Flushes, also to files and pipes: whoever started a server waits for its address, and for what it finds.
    pub(super) fn flush(&mut self) {
        if self.error.is_none() {
            self.error = self.stream.flush().err();
        }
    }

    /// The columns of the terminal; `None` for files and pipes, where lines are as long as they are.
    pub(super) fn columns(&self) -> Option<usize> {
        let size = self.is_terminal.then(|| console::Term::stdout().size_checked()).flatten();
        size.map(|(_, columns)| usize::from(columns)).filter(|columns| *columns > 0)
    }

    /// A text that follows so many characters, on lines that the terminal need not break; files and pipes have one line. Those behind
    /// the first begin behind so many blanks.
    pub(super) fn broken(&self, text: &Plain, (lead, indent): (usize, usize)) -> Vec<Plain> {
        match self.columns() {
            Some(columns) => text.wrapped(columns.saturating_sub(lead), columns.saturating_sub(indent)),
            None => vec![text.clone()],
        }
    }

    /// Whether nothing can be written any more, because the reader closed the stream or writing failed.
    pub(super) fn is_closed(&self) -> bool {
        self.error.is_some()
    }

    /// Flushes. That the reader closed the stream is no error.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        let result = self.error.take().map_or_else(|| self.stream.flush(), Err);
        match result {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }
}
