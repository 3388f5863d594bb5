//! [`close`]: a schema as its sender uses it, with nothing in its objects that it does not declare.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::decide::{NESTING_LIMIT, nests_deeper_than};
use super::outcome::{Reason, Side, Undecided};
use crate::pointer::Pointer;

type Members = Map<String, Value>;

/// The schema that accepts what a sender of `schema` sends: the instances of `schema` in whose objects every property is
/// declared, matched by a pattern, or allowed by an explicit `additionalProperties` or `unevaluatedProperties`.
///
/// A property counts as declared when any part of the schema that accepts the object declares it: the schema itself, its
/// `allOf`, the branches of `anyOf` and `oneOf` that accept, and what `$ref` names. Objects for which nothing is declared
/// at all stay open. What stands below `not`, `if`, `contains` and `propertyNames` is a condition, not something that is
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
/// use order_contracts::diff::containment::{Options, close, covers};
/// use serde_json::json;
///
/// let base = json!({"type": "object", "properties": {"name": {"type": "string"}}});
/// let revision = json!({"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}});
/// // Strictly, base lets a client send any `age`; a client of base does not.
/// assert!(covers(&base, &revision, &Options::new()).is_no());
/// assert!(covers(&close(&base).unwrap(), &revision, &Options::new()).is_yes());
/// ```
pub fn close(schema: &Value) -> Result<Value, Undecided> {
    let refuse = |reason, pointer| Undecided { reason, side: Side::Sub, pointer };
    if nests_deeper_than(schema, NESTING_LIMIT) {
        return Err(refuse(Reason::Depth, Pointer::root()));
    }
    let mut closing =
        Closing { original: schema, queue: Vec::new(), known: BTreeSet::new(), refers_to_original: false };
    let mut closed = closing.sent(schema, &Pointer::root())?;
    let mut definitions: BTreeMap<String, Value> = BTreeMap::new();
    while let Some(target) = closing.queue.pop() {
        let value = target.resolve(schema).ok_or_else(|| refuse(Reason::Reference, target.clone()))?;
        let inside = closing.inside(value, &target)?;
        definitions.insert(name_of(&target), inside);
    }
    if closing.refers_to_original {
        let mut original = schema.clone();
        if let Some(members) = original.as_object_mut() {
            members.insert("$id".to_owned(), ORIGINAL.into());
        }
        definitions.insert("original".to_owned(), original);
    }
    if let (Value::Object(members), false) = (&mut closed, definitions.is_empty()) {
        members.insert("$defs".to_owned(), json!(definitions));
    }
    Ok(closed)
}

/// The identifier under which conditions find the schema as it was.
const ORIGINAL: &str = "schema:original";

struct Closing<'a> {
    original: &'a Value,
    queue: Vec<Pointer>,
    known: BTreeSet<Pointer>,
    refers_to_original: bool,
}

