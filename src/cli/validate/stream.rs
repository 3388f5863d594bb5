//! Runs a judge over every record of every input: on all cores, in input order, in bounded memory.

use std::io::Read;
use std::ops::ControlFlow;

use super::pieces::{Judge, Work, judge_all};
use crate::cli::Interrupt;
use crate::cli::input::{Chunks, Entries, Input, Layout};
use crate::error::Error;

/// Where a record is in its input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At {
    /// The number of the record, from 1.
    pub(super) record: u64,
    /// The line that it begins on, from 1.
    pub(super) line: u64,
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

/// Judges every record of `input` and hands the judgements to `take`, in order.
///
/// # Errors
///
/// When `stream`, which is that of `input`, cannot be read or does not unpack; what was judged before has been handed over.
pub(super) fn run<J: Judge>(
    input: &Input,
    layout: Layout,
    stream: Box<dyn Read + Send + '_>,
    judge: &J,
    interrupt: &Interrupt,
    take: &mut dyn FnMut(At, J::Judgement) -> ControlFlow<()>,
) -> Result<End, Error> {
    let unreadable = |error| match input == &Input::Stdin {
        true => Error::io("cannot read standard input", error),
        false => Error::io(format!("cannot read `{}`", input.name()), error),
    };
    let mut works = Works::new(stream, layout);
    let mut ordinal = 0;
    let mut batch = works.batch();
    loop {
        // The next pieces are read while these are judged.
        let last = batch.works.is_empty() || batch.error.is_some();
        let mut next = Batch::default();
        let read = || {
            if !last {
                next = works.batch();
            }
        };
        let mut take = |line, judgement| {
            ordinal += 1;
            take(At { record: ordinal, line }, judgement)
        };
        if judge_all(&batch.works, judge, read, &mut take).is_break() {
            return Ok(End::Stopped);
        }
        match batch.error {
            None if last => return Ok(End::Complete),
            // A read that was interrupted may fail because of it.
            _ if interrupt.is_requested() => return Ok(End::Interrupted),
            Some(error) => return Err(unreadable(error)),
            None => batch = next,
        }
    }
}

/// Pieces to judge, and the error that came after them.
#[derive(Default)]
struct Batch {
    works: Vec<Work>,
    error: Option<std::io::Error>,
}

enum Works<'s> {
    Lines(Chunks<Box<dyn Read + Send + 's>>),
    Har(Entries<Box<dyn Read + Send + 's>>),
    Whole(Option<Box<dyn Read + Send + 's>>),
}

impl<'s> Works<'s> {
    fn new(stream: Box<dyn Read + Send + 's>, layout: Layout) -> Self {
        match layout {
            Layout::Lines => Self::Lines(Chunks::new(stream)),
            Layout::Har => Self::Har(Entries::new(stream, &["log", "entries"])),
            Layout::Whole => Self::Whole(Some(stream)),
        }
    }

    /// The next pieces: enough for every thread to have some, few enough to stay small.
    fn batch(&mut self) -> Batch {
        let pieces = rayon::current_num_threads() * 2;
        let mut batch = Batch::default();
        while batch.works.len() < pieces {
            match self.next() {
                Ok(Some(work)) => batch.works.push(work),
                Ok(None) => break,
                Err(error) => {
                    batch.error = Some(error);
                    break;
                }
            }
        }
        batch
    }

    fn next(&mut self) -> std::io::Result<Option<Work>> {
        Ok(match self {
            Self::Lines(chunks) => chunks.next()?.map(Work::Lines),
            Self::Har(entries) => entries.next()?.map(|entry| Work::One(entry.line, entry.bytes)),
            Self::Whole(stream) => match stream.take() {
                Some(mut stream) => {
                    let mut bytes = Vec::new();
                    stream.read_to_end(&mut bytes)?;
                    Some(Work::One(1, bytes))
                }
                None => None,
            },
        })
    }
}
