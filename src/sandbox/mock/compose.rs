//! Values of a schema: the smallest, and fuller ones put together from what its parts say.

use serde_json::{Map, Value, json};

use crate::containment::{Member, Options, member_of};
use crate::pointer::Pointer;
use crate::tree::Tree;

/// Schemas inside of one another that a value is put together from. What refers to itself ends there.
const DEPTH: usize = 6;

/// How many parts are searched for one value, and the steps that each may take.
const SEARCHED: usize = 64;
const STEPS: u64 = 20_000;

/// What the parts of a value are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaves {
    /// The examples that the schemas show; nothing without them.
    Examples,
    /// What the search constructs for each.
    Search,
}

/// A smallest value that the schema accepts; `None` when none was found.
pub(super) fn smallest(schema: &Tree) -> Option<Value> {
    found(schema, &Options::new().assert_formats(true))
}

fn found(schema: &Tree, options: &Options) -> Option<Value> {
    match member_of(&plain(schema), options) {
        Member::Found(value) => Some(value),
        Member::None | Member::Undecided { .. } => None,
    }
}

/// A schema that declares no dialect where that is the usual one.
fn plain(schema: &Tree) -> Tree {
    let mut schema = schema.clone();
    if let Some(members) = schema.as_object_mut()
        && members.get("$schema").and_then(Tree::as_str).is_some_and(|dialect| dialect.contains("2020-12"))
    {
        members.remove("$schema");
    }
    schema
}

/// A value put together from the parts of the schema; it may be refused as a whole.
pub(super) fn composed(root: &Tree, leaves: Leaves) -> Option<Value> {
    Composer { root, leaves, left: SEARCHED }.value(root, DEPTH)
}

struct Composer<'s> {
    root: &'s Tree,
    leaves: Leaves,
    /// How many parts may still be searched.
    left: usize,
}

impl Composer<'_> {
    fn value(&mut self, schema: &Tree, depth: usize) -> Option<Value> {
        let members = schema.as_object().filter(|_| depth > 0)?;
        if self.leaves == Leaves::Examples
            && let Some(example) =
                members.get("examples").and_then(Tree::as_array).and_then(|examples| examples.first())
        {
            return Some(example.to_value());
        }
        if let Some(reference) = members.get("$ref").and_then(Tree::as_str) {
            let target = Pointer::from_reference(reference)?.find(self.root)?;
            return self.value(target, depth - 1);
        }
        if let Some(only) = members.get("const") {
            return (self.leaves == Leaves::Search).then(|| only.to_value());
        }
        let mut whole: Option<Value> = None;
        for part in members.get("allOf").and_then(Tree::as_array).into_iter().flatten() {
            whole = joined(whole, self.value(part, depth - 1));
        }
        for keyword in ["oneOf", "anyOf"] {
            let alternatives = members.get(keyword).and_then(Tree::as_array).into_iter().flatten();
            let first = alternatives.into_iter().find_map(|alternative| self.value(alternative, depth - 1));
            whole = joined(whole, first);
        }
        if let Some(properties) = members.get("properties").and_then(Tree::as_object) {
            let mut object = Map::new();
            for (name, property) in properties {
                object.extend(self.value(property, depth - 1).map(|value| (name.to_string(), value)));
            }
            whole = joined(whole, (!object.is_empty()).then_some(Value::Object(object)));
        }
        if let Some(items) = members.get("items") {
            whole = joined(whole, self.value(items, depth - 1).map(|item| json!([item])));
        }
        match whole {
            None if self.leaves == Leaves::Search => self.searched(schema),
            whole => whole,
        }
    }

    /// What the search finds for a part that refers to nothing outside of it.
    fn searched(&mut self, schema: &Tree) -> Option<Value> {
        if self.left == 0 || refers(schema) {
            return None;
        }
        self.left -= 1;
        found(schema, &Options::new().assert_formats(true).budget(STEPS))
    }
}

/// Whether there is a reference anywhere in `schema`.
fn refers(schema: &Tree) -> bool {
    let mut open = vec![schema];
    while let Some(value) = open.pop() {
        match value {
            Tree::Object(members) if members.contains_key("$ref") || members.contains_key("$dynamicRef") => {
                return true;
            }
            Tree::Object(members) => open.extend(members.values()),
            Tree::Array(items) => open.extend(items),
            _ => {}
        }
    }
    false
}

/// What both say: the members of two objects, else the first.
fn joined(first: Option<Value>, second: Option<Value>) -> Option<Value> {
    match (first, second) {
        (Some(Value::Object(mut first)), Some(Value::Object(second))) => {
            for (name, value) in second {
                first.entry(name).or_insert(value);
            }
            Some(Value::Object(first))
        }
        (first, second) => first.or(second),
    }
}

/// `over` with what only `under` has.
pub(super) fn laid_over(over: &Value, under: &Value) -> Value {
    match (over, under) {
        (Value::Object(over), Value::Object(under)) => {
            let mut merged = under.clone();
            for (name, value) in over {
                let value = under.get(name).map_or_else(|| value.clone(), |under| laid_over(value, under));
                merged.insert(name.clone(), value);
            }
            Value::Object(merged)
        }
        (Value::Array(over), Value::Array(under)) if over.len() < under.len() => {
            let rest = under.iter().skip(over.len());
            let items = over.iter().zip(under).map(|(over, under)| laid_over(over, under));
            Value::Array(items.chain(rest.cloned()).collect())
        }
        (Value::Array(over), Value::Array(under)) => {
            let items = over.iter().enumerate().map(|(number, item)| match under.get(number) {
                Some(under) => laid_over(item, under),
                None => item.clone(),
            });
            Value::Array(items.collect())
        }
        (over, _) => over.clone(),
    }
}

/// Takes the value at `place` out of `value`; `false` when there is nothing to take out.
pub(super) fn without(value: &mut Value, place: &Pointer) -> bool {
    let mut place = place.clone();
    let Some(last) = place.pop() else { return false };
    match value.pointer_mut(place.as_str()) {
        Some(Value::Object(members)) => members.remove(&last).is_some(),
        Some(Value::Array(items)) => match last.parse::<usize>() {
            Ok(number) if number < items.len() => {
                items.remove(number);
                true
            }
            _ => false,
        },
        _ => false,
    }
}
