//! YAML 1.2 to a JSON tree, from parser events: nothing recurses, nothing grows beyond the [`Budget`].
//!
//! What JSON cannot represent is a [`Fault`] at its place, and the rest is still read: a duplicate key, a key
//! that is a collection, `.nan`, an alias inside its own anchor, a second document. Only a text that is no YAML, nests
//! deeper than [`MAX_DEPTH`](crate::json::MAX_DEPTH) or takes more memory than there is left is refused whole. What an alias
//! repeats counts each time.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};

use super::anchors::aliased;
use super::budget::{self, Budget};
use super::metered::Metered;
use super::places::{Id, Name, Places};
use super::scalar;
use crate::json::{MAX_DEPTH, exact};
use crate::limits::Exceeded;
use crate::pointer::Pointer;
use crate::tree::{MapBuilder, Text, Tree};

/// What the parser needs for each sign that it has read ahead: two or three tokens, and a text.
const TOKENS: u64 = 352;

/// How many faults of one text are listed, and how many bytes their places take.
const MAX_FAULTS: usize = 1_000;
const MAX_PLACES: usize = 1 << 20;

/// The result of reading a YAML text.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) value: Tree,
    pub(super) places: Places,
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
    pub(super) why: Why,
}

#[derive(Debug)]
pub(super) enum Why {
    /// It is no YAML that has a JSON tree.
    Syntax(String),
    Exceeded(Exceeded),
}

/// Reads the first document of `text`.
pub(super) fn read(text: &str, budget: &mut Budget) -> Result<Parsed, Refusal> {
    let most_ahead = budget.memory() / TOKENS;
    let mut builder = Builder::new(budget, aliased(text, most_ahead));
    let (input, meter) = Metered::new(text, most_ahead);
    let mut parser = Parser::new(input);
    let (mut ahead, mut at) = (0, 0);
    while let Some(event) = parser.next_event() {
        if meter.is_exhausted() {
            return Err(Refusal { at, why: Why::Exceeded(builder.budget.too_many()) });
        }
        let (event, span) =
            event.map_err(|error| Refusal { at: error.marker().index(), why: Why::Syntax(error.info().to_owned()) })?;
        at = span.start.index();
        let more = meter.ahead().saturating_sub(ahead);
        ahead += more;
        meter.reset();
        builder.take(more * TOKENS, at)?;
        builder.event(event, span)?;
    }
    let kept = builder.anchors.values().fold(ahead * TOKENS, |sum, built| sum.saturating_add(built.memory));
    builder.budget.give(kept);
    let mut value = builder.done.map_or(Tree::Null, |built| built.value);
    if builder.has_marked {
        exact::settle(&mut value);
    }
    if builder.unlisted > 0 {
        let message = format!("{} more parts cannot be represented in JSON", builder.unlisted);
        builder.faults.push(Fault { pointer: Pointer::root(), at: 0, message });
    }
    builder.places.shrink();
    Ok(Parsed { value, places: builder.places, faults: builder.faults })
}

struct Builder<'b> {
    budget: &'b mut Budget,
    open: Vec<Open>,
    done: Option<Built>,
    places: Places,
    /// The anchors that aliases name.
    aliased: HashSet<usize>,
    anchors: HashMap<usize, Built>,
    faults: Vec<Fault>,
    /// The bytes of their places and messages.
    listed: usize,
    /// Faults beyond the most that are listed.
    unlisted: usize,
    documents: usize,
    /// Whether there is a text that [`exact`] reads.
    has_marked: bool,
}

/// A finished node, the memory that it takes, and how deep it is.
#[derive(Clone)]
struct Built {
    value: Tree,
    place: Id,
    memory: u64,
    depth: usize,
}

/// A collection that is still open.
struct Open {
    content: Content,
    anchor: usize,
    place: Id,
    start: usize,
    /// Where its last part ended: a block collection's own end mark comes after the whitespace that follows it.
    end: usize,
    memory: u64,
    depth: usize,
}

enum Content {
    Items(Vec<Tree>),
    Members { values: MapBuilder, key: Key, merged: Vec<Built> },
}

enum Key {
    Awaited,
    Named(String, Range<usize>),
    /// `<<`: the value's members are added unless the mapping has one of that name.
    Merge(Range<usize>),
    /// The value belongs to a rejected key.
    Refused,
}

