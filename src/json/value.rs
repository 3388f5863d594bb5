//! From text to [`Value`], with an own stack instead of recursion.

use std::ops::Range;

use serde_json::{Map, Value};

use super::error::{Fault, SyntaxError, SyntaxErrorKind};
use super::number::Lexeme;
use super::read::{Sink, Word, read, read_within, text};
use super::string::Raw;
use super::{Position, exact};

/// A value, and the positions of the numbers that it does not hold exactly, or holds as texts.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) value: Value,
    pub(super) inexact: Vec<Range<usize>>,
}

pub(super) fn build(bytes: &[u8], deepest: usize, most_values: u64) -> Result<Built, SyntaxError> {
    built::<false>(bytes, deepest, most_values)
}

/// The value in which numbers that no `f64` holds are texts; see [`exact`].
pub(super) fn build_exact(bytes: &[u8], deepest: usize) -> Result<Built, SyntaxError> {
    built::<true>(bytes, deepest, u64::MAX)
}

fn built<const EXACT: bool>(bytes: &[u8], deepest: usize, most_values: u64) -> Result<Built, SyntaxError> {
    let text = text(bytes).map_err(|fault| fault.locate(bytes))?;
    let mut builder =
        Builder::<EXACT> { open: Vec::new(), done: Value::Null, inexact: Vec::new(), values: 0, most_values };
    match read_within(text, 0, deepest, &mut builder) {
        Ok(()) => Ok(Built { value: std::mem::take(&mut builder.done), inexact: std::mem::take(&mut builder.inexact) }),
        Err(stop) => Err(stop.explain(text, most_values)),
    }
}

struct Builder<const EXACT: bool> {
    open: Vec<Open>,
    done: Value,
    inexact: Vec<Range<usize>>,
    values: u64,
    most_values: u64,
}

enum Open {
    Array(Vec<Value>),
    Object { members: Map<String, Value>, at: usize, key: String, key_at: usize },
}

/// Why a walk that builds something ended early.
pub(super) enum Stop {
    Fault(Fault),
    TooMany,
    /// The name is at `at`, and was there before in the object at `object`.
    Duplicate {
        key: String,
        at: usize,
        object: usize,
    },
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Stop {
    /// What is wrong with `text`.
    pub(super) fn explain(self, text: &str, most_values: u64) -> SyntaxError {
        let bytes = text.as_bytes();
        match self {
            Self::Fault(fault) => fault.locate(bytes),
            Self::TooMany => SyntaxError::new(SyntaxErrorKind::TooManyValues { limit: most_values }, 0, bytes),
            Self::Duplicate { key, at, object } => {
                let first = first_key(text, object, &key).map_or(at, |first| first.min(at));
                let first = Position::of(bytes, first);
                SyntaxError::new(SyntaxErrorKind::DuplicateKey { key, first }, at, bytes)
            }
        }
    }
}

impl<const EXACT: bool> Builder<EXACT> {
    #[inline]
    fn put(&mut self, value: Value) -> Result<(), Stop> {
        self.values += 1;
        if self.values > self.most_values {
            return Err(Stop::TooMany);
        }
        match self.open.last_mut() {
            None => self.done = value,
            Some(Open::Array(elements)) => elements.push(value),
            Some(Open::Object { members, at, key, key_at }) => {
                let key = std::mem::take(key);
                // The map is asked here and not when the key is read, so that a member costs one look-up.
                match members.entry(key) {
                    serde_json::map::Entry::Vacant(place) => {
                        place.insert(value);
                    }
                    serde_json::map::Entry::Occupied(place) => {
                        return Err(Stop::Duplicate { key: place.key().clone(), at: *key_at, object: *at });
                    }
                }
            }
        }
        Ok(())
    }
}

impl<'a, const EXACT: bool> Sink<'a> for Builder<EXACT> {
    type Stop = Stop;

    fn begin_object(&mut self, at: usize) -> Result<(), Stop> {
        self.open.push(Open::Object { members: Map::new(), at, key: String::new(), key_at: at });
        Ok(())
    }

