//! [`Constructed`]: values for what is missing, from what the contract says: a default, the only value that is allowed, an example,
//! or the smallest value that containment finds.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::edit::Grade;
use crate::containment::{self, Member, member_of};
use crate::json::exact;
use crate::schema::Shape;
use crate::tree::{Tree, tree};

/// The steps that the search for one value may take.
const STEPS: u64 = 20_000;

/// The most values that are proposed for one place.
const MOST: usize = 6;

/// The largest value that is proposed, in bytes of JSON.
const LARGEST: usize = 4 << 10;

/// The smallest values of schemas that were asked for, by where the schemas are in memory: those of a contract stay there.
#[derive(Debug, Default)]
pub(super) struct Constructed(Mutex<HashMap<(usize, usize), Option<Value>>>);

/// A value, how sure it is, and where it comes from.
pub(super) struct Proposed {
    pub(super) value: Value,
    pub(super) grade: Grade,
    pub(super) reason: Cow<'static, str>,
}

impl Constructed {
    /// Values that may be what `shape` wants, the surest first.
    pub(super) fn values(&self, shape: &Shape<'_>) -> Vec<Proposed> {
        let mut out: Vec<Proposed> = Vec::new();
        let mut propose = |value: &Value, grade, reason: &'static str| {
            let is_new = !out.iter().any(|proposed| proposed.value == *value);
            if is_new && !exact::has_digits(value) && out.len() < MOST && value.to_string().len() <= LARGEST {
                out.push(Proposed { value: value.clone(), grade, reason: reason.into() });
            }
        };
        let statements = shape.statements();
        let of = |keyword: &'static str| statements.iter().filter_map(move |schema| schema.get(keyword));
        of("default").for_each(|value| propose(&value.to_value(), Grade::Safe, "the contract declares this default"));
        of("const").for_each(|value| propose(&value.to_value(), Grade::Safe, "the contract allows this value only"));
        for values in of("enum").filter_map(Tree::as_array) {
            if let [only] = values.as_slice() {
                propose(&only.to_value(), Grade::Safe, "the contract allows this value only");
            }
        }
        let takes_null = |types: &Tree| match types {
            Tree::Array(names) => names.iter().any(|name| name == "null"),
            name => name == "null",
        };
        if of("type").any(takes_null) {
            propose(&Value::Null, Grade::Guess, "null is allowed here");
        }
        for values in of("enum").filter_map(Tree::as_array) {
            values
                .iter()
                .take(1)
                .for_each(|value| propose(&value.to_value(), Grade::Guess, "the first of the listed values"));
        }
        let (root, schemas) = shape.schemas();
        if schemas.is_empty() {
            propose(&Value::Null, Grade::Guess, "the contract says nothing of the value");
        }
        for schema in schemas.iter().take(4) {
            if let Some(value) = self.smallest(root, schema) {
                propose(&value, Grade::Guess, "the smallest value that the contract allows");
            }
        }
        for values in of("examples").filter_map(Tree::as_array) {
            values
                .iter()
                .take(1)
                .for_each(|value| propose(&value.to_value(), Grade::Guess, "an example in the contract"));
        }
        out
    }

    /// The smallest value of `schema`, which is in `root`.
    pub(super) fn smallest(&self, root: &Tree, schema: &Tree) -> Option<Value> {
        let key = (std::ptr::from_ref(root).addr(), std::ptr::from_ref(schema).addr());
        let known =
            |constructed: &Self| constructed.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(known) = known(self) {
            return known;
        }
        // It takes milliseconds: not while others wait for what is known.
        let found = search(root, schema);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_insert(found).clone()
    }
}

fn search(root: &Tree, schema: &Tree) -> Option<Value> {
    let mut schema = if schema.is_object() { schema.clone() } else { tree!({ "allOf": [schema] }) };
    if let (Some(members), Some(definitions)) = (schema.as_object_mut(), root.get("$defs")) {
        members.remove("$schema");
        members.insert("$defs", definitions.clone());
    }
    match member_of(&schema, &containment::Options::new().assert_formats(true).budget(STEPS)) {
        // Edits are of values, which hold no such number.
        Member::Found(value) => Some(value).filter(|value| !exact::has_digits(value)),
        Member::None | Member::Undecided { .. } => None,
    }
}
