//! How records are judged: as payloads of one schema, or as exchanges of any operation.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::contract::SchemaUse;
use crate::json::{self, SyntaxError};
use crate::limits::{Exceeded, Limits};
use crate::validate::{self, Coverage, Reason, Recorded, RepairOutcome, Report, Undecided, Verdict, Violation};

use super::accepted::{Accepted, Compared};
use super::collector::Collector;
use super::fixes::Fixes;
use super::half::{Half, directed};
use super::pieces::Judge;
use super::room::Bounded;
use super::spots::{Snippets, Spot, spots, syntax_spot_snippet};
use crate::cli::document::Document;
use crate::cli::input::Layout;

/// The result for one record.
#[derive(Debug)]
pub(super) enum Judgement {
    /// It was judged.
    Judged(Judged),
    /// It could not be read.
    Unreadable(Unreadable),
    /// It was not judged, on purpose.
    Passed(Passed),
}

impl Judgement {
    /// How many findings it holds.
    fn findings(&self) -> usize {
        match self {
            Self::Judged(judged) => judged.violations().count() + judged.undecided().count() + judged.edits(),
            Self::Unreadable(unreadable) => usize::from(!unreadable.why.is_empty()),
            Self::Passed(_) => 0,
        }
    }
}

/// Why a record was not judged, on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passed {
    /// An exchange with a host that the contract does not declare.
    OtherHost,
    /// An entry of a capture whose URL is not one of HTTP: data, a file, an extension.
    NotHttp,
    /// A CORS preflight that the contract does not declare.
    Preflight,
    /// An exchange of which both halves are marked as assumed.
    Assumed,
}

/// A record that could not be read.
#[derive(Debug, Default)]
pub(super) struct Unreadable {
    /// Empty when it is only counted.
    pub(super) why: String,
    /// Where it stops being JSON, if that is what is wrong.
    pub(super) spot: Option<Spot>,
    /// The member names of an object that is no exchange: it may be the payload of a schema that was not named.
    pub(super) members: Vec<String>,
}

/// The report of a record.
#[derive(Debug)]
pub(in crate::cli) struct Judged {
    /// The schema or the operation that it was judged by.
    pub(in crate::cli) subject: Arc<str>,
    /// One for a payload, one for each judged half of an exchange.
    pub(in crate::cli) halves: Vec<(Option<Half>, Report)>,
    /// Where in the record the violations are, in their order; empty where that is not known.
    pub(in crate::cli) spots: Vec<Option<Spot>>,
    /// Where rules are broken first, as far as that is not known yet; shown or not.
    pub(in crate::cli) firsts: Vec<(&'static str, Spot)>,
    /// Whether the path of the request is outside the base path.
    pub(in crate::cli) outside_base: bool,
    /// What a baseline says of the violations.
    pub(in crate::cli) compared: Option<Box<Compared>>,
    /// What would repair it, of each half that is invalid, if that was asked.
    pub(in crate::cli) fixes: Vec<(Option<Half>, RepairOutcome)>,
}

impl Judged {
    /// What became of a record, and nothing beside that.
    pub(in crate::cli) fn new(subject: Arc<str>, halves: Vec<(Option<Half>, Report)>, outside_base: bool) -> Self {
        let (spots, firsts, compared, fixes) = (Vec::new(), Vec::new(), None, Vec::new());
        Self { subject, halves, spots, firsts, outside_base, compared, fixes }
    }
}

/// What is asked of each record beside its verdict.
#[derive(Clone, Default)]
pub(super) struct Watch {
    pub(super) accepted: Option<Accepted>,
    pub(super) fixes: Option<Fixes>,
    pub(super) slack: Option<Arc<Collector>>,
}

/// The subject of exchanges that call no declared operation.
const NO_OPERATION: &str = "no declared operation";

impl Judged {
    /// The half of the exchange, with the operation that it belongs to: `request of GET /orders (listOrders)`.
    pub(in crate::cli) fn half(&self, half: Half) -> String {
        match &*self.subject {
            NO_OPERATION => half.name().to_owned(),
            operation => format!("{} of {operation}", half.name()),
        }
    }

