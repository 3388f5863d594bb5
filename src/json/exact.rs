//! Numbers of schemas that no [`Value`] holds: `maximum: 18446744073709551616` is not the nearest `f64`.
//!
//! A `Value` of a schema or contract has such a number as a text: [`MARK`] and the number in JSON's grammar, one text for each
//! number. What compares reads it by
//! [`decimal`], and what does not know of it finds no number, which is a keyword that cannot be used and never a wrong answer.
//! A text of a document that begins with the mark has [`ESCAPE`] behind it, so that no document can spell a number like that.
//!
//! Only places of which a verdict may depend have them: see [`settle`]. A payload keeps digits beside its value instead
//! ([`Document`](super::Document)).

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Number, Value};

use super::Decimal;
use crate::plain::{self, digits::MARK};
#[cfg(feature = "validate")]
use crate::pointer::Pointer;
use crate::tree::{Text, Tree};

/// What follows the mark in a text that is one.
const ESCAPE: char = '?';

/// What is or may have a number: a payload, or a document.
pub(crate) trait Parts: Sized {
    fn number(&self) -> Option<&Number>;
    fn text(&self) -> Option<&str>;
    /// Adds the items or members.
    fn extend<'p>(&'p self, open: &mut Vec<&'p Self>);
}

macro_rules! parts {
    ($($value:ty),+) => {$(
        impl Parts for $value {
            fn number(&self) -> Option<&Number> {
                self.as_number()
            }

            fn text(&self) -> Option<&str> {
                self.as_str()
            }

            fn extend<'p>(&'p self, open: &mut Vec<&'p Self>) {
                match self {
                    Self::Array(items) => open.extend(items),
                    Self::Object(members) => open.extend(members.values()),
                    _ => {}
                }
            }
        }
    )+};
}

parts!(Value, Tree);

/// The number that `text` spells and that is nearest to `nearest`, or the text that it is kept as.
pub(super) fn number(text: &str, nearest: Number) -> Result<Number, String> {
    match Decimal::parse(text) {
        Some(spelt) if Decimal::of(&nearest).as_ref() != Some(&spelt) => {
            let digits = spelt.to_json();
            // An integer of 64 bits that is written with a fraction or an exponent.
            let unsigned = digits.parse::<u64>().map(Number::from);
            let integer = unsigned.or_else(|_| digits.parse::<i64>().map(Number::from));
            integer.map_err(|_| format!("{MARK}{digits}"))
        }
        _ => Ok(nearest),
    }
}

/// An integer of a schema.
#[cfg(feature = "diff")]
pub(crate) fn integer(value: i128) -> Value {
    let text = value.to_string();
    let nearest = Number::from_f64(nearest(&text)).unwrap_or_else(|| Number::from(0));
    number(&text, nearest).map_or_else(Value::String, Value::Number)
}

/// Whether a text begins as a number does that is kept as one.
pub(crate) fn is_marked(text: &str) -> bool {
    // Nearly every text has another first byte.
    text.as_bytes().first() == Some(&0xEF) && text.starts_with(MARK)
}

/// What the document has for a text that may begin with the mark.
#[cfg(feature = "validate")]
pub(crate) fn unmarked(text: &str) -> &str {
    text.strip_prefix(MARK).map_or(text, |rest| rest.strip_prefix(ESCAPE).unwrap_or(rest))
}

/// A text of a document.
pub(crate) fn string(text: Cow<'_, str>) -> Tree {
    match Some(&text).filter(|text| is_marked(text)).and_then(|text| text.strip_prefix(MARK)) {
        Some(rest) => Tree::from(format!("{MARK}{ESCAPE}{rest}")),
        None => Tree::String(text.into()),
    }
}

/// The digits of a number that a [`Value`] of a schema cannot hold, and has as a text instead; `None` for every other value.
///
/// # Examples
///
/// ```
/// use order_contracts::json;
///
/// let schema = json::parse_schema(br#"{"minimum": 1, "maximum": 18446744073709551616}"#)?;
/// assert_eq!(json::digits(&schema["minimum"]), None);
/// assert_eq!(json::digits(&schema["maximum"]), Some("18446744073709551616"));
/// # Ok::<(), json::SyntaxError>(())
/// ```
#[must_use]
pub fn digits(value: &Value) -> Option<&str> {
    kept(value)
}

/// The same of any part of a schema.
pub(crate) fn kept(value: &impl Parts) -> Option<&str> {
    plain::digits::digits(value.text()?)
}

/// The number that a value of a schema is.
pub(crate) fn decimal(value: &impl Parts) -> Option<Decimal> {
    match value.number() {
        Some(number) => Decimal::of(number),
        None => Decimal::parse(kept(value)?),
    }
}

/// Whether a value of a schema is a number.
pub(crate) fn is_number(value: &impl Parts) -> bool {
    value.number().is_some() || kept(value).is_some()
}

/// Whether every text in `value` is what it looks like: none begins with the mark and is no number.
pub(crate) fn is_plain(value: &impl Parts) -> bool {
    !any(value, &mut |text| is_marked(text) && plain::digits::digits(text).is_none())
}

