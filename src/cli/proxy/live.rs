//! [`Live`]: findings while they come, and everything that is counted until the end.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::arguments::{Arguments, Format};
use super::kinds::{Kind, Kinds};
use super::recorder::Recorder;
use crate::cli::output::Output;
use crate::cli::style;
use crate::cli::validate::{
    Covered, Half, Judged, Tally, called, counted, coverage_as_json, coverage_table, mistakes, name_file, name_files,
};
use crate::cli::{Context, Outcome};
use crate::contract::Contract;
use crate::error::Error;
use crate::plain::{Joined, Plain, Screen, Show, json as shown, plain};
use crate::proxy::{Dropped, Failure, Seen, Waiting};
use crate::validate::{self, Coverage, NotRead, Options, Reason, Undecided};

/// Of the exchanges that are taken at once, so many count for coverage, which takes longer than everything else.
const COVERED: usize = 2_000;

/// A proxy that serves.
pub(super) struct Live<'a> {
    arguments: &'a Arguments,
    contract: &'a Contract,
    options: Options,
    tally: Tally,
    coverage: Coverage,
    /// Exchanges that do not count for coverage.
    uncovered: u64,
    kinds: Kinds,
    failures: BTreeMap<Failure, u64>,
    dropped: Dropped,
    exchanges: u64,
    recorder: Recorder,
}

impl<'a> Live<'a> {
    pub(super) fn new(arguments: &'a Arguments, contract: &'a Contract, recorder: Recorder) -> Self {
        Self {
            arguments,
            contract,
            options: arguments.options(),
            tally: Tally::default(),
            coverage: Coverage::of(contract),
            uncovered: 0,
            kinds: Kinds::default(),
            failures: BTreeMap::new(),
            dropped: Dropped::default(),
            exchanges: 0,
            recorder,
        }
    }

    /// Reports, counts and records what has come.
    pub(super) fn take(&mut self, waiting: Waiting, out: &mut Output<'_>) {
        self.dropped.clean += waiting.dropped.clean;
        self.dropped.invalid += waiting.dropped.invalid;
        for (failure, count) in waiting.refused {
            *self.failures.entry(failure).or_default() += count;
            for _ in 0..count {
                let kind = Kind::Failure { subject: String::new(), failure };
                if let Some(count) = self.kinds.count(kind) {
                    self.failure(out, None, "a request", failure, count);
                }
            }
        }
        for (number, seen) in waiting.seen.into_iter().enumerate() {
            self.exchange(seen, number < COVERED, out);
        }
        self.recorder.flush();
        out.flush();
    }

    fn exchange(&mut self, seen: Seen, counts_for_coverage: bool, out: &mut Output<'_>) {
        self.exchanges += 1;
        let Seen { recorded, request, response, failure, .. } = seen;
        match counts_for_coverage {
            true => self.coverage.count_exchange(self.contract, &recorded, request.as_ref(), response.as_ref()),
            false => self.uncovered += 1,
        }
        let request = request.map(|report| (Some(Half::Request), report));
        let response = response.map(|report| (Some(Half::Response), report));
        let halves: Vec<_> = request.into_iter().chain(response).collect();
        let subject = called(&halves);
        let outside_base = halves.iter().all(|(_, report)| report.operation().is_none())
            && self.options.outside_base(self.contract, &recorded.request).is_some();
        self.recorder.write(self.contract, recorded);
        if !halves.is_empty() {
            let judged = Judged::new(subject.as_str().into(), halves, outside_base);
            let number = self.exchanges;
            self.tally.record(&judged, u64::MAX, |_| place(number));
            self.findings(&judged, out);
        }
        if let Some(failure) = failure {
            *self.failures.entry(failure).or_default() += 1;
            if let Some(count) = self.kinds.count(Kind::Failure { subject: subject.clone(), failure }) {
                self.failure(out, Some(self.exchanges), &subject, failure, count);
            }
        }
    }

