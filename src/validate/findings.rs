//! [`Findings`]: the findings of one message so far, in the order of the checks.

use std::sync::Arc;

use serde_json::Value;

use super::found::Found;
use super::part::Part;
use super::report::Report;
use super::undecided::{Reason, Undecided};
use super::violation::Violation;
use super::wanted::Wanted;
use crate::contract::{Contract, DeclarationKind, Endpoint};
use crate::pointer::Pointer;
use crate::schema::Judgement;

/// The findings of one message, and the contract that they are about.
pub(super) struct Findings<'c> {
    pub(super) contract: &'c Contract,
    violations: Vec<Violation>,
    undecided: Vec<Undecided>,
    left_out: usize,
}

impl<'c> Findings<'c> {
    pub(super) fn new(contract: &'c Contract) -> Self {
        Self { contract, violations: Vec::new(), undecided: Vec::new(), left_out: 0 }
    }

    /// Adds a violation of the statement at `keyword` by `part`, or by the parameter or header `name`.
    pub(super) fn violated(
        &mut self,
        part: Part,
        name: Option<&str>,
        keyword: &Pointer,
        wanted: Wanted,
        found: impl Into<Found>,
    ) -> &mut Violation {
        let violation = Violation::new(part, keyword.clone(), wanted, found.into(), self.contract);
        let violation = match name {
            Some(name) => violation.named(part, name),
            None => violation,
        };
        self.push(violation)
    }

    pub(super) fn push(&mut self, violation: Violation) -> &mut Violation {
        self.violations.push(violation);
        let last = self.violations.len() - 1;
        &mut self.violations[last]
    }

    pub(super) fn count(&self) -> usize {
        self.violations.len()
    }

    /// The violations from number `first` on.
    pub(super) fn since(&mut self, first: usize) -> &mut [Violation] {
        &mut self.violations[first..]
    }

    /// Adds a check of `part`, or of the parameter or header `name`, that could not be made.
    pub(super) fn undecided(&mut self, part: Part, name: Option<&str>, keyword: &Pointer, reason: Reason) {
        self.undecided.push(Undecided::new(part, name, reason).by(keyword.clone(), self.contract));
    }

    /// The invalid or unsupported declarations of this part.
    pub(super) fn unusable(&mut self, endpoint: &Endpoint, kind: DeclarationKind, part: Part) {
        for unusable in endpoint.unusable.iter().filter(|unusable| unusable.kind == kind) {
            self.undecided(part, None, &unusable.pointer, Reason::UnusableContract);
        }
    }

    /// The findings of a schema about `value`; returns the violations, for the caller to locate.
    pub(super) fn judged(
        &mut self,
        judgement: Judgement,
        value: &Value,
        part: Part,
        name: Option<&str>,
    ) -> &mut [Violation] {
        let Judgement { failures, unjudged, left_out } = judgement;
        self.left_out += left_out.iter().map(|(_, count)| count).sum::<usize>();
        let first = self.violations.len();
        for failure in failures {
            let violation = Violation::of_failure(failure, value, self.contract);
            self.violations.push(match name {
                Some(name) => violation.named(part, name),
                None => violation,
            });
        }
        for unjudged in unjudged {
            self.undecided.push(Undecided::of_keyword(unjudged, part, name, self.contract));
        }
        &mut self.violations[first..]
    }

    /// The report.
    pub(super) fn report(self, endpoint: Option<&Endpoint>, limit: Option<usize>) -> Report {
        let mut report = Report::new(self.violations, self.undecided);
        report.left_out = self.left_out;
        report.operation = endpoint.map(|endpoint| Arc::clone(&endpoint.called));
        match limit {
            Some(limit) => report.bounded(limit),
            None => report,
        }
    }
}
