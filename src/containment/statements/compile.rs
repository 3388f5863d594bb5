//! From a JSON Schema to the nodes of an [`Arena`]: one function for each group of keywords.
//!
//! Every keyword either becomes statements that mean exactly the same, or one opaque statement with the reason; nothing
//! is approximated here. References become slots that are compiled once, from a queue, so that cycles end.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::kind;
use super::node::{Arena, Lit, Names, Node, Place};
use super::number::{Num, count};
use super::resources::{Resources, Spot, Target};
use super::value::{schema_key, sorted};
use crate::containment::languages::language::Patterns;
use crate::containment::outcome::{Reason, Side};
use crate::containment::quick::QuickMap;
use crate::pointer::Pointer;
use crate::stack;

/// Schemas nested deeper than this inside one another, without a reference between them, are not followed.
const DEPTH_LIMIT: usize = 150;

/// Work for all `unevaluatedProperties` and `unevaluatedItems` of a schema.
const UNEVALUATED_WORK: u64 = 400_000;

pub(in crate::containment) type Members = Map<String, Value>;

type SlotKey = (usize, Rc<str>, Rc<[Rc<str>]>);

/// Compiles one of the two schemas into the shared arena.
pub(in crate::containment) struct Compiler<'a, 'c> {
    pub(in crate::containment) arena: &'c mut Arena,
    pub(in crate::containment) patterns: &'c mut Patterns,
    pub(in crate::containment) resources: Resources<'a>,
    side: Side,
    assert_formats: &'c dyn Fn(&str) -> bool,
    slots: QuickMap<SlotKey, u32>,
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
    pub(in crate::containment) fn run(mut self, places: impl IntoIterator<Item = &'c Pointer>) -> Vec<Lit> {
        let mut roots = Vec::new();
        for place in places {
            let root = self.resources.root();
            let target = match place.is_root() {
                true => Target::Found(root),
                false => self.resources.place(&root, place),
            };
            roots.push(self.reference(target));
        }
        while let Some((slot, spot)) = self.queue.pop() {
            let body = self.schema(&spot, 0);
            if let Some(place) = self.arena.slots.get_mut(slot as usize) {
                *place = body;
            }
        }
        self.arena.here = None;
        roots
    }

