//! [`Stdin`]: standard input that a command stops waiting for when it is interrupted.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use super::Interrupt;

/// Read at once.
const CHUNK: usize = 1 << 18;
/// How many chunks are read ahead.
const AHEAD: usize = 4;
/// How soon an interruption is noticed.
const POLL: Duration = Duration::from_millis(50);

/// Standard input, read on a thread of its own: a read that waits for a terminal or a pipe cannot be cancelled, but it can
/// be left alone. Reading begins with the first read.
#[derive(Debug)]
pub struct Stdin {
    interrupt: &'static Interrupt,
    chunks: Option<Receiver<io::Result<Vec<u8>>>>,
    chunk: io::Cursor<Vec<u8>>,
}

impl Stdin {
    /// Standard input until `interrupt` is requested; then reading fails.
    #[must_use]
    pub fn new(interrupt: &'static Interrupt) -> Self {
        Self { interrupt, chunks: None, chunk: io::Cursor::default() }
    }
}

impl Read for Stdin {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.chunk.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let chunks = self.chunks.get_or_insert_with(start);
            match chunks.recv_timeout(POLL) {
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

fn start() -> Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = sync_channel(AHEAD);
    std::thread::spawn(move || {
        let mut stdin = io::stdin();
        loop {
            let mut chunk = vec![0; CHUNK];
            let read = match stdin.read(&mut chunk) {
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
    });
    receiver
}
