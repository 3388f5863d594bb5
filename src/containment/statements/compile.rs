//! From a JSON Schema to the nodes of an [`Arena`]: one function for each group of keywords.
//!
//! Every keyword either becomes statements that mean exactly the same, or one opaque statement with the reason; nothing
//! is approximated here. References become slots that are compiled once, from a queue, so that cycles end.

use std::rc::Rc;

use super::arena::{Arena, Place};
use super::fragment::Alone;
use super::kind;
use super::node::{Lit, Node};
use super::number::{Num, count};
use super::resources::{Resources, Spot, Target};
use super::value::schema_key;
use crate::containment::languages::language::Patterns;
use crate::containment::outcome::{Reason, Side};
use crate::containment::reference::Reference;
use crate::json::exact;
use crate::pointer::Pointer;
use crate::quick_hash::QuickMap;
use crate::stack;
use crate::tree::{Map, Text, Tree};

/// Schemas nested deeper than this inside one another, without a reference between them, are not followed.
const DEPTH_LIMIT: usize = 150;

/// Work for all `unevaluatedProperties` and `unevaluatedItems` of a schema.
pub(super) const UNEVALUATED_WORK: u64 = 400_000;

pub(in crate::containment) type Members = Map;

type SlotKey = (usize, Rc<str>, Rc<[Rc<str>]>);

/// Compiles one of the two schemas into the shared arena.
pub(in crate::containment) struct Compiler<'a, 'c> {
    pub(in crate::containment) arena: &'c mut Arena,
    pub(in crate::containment) patterns: &'c mut Patterns,
    pub(in crate::containment) resources: Resources<'a>,
    side: Side,
    assert_formats: &'c dyn Fn(&str) -> bool,
    slots: QuickMap<SlotKey, u32>,
    /// Of a definition by itself, what the slots mean that are references.
    referred: Vec<Option<Reference>>,
    by_reference: QuickMap<Reference, u32>,
    /// Whether something is known by the side that it is on.
    is_of_side: bool,
    /// The schemas that were compiled; `None` for one that is being compiled.
    known: QuickMap<SlotKey, Option<Lit>>,
    queue: Vec<(u32, Spot<'a>)>,
    /// Work that is left for telling apart what is unevaluated: everything else is done once for each value of the schema.
    left: u64,
}

impl<'a, 'c> Compiler<'a, 'c> {
    pub(in crate::containment) fn new(
        arena: &'c mut Arena,
        patterns: &'c mut Patterns,
        resources: Resources<'a>,
        side: Side,
        assert_formats: &'c dyn Fn(&str) -> bool,
    ) -> Self {
        Self {
            arena,
            patterns,
            resources,
            side,
            assert_formats,
            slots: QuickMap::default(),
            referred: Vec::new(),
            by_reference: QuickMap::default(),
            is_of_side: false,
            known: QuickMap::default(),
            queue: Vec::new(),
            left: UNEVALUATED_WORK,
        }
    }

    /// Takes work from what is left; `None` when that is not enough.
    pub(in crate::containment) fn spend(&mut self, work: usize) -> Option<()> {
        self.left = self.left.saturating_sub(work as u64);
        (self.left > 0).then_some(())
    }

    /// The schemas at these places of the document.
    pub(in crate::containment) fn run<'p>(mut self, places: impl IntoIterator<Item = &'p Pointer>) -> Vec<Lit> {
        let mut roots = Vec::new();
        for place in places {
            let root = self.resources.root();
            let target = match place.is_root() {
                true => Target::Found(root),
                false => self.resources.place(&root, place),
            };
            roots.push(self.reference(target));
        }
        self.rest();
        roots
    }

    /// The schema at the root by itself, with `left` work for what is unevaluated.
    pub(super) fn run_alone(mut self, left: u64) -> Alone {
        self.left = left;
        let root = self.schema(&self.resources.root(), 0);
        self.rest();
        let consulted = self.resources.consulted();
        Alone { root, referred: self.referred, consulted, is_of_side: self.is_of_side, left: self.left }
    }

