//! [`Flight`]: the pieces of an input that are being judged, in their order.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use super::feed::{Came, Feed};
use super::pieces::{Judge, Judged, Piece};
use super::source::Source;
use super::workers::Workers;
use crate::cli::Interrupt;
use crate::cli::input::{CHUNK, Chunk};
use crate::limits::Limits;

/// How soon an interruption is noticed, and how long after it a record may go on.
const POLL: Duration = Duration::from_millis(20);
const GRACE: Duration = Duration::from_millis(500);

/// So many chunks of a shared input are in flight where little is found in each, and so many judgements of one are little: then
/// nothing is kept of most, and the thread that takes need not wake for each.
const CALM: usize = 16;

/// The pieces that are being judged, in order, and what each will bring.
pub(super) struct Flight<'r, J: Judge> {
    places: VecDeque<Place<J::Judgement>>,
    judge: &'r Arc<J>,
    limits: Limits,
    workers: &'r Workers,
    is_cancelled: Arc<AtomicBool>,
    /// The input, where the threads that judge read it.
    feed: Option<Arc<Feed<J::Judgement>>>,
    /// Whether little was found in the last chunk of it.
    is_calm: bool,
    /// The bytes of the chunks that the pieces belong to, where they are read here.
    bytes: u64,
    /// Where something is collected of every record: the bytes of this part of the input, and whether it is all here. The next
    /// part begins when nothing of this one is left.
    part: u64,
    is_closed: bool,
    /// Buffers to be used again.
    spare: Vec<Vec<u8>>,
    /// How long a run that was interrupted goes on.
    until: Option<Instant>,
}

/// A place in the order of the input.
struct Place<T> {
    receiver: Receiver<Came<T>>,
    /// What it brought before it was the first.
    came: Option<Came<T>>,
}

/// What came out of the first piece.
pub(super) enum Next<T> {
    /// Something, and so many lines of the input before what comes next.
    Judged(Judged<T>, u64),
    /// The end of an input that is not read here.
    End(io::Result<()>),
    /// There is none.
    Nothing,
    /// The run was interrupted.
    Abandoned,
    /// A judge failed.
    Failed,
}

impl<'r, J: Judge> Flight<'r, J> {
    pub(super) fn new(judge: &'r Arc<J>, limits: Limits, workers: &'r Workers) -> Self {
        Self {
            places: VecDeque::new(),
            judge,
            limits,
            workers,
            is_cancelled: Arc::default(),
            feed: None,
            is_calm: false,
            bytes: 0,
            part: 0,
            is_closed: false,
            spare: Vec::new(),
            until: None,
        }
    }

    /// Has the threads that judge read, until `stop` is set.
    pub(super) fn share(&mut self, source: Source<'static>, stop: Arc<AtomicBool>) {
        self.feed = Some(Arc::new(Feed::new(source, stop, self.limits.batch_bytes)));
    }

    /// The most pieces of a chunk at once: each thread has one, and finds another when that is judged.
    fn most(&self) -> usize {
        2 * self.workers.threads() + 1
    }

    /// Whether one more chunk is to be read.
    pub(super) fn has_room(&self) -> bool {
        if self.feed.is_some() {
            let most = if self.is_calm { CALM.max(self.most()) } else { self.most() };
            return self.places.len() < most;
        }
        let is_small = self.bytes.saturating_add(CHUNK as u64) <= self.limits.batch_bytes;
        !self.is_closed && (self.places.is_empty() || is_small && self.places.len() < self.most())
    }

    /// Begins the next part of the input.
    pub(super) fn go_on(&mut self) {
        self.is_closed = false;
    }

    /// One to read into.
    pub(super) fn buffer(&mut self) -> Vec<u8> {
        self.spare.pop().unwrap_or_default()
    }

    /// Has a chunk judged.
    pub(super) fn begin(&mut self, chunk: Chunk) {
        self.bytes += chunk.size();
        self.part += chunk.size();
        if self.judge.collects() && self.part >= self.limits.batch_bytes / 2 {
            (self.is_closed, self.part) = (true, 0);
        }
        let place = self.give(Piece::whole(chunk));
        self.places.push_back(place);
    }

    /// Has a chunk read and judged.
    pub(super) fn ask(&mut self) {
        let Some(feed) = self.feed.clone() else { return };
        self.places.push_back(Place { receiver: feed.place(), came: None });
        let (judge, limits, is_cancelled) = (Arc::clone(self.judge), self.limits, Arc::clone(&self.is_cancelled));
        self.workers.give(move || {
            if is_cancelled.load(Ordering::Relaxed) {
                return;
            }
            let Some((chunk, place)) = feed.read() else { return };
            let piece = Piece::whole(chunk);
            let judged = piece.judge(&*judge, &limits, &is_cancelled);
            let came = if piece.is_last(&judged) {
                let size = piece.size();
                let (lines, chunk) = piece.finish(&judged).unwrap_or_default();
                feed.finish(size, chunk);
                Came::Chunk(judged, lines)
            } else {
                Came::Piece(piece, judged)
            };
            // Nobody may wait any more.
            let _ = place.send(came);
        });
    }

