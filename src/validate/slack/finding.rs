//! [`SlackFinding`]: one thing that the contract could say more tightly.

use std::cmp::Ordering;
use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::{Map, Number, Value, json};

use super::collect::{DIRECTIONS, Slack};
use super::plan::Place;
use super::seen::Seen;
use crate::contract::Contract;
use crate::json::{self, Decimal, exact};
use crate::pointer::Pointer;
use crate::schema::Direction;
use crate::tree::Tree;

/// What a schema could say more tightly.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Looseness {
    /// No object has a member that is not declared.
    NoOthers,
    /// This property is optional and always there.
    AlwaysThere(String),
    /// This property is optional and never there.
    NeverThere(String),
    /// These listed values never come.
    NeverListed(Vec<Value>),
    /// `null` is allowed and never comes.
    NeverNull,
    /// Every string has this format.
    Format(&'static str),
    /// No string is shorter.
    MinLength(u64),
    /// No string is longer.
    MaxLength(u64),
    /// Every number is whole.
    WholeNumbers,
    /// No number is smaller.
    Minimum(Number),
    /// No number is greater.
    Maximum(Number),
    /// No array has fewer items.
    MinItems(u64),
    /// No array has more items.
    MaxItems(u64),
}

impl Looseness {
    /// The stable id, such as `always-there`.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::NoOthers => "no-others",
            Self::AlwaysThere(_) => "always-there",
            Self::NeverThere(_) => "never-there",
            Self::NeverListed(_) => "never-listed",
            Self::NeverNull => "never-null",
            Self::Format(_) => "format",
            Self::MinLength(_) => "min-length",
            Self::MaxLength(_) => "max-length",
            Self::WholeNumbers => "whole-numbers",
            Self::Minimum(_) => "minimum",
            Self::Maximum(_) => "maximum",
            Self::MinItems(_) => "min-items",
            Self::MaxItems(_) => "max-items",
        }
    }

    /// The name of the property, the listed values, or the limit.
    fn operand(&self) -> Option<Value> {
        match self {
            Self::NoOthers | Self::NeverNull | Self::WholeNumbers => None,
            Self::AlwaysThere(name) | Self::NeverThere(name) => Some(json!(name)),
            Self::NeverListed(values) => Some(json!(values)),
            Self::Format(format) => Some(json!(format)),
            Self::MinLength(size) | Self::MaxLength(size) | Self::MinItems(size) | Self::MaxItems(size) => {
                Some(json!(size))
            }
            Self::Minimum(number) | Self::Maximum(number) => Some(json!(number)),
        }
    }
}

impl fmt::Display for Looseness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoOthers => f.write_str("no member is undeclared: `additionalProperties: false`"),
            Self::AlwaysThere(name) => write!(f, "`{name}` is always there: `required`"),
            Self::NeverThere(name) => write!(f, "`{name}` is never there"),
            Self::NeverListed(values) => {
                let values: Vec<String> = values.iter().map(json::schema_text).collect();
                write!(f, "never seen of `enum`: {}", values.join(", "))
            }
            Self::NeverNull => f.write_str("never null"),
            Self::Format(format) => write!(f, "every string is of the format `{format}`"),
            Self::MinLength(size) => write!(f, "at least {size} characters: `minLength: {size}`"),
            Self::MaxLength(size) => write!(f, "at most {size} characters: `maxLength: {size}`"),
            Self::WholeNumbers => f.write_str("every number is whole: `type: integer`"),
            Self::Minimum(number) => write!(f, "{number} or more: `minimum: {number}`"),
            Self::Maximum(number) => write!(f, "{number} or less: `maximum: {number}`"),
            Self::MinItems(size) => write!(f, "at least {size} items: `minItems: {size}`"),
            Self::MaxItems(size) => write!(f, "at most {size} items: `maxItems: {size}`"),
        }
    }
}

/// Something that the contract could say more tightly, given the traffic in one direction.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SlackFinding {
    /// The messages that were looked at.
    pub direction: Direction,
    /// The schema, in the document.
    pub schema: Pointer,
    /// What it could say.
    pub looseness: Looseness,
    /// How many values were looked at.
    pub values: u64,
}