    fn findings(&mut self, judged: &Judged, out: &mut Output<'_>) {
        let kinds = &mut self.kinds;
        let due = judged.violations().filter_map(|(half, violation, _)| {
            let kind = Kind::of_violation(&judged.subject, half.unwrap_or(Half::Request), violation);
            Some((half, violation, kinds.count(kind)?))
        });
        let due: Vec<_> = due.collect();
        match self.arguments.format {
            Format::Text => mistakes(due).for_each(|mistake| {
                let half = judged.half(mistake.half.unwrap_or(Half::Request));
                let id = mistake.violation.id();
                let message = plain(format_args!("{half}: {}", mistake.violation));
                self.line(out, (id, style::error(id)), &message, mistake.beside);
                mistake.write_alternative(out);
                mistake.write_missing(out);
            }),
            Format::Ndjson => due.into_iter().for_each(|(half, violation, count)| {
                let mut value = serde_json::to_value(violation).unwrap_or_default();
                name_files(&mut value, violation);
                let half = half.unwrap_or(Half::Request);
                out.line(shown(&self.finding("violation", judged, half, count, value)));
            }),
        }
        // That nothing declares the response, and why a request was refused before its body was read, was reported above.
        let is_news = |undecided: &Undecided| {
            !matches!(undecided.reason(), Reason::UnknownOperation | Reason::BodyNotRead(NotRead::Unread))
        };
        for (half, undecided) in judged.undecided().filter(|(_, undecided)| is_news(undecided)) {
            let half = half.unwrap_or(Half::Request);
            if let Some(count) = self.kinds.count(Kind::of_undecided(&judged.subject, half, undecided)) {
                self.undecided(out, judged, half, undecided, count);
            }
        }
    }

    /// What was found in the exchange that was taken last; on a terminal, between words on several lines.
    fn line(&self, out: &mut Output<'_>, (id, styled): (&str, impl Show<Screen>), message: &Plain, count: u64) {
        let (place, times) = (place(self.exchanges), times(count));
        // The count is behind the last line, whichever that is.
        let behind = times.as_ref().map_or(0, Plain::width);
        let lead = place.width() + id.len() + ": : ".len();
        let lines = out.broken(message, (lead + behind, "  ".len() + behind));
        out.line((style::heading(place), ": ", styled, ": ", Joined(&lines, "\n  "), times.map(style::faint)));
    }

    fn undecided(&self, out: &mut Output<'_>, judged: &Judged, half: Half, undecided: &Undecided, count: u64) {
        match self.arguments.format {
            Format::Text => {
                let message = plain(format_args!("{}: {undecided}", judged.half(half)));
                let id = undecided.reason().id();
                self.line(out, (id, style::warning(id)), &message, count);
            }
            Format::Ndjson => {
                let mut value = serde_json::to_value(undecided).unwrap_or_default();
                name_file(&mut value, undecided.origin());
                out.line(shown(&self.finding("undecided", judged, half, count, value)));
            }
        }
    }

    fn finding(&self, kind: &str, judged: &Judged, half: Half, count: u64, value: Value) -> Value {
        let mut members = Map::new();
        members.insert("type".to_owned(), json!(kind));
        members.insert("exchange".to_owned(), json!(self.exchanges));
        members.insert("subject".to_owned(), json!(&*judged.subject));
        members.insert("half".to_owned(), json!(half.name()));
        members.insert("count".to_owned(), json!(count));
        if let Value::Object(value) = value {
            members.extend(value);
        }
        Value::Object(members)
    }

    fn failure(&self, out: &mut Output<'_>, exchange: Option<u64>, subject: &str, failure: Failure, count: u64) {
        let reason = failure.to_string();
        match self.arguments.format {
            Format::Text => {
                let place = exchange.map(|number| (style::heading(place(number)), ": "));
                let id = style::warning(failure.id());
                out.line((place, id, ": ", plain(subject), ": ", plain(reason), times(count).map(style::faint)));
            }
            Format::Ndjson => {
                let value = json!({
                    "type": "failure", "exchange": exchange, "subject": subject, "count": count, "id": failure.id(),
                    "reason": reason,
                });
                out.line(shown(&value));
            }
        }
    }