    fn rest(&mut self) {
        while let Some((slot, spot)) = self.queue.pop() {
            let body = self.schema(&spot, 0);
            if let Some(place) = self.arena.slots.get_mut(slot as usize) {
                *place = body;
            }
        }
        self.arena.here = None;
    }

    /// The schema at `spot`.
    pub(in crate::containment) fn schema(&mut self, spot: &Spot<'a>, depth: usize) -> Lit {
        let Tree::Object(_) = spot.value else { return self.compiled(spot, depth) };
        let key = (std::ptr::from_ref(spot.value).addr(), Rc::clone(&spot.base), Rc::clone(&spot.scope));
        match self.known.get(&key) {
            Some(Some(known)) => return *known,
            // What is unevaluated asks for the parts of a schema wherever it is referred to, also inside of itself.
            Some(None) => return self.slot(spot.clone()),
            None => {}
        }
        self.known.insert(key.clone(), None);
        let lit = self.compiled(spot, depth);
        self.known.insert(key, Some(lit));
        lit
    }

    fn compiled(&mut self, spot: &Spot<'a>, depth: usize) -> Lit {
        let around = self.arena.here.take();
        self.go_to(|| spot.pointer.clone());
        let lit = match spot.value {
            _ if depth > DEPTH_LIMIT => self.opaque(spot, "depth", spot.value, Reason::Depth),
            Tree::Bool(true) => Lit::TRUE,
            Tree::Bool(false) => Lit::FALSE,
            Tree::Object(members) => stack::deep(|| self.object_form(spot, members, depth + 1)),
            other => self.opaque(spot, "schema", other, Reason::Malformed),
        };
        self.arena.here = around;
        lit
    }

    /// Nodes that are made from here on are written at this place, where places are kept.
    fn go_to(&mut self, place: impl FnOnce() -> Pointer) {
        let has_places = self.resources.has_places();
        self.arena.here = has_places.then(|| Place { side: self.side, pointer: Rc::new(place()) });
    }

    fn object_form(&mut self, spot: &Spot<'a>, members: &'a Members, depth: usize) -> Lit {
        let mut keywords: Vec<(&'a Text, &'a Tree)> = members.iter().collect();
        keywords.sort_unstable_by_key(|&(keyword, _)| keyword);
        let mut parts = Vec::new();
        for (keyword, value) in keywords {
            if matches!(keyword.as_str(), "title" | "description" | "example" | "examples" | "default" | "deprecated") {
                continue;
            }
            self.go_to(|| spot.pointer.clone().key(keyword));
            let part = self.keyword(spot, members, keyword, value, depth);
            parts.push(part.unwrap_or_else(|| self.opaque(spot, keyword, value, Reason::Malformed)));
        }
        self.arena.all(parts)
    }

