//! [`Flight`]: the pieces of an input that are being judged, in their order.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use super::pieces::{Judge, Judged, Piece};
use super::source::Source;
use super::workers::Workers;
use crate::cli::Interrupt;
use crate::cli::input::{CHUNK, Chunk};
use crate::limits::Limits;

/// How soon an interruption is noticed, and how long after it a record may go on.
const POLL: Duration = Duration::from_millis(20);
const GRACE: Duration = Duration::from_millis(500);

/// The pieces that are being judged, in order, and what each will bring.
pub(super) struct Flight<'r, J: Judge> {
    pieces: VecDeque<(Piece, Receiver<Judged<J::Judgement>>)>,
    judge: &'r Arc<J>,
    limits: Limits,
    workers: &'r Workers,
    is_cancelled: Arc<AtomicBool>,
    /// The bytes of the chunks that they belong to.
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

/// What came out of the first piece.
pub(super) enum Next<T> {
    /// Something, and so many lines of the input before what comes next.
    Judged(Judged<T>, u64),
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
            pieces: VecDeque::new(),
            judge,
            limits,
            workers,
            is_cancelled: Arc::default(),
            bytes: 0,
            part: 0,
            is_closed: false,
            spare: Vec::new(),
            until: None,
        }
    }

    /// The most pieces at once: each thread has one, and finds another when that is judged.
    fn most(&self) -> usize {
        2 * self.workers.threads() + 1
    }

    /// Whether one more chunk is to be read.
    pub(super) fn has_room(&self) -> bool {
        let is_small = self.bytes.saturating_add(CHUNK as u64) <= self.limits.batch_bytes;
        !self.is_closed && (self.pieces.is_empty() || is_small && self.pieces.len() < self.most())
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
        let piece = self.give(Piece::whole(chunk));
        self.pieces.push_back(piece);
    }

    fn give(&self, piece: Piece) -> (Piece, Receiver<Judged<J::Judgement>>) {
        let (sender, judged) = sync_channel(1);
        let (judge, limits, is_cancelled) = (Arc::clone(self.judge), self.limits, Arc::clone(&self.is_cancelled));
        let shared = piece.share();
        self.workers.give(move || {
            if is_cancelled.load(Ordering::Relaxed) {
                return;
            }
            let judged = shared.judge(&*judge, &limits, &is_cancelled);
            // Its buffer is free when this is taken.
            drop(shared);
            // Nobody may wait any more.
            let _ = sender.send(judged);
        });
        (piece, judged)
    }

    /// Waits for the first piece.
    pub(super) fn next(&mut self, interrupt: &Interrupt) -> Next<J::Judgement> {
        loop {
            let Some((_, judged)) = self.pieces.front() else { return Next::Nothing };
            let judged = judged.recv_timeout(POLL);
            if interrupt.is_requested() && Instant::now() >= *self.until.get_or_insert_with(|| Instant::now() + GRACE) {
                self.is_cancelled.store(true, Ordering::Relaxed);
                return Next::Abandoned;
            }
            match (judged, self.pieces.pop_front()) {
                (Ok(judged), Some((piece, _))) => {
                    let rest = piece.rest(&judged, self.most()).into_iter();
                    let rest: Vec<_> = rest.map(|piece| self.give(piece)).collect();
                    rest.into_iter().rev().for_each(|piece| self.pieces.push_front(piece));
                    let lines = self.finish(piece, &judged);
                    return Next::Judged(judged, lines);
                }
                (Err(RecvTimeoutError::Timeout), Some(piece)) => self.pieces.push_front(piece),
                (Err(RecvTimeoutError::Disconnected), _) | (_, None) => return Next::Failed,
            }
        }
    }

    /// When `piece` ends its chunk, takes that out; the number of its lines.
    fn finish(&mut self, piece: Piece, judged: &Judged<J::Judgement>) -> u64 {
        let size = piece.size();
        let Some((lines, chunk)) = piece.finish(judged) else { return 0 };
        self.bytes -= size;
        self.spare.extend(chunk.map(Chunk::into_buffer));
        lines
    }

    /// Ends without taking anything more. What is collected has to be the same in every run.
    pub(super) fn stop(&mut self, source: &mut Source<'_>, interrupt: &Interrupt) {
        let mut goes_on = self.judge.collects();
        while goes_on || self.judge.collects() && !self.pieces.is_empty() {
            if goes_on && self.has_room() {
                match source.next(self.buffer()) {
                    Ok(Some(chunk)) => self.begin(chunk),
                    Ok(None) | Err(_) => goes_on = false,
                }
            } else {
                match self.next(interrupt) {
                    Next::Judged(..) => {}
                    Next::Nothing | Next::Abandoned | Next::Failed => break,
                }
            }
        }
        self.is_cancelled.store(true, Ordering::Relaxed);
    }
}