/// Whether there is a number in `value` that is kept as a text.
#[cfg(feature = "validate")]
pub(crate) fn has_digits(value: &impl Parts) -> bool {
    any(value, &mut |text| plain::digits::digits(text).is_some())
}

fn any(value: &impl Parts, holds: &mut dyn FnMut(&str) -> bool) -> bool {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        if value.text().is_some_and(&mut *holds) {
            return true;
        }
        value.extend(&mut open);
    }
    false
}

/// A value that a schema shows, such as an example, as one to be judged: with the nearest numbers, and the digits of those that
/// are others.
#[cfg(feature = "validate")]
pub(crate) fn instance(mut instance: Value) -> (Value, Vec<(Pointer, String)>) {
    let mut inexact = Vec::new();
    if has_digits(&instance) {
        let mut open = vec![(Pointer::root(), &mut instance)];
        while let Some((place, value)) = open.pop() {
            if let Some(spelt) = digits(value).map(str::to_owned) {
                *value = nearest_number(&spelt).map_or(Value::Null, Value::Number);
                inexact.push((place, spelt));
                continue;
            }
            match value {
                Value::Array(items) => {
                    open.extend(items.iter_mut().enumerate().map(|(at, item)| (place.clone().index(at), item)));
                }
                Value::Object(members) => {
                    open.extend(members.iter_mut().map(|(name, member)| (place.clone().key(name), member)));
                }
                _ => {}
            }
        }
    }
    (instance, inexact)
}

fn nearest_number(digits: &str) -> Option<Number> {
    Number::from_f64(nearest(digits))
}

/// The nearest `f64` of a number.
fn nearest(digits: &str) -> f64 {
    digits.parse::<f64>().unwrap_or(f64::MAX).clamp(f64::MIN, f64::MAX)
}

/// Makes the nearest `f64` of a number that is kept as a text, and of an escaped text what the document has.
fn round(value: &mut Tree) {
    let Tree::String(text) = value else { return };
    if let Some(digits) = plain::digits::digits(text) {
        *value = nearest_number(digits).map_or(Tree::Null, Tree::Number);
    } else if let Some(rest) = text.strip_prefix(MARK).and_then(|rest| rest.strip_prefix(ESCAPE)) {
        *text = Text::from(format!("{MARK}{rest}"));
    }
}

/// How the members of an object are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// By the standard: it is a schema, or another object of a contract.
    Declared,
    /// By the author: each is called as he likes.
    Named,
    /// Data that values are compared with.
    Compared,
    /// Where no verdict depends on the digits of a number.
    Other,
}

impl Place {
    fn member(self, name: &str) -> Self {
        match (self, name) {
            (Self::Named, _) => Self::Declared,
            (Self::Compared | Self::Other, _) => self,
            (Self::Declared, "const" | "default" | "enum" | "example" | "examples") => Self::Compared,
            (
                Self::Declared,
                "$defs" | "callbacks" | "content" | "definitions" | "dependencies" | "dependentSchemas" | "encoding"
                | "headers" | "links" | "parameters" | "paths" | "pathItems" | "patternProperties" | "properties"
                | "requestBodies" | "responses" | "schemas" | "securitySchemes" | "webhooks",
            ) => Self::Named,
            // Of servers, whose values are texts.
            (Self::Declared, "variables") => Self::Other,
            (Self::Declared, _) => Self::Declared,
        }
    }
}

/// Leaves digits where values are compared with them: in bounds, `const`, `enum`, defaults and examples. Every other number is the
/// nearest `f64`: a length, a status, a version.
///
/// What a member is hangs on the way to it, and that on other files. Where this is mistaken, a number has its digits that needs
/// none.
pub(crate) fn settle(value: &mut Tree) {
    const BOUNDS: [&str; 5] = ["exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"];
    let mut open = vec![(Place::Declared, value)];
    while let Some((place, value)) = open.pop() {
        match value {
            Tree::Object(members) => {
                for (name, member) in members {
                    let is_bound = place == Place::Declared && BOUNDS.contains(&name.as_str());
                    if !(is_bound && member.is_string()) {
                        open.push((place.member(name), member));
                    }
                }
            }
            Tree::Array(items) => {
                let place = if place == Place::Named { Place::Declared } else { place };
                open.extend(items.iter_mut().map(|item| (place, item)));
            }
            scalar if place != Place::Compared => round(scalar),
            _ => {}
        }
    }
}

/// The JSON text of a schema or of a part of it, in which every number is the one that it was read from.
///
/// # Examples
///
/// ```
/// use order_contracts::json;
///
/// let schema = json::parse_schema(br#"{"maximum":18446744073709551616}"#)?;
/// assert_eq!(json::schema_text(&schema), r#"{"maximum":18446744073709551616}"#);
/// # Ok::<(), json::SyntaxError>(())
/// ```
#[must_use]
pub fn schema_text(value: &Value) -> String {
    written(value)
}

/// The same of a tree.
#[cfg(feature = "validate")]
pub(crate) fn tree_text(tree: &Tree) -> String {
    written(tree)
}

fn written(value: &(impl Serialize + ToString)) -> String {
    plain::digits::to_string(value).unwrap_or_else(|_| value.to_string())
}
