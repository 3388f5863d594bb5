//! `unevaluatedItems` and `unevaluatedProperties`: what no other keyword evaluated (JSON Schema 2020-12 Core, 11).

use std::sync::Arc;

use serde_json::Value;

use super::judge::Judge;
use super::node::{Node, NodeId, Rule};
use super::outcome::{Answer, Outcome, Seen};
use super::values::weights;
use crate::schema::expectation::Expectation;
use crate::schema::unjudged::Cause;

impl Judge<'_> {
    pub(super) fn unevaluated_items(
        &mut self,
        node: &Node,
        (rule, inner): (&Rule, NodeId),
        value: &Value,
        so_far: &Outcome,
    ) -> Outcome {
        let Value::Array(values) = value else { return Outcome::yes() };
        let expectation = |_: &[usize]| Arc::clone(&rule.expectation);
        self.unevaluated(node, inner, "unevaluatedItems", values.iter(), so_far, &expectation)
    }

    pub(super) fn unevaluated_properties(
        &mut self,
        node: &Node,
        inner: NodeId,
        value: &Value,
        so_far: &Outcome,
    ) -> Outcome {
        let Value::Object(members) = value else { return Outcome::yes() };
        let expectation = |positions: &[usize]| {
            let name =
                |(position, name): (usize, &String)| positions.binary_search(&position).is_ok().then(|| name.clone());
            Arc::new(Expectation::DeclaredProperties(members.keys().enumerate().filter_map(name).collect()))
        };
        self.unevaluated(node, inner, "unevaluatedProperties", members.values(), so_far, &expectation)
    }

    fn unevaluated<'v>(
        &mut self,
        node: &Node,
        inner: NodeId,
        token: &str,
        values: impl Iterator<Item = &'v Value>,
        so_far: &Outcome,
        expectation: &dyn Fn(&[usize]) -> Arc<Expectation>,
    ) -> Outcome {
        let none = Seen::default();
        let seen = so_far.seen.as_deref().unwrap_or(&none);
        let mut failed = Vec::new();
        let mut open = Vec::new();
        if !seen.all {
            for (position, value) in values.enumerate().filter(|(position, _)| !seen.parts.contains(position)) {
                match self.silently(inner, value).answer {
                    Answer::Yes => {}
                    Answer::No => failed.push(position),
                    Answer::Open => open.push(value),
                }
            }
        }
        let mut outcome = match (failed.is_empty(), open.is_empty()) {
            (false, _) if seen.maybe_more => self.leave_open(&node.place.clone().key(token), Cause::Unusable),
            (false, _) => self.fail(node, token, weights::ORDINARY, || expectation(&failed)),
            (true, false) => {
                open.into_iter().for_each(|value| self.tell_open(inner, value));
                Outcome::open()
            }
            (true, true) => Outcome::yes(),
        };
        outcome.and(Outcome::seeing(Seen { all: true, ..Seen::default() }));
        outcome
    }
}
