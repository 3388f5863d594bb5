//! [`Renderers`]: every report of a run, each in a format and a place of its own, written as the run goes along.

use super::{About, Renderer};
use crate::cli::input::Layout;
use crate::cli::output::Output;
use crate::cli::report::Case;
use crate::cli::validate::arguments::{Arguments, ReportFormat};
use crate::cli::validate::judge::Judgement;
use crate::cli::validate::spots::Spot;
use crate::cli::validate::stream::{At, End};
use crate::cli::validate::tally::{Counts, Tally};
use crate::error::Error;
use crate::plain::Plain;
use crate::validate::Verdict;

/// Where a report is written; `None` is the standard output of the command.
pub(in crate::cli::validate) type Sink<'o> = (ReportFormat, Option<Output<'o>>);

/// The reports.
pub(in crate::cli::validate) struct Renderers<'o> {
    all: Vec<(Renderer, Option<Output<'o>>)>,
}

impl<'o> Renderers<'o> {
    /// A renderer for each of `sinks`; `bound` is how many violations a format shows.
    pub(in crate::cli::validate) fn new(
        arguments: &Arguments,
        exchanges: bool,
        sinks: Vec<Sink<'o>>,
        bound: impl Fn(ReportFormat) -> u64,
    ) -> Self {
        let renderer = |format| Renderer::new(arguments, format, exchanges, bound(format));
        Self { all: sinks.into_iter().map(|(format, sink)| (renderer(format), sink)).collect() }
    }

    fn each(&mut self, out: &mut Output<'_>, mut write: impl FnMut(&mut Renderer, &mut Output<'_>)) {
        for (renderer, sink) in &mut self.all {
            match sink {
                Some(sink) => write(renderer, sink),
                None => write(renderer, out),
            }
        }
    }

    /// Whether one of them shows excerpts of the input.
    pub(in crate::cli::validate) fn has_snippets(&self) -> bool {
        self.all.iter().any(|(renderer, _)| matches!(renderer.format, ReportFormat::Text | ReportFormat::Html))
    }

    pub(in crate::cli::validate) fn begin(&mut self, out: &mut Output<'_>) {
        self.each(out, |renderer, out| renderer.begin(out));
    }

    /// An input begins.
    pub(in crate::cli::validate) fn input(&mut self, out: &mut Output<'_>, name: &str, layout: Layout) {
        self.each(out, |renderer, out| renderer.input(out, name, layout));
    }

    /// An input that was not read at all.
    pub(in crate::cli::validate) fn unread(&mut self, out: &mut Output<'_>, name: &str, why: &str) {
        self.each(out, |renderer, out| renderer.unread(out, name, why));
    }

    /// An input ends, at its end or before; `why` it could not be read on.
    pub(in crate::cli::validate) fn input_end(
        &mut self,
        out: &mut Output<'_>,
        counts: Counts,
        end: End,
        why: Option<&str>,
    ) {
        self.each(out, |renderer, out| renderer.input_end(out, counts, end, why));
    }

    /// So many more records have this verdict.
    pub(in crate::cli::validate) fn course(&mut self, verdict: Verdict, records: u64) {
        for (renderer, _) in self.all.iter_mut().filter(|(renderer, _)| renderer.format == ReportFormat::Html) {
            renderer.course(verdict, records);
        }
    }

    /// Reports a record that is not valid.
    pub(in crate::cli::validate) fn record(&mut self, out: &mut Output<'_>, at: At, judgement: &Judgement) {
        self.each(out, |renderer, out| renderer.record(out, at, judgement));
    }

    /// Where something in a record is: `file:line:column`.
    pub(in crate::cli::validate) fn place(&self, at: At, spot: Option<&Spot>) -> Plain {
        self.all.first().map(|(renderer, _)| renderer.place(at, spot)).unwrap_or_default()
    }

    /// How many more violations, and how many more of the rest, one of them shows.
    pub(in crate::cli::validate) fn left(&self) -> (u64, u64) {
        let left = |(violations, others): (u64, u64), (renderer, _): &(Renderer, _)| {
            let own = renderer.left();
            (violations.max(own.0), others.max(own.1))
        };
        self.all.iter().fold((0, 0), left)
    }

    /// The run ends; the cases for test reports, where they were asked for, are returned.
    ///
    /// # Errors
    ///
    /// When a report could not be written.
    pub(in crate::cli::validate) fn finish(
        self,
        out: &mut Output<'_>,
        tally: &Tally,
        about: About<'_>,
        succeeded: bool,
    ) -> Result<Vec<Case>, Error> {
        let mut cases = Vec::new();
        for (renderer, sink) in self.all {
            match sink {
                None => cases.extend(renderer.finish(out, tally, about, succeeded)),
                Some(mut sink) => {
                    cases.extend(renderer.finish(&mut sink, tally, about, succeeded));
                    sink.finish().map_err(|error| Error::io("cannot write a report", error))?;
                }
            }
        }
        Ok(cases)
    }
}
