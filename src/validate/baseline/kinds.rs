//! [`Kinds`]: the kinds of violation that a run found, in bounded memory, and how many messages it checked.

use std::collections::HashMap;

use super::kind::{Kind, Subject, half};
use crate::contract::{Contract, SchemaUse};
use crate::schema::Direction;
use crate::validate::{Report, Verdict};

/// A baseline of more is none that a person can work off.
const MOST: usize = 10_000;

/// What a run found, by kind.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
/// use order_contracts::validate::{self, Baseline, Kinds, Options};
///
/// let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
/// let order = contract.schema_named("createOrder")?;
/// let found = |payload: &[u8]| {
///     let mut kinds = Kinds::new();
///     kinds.count_payload(&contract, &order, &validate::payload_bytes(&contract, &order, payload, &Options::new()));
///     kinds
/// };
/// let accepted = Baseline::of(&contract, &found(br#"{"customer": 1}"#));
/// assert!(accepted.compare(&found(br#"{"customer": 2}"#)).new.is_empty());
/// assert!(!accepted.compare(&found(br#"[]"#)).new.is_empty());
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kinds {
    found: HashMap<u64, KindCount>,
    /// Those of no direction, requests and responses.
    messages: HashMap<Subject, [u64; 3]>,
    left_out: u64,
}

/// A kind of violation, and how often it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KindCount {
    /// The kind.
    pub kind: Kind,
    /// How many violations.
    pub times: u64,
}

impl Kinds {
    /// Nothing was found yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts the violations of a payload.
    pub fn count_payload(&mut self, contract: &Contract, schema: &SchemaUse, report: &Report) {
        if report.verdict() != Verdict::Undecided {
            self.checked(&Subject::of_schema(schema), Direction::Neutral, 1);
        }
        let kinds = report.violations().iter().map(|violation| Kind::of_payload(contract, schema, violation));
        kinds.for_each(|kind| self.add(&kind));
        self.leave_out(report.left_out() as u64);
    }

    /// Counts the violations of a request or a response.
    pub fn count_message(&mut self, contract: &Contract, direction: Direction, report: &Report) {
        let called = report.operation();
        if report.verdict() != Verdict::Undecided {
            self.checked(&Subject::of(called), direction, 1);
        }
        let violations = report.violations().iter();
        let kinds = violations.map(|violation| Kind::of_message(contract, called, direction, violation));
        kinds.for_each(|kind| self.add(&kind));
        self.leave_out(report.left_out() as u64);
    }

    /// Counts messages that were checked, with or without violations.
    pub(crate) fn checked(&mut self, subject: &Subject, direction: Direction, messages: u64) {
        // The same few subjects come again and again.
        if !self.messages.contains_key(subject) {
            self.messages.insert(subject.clone(), [0; 3]);
        }
        if let Some(known) = self.messages.get_mut(subject) {
            known[number(direction)] += messages;
        }
    }

    /// Counts violations of one kind.
    fn add(&mut self, kind: &Kind) {
        self.add_numbered(kind.number(), kind, 1);
    }

    /// The same of one whose number is known.
    pub(crate) fn add_numbered(&mut self, number: u64, kind: &Kind, times: u64) {
        let is_full = self.found.len() >= MOST;
        match self.found.get_mut(&number) {
            Some(found) => found.times += times,
            None if is_full => self.left_out += times,
            None => drop(self.found.insert(number, KindCount { kind: kind.clone(), times })),
        }
    }

    /// Counts violations whose kinds are not known, because their reports left them out.
    pub(crate) fn leave_out(&mut self, times: u64) {
        self.left_out += times;
    }

    /// Every kind, in a fixed order.
    #[must_use]
    pub fn found(&self) -> Vec<&KindCount> {
        let mut found: Vec<&KindCount> = self.found.values().collect();
        found.sort_by(|left, right| left.kind.cmp(&right.kind));
        found
    }

    /// How many violations are of no kind here: their reports left them out, or there were more than 10,000 kinds.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    pub(super) fn times(&self, number: u64) -> u64 {
        self.found.get(&number).map_or(0, |found| found.times)
    }

    /// How many messages of this subject and half were checked.
    pub(super) fn messages(&self, tag: &str, of: &str, half: &str) -> u64 {
        let is_same = |subject: &Subject| match tag {
            // What calls no operation is not seen where every call has one.
            "" => !matches!(subject, Subject::Schema(_)),
            _ => subject.parts() == (tag, of),
        };
        let directions = [Direction::Neutral, Direction::Request, Direction::Response];
        let Some(direction) = directions.into_iter().find(|direction| self::half(*direction) == half) else { return 0 };
        let same = self.messages.iter().filter(|(subject, _)| is_same(subject));
        same.map(|(_, messages)| messages[number(direction)]).sum()
    }
}

fn number(direction: Direction) -> usize {
    match direction {
        Direction::Neutral => 0,
        Direction::Request => 1,
        Direction::Response => 2,
    }
}
