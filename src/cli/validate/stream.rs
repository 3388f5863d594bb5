//! Runs a judge over every record of every input: on all cores, in input order, in bounded memory.

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};
use std::time::{Duration, Instant};

use super::pieces::{Judge, Judgements, Work, judge_all};
use crate::cli::Interrupt;
use crate::cli::input::{Chunks, Entries, Input, Layout, read_whole};
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

/// Judges every record of `input` and hands the judgements to `take`, in order.
///
/// # Errors
///
/// When `stream`, which is that of `input`, cannot be read or does not unpack; what was judged before has been handed over.
pub(super) fn run<J: Judge>(
    input: &Input,
    works: Works<'_>,
    judge: &Arc<J>,
    (worker, interrupt): (&Worker, &Interrupt),
    take: &mut dyn FnMut(At, J::Judgement) -> ControlFlow<()>,
) -> Result<End, Error> {
    let unreadable = |error| match input == &Input::Stdin {
        true => Error::io("cannot read standard input", error),
        false => Error::io(format!("cannot read `{}`", input.name()), error),
    };
    let mut works = works;
    let mut ordinal = 0;
    let mut batch = works.batch();
    loop {
        let Batch { works: pieces, bytes, end } = batch;
        let judging = Judging::begin(pieces, judge, works.limits, worker);
        // The next pieces are read while these are judged, if there is room for both.
        let has_room = end.is_none() && bytes <= works.most();
        let read_ahead = has_room.then(|| works.batch());
        let finish = judging.finish(interrupt, &mut |line, judgement| {
            ordinal += 1;
            take(At { record: ordinal, line }, judgement)
        });
        match (finish, end) {
            (Finish::Stopped, _) => return Ok(End::Stopped),
            (Finish::Abandoned, _) => return Ok(End::Interrupted),
            (Finish::Failed, _) => return Err(unreadable(io::Error::other("a record could not be judged"))),
            (Finish::Complete, Some(Ok(()))) => return Ok(End::Complete),
            // A read that was interrupted may fail because of it.
            (Finish::Complete, _) if interrupt.is_requested() => return Ok(End::Interrupted),
            (Finish::Complete, Some(Err(error))) => return Err(unreadable(error)),
            (Finish::Complete, None) => batch = read_ahead.unwrap_or_else(|| works.batch()),
        }
    }
}

/// Pieces to judge, and how the input ends if it ends behind them.
#[derive(Default)]
struct Batch {
    works: Vec<Work>,
    bytes: u64,
    end: Option<io::Result<()>>,
}

/// Where pieces come from.
pub(super) struct Works<'s> {
    limits: Limits,
    source: Source<'s>,
}

enum Source<'s> {
    Lines(Chunks<Box<dyn Read + Send + 's>>),
    Har(Entries<Box<dyn Read + Send + 's>>),
    Whole(Option<Box<dyn Read + Send + 's>>),
}

impl<'s> Works<'s> {
    /// The records of `stream`.
    pub(super) fn new(stream: Box<dyn Read + Send + 's>, layout: Layout, limits: Limits) -> Self {
        let source = match layout {
            Layout::Lines => Source::Lines(Chunks::new(stream, limits.record_bytes)),
            Layout::Har => Source::Har(Entries::new(stream, &["log", "entries"], &limits)),
            Layout::Whole => Source::Whole(Some(stream)),
        };
        Self { limits, source }
    }

    /// The bytes of a batch, of which there may be two: one is judged, and one is read ahead.
    fn most(&self) -> u64 {
        self.limits.batch_bytes / 2
    }

    /// The next pieces: enough for every thread to have some, few enough to stay small.
    fn batch(&mut self) -> Batch {
        const PIECES: usize = 256;
        let mut batch = Batch::default();
        while batch.works.len() < PIECES && batch.bytes < self.most().max(1) {
            match self.next() {
                Ok(Some(work)) => {
                    batch.bytes += work.size();
                    batch.works.push(work);
                }
                Ok(None) => {
                    batch.end = Some(Ok(()));
                    break;
                }
                Err(error) => {
                    batch.end = Some(Err(error));
                    break;
                }
            }
        }
        batch
    }

    fn next(&mut self) -> io::Result<Option<Work>> {
        Ok(match &mut self.source {
            Source::Lines(chunks) => chunks.next()?.map(Work::Lines),
            Source::Har(entries) => entries.next()?.map(|entry| Work::One(entry.line, entry.bytes)),
            Source::Whole(stream) => match stream.take() {
                Some(mut stream) => Some(Work::One(1, read_whole(&mut stream, self.limits.record_bytes)?)),
                None => None,
            },
        })
    }
}

/// The thread that judges, with those that help it. It is left alone when the run is interrupted: one record may take long.
pub(super) struct Worker(Sender<Box<dyn FnOnce() + Send>>);

impl Worker {
    pub(super) fn start() -> Self {
        let (sender, jobs) = channel::<Box<dyn FnOnce() + Send>>();
        std::thread::spawn(move || jobs.iter().for_each(|job| job()));
        Self(sender)
    }
}

/// A batch that is judged.
struct Judging<J: Judge> {
    judged: Receiver<Option<Judgements<J>>>,
    is_cancelled: Arc<AtomicBool>,
    is_collected: bool,
}

/// How far a batch was judged.
enum Finish {
    Complete,
    /// Until `take` asked for no more.
    Stopped,
    /// Until the run was interrupted.
    Abandoned,
    /// Until a judge failed.
    Failed,
}

impl<J: Judge> Judging<J> {
    fn begin(works: Vec<Work>, judge: &Arc<J>, limits: Limits, worker: &Worker) -> Self {
        let (sender, judged) = sync_channel(4);
        let is_cancelled = Arc::new(AtomicBool::new(false));
        let is_collected = judge.collects();
        let (judge, cancelled) = (Arc::clone(judge), Arc::clone(&is_cancelled));
        // A worker that is gone has dropped the sender, which is noticed.
        let job = move || {
            let mut send = |judgements| match sender.send(Some(judgements)) {
                Ok(()) => ControlFlow::Continue(()),
                // Nobody waits for the rest.
                Err(_) => ControlFlow::Break(()),
            };
            if judge_all(&works, &*judge, &limits, &cancelled, &mut send).is_continue() {
                let _ = sender.send(None);
            }
        };
        let _ = worker.0.send(Box::new(job));
        Self { judged, is_cancelled, is_collected }
    }

    fn finish(self, interrupt: &Interrupt, take: &mut dyn FnMut(u64, J::Judgement) -> ControlFlow<()>) -> Finish {
        let mut until = None;
        loop {
            match self.judged.recv_timeout(POLL) {
                Ok(Some(judgements)) => {
                    for (line, judgement) in judgements {
                        if take(line, judgement).is_break() {
                            return self.stop();
                        }
                    }
                }
                Ok(None) => return Finish::Complete,
                Err(RecvTimeoutError::Disconnected) => return Finish::Failed,
                Err(RecvTimeoutError::Timeout) => {}
            }
            let now = Instant::now();
            if interrupt.is_requested() && now >= *until.get_or_insert(now + GRACE) {
                self.is_cancelled.store(true, Ordering::Relaxed);
                return Finish::Abandoned;
            }
        }
    }
}

impl<J: Judge> Judging<J> {
    fn stop(self) -> Finish {
        if self.is_collected {
            while let Ok(Some(_)) = self.judged.recv() {}
        } else {
            self.is_cancelled.store(true, Ordering::Relaxed);
        }
        Finish::Stopped
    }
}