    /// The schema at `spot`.
    pub(in crate::containment) fn schema(&mut self, spot: &Spot<'a>, depth: usize) -> Lit {
        let Value::Object(_) = spot.value else { return self.compiled(spot, depth) };
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
            Value::Bool(true) => Lit::TRUE,
            Value::Bool(false) => Lit::FALSE,
            Value::Object(members) => stack::deep(|| self.object_form(spot, members, depth + 1)),
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
        let mut keywords: Vec<(&'a String, &'a Value)> = members.iter().collect();
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
        value: &'a Value,
        depth: usize,
    ) -> Option<Lit> {
        Some(match keyword {
            "$ref" => self.reference(self.resources.target(spot, value.as_str()?)),
            "$dynamicRef" => self.reference(self.resources.dynamic_target(spot, value.as_str()?)),
            "$schema" => match value.as_str()?.trim_end_matches('#') {
                "https://json-schema.org/draft/2020-12/schema" => Lit::TRUE,
                _ => self.opaque(spot, keyword, value, Reason::Dialect),
            },
            "type" => self.types(value)?,
            "const" => self.arena.one_of([value]),
            "enum" => self.arena.one_of(value.as_array()?),
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
                    u32::try_from(members.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len)).ok()?;
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
        value: &'a Value,
        depth: usize,
    ) -> Lit {
        let below = self.resources.below(spot, tokens, value);
        self.schema(&below, depth)
    }

    pub(super) fn list(&mut self, spot: &Spot<'a>, keyword: &str, value: &'a Value, depth: usize) -> Option<Vec<Lit>> {
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
        value: &Value,
        reason: Reason,
    ) -> Lit {
        // Its text takes work too: schemas that refer to many others have long ones.
        let by_text = self.spend(1).map(|()| format!("{keyword} {}", schema_key(value))).and_then(|mut key| {
            let has_all = !key.contains("\"$") || self.resources.write_closure(spot, value, &mut key);
            self.spend(key.len() / 16)?;
            has_all.then_some(key)
        });
        // Where it is: in memory, or in its document.
        let key = by_text.unwrap_or_else(|| match self.resources.has_places() {
            true => format!("{keyword} {:?} {}", self.side, spot.pointer),
            false => format!("{keyword} {:?} {value:p}", self.side),
        });
        self.arena.opaque(key, reason)
    }

    fn reference(&mut self, target: Target<'a>) -> Lit {
        match target {
            Target::Found(spot) => self.slot(spot),
            Target::Published(uri) => self.arena.opaque(uri, Reason::External),
            Target::Missing(uri) => self.arena.opaque(format!("missing {uri}"), Reason::Reference),
        }
    }

    fn slot(&mut self, spot: Spot<'a>) -> Lit {
        let key = (std::ptr::from_ref(spot.value).addr(), Rc::clone(&spot.base), Rc::clone(&spot.scope));
        let next = u32::try_from(self.arena.slots.len()).unwrap_or(u32::MAX);
        let slot = *self.slots.entry(key).or_insert(next);
        if slot == next {
            self.arena.slots.push(Lit::TRUE);
            self.queue.push((slot, spot));
        }
        self.arena.intern(Node::Slot(slot))
    }

    fn types(&mut self, value: &Value) -> Option<Lit> {
        let names = match value {
            Value::String(_) => std::slice::from_ref(value),
            Value::Array(names) => names,
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

    fn conditional(&mut self, spot: &Spot<'a>, members: &'a Members, value: &'a Value, depth: usize) -> Lit {
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

    fn number(&mut self, spot: &Spot<'a>, keyword: &str, value: &Value) -> Option<Lit> {
        let number = value.as_number()?;
        let Some(bound) = Num::read(number) else { return Some(self.opaque(spot, keyword, value, Reason::Number)) };
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

    fn pattern(&mut self, spot: &Spot<'a>, keyword: &str, value: &Value) -> Option<Lit> {
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

    fn required(&mut self, value: &Value) -> Option<Lit> {
        let mut parts = Vec::new();
        for name in value.as_array()? {
            let name = self.arena.names.name(name.as_str()?);
            parts.push(self.arena.intern(Node::Required(name)));
        }
        Some(self.arena.all(parts))
    }

    fn properties(&mut self, spot: &Spot<'a>, value: &'a Value, depth: usize) -> Option<Lit> {
        let mut parts = Vec::new();
        for (name, value) in sorted(value.as_object()?) {
            let property = self.child(spot, &["properties", name], value, depth);
            let name = self.arena.names.name(name);
            parts.push(self.arena.simplified(Node::Property(name, property)));
        }
        Some(self.arena.all(parts))
    }

    fn pattern_properties(&mut self, spot: &Spot<'a>, value: &'a Value, depth: usize) -> Option<Lit> {
        let mut parts = Vec::new();
        for (pattern, value) in sorted(value.as_object()?) {
            let property = self.child(spot, &["patternProperties", pattern], value, depth);
            match self.patterns.number(pattern) {
                _ if property == Lit::TRUE => {}
                Some(number) => parts.push(self.arena.simplified(Node::Matching(number, property))),
                None => parts.push(self.opaque(spot, &format!("patternProperties {pattern}"), value, Reason::Pattern)),
            }
        }
        Some(self.arena.all(parts))
    }

    fn additional_properties(
        &mut self,
        spot: &Spot<'a>,
        members: &'a Members,
        value: &'a Value,
        depth: usize,
    ) -> Option<Lit> {
        let property = self.child(spot, &["additionalProperties"], value, depth);
        let mut names = Names::default();
        if let Some(properties) = members.get("properties") {
            names.names = properties.as_object()?.keys().map(|name| self.arena.names.name(name)).collect();
        }
        if let Some(patterns) = members.get("patternProperties") {
            for pattern in patterns.as_object()?.keys() {
                let Some(number) = self.patterns.number(pattern) else {
                    // What is additional depends on the names beside it.
                    let declared =
                        sorted(members.get("properties").and_then(Value::as_object).unwrap_or(&Members::new()))
                            .into_iter()
                            .map(|(name, _)| Value::from(name.as_str()))
                            .collect();
                    let whole = [declared, patterns.clone(), value.clone()].into_iter().collect();
                    return Some(self.opaque(spot, "additionalProperties", &whole, Reason::Pattern));
                };
                names.patterns.insert(number);
            }
        }
        Some(self.additional(names, property))
    }

    pub(in crate::containment) fn additional(&mut self, names: Names, property: Lit) -> Lit {
        self.arena.simplified(Node::Additional(Rc::new(names), property))
    }

    fn dependent_required(&mut self, value: &'a Value) -> Option<Lit> {
        let mut parts = Vec::new();
        for (name, names) in sorted(value.as_object()?) {
            let required = self.required(names)?;
            let unless = self.lacks(name);
            parts.push(self.arena.any([unless, required]));
        }
        Some(self.arena.all(parts))
    }

    fn dependent_schemas(&mut self, spot: &Spot<'a>, value: &'a Value, depth: usize) -> Option<Lit> {
        let mut parts = Vec::new();
        for (name, value) in sorted(value.as_object()?) {
            let schema = self.child(spot, &["dependentSchemas", name], value, depth);
            let unless = self.lacks(name);
            parts.push(self.arena.any([unless, schema]));
        }
        Some(self.arena.all(parts))
    }

    /// The instance is not an object with the property `name`.
    pub(in crate::containment) fn lacks(&mut self, name: &str) -> Lit {
        let name = self.arena.names.name(name);
        let (object, has) = (self.arena.kinds(kind::OBJECT), self.arena.intern(Node::Required(name)));
        !self.arena.all([object, has])
    }
}
