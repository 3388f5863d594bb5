//! Keywords that judge the parts of arrays and objects.

use std::sync::Arc;

use serde_json::Value;

use super::judge::Judge;
use super::node::{Additional, Contains, Items, Keyword, Members, Node, NodeId, Rule};
use super::outcome::{Answer, Outcome, Seen};
use super::values::{item, member, weights};
use crate::schema::expectation::Expectation;
use crate::schema::failure::Failure;
use crate::schema::unjudged::{Cause, Unjudged};

impl Judge<'_> {
    pub(super) fn parts(&mut self, node: &Node, rule: &Rule, value: &Value) -> Outcome {
        match (&rule.keyword, value) {
            (Keyword::Items(items), Value::Array(values)) => self.items(items, values),
            (Keyword::Contains(contains), Value::Array(values)) => self.contains(node, (rule, contains), values),
            (Keyword::Members(members), Value::Object(_)) => self.members(node, members, value),
            (Keyword::PropertyNames(inner), Value::Object(members)) => {
                let mut total = Outcome::yes();
                for name in members.keys() {
                    total.and_inside(&self.property_name(*inner, name));
                    if self.is_quick && total.is_no() {
                        break;
                    }
                }
                total
            }
            (Keyword::DependentSchemas(schemas), Value::Object(members)) => {
                let mut total = Outcome::yes();
                for (_, inner) in schemas.iter().filter(|(trigger, _)| members.contains_key(trigger)) {
                    total.and(self.node(*inner, value));
                }
                total
            }
            _ => Outcome::yes(),
        }
    }

    fn items(&mut self, items: &Items, values: &[Value]) -> Outcome {
        let mut total = Outcome::yes();
        for (position, value) in values.iter().enumerate() {
            let inner = match (items.prefix.get(position), items.rest) {
                (Some(&inner), _) | (None, Some((_, inner))) => inner,
                (None, None) => break,
            };
            total.and_inside(&self.inside(inner, value, item(position)));
            if self.is_quick && total.is_no() {
                break;
            }
        }
        if self.has_unevaluated {
            let evaluated = if items.rest.is_some() { values.len() } else { values.len().min(items.prefix.len()) };
            let all = evaluated == values.len();
            total.and(Outcome::seeing(Seen { parts: (0..evaluated).collect(), all, maybe_more: false }));
        }
        total
    }

    fn contains(&mut self, node: &Node, (rule, contains): (&Rule, &Contains), values: &[Value]) -> Outcome {
        let (mut yes, mut open) = (0, 0);
        let mut seen = Seen::default();
        for (position, value) in values.iter().enumerate() {
            match self.silently(contains.node, value).answer {
                Answer::Yes => {
                    yes += 1;
                    seen.parts.insert(position);
                }
                Answer::Open => {
                    open += 1;
                    seen.maybe_more = true;
                }
                Answer::No => {}
            }
        }
        let mut outcome = if yes + open < contains.min {
            self.fail(node, contains.too_few, weights::ORDINARY, || Arc::clone(&rule.expectation))
        } else if contains.max.is_some_and(|max| yes > max) {
            self.fail(node, "maxContains", weights::ORDINARY, || Arc::clone(&rule.expectation))
        } else if yes < contains.min || contains.max.is_some_and(|max| yes + open > max) {
            values.iter().for_each(|value| self.tell_open(contains.node, value));
            Outcome::open()
        } else {
            Outcome::yes()
        };
        if contains.evaluates && self.has_unevaluated {
            outcome.and(Outcome::seeing(seen));
        }
        outcome
    }

    fn members(&mut self, node: &Node, rules: &Members, value: &Value) -> Outcome {
        let mut total = Outcome::yes();
        // An object may have more members than the schema has names.
        let asks_others = !rules.patterns.is_empty() || rules.additional.is_some() || self.has_unevaluated;
        if let Some(members) = value.as_object().filter(|members| !asks_others && members.len() > rules.named.len()) {
            for (name, &inner) in &rules.named {
                let Some(value) = members.get(name) else { continue };
                total.and_inside(&self.inside(inner, value, member(name)));
                if self.is_quick && total.is_no() {
                    break;
                }
            }
            return total;
        }
        let mut seen = Seen::default();
        let mut undeclared: Vec<&String> = Vec::new();
        for (position, (name, value)) in value.as_object().into_iter().flatten().enumerate() {
            let mut is_declared = false;
            if let Some(&inner) = rules.named.get(name) {
                is_declared = true;
                total.and_inside(&self.inside(inner, value, member(name)));
            }
            for (pattern, inner) in &rules.patterns {
                match pattern.matches(name) {
                    Some(true) => {
                        is_declared = true;
                        total.and_inside(&self.inside(*inner, value, member(name)));
                    }
                    Some(false) => {}
                    None => {
                        is_declared = true;
                        seen.maybe_more = true;
                        total.and(self.leave_open(&node.place.clone().key("patternProperties"), Cause::TooCostly));
                    }
                }
            }
            match rules.additional {
                _ if is_declared => {}
                Some(Additional::None) => undeclared.push(name),
                Some(Additional::Schema(inner)) => {
                    is_declared = true;
                    total.and_inside(&self.inside(inner, value, member(name)));
                }
                None => {}
            }
            if is_declared && self.has_unevaluated {
                seen.parts.insert(position);
            }
            if self.is_quick && (total.is_no() || !undeclared.is_empty()) {
                break;
            }
        }
        if !undeclared.is_empty() {
            total.and(self.fail(node, "additionalProperties", weights::ORDINARY, || {
                Arc::new(Expectation::DeclaredProperties(undeclared.iter().map(|&name| name.clone()).collect()))
            }));
        }
        if self.has_unevaluated {
            total.and(Outcome::seeing(seen));
        }
        total
    }

    /// A name is a value of its own, which is not in the payload; what it violates is reported at its object.
    fn property_name(&mut self, inner: NodeId, name: &str) -> Outcome {
        let (outcome, told) = self.name(inner, &Value::from(name));
        if let (Some(telling), Some(told)) = (&mut self.telling, told) {
            for Failure { keyword, .. } in told.failures {
                telling.fail(Arc::new(Expectation::PropertyName(name.to_owned())), || keyword, Vec::new());
            }
            for Unjudged { keyword, cause } in told.open {
                telling.leave_open(&keyword, cause);
            }
        }
        match outcome.answer {
            Answer::No => Outcome::no(weights::ORDINARY),
            _ => outcome,
        }
    }
}
