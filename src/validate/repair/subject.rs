//! [`Subject`]: the schema that payloads are repaired for, and the judge of every attempt.

use serde_json::Value;

use super::apply::Payload;
use crate::contract::{Contract, SchemaUse};
use crate::limits::Limits;
use crate::pointer::Pointer;
use crate::schema::{Bounds, Shape};
use crate::tree::Tree;
use crate::validate::findings::{self, Findings};
use crate::validate::options::Options;
use crate::validate::part::Part;
use crate::validate::report::Report;
use crate::validate::strict;
use crate::validate::undecided::Reason;

/// Violations that are built for one attempt.
pub(super) const BUILT: usize = 10_000;

/// The most steps that one attempt may take, besides those for its size.
const STEPS: u64 = 50_000;

/// The schema that payloads are repaired for.
pub(super) struct Subject<'s> {
    pub(super) contract: &'s Contract,
    pub(super) schema: &'s SchemaUse,
    pub(super) options: &'s Options,
}

impl<'s> Subject<'s> {
    /// The schema, with all that it refers to.
    pub(super) fn root(&self) -> &'s Tree {
        &findings::validator(self.contract, self.schema, self.options.read_only_allowed).bundled().schema
    }

    /// The shape of the value at `place` of `payload`.
    pub(super) fn shape_at(&self, payload: &Value, place: &Pointer) -> Shape<'s> {
        let mut shape = Shape::of(self.root());
        let mut here = Some(payload);
        for token in place.tokens() {
            let position = || token.parse::<usize>().ok();
            match here {
                Some(Value::Array(items)) => {
                    shape = shape.items(position().unwrap_or_default());
                    here = position().and_then(|position| items.get(position));
                }
                _ => {
                    shape = shape.property(&token);
                    here = here.and_then(|value| value.get(&token));
                }
            }
        }
        shape
    }

    /// What is wrong with a payload, as the validator says it.
    pub(super) fn report(&self, payload: &Payload) -> Report {
        let limits = Limits { steps: self.options.limits.steps.min(STEPS), ..self.options.limits };
        let options = self.options.clone().max_violations(BUILT);
        let mut findings = Findings::new(self.contract, &options);
        let validator = findings.validator(self.schema);
        let bounds = Bounds { limits: &limits, most: BUILT, is_doubtful: false };
        let judgement = validator.judge_value_within(&payload.value, &payload.inexact, bounds);
        if !judgement.holds() {
            findings.judged(judgement, &payload.value, Part::Body, None);
        }
        if options.strictness.properties {
            let shape = Shape::of(&validator.bundled().schema);
            strict::properties(&payload.value, &shape, self.schema.pointer(), &mut findings);
        }
        findings.report(None)
    }
}

/// How many violations a report has, built or not.
pub(super) fn violations(report: &Report) -> usize {
    report.violations().len() + report.left_out()
}

/// Whether a budget was used up.
pub(super) fn is_exhausted(report: &Report) -> bool {
    report.undecided().iter().any(|undecided| matches!(undecided.reason(), Reason::Limit(_)))
}

/// Whether `report` has no violations, and leaves nothing open that was not before.
pub(super) fn is_repaired(report: &Report, before: &Report) -> bool {
    let was_open = |undecided| before.undecided().contains(undecided);
    violations(report) == 0 && report.undecided().iter().all(was_open)
}

/// The cost of a look at a whole payload.
pub(super) fn size(value: &Value) -> u64 {
    let mut open = vec![value];
    let mut size = 0;
    while let Some(value) = open.pop() {
        size += 1;
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(members.values()),
            Value::String(text) => size += text.len() as u64 / 64,
            _ => {}
        }
    }
    size
}
