//! Keywords that ask several schemas about the same value.

use std::sync::Arc;

use serde_json::Value;

use super::judge::Judge;
use super::node::{Alternatives, Keyword, Node, NodeId, Rule};
use super::outcome::{Answer, Outcome};
use super::values::weights;
use crate::schema::expectation::Expectation;
use crate::schema::failure::Failure;

impl Judge<'_> {
    pub(super) fn alternatives(&mut self, node: &Node, rule: &Rule, value: &Value) -> Outcome {
        match &rule.keyword {
            Keyword::All(parts) => {
                let mut total = Outcome::yes();
                for &part in parts {
                    total.and(self.node(part, value));
                    if self.is_quick && total.is_no() {
                        break;
                    }
                }
                total
            }
            Keyword::AnyOf(any) => self.any_of(node, (rule, any), value),
            Keyword::OneOf(one) => self.one_of(node, (rule, one), value),
            Keyword::Not(inner) => match self.silently(*inner, value).answer {
                Answer::Yes => self.fail(node, "not", weights::ORDINARY, || Arc::clone(&rule.expectation)),
                Answer::No => Outcome::yes(),
                Answer::Open => {
                    self.tell_open(*inner, value);
                    Outcome::open()
                }
            },
            Keyword::If(test, then, other) => self.condition(*test, *then, *other, value),
            _ => Outcome::yes(),
        }
    }

    fn any_of(&mut self, node: &Node, (rule, any): (&Rule, &Alternatives), value: &Value) -> Outcome {
        let mut total = Outcome::yes();
        let (mut has_yes, mut nearest) = (false, Nearest::default());
        let mut open = Vec::new();
        for (number, &branch) in any.nodes.iter().enumerate() {
            let outcome = self.silently(branch, value);
            match outcome.answer {
                Answer::Yes => {
                    has_yes = true;
                    total.and(outcome);
                    // What the others evaluate may still matter.
                    if !self.has_unevaluated {
                        break;
                    }
                }
                Answer::Open => open.push(branch),
                Answer::No => nearest.offer(number, &outcome),
            }
        }
        match (has_yes, open.is_empty()) {
            (true, true) => total,
            // It holds; only what was evaluated is not known.
            (true, false) => {
                total.and(Outcome::open());
                Outcome { answer: Answer::Yes, ..total }
            }
            (false, false) => self.leave_branches_open(&open, value),
            (false, true) => {
                let closest = self.nearest(any, &nearest, value);
                self.fail_with(node, "anyOf", weights::ORDINARY, || Arc::clone(&rule.expectation), closest)
            }
        }
    }

    fn one_of(&mut self, node: &Node, (rule, one): (&Rule, &Alternatives), value: &Value) -> Outcome {
        let mut total = Outcome::yes();
        let (mut yes, mut nearest) = (0, Nearest::default());
        let mut open = Vec::new();
        for (number, &branch) in one.nodes.iter().enumerate() {
            let outcome = self.silently(branch, value);
            match outcome.answer {
                Answer::Yes => {
                    yes += 1;
                    total.and(outcome);
                    if yes > 1 {
                        break;
                    }
                }
                Answer::Open => open.push(branch),
                Answer::No => nearest.offer(number, &outcome),
            }
        }
        let count = one.nodes.len();
        match (yes, open.is_empty()) {
            (1, true) => total,
            (0, true) => {
                let closest = self.nearest(one, &nearest, value);
                self.fail_with(node, "oneOf", weights::ORDINARY, || Arc::clone(&rule.expectation), closest)
            }
            (0 | 1, false) => self.leave_branches_open(&open, value),
            _ => self.fail(node, "oneOf", weights::ORDINARY, || Arc::new(Expectation::OnlyOneOf(count))),
        }
    }

    fn leave_branches_open(&mut self, open: &[NodeId], value: &Value) -> Outcome {
        open.iter().for_each(|&branch| self.tell_open(branch, value));
        Outcome::open()
    }

    /// The violations of the alternative that was meant: the discriminator decides, else the violations do.
    fn nearest(&mut self, alternatives: &Alternatives, nearest: &Nearest, value: &Value) -> Vec<Failure> {
        if self.telling.is_none() {
            return Vec::new();
        }
        let named = alternatives.discriminator.as_ref().and_then(|discriminator| discriminator.choice(value));
        let number = named.filter(|&number| number < alternatives.nodes.len()).or(nearest.number);
        number.map_or_else(Vec::new, |number| self.closest(alternatives.nodes[number], value))
    }

    fn condition(&mut self, test: NodeId, then: NodeId, other: NodeId, value: &Value) -> Outcome {
        let mut outcome = self.silently(test, value);
        match outcome.answer {
            Answer::Yes => {
                outcome.and(self.node(then, value));
                outcome
            }
            Answer::No => self.node(other, value),
            Answer::Open => {
                self.tell_open(test, value);
                Outcome::open()
            }
        }
    }
}

/// The alternative that failed with the lightest violations so far.
#[derive(Debug, Default)]
struct Nearest {
    number: Option<usize>,
    rank: (u64, u64),
}

impl Nearest {
    fn offer(&mut self, number: usize, outcome: &Outcome) {
        let rank = outcome.distance.rank();
        if self.number.is_none() || rank < self.rank {
            *self = Self { number: Some(number), rank };
        }
    }
}