    pub(in crate::cli) fn verdict(&self) -> Verdict {
        self.halves.iter().map(|(_, report)| report.verdict()).max().unwrap_or(Verdict::Valid)
    }

    /// Every violation with its half and its place in the record.
    pub(in crate::cli) fn violations(&self) -> impl Iterator<Item = (Option<Half>, &Violation, Option<&Spot>)> {
        let violations =
            self.halves.iter().flat_map(|(half, report)| report.violations().iter().map(move |found| (*half, found)));
        let spots = self.spots.iter().map(Option::as_ref).chain(std::iter::repeat(None));
        violations.zip(spots).map(|((half, violation), spot)| (half, violation, spot))
    }

    pub(in crate::cli) fn undecided(&self) -> impl Iterator<Item = (Option<Half>, &Undecided)> {
        self.halves.iter().flat_map(|(half, report)| report.undecided().iter().map(move |found| (*half, found)))
    }

    /// How many edits are proposed.
    fn edits(&self) -> usize {
        let edits = |outcome: &RepairOutcome| match outcome {
            RepairOutcome::Found(repair) => repair.edits().len(),
            _ => 0,
        };
        self.fixes.iter().map(|(_, outcome)| edits(outcome)).sum()
    }

    /// Where this rule is broken first, if that was asked.
    pub(super) fn first(&self, rule: &str) -> Option<&Spot> {
        self.firsts.iter().find(|(known, _)| *known == rule).map(|(_, spot)| spot)
    }

    /// How many violations of it were not kept, by rule.
    pub(super) fn left_out(&self) -> impl Iterator<Item = (&'static str, usize)> {
        self.halves.iter().flat_map(|(_, report)| report.left_out_by_rule().iter().copied())
    }

    /// How many checks of it that could not be made were not kept.
    pub(super) fn undecided_left_out(&self) -> usize {
        self.halves.iter().map(|(_, report)| report.undecided_left_out()).sum()
    }

    /// The budgets that were too small for it, each once.
    pub(super) fn limits(&self) -> BTreeSet<Exceeded> {
        let limit = |undecided: &Undecided| match undecided.reason() {
            Reason::Limit(exceeded) => Some(*exceeded),
            _ => None,
        };
        let left_out = self.halves.iter().flat_map(|(_, report)| report.limits_left_out());
        self.undecided().filter_map(|(_, undecided)| limit(undecided)).chain(left_out.copied()).collect()
    }
}

/// Judges payloads of one schema.
pub(super) struct Payloads {
    pub(super) document: Document,
    pub(super) schema: Arc<SchemaUse>,
    pub(super) subject: Arc<str>,
    pub(super) options: Bounded,
    pub(super) limits: Limits,
    pub(super) snippets: Snippets,
    pub(super) watch: Watch,
    pub(super) coverage: Option<Mutex<Coverage>>,
}

impl Judge for Payloads {
    type Judgement = Judgement;

    fn holds(&self, record: &[u8]) -> bool {
        !self.collects()
            && validate::payload_holds(self.document.contract(), &self.schema, record, self.options.options())
    }

    fn judge(&self, record: &[u8]) -> Judgement {
        let contract = self.document.contract();
        let report = match self.collects() {
            true => validate::payload_bytes(contract, &self.schema, record, self.options.options()),
            false => validate::payload_in_doubt(contract, &self.schema, record, self.options.options()),
        };
        if let Some(slack) = self.watch.slack.as_ref().filter(|_| report.is_valid()) {
            slack.count(|slack| slack.count_valid(contract, &self.schema, record));
        }
        if let Some(coverage) = &self.coverage
            && let Ok(document) = json::Document::parse_within(record, &self.limits)
        {
            locked(coverage).count_payload(contract, &self.schema, document.value(), &report);
        }
        let fixes = self.watch.fixes.as_ref();
        let is_asked = fixes.filter(|fixes| fixes.are_asked(&report, self.options.room()));
        let fixes = is_asked.map(|fixes| (None, fixes.repairs.payload(contract, &self.schema, record)));
        let mut halves = vec![(None, report)];
        let accepted = self.watch.accepted.as_ref();
        let compared = accepted.map(|accepted| accepted.compare(contract, Some(&self.schema), directed(&mut halves)));
        let mut halves: Vec<_> = self.options.bounded_all(halves);
        let (spots, firsts) = spots(&mut halves, record, self.snippets, self.options.room());
        let (subject, fixes) = (Arc::clone(&self.subject), fixes.into_iter().collect());
        Judgement::Judged(Judged { subject, halves, spots, firsts, outside_base: false, compared, fixes })
    }

