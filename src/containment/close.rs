//! [`close`]: a schema as its sender uses it, with nothing in its objects that it does not declare.

use std::collections::BTreeSet;

use serde_json::Value;

use super::compound::Compound;
use super::decide::{NESTING_LIMIT, nests_deeper_than};
use super::outcome::{Obstacle, Reason, Side};
use super::reference::{Form, Reference};
use crate::pointer::Pointer;
use crate::schema::uri;
use crate::schema::walk;
use crate::tree::{Map, Tree, tree};

type Members = Map;

/// The schema that accepts what a sender of `schema` sends: the instances of `schema` in whose objects every property is
/// declared, matched by a pattern, or allowed by an explicit `additionalProperties` or `unevaluatedProperties`.
///
/// A property counts as declared when any part of the schema that accepts the object declares it: the schema itself, its
/// `allOf`, the branches of `anyOf` and `oneOf` that accept, and what `$ref` names. Objects for which nothing is declared
/// at all stay open. What is below `not`, `if`, `contains` and `propertyNames` is a condition, not something that is
/// sent, and is left as it is.
///
/// # Errors
///
/// `schema` uses identifiers (`$id`, `$anchor`, `$dynamicAnchor`, `$dynamicRef`), refers to something outside of itself,
/// or is nested too deeply.
///
/// # Examples
///
/// ```
/// use order_contracts::containment::{Options, close, covers};
/// use serde_json::json;
///
/// let base = json!({"type": "object", "properties": {"name": {"type": "string"}}});
/// let revision = json!({"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}});
/// // Strictly, base lets a client send any `age`; a client of base does not.
/// assert!(covers(&base, &revision, &Options::new()).is_no());
/// assert!(covers(&close(&base).unwrap(), &revision, &Options::new()).is_yes());
/// ```
pub fn close(schema: &Value) -> Result<Value, Obstacle> {
    close_tree(&schema.into()).map(|closed| closed.to_value())
}

/// The same of a schema of a contract.
pub(crate) fn close_tree(schema: &Tree) -> Result<Tree, Obstacle> {
    if nests_deeper_than(schema, NESTING_LIMIT) {
        return Err(Obstacle { reason: Reason::Depth, side: Side::Sub, pointer: Pointer::root() });
    }
    let mut closing = Closing::new(schema);
    let mut closed = closing.sent(schema, &Pointer::root());
    let definitions = closing.definitions();
    if let Some(refusal) = closing.refused.into_iter().next() {
        return Err(refusal);
    }
    if let (Tree::Object(members), false) = (&mut closed, definitions.is_empty()) {
        members.insert("$defs", definitions.into());
    }
    Ok(closed)
}

/// The schemas at several places of a document, each as its sender uses it: a document, and where they are in it.
///
/// What cannot be closed is replaced by a reference that leads nowhere, so that only questions about it stay open. See
/// [`close`] for what closing means, and [`covers_each`](super::covers_each) for what to do with the result.
///
/// # Examples
///
/// ```
/// use order_contracts::containment::{Options, close_each, covers_each};
/// use order_contracts::pointer::Pointer;
/// use serde_json::json;
///
/// let base = json!({"$defs": {"A": {"properties": {"b": {"$ref": "#/$defs/B"}}}, "B": {"properties": {"c": {}}}}});
/// let mut revision = base.clone();
/// revision["$defs"]["B"]["additionalProperties"] = json!(false);
/// let place = Pointer::root().key("$defs").key("A");
/// let strict = covers_each(&base, &revision, &[(place.clone(), place.clone())], &Options::new());
/// assert!(strict[0].is_no());
/// let (sent, places) = close_each(&base, std::slice::from_ref(&place));
/// let closed = covers_each(&sent, &revision, &[(places[0].clone(), place)], &Options::new());
/// assert!(closed[0].is_yes());
/// ```
#[must_use]
pub fn close_each(document: &Value, places: &[Pointer]) -> (Value, Vec<Pointer>) {
    let document = &Tree::from(document);
    let mut closing = Closing::new(document);
    let mut sent = Members::new();
    for place in places {
        let closed = match place.find(document) {
            Some(_) if nests_deeper_than(document, NESTING_LIMIT) => nowhere(place),
            Some(schema) => closing.sent(schema, place),
            None => nowhere(place),
        };
        sent.insert(format!("sent {}", name_of(place)), closed);
    }
    sent.extend(closing.definitions());
    let at = |place: &Pointer| Pointer::root().key("$defs").key(&format!("sent {}", name_of(place)));
    (Tree::from_iter([("$defs", sent.into())]).to_value(), places.iter().map(at).collect())
}

/// The identifier under which conditions find the schema as it was.
const ORIGINAL: &str = "schema:original";

/// Keywords that make the meaning of references depend on more than their text.
const IDENTIFIERS: [&str; 4] = ["$id", "$anchor", "$dynamicAnchor", "$dynamicRef"];