    fn give(&self, piece: Piece) -> Place<J::Judgement> {
        let (sender, receiver) = sync_channel(1);
        let (judge, limits, is_cancelled) = (Arc::clone(self.judge), self.limits, Arc::clone(&self.is_cancelled));
        self.workers.give(move || {
            if is_cancelled.load(Ordering::Relaxed) {
                return;
            }
            let judged = piece.judge(&*judge, &limits, &is_cancelled);
            // Nobody may wait any more.
            let _ = sender.send(Came::Piece(piece, judged));
        });
        Place { receiver, came: None }
    }

    /// Waits for the first piece.
    pub(super) fn next(&mut self, interrupt: &Interrupt) -> Next<J::Judgement> {
        loop {
            if self.places.is_empty() {
                return Next::Nothing;
            }
            let came = self.wait();
            if interrupt.is_requested() {
                self.feed.iter().for_each(|feed| feed.stop());
                if Instant::now() >= *self.until.get_or_insert_with(|| Instant::now() + GRACE) {
                    self.is_cancelled.store(true, Ordering::Relaxed);
                    return Next::Abandoned;
                }
            }
            let came = match came {
                Ok(came) => came,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return Next::Failed,
            };
            self.places.pop_front();
            match came {
                Came::Piece(piece, judged) => {
                    self.is_calm = false;
                    let rest = piece.rest(&judged, self.most()).into_iter();
                    let rest: Vec<_> = rest.map(|piece| self.give(piece)).collect();
                    rest.into_iter().rev().for_each(|place| self.places.push_front(place));
                    let lines = self.finish(piece, &judged);
                    return Next::Judged(judged, lines);
                }
                Came::Chunk(judged, lines) => {
                    self.is_calm = judged.judgements.len() <= CALM;
                    return Next::Judged(judged, lines);
                }
                Came::End(how) => return Next::End(how),
                Came::Nothing => {}
            }
        }
    }

    /// Waits for what the first place brings: where little is found, until one far behind it is ready, and then the first is ready
    /// too as a rule.
    fn wait(&mut self) -> Result<Came<J::Judgement>, RecvTimeoutError> {
        let middle = if self.is_calm { self.places.len() / 2 } else { 0 };
        let Some(first) = self.places.front_mut() else { return Err(RecvTimeoutError::Disconnected) };
        if let Some(came) = first.came.take() {
            return Ok(came);
        }
        if let Ok(came) = first.receiver.try_recv() {
            return Ok(came);
        }
        if let Some(later) = self.places.get_mut(middle).filter(|later| middle > 0 && later.came.is_none()) {
            later.came = later.receiver.recv_timeout(POLL).ok();
        }
        self.places.front_mut().map_or(Err(RecvTimeoutError::Disconnected), |first| first.receiver.recv_timeout(POLL))
    }

    /// When `piece` ends its chunk, takes that out; the number of its lines.
    fn finish(&mut self, piece: Piece, judged: &Judged<J::Judgement>) -> u64 {
        let size = piece.size();
        let Some((lines, chunk)) = piece.finish(judged) else { return 0 };
        match &self.feed {
            Some(feed) => feed.finish(size, chunk),
            None => {
                self.bytes -= size;
                self.spare.extend(chunk.map(Chunk::into_buffer));
            }
        }
        lines
    }

    /// Ends without taking anything more. What is collected has to be the same in every run.
    pub(super) fn stop(&mut self, source: &mut Source<'_>, interrupt: &Interrupt) {
        let mut goes_on = self.judge.collects();
        while goes_on || self.judge.collects() && !self.places.is_empty() {
            if goes_on && self.has_room() {
                match source.next(self.buffer()) {
                    Ok(Some(chunk)) => self.begin(chunk),
                    Ok(None) | Err(_) => goes_on = false,
                }
            } else {
                match self.next(interrupt) {
                    Next::Judged(..) => {}
                    Next::End(_) | Next::Nothing | Next::Abandoned | Next::Failed => break,
                }
            }
        }
    }
}

/// What is still to be judged is not waited for any more.
impl<J: Judge> Drop for Flight<'_, J> {
    fn drop(&mut self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
        self.feed.iter().for_each(|feed| feed.stop());
    }
}