    fn too_long(&self, exceeded: Exceeded) -> Judgement {
        beyond(exceeded, Arc::clone(&self.subject))
    }

    fn collects(&self) -> bool {
        self.coverage.is_some() || self.watch.slack.is_some()
    }

    fn findings(judgement: &Judgement) -> usize {
        judgement.findings()
    }
}

/// Judges recorded exchanges.
pub(super) struct Exchanges {
    pub(super) document: Document,
    /// Whether exchanges with hosts that the contract does not declare are judged too.
    pub(super) any_host: bool,
    pub(super) options: Bounded,
    pub(super) limits: Limits,
    pub(super) snippets: Snippets,
    pub(super) layout: Layout,
    pub(super) watch: Watch,
    pub(super) coverage: Option<Mutex<Coverage>>,
}

impl Judge for Exchanges {
    type Judgement = Judgement;

    /// Each has an operation of its own.
    fn holds(&self, _: &[u8]) -> bool {
        false
    }

    fn judge(&self, record: &[u8]) -> Judgement {
        // A payload in the JSON form is two levels deeper than it is.
        let limits = Limits { nesting: self.limits.nesting.saturating_add(2), ..self.limits };
        let is_har = self.layout == Layout::Har;
        let recorded = match is_har {
            true => json::Tape::parse_within(record, &limits).map(|entry| Recorded::from_har_tape(&entry)),
            false => json::Document::parse_within(record, &limits).map(|document| Recorded::from_document(&document)),
        };
        let recorded = match recorded {
            Ok(recorded) => recorded,
            Err(error) => return self.malformed(record, &error),
        };
        match recorded {
            Ok(recorded) if is_har && !recorded.request.is_http() => Judgement::Passed(Passed::NotHttp),
            Ok(recorded) if self.is_elsewhere(&recorded) => Judgement::Passed(Passed::OtherHost),
            Ok(recorded) => self.exchange(&recorded, record, is_har),
            Err(error) => {
                let room = self.options.room();
                let document = room.has_members().then(|| json::Document::parse_within(record, &limits));
                let members = document.and_then(Result::ok).map(|document| members(document.value()));
                let members = members.unwrap_or_default();
                let why = if room.has_others() { error.to_string() } else { String::new() };
                Judgement::Unreadable(Unreadable { why, spot: None, members })
            }
        }
    }

    fn too_long(&self, exceeded: Exceeded) -> Judgement {
        beyond(exceeded, NO_OPERATION.into())
    }

    fn collects(&self) -> bool {
        self.coverage.is_some() || self.watch.slack.is_some()
    }

    fn findings(judgement: &Judgement) -> usize {
        judgement.findings()
    }
}

impl Exchanges {
    fn is_elsewhere(&self, recorded: &Recorded) -> bool {
        !self.any_host && recorded.request.host().is_some_and(|host| !self.document.contract().has_host(host))
    }

    /// A record that is not JSON, or goes beyond a limit.
    fn malformed(&self, record: &[u8], error: &SyntaxError) -> Judgement {
        if let Some(limit) = error.limit() {
            return beyond(Exceeded::new(limit, &self.limits), NO_OPERATION.into());
        }
        if !self.options.room().has_others() {
            return Judgement::Unreadable(Unreadable::default());
        }
        // A place in an entry of a capture is not a place in the file.
        let spot = (self.layout != Layout::Har).then(|| {
            let position = error.position();
            Spot { position, snippet: syntax_spot_snippet(record, position, self.snippets) }
        });
        let why = if spot.is_some() { format!("invalid JSON: {error:#}") } else { format!("invalid JSON: {error}") };
        Judgement::Unreadable(Unreadable { why, spot, members: Vec::new() })
    }