pub(super) struct Closing<'a> {
    original: &'a Tree,
    /// What a reference by number means.
    compound: Option<&'a Compound>,
    /// Whether what is required counts as declared, where nothing is said of other properties.
    declares_required: bool,
    queue: Vec<Pointer>,
    known: BTreeSet<Pointer>,
    refers_to_original: bool,
    pub(super) refused: Vec<Obstacle>,
}

impl<'a> Closing<'a> {
    fn new(original: &'a Tree) -> Self {
        let (queue, known, refused) = (Vec::new(), BTreeSet::new(), Vec::new());
        Self { original, compound: None, declares_required: false, queue, known, refers_to_original: false, refused }
    }

    /// For one definition of a compound: definitions that it refers to are closed for themselves.
    pub(super) fn of_definition(schema: &'a Tree, compound: &'a Compound, declares_required: bool) -> Self {
        Self { compound: Some(compound), declares_required, ..Self::new(schema) }
    }

    /// Everything that was referred to so far, by name.
    fn definitions(&mut self) -> Members {
        let mut definitions = Members::new();
        while let Some(target) = self.queue.pop() {
            let inside = match target.find(self.original) {
                Some(schema) => self.inside(schema, &target),
                None => self.refuse(Reason::Reference, &target),
            };
            definitions.insert(name_of(&target), inside);
        }
        if self.refers_to_original {
            let mut original = self.original.clone();
            if let Some(members) = original.as_object_mut() {
                members.insert("$id", ORIGINAL.into());
            }
            definitions.insert("original", original);
        }
        definitions
    }

    fn refuse(&mut self, reason: Reason, at: &Pointer) -> Tree {
        self.refused.push(Obstacle { reason, side: Side::Sub, pointer: at.clone() });
        nowhere(at)
    }

    /// A schema whose instances are sent as values of their own.
    pub(super) fn sent(&mut self, schema: &Tree, at: &Pointer) -> Tree {
        let mut closed = self.inside(schema, at);
        if let Tree::Object(members) = &mut closed
            && !members.contains_key("unevaluatedProperties")
            && self.declares(schema)
        {
            members.insert("unevaluatedProperties", Tree::Bool(false));
        }
        closed
    }

    /// A schema that is one part of what describes an instance: only what is below its instance is closed.
    pub(super) fn inside(&mut self, schema: &Tree, at: &Pointer) -> Tree {
        let Some(members) = schema.as_object() else { return schema.clone() };
        let mut closed = Members::new();
        for (keyword, value) in members {
            let below = at.clone().key(keyword);
            let transformed = match keyword.as_str() {
                keyword if value.is_string() && IDENTIFIERS.contains(&keyword) => {
                    return self.refuse(Reason::Reference, &below);
                }
                "$defs" | "definitions" => continue,
                "$ref" => match self.reference(value, &below) {
                    Some(reference) => reference,
                    None => return nowhere(&below),
                },
                "properties" | "patternProperties" | "prefixItems" => self.each(value, &below, Self::sent),
                "additionalProperties" | "items" | "unevaluatedItems" | "unevaluatedProperties" => {
                    self.sent(value, &below)
                }
                "allOf" | "anyOf" | "dependentSchemas" => self.each(value, &below, Self::inside),
                "oneOf" => {
                    let inside = self.each(value, &below, Self::inside);
                    let condition = self.each(value, &below, Self::condition);
                    if inside != condition {
                        // A closed branch accepts less, so "exactly one" must be asked of the branches as they were.
                        let mut parts = vec![tree!({"not": {"not": {"oneOf": condition}}})];
                        if let Some(Tree::Array(before)) = closed.remove("allOf") {
                            parts.extend(before);
                        }
                        closed.insert("allOf", parts.into());
                    }
                    inside
                }
                "then" | "else" => self.inside(value, &below),
                "not" | "if" | "contains" | "propertyNames" => self.condition(value, &below),
                _ => value.clone(),
            };
            match (keyword.as_str(), closed.get_mut(keyword), transformed) {
                ("allOf", Some(Tree::Array(before)), Tree::Array(more)) => before.extend(more),
                (_, _, transformed) => {
                    closed.insert(keyword.clone(), transformed);
                }
            }
        }
        Tree::Object(closed)
    }

    fn each(&mut self, value: &Tree, at: &Pointer, close: fn(&mut Self, &Tree, &Pointer) -> Tree) -> Tree {
        match value {
            Tree::Object(members) => {
                let closed =
                    members.iter().map(|(name, value)| (name.clone(), close(self, value, &at.clone().key(name))));
                Tree::Object(closed.collect())
            }
            Tree::Array(items) => {
                items.iter().enumerate().map(|(nth, item)| close(self, item, &at.clone().index(nth))).collect()
            }
            other => other.clone(),
        }
    }

