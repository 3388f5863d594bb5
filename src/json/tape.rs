//! [`Tape`]: the values of a text one after another, with their strings where the text has them. For a text of which a part is
//! read once, as an entry of a capture is: nothing is copied, and no map is made, of what nobody asks for.
//!
//! It refuses what [`parse`](super::parse) refuses, in the same words.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use super::error::SyntaxError;
use super::number::Lexeme;
use super::read::{MAX_DEPTH, Sink, Word, read_within, text};
use super::string::Raw;
use super::value::Stop;
#[cfg(any(feature = "cli", test))]
use crate::limits::Limits;

/// A text that was read.
#[derive(Debug)]
pub(crate) struct Tape<'a> {
    parts: Vec<Part<'a>>,
}

/// A value, or the name of the member whose value comes next.
#[derive(Debug)]
struct Part<'a> {
    kind: Kind<'a>,
    /// What follows it and all that is in it.
    next: usize,
}

/// What a value is, or the name of a member.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind<'a> {
    Null,
    Bool(bool),
    Number(Lexeme<'a>),
    String(Raw<'a>),
    Array,
    Object,
    Name(Raw<'a>),
}

/// One value of a tape.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'t, 'a> {
    parts: &'t [Part<'a>],
    at: usize,
}

impl<'a> Tape<'a> {
    /// The one value that `bytes` spell.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, SyntaxError> {
        Self::read(bytes, MAX_DEPTH, u64::MAX)
    }

    /// The same, within the budgets for nesting and for values.
    #[cfg(any(feature = "cli", test))]
    pub(crate) fn parse_within(bytes: &'a [u8], limits: &Limits) -> Result<Self, SyntaxError> {
        Self::read(bytes, limits.deepest(), limits.values)
    }

    fn read(bytes: &'a [u8], deepest: usize, most_values: u64) -> Result<Self, SyntaxError> {
        /// A text of a few kilobytes needs no more.
        const FEW: usize = 256;
        let text = text(bytes).map_err(|fault| fault.locate(bytes))?;
        let parts = Vec::with_capacity(FEW.min(bytes.len() / 8));
        let mut writer = Writer { parts, open: Vec::new(), names: Vec::new(), values: 0, most_values };
        match read_within(text, 0, deepest, &mut writer) {
            Ok(()) => Ok(Self { parts: writer.parts }),
            Err(stop) => Err(stop.explain(text, most_values)),
        }
    }

    /// The value that all others are in.
    pub(crate) fn root(&self) -> Node<'_, 'a> {
        Node { parts: &self.parts, at: 0 }
    }
}

impl<'t, 'a> Node<'t, 'a> {
    pub(crate) fn kind(self) -> Kind<'a> {
        self.parts.get(self.at).map_or(Kind::Null, |part| part.kind)
    }

    /// The member `name` of an object.
    pub(crate) fn get(self, name: &str) -> Option<Self> {
        let Kind::Object = self.kind() else { return None };
        let mut inside = self.inside();
        while let Some(member) = inside.next() {
            let value = inside.next()?;
            if matches!(member.kind(), Kind::Name(raw) if raw.decode() == name) {
                return Some(value);
            }
        }
        None
    }

    /// The elements of an array.
    pub(crate) fn elements(self) -> Option<Inside<'t, 'a>> {
        matches!(self.kind(), Kind::Array).then(|| self.inside())
    }

    fn inside(self) -> Inside<'t, 'a> {
        Inside { parts: self.parts, at: self.at + 1, end: self.end() }
    }

    fn end(self) -> usize {
        self.parts.get(self.at).map_or(0, |part| part.next)
    }

    /// What a string says.
    pub(crate) fn string(self) -> Option<Cow<'a, str>> {
        match self.kind() {
            Kind::String(raw) => Some(raw.decode()),
            _ => None,
        }
    }

    pub(crate) fn is_null(self) -> bool {
        matches!(self.kind(), Kind::Null)
    }
}

/// What is in an array or an object: its elements, or each name and its value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Inside<'t, 'a> {
    parts: &'t [Part<'a>],
    at: usize,
    end: usize,
}

impl<'t, 'a> Iterator for Inside<'t, 'a> {
    type Item = Node<'t, 'a>;

    fn next(&mut self) -> Option<Node<'t, 'a>> {
        let here = (self.at < self.end).then_some(Node { parts: self.parts, at: self.at })?;
        self.at = here.end();
        Some(here)
    }
}

struct Writer<'a> {
    parts: Vec<Part<'a>>,
    open: Vec<Open<'a>>,
    /// The names of the members so far of each object that is open.
    names: Vec<Raw<'a>>,
    values: u64,
    most_values: u64,
}

/// An open array or object.
struct Open<'a> {
    part: usize,
    /// Where it begins in the text, and its names in the list; `None` for an array.
    object: Option<(usize, usize)>,
    /// The names, where they are too many to be compared one by one.
    many: HashSet<Cow<'a, str>>,
}

impl<'a> Writer<'a> {
    fn begin(&mut self, kind: Kind<'a>, object: Option<usize>) {
        let object = object.map(|at| (at, self.names.len()));
        self.open.push(Open { part: self.parts.len(), object, many: HashSet::new() });
        self.parts.push(Part { kind, next: 0 });
    }

    fn scalar(&mut self, kind: Kind<'a>) -> Result<(), Stop> {
        self.parts.push(Part { kind, next: self.parts.len() + 1 });
        self.put()
    }