    fn exchange(&self, recorded: &Recorded, record: &[u8], is_har: bool) -> Judgement {
        let (contract, options) = (self.document.contract(), self.options.options());
        let request = (!recorded.request_assumed).then(|| options.request(contract, &recorded.request));
        let response = recorded.response.as_ref().filter(|_| !recorded.response_assumed);
        let response = response.map(|response| options.response(contract, &recorded.request, response));
        if request.is_none() && response.is_none() {
            return Judgement::Passed(Passed::Assumed);
        }
        let is_preflight = |report: &Report| report.undecided().iter().any(|it| *it.reason() == Reason::Preflight);
        if request.as_ref().is_some_and(is_preflight) {
            return Judgement::Passed(Passed::Preflight);
        }
        if let Some(coverage) = &self.coverage {
            locked(coverage).count_exchange(contract, recorded, request.as_ref(), response.as_ref());
        }
        if let Some(slack) = &self.watch.slack {
            slack.count(|slack| slack.count_exchange(contract, recorded, request.as_ref(), response.as_ref()));
        }
        let fixes = self.watch.fixes.as_ref().map(|fixes| {
            let room = self.options.room();
            let of_request = request
                .as_ref()
                .filter(|report| fixes.are_asked(report, room))
                .map(|report| (Some(Half::Request), fixes.repairs.of_request(contract, &recorded.request, report)));
            let response = response.as_ref().zip(recorded.response.as_ref());
            let of_response = response.filter(|(report, _)| fixes.are_asked(report, room)).map(|(report, response)| {
                (Some(Half::Response), fixes.repairs.of_response(contract, response, report))
            });
            of_request.into_iter().chain(of_response).collect()
        });
        let request = request.map(|report| (Some(Half::Request), report));
        let response = response.map(|report| (Some(Half::Response), report));
        let mut halves: Vec<_> = request.into_iter().chain(response).collect();
        let accepted = self.watch.accepted.as_ref();
        let compared = accepted.map(|accepted| accepted.compare(contract, None, directed(&mut halves)));
        let mut halves = self.options.bounded_all(halves);
        let subject = called(&halves);
        let outside_base = subject == NO_OPERATION && options.outside_base(contract, &recorded.request).is_some();
        // The bodies of a capture are strings in its JSON: places in them are not places in the file.
        let (spots, firsts) = match is_har {
            true => (Vec::new(), Vec::new()),
            false => spots(&mut halves, record, self.snippets, self.options.room()),
        };
        let (subject, fixes) = (subject.into(), fixes.unwrap_or_default());
        Judgement::Judged(Judged { subject, halves, spots, firsts, outside_base, compared, fixes })
    }
}

/// What an exchange with these reports is called: `GET /orders (listOrders)`.
pub(in crate::cli) fn called(halves: &[(Option<Half>, Report)]) -> String {
    match halves.iter().find_map(|(_, report)| report.operation()) {
        Some(called) => match &called.id {
            Some(id) => format!("{} {} ({id})", called.method, called.path),
            None => format!("{} {}", called.method, called.path),
        },
        None => NO_OPERATION.to_owned(),
    }
}

/// The result for a record that is not judged because it goes beyond a limit.
fn beyond(exceeded: Exceeded, subject: Arc<str>) -> Judgement {
    let halves = vec![(None, Report::beyond(exceeded))];
    Judgement::Judged(Judged::new(subject, halves, false))
}

/// The member names of a JSON object that has no member `request`.
fn members(record: &Value) -> Vec<String> {
    match record {
        Value::Object(members) if !members.contains_key("request") => members.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

/// The coverage that a judge has collected.
pub(super) fn take_coverage(coverage: &Option<Mutex<Coverage>>) -> Option<Coverage> {
    coverage.as_ref().map(|coverage| locked(coverage).clone())
}

fn locked(coverage: &Mutex<Coverage>) -> MutexGuard<'_, Coverage> {
    coverage.lock().unwrap_or_else(PoisonError::into_inner)
}
