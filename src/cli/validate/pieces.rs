//! [`judge_all`]: the works of a batch are judged piece by piece, so that what is judged and not handed over yet stays small,
//! however short the lines are and however much is wrong with each.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::cli::input::{Chunk, Cursor, Record};
use crate::limits::{Exceeded, Limits};

/// A piece with so many records is handed over before it goes on.
const RECORDS: usize = 2048;

/// The same for its findings.
const FINDINGS: usize = 1024;

/// What judges records, on several threads at once.
pub(super) trait Judge: Send + Sync + 'static {
    /// The result for one record.
    type Judgement: Send + 'static;

    fn judge(&self, record: &[u8]) -> Self::Judgement;

    /// The result for a record that is too long to be read.
    fn too_long(&self, exceeded: Exceeded) -> Self::Judgement;

    /// Whether it keeps something of every record that it judges. Then a batch is judged to its end in any case, so that the
    /// same input has the same answer.
    fn collects(&self) -> bool;

    /// How many findings a judgement holds.
    fn findings(judgement: &Self::Judgement) -> usize;
}

/// The judgements of a piece, each with the line of its record.
pub(super) type Judgements<J> = Vec<(u64, <J as Judge>::Judgement)>;

/// What is read at once.
pub(super) enum Work {
    Lines(Chunk),
    /// One record, and the line that it begins on; `None` when it is too long to be kept.
    One(u64, Option<Vec<u8>>),
}

impl Work {
    /// How many bytes of memory it takes.
    pub(super) fn size(&self) -> u64 {
        match self {
            Self::Lines(chunk) => chunk.size() as u64,
            Self::One(_, record) => record.as_ref().map_or(0, Vec::len) as u64,
        }
    }
}

/// A part of a [`Work`].
struct Piece<'w, T> {
    work: &'w Work,
    from: Cursor,
    /// Where the next piece begins.
    end: usize,
    judged: Option<Judged<T>>,
}

/// The judgements of a piece by line, and where the rest of it begins.
struct Judged<T> {
    judgements: Vec<(u64, T)>,
    rest: Option<Cursor>,
}

impl<'w, T: Send> Piece<'w, T> {
    fn new(work: &'w Work, from: Cursor, end: usize) -> Self {
        Self { work, from, end, judged: None }
    }

    fn whole(work: &'w Work) -> Self {
        match work {
            Work::Lines(chunk) => Self::new(work, Cursor::default(), chunk.end()),
            Work::One(..) => Self::new(work, Cursor::default(), 0),
        }
    }

    fn judge<J: Judge<Judgement = T>>(&mut self, judge: &J, limits: &Limits, is_cancelled: &AtomicBool) {
        if self.judged.is_some() {
            return;
        }
        let too_long = || judge.too_long(Exceeded::new("record-bytes", limits));
        let chunk = match self.work {
            Work::Lines(chunk) => chunk,
            Work::One(line, record) => {
                let judgement = record.as_ref().map_or_else(too_long, |record| judge.judge(record));
                self.judged = Some(Judged { judgements: vec![(*line, judgement)], rest: None });
                return;
            }
        };
        let (mut judgements, mut findings, mut at) = (Vec::new(), 0, self.from);
        while let Some(record) = chunk.next_record(&mut at, self.end) {
            let (line, judgement) = match record {
                Record::Line(line, bytes) => (line, judge.judge(bytes)),
                Record::TooLong(line) => (line, too_long()),
            };
            findings += J::findings(&judgement);
            judgements.push((line, judgement));
            if judgements.len() >= RECORDS || findings >= FINDINGS || is_cancelled.load(Ordering::Relaxed) {
                self.judged = Some(Judged { judgements, rest: Some(at) });
                return;
            }
        }
        self.judged = Some(Judged { judgements, rest: None });
    }

    /// What is left of it behind `rest`, in at most `pieces` pieces of so many lines each.
    fn cut(&self, rest: Cursor, lines: usize, pieces: usize) -> Vec<Self> {
        let Work::Lines(chunk) = self.work else { return Vec::new() };
        let (mut out, mut from) = (Vec::new(), rest);
        while out.len() + 1 < pieces {
            let next = chunk.skip_lines(from, self.end, lines);
            if next.offset() >= self.end {
                break;
            }
            out.push(Self::new(self.work, from, next.offset()));
            from = next;
        }
        out.push(Self::new(self.work, from, self.end));
        out
    }
}

/// Judges `works` on all cores and hands the judgements to `take`, in order, until it breaks or the run is cancelled.
pub(super) fn judge_all<J: Judge>(
    works: &[Work],
    judge: &J,
    limits: &Limits,
    is_cancelled: &AtomicBool,
    take: &mut dyn FnMut(Judgements<J>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let at_once = rayon::current_num_threads() * 4;
    let mut pieces: VecDeque<Piece<'_, J::Judgement>> = works.iter().map(Piece::whole).collect();
    while !pieces.is_empty() {
        let next = pieces.len().min(at_once);
        let next = &mut pieces.make_contiguous()[..next];
        next.par_iter_mut().for_each(|piece| piece.judge(judge, limits, is_cancelled));
        while let Some(mut piece) = pieces.pop_front_if(|piece| piece.judged.is_some()) {
            let Some(Judged { judgements, rest }) = piece.judged.take() else { break };
            // Pieces of the size that there was room for, so that all threads go on with them.
            let rest = rest.map_or_else(Vec::new, |rest| piece.cut(rest, judgements.len(), at_once));
            rest.into_iter().rev().for_each(|piece| pieces.push_front(piece));
            take(judgements)?;
            if is_cancelled.load(Ordering::Relaxed) {
                return ControlFlow::Break(());
            }
        }
    }
    ControlFlow::Continue(())
}