impl SlackFinding {
    /// The greatest share of values, in percent, that may be otherwise at a confidence of 95 %, if the traffic is typical.
    #[must_use]
    pub fn at_most_percent(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a bound with three digits")]
        let values = self.values as f64;
        (300.0 / values).min(100.0)
    }

    /// `request`, `response`, or `payload` for payloads on their own.
    #[must_use]
    pub fn direction_name(&self) -> &'static str {
        match self.direction {
            Direction::Request => "request",
            Direction::Response => "response",
            Direction::Neutral => "payload",
        }
    }
}

impl fmt::Display for SlackFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.looseness.fmt(f)
    }
}

/// `id`, `message`, `direction`, `schema`, `value` (a name, a limit or listed values, where there is one), `values` (how many were
/// looked at), `at_most_percent`.
impl Serialize for SlackFinding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("SlackFinding", 7)?;
        out.serialize_field("id", self.looseness.id())?;
        out.serialize_field("message", &self.to_string())?;
        out.serialize_field("direction", self.direction_name())?;
        out.serialize_field("schema", &self.schema)?;
        if let Some(value) = self.looseness.operand() {
            out.serialize_field("value", &value)?;
        }
        out.serialize_field("values", &self.values)?;
        out.serialize_field("at_most_percent", &((self.at_most_percent() * 1000.0).round() / 1000.0))?;
        out.end()
    }
}

impl Slack {
    /// What could be said more tightly, of schemas with at least `least` values in one direction, by the places of the schemas.
    #[must_use]
    pub fn findings(&self, contract: &Contract, least: u64) -> Vec<SlackFinding> {
        let mut places: Vec<usize> = (0..self.plan.places.len()).collect();
        places.sort_by(|left, right| self.plan.places[*left].pointer.cmp(&self.plan.places[*right].pointer));
        let mut out = Vec::new();
        for number in places {
            let place = &self.plan.places[number];
            for (direction, seen) in DIRECTIONS.into_iter().zip(&self.seen[number]) {
                let schema = place.pointer.find(contract.tree()).map(Tree::to_value);
                let Some(schema) = schema.as_ref().and_then(Value::as_object) else { continue };
                let loose = looseness(place, schema, seen, least);
                let schema = &place.pointer;
                out.extend(loose.into_iter().map(|(looseness, values)| SlackFinding {
                    direction,
                    schema: schema.clone(),
                    looseness,
                    values,
                }));
            }
        }
        out
    }
}

/// What `schema`, at `place`, could say, and of how many values that is known.
pub(super) fn looseness(place: &Place, schema: &Map<String, Value>, seen: &Seen, least: u64) -> Vec<(Looseness, u64)> {
    let mut out = Vec::new();
    let says = |keyword: &str| schema.contains_key(keyword);
    // The schema that it refers to says it, and beside a reference nothing counts in OpenAPI 3.0.
    if says("$ref") {
        return out;
    }
    of_objects(place, schema, seen, least, &mut out);
    if seen.values < least {
        return out;
    }
    let is_listed = says("enum") || says("const");
    let never: Vec<Value> = place
        .listed
        .iter()
        .zip(&seen.listed)
        .filter(|(_, count)| **count == 0)
        .map(|(value, _)| value.clone())
        .collect();
    if !never.is_empty() && never.len() < place.listed.len() {
        out.push((Looseness::NeverListed(never), seen.values));
    }
    if seen.nulls == 0 && takes_null(schema) {
        out.push((Looseness::NeverNull, seen.values));
    }
    let size = |keyword: &str| schema.get(keyword).and_then(Value::as_u64);
    // What is said of the type elsewhere is said there of its sizes.
    let is_typed = says("type") && !is_listed;
    if seen.strings.count >= least && is_typed && !says("format") {
        let count = seen.strings.count;
        match seen.format().filter(|_| place.may_have_format) {
            Some(format) => out.push((Looseness::Format(format), count)),
            None => sizes(
                (size("minLength"), size("maxLength")),
                (seen.strings.least, seen.strings.most, count),
                (Looseness::MinLength, Looseness::MaxLength),
                &mut out,
            ),
        }
    }
    if seen.numbers.count >= least && is_typed && !seen.numbers.is_inexact {
        numbers(schema, seen, &mut out);
    }
    if seen.arrays.count >= least && is_typed {
        sizes(
            (size("minItems"), size("maxItems")),
            (seen.arrays.least, seen.arrays.most, seen.arrays.count),
            (Looseness::MinItems, Looseness::MaxItems),
            &mut out,
        );
    }
    out
}

