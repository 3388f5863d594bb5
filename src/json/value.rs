//! From text to a `serde_json::Value` or to a [`Tree`], with an own stack instead of recursion.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::{Map, Number, Value};

use super::error::{Fault, SyntaxError, SyntaxErrorKind};
use super::number::Lexeme;
use super::read::{Sink, Word, read, read_within, text};
use super::string::Raw;
use super::{Position, exact};
use crate::tree::{MapBuilder, Text, Tree};

/// A value, and the positions of the numbers that it does not hold exactly, or holds as texts.
#[derive(Debug)]
pub(super) struct Built<V> {
    pub(super) value: V,
    pub(super) inexact: Vec<Range<usize>>,
}

pub(super) fn build<V: Make>(bytes: &[u8], deepest: usize, most_values: u64) -> Result<Built<V>, SyntaxError> {
    let text = text(bytes).map_err(|fault| fault.locate(bytes))?;
    let mut builder = Builder::<V>::new(most_values);
    match read_within(text, 0, deepest, &mut builder) {
        Ok(()) => Ok(builder.built()),
        Err(stop) => Err(stop.explain(text, most_values)),
    }
}

/// What is made of a text.
pub(super) trait Make: Default + From<bool> + From<Number> + From<Vec<Self>> {
    type Key: Default + for<'a> From<Cow<'a, str>>;
    type Members: Default;

    fn string(raw: Cow<'_, str>) -> Self;

    /// The number that is spelled like this, and the nearest one where that is another.
    fn inexact(text: &str, nearest: Number) -> Self;

    /// Whether the value is not what the text spells, or is a text that no reader may take for a number.
    fn is_noted(&self) -> bool;

    /// The object of these members, which are taken out.
    fn object(members: &mut Self::Members) -> Self;

    /// Adds a member; returns its name if there is one of that name.
    fn add(members: &mut Self::Members, key: Self::Key, value: Self) -> Result<(), String>;

    /// Drops members without recursion.
    fn discard(_: Self::Members) {}

    /// Drops a value without recursion.
    fn dismantle(self) {}
}

/// A payload: digits that it does not hold are kept beside it.
impl Make for Value {
    type Key = String;
    type Members = Map<String, Self>;

    fn string(raw: Cow<'_, str>) -> Self {
        Self::String(raw.into_owned())
    }

    fn inexact(_: &str, nearest: Number) -> Self {
        Self::Number(nearest)
    }

    fn is_noted(&self) -> bool {
        self.is_number()
    }

    fn object(members: &mut Self::Members) -> Self {
        Self::Object(std::mem::take(members))
    }

    fn add(members: &mut Self::Members, key: String, value: Self) -> Result<(), String> {
        match members.entry(key) {
            serde_json::map::Entry::Vacant(place) => {
                place.insert(value);
                Ok(())
            }
            serde_json::map::Entry::Occupied(place) => Err(place.key().clone()),
        }
    }

    fn discard(members: Self::Members) {
        members.into_values().for_each(dismantle);
    }

    fn dismantle(self) {
        dismantle(self);
    }
}

/// A document, in which numbers that no `f64` holds are texts; see [`exact`].
impl Make for Tree {
    type Key = Text;
    type Members = MapBuilder;

    fn string(raw: Cow<'_, str>) -> Self {
        exact::string(raw)
    }

    fn inexact(text: &str, nearest: Number) -> Self {
        exact::number(text, nearest).map_or_else(Self::from, Self::Number)
    }

    fn is_noted(&self) -> bool {
        self.as_str().is_some_and(exact::is_marked)
    }

    fn object(members: &mut MapBuilder) -> Self {
        Self::Object(members.build())
    }

    fn add(members: &mut MapBuilder, key: Text, value: Self) -> Result<(), String> {
        members.add(key, value).map_err(|(key, _)| key.into())
    }
}

/// Builds a value of what a walk comes to.
pub(super) struct Builder<V: Make> {
    open: Vec<Open<V>>,
    spare: Spare<V>,
    done: V,
    inexact: Vec<Range<usize>>,
    values: u64,
    most_values: u64,
}

enum Open<V: Make> {
    Array(Vec<V>),
    Object { members: V::Members, at: usize, key: V::Key, key_at: usize },
}

/// Room of containers that ended: each is built where there is room, and then takes as much memory as it needs.
struct Spare<V: Make> {
    items: Vec<Vec<V>>,
    members: Vec<V::Members>,
}

/// From so many items on, a list is not copied out of the room that it was built in.
const MANY: usize = 64;

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

impl<V: Make> Builder<V> {
    pub(super) fn new(most_values: u64) -> Self {
        let spare = Spare { items: Vec::new(), members: Vec::new() };
        Self { open: Vec::new(), spare, done: V::default(), inexact: Vec::new(), values: 0, most_values }
    }