impl<'b> Builder<'b> {
    fn new(budget: &'b mut Budget, aliased: HashSet<usize>) -> Self {
        Self {
            budget,
            open: Vec::new(),
            done: None,
            places: Places::default(),
            aliased,
            anchors: HashMap::new(),
            faults: Vec::new(),
            listed: 0,
            unlisted: 0,
            documents: 0,
            has_marked: false,
        }
    }

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
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref(), range),
            Event::SequenceStart(anchor, _) => self.begin(Content::Items(Vec::new()), anchor, &range),
            Event::MappingStart(anchor, _) => {
                let members = Content::Members { values: MapBuilder::default(), key: Key::Awaited, merged: Vec::new() };
                self.begin(members, anchor, &range)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(&range),
            Event::Alias(anchor) => self.alias(anchor, range),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        range: Range<usize>,
    ) -> Result<(), Refusal> {
        let plain = style == ScalarStyle::Plain;
        if self.awaits_key() {
            if self.aliased.contains(&anchor) {
                let memory = budget::value(Some(text));
                self.take(memory, range.start)?;
                let place = self.places.push(&Name::Hidden, &range);
                self.anchors.insert(anchor, Built { value: exact::string(text.into()), place, memory, depth: 0 });
            }
            return self.key(text, plain, range);
        }
        let core = tag.filter(|tag| tag.is_yaml_core_schema()).map(|tag| tag.suffix.as_str());
        let value = match core {
            Some("str") => None,
            Some("null" | "bool" | "int" | "float") => scalar::resolve(text),
            // `!` alone means "not what it looks like" (YAML 1.2.2, 6.9.1).
            _ if plain && tag.is_none_or(|tag| tag.handle != "!" || !tag.suffix.is_empty()) => {
                let resolved = scalar::resolve(text);
                if resolved.is_none() && scalar::is_no_number(text) {
                    self.fault(range.start, format!("`{text}` cannot be represented in JSON"));
                }
                resolved
            }
            _ => None,
        };
        let value = value.unwrap_or_else(|| exact::string(text.into()));
        self.has_marked |= value.as_str().is_some_and(exact::is_marked);
        let memory = budget::value(value.as_str());
        self.take(memory, range.start)?;
        let place = self.place(|places, name| places.push(name, &range));
        self.finish(Built { value, place, memory, depth: 0 }, &range, anchor)
    }

    fn key(&mut self, text: &str, plain: bool, range: Range<usize>) -> Result<(), Refusal> {
        let Some(Open { content: Content::Members { values, key, .. }, memory, .. }) = self.open.last_mut() else {
            return Ok(());
        };
        if plain && text == "<<" {
            *key = Key::Merge(range);
        } else if values.contains_key(text) {
            *key = Key::Refused;
            self.fault(range.start, format!("duplicate key `{text}`; the first one is used"));
        } else {
            let more = budget::member(values.len(), text);
            *memory = memory.saturating_add(more);
            let at = range.start;
            *key = Key::Named(text.to_owned(), range);
            return self.take(more, at);
        }
        Ok(())
    }

    fn begin(&mut self, content: Content, anchor: usize, range: &Range<usize>) -> Result<(), Refusal> {
        if self.open.len() >= MAX_DEPTH {
            let why = Why::Syntax(format!("more than {MAX_DEPTH} nested collections"));
            return Err(Refusal { at: range.start, why });
        }
        let memory = budget::value(None);
        self.take(memory, range.start)?;
        let place = self.place(|places, name| places.push(name, range));
        self.open.push(Open { content, anchor, place, start: range.start, end: range.end, memory, depth: 0 });
        Ok(())
    }

    fn end(&mut self, range: &Range<usize>) -> Result<(), Refusal> {
        let Some(Open { content, anchor, place, start, end, memory, depth }) = self.open.pop() else { return Ok(()) };
        // The end of a flow collection is a bracket, that of a block collection is nothing.
        let range = start..if range.is_empty() { end } else { range.end };
        let value = match content {
            Content::Items(mut values) => {
                values.shrink_to_fit();
                Tree::from(values)
            }
            Content::Members { mut values, merged, .. } => {
                merged.into_iter().for_each(|built| self.merge(built, &mut values));
                Tree::Object(values.build())
            }
        };
        self.places.close(place, &range);
        self.finish(Built { value, place, memory, depth: depth + 1 }, &range, anchor)
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) -> Result<(), Refusal> {
        let Some(Built { place: anchored, memory, depth, .. }) = self.anchors.get(&anchor) else {
            self.fault(range.start, "alias inside its own anchor");
            let place = self.place(|places, name| places.push(name, &range));
            let memory = budget::value(None);
            self.take(memory, range.start)?;
            return self.finish(Built { value: Tree::Null, place, memory, depth: 0 }, &range, 0);
        };
        let (anchored, memory, depth) = (*anchored, *memory, *depth);
        if depth + self.open.len() > MAX_DEPTH {
            let why = Why::Syntax(format!("more than {MAX_DEPTH} nested collections, through aliases"));
            return Err(Refusal { at: range.start, why });
        }
        self.take(memory, range.start)?;
        let Some(value) = self.anchors.get(&anchor).map(|built| built.value.clone()) else { return Ok(()) };
        if self.awaits_key() {
            match value {
                Tree::String(text) => return self.key(exact::unmarked(&text), false, range),
                Tree::Array(_) | Tree::Object(_) => {}
                other => return self.key(&other.to_string(), false, range),
            }
        }
        // The position of the node is that of the alias; nodes below keep their own.
        let place = self.place(|places, name| places.alias(name, &range, anchored));
        self.finish(Built { value, place, memory, depth }, &range, 0)
    }

    /// Puts a finished node where it belongs.
    fn finish(&mut self, built: Built, range: &Range<usize>, anchor: usize) -> Result<(), Refusal> {
        if self.aliased.contains(&anchor) {
            self.take(built.memory, range.start)?;
            self.anchors.insert(anchor, built.clone());
        }
        if self.awaits_key() {
            self.fault(range.start, "wanted a scalar as key, found a collection");
            if let Some(Open { content: Content::Members { key, .. }, .. }) = self.open.last_mut() {
                *key = Key::Refused;
            }
            return Ok(());
        }
        let Some(open) = self.open.last_mut() else {
            self.done.get_or_insert(built);
            return Ok(());
        };
        open.memory = open.memory.saturating_add(built.memory);
        open.depth = open.depth.max(built.depth);
        open.end = open.end.max(range.end);
        match &mut open.content {
            Content::Items(values) => values.push(built.value),
            Content::Members { values, key, merged } => match std::mem::replace(key, Key::Awaited) {
                Key::Named(name, _) => {
                    // A name that is there already was refused.
                    let _ = values.add(name.into(), built.value);
                }
                Key::Merge(_) if is_mergeable(&built.value) => merged.push(built),
                Key::Merge(range) => {
                    self.fault(range.start, "wanted a mapping or a list of mappings for `<<`, found something else");
                }
                Key::Refused | Key::Awaited => {}
            },
        }
        Ok(())
    }

    /// Adds what `values` lacks; of several mappings the earlier wins.
    fn merge(&mut self, built: Built, values: &mut MapBuilder) {
        let parts = match built.value {
            Tree::Array(items) => items.into_iter().zip(self.places.inside(built.place)).collect(),
            value => vec![(value, built.place)],
        };
        for (value, place) in parts {
            let Tree::Object(members) = value else { continue };
            let members = members.into_iter().filter(|(name, _)| !values.contains_key(name));
            let members: Vec<(Text, Tree)> = members.collect();
            let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
            self.places.merge(place, &names);
            for (name, value) in members {
                // What is there already was left out.
                let _ = values.add(name, value);
            }
        }
    }

    /// Adds a place, which is called as the member or item that comes next.
    fn place(&mut self, add: impl FnOnce(&mut Places, &Name<'_>) -> Id) -> Id {
        let name = match self.open.last() {
            Some(Open { content: Content::Members { key: Key::Named(name, range), .. }, .. }) => {
                Name::Member(name, range.clone())
            }
            Some(Open { content: Content::Members { .. }, .. }) => Name::Hidden,
            Some(Open { content: Content::Items(_), .. }) | None => Name::Item,
        };
        add(&mut self.places, &name)
    }

    fn awaits_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { content: Content::Members { key: Key::Awaited, .. }, .. }))
    }

    fn take(&mut self, memory: u64, at: usize) -> Result<(), Refusal> {
        self.budget.take(memory).map_err(|exceeded| Refusal { at, why: Why::Exceeded(exceeded) })
    }

    fn fault(&mut self, at: usize, message: impl Into<String>) {
        if self.faults.len() >= MAX_FAULTS || self.listed > MAX_PLACES {
            self.unlisted += 1;
            return;
        }
        let mut pointer = Pointer::root();
        for open in &self.open {
            match &open.content {
                Content::Items(items) => pointer = pointer.index(items.len()),
                Content::Members { key: Key::Named(name, _), .. } => pointer.push(name),
                Content::Members { .. } => {}
            }
        }
        let message = message.into();
        self.listed += pointer.as_str().len() + message.len();
        self.faults.push(Fault { pointer, at, message });
    }
}

fn is_mergeable(value: &Tree) -> bool {
    value.is_object() || value.as_array().is_some_and(|items| items.iter().all(Tree::is_object))
}
