//! Keywords about numbers, judged by the digits that the text spells and not by the nearest `f64`.
//!
//! A [`Value`] holds the nearest `f64` of 9007199254740993.5 or 1e400, and the validator crate sees nothing else. For a
//! text with such numbers the schema is compiled a second time with the keywords below in the place of the crate's own,
//! so that every applicator around them (`oneOf`, `not`, `contains`, ...) composes exact answers. They find the digits of
//! a number by where its value is kept: [`with_digits`] lends them for the duration of a closure.

use std::cell::RefCell;
use std::collections::HashMap;

use jsonschema::error::ValidationError;
use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationOptions};
use serde_json::{Map, Number, Value};

use crate::json::Decimal;

/// The keywords whose answer depends on digits.
pub(super) const KEYWORDS: [&str; 9] = [
    "const",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maximum",
    "minimum",
    "multipleOf",
    "type",
    "uniqueItems",
];

thread_local! {
    /// By the address of the number's value.
    static DIGITS: RefCell<HashMap<usize, Decimal>> = RefCell::new(HashMap::new());
}

/// Runs `judge` while these values represent these numbers.
pub(super) fn with_digits<T>(digits: HashMap<usize, Decimal>, judge: impl FnOnce() -> T) -> T {
    DIGITS.set(digits);
    let answer = judge();
    DIGITS.take();
    answer
}

/// What [`with_digits`] knows a value by.
pub(super) fn address(value: &Value) -> usize {
    std::ptr::from_ref(value).addr()
}

/// `options` with exact keywords.
pub(super) fn install<'a>(mut options: ValidationOptions<'a>) -> ValidationOptions<'a> {
    for keyword in KEYWORDS {
        options = options.with_keyword(keyword, move |parent: &Map<String, Value>, value: &Value, _: Location| {
            Ok(Box::new(Exact::new(keyword, parent, value)) as Box<dyn for<'i> Keyword<'i>>)
        });
    }
    options
}

enum Exact {
    Type(Vec<String>),
    Enum(Vec<Value>),
    AtLeast(Decimal),
    MoreThan(Decimal),
    AtMost(Decimal),
    LessThan(Decimal),
    MultipleOf(Decimal),
    UniqueItems,
    /// A keyword that has no effect with this value.
    Silent,
}

impl Exact {
    fn new(keyword: &str, parent: &Map<String, Value>, value: &Value) -> Self {
        // In draft 4, a boolean next to the bound makes it exclusive.
        let exclusive = |keyword: &str| parent.get(keyword) == Some(&Value::Bool(true));
        let bound = || value.as_number().and_then(Decimal::of);
        let exact = match keyword {
            "type" => {
                let names = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                Some(Self::Type(names.iter().filter_map(Value::as_str).map(str::to_owned).collect()))
            }
            "enum" => value.as_array().cloned().map(Self::Enum),
            "const" => Some(Self::Enum(vec![value.clone()])),
            "minimum" if exclusive("exclusiveMinimum") => bound().map(Self::MoreThan),
            "minimum" => bound().map(Self::AtLeast),
            "exclusiveMinimum" => bound().map(Self::MoreThan),
            "maximum" if exclusive("exclusiveMaximum") => bound().map(Self::LessThan),
            "maximum" => bound().map(Self::AtMost),
            "exclusiveMaximum" => bound().map(Self::LessThan),
            "multipleOf" => bound().map(Self::MultipleOf),
            "uniqueItems" if value == &Value::Bool(true) => Some(Self::UniqueItems),
            _ => None,
        };
        exact.unwrap_or(Self::Silent)
    }

    fn holds(&self, instance: &Value) -> bool {
        let number = |judge: &dyn Fn(&Decimal) -> bool| match instance {
            Value::Number(number) => digits(instance, number).is_none_or(|number| judge(&number)),
            _ => true,
        };
        match self {
            Self::Type(names) => names.iter().any(|name| is_of_type(instance, name)),
            Self::Enum(values) => values.iter().any(|value| equal(instance, value)),
            Self::AtLeast(bound) => number(&|number| number >= bound),
            Self::MoreThan(bound) => number(&|number| number > bound),
            Self::AtMost(bound) => number(&|number| number <= bound),
            Self::LessThan(bound) => number(&|number| number < bound),
            Self::MultipleOf(divisor) => number(&|number| number.is_multiple_of(divisor).unwrap_or(true)),
            Self::UniqueItems => instance.as_array().is_none_or(|items| {
                // Equal items have equal texts once numbers are written in one way.
                let mut seen = std::collections::HashSet::new();
                items.iter().all(|item| seen.insert(canonical(item)))
            }),
            Self::Silent => true,
        }
    }
}

impl<'i> Keyword<'i> for Exact {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.holds(instance) { Ok(()) } else { Err(ValidationError::custom("")) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        self.holds(instance)
    }
}

fn digits(value: &Value, number: &Number) -> Option<Decimal> {
    DIGITS.with_borrow(|digits| digits.get(&address(value)).cloned()).or_else(|| Decimal::of(number))
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match (value, name) {
        (Value::Null, "null") | (Value::Bool(_), "boolean") | (Value::String(_), "string") => true,
        (Value::Array(_), "array") | (Value::Object(_), "object") | (Value::Number(_), "number") => true,
        (Value::Number(number), "integer") => digits(value, number).is_some_and(|number| number.is_integer()),
        _ => false,
    }
}

/// Equality of JSON Schema (2020-12 Core, 4.2.2): numbers by what they are.
fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(one), Value::Number(other)) => digits(left, one) == digits(right, other),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(left, right)| equal(left, right))
        }
        (Value::Object(one), Value::Object(other)) => {
            let same = |(name, left): (&String, &Value)| other.get(name).is_some_and(|right| equal(left, right));
            one.len() == other.len() && one.iter().all(same)
        }
        _ => left == right,
    }
}

/// One text for all equal values.
fn canonical(value: &Value) -> String {
    fn write(value: &Value, out: &mut String) {
        match value {
            Value::Number(number) => {
                let text = digits(value, number).map_or_else(|| number.to_string(), |number| number.to_string());
                out.push_str(&text);
            }
            Value::Array(items) => {
                out.push('[');
                for item in items {
                    write(item, out);
                    out.push(',');
                }
                out.push(']');
            }
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_by_key(|(name, _)| *name);
                out.push('{');
                for (name, member) in members {
                    out.push_str(&Value::from(name.as_str()).to_string());
                    out.push(':');
                    write(member, out);
                    out.push(',');
                }
                out.push('}');
            }
            other => out.push_str(&other.to_string()),
        }
    }
    let mut out = String::new();
    write(value, &mut out);
    out
}
