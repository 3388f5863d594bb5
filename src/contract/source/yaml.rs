//! YAML 1.2 to a JSON tree, from parser events: nothing recurses, nothing grows beyond a bound.
//!
//! What JSON cannot represent is a [`Fault`] at its place, and the rest is still read: a duplicate key, a key
//! that is a collection, `.nan`, an alias inside its own anchor, a second document. Only a text that is no YAML, nests
//! deeper than [`MAX_DEPTH`](crate::json::MAX_DEPTH) or whose aliases unfold beyond [`MAX_UNFOLDED`] is refused whole.

use std::collections::HashMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};
use serde_json::{Map, Value};

use super::places::{Below, Node};
use super::scalar;
use crate::json::MAX_DEPTH;
use crate::pointer::Pointer;

/// How much memory, roughly in bytes, aliases may unfold to: far more than people share, far less than a bomb needs.
const MAX_UNFOLDED: usize = 64 << 20;

/// The result of reading a YAML text.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) value: Value,
    pub(super) places: Node,
    pub(super) faults: Vec<Fault>,
}

/// A part of the text that the tree does not represent as written.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) pointer: Pointer,
    /// In characters from the start.
    pub(super) at: usize,
    pub(super) message: String,
}

/// Why a text is rejected, and where, in characters from the start.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) at: usize,
    pub(super) why: String,
}

/// Reads the first document of `text`.
pub(super) fn read(text: &str) -> Result<Tree, Refusal> {
    let mut builder = Builder::default();
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) =
            event.map_err(|error| Refusal { at: error.marker().index(), why: error.info().to_owned() })?;
        builder.event(event, span)?;
    }
    let (value, places) = match builder.done {
        Some(Built { value, node, .. }) => (value, node),
        None => (Value::Null, Node::scalar(0..0)),
    };
    Ok(Tree { value, places, faults: builder.faults })
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    done: Option<Built>,
    anchors: HashMap<usize, Built>,
    faults: Vec<Fault>,
    documents: usize,
    unfolded: usize,
}

/// A finished node, its size in memory and how deep it is.
#[derive(Clone)]
struct Built {
    value: Value,
    node: Node,
    weight: usize,
    depth: usize,
}

/// A collection that is still open.
struct Open {
    content: Content,
    anchor: usize,
    start: usize,
    /// Where its last part ended: a block collection's own end mark comes after the whitespace that follows it.
    end: usize,
    weight: usize,
    depth: usize,
}

enum Content {
    Items(Vec<Value>, Vec<Node>),
    Members { values: Map<String, Value>, nodes: Vec<(Box<str>, Node)>, key: Key, merged: Vec<Built> },
}

enum Key {
    Awaited,
    Named(String, Range<usize>),
    /// `<<`: the value's members are added unless the mapping has one of that name.
    Merge(Range<usize>),
    /// The value belongs to a rejected key.
    Refused,
}

