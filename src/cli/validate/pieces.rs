//! [`Piece`]: a part of a chunk that one thread judges, so that what is judged and not handed over yet stays small, however
//! short the records are and however much is wrong with each.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::input::{Chunk, Cursor};
use crate::limits::{Exceeded, Limits};

/// A piece with so many judgements is handed over before it goes on.
const JUDGEMENTS: usize = 128;

/// The same for their findings.
const FINDINGS: usize = 64;

/// What judges records, on several threads at once.
pub(super) trait Judge: Send + Sync + 'static {
    /// The result for one record.
    type Judgement: Send + 'static;

    /// Whether a record holds and nothing else is to be known of it: such records are counted.
    fn holds(&self, record: &[u8]) -> bool;

    /// The result for a record of which that is not so.
    fn judge(&self, record: &[u8]) -> Self::Judgement;

    /// The result for a record that is too long to be read.
    fn too_long(&self, exceeded: Exceeded) -> Self::Judgement;

    /// Whether it keeps something of every record that it judges. Then a part of the input is judged to its end in any case, so
    /// that the same input has the same answer.
    fn collects(&self) -> bool;

    /// How many findings a judgement holds.
    fn findings(judgement: &Self::Judgement) -> usize;
}

/// A part of a chunk.
pub(super) struct Piece {
    chunk: Arc<Chunk>,
    from: Cursor,
    /// Where the next piece begins.
    end: usize,
}

/// What came out of a piece, in the order of its records.
pub(super) struct Judged<T> {
    pub(super) judgements: Vec<Told<T>>,
    /// How many records behind the last of them hold.
    pub(super) held: u64,
    /// Where it ended, because it was judged to its end or because this is enough at once.
    at: Cursor,
    /// How many records these are in all.
    records: usize,
    is_complete: bool,
}

/// The judgement of one record.
pub(super) struct Told<T> {
    /// How many records before it hold, back to the last that has a judgement.
    pub(super) held_before: u64,
    /// How many lines are before it; see [`Record`](crate::cli::input::Record).
    pub(super) lines_before: u64,
    pub(super) judgement: T,
}

impl Piece {
    /// The whole of `chunk`.
    pub(super) fn whole(chunk: Chunk) -> Self {
        let end = chunk.end();
        Self { chunk: Arc::new(chunk), from: Cursor::default(), end }
    }

    /// The bytes of its chunk.
    pub(super) fn size(&self) -> u64 {
        self.chunk.size()
    }

    /// Judges its records, until that is enough at once.
    pub(super) fn judge<J: Judge>(
        &self,
        judge: &J,
        limits: &Limits,
        is_cancelled: &AtomicBool,
    ) -> Judged<J::Judgement> {
        let (mut judgements, mut findings, mut held, mut records) = (Vec::new(), 0, 0, 0);
        let mut at = self.from;
        while let Some(record) = self.chunk.next_record(&mut at, self.end) {
            records += 1;
            let judgement = match record.bytes {
                Some(bytes) if judge.holds(bytes) => {
                    held += 1;
                    continue;
                }
                Some(bytes) => judge.judge(bytes),
                None => judge.too_long(Exceeded::new("record-bytes", limits)),
            };
            findings += J::findings(&judgement);
            let held_before = std::mem::take(&mut held);
            judgements.push(Told { held_before, lines_before: record.lines_before, judgement });
            let is_enough = judgements.len() >= JUDGEMENTS || findings >= FINDINGS;
            if is_enough || is_cancelled.load(Ordering::Relaxed) {
                return Judged { judgements, held, at, records, is_complete: false };
            }
        }
        Judged { judgements, held, at, records, is_complete: true }
    }

    /// What is left of it behind what was judged, in at most `most` pieces of the size that there was room for, so that all
    /// threads go on with them.
    pub(super) fn rest<T>(&self, judged: &Judged<T>, most: usize) -> Vec<Self> {
        let (mut out, mut from) = (Vec::new(), judged.at);
        if judged.is_complete {
            return out;
        }
        let piece = |from, end| Self { chunk: Arc::clone(&self.chunk), from, end };
        while out.len() + 1 < most {
            let next = self.chunk.skip(from, self.end, judged.records);
            if next.offset() >= self.end {
                break;
            }
            out.push(piece(from, next.offset()));
            from = next;
        }
        out.push(piece(from, self.end));
        out
    }

    /// Whether nothing is left of its chunk behind what was judged.
    pub(super) fn is_last<T>(&self, judged: &Judged<T>) -> bool {
        judged.is_complete && self.end == self.chunk.end()
    }

    /// When it was the last of its chunk, how many lines that has, and the chunk if nobody reads it any more.
    pub(super) fn finish<T>(self, judged: &Judged<T>) -> Option<(u64, Option<Chunk>)> {
        self.is_last(judged).then(|| (judged.at.lines(), Arc::into_inner(self.chunk)))
    }
}