    /// One keyword; `None` if its value is malformed.
    fn keyword(
        &mut self,
        spot: &Spot<'a>,
        members: &'a Members,
        keyword: &str,
        value: &'a Tree,
        depth: usize,
    ) -> Option<Lit> {
        Some(match keyword {
            "$ref" => match self.resources.by_number(value.as_str()?) {
                Some(reference) => self.by_reference(reference),
                None => self.reference(self.resources.target(spot, value.as_str()?)),
            },
            "$dynamicRef" => self.reference(self.resources.dynamic_target(spot, value.as_str()?)),
            "$schema" => match value.as_str()?.trim_end_matches('#') {
                "https://json-schema.org/draft/2020-12/schema" => Lit::TRUE,
                _ => self.opaque(spot, keyword, value, Reason::Dialect),
            },
            "type" => self.types(value)?,
            "const" | "enum" if !exact::is_plain(value) => return None,
            "const" => self.arena.one_of([&value.to_value()]),
            "enum" => self.arena.one_of(&value.as_array()?.iter().map(Tree::to_value).collect::<Vec<_>>()),
            "allOf" => {
                let parts = self.list(spot, keyword, value, depth)?;
                self.arena.all(parts)
            }
            "anyOf" => {
                let parts = self.list(spot, keyword, value, depth)?;
                self.arena.any(parts)
            }
            "oneOf" => {
                let parts = self.list(spot, keyword, value, depth)?;
                self.arena.one(parts)
            }
            "not" => !self.child(spot, &[keyword], value, depth),
            "if" => self.conditional(spot, members, value, depth),
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
                self.number(spot, keyword, value)?
            }
            "minLength" => self.arena.simplified(Node::MinLength(count(value)?)),
            "maxLength" => self.arena.intern(Node::MaxLength(count(value)?)),
            "pattern" => self.pattern(spot, keyword, value)?,
            "format" => match value.as_str()? {
                format if (self.assert_formats)(format) => self.arena.format(format),
                _ => Lit::TRUE,
            },
            "minItems" => self.arena.simplified(Node::MinItems(count(value)?)),
            "maxItems" => self.arena.intern(Node::MaxItems(count(value)?)),
            "uniqueItems" => match value.as_bool()? {
                true => self.arena.intern(Node::Unique),
                false => Lit::TRUE,
            },
            "prefixItems" => self.prefix_items(spot, value, depth)?,
            "items" => {
                let from =
                    u32::try_from(members.get("prefixItems").and_then(Tree::as_array).map_or(0, Vec::len)).ok()?;
                let item = self.child(spot, &[keyword], value, depth);
                self.arena.simplified(Node::Rest(from, item))
            }
            "contains" => self.contains(spot, members, value, depth)?,
            "minProperties" => self.arena.simplified(Node::MinProperties(count(value)?)),
            "maxProperties" => self.arena.intern(Node::MaxProperties(count(value)?)),
            "required" => self.required(value)?,
            "properties" => self.properties(spot, value, depth)?,
            "patternProperties" => self.pattern_properties(spot, value, depth)?,
            "additionalProperties" => self.additional_properties(spot, members, value, depth)?,
            "propertyNames" => {
                let name = self.child(spot, &[keyword], value, depth);
                self.arena.simplified(Node::Names(name))
            }
            "dependentRequired" => self.dependent_required(value)?,
            "dependentSchemas" => self.dependent_schemas(spot, value, depth)?,
            "unevaluatedProperties" => self.unevaluated_properties(spot, value, depth),
            "unevaluatedItems" => self.unevaluated_items(spot, value, depth),
            "dependencies" => self.opaque(spot, keyword, value, Reason::Keyword),
            // Everything else annotates, identifies, or is read together with the keywords above.
            _ => Lit::TRUE,
        })
    }

    pub(in crate::containment) fn child(
        &mut self,
        spot: &Spot<'a>,
        tokens: &[&str],
        value: &'a Tree,
        depth: usize,
    ) -> Lit {
        let below = self.resources.below(spot, tokens, value);
        self.schema(&below, depth)
    }

    pub(super) fn list(&mut self, spot: &Spot<'a>, keyword: &str, value: &'a Tree, depth: usize) -> Option<Vec<Lit>> {
        let items = value.as_array().filter(|items| !items.is_empty())?;
        Some(
            items
                .iter()
                .enumerate()
                .map(|(at, item)| self.child(spot, &[keyword, &at.to_string()], item, depth))
                .collect(),
        )
    }

    /// A statement that is not understood. Two of them are the same when their texts are, and the texts of everything
    /// they refer to.
    pub(in crate::containment) fn opaque(
        &mut self,
        spot: &Spot<'a>,
        keyword: &str,
        value: &Tree,
        reason: Reason,
    ) -> Lit {
        // Its text takes work too: schemas that refer to many others have long ones.
        let by_text = self.spend(1).map(|()| format!("{keyword} {}", schema_key(value))).and_then(|mut key| {
            let refers = key.contains("\"$");
            let has_all = !refers || self.resources.write_closure(spot, value, &mut key);
            self.spend(key.len() / 16)?;
            has_all.then_some(key)
        });
        // Where it is: in memory, or in its document.
        let key = by_text.unwrap_or_else(|| {
            self.is_of_side = true;
            match self.resources.has_places() {
                true => format!("{keyword} {:?} {}", self.side, spot.pointer),
                false => format!("{keyword} {:?} {value:p}", self.side),
            }
        });
        self.arena.opaque(key.into(), reason)
    }

    fn reference(&mut self, target: Target<'a>) -> Lit {
        match target {
            Target::Found(spot) => self.slot(spot),
            Target::Published(uri) => self.arena.opaque(uri.into(), Reason::External),
            Target::Missing(uri) => self.arena.opaque(missing(&uri), Reason::Reference),
        }
    }

    fn slot(&mut self, spot: Spot<'a>) -> Lit {
        let key = (std::ptr::from_ref(spot.value).addr(), Rc::clone(&spot.base), Rc::clone(&spot.scope));
        let next = u32::try_from(self.arena.slots.len()).unwrap_or(u32::MAX);
        let slot = *self.slots.entry(key).or_insert(next);
        if slot == next {
            self.arena.slots.push(Lit::TRUE);
            self.referred.push(None);
            self.queue.push((slot, spot));
        }
        self.arena.intern(Node::Slot(slot))
    }

    /// What a definition means is found out by whoever has the others.
    fn by_reference(&mut self, reference: Reference) -> Lit {
        let next = u32::try_from(self.arena.slots.len()).unwrap_or(u32::MAX);
        let slot = *self.by_reference.entry(reference).or_insert(next);
        if slot == next {
            self.arena.slots.push(Lit::TRUE);
            self.referred.push(Some(reference));
        }
        self.arena.intern(Node::Slot(slot))
    }

    fn types(&mut self, value: &Tree) -> Option<Lit> {
        let names = match value {
            Tree::String(_) => std::slice::from_ref(value),
            Tree::Array(names) => names,
            _ => return None,
        };
        let mut mask = 0;
        for name in names {
            mask |= match name.as_str()? {
                "null" => kind::NULL,
                "boolean" => kind::FALSE | kind::TRUE,
                "integer" => kind::INTEGER,
                "number" => kind::NUMBER,
                "string" => kind::STRING,
                "array" => kind::ARRAY,
                "object" => kind::OBJECT,
                _ => return None,
            };
        }
        Some(self.arena.kinds(mask))
    }

    fn conditional(&mut self, spot: &Spot<'a>, members: &'a Members, value: &'a Tree, depth: usize) -> Lit {
        let condition = self.child(spot, &["if"], value, depth);
        let mut branch = |keyword: &str, unless: Lit| match members.get(keyword) {
            Some(value) => {
                let branch = self.child(spot, &[keyword], value, depth);
                self.arena.any([unless, branch])
            }
            None => Lit::TRUE,
        };
        let (then, other) = (branch("then", !condition), branch("else", condition));
        self.arena.all([then, other])
    }

    fn number(&mut self, spot: &Spot<'a>, keyword: &str, value: &Tree) -> Option<Lit> {
        if !exact::is_number(value) {
            return None;
        }
        let Some(bound) = Num::of(value) else { return Some(self.opaque(spot, keyword, value, Reason::Number)) };
        let bound = Rc::new(bound);
        let node = match keyword {
            "minimum" => Node::Minimum { bound, strict: false },
            "exclusiveMinimum" => Node::Minimum { bound, strict: true },
            "maximum" => Node::Maximum { bound, strict: false },
            "exclusiveMaximum" => Node::Maximum { bound, strict: true },
            _ if bound.is_positive() => Node::MultipleOf(bound),
            _ => return None,
        };
        Some(self.arena.intern(node))
    }

    fn pattern(&mut self, spot: &Spot<'a>, keyword: &str, value: &Tree) -> Option<Lit> {
        let text = value.as_str()?;
        if let Some((pattern, least, most)) = self.patterns.by_length(text) {
            let mut parts = vec![self.arena.intern(Node::Pattern(pattern))];
            parts.push(self.arena.simplified(Node::MinLength(least)));
            parts.extend(most.map(|most| self.arena.intern(Node::MaxLength(most))));
            return Some(self.arena.all(parts));
        }
        Some(match self.patterns.number(text) {
            Some(pattern) => self.arena.intern(Node::Pattern(pattern)),
            None => self.opaque(spot, keyword, value, Reason::Pattern),
        })
    }
}

/// What makes a reference that leads nowhere the same as another.
pub(super) fn missing(uri: &str) -> Rc<str> {
    format!("missing {uri}").into()
}
