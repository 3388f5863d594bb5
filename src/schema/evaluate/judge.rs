//! [`Judge`]: one walk over a graph beside a value, within a budget.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::digits::{Digits, address};
use super::node::{Graph, Keyword, Node, NodeId};
use super::outcome::{Answer, Outcome};
use super::telling::{Telling, sort};
use crate::limits::{Exceeded, Limits};
use crate::pointer::Pointer;
use crate::schema::expectation::Expectation;
use crate::schema::failure::Failure;
use crate::schema::judgement::Judgement;
use crate::schema::unjudged::{Cause, Unjudged};
use crate::stack::deep;

/// Schemas in schemas that are open at once: they take stack, which is taken from the heap.
const MOST_OPEN: usize = 50_000;

/// What the size of the judged value adds to the budget: this many times what one look at each part of it takes.
const STEPS_PER_SIZE: u64 = 32;

/// A walk over a graph beside a value.
pub(in crate::schema) struct Judge<'a> {
    graph: &'a Graph,
    /// The graphs of the definitions that graphs lead to.
    definitions: Option<&'a (dyn Definitions + 'a)>,
    /// Whether some keyword of any of them asks what other keywords evaluated.
    pub(super) has_unevaluated: bool,
    pub(super) digits: &'a Digits,
    limits: &'a Limits,
    root: &'a Value,
    /// By the addresses of a node and a value.
    known: HashMap<(usize, usize), Known>,
    /// Steps that may still be made.
    left: u64,
    /// Whether what the values add to the budget is in `left`.
    is_extended: bool,
    open: usize,
    /// Whether only the verdict is wanted, so that the first violation ends a schema.
    pub(super) is_quick: bool,
    pub(super) telling: Option<Telling>,
}

/// Definitions by number, which have graphs of their own.
pub(in crate::schema) trait Definitions {
    #[cfg_attr(
        not(feature = "diff"),
        expect(dead_code, reason = "only questions of a comparison have definitions of their own")
    )]
    fn graph(&self, number: u32) -> Option<&Graph>;
}

enum Known {
    /// The pair is being judged.
    Pending,
    Answered(Outcome),
}

impl<'a> Judge<'a> {
    fn new(graph: &'a Graph, root: &'a Value, digits: &'a Digits, limits: &'a Limits) -> Self {
        Self {
            graph,
            definitions: None,
            has_unevaluated: graph.has_unevaluated,
            digits,
            limits,
            root,
            known: HashMap::new(),
            left: limits.steps,
            is_extended: false,
            open: 0,
            is_quick: true,
            telling: None,
        }
    }

    /// Whether `value` holds; `None` where that is not known.
    pub(in crate::schema) fn verdict(graph: &Graph, value: &Value, digits: &Digits, limits: &Limits) -> Option<bool> {
        Judge::new(graph, value, digits, limits).node(graph.root, value).verdict()
    }

    /// What `value` violates, at most `most` violations, and what could not be judged; and whether that is certainly a violation.
    pub(in crate::schema) fn judgement(
        graph: &Graph,
        value: &Value,
        digits: &Digits,
        limits: &Limits,
        most: usize,
    ) -> (Judgement, bool) {
        let mut judge = Judge::new(graph, value, digits, limits);
        judge.is_quick = false;
        judge.telling = Some(Telling::new(most));
        let answer = judge.node(graph.root, value).answer;
        let Some(Telling { mut failures, left_out, firsts, mut open, .. }) = judge.telling else {
            return (Judgement::default(), false);
        };
        let left_out: Vec<_> = left_out.into_iter().collect();
        if answer == Answer::Open && open.is_empty() {
            let keyword = graph.nodes[graph.root].place.clone();
            open.push(Unjudged { keyword, cause: Cause::Unusable });
        }
        sort(&mut failures);
        open.sort_by(|left, right| (&left.keyword, left.cause).cmp(&(&right.keyword, right.cause)));
        open.dedup();
        (Judgement { failures, unjudged: open, left_out, firsts }, answer == Answer::No)
    }

