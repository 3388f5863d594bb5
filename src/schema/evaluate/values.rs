//! Keywords that judge a value without leading to other schemas.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::judge::Judge;
use super::node::{Content, Keyword, Names, Node, Rule, Types};
use super::outcome::Outcome;
use crate::pointer::Pointer;
use crate::schema::unjudged::Cause;

/// What a violation weighs, seen from the same value, from the one around it, and from further out: a value of another type
/// was not meant for the schema at all; a constant that differs, of the value or of one of its properties, names another
/// alternative. Everything else is a mistake like others.
pub(super) mod weights {
    pub(in super::super) const ORDINARY: [u64; 3] = [1, 1, 1];
    pub(super) const TYPE: [u64; 3] = [1_000, 2, 1];
    pub(super) const CONSTANT: [u64; 3] = [100, 100, 1];
    pub(super) const CHOICE: [u64; 3] = [10, 2, 1];
    pub(super) const REQUIRED: [u64; 3] = [3, 1, 1];
}

/// One bit for each type.
pub(super) mod types {
    pub(in super::super) const NULL: u8 = 1;
    pub(in super::super) const BOOLEAN: u8 = 2;
    pub(in super::super) const INTEGER: u8 = 4;
    pub(in super::super) const NUMBER: u8 = 8;
    pub(in super::super) const STRING: u8 = 16;
    pub(in super::super) const ARRAY: u8 = 32;
    pub(in super::super) const OBJECT: u8 = 64;
}

