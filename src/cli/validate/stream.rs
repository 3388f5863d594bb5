//! Runs a judge over every record of every input: on all cores, in input order, in bounded memory.
//!
//! One thread takes what comes out of the chunks; the others judge. There is no barrier: while the first piece is waited for, those
//! behind it are judged. Who reads is up to the [`Supply`].

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::flight::{Flight, Next};
use super::pieces::{Judge, Judged, Told};
use super::source::Supply;
use super::workers::Workers;
use crate::cli::Interrupt;
use crate::cli::input::Input;
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

/// What takes the judgements.
type Take<'t, J> = &'t mut dyn FnMut(Taken<<J as Judge>::Judgement>) -> ControlFlow<()>;

/// Judges every record of `input` and hands the judgements to `take`, in order.
///
/// # Errors
///
/// When `supply`, which is that of `input`, cannot be read or does not unpack; what was judged before has been handed over.
pub(super) fn run<J: Judge>(
    input: &Input,
    supply: Supply<'_>,
    (judge, limits): (&Arc<J>, Limits),
    (workers, interrupt): (&Workers, &Interrupt),
    take: Take<'_, J>,
) -> Result<End, Error> {
    let unreadable = |error| match input == &Input::Stdin {
        true => Error::io("cannot read standard input", error),
        false => Error::io(format!("cannot read `{}`", input.name()), error),
    };
    let mut flight = Flight::new(judge, limits, workers);
    let mut source = match supply {
        Supply::Here(source) => Some(source),
        Supply::Shared(source, stop) => {
            flight.share(source, stop);
            None
        }
    };
    let mut count = Count::default();
    let mut end = None;
    loop {
        while end.is_none() && flight.has_room() {
            let Some(source) = &mut source else {
                flight.ask();
                continue;
            };
            match source.next(flight.buffer()) {
                Ok(Some(chunk)) => flight.begin(chunk),
                Ok(None) => end = Some(Ok(())),
                Err(error) => end = Some(Err(error)),
            }
        }
        match flight.next(interrupt) {
            Next::End(how) => end = Some(how),
            Next::Judged(judged, lines) => {
                if count.hand_over::<J>(judged, take).is_break() {
                    if let Some(source) = &mut source {
                        flight.stop(source, interrupt);
                    }
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
                None => flight.go_on(),
            },
        }
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
