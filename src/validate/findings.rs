//! [`Findings`]: the findings of one message so far, in the order of the checks.
//!
//! Beyond the maximum a violation is not built: its rule is counted, which is all that is said of it.

use std::ops::Deref;
use std::sync::Arc;

use serde_json::Value;

use super::found::Found;
use super::left_out::LeftOut;
use super::options::Options;
use super::part::Part;
use super::report::Report;
use super::undecided::{Reason, Undecided};
use super::violation::Violation;
use super::wanted::Wanted;
use crate::contract::{Contract, DeclarationKind, Endpoint, SchemaUse};
use crate::json::{self, Position};
use crate::pointer::Pointer;
#[cfg(feature = "diff")]
use crate::schema::inexact;
use crate::schema::{Bounds, Judgement, Validator};

/// The findings of one message, and the contract that they are about.
pub(super) struct Findings<'c> {
    pub(super) contract: &'c Contract,
    violations: Vec<Violation>,
    undecided: Vec<Undecided>,
    /// Nothing as long as nothing was left out, and no limit asks for a note of what comes first.
    left_out: Option<Box<LeftOut>>,
    /// How many violations, and how many checks that could not be made, are built.
    limits: (usize, usize),
    /// Whether bodies may have the properties that do not belong to their direction.
    takes_hidden: bool,
    /// Whether credentials that are missing were perhaps taken out of the capture.
    pub(super) lacks_credentials: bool,
    /// The most bytes that a packed body is unpacked to.
    pub(super) unpacked_bytes: usize,
    /// Whether nothing that is compiled for a body is kept.
    #[cfg(feature = "diff")]
    is_sparing: bool,
}

/// What judges a body by `schema`, which may have the properties that do not belong to its direction or not.
pub(super) fn validator<'s>(contract: &Contract, schema: &'s SchemaUse, takes_hidden: bool) -> &'s Validator {
    match takes_hidden {
        true => &contract.compiled_with_hidden(schema).validator,
        false => &contract.compiled(schema).validator,
    }
}

/// What judges a body.
pub(super) enum BodyValidator<'s> {
    /// One that the contract keeps.
    Kept(&'s Validator),
    #[cfg(feature = "diff")]
    Once(Box<Validator>),
}

impl Deref for BodyValidator<'_> {
    type Target = Validator;

    fn deref(&self) -> &Validator {
        match self {
            Self::Kept(validator) => validator,
            #[cfg(feature = "diff")]
            Self::Once(validator) => validator,
        }
    }
}

impl<'c> Findings<'c> {
    pub(super) fn new(contract: &'c Contract, options: &Options) -> Self {
        let limits = (options.max_violations.unwrap_or(usize::MAX), options.max_undecided.unwrap_or(usize::MAX));
        Self {
            contract,
            violations: Vec::new(),
            undecided: Vec::new(),
            left_out: None,
            limits,
            takes_hidden: options.read_only_allowed,
            lacks_credentials: options.credentials_stripped,
            unpacked_bytes: usize::try_from(options.limits.record_bytes).unwrap_or(usize::MAX),
            #[cfg(feature = "diff")]
            is_sparing: options.is_sparing && !options.read_only_allowed,
        }
    }

