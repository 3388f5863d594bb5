//! [`Digits`]: numbers by the digits that the text spells and not by the nearest `f64`, and equality of values.
//!
//! A [`Value`] holds the nearest `f64` of 9007199254740993.5 or 1e400. Where a text has such numbers, their digits are kept
//! beside the value, by the address at which the value is kept: it does not move while it is judged.

use std::collections::HashMap;
use std::fmt::Write;

use serde_json::{Number, Value};

use crate::json::Decimal;
use crate::pointer::Pointer;
use crate::stack::deep;

/// The numbers of a value that it does not hold exactly.
#[derive(Debug, Default)]
pub(in crate::schema) struct Digits(HashMap<usize, Decimal>);

/// What a value is known by while it is judged.
pub(super) fn address(value: &Value) -> usize {
    std::ptr::from_ref(value).addr()
}

impl Digits {
    /// Those of `value`, by their places.
    pub(in crate::schema) fn of(value: &Value, inexact: &[(Pointer, String)]) -> Self {
        let known =
            |(pointer, text): &(Pointer, String)| Some((address(pointer.resolve(value)?), Decimal::parse(text)?));
        Self(inexact.iter().filter_map(known).collect())
    }

    /// Whether `value` is a number that it does not hold exactly.
    pub(super) fn has(&self, value: &Value) -> bool {
        !self.0.is_empty() && self.0.contains_key(&address(value))
    }

    /// The number that `value` is.
    pub(super) fn number(&self, value: &Value, number: &Number) -> Option<Decimal> {
        if !self.0.is_empty()
            && let Some(digits) = self.0.get(&address(value))
        {
            return Some(digits.clone());
        }
        Decimal::of(number)
    }

    /// One text for all equal values (JSON Schema 2020-12 Core, 4.2.2): numbers by what they are.
    pub(super) fn canonical(&self, value: &Value) -> String {
        let mut out = String::new();
        self.write(value, &mut out);
        out
    }

    fn write(&self, value: &Value, out: &mut String) {
        match value {
            Value::Number(number) => {
                // Writing to a string does not fail.
                let _ = match self.number(value, number) {
                    Some(number) => write!(out, "{number}"),
                    None => write!(out, "{number}"),
                };
            }
            Value::Array(items) => deep(|| {
                out.push('[');
                for item in items {
                    self.write(item, out);
                    out.push(',');
                }
                out.push(']');
            }),
            Value::Object(members) => deep(|| {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_by_key(|(name, _)| *name);
                out.push('{');
                for (name, member) in members {
                    let _ = write!(out, "{}:", Value::from(name.as_str()));
                    self.write(member, out);
                    out.push(',');
                }
                out.push('}');
            }),
            other => {
                let _ = write!(out, "{other}");
            }
        }
    }
}