fn of_objects(place: &Place, schema: &Map<String, Value>, seen: &Seen, least: u64, out: &mut Vec<(Looseness, u64)>) {
    if seen.objects < least || place.properties.is_empty() {
        return;
    }
    let is_open = schema.get("additionalProperties").is_none_or(|value| value == &Value::Bool(true));
    if is_open && seen.open_objects == 0 && !place.has_patterns && !schema.contains_key("unevaluatedProperties") {
        out.push((Looseness::NoOthers, seen.objects));
    }
    let required = schema.get("required").and_then(Value::as_array);
    let is_required = |name: &String| required.is_some_and(|required| required.iter().any(|known| known == name));
    for (name, count) in place.properties.iter().zip(&seen.present).filter(|(name, _)| !is_required(name)) {
        if *count == seen.objects {
            out.push((Looseness::AlwaysThere(name.clone()), seen.objects));
        } else if *count == 0 {
            out.push((Looseness::NeverThere(name.clone()), seen.objects));
        }
    }
}

/// What says that no size is smaller, or none greater.
type Limit = fn(u64) -> Looseness;

fn sizes(
    (declared_least, declared_most): (Option<u64>, Option<u64>),
    (least, most, count): (u64, u64, u64),
    (at_least, at_most): (Limit, Limit),
    out: &mut Vec<(Looseness, u64)>,
) {
    if least > declared_least.unwrap_or(0) {
        out.push((at_least(least), count));
    }
    if declared_most.is_none_or(|declared| declared > most) {
        out.push((at_most(most), count));
    }
}

fn numbers(schema: &Map<String, Value>, seen: &Seen, out: &mut Vec<(Looseness, u64)>) {
    let count = seen.numbers.count;
    if seen.numbers.fractions == 0 && takes_numbers(schema) {
        out.push((Looseness::WholeNumbers, count));
    }
    let Some((least, most)) = &seen.numbers.range else { return };
    let declared = |keyword: &str| schema.get(keyword).and_then(exact::decimal);
    let is_beyond =
        |seen: &Number, declared: Decimal, side| Decimal::of(seen).map(|seen| seen.cmp(&declared)) == Some(side);
    // An exclusive limit, which OpenAPI 3.0 has as a boolean, makes an inclusive one beside it another statement.
    let is_greater = declared("minimum").is_none_or(|declared| is_beyond(least, declared, Ordering::Greater));
    if is_greater && !schema.contains_key("exclusiveMinimum") {
        out.push((Looseness::Minimum(least.clone()), count));
    }
    let is_less = declared("maximum").is_none_or(|declared| is_beyond(most, declared, Ordering::Less));
    if is_less && !schema.contains_key("exclusiveMaximum") {
        out.push((Looseness::Maximum(most.clone()), count));
    }
}

fn takes_null(schema: &Map<String, Value>) -> bool {
    let is_listed = match schema.get("type") {
        Some(Value::Array(names)) => names.len() > 1 && names.iter().any(|name| name == "null"),
        _ => false,
    };
    is_listed || schema.get("nullable") == Some(&Value::Bool(true))
}

fn takes_numbers(schema: &Map<String, Value>) -> bool {
    match schema.get("type") {
        Some(Value::Array(names)) => names.iter().any(|name| name == "number"),
        Some(name) => name == "number",
        None => false,
    }
}