    /// What judges a body by `schema`.
    pub(super) fn validator<'s>(&self, schema: &'s SchemaUse) -> BodyValidator<'s> {
        #[cfg(feature = "diff")]
        if self.is_sparing {
            let (document, pointer) = (self.contract.tree(), schema.pointer());
            return BodyValidator::Once(Box::new(Validator::of(document, pointer, schema.direction())));
        }
        BodyValidator::Kept(validator(self.contract, schema, self.takes_hidden))
    }

    /// What `schema` says of a body of JSON.
    pub(super) fn judgement(&self, schema: &SchemaUse, document: &json::Document<'_>, bounds: Bounds<'_>) -> Judgement {
        #[cfg(feature = "diff")]
        if self.is_sparing && bounds.most == 0 {
            let value = (document.value(), &inexact(document));
            return self.contract.verdict(schema.pointer(), schema.direction(), value);
        }
        self.validator(schema).judge_document_within(document, bounds)
    }

    /// Goes on after what was found so far.
    pub(super) fn resume(contract: &'c Contract, options: &Options, found: Option<Box<Report>>) -> Self {
        let Report { operation: _, violations, undecided, left_out } = found.map(|found| *found).unwrap_or_default();
        Self { violations, undecided, left_out, ..Self::new(contract, options) }
    }

    /// Adds a violation of the statement at `keyword` by `part`, or by the parameter or header `name`; `None` when it is only
    /// counted.
    pub(super) fn violated(
        &mut self,
        part: Part,
        name: Option<&str>,
        keyword: &Pointer,
        wanted: Wanted,
        found: impl Into<Found>,
    ) -> Option<&mut Violation> {
        if !self.admits(wanted.id(), part, &Pointer::root()) {
            return None;
        }
        let violation = Violation::new(part, keyword.clone(), wanted, found.into(), self.contract);
        let violation = match name {
            Some(name) => violation.named(part, name),
            None => violation,
        };
        self.violations.push(violation);
        self.violations.last_mut()
    }

    /// Says where the text of the last violation stops being JSON.
    pub(super) fn at(&mut self, position: Position) {
        if let Some(left_out) = &mut self.left_out {
            left_out.note_position(position);
        }
        if let Some(violation) = self.violations.last_mut().filter(|violation| violation.wanted == Wanted::Json) {
            violation.position = Some(position);
        }
    }

    /// Whether one more violation is to be built; when it is not, it is counted under its rule.
    pub(super) fn admits(&mut self, rule: &'static str, part: Part, instance: &Pointer) -> bool {
        if self.limits.0 < usize::MAX {
            self.left_out().note(rule, part, instance);
        }
        let admits = self.violations.len() < self.limits.0;
        if !admits {
            self.left_out().count(rule, 1);
        }
        admits
    }

    /// Adds a violation that was admitted.
    pub(super) fn push(&mut self, violation: Violation) {
        self.violations.push(violation);
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
        match self.undecided.len() < self.limits.1 {
            true => self.undecided.push(Undecided::new(part, name, reason).by(keyword.clone(), self.contract)),
            false => self.left_out().count_undecided(&reason),
        }
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
        let Judgement { failures, unjudged, left_out, firsts } = judgement;
        if self.limits.0 < usize::MAX {
            firsts.iter().for_each(|(rule, instance)| self.left_out().note(rule, part, instance));
        }
        left_out.iter().for_each(|(rule, count)| self.left_out().count(rule, *count));
        let first = self.violations.len();
        Violation::find_places(&failures, self.contract);
        for failure in failures {
            if !self.admits(failure.expectation.id(), part, &failure.instance) {
                continue;
            }
            let violation = Violation::of_failure(failure, value, self.contract);
            self.violations.push(match name {
                Some(name) => violation.named(part, name),
                None => violation,
            });
        }
        for unjudged in unjudged {
            self.undecided(part, name, &unjudged.keyword, Reason::of(unjudged.cause));
        }
        &mut self.violations[first..]
    }

    fn left_out(&mut self) -> &mut LeftOut {
        self.left_out.get_or_insert_default()
    }

    /// What was found so far, to go on with; nothing if there is nothing to report.
    pub(super) fn found(self) -> Option<Box<Report>> {
        let is_empty = self.violations.is_empty() && self.undecided.is_empty() && self.left_out.is_none();
        (!is_empty).then(|| Box::new(self.report(None)))
    }

    /// The report.
    pub(super) fn report(self, endpoint: Option<&Endpoint>) -> Report {
        let mut report = Report::new(self.violations, self.undecided);
        report.left_out = self.left_out.filter(|left_out| **left_out != LeftOut::default());
        report.operation = endpoint.map(|endpoint| Arc::clone(&endpoint.called));
        report
    }
}