    fn reference(&mut self, value: &Tree, at: &Pointer) -> Option<Tree> {
        if let Some(reference) = self.in_compound(value) {
            return Some(formed(reference, Form::Closed));
        }
        let target = self.target(value, at)?;
        if self.known.insert(target.clone()) {
            self.queue.push(target.clone());
        }
        let place = Pointer::root().key("$defs").key(&name_of(&target));
        Some(format!("#{}", place.to_fragment()).into())
    }

    fn in_compound(&self, reference: &Tree) -> Option<Reference> {
        self.compound?;
        Reference::read(reference.as_str()?)
    }

    fn target(&mut self, reference: &Tree, at: &Pointer) -> Option<Pointer> {
        let target = target_of(reference);
        self.refused.extend(target.as_ref().err().map(|&reason| Obstacle {
            reason,
            side: Side::Sub,
            pointer: at.clone(),
        }));
        target.ok()
    }

    /// A schema as it is, with references that still lead to the schema as it was.
    fn condition(&mut self, schema: &Tree, at: &Pointer) -> Tree {
        let mut kept = schema.clone();
        self.point_at_original(&mut kept, at);
        kept
    }

    fn point_at_original(&mut self, schema: &mut Tree, at: &Pointer) {
        let members = schema.as_object().into_iter().flatten();
        let mut texts = members.filter(|(_, value)| value.is_string()).map(|(keyword, _)| keyword.as_str());
        if let Some(keyword) = texts.find(|keyword| IDENTIFIERS.contains(keyword)) {
            let below = at.clone().key(keyword);
            *schema = self.refuse(Reason::Reference, &below);
            return;
        }
        if let Some(reference) = schema.get("$ref").and_then(|reference| self.in_compound(reference)) {
            schema["$ref"] = formed(reference, Form::Original);
        } else if let Some(reference) = schema.get("$ref").filter(|reference| reference.is_string()) {
            let below = at.clone().key("$ref");
            let Some(target) = self.target(reference, &below) else {
                *schema = nowhere(&below);
                return;
            };
            self.refers_to_original = true;
            schema["$ref"] = format!("{ORIGINAL}#{}", target.to_fragment()).into();
        }
        walk::each_inside_mut(schema, &mut |step, inside| self.point_at_original(inside, &step.place(at)));
    }

    /// Whether any part of what describes an instance of `schema` declares properties.
    fn declares(&self, schema: &Tree) -> bool {
        let (mut open, mut seen, mut named) = (vec![schema], BTreeSet::new(), BTreeSet::new());
        while let Some(schema) = open.pop() {
            let Some(members) = schema.as_object() else { continue };
            if self.declares_required && requires(members) {
                return true;
            }
            for (keyword, value) in members {
                match (keyword.as_str(), value) {
                    ("properties" | "patternProperties", Tree::Object(declared)) if !declared.is_empty() => {
                        return true;
                    }
                    ("allOf" | "anyOf" | "oneOf", Tree::Array(parts)) => open.extend(parts),
                    ("then" | "else", part) => open.push(part),
                    ("dependentSchemas", Tree::Object(parts)) => open.extend(parts.values()),
                    ("$ref", Tree::String(text)) if self.compound.is_some() => {
                        if let (Some(Reference::Definition(id)), Some(compound)) =
                            (Reference::read(text), self.compound)
                            && named.insert(id)
                        {
                            open.extend(compound.get(id).map(|target| &target.schema));
                        }
                    }
                    ("$ref", reference) => {
                        if let Ok(target) = target_of(reference)
                            && seen.insert(target.clone())
                        {
                            open.extend(target.find(self.original));
                        }
                    }
                    _ => {}
                }
            }
        }
        false
    }
}

/// Whether nothing is said of properties that are not declared.
pub(super) fn is_open(members: &Members) -> bool {
    !["additionalProperties", "patternProperties", "unevaluatedProperties"]
        .iter()
        .any(|keyword| members.contains_key(keyword))
}

/// Whether properties are required of an object of which others are not forbidden.
fn requires(members: &Members) -> bool {
    let names = members.get("required").and_then(Tree::as_array).into_iter().flatten();
    is_open(members) && members.get("properties").is_none_or(Tree::is_object) && names.into_iter().any(Tree::is_string)
}

/// A reference to the definition in this form.
fn formed(reference: Reference, form: Form) -> Tree {
    match reference {
        Reference::Definition(id) => Reference::Definition(id.formed(form)),
        Reference::Token(_) => reference,
    }
    .text()
    .into()
}

/// The place in the schema that a reference names.
fn target_of(reference: &Tree) -> Result<Pointer, Reason> {
    let text = reference.as_str().ok_or(Reason::Malformed)?;
    let (uri, fragment) = uri::resolve("", text);
    if !uri.is_empty() {
        return Err(Reason::External);
    }
    Pointer::parse(&fragment).ok_or(Reason::Reference)
}

/// In place of what cannot be closed.
fn nowhere(at: &Pointer) -> Tree {
    tree!({"$ref": format!("#/nowhere{}", at.to_fragment())})
}

fn name_of(target: &Pointer) -> String {
    format!("#{target}")
}
