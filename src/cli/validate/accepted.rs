//! [`Accepted`]: what a baseline accepts of a record.
//!
//! The threads that judge ask it for each violation, since a kind may occur for the first time in the last record.

use std::sync::Arc;

use crate::contract::{Contract, SchemaUse};
use crate::schema::Direction;
use crate::validate::{Baseline, Kind, Report, Subject, Verdict};

/// What is accepted; shared by the threads.
#[derive(Clone)]
pub(super) struct Accepted {
    pub(super) baseline: Arc<Baseline>,
    pub(super) accepts_all: bool,
    /// Whether reports have something to say of what is accepted.
    pub(super) is_shown: bool,
}

/// The violations of a record, against the baseline.
#[derive(Debug)]
pub(in crate::cli) struct Compared {
    /// For each half, the kind of each violation, and whether it is accepted.
    pub(super) kinds: Vec<Vec<(Kind, bool)>>,
    /// What was checked.
    pub(super) checked: Vec<(Subject, Direction)>,
    /// How many violations are of unknown kinds.
    pub(super) not_compared: u64,
    /// How many accepted violations were taken out of the reports.
    pub(super) taken_out: u64,
}

impl Accepted {
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
            let kinds = report.violations().iter().map(|violation| {
                let kind = match schema {
                    Some(schema) => Kind::of_payload(contract, schema, violation),
                    None => Kind::of_message(contract, called, direction, violation),
                };
                let is_accepted = self.accepts_all || self.baseline.accepts(&kind);
                (kind, is_accepted)
            });
            let kinds: Vec<(Kind, bool)> = kinds.collect();
            if !self.is_shown {
                out.taken_out += report.take_out(|number| kinds.get(number).is_some_and(|(_, accepted)| *accepted));
            }
            out.kinds.push(kinds);
        }
        Box::new(out)
    }
}

impl Compared {
    /// Whether a violation is new, as far as that is known.
    pub(super) fn is_new(&self) -> bool {
        self.not_compared > 0 || self.kinds.iter().flatten().any(|(_, is_accepted)| !is_accepted)
    }

    pub(super) fn taken_out(&self) -> u64 {
        self.taken_out
    }
}
