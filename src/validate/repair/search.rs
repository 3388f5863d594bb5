//! [`Repairs`]: the search for the fewest edits.
//!
//! Some edit of every repair removes the first violation, so only its candidates are tried, then those of the first violation that
//! is left, to a depth of one edit, two edits and so on. Each attempt is judged as a whole. A payload with very many violations is
//! repaired in rounds instead: one candidate for each of them at once.

use std::collections::HashMap;
use std::sync::Arc;

use super::apply::{Payload, apply, apply_to};
use super::bound::{Group, groups};
use super::candidates::candidates;
use super::construct::Constructed;
use super::edit::{Edit, Grade};
use super::outcome::{Repair, RepairOutcome, Unrepaired};
use super::subject::{Subject, is_exhausted, is_repaired, size, violations};
use crate::contract::{Contract, SchemaUse};
use crate::json;
use crate::pointer::Pointer;
use crate::schema::Inexact;
use crate::validate::options::Options;
use crate::validate::report::Report;

/// The most edits that are searched for one by one.
const EDITS: usize = 12;

/// The most attempts before rounds are tried.
const ATTEMPTS: usize = 512;

/// Attempts for a repair with fewer guesses when one was found.
const BETTER: usize = 32;

/// Rounds in which a candidate for every violation is tried.
const ROUNDS: usize = 16;

/// The work of one repair, in values that are looked at.
const WORK: u64 = 4_000_000;

/// The work of an attempt besides that for its size, and of one that used up its budget.
const ATTEMPT: u64 = 64;
const EXHAUSTED: u64 = 200_000;

/// The deepest payload that is repaired.
const DEEPEST: usize = 256;

/// Searches for repairs of payloads.
///
/// Values that it constructs for missing members are kept for the next payload, so one of these is best used for many. It can be
/// shared by threads; what it answers does not depend on what it was asked before.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
/// use order_contracts::validate::{Grade, Options, RepairOutcome, Repairs};
/// use serde_json::json;
///
/// let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
/// let schema = contract.schema_named("createOrder")?;
/// let repairs = Repairs::new(&Options::new());
/// let RepairOutcome::Found(repair) = repairs.payload(&contract, &schema, br#"{"amount": "35000"}"#) else {
///     panic!("there is a repair");
/// };
/// assert_eq!(repair.grade(), Grade::Safe);
/// assert_eq!(repair.edits()[0].reason(), "the number is written as a string");
///
/// // Values that are made from the payload are withheld unless they are asked for.
/// assert_eq!(repair.patch(false), json!([{"op": "replace", "path": "/amount", "x-value": "the string as a number"}]));
/// assert_eq!(repair.patch(true), json!([{"op": "replace", "path": "/amount", "value": 35000}]));
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Repairs {
    options: Options,
    constructed: Arc<Constructed>,
}

impl Repairs {
    /// Repairs of payloads that are checked with these options.
    #[must_use]
    pub fn new(options: &Options) -> Self {
        Self { options: options.clone(), constructed: Arc::default() }
    }

    /// How payloads are checked.
    pub(super) fn options(&self) -> &Options {
        &self.options
    }

    /// The smallest repair of the JSON in `bytes` for a schema of a contract.
    ///
    /// "Smallest" counts edits. Removing or replacing a whole object or array weighs as much as what is in it, and of repairs of
    /// one size the one with the fewest guesses is returned. The same payload has the same repair.
    #[must_use]
    pub fn payload(&self, contract: &Contract, schema: &SchemaUse, bytes: &[u8]) -> RepairOutcome {
        let document = match json::Document::parse_within(bytes, &self.options.limits) {
            Ok(document) => document,
            Err(error) if error.limit().is_some() => return RepairOutcome::NotFound(Unrepaired::Budget),
            Err(_) => return RepairOutcome::NotFound(Unrepaired::NotJson),
        };
        let mut inexact = Inexact::new();
        document.visit_inexact_numbers(|pointer, digits| inexact.push((pointer.clone(), digits.to_owned())));
        let subject = Subject { contract, schema, options: &self.options };
        if depth_exceeds(document.value(), DEEPEST) {
            // Nothing as deep is copied for each attempt.
            return RepairOutcome::NotFound(Unrepaired::Budget);
        }
        let payload = Payload { value: document.value().clone(), inexact };
        Search::new(&subject, &self.constructed, payload).outcome()
    }
}

fn depth_exceeds(value: &serde_json::Value, most: usize) -> bool {
    let mut open = vec![(value, 0)];
    while let Some((value, depth)) = open.pop() {
        if depth > most {
            return true;
        }
        match value {
            serde_json::Value::Array(items) => open.extend(items.iter().map(|item| (item, depth + 1))),
            serde_json::Value::Object(members) => open.extend(members.values().map(|member| (member, depth + 1))),
            _ => {}
        }
    }
    false
}

/// One search.
struct Search<'s> {
    subject: &'s Subject<'s>,
    constructed: &'s Constructed,
    payload: Payload,
    before: Report,
    /// Work and attempts that are left.
    work: u64,
    attempts: usize,
    best: Option<Vec<Edit>>,
}

impl<'s> Search<'s> {
    fn new(subject: &'s Subject<'s>, constructed: &'s Constructed, payload: Payload) -> Self {
        let before = subject.report(&payload);
        Self { subject, constructed, payload, before, work: WORK, attempts: ATTEMPTS, best: None }
    }

