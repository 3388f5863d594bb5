//! Runs a judge over every record of every input: on all cores, in input order, in bounded memory.
//!
//! One thread reads chunks and takes what comes out of them; the others judge. There is no barrier: while the first piece is
//! waited for, those behind it are judged.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use super::pieces::{Judge, Judged, Piece, Told};
use super::workers::Workers;
use crate::cli::Interrupt;
use crate::cli::input::{CHUNK, Chunk, Chunks, Entries, Input, Layout, read_whole};
use crate::error::Error;
use crate::limits::Limits;

/// Where a record is in its input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At {
    /// The number of the record, from 1.
    pub(super) record: u64,
    /// The line that it begins on, from 1.
    pub(super) line: u64,
}

/// What is handed over, in order.
pub(super) enum Taken<T> {
    /// So many records hold, and nothing else is known of them.
    Held(u64),
    Judged(At, T),
}

/// How far an input was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// To its end.
    Complete,
    /// Until `take` asked for no more.
    Stopped,
    /// Until the run was interrupted.
    Interrupted,
    /// Until an error.
    Broken,
}

/// How soon an interruption is noticed, and how long after it a record may go on.
const POLL: Duration = Duration::from_millis(20);
const GRACE: Duration = Duration::from_millis(500);

/// What takes the judgements.
type Take<'t, J> = &'t mut dyn FnMut(Taken<<J as Judge>::Judgement>) -> ControlFlow<()>;

/// Judges every record of `input` and hands the judgements to `take`, in order.
///
/// # Errors
///
/// When `stream`, which is that of `input`, cannot be read or does not unpack; what was judged before has been handed over.
pub(super) fn run<J: Judge>(
    input: &Input,
    mut source: Source<'_>,
    judge: &Arc<J>,
    (workers, interrupt): (&Workers, &Interrupt),
    take: Take<'_, J>,
) -> Result<End, Error> {
    let unreadable = |error| match input == &Input::Stdin {
        true => Error::io("cannot read standard input", error),
        false => Error::io(format!("cannot read `{}`", input.name()), error),
    };
    let mut flight = Flight::new(judge, source.limits, workers);
    let mut count = Count::default();
    let mut end = None;
    loop {
        while end.is_none() && flight.has_room() {
            match source.next(flight.buffer()) {
                Ok(Some(chunk)) => flight.begin(chunk),
                Ok(None) => end = Some(Ok(())),
                Err(error) => end = Some(Err(error)),
            }
        }
        match flight.next(interrupt) {
            Next::Judged(judged, lines) => {
                if count.hand_over::<J>(judged, take).is_break() {
                    flight.stop(&mut source, interrupt);
                    return Ok(End::Stopped);
                }
                count.lines += lines;
            }
            Next::Abandoned => return Ok(End::Interrupted),
            Next::Failed => return Err(unreadable(io::Error::other("a record could not be judged"))),
            Next::Nothing => match end {
                Some(Ok(())) => return Ok(End::Complete),
                // A read that was interrupted may fail because of it.
                _ if interrupt.is_requested() => return Ok(End::Interrupted),
                Some(Err(error)) => return Err(unreadable(error)),
                None => flight.is_closed = false,
            },
        }
    }
}

/// Where chunks come from.
pub(super) struct Source<'s> {
    limits: Limits,
    records: Records<'s>,
}

enum Records<'s> {
    Lines(Chunks<Box<dyn Read + Send + 's>>),
    Har(Entries<Box<dyn Read + Send + 's>>),
    Whole(Option<Box<dyn Read + Send + 's>>),
}

impl<'s> Source<'s> {
    /// The records of `stream`.
    pub(super) fn new(stream: Box<dyn Read + Send + 's>, layout: Layout, limits: Limits) -> Self {
        let records = match layout {
            Layout::Lines => Records::Lines(Chunks::new(stream, limits.record_bytes)),
            Layout::Har => Records::Har(Entries::new(stream, &["log", "entries"], &limits)),
            Layout::Whole => Records::Whole(Some(stream)),
        };
        Self { limits, records }
    }

    fn next(&mut self, buffer: Vec<u8>) -> io::Result<Option<Chunk>> {
        match &mut self.records {
            Records::Lines(chunks) => chunks.next(buffer),
            Records::Har(entries) => entries.next(buffer),
            Records::Whole(stream) => {
                let Some(stream) = stream.take() else { return Ok(None) };
                let record = read_whole(stream, self.limits.record_bytes)?;
                let range = record.as_ref().map(|record| 0..record.len());
                Ok(Some(Chunk::listed(record.unwrap_or_default(), vec![(0, range)])))
            }
        }
    }
}

/// The pieces that are being judged, in order, and what each will bring.
struct Flight<'r, J: Judge> {
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
enum Next<T> {
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
    fn new(judge: &'r Arc<J>, limits: Limits, workers: &'r Workers) -> Self {
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
    fn has_room(&self) -> bool {
        let is_small = self.bytes.saturating_add(CHUNK as u64) <= self.limits.batch_bytes;
        !self.is_closed && (self.pieces.is_empty() || is_small && self.pieces.len() < self.most())
    }

    fn buffer(&mut self) -> Vec<u8> {
        self.spare.pop().unwrap_or_default()
    }

    fn begin(&mut self, chunk: Chunk) {
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
    fn next(&mut self, interrupt: &Interrupt) -> Next<J::Judgement> {
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
    fn stop(&mut self, source: &mut Source<'_>, interrupt: &Interrupt) {
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

/// How many records and lines were handed over.
#[derive(Default)]
struct Count {
    records: u64,
    /// Those of the chunks that are behind us.
    lines: u64,
}

impl Count {
    fn hand_over<J: Judge>(&mut self, judged: Judged<J::Judgement>, take: Take<'_, J>) -> ControlFlow<()> {
        for Told { held_before, lines_before, judgement } in judged.judgements {
            self.held(held_before, take)?;
            self.records += 1;
            let at = At { record: self.records, line: self.lines + lines_before + 1 };
            take(Taken::Judged(at, judgement))?;
        }
        self.held(judged.held, take)
    }

    fn held<T>(&mut self, count: u64, take: &mut dyn FnMut(Taken<T>) -> ControlFlow<()>) -> ControlFlow<()> {
        self.records += count;
        if count > 0 { take(Taken::Held(count)) } else { ControlFlow::Continue(()) }
    }
}
