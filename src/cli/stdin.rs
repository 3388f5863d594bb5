//! [`Stdin`] and [`Patient`]: sources that a command stops waiting for when it is interrupted.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use super::Interrupt;

/// Read at once.
const CHUNK: usize = 1 << 18;
/// How many chunks are read ahead.
const AHEAD: usize = 4;
/// How soon an interruption is noticed.
const POLL: Duration = Duration::from_millis(50);

/// Standard input until an interruption is requested; then reading fails. Reading begins with the first read.
#[derive(Debug)]
pub struct Stdin {
    interrupt: &'static Interrupt,
    stream: Option<Patient<'static>>,
}

impl Stdin {
    /// Standard input until `interrupt` is requested.
    #[must_use]
    pub fn new(interrupt: &'static Interrupt) -> Self {
        Self { interrupt, stream: None }
    }
}

impl Read for Stdin {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let begin = || Patient::new(self.interrupt, || Ok(io::stdin()));
        self.stream.get_or_insert_with(begin).read(buffer)
    }
}

/// A stream, opened and read on a thread of its own: what waits for a terminal or a pipe cannot be cancelled, but it can be
/// left alone.
#[derive(Debug)]
pub(super) struct Patient<'i> {
    interrupt: &'i Interrupt,
    chunks: Receiver<io::Result<Vec<u8>>>,
    chunk: io::Cursor<Vec<u8>>,
}

impl<'i> Patient<'i> {
    /// The stream that `open` opens, until `interrupt` is requested.
    pub(super) fn new<R: Read>(
        interrupt: &'i Interrupt,
        open: impl FnOnce() -> io::Result<R> + Send + 'static,
    ) -> Self {
        let (sender, chunks) = sync_channel(AHEAD);
        std::thread::spawn(move || match open() {
            Ok(stream) => pass_on(stream, &sender),
            // The receiver may be gone.
            Err(error) => drop(sender.send(Err(error))),
        });
        Self { interrupt, chunks, chunk: io::Cursor::default() }
    }
}

impl Read for Patient<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.chunk.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            match self.chunks.recv_timeout(POLL) {
                Ok(chunk) => self.chunk = io::Cursor::new(chunk?),
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
                Err(RecvTimeoutError::Timeout) if self.interrupt.is_requested() => {
                    return Err(io::Error::other("interrupted"));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

/// Sends what is read until the input ends or the receiver is gone.
fn pass_on(mut stream: impl Read, sender: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut chunk = vec![0; CHUNK];
        let read = match stream.read(&mut chunk) {
            Ok(0) => return,
            Ok(read) => Ok(read),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let failed = read.is_err();
        let chunk = read.map(|read| {
            chunk.truncate(read);
            chunk
        });
        if sender.send(chunk).is_err() || failed {
            return;
        }
    }
}