    /// A value is complete.
    fn put(&mut self) -> Result<(), Stop> {
        self.values += 1;
        if self.values > self.most_values {
            return Err(Stop::TooMany);
        }
        let Some(Open { object: Some((at, first)), many, .. }) = self.open.last_mut() else { return Ok(()) };
        match self.names.get(*first..).and_then(<[_]>::split_last) {
            Some((name, before)) if is_among(before, name, many) => {
                Err(Stop::Duplicate { key: name.decode().into_owned(), at: name.at, object: *at })
            }
            _ => Ok(()),
        }
    }
}

/// Whether `name` is one of those `before`, which `many` has too as soon as they are many.
fn is_among<'a>(before: &[Raw<'a>], name: &Raw<'a>, many: &mut HashSet<Cow<'a, str>>) -> bool {
    const FEW: usize = 16;
    if before.len() >= FEW {
        if many.is_empty() {
            many.extend(before.iter().map(Raw::decode));
        }
        return !many.insert(name.decode());
    }
    before.iter().any(|other| match name.escaped || other.escaped {
        true => other.decode() == name.decode(),
        false => other.inner == name.inner,
    })
}

impl<'a> Sink<'a> for Writer<'a> {
    type Stop = Stop;

    fn begin_object(&mut self, at: usize) -> Result<(), Stop> {
        self.begin(Kind::Object, Some(at));
        Ok(())
    }

    fn key(&mut self, key: Raw<'a>) -> Result<(), Stop> {
        self.names.push(key);
        self.parts.push(Part { kind: Kind::Name(key), next: self.parts.len() + 1 });
        Ok(())
    }

    fn begin_array(&mut self, _: usize) -> Result<(), Stop> {
        self.begin(Kind::Array, None);
        Ok(())
    }

    fn end(&mut self, _: usize) -> Result<(), Stop> {
        let Some(closed) = self.open.pop() else { return Ok(()) };
        if let Some((_, first)) = closed.object {
            self.names.truncate(first);
        }
        let next = self.parts.len();
        if let Some(part) = self.parts.get_mut(closed.part) {
            part.next = next;
        }
        self.put()
    }

    fn string(&mut self, string: Raw<'a>) -> Result<(), Stop> {
        self.scalar(Kind::String(string))
    }

    fn number(&mut self, number: Lexeme<'a>) -> Result<(), Stop> {
        self.scalar(Kind::Number(number))
    }

    fn word(&mut self, word: Word, _: Range<usize>) -> Result<(), Stop> {
        self.scalar(match word {
            Word::Null => Kind::Null,
            Word::True => Kind::Bool(true),
            Word::False => Kind::Bool(false),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};

    use super::{Kind, Node, Tape};
    use crate::json::Document;
    use crate::limits::Limits;

    fn value(node: Node<'_, '_>) -> Value {
        match node.kind() {
            Kind::Null | Kind::Name(_) => Value::Null,
            Kind::Bool(is) => Value::Bool(is),
            Kind::Number(lexeme) => Value::Number(lexeme.number().0),
            Kind::String(raw) => Value::String(raw.decode().into_owned()),
            Kind::Array => node.elements().into_iter().flatten().map(value).collect(),
            Kind::Object => {
                let (mut members, mut inside) = (Map::new(), node.inside());
                while let (Some(name), Some(member)) = (inside.next(), inside.next()) {
                    if let Kind::Name(raw) = name.kind() {
                        assert_eq!(node.get(&raw.decode()).map(|found| found.at), Some(member.at));
                        members.insert(raw.decode().into_owned(), value(member));
                    }
                }
                Value::Object(members)
            }
        }
    }

    /// The same value, or the same error at the same place.
    fn agrees(bytes: &[u8]) {
        let limits = Limits { nesting: 4, values: 60, ..Limits::default() };
        let tape = Tape::parse_within(bytes, &limits).map(|tape| value(tape.root()));
        let document = Document::parse_within(bytes, &limits).map(Document::into_value);
        assert_eq!(tape, document, "{:?}", String::from_utf8_lossy(bytes));
    }

    #[test]
    fn a_tape_has_the_value_and_the_error_of_a_document() {
        const SAMPLE: &str = r#" {"id": "ord_\u00e9\ud83e\udd80é🦀\n", "a":35,"r" :-1.25e-3, "l":[ true,false , null,
            [],{},[[0]] ], "m":{"a":{"b":"c\\"}, "big": 18446744073709551616, "\u0061b": 1E+2, "":-0}, "":"" } "#;
        let bytes = SAMPLE.as_bytes();
        for at in 0..bytes.len() {
            let (before, after) = bytes.split_at(at);
            agrees(before);
            agrees(&[before, &after[1..]].concat());
            for &byte in b"\0\t \"\\/,:.+-0eEu[]{}nabl\x1F\x80\xC3\xFF" {
                agrees(&[before, &[byte], after].concat());
                agrees(&[before, &[byte], &after[1..]].concat());
            }
        }
        agrees(bytes);
    }

    #[test]
    fn a_name_that_is_there_twice_is_found_however_many_there_are() {
        for count in [1, 2, 15, 16, 17, 18, 40] {
            let names: Vec<String> = (0..count).map(|number| format!("\"n{number}\": {{\"n0\": []}}")).collect();
            for twice in ["\"n0\": 1", "\"\\u006e0\": 1", "\"n0\": [1", "\"n\": {\"n0\": 1, \"n0\": 2}", "\"n\": 1"] {
                agrees(format!("{{{}, {twice}}}", names.join(", ")).as_bytes());
                agrees(format!("{{{twice}, {}}}", names.join(", ")).as_bytes());
            }
        }
    }
}
