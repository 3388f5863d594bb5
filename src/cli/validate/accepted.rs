//! [`Accepted`]: what a baseline accepts of a record.
//!
//! The threads that judge ask it for each violation, since a kind may occur for the first time in the last record.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::contract::{Called, Contract, SchemaUse};
use crate::pointer::Pointer;
use crate::schema::{Direction, Expectation};
use crate::validate::{Baseline, Kind, Part, Report, Subject, Verdict, Violation};

/// What is accepted; shared by the threads.
#[derive(Clone)]
pub(super) struct Accepted {
    pub(super) baseline: Arc<Baseline>,
    pub(super) accepts_all: bool,
    /// Whether reports have something to say of what is accepted.
    pub(super) is_shown: bool,
    pub(super) known: Arc<Mutex<HashMap<Key, Arc<Known>>>>,
}

/// So many violations are recognized without finding out again of which kind they are: traffic has the same ones all the time.
const MOST: usize = 10_000;

/// A kind, and whether it is accepted.
#[derive(Debug)]
pub(in crate::cli) struct Known {
    pub(super) kind: Kind,
    pub(super) number: u64,
    pub(super) is_accepted: bool,
}

/// What the kind of a violation depends on. An operation is known by where it is in memory, for as long as the contract is there.
pub(super) type Key = (usize, Direction, Part, Option<String>, &'static str, Pointer, Pointer, Option<String>);

/// The violations of a record, against the baseline.
#[derive(Debug)]
pub(in crate::cli) struct Compared {
    /// For each half, the kind of each violation.
    pub(super) kinds: Vec<Vec<Arc<Known>>>,
    /// What was checked.
    pub(super) checked: Vec<(Subject, Direction)>,
    /// How many violations are of unknown kinds.
    pub(super) not_compared: u64,
    /// How many accepted violations were taken out of the reports.
    pub(super) taken_out: u64,
}

impl Accepted {
    pub(super) fn new(baseline: Baseline, accepts_all: bool, is_shown: bool) -> Self {
        Self { baseline: Arc::new(baseline), accepts_all, is_shown, known: Arc::default() }
    }

    /// Compares the reports of a record, of `schema` if it is a payload. What is accepted and not shown is taken out of them.
    pub(super) fn compare<'r>(
        &self,
        contract: &Contract,
        schema: Option<&SchemaUse>,
        reports: impl Iterator<Item = (Direction, &'r mut Report)>,
    ) -> Box<Compared> {
        let mut out = Compared { kinds: Vec::new(), checked: Vec::new(), not_compared: 0, taken_out: 0 };
        for (direction, report) in reports {
            let called = report.operation();
            if report.verdict() != Verdict::Undecided {
                let subject = schema.map_or_else(|| Subject::of(called), Subject::of_schema);
                out.checked.push((subject, direction));
            }
            out.not_compared += report.left_out() as u64;
            let kinds = report.violations().iter();
            let kinds = kinds.map(|violation| self.known(contract, (schema, called, direction), violation));
            let kinds: Vec<Arc<Known>> = kinds.collect();
            if !self.is_shown {
                out.taken_out += report.take_out(|number| kinds.get(number).is_some_and(|known| known.is_accepted));
            }
            out.kinds.push(kinds);
        }
        Box::new(out)
    }

    fn known(
        &self,
        contract: &Contract,
        (schema, called, direction): (Option<&SchemaUse>, Option<&Called>, Direction),
        violation: &Violation,
    ) -> Arc<Known> {
        let missing = match violation.wanted().expectation() {
            Some(Expectation::Required(name)) => Some(name.clone()),
            _ => None,
        };
        let operation = called.map_or(0, |called| std::ptr::from_ref(called).addr());
        let name = violation.name().map(str::to_owned);
        let places = (violation.instance().clone(), violation.keyword().clone());
        let key = (operation, direction, violation.part(), name, violation.id(), places.0, places.1, missing);
        let all = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all().get(&key) {
            return Arc::clone(known);
        }
        let kind = match schema {
            Some(schema) => Kind::of_payload(contract, schema, violation),
            None => Kind::of_message(contract, called, direction, violation),
        };
        let is_accepted = self.accepts_all || self.baseline.accepts(&kind);
        let known = Arc::new(Known { number: kind.number(), kind, is_accepted });
        let mut all = all();
        if all.len() < MOST {
            all.insert(key, Arc::clone(&known));
        }
        known
    }
}

impl Compared {
    /// Whether a violation is new, as far as that is known.
    pub(super) fn is_new(&self) -> bool {
        self.not_compared > 0 || self.kinds.iter().flatten().any(|known| !known.is_accepted)
    }
}