    fn key(&mut self, raw: Raw<'a>) -> Result<(), Stop> {
        if let Some(Open::Object { key, key_at, .. }) = self.open.last_mut() {
            *key = raw.decode().into_owned();
            *key_at = raw.at;
        }
        Ok(())
    }

    fn begin_array(&mut self, _: usize) -> Result<(), Stop> {
        self.open.push(Open::Array(Vec::new()));
        Ok(())
    }

    fn end(&mut self, _: usize) -> Result<(), Stop> {
        match self.open.pop() {
            Some(Open::Object { members, .. }) => self.put(Value::Object(members)),
            Some(Open::Array(mut elements)) => {
                elements.shrink_to_fit();
                self.put(Value::Array(elements))
            }
            None => Ok(()),
        }
    }

    fn string(&mut self, raw: Raw<'a>) -> Result<(), Stop> {
        let text = raw.decode().into_owned();
        if EXACT && exact::is_marked(&text) {
            self.inexact.push(raw.at..raw.at);
            return self.put(exact::string(text));
        }
        self.put(Value::String(text))
    }

    fn number(&mut self, lexeme: Lexeme<'a>) -> Result<(), Stop> {
        let (number, is_exact) = lexeme.number();
        if !is_exact {
            if EXACT {
                let value = exact::number(lexeme.text, number);
                if value.is_string() {
                    self.inexact.push(lexeme.at..lexeme.at + lexeme.text.len());
                }
                return self.put(value);
            }
            self.inexact.push(lexeme.at..lexeme.at + lexeme.text.len());
        }
        self.put(Value::Number(number))
    }

    fn word(&mut self, word: Word, _: Range<usize>) -> Result<(), Stop> {
        self.put(match word {
            Word::Null => Value::Null,
            Word::True => Value::Bool(true),
            Word::False => Value::Bool(false),
        })
    }
}

impl<const EXACT: bool> Drop for Builder<EXACT> {
    fn drop(&mut self) {
        for open in self.open.drain(..) {
            match open {
                Open::Array(elements) => elements.into_iter().for_each(dismantle),
                Open::Object { members, .. } => members.into_values().for_each(dismantle),
            }
        }
        dismantle(std::mem::take(&mut self.done));
    }
}

/// Drops `value` without recursion, however deep it is.
pub(crate) fn dismantle(value: Value) {
    let has_parts = |value: &Value| match value {
        Value::Array(elements) => !elements.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => false,
    };
    let mut open = Vec::new();
    let mut next = Some(value);
    while let Some(value) = next {
        match value {
            Value::Array(elements) => open.extend(elements.into_iter().filter(has_parts)),
            Value::Object(members) => open.extend(members.into_values().filter(has_parts)),
            _ => {}
        }
        next = open.pop();
    }
}

/// The position of the first property `key` of the object at `object`.
fn first_key(text: &str, object: usize, key: &str) -> Option<usize> {
    match read(text, object, &mut FirstKey { key, depth: 0 }) {
        Err(Halt::Here(at)) => Some(at),
        Ok(()) | Err(Halt::Fault) => None,
    }
}

struct FirstKey<'k> {
    key: &'k str,
    depth: usize,
}

enum Halt {
    Here(usize),
    Fault,
}

impl From<Fault> for Halt {
    fn from(_: Fault) -> Self {
        Self::Fault
    }
}

impl<'a> Sink<'a> for FirstKey<'_> {
    type Stop = Halt;

    fn begin_object(&mut self, _: usize) -> Result<(), Halt> {
        self.depth += 1;
        Ok(())
    }

    fn begin_array(&mut self, _: usize) -> Result<(), Halt> {
        self.depth += 1;
        Ok(())
    }

    fn key(&mut self, raw: Raw<'a>) -> Result<(), Halt> {
        if self.depth == 1 && raw.decode() == self.key { Err(Halt::Here(raw.at)) } else { Ok(()) }
    }

    fn end(&mut self, _: usize) -> Result<(), Halt> {
        self.depth -= 1;
        Ok(())
    }
}