impl Judge<'_> {
    pub(super) fn keyword(&mut self, node: &Node, rule: &Rule, value: &Value) -> Outcome {
        let holds = |holds: bool, token: &str, judge: &mut Self| match holds {
            true => Outcome::yes(),
            false => judge.fail(node, token, weights::ORDINARY, || Arc::clone(&rule.expectation)),
        };
        match &rule.keyword {
            Keyword::Never(_) => holds(false, "", self),
            Keyword::Unusable(place, cause) => self.leave_open(place, *cause),
            #[cfg(feature = "diff")]
            Keyword::Defined(number) => self.defined(*number, value),
            Keyword::Type(types) => match self.is_of(types, value) {
                true => Outcome::yes(),
                false => self.fail(node, "type", weights::TYPE, || Arc::clone(&rule.expectation)),
            },
            Keyword::Choice(token, choice) => {
                if choice.has(value, self.digits) {
                    return Outcome::yes();
                }
                let is_constant = *token == "const" || choice.values.len() == 1;
                let weights = if is_constant { weights::CONSTANT } else { weights::CHOICE };
                self.fail(node, token, weights, || Arc::clone(&rule.expectation))
            }
            Keyword::MinLength(limit) => {
                let fits = value.as_str().is_none_or(|text| has_characters(text, *limit));
                holds(fits, "minLength", self)
            }
            Keyword::MaxLength(limit) => {
                let fits = value
                    .as_str()
                    .is_none_or(|text| text.len() as u64 <= *limit || !has_characters(text, limit.saturating_add(1)));
                holds(fits, "maxLength", self)
            }
            Keyword::Pattern(pattern) => {
                let Some(text) = value.as_str() else { return Outcome::yes() };
                let pattern = pattern.compiled();
                let cause = if pattern.is_some() { Cause::TooCostly } else { Cause::Unusable };
                match pattern.and_then(|pattern| pattern.matches(text)) {
                    Some(fits) => holds(fits, "pattern", self),
                    None => self.leave_open(&node.place.clone().key("pattern"), cause),
                }
            }
            Keyword::Format(format) => {
                let (format, _) = &**format;
                let fits = value.as_str().is_none_or(|text| format.accepts(text.as_bytes()));
                holds(fits, "format", self)
            }
            Keyword::Content(content) => {
                let Content { token, name: _, assertion } = &**content;
                let fits = value.as_str().is_none_or(|text| assertion.accepts(text));
                holds(fits, token, self)
            }
            Keyword::Bound(bound) => {
                let fits = value.as_number().is_none_or(|number| bound.holds(value, number, self.digits));
                holds(fits, bound.token, self)
            }
            Keyword::MultipleOf(divisor) => {
                let (divisor, _) = &**divisor;
                let number = value.as_number().and_then(|number| self.digits.number(value, number));
                let fits = number.and_then(|number| number.is_multiple_of(divisor)).unwrap_or(true);
                holds(fits, "multipleOf", self)
            }
            Keyword::MinItems(limit) => {
                let fits = value.as_array().is_none_or(|items| items.len() as u64 >= *limit);
                holds(fits, "minItems", self)
            }
            Keyword::MaxItems(limit) => {
                let fits = value.as_array().is_none_or(|items| items.len() as u64 <= *limit);
                holds(fits, "maxItems", self)
            }
            Keyword::UniqueItems => {
                let fits = value.as_array().is_none_or(|items| self.are_unique(items));
                holds(fits, "uniqueItems", self)
            }
            Keyword::MinProperties(limit) => {
                let fits = value.as_object().is_none_or(|members| members.len() as u64 >= *limit);
                holds(fits, "minProperties", self)
            }
            Keyword::MaxProperties(limit) => {
                let fits = value.as_object().is_none_or(|members| members.len() as u64 <= *limit);
                holds(fits, "maxProperties", self)
            }
            Keyword::Required(names) => match value {
                Value::Object(members) => self.required(node, "required", names, members),
                _ => Outcome::yes(),
            },
            Keyword::DependentRequired(token, dependent) => {
                let mut total = Outcome::yes();
                let members = value.as_object();
                for (members, (trigger, names)) in
                    members.iter().flat_map(|members| dependent.iter().map(move |it| (members, it)))
                {
                    if members.contains_key(trigger) {
                        total.and(self.required(node, token, names, members));
                    }
                }
                total
            }
            Keyword::Items(_)
            | Keyword::Contains(_)
            | Keyword::Members(_)
            | Keyword::PropertyNames(_)
            | Keyword::DependentSchemas(_)
            | Keyword::UnevaluatedItems(_)
            | Keyword::UnevaluatedProperties(_) => self.parts(node, rule, value),
            Keyword::All(_) | Keyword::AnyOf(_) | Keyword::OneOf(_) | Keyword::Not(_) | Keyword::If(..) => {
                self.alternatives(node, rule, value)
            }
        }
    }

    fn required(&mut self, node: &Node, token: &str, names: &Names, members: &Map<String, Value>) -> Outcome {
        let mut total = Outcome::yes();
        for (_, expectation) in names.iter().filter(|(name, _)| !members.contains_key(name)) {
            total.and(self.fail(node, token, weights::REQUIRED, || Arc::clone(expectation)));
            if self.is_quick {
                break;
            }
        }
        total
    }

    fn is_of(&self, types: &Types, value: &Value) -> bool {
        let has = |bit: u8| types.bits & bit != 0;
        match value {
            Value::Null => has(types::NULL),
            Value::Bool(_) => has(types::BOOLEAN),
            Value::String(_) => has(types::STRING),
            Value::Array(_) => has(types::ARRAY),
            Value::Object(_) => has(types::OBJECT),
            Value::Number(_) if has(types::NUMBER) => true,
            Value::Number(number) if has(types::INTEGER) => {
                !number.is_f64()
                    || types.wholes_are_integers
                        && self.digits.number(value, number).is_some_and(|number| number.is_integer())
            }
            Value::Number(_) => false,
        }
    }

    /// Whether no two items are equal.
    fn are_unique(&self, items: &[Value]) -> bool {
        let (mut texts, mut others) = (HashSet::new(), HashSet::new());
        items.iter().all(|item| match item {
            Value::String(text) => texts.insert(text.as_str()),
            other => others.insert(self.digits.canonical(other)),
        })
    }
}

/// Whether `text` has at least `limit` code points.
fn has_characters(text: &str, limit: u64) -> bool {
    // A code point takes one to four bytes: most lengths need no counting.
    let bytes = text.len() as u64;
    bytes >= limit && (bytes >= limit.saturating_mul(4) || text.chars().count() as u64 >= limit)
}

/// The place of a member below the value that is judged.
pub(super) fn member(name: &str) -> impl FnOnce(&mut Pointer) {
    move |at| at.push(name)
}

/// The place of an item below the value that is judged.
pub(super) fn item(position: usize) -> impl FnOnce(&mut Pointer) {
    move |at| at.push(&position.to_string())
}
