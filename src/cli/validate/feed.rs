//! [`Feed`]: an input that is read by the threads that judge, each in its turn. What one of them reads is in the cache of its core when
//! it is judged.

use std::collections::VecDeque;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::pieces::{Judged, Piece};
use super::source::Source;
use crate::cli::input::{CHUNK, Chunk};

/// What came of a place in the order of the input.
pub(super) enum Came<T> {
    /// A piece, and what was judged of it.
    Piece(Piece, Judged<T>),
    /// A whole chunk with so many lines, all of it judged.
    Chunk(Judged<T>, u64),
    /// The end of the input.
    End(io::Result<()>),
    /// Nothing: the input ended before, or too much of it is in memory.
    Nothing,
}

/// A shared input.
pub(super) struct Feed<T> {
    /// `None` at its end.
    source: Mutex<Option<Source<'static>>>,
    /// For what is read next, in order.
    places: Mutex<VecDeque<SyncSender<Came<T>>>>,
    /// Buffers to be used again.
    spare: Mutex<Vec<Vec<u8>>>,
    /// The bytes of its chunks that are in memory, and the most of them.
    bytes: AtomicU64,
    most: u64,
    stop: Arc<AtomicBool>,
}

impl<T> Feed<T> {
    /// `source` until `stop` is set, with so many bytes in memory.
    pub(super) fn new(source: Source<'static>, stop: Arc<AtomicBool>, most: u64) -> Self {
        let (places, spare, bytes) = (Mutex::default(), Mutex::default(), AtomicU64::new(0));
        Self { source: Mutex::new(Some(source)), places, spare, bytes, most, stop }
    }

    /// Ends reading.
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Where the next place will be answered.
    pub(super) fn place(&self) -> Receiver<Came<T>> {
        let (sender, came) = sync_channel(1);
        locked(&self.places).push_back(sender);
        came
    }

    /// Reads for the next place; what is not a chunk is answered here.
    pub(super) fn read(&self) -> Option<(Chunk, SyncSender<Came<T>>)> {
        let mut source = locked(&self.source);
        let place = locked(&self.places).pop_front()?;
        let bytes = self.bytes.load(Ordering::Relaxed);
        let has_room = bytes == 0 || bytes.saturating_add(CHUNK as u64) <= self.most;
        let came = match source.as_mut().filter(|_| has_room) {
            None => Came::Nothing,
            Some(open) => match open.next(self.buffer()) {
                Ok(Some(chunk)) => {
                    self.bytes.fetch_add(chunk.size(), Ordering::Relaxed);
                    return Some((chunk, place));
                }
                Ok(None) => {
                    *source = None;
                    Came::End(Ok(()))
                }
                Err(error) => {
                    *source = None;
                    Came::End(Err(error))
                }
            },
        };
        // Nobody may wait any more.
        let _ = place.send(came);
        None
    }

    /// Takes a chunk of so many bytes out, with its buffer if nobody reads it any more.
    pub(super) fn finish(&self, size: u64, chunk: Option<Chunk>) {
        self.bytes.fetch_sub(size, Ordering::Relaxed);
        locked(&self.spare).extend(chunk.map(Chunk::into_any_buffer));
    }

    /// The largest that is free. What a thread allocates and frees is not given back to the others: with a long record in turn, each
    /// would have a large buffer.
    fn buffer(&self) -> Vec<u8> {
        let mut spare = locked(&self.spare);
        let largest = (0..spare.len()).max_by_key(|&number| spare[number].capacity());
        largest.map(|number| spare.swap_remove(number)).unwrap_or_default()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