    fn outcome(mut self) -> RepairOutcome {
        if is_exhausted(&self.before) {
            return RepairOutcome::NotFound(Unrepaired::Budget);
        }
        if violations(&self.before) == 0 {
            return RepairOutcome::NotNeeded;
        }
        let least = groups(self.before.violations()).len();
        let (payload, before) = (self.payload.clone(), self.before.clone());
        for most in least..=EDITS {
            self.deepen(&payload, &before, most, &mut Vec::new());
            if self.best.is_some() || self.attempts == 0 || self.work == 0 {
                break;
            }
        }
        let edits = match self.best.take() {
            Some(edits) => edits,
            None => match self.rounds() {
                Some(edits) => edits,
                None if self.attempts == 0 || self.work == 0 || least > EDITS => {
                    return RepairOutcome::NotFound(Unrepaired::Budget);
                }
                None => return RepairOutcome::NotFound(Unrepaired::NoCandidate),
            },
        };
        let (edits, is_minimal) = self.without_needless(edits);
        match self.attempt(edits.iter()) {
            Some((_, report)) => RepairOutcome::Found(Repair { edits, verdict: report.verdict(), is_minimal }),
            None => RepairOutcome::NotFound(Unrepaired::Budget),
        }
    }

    /// Tries the candidates for the first violation, so that at most `most` edits follow.
    fn deepen(&mut self, payload: &Payload, report: &Report, most: usize, edits: &mut Vec<Edit>) {
        let open = groups(report.violations());
        let (Some(first), true) = (open.first(), open.len() <= most) else { return };
        for candidate in self.candidates(payload, first) {
            let guesses = edits.iter().chain([&candidate]).filter(|edit| edit.grade == Grade::Guess).count();
            let is_worse = self.best.as_ref().is_some_and(|best| guesses >= self::guesses(best));
            if candidate.weight > most || is_worse {
                continue;
            }
            if self.attempts == 0 || self.work == 0 {
                return;
            }
            self.attempts -= 1;
            let Some(next) = apply(payload, candidate.operations()) else { continue };
            let report = self.judged(&next);
            let left = most - candidate.weight;
            edits.push(candidate);
            if is_repaired(&report, &self.before) {
                self.attempts = self.attempts.min(if self.best.is_some() { self.attempts } else { BETTER });
                self.best = Some(edits.clone());
            } else if left > 0 && violations(&report) > 0 {
                self.deepen(&next, &report, left, edits);
            }
            edits.pop();
        }
    }

    fn candidates(&self, payload: &Payload, group: &Group<'_>) -> Vec<Edit> {
        candidates(self.subject, self.constructed, &payload.value, group)
    }

    /// Repairs in rounds: a candidate for each violation at once, another one where that did not help.
    fn rounds(&mut self) -> Option<Vec<Edit>> {
        let (mut payload, mut report) = (self.payload.clone(), self.before.clone());
        let mut edits: Vec<Edit> = Vec::new();
        let mut tried: HashMap<(Pointer, String), usize> = HashMap::new();
        for _ in 0..ROUNDS {
            let mut next = payload.clone();
            let (mut chosen, mut last) = (Vec::new(), None::<Pointer>);
            // From the end, so that places of items stay what they are.
            for group in groups(report.violations()).iter().rev() {
                if self.work == 0 {
                    return None;
                }
                if last.as_ref().is_some_and(|last| last.is_within(&group.instance) && *last != group.instance) {
                    continue;
                }
                self.work = self.work.saturating_sub(ATTEMPT);
                let number = tried.entry(group.key()).or_default();
                let Some(candidate) =
                    candidates(self.subject, self.constructed, &next.value, group).into_iter().nth(*number)
                else {
                    continue;
                };
                *number += 1;
                apply_to(&mut next, candidate.operations())?;
                last = Some(group.instance.clone());
                chosen.push(candidate);
            }
            if chosen.is_empty() {
                return None;
            }
            let after = self.judged(&next);
            if is_repaired(&after, &self.before) {
                edits.extend(chosen);
                return Some(edits);
            }
            if self.work == 0 {
                return None;
            }
            if violations(&after) < violations(&report) {
                edits.extend(chosen);
                (payload, report) = (next, after);
            }
        }
        None
    }

    /// The same edits without those that nothing depends on, and whether all of them were tried.
    fn without_needless(&mut self, mut edits: Vec<Edit>) -> (Vec<Edit>, bool) {
        self.work = self.work.max(WORK / 4);
        if (ATTEMPT + size(&self.payload.value)).saturating_mul(edits.len() as u64) > self.work {
            return (edits, false);
        }
        let mut number = edits.len();
        while number > 0 && edits.len() > 1 {
            number -= 1;
            if self.work == 0 {
                return (edits, false);
            }
            let others = edits.iter().enumerate().filter(|(at, _)| *at != number).map(|(_, edit)| edit);
            if self.attempt(others).is_some() {
                edits.remove(number);
                // What was needed beside it may not be any more.
                number = edits.len();
            }
        }
        (edits, true)
    }

    /// The payload after `edits` with its report, if that leaves nothing to repair.
    fn attempt<'e>(&mut self, edits: impl Iterator<Item = &'e Edit>) -> Option<(Payload, Report)> {
        let next = apply(&self.payload, edits.flat_map(Edit::operations))?;
        let report = self.judged(&next);
        is_repaired(&report, &self.before).then_some((next, report))
    }

    fn judged(&mut self, payload: &Payload) -> Report {
        let report = self.subject.report(payload);
        let exhausted = if is_exhausted(&report) { EXHAUSTED } else { 0 };
        self.work = self.work.saturating_sub(ATTEMPT + size(&payload.value) + exhausted);
        report
    }
}

fn guesses(edits: &[Edit]) -> usize {
    edits.iter().filter(|edit| edit.grade == Grade::Guess).count()
}