impl Builder {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Refusal> {
        let range = span.start.index()..span.end.index();
        if self.documents > 1 {
            return Ok(());
        }
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.fault(range.start, "more than one YAML document; only the first is read");
                }
            }
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref(), range),
            Event::SequenceStart(anchor, _) => self.begin(Content::Items(Vec::new(), Vec::new()), anchor, &range)?,
            Event::MappingStart(anchor, _) => {
                let members =
                    Content::Members { values: Map::new(), nodes: Vec::new(), key: Key::Awaited, merged: Vec::new() };
                self.begin(members, anchor, &range)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(&range),
            Event::Alias(anchor) => self.alias(anchor, range)?,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, anchor: usize, tag: Option<&Tag>, range: Range<usize>) {
        let plain = style == ScalarStyle::Plain;
        let weight = 64 + text.len();
        if self.awaits_key() {
            if anchor != 0 {
                let node = Node::scalar(range.clone());
                self.anchors.insert(anchor, Built { value: Value::from(text), node, weight, depth: 0 });
            }
            self.key(text, plain, range);
            return;
        }
        let core = tag.filter(|tag| tag.is_yaml_core_schema()).map(|tag| tag.suffix.as_str());
        let value = match core {
            Some("str") => Value::from(text),
            Some("null" | "bool" | "int" | "float") => scalar::resolve(text).unwrap_or_else(|| Value::from(text)),
            // `!` alone means "not what it looks like" (YAML 1.2.2, 6.9.1).
            _ if plain && tag.is_none_or(|tag| tag.handle != "!" || !tag.suffix.is_empty()) => scalar::resolve(text)
                .unwrap_or_else(|| {
                    if scalar::is_no_number(text) {
                        self.fault(range.start, format!("`{text}` cannot be represented in JSON"));
                    }
                    Value::from(text)
                }),
            _ => Value::from(text),
        };
        self.finish(Built { value, node: Node::scalar(range), weight, depth: 0 }, anchor);
    }

    fn key(&mut self, text: &str, plain: bool, range: Range<usize>) {
        let duplicate = matches!(self.open.last(),
            Some(Open { content: Content::Members { values, .. }, .. }) if values.contains_key(text));
        if duplicate {
            self.fault(range.start, format!("duplicate key `{text}`; the first one is used"));
        }
        if let Some(Open { content: Content::Members { key, .. }, .. }) = self.open.last_mut() {
            *key = match () {
                () if duplicate => Key::Refused,
                () if plain && text == "<<" => Key::Merge(range),
                () => Key::Named(text.to_owned(), range),
            };
        }
    }

    fn begin(&mut self, content: Content, anchor: usize, range: &Range<usize>) -> Result<(), Refusal> {
        if self.open.len() >= MAX_DEPTH {
            let why = format!("more than {MAX_DEPTH} nested collections");
            return Err(Refusal { at: range.start, why });
        }
        self.open.push(Open { content, anchor, start: range.start, end: range.end, weight: 64, depth: 0 });
        Ok(())
    }

    fn end(&mut self, range: &Range<usize>) {
        let Some(Open { content, anchor, start, end, weight, depth }) = self.open.pop() else { return };
        // The end of a flow collection is a bracket, that of a block collection is nothing.
        let range = start..if range.is_empty() { end } else { range.end };
        let (value, below) = match content {
            Content::Items(values, nodes) => (Value::Array(values), Below::Items(nodes)),
            Content::Members { mut values, mut nodes, merged, .. } => {
                for built in merged {
                    merge(built, &mut values, &mut nodes);
                }
                (Value::Object(values), Below::Members(nodes))
            }
        };
        self.finish(Built { value, node: Node { key: None, value: range, below }, weight, depth: depth + 1 }, anchor);
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) -> Result<(), Refusal> {
        let Some(built) = self.anchors.get(&anchor) else {
            self.fault(range.start, "alias inside its own anchor");
            self.finish(Built { value: Value::Null, node: Node::scalar(range), weight: 64, depth: 0 }, 0);
            return Ok(());
        };
        if built.depth + self.open.len() > MAX_DEPTH {
            let why = format!("more than {MAX_DEPTH} nested collections, through aliases");
            return Err(Refusal { at: range.start, why });
        }
        self.unfolded = self.unfolded.saturating_add(built.weight);
        if self.unfolded > MAX_UNFOLDED {
            let why = format!("aliases expand to more than {} MiB", MAX_UNFOLDED >> 20);
            return Err(Refusal { at: range.start, why });
        }
        let mut built = built.clone();
        if self.awaits_key() {
            match built.value {
                Value::String(text) => self.key(&text, false, range),
                Value::Array(_) | Value::Object(_) => self.finish(built, 0),
                other => self.key(&other.to_string(), false, range),
            }
            return Ok(());
        }
        // The position of the node is that of the alias; nodes below keep their own.
        built.node.value = range;
        self.finish(built, 0);
        Ok(())
    }

    /// Puts a finished node where it belongs.
    fn finish(&mut self, built: Built, anchor: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, built.clone());
        }
        if self.awaits_key() {
            self.fault(built.node.value.start, "wanted a scalar as key, found a collection");
            if let Some(Open { content: Content::Members { key, .. }, .. }) = self.open.last_mut() {
                *key = Key::Refused;
            }
            return;
        }
        let Some(open) = self.open.last_mut() else {
            self.done.get_or_insert(built);
            return;
        };
        open.weight = open.weight.saturating_add(built.weight);
        open.depth = open.depth.max(built.depth);
        open.end = open.end.max(built.node.value.end);
        match &mut open.content {
            Content::Items(values, nodes) => {
                values.push(built.value);
                nodes.push(built.node);
            }
            Content::Members { values, nodes, key, merged } => match std::mem::replace(key, Key::Awaited) {
                Key::Named(name, range) => {
                    nodes.push((name.as_str().into(), Node { key: Some(range), ..built.node }));
                    values.insert(name, built.value);
                }
                Key::Merge(range) if is_mergeable(&built.value) => {
                    merged.push(Built { node: Node { key: Some(range), ..built.node }, ..built })
                }
                Key::Merge(range) => {
                    self.fault(range.start, "wanted a mapping or a list of mappings for `<<`, found something else");
                }
                Key::Refused | Key::Awaited => {}
            },
        }
    }

    fn awaits_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { content: Content::Members { key: Key::Awaited, .. }, .. }))
    }

    fn fault(&mut self, at: usize, message: impl Into<String>) {
        let mut pointer = Pointer::root();
        for open in &self.open {
            match &open.content {
                Content::Items(items, _) => pointer = pointer.index(items.len()),
                Content::Members { key: Key::Named(name, _), .. } => pointer.push(name),
                Content::Members { .. } => {}
            }
        }
        self.faults.push(Fault { pointer, at, message: message.into() });
    }
}

fn is_mergeable(value: &Value) -> bool {
    value.is_object() || value.as_array().is_some_and(|items| items.iter().all(Value::is_object))
}

/// Adds what `values` lacks; of several mappings the earlier wins.
fn merge(built: Built, values: &mut Map<String, Value>, nodes: &mut Vec<(Box<str>, Node)>) {
    let mut take = |value: Value, below: Below| {
        if let (Value::Object(members), Below::Members(below)) = (value, below) {
            for (name, node) in below {
                if let (false, Some(value)) = (values.contains_key(&*name), members.get(&*name)) {
                    values.insert(String::from(&*name), value.clone());
                    nodes.push((name, node));
                }
            }
        }
    };
    match (built.value, built.node.below) {
        (Value::Array(items), Below::Items(nodes)) => {
            items.into_iter().zip(nodes).for_each(|(value, node)| take(value, node.below));
        }
        (value, below) => take(value, below),
    }
}