    /// The same for a graph that leads to definitions, of which some keyword may ask what other keywords evaluated.
    #[cfg(feature = "diff")]
    pub(in crate::schema) fn verdict_of_definition(
        (graph, definitions): (&'a Graph, &'a dyn Definitions),
        has_unevaluated: bool,
        value: &'a Value,
        digits: &'a Digits,
        limits: &'a Limits,
    ) -> Option<bool> {
        let judge = Judge::new(graph, value, digits, limits);
        let mut judge = Judge { definitions: Some(definitions), has_unevaluated, ..judge };
        judge.node(graph.root, value).verdict()
    }

    /// Whether `value` holds for a node.
    pub(super) fn node(&mut self, id: NodeId, value: &Value) -> Outcome {
        let graph = self.graph;
        let node = &graph.nodes[id];
        if node.keywords.is_empty() {
            return Outcome::yes();
        }
        if !self.spend(own_size(value)) || self.open == MOST_OPEN {
            return self.exceeded(node);
        }
        if node.is_leaf && (self.telling.is_none() || !node.is_shared) {
            return self.keywords(node, value);
        }
        self.open += 1;
        let outcome = deep(|| match node.is_shared {
            true => self.shared(node, value),
            false => self.keywords(node, value),
        });
        self.open -= 1;
        outcome
    }

    /// The same for a pair that may be met again.
    fn shared(&mut self, node: &Node, value: &Value) -> Outcome {
        let pair = (std::ptr::from_ref(node).addr(), address(value));
        match self.known.get(&pair) {
            Some(Known::Pending) => return self.leave_open(&node.place, Cause::Circular),
            Some(Known::Answered(outcome)) => {
                let is_told = match &mut self.telling {
                    Some(telling) => outcome.answer == Answer::Yes || !telling.reported.insert(pair),
                    None => true,
                };
                if is_told {
                    return outcome.clone();
                }
            }
            None => {
                if let Some(telling) = &mut self.telling {
                    telling.reported.insert(pair);
                }
            }
        }
        self.known.insert(pair, Known::Pending);
        let outcome = self.keywords(node, value);
        self.known.insert(pair, Known::Answered(outcome.clone()));
        outcome
    }

    /// The same for what the definition of this number says.
    #[cfg(feature = "diff")]
    pub(super) fn defined(&mut self, number: u32, value: &Value) -> Outcome {
        let Some(graph) = self.definitions.and_then(|definitions| definitions.graph(number)) else {
            return Outcome::open();
        };
        // A reference is no step of its own.
        self.left = self.left.saturating_add(own_size(value));
        let here = std::mem::replace(&mut self.graph, graph);
        let outcome = self.node(graph.root, value);
        self.graph = here;
        outcome
    }

    fn keywords(&mut self, node: &Node, value: &Value) -> Outcome {
        let mut total = Outcome::yes();
        // Whether a schema failed that would have evaluated something.
        let mut is_lost = false;
        for rule in &node.keywords {
            let outcome = match &rule.keyword {
                Keyword::UnevaluatedItems(_) | Keyword::UnevaluatedProperties(_) if is_lost => continue,
                Keyword::UnevaluatedItems(inner) => self.unevaluated_items(node, (rule, *inner), value, &total),
                Keyword::UnevaluatedProperties(inner) => self.unevaluated_properties(node, *inner, value, &total),
                _ => self.keyword(node, rule, value),
            };
            is_lost |= outcome.is_no() && rule.keyword.evaluates_in_place();
            total.and(outcome);
            if self.is_quick && total.is_no() {
                break;
            }
        }
        total
    }

    /// Whether `value`, which is at `token` of the value that is judged, holds for a node.
    pub(super) fn inside(&mut self, id: NodeId, value: &Value, token: impl FnOnce(&mut Pointer)) -> Outcome {
        let Some(telling) = &mut self.telling else { return self.node(id, value) };
        let length = telling.at.as_str().len();
        token(&mut telling.at);
        let outcome = self.node(id, value);
        if let Some(telling) = &mut self.telling {
            telling.at.truncate(length);
        }
        outcome
    }

    /// The same without collecting anything.
    pub(super) fn silently(&mut self, id: NodeId, value: &Value) -> Outcome {
        let telling = self.telling.take();
        let outcome = self.node(id, value);
        self.telling = telling;
        outcome
    }

