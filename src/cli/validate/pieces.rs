//! [`judge_all`]: the works of a batch are judged piece by piece, so that what is judged and not handed over yet stays small,
//! however short the lines are and however much is wrong with each.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use rayon::prelude::*;

use crate::cli::input::{Chunk, Cursor, Record};

/// A piece with so many records is handed over before it goes on.
const RECORDS: usize = 2048;

/// The same for its findings.
const FINDINGS: usize = 1024;

/// What judges records, on several threads at once.
pub(super) trait Judge: Sync {
    /// The result for one record.
    type Judgement: Send;

    fn judge(&self, record: &[u8]) -> Self::Judgement;

    /// The result for a line that is too long to be read.
    fn too_long(&self) -> Self::Judgement;

    /// How many findings a judgement holds.
    fn findings(judgement: &Self::Judgement) -> usize;
}

/// What is read at once.
pub(super) enum Work {
    Lines(Chunk),
    /// One record, and the line that it begins on.
    One(u64, Vec<u8>),
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

    fn judge<J: Judge<Judgement = T>>(&mut self, judge: &J) {
        if self.judged.is_some() {
            return;
        }
        let chunk = match self.work {
            Work::Lines(chunk) => chunk,
            Work::One(line, bytes) => {
                self.judged = Some(Judged { judgements: vec![(*line, judge.judge(bytes))], rest: None });
                return;
            }
        };
        let (mut judgements, mut findings, mut at) = (Vec::new(), 0, self.from);
        while let Some(record) = chunk.next_record(&mut at, self.end) {
            let (line, judgement) = match record {
                Record::Line(line, bytes) => (line, judge.judge(bytes)),
                Record::TooLong(line) => (line, judge.too_long()),
            };
            findings += J::findings(&judgement);
            judgements.push((line, judgement));
            if judgements.len() >= RECORDS || findings >= FINDINGS {
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

/// Judges `works` on all cores and hands the judgements to `take`, in order, until it breaks. `beside` runs at the same time, once.
pub(super) fn judge_all<J: Judge>(
    works: &[Work],
    judge: &J,
    beside: impl FnOnce() + Send,
    take: &mut dyn FnMut(u64, J::Judgement) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let at_once = rayon::current_num_threads() * 4;
    let mut pieces: VecDeque<Piece<'_, J::Judgement>> = works.iter().map(Piece::whole).collect();
    let mut beside = Some(beside);
    loop {
        let next = pieces.len().min(at_once);
        let next = &mut pieces.make_contiguous()[..next];
        let mut judge_next = || next.par_iter_mut().for_each(|piece| piece.judge(judge));
        match beside.take() {
            Some(beside) => drop(rayon::join(beside, judge_next)),
            None => judge_next(),
        }
        while let Some(mut piece) = pieces.pop_front_if(|piece| piece.judged.is_some()) {
            let Some(Judged { judgements, rest }) = piece.judged.take() else { break };
            let judged = judgements.len();
            for (line, judgement) in judgements {
                take(line, judgement)?;
            }
            // Pieces of the size that there was room for, so that all threads go on with them.
            let rest = rest.map_or_else(Vec::new, |rest| piece.cut(rest, judged, at_once));
            rest.into_iter().rev().for_each(|piece| pieces.push_front(piece));
        }
        if pieces.is_empty() {
            return ControlFlow::Continue(());
        }
    }
}
