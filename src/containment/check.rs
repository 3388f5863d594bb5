//! [`Check`]: the validator that has the last word on every witness, and on the strings of a format.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::pointer::Pointer;
use crate::schema::{Oracle, uri, walk};

/// One compiled schema.
#[derive(Debug)]
pub(super) struct Check(Oracle);

impl Check {
    /// `None` if the validator cannot compile the schema.
    pub(super) fn new(schema: &Value, formats: bool) -> Option<Self> {
        Oracle::new(schema, formats).map(Self)
    }

    /// The schema at `place` of `document`, with references as they are meant there.
    pub(super) fn at(document: &Value, place: &Pointer, formats: bool) -> Option<Self> {
        if place.is_root() {
            return Self::new(document, formats);
        }
        let mut whole = extract(document, place).unwrap_or_else(|| document.clone());
        let members = whole.as_object_mut()?;
        let id = members.entry("$id").or_insert_with(|| DOCUMENT.into()).as_str()?.to_owned();
        let reference = format!("{id}#{}", place.to_fragment());
        Self::new(&json!({"$ref": reference, "$defs": {"document": whole}}), formats)
    }

    pub(super) fn of_format(name: &str) -> Option<Self> {
        Self::new(&json!({ "format": name }), true)
    }

    /// Whether the validator accepts the instance; `None` where it cannot say.
    pub(super) fn accepts(&self, instance: &Value) -> Option<bool> {
        self.0.accepts(instance)
    }
}

/// The identifier of a document that has none.
const DOCUMENT: &str = "schema:document";

/// The part of `document` that the schema at `place` needs, so that what else may be wrong with it does not matter; `None`
/// if it uses other references than pointers.
fn extract(document: &Value, place: &Pointer) -> Option<Value> {
    let (mut open, mut known) = (vec![place.clone()], BTreeSet::from([place.clone()]));
    while let Some(target) = open.pop() {
        let refers_elsewhere = walk::any(target.resolve(document)?, &mut |schema| {
            let is_text = |keyword: &&str| schema.get(*keyword).is_some_and(Value::is_string);
            if ["$id", "$anchor", "$dynamicAnchor", "$dynamicRef"].iter().any(is_text) {
                return true;
            }
            let Some(Value::String(reference)) = schema.get("$ref") else { return false };
            let (uri, fragment) = uri::resolve("", reference);
            let Some(target) = Pointer::parse(&fragment).filter(|_| uri.is_empty()) else { return true };
            if target.resolve(document).is_some() && known.insert(target.clone()) {
                open.push(target);
            }
            false
        });
        if refers_elsewhere {
            return None;
        }
    }
    let mut part = json!({});
    // Outer places come before inner ones.
    for target in known {
        if part.pointer(target.as_str()).is_none() {
            insert(&mut part, &target, target.resolve(document)?.clone());
        }
    }
    Some(part)
}

fn insert(whole: &mut Value, place: &Pointer, value: Value) {
    let mut at = whole;
    for token in place.tokens() {
        if !at.is_object() {
            return;
        }
        at = &mut at[token];
        if at.is_null() {
            *at = json!({});
        }
    }
    *at = value;
}
