//! From the text of a parameter to the values that it may mean (OpenAPI 3.0.3, 4.7.12.3; RFC 6570), and back.
//!
//! A text is split by its style while it is still percent-encoded, its parts are decoded, and each part is read as the
//! type that the schema asks for. Where a text may mean several values (`12` for a string or a number, an array whose
//! commas were encoded) all [`Readings`] are kept: the parameter holds when one of them does.

mod pairs;
mod primitive;
mod readings;
mod text;
#[cfg(feature = "diff")]
pub(crate) mod write;

use std::borrow::Cow;

use serde_json::Value;

use super::target::Pair;
use crate::json;
use crate::percent;
use crate::pointer::Pointer;
use crate::schema::Inexact;

pub(super) use pairs::{deep_object, delimiters, exploded_object, form};
pub(super) use primitive::Primitives;
pub(super) use readings::{objects, read};
pub(super) use text::{header, label, matrix, simple};

/// The values that a text may mean, the likeliest first.
pub(super) type Readings = Vec<Reading>;

/// A value that was read from text, and the digits of numbers that it does not hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reading {
    pub(super) value: Value,
    pub(super) inexact: Inexact,
}

/// Why a text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Malformed {
    /// A `%` without two hexadecimal digits, or bytes that are not UTF-8.
    Escape,
    /// Not of the form that the style asks for.
    Form(String),
    /// More values than one for something that is no array.
    Repeated,
    /// The standard does not define it.
    Undefined,
}

/// How parts of a text are decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// Percent-encoding.
    Percent,
    /// Percent-encoding with `+` for a space, as browsers write queries; others mean the sign itself.
    Query,
    /// The same in a form, where `+` is nothing but a space.
    Form,
    /// None: headers.
    Plain,
}

impl Coding {
    pub(super) fn decode(self, text: &str) -> Result<Cow<'_, str>, Malformed> {
        let wrong = |_| Malformed::Escape;
        if self != Self::Plain && !text.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
            return Ok(text.into());
        }
        match self {
            Self::Percent => percent::decode(text).map_err(wrong),
            Self::Query | Self::Form if !text.contains('+') => percent::decode(text).map_err(wrong),
            Self::Query | Self::Form => {
                percent::decode(&text.replace('+', " ")).map(|text| text.into_owned().into()).map_err(wrong)
            }
            Self::Plain => Ok(text.trim().into()),
        }
    }
}

impl Reading {
    fn plain(value: Value) -> Self {
        Self { value, inexact: Vec::new() }
    }

    /// The value of a JSON text.
    pub(super) fn of_document(document: json::Document<'_>) -> Self {
        let mut inexact = Vec::new();
        document.visit_inexact_numbers(|pointer, digits| inexact.push((pointer.clone(), digits.to_owned())));
        Self { value: document.into_value(), inexact }
    }

    /// An array of these.
    pub(super) fn array(items: Vec<Self>) -> Self {
        let mut inexact = Vec::new();
        let mut values = Vec::with_capacity(items.len());
        for (position, item) in items.into_iter().enumerate() {
            let here = Pointer::root().index(position);
            inexact.extend(item.inexact.into_iter().map(|(below, digits)| (here.join(&below), digits)));
            values.push(item.value);
        }
        Self { value: Value::Array(values), inexact }
    }

    /// An object of these.
    pub(super) fn object(members: Vec<(String, Self)>) -> Self {
        let mut inexact = Vec::new();
        let mut values = serde_json::Map::new();
        for (name, member) in members {
            let here = Pointer::root().key(&name);
            inexact.extend(member.inexact.into_iter().map(|(below, digits)| (here.join(&below), digits)));
            values.insert(name, member.value);
        }
        Self { value: Value::Object(values), inexact }
    }
}

/// Pairs as a list of names and values in turn: `R,100,G,200`.
fn alternating(parts: &[&str]) -> Option<Vec<(String, String)>> {
    let (pairs, rest) = parts.as_chunks::<2>();
    let pair = |[name, value]: &[&str; 2]| ((*name).to_owned(), (*value).to_owned());
    rest.is_empty().then(|| pairs.iter().map(pair).collect())
}

/// Pairs as names with values: `R=100,G=200`.
fn assigned(parts: &[&str]) -> Option<Vec<(String, String)>> {
    let pair = |part: &&str| part.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    parts.iter().map(pair).collect()
}

/// The pairs whose name, decoded, is `name`.
pub(super) fn named<'p, 'a>(pairs: &'p [Pair<'a>], name: &'p str) -> impl Iterator<Item = (usize, Pair<'a>)> + 'p {
    pairs.iter().copied().enumerate().filter(move |(_, pair)| is_named(pair, name))
}

/// Whether the pair's name, decoded, is `name`.
pub(super) fn is_named(pair: &Pair<'_>, name: &str) -> bool {
    pair.name == name || pair.is_encoded && Coding::Query.decode(pair.name).is_ok_and(|decoded| decoded == name)
}