    /// What was built.
    pub(super) fn built(mut self) -> Built<V> {
        Built { value: std::mem::take(&mut self.done), inexact: std::mem::take(&mut self.inexact) }
    }

    /// How many inexact values there are so far.
    #[cfg(feature = "diff")]
    pub(super) fn inexact(&self) -> usize {
        self.inexact.len()
    }

    /// What the value is called that comes next, or is open, if it is a member.
    #[cfg(feature = "diff")]
    pub(super) fn member(&self) -> Option<&V::Key> {
        match self.open.last()? {
            Open::Object { key, .. } => Some(key),
            Open::Array(_) => None,
        }
    }

    /// The innermost container that is open, which ends here.
    #[inline]
    pub(super) fn close(&mut self) -> Option<V> {
        Some(match self.open.pop()? {
            Open::Object { mut members, .. } => {
                let value = V::object(&mut members);
                self.spare.members.push(members);
                value
            }
            Open::Array(mut elements) if elements.len() < MANY => {
                // As much memory as they need; the room that they were in stays.
                let mut exact = Vec::with_capacity(elements.len());
                exact.append(&mut elements);
                self.spare.items.push(elements);
                V::from(exact)
            }
            Open::Array(mut elements) => {
                elements.shrink_to_fit();
                V::from(elements)
            }
        })
    }

    /// Puts a value where it belongs.
    #[inline]
    pub(super) fn put(&mut self, value: V) -> Result<(), Stop> {
        self.values += 1;
        if self.values > self.most_values {
            return Err(Stop::TooMany);
        }
        match self.open.last_mut() {
            None => self.done = value,
            Some(Open::Array(elements)) => elements.push(value),
            Some(Open::Object { members, at, key, key_at }) => {
                // The map is asked here and not when the key is read, so that a member costs one look-up.
                let duplicate = |key| Stop::Duplicate { key, at: *key_at, object: *at };
                V::add(members, std::mem::take(key), value).map_err(duplicate)?;
            }
        }
        Ok(())
    }
}

impl<'a, V: Make> Sink<'a> for Builder<V> {
    type Stop = Stop;

    fn begin_object(&mut self, at: usize) -> Result<(), Stop> {
        let members = self.spare.members.pop().unwrap_or_default();
        self.open.push(Open::Object { members, at, key: V::Key::default(), key_at: at });
        Ok(())
    }

    fn key(&mut self, raw: Raw<'a>) -> Result<(), Stop> {
        if let Some(Open::Object { key, key_at, .. }) = self.open.last_mut() {
            *key = raw.decode().into();
            *key_at = raw.at;
        }
        Ok(())
    }

    fn begin_array(&mut self, _: usize) -> Result<(), Stop> {
        self.open.push(Open::Array(self.spare.items.pop().unwrap_or_default()));
        Ok(())
    }

    fn end(&mut self, _: usize) -> Result<(), Stop> {
        self.close().map_or(Ok(()), |value| self.put(value))
    }

    fn string(&mut self, raw: Raw<'a>) -> Result<(), Stop> {
        let value = V::string(raw.decode());
        if value.is_noted() {
            self.inexact.push(raw.at..raw.at);
        }
        self.put(value)
    }

    fn number(&mut self, lexeme: Lexeme<'a>) -> Result<(), Stop> {
        let (number, is_exact) = lexeme.number();
        if is_exact {
            return self.put(V::from(number));
        }
        let value = V::inexact(lexeme.text, number);
        if value.is_noted() {
            self.inexact.push(lexeme.at..lexeme.at + lexeme.text.len());
        }
        self.put(value)
    }

    fn word(&mut self, word: Word, _: Range<usize>) -> Result<(), Stop> {
        self.put(match word {
            Word::Null => V::default(),
            Word::True => V::from(true),
            Word::False => V::from(false),
        })
    }
}

impl<V: Make> Drop for Builder<V> {
    fn drop(&mut self) {
        for open in self.open.drain(..) {
            match open {
                Open::Array(elements) => elements.into_iter().for_each(V::dismantle),
                Open::Object { members, .. } => V::discard(members),
            }
        }
        std::mem::take(&mut self.done).dismantle();
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