    /// Why the recording has ended early, once.
    pub(super) fn take_error(&mut self, out: &mut Output<'_>) -> Option<Error> {
        let error = self.recorder.take_error()?;
        if self.arguments.format == Format::Ndjson {
            let value =
                json!({ "type": "recording_stopped", "exchange": self.exchanges, "reason": self.recorder.stopped() });
            out.line(shown(&value));
            out.flush();
        }
        Some(error)
    }

    /// Prints totals and coverage.
    pub(super) fn finish(self, context: &mut Context<'_, '_>) -> Outcome {
        let operations = validate::by_operation(self.contract, &self.coverage);
        let covered = Covered { coverage: &self.coverage, operations: &operations };
        match self.arguments.format {
            Format::Text => {
                if self.exchanges > 0 {
                    context.stdout.line(("\n", Joined(&self.tally.tables(), "\n")));
                    context.stdout.line((
                        "\n",
                        Joined(&coverage_table(&covered, self.arguments.coverage, "--coverage=full"), "\n"),
                    ));
                }
                self.notes().into_iter().for_each(|note| context.note(note));
            }
            Format::Ndjson => context.stdout.line(shown(&self.summary(&covered))),
        }
        self.tally.advice().into_iter().for_each(|note| context.note(note));
        let invalid = self.tally.all.invalid + self.dropped.invalid;
        match (self.recorder.stopped(), invalid) {
            (Some(_), _) => Outcome::Failed,
            (None, 0) => Outcome::Clean,
            (None, _) => Outcome::Findings,
        }
    }

    fn summary(&self, covered: &Covered<'_>) -> Value {
        let mut summary = Map::new();
        summary.insert("type".to_owned(), json!("summary"));
        summary.insert("exchanges".to_owned(), json!(self.exchanges));
        if let Value::Object(tally) = self.tally.as_json() {
            let own = ["records", "subjects", "violations"];
            summary.extend(tally.into_iter().filter(|(name, _)| own.contains(&name.as_str())));
        }
        let failures: BTreeMap<&str, u64> =
            self.failures.iter().map(|(failure, count)| (failure.id(), *count)).collect();
        summary.insert("failures".to_owned(), json!(failures));
        let dropped = json!({ "clean": self.dropped.clean, "invalid": self.dropped.invalid });
        summary.insert("not_reported".to_owned(), dropped);
        if let Some(recorded) = self.recorder.as_json() {
            summary.insert("recorded".to_owned(), recorded);
        }
        summary.insert("coverage".to_owned(), coverage_as_json(covered));
        summary.insert("coverage_left_out".to_owned(), json!(self.uncovered));
        Value::Object(summary)
    }

    fn notes(&self) -> Vec<Plain> {
        let mut notes = Vec::new();
        if self.exchanges == 0 {
            notes.push("no exchange has passed".to_owned());
        }
        for (failure, count) in &self.failures {
            notes.push(format!("{}: {}", failure.id(), counted(*count, "request")));
        }
        let Dropped { clean, invalid, .. } = self.dropped;
        if clean + invalid > 0 {
            let exchanges = counted(clean + invalid, "exchange");
            notes.push(format!(
                "too many at once: {exchanges} neither reported nor recorded, {invalid} of them invalid"
            ));
        }
        if self.uncovered > 0 {
            notes.push(format!("too many at once: {} left out of the coverage", counted(self.uncovered, "exchange")));
        }
        notes.extend(self.recorder.notes());
        notes.into_iter().map(plain).collect()
    }
}

/// Where something was found: exchanges are counted in the order in which they end.
fn place(exchange: u64) -> Plain {
    plain(format_args!("exchange {exchange}"))
}

fn times(count: u64) -> Option<Plain> {
    (count > 1).then(|| plain(format_args!(" ({count} times)")))
}