    /// The violations of an alternative that fails.
    pub(super) fn closest(&mut self, id: NodeId, value: &Value) -> Vec<Failure> {
        let Some(mut telling) = self.telling.take() else { return Vec::new() };
        let most = telling.most_closest();
        if most == 0 {
            self.telling = Some(telling);
            return Vec::new();
        }
        self.telling = Some(telling.of_alternative(most));
        self.node(id, value);
        let inner = self.telling.take();
        let failures = inner.map_or_else(Vec::new, |inner| {
            telling.closest_left = inner.closest_left.saturating_sub(inner.failures.len());
            inner.into_failures()
        });
        self.telling = Some(telling);
        failures
    }

    /// Collects why the answer for an alternative is open.
    pub(super) fn tell_open(&mut self, id: NodeId, value: &Value) {
        let Some(mut telling) = self.telling.take() else { return };
        self.telling = Some(telling.of_alternative(0));
        self.node(id, value);
        for Unjudged { keyword, cause } in self.telling.take().into_iter().flat_map(|inner| inner.open) {
            telling.leave_open(&keyword, cause);
        }
        self.telling = Some(telling);
    }

    /// A violation of the keyword `token` of `node`, which weighs this much.
    pub(super) fn fail(
        &mut self,
        node: &Node,
        token: &str,
        weights: [u64; 3],
        expectation: impl FnOnce() -> Arc<Expectation>,
    ) -> Outcome {
        self.fail_with(node, token, weights, expectation, Vec::new())
    }

    pub(super) fn fail_with(
        &mut self,
        node: &Node,
        token: &str,
        weights: [u64; 3],
        expectation: impl FnOnce() -> Arc<Expectation>,
        closest: Vec<Failure>,
    ) -> Outcome {
        if let Some(telling) = &mut self.telling {
            let keyword = || if token.is_empty() { node.place.clone() } else { node.place.below(token) };
            telling.fail(expectation(), keyword, closest);
        }
        Outcome::no(weights)
    }

    /// What the document says at `keyword` does not lead to an answer.
    pub(super) fn leave_open(&mut self, keyword: &Pointer, cause: Cause) -> Outcome {
        if let Some(telling) = &mut self.telling {
            telling.leave_open(keyword, cause);
        }
        Outcome::open()
    }

    fn exceeded(&mut self, node: &Node) -> Outcome {
        self.leave_open(&node.place, Cause::Limit(Exceeded::new("steps", self.limits)))
    }

    /// Takes steps from the budget; `false` when it is used up.
    pub(super) fn spend(&mut self, steps: u64) -> bool {
        if self.left < steps && !self.is_extended {
            self.is_extended = true;
            self.left = self.left.saturating_add(STEPS_PER_SIZE.saturating_mul(size(self.root)));
        }
        let left = self.left.checked_sub(steps);
        self.left = left.unwrap_or(0);
        left.is_some()
    }

    /// Judges `name`, a property name, on its own.
    pub(super) fn name(&mut self, id: NodeId, name: &Value) -> (Outcome, Option<Telling>) {
        let digits = Digits::default();
        let mut judge = Judge {
            left: self.left,
            is_extended: true,
            open: self.open,
            is_quick: self.is_quick,
            telling: self.telling.as_ref().map(|telling| telling.of_alternative(usize::MAX)),
            definitions: self.definitions,
            has_unevaluated: self.has_unevaluated,
            ..Judge::new(self.graph, name, &digits, self.limits)
        };
        let outcome = judge.node(id, name);
        self.left = judge.left;
        (outcome, judge.telling)
    }
}

/// The steps that one look at `value` takes, without its parts: a long text or a wide object is more than one.
fn own_size(value: &Value) -> u64 {
    1 + match value {
        Value::String(text) => text.len() as u64 / 256,
        Value::Array(items) => items.len() as u64 / 16,
        Value::Object(members) => members.len() as u64 / 16,
        _ => 0,
    }
}

/// The same for `value` and everything in it.
fn size(value: &Value) -> u64 {
    let mut open = vec![value];
    let mut size = 0;
    while let Some(value) = open.pop() {
        size += own_size(value);
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(members.values()),
            _ => {}
        }
    }
    size
}