impl Closing<'_> {
    /// A schema whose instances are sent as values of their own.
    fn sent(&mut self, schema: &Value, at: &Pointer) -> Result<Value, Undecided> {
        let mut closed = self.inside(schema, at)?;
        if let Value::Object(members) = &mut closed
            && !members.contains_key("unevaluatedProperties")
            && self.declares(schema, at)?
        {
            members.insert("unevaluatedProperties".to_owned(), Value::Bool(false));
        }
        Ok(closed)
    }

    /// A schema that is one part of what describes an instance: only what stands below its instance is closed.
    fn inside(&mut self, schema: &Value, at: &Pointer) -> Result<Value, Undecided> {
        let Some(members) = schema.as_object() else { return Ok(schema.clone()) };
        let mut closed = Members::new();
        for (keyword, value) in members {
            let below = at.clone().key(keyword);
            let transformed = match keyword.as_str() {
                "$id" | "$anchor" | "$dynamicAnchor" | "$dynamicRef" if value.is_string() => {
                    return Err(Undecided { reason: Reason::Reference, side: Side::Sub, pointer: below });
                }
                "$defs" | "definitions" => continue,
                "$ref" => self.reference(value, &below)?,
                "properties" | "patternProperties" => self.each(value, &below, Self::sent)?,
                "dependentSchemas" => self.each(value, &below, Self::inside)?,
                "prefixItems" => self.each(value, &below, Self::sent)?,
                "additionalProperties" | "items" | "unevaluatedItems" | "unevaluatedProperties" => {
                    self.sent(value, &below)?
                }
                "allOf" | "anyOf" => self.each(value, &below, Self::inside)?,
                "oneOf" => {
                    let inside = self.each(value, &below, Self::inside)?;
                    let condition = self.condition(value, &below)?;
                    if inside != condition {
                        // A closed branch accepts less, so "exactly one" must be asked of the branches as they were.
                        let mut parts = vec![json!({"not": {"not": {"oneOf": condition}}})];
                        if let Some(Value::Array(before)) = closed.remove("allOf") {
                            parts.extend(before);
                        }
                        closed.insert("allOf".to_owned(), parts.into());
                    }
                    inside
                }
                "then" | "else" => self.inside(value, &below)?,
                "not" | "if" | "contains" | "propertyNames" => self.condition(value, &below)?,
                _ => value.clone(),
            };
            match (keyword.as_str(), closed.get_mut(keyword), transformed) {
                ("allOf", Some(Value::Array(before)), Value::Array(more)) => before.extend(more),
                (_, _, transformed) => {
                    closed.insert(keyword.clone(), transformed);
                }
            }
        }
        Ok(Value::Object(closed))
    }

    fn each(
        &mut self,
        value: &Value,
        at: &Pointer,
        close: impl Fn(&mut Self, &Value, &Pointer) -> Result<Value, Undecided>,
    ) -> Result<Value, Undecided> {
        Ok(match value {
            Value::Object(members) => {
                let mut closed = Members::new();
                for (name, value) in members {
                    closed.insert(name.clone(), close(self, value, &at.clone().key(name))?);
                }
                Value::Object(closed)
            }
            Value::Array(items) => {
                let mut closed = Vec::new();
                for (nth, item) in items.iter().enumerate() {
                    closed.push(close(self, item, &at.clone().index(nth))?);
                }
                Value::Array(closed)
            }
            other => other.clone(),
        })
    }

    fn reference(&mut self, value: &Value, at: &Pointer) -> Result<Value, Undecided> {
        let target = target_of(value, at)?;
        if self.known.insert(target.clone()) {
            self.queue.push(target.clone());
        }
        let place = Pointer::root().key("$defs").key(&name_of(&target));
        Ok(Value::String(format!("#{}", escape(place.as_str()))))
    }

    /// The schema as it is, with references that still lead to the schema as it was.
    fn condition(&mut self, value: &Value, at: &Pointer) -> Result<Value, Undecided> {
        match value {
            Value::Object(members) => {
                let mut copy = Members::new();
                for (keyword, value) in members {
                    let below = at.clone().key(keyword);
                    let kept = match (keyword.as_str(), value) {
                        ("const" | "enum" | "default" | "example" | "examples", _) => value.clone(),
                        ("$ref", Value::String(_)) => {
                            self.refers_to_original = true;
                            let target = target_of(value, &below)?;
                            Value::String(format!("{ORIGINAL}#{}", escape(target.as_str())))
                        }
                        ("$id" | "$anchor" | "$dynamicAnchor" | "$dynamicRef", Value::String(_)) => {
                            return Err(Undecided { reason: Reason::Reference, side: Side::Sub, pointer: below });
                        }
                        _ => self.condition(value, &below)?,
                    };
                    copy.insert(keyword.clone(), kept);
                }
                Ok(Value::Object(copy))
            }
            Value::Array(items) => {
                let mut copy = Vec::new();
                for (nth, item) in items.iter().enumerate() {
                    copy.push(self.condition(item, &at.clone().index(nth))?);
                }
                Ok(Value::Array(copy))
            }
            scalar => Ok(scalar.clone()),
        }
    }

    /// Whether any part of what describes an instance of `schema` declares properties.
    fn declares(&self, schema: &Value, at: &Pointer) -> Result<bool, Undecided> {
        let (mut open, mut seen) = (vec![(schema, at.clone())], BTreeSet::new());
        while let Some((schema, at)) = open.pop() {
            let Some(members) = schema.as_object() else { continue };
            for (keyword, value) in members {
                let below = at.clone().key(keyword);
                match (keyword.as_str(), value) {
                    ("properties" | "patternProperties", Value::Object(declared)) if !declared.is_empty() => {
                        return Ok(true);
                    }
                    ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => {
                        open.extend(parts.iter().enumerate().map(|(nth, part)| (part, below.clone().index(nth))));
                    }
                    ("then" | "else", part) => open.push((part, below)),
                    ("dependentSchemas", Value::Object(parts)) => {
                        open.extend(parts.iter().map(|(name, part)| (part, below.clone().key(name))));
                    }
                    ("$ref", reference) => {
                        let target = target_of(reference, &below)?;
                        if seen.insert(target.clone()) {
                            open.extend(target.resolve(self.original).map(|value| (value, target)));
                        }
                    }
                    _ => {}
                }
            }
        }
        Ok(false)
    }
}

/// The place in the schema that a reference names.
fn target_of(reference: &Value, at: &Pointer) -> Result<Pointer, Undecided> {
    let refused = || Undecided { reason: Reason::Reference, side: Side::Sub, pointer: at.clone() };
    let text = reference.as_str().ok_or_else(refused)?;
    let (uri, fragment) = super::uri::resolve("", text);
    if !uri.is_empty() {
        return Err(Undecided { reason: Reason::External, side: Side::Sub, pointer: at.clone() });
    }
    Pointer::parse(&fragment).ok_or_else(refused)
}

fn name_of(target: &Pointer) -> String {
    format!("#{target}")
}

/// A pointer as a URI fragment (RFC 6901, 6).
fn escape(pointer: &str) -> String {
    let mut escaped = String::new();
    for byte in pointer.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'/'
            | b'~'
            | b'-'
            | b'.'
            | b'_'
            | b'$'
            | b'!'
            | b'*'
            | b'('
            | b')' => {
                escaped.push(char::from(byte));
            }
            other => escaped.push_str(&format!("%{other:02X}")),
        }
    }
    escaped
}
