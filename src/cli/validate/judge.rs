//! What records are judged as: payloads of one schema, or exchanges of any operation.

use std::sync::{Arc, Mutex, PoisonError};

use crate::contract::{Contract, SchemaUse};
use crate::error::Error;
use crate::json::{Position, spans};
use crate::pointer::Pointer;
use crate::validate::{self, Coverage, Options, Part, Recorded, Report, Undecided, Verdict, Violation};

use super::cover;
use super::hosts::Hosts;
use super::stream::Judge;
use crate::cli::input::Layout;

/// What one record came to.
#[derive(Debug)]
pub(super) enum Judgement {
    /// It was judged.
    Judged(Judged),
    /// It is none: the text says why.
    Unreadable(String),
    /// An exchange with a host that the contract does not speak of.
    Elsewhere,
}

/// The report of a record.
#[derive(Debug)]
pub(super) struct Judged {
    /// What it is a case of: a schema, or an operation.
    pub(super) subject: Arc<str>,
    /// One for a payload, one for each judged half of an exchange.
    pub(super) halves: Vec<(Option<Half>, Report)>,
    /// Where in the record the violations are, in their order; `None` where that is not known.
    pub(super) positions: Vec<Option<Position>>,
}

/// A half of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Request,
    Response,
}

impl Half {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}

impl Judged {
    pub(super) fn verdict(&self) -> Verdict {
        self.halves.iter().map(|(_, report)| report.verdict()).max().unwrap_or(Verdict::Valid)
    }

    /// Every violation with its half and its place in the record.
    pub(super) fn violations(&self) -> impl Iterator<Item = (Option<Half>, &Violation, Option<Position>)> {
        let violations =
            self.halves.iter().flat_map(|(half, report)| report.violations().iter().map(move |found| (*half, found)));
        let positions = self.positions.iter().copied().chain(std::iter::repeat(None));
        violations.zip(positions).map(|((half, violation), position)| (half, violation, position))
    }

    pub(super) fn undecided(&self) -> impl Iterator<Item = (Option<Half>, &Undecided)> {
        self.halves.iter().flat_map(|(half, report)| report.undecided().iter().map(move |found| (*half, found)))
    }

    /// How many violations of it were not kept.
    pub(super) fn left_out(&self) -> usize {
        self.halves.iter().map(|(_, report)| report.left_out()).sum()
    }
}

/// Judges payloads of one schema.
pub(super) struct Payloads<'c> {
    pub(super) contract: &'c Contract,
    pub(super) schema: &'c SchemaUse,
    pub(super) subject: Arc<str>,
    pub(super) options: Options,
    pub(super) coverage: Option<Mutex<Coverage>>,
}

impl Judge for Payloads<'_> {
    type Judgement = Judgement;

    fn judge(&self, record: &[u8]) -> Judgement {
        let report = validate::payload_bytes(self.contract, self.schema, record, &self.options);
        if let Some(coverage) = &self.coverage {
            cover::payload(self.contract, self.schema.pointer(), self.schema.direction(), record, &report, coverage);
        }
        let positions = report.violations().iter().map(Violation::position).collect();
        Judgement::Judged(Judged { subject: Arc::clone(&self.subject), halves: vec![(None, report)], positions })
    }

    fn too_long(&self) -> Judgement {
        Judgement::Unreadable("a line too long to be read".to_owned())
    }
}

/// Judges recorded exchanges.
pub(super) struct Exchanges<'c> {
    pub(super) contract: &'c Contract,
    pub(super) hosts: Option<Hosts>,
    pub(super) options: Options,
    pub(super) layout: Layout,
    pub(super) coverage: Option<Mutex<Coverage>>,
}

impl Judge for Exchanges<'_> {
    type Judgement = Judgement;

    fn judge(&self, record: &[u8]) -> Judgement {
        let is_har = self.layout == Layout::Har;
        let recorded = if is_har { Recorded::from_har_entry(record) } else { Recorded::from_json(record) };
        match recorded {
            Ok(recorded) if self.is_elsewhere(&recorded) => Judgement::Elsewhere,
            Ok(recorded) => Judgement::Judged(self.exchange(&recorded, record, is_har)),
            Err(error) => Judgement::Unreadable(told(&error)),
        }
    }

    fn too_long(&self) -> Judgement {
        Judgement::Unreadable("a line too long to be read".to_owned())
    }
}

impl Exchanges<'_> {
    fn is_elsewhere(&self, recorded: &Recorded) -> bool {
        self.hosts.as_ref().is_some_and(|hosts| !hosts.has(&recorded.request.target))
    }

    fn exchange(&self, recorded: &Recorded, record: &[u8], is_har: bool) -> Judged {
        let mut halves = Vec::new();
        if !recorded.request_assumed {
            halves.push((Some(Half::Request), self.options.request(self.contract, &recorded.request)));
        }
        if let (Some(response), false) = (&recorded.response, recorded.response_assumed) {
            let report = self.options.response(self.contract, &recorded.request, response);
            halves.push((Some(Half::Response), report));
        }
        if let Some(coverage) = &self.coverage {
            cover::exchange(self.contract, recorded, &halves, coverage);
        }
        let operation = halves.iter().find_map(|(_, report)| report.operation());
        let subject = match operation {
            Some(called) => match &called.id {
                Some(id) => format!("{} {} ({id})", called.method, called.path),
                None => format!("{} {}", called.method, called.path),
            },
            None => "no declared operation".to_owned(),
        };
        let positions = if is_har { Vec::new() } else { positions(&halves, record) };
        Judged { subject: subject.into(), halves, positions }
    }
}

/// Where the violations are in the JSON form of an exchange: its bodies are part of it.
fn positions(halves: &[(Option<Half>, Report)], record: &[u8]) -> Vec<Option<Position>> {
    let pointers: Vec<Pointer> = halves
        .iter()
        .flat_map(|(half, report)| {
            let root = half.map_or_else(Pointer::root, |half| Pointer::root().key(half.name()));
            report.violations().iter().map(move |violation| match violation.part() {
                Part::Body => root.clone().key("body").join(violation.instance()),
                Part::Status => root.clone().key("status"),
                _ => root.clone(),
            })
        })
        .collect();
    if pointers.is_empty() {
        return Vec::new();
    }
    let starts: Vec<Option<usize>> =
        spans(record, &pointers).into_iter().map(|span| span.map(|span| span.value.start)).collect();
    starts.into_iter().map(|start| start.map(|start| Position::of(record, start))).collect()
}

fn told(error: &Error) -> String {
    error.to_string()
}

/// What a judge's coverage holds in the end.
pub(super) fn take_coverage(coverage: &Option<Mutex<Coverage>>) -> Option<Coverage> {
    coverage.as_ref().map(|coverage| coverage.lock().unwrap_or_else(PoisonError::into_inner).clone())
}
