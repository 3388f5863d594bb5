//! The schemas inside of a schema that describe values inside of its value: what a question about one value may leave out.

use std::collections::BTreeSet;

use serde_json::Value;

use super::walk::{self, Inside};
use crate::pointer::Pointer;
use crate::tree::{Map, Text, Tree, tree};

/// A schema that describes a value inside of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Inner<'n> {
    pub(crate) kind: InnerKind<'n>,
    /// Whether accepting less here may be accepting more above.
    pub(crate) is_condition: bool,
}

/// Which value inside it describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InnerKind<'n> {
    /// The property of this name; whether the same schema requires it.
    Property(&'n str, bool),
    /// Items of an array.
    Item,
    /// Members of an object, whatever their names.
    Member,
}

/// Passes the schemas inside `schema`, which is at `at`, to `each`, with their places. Of those for which it returns true
/// the schemas inside are shown as well.
pub(crate) fn visit_inner(
    schema: &mut Tree,
    at: &Pointer,
    each: &mut dyn FnMut(Inner<'_>, &Pointer, &mut Tree) -> bool,
) {
    visit(schema, at, false, each);
}

fn visit(
    schema: &mut Tree,
    at: &Pointer,
    is_condition: bool,
    each: &mut dyn FnMut(Inner<'_>, &Pointer, &mut Tree) -> bool,
) {
    let required = names(schema.get("required"));
    walk::each_inside_mut(schema, &mut |step, inside| {
        let place = step.place(at);
        let kind = match (step.keyword, step.inside) {
            ("properties", Inside::Name(name)) => Some(InnerKind::Property(name, required.contains(name))),
            ("patternProperties" | "additionalProperties" | "unevaluatedProperties", _) => Some(InnerKind::Member),
            ("prefixItems" | "items" | "additionalItems" | "unevaluatedItems", _) => Some(InnerKind::Item),
            _ => None,
        };
        let below = match kind {
            Some(_) => is_condition,
            None => is_condition || matches!(step.keyword, "not" | "if" | "contains" | "propertyNames" | "oneOf"),
        };
        if kind.is_none_or(|kind| each(Inner { kind, is_condition }, &place, inside)) {
            visit(inside, &place, below, each);
        }
    });
}

fn names(list: Option<&Tree>) -> BTreeSet<String> {
    let names = list.and_then(Tree::as_array).into_iter().flatten();
    names.filter_map(Tree::as_str).map(str::to_owned).collect()
}

/// What values are made of, and so which schemas they can reach.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Reach {
    names: BTreeSet<String>,
    has_items: bool,
}

impl Reach {
    /// That of `value` and everything inside of it.
    pub(crate) fn of(value: &Value) -> Self {
        let mut reach = Self::default();
        let mut open = vec![value];
        while let Some(value) = open.pop() {
            match value {
                Value::Object(members) => {
                    reach.names.extend(members.keys().cloned());
                    open.extend(members.values());
                }
                Value::Array(items) => {
                    reach.has_items |= !items.is_empty();
                    open.extend(items);
                }
                _ => {}
            }
        }
        reach
    }

    /// An object with hundreds of properties, as a document has it, without those that no part of the value has and that must
    /// not be there; `None` for others. What refers to something is kept: whether it is there may hang on that.
    pub(crate) fn cut(&self, schema: &Tree) -> Option<Tree> {
        const MANY: usize = 64;
        let members = schema.as_object()?;
        let properties = members.get("properties")?.as_object().filter(|properties| properties.len() > MANY)?;
        let required = names(members.get("required"));
        let says_when = |schema: &Tree| {
            ["$ref", "$dynamicRef", "$recursiveRef", "readOnly", "writeOnly"]
                .iter()
                .any(|one| schema.get(one).is_some())
        };
        let is_kept = |name: &Text, below: &Tree| {
            self.names.contains(name.as_str())
                || required.contains(name.as_str())
                || walk::any(below, &mut |below| says_when(below))
        };
        let kept = properties.iter().filter(|(name, below)| is_kept(name, below));
        let kept: Map = kept.map(|(name, below)| (name.clone(), below.clone())).collect();
        let others = members.iter().filter(|(keyword, _)| *keyword != "properties");
        let mut cut: Map = others.map(|(keyword, value)| (keyword.clone(), value.clone())).collect();
        cut.insert("properties", kept.into());
        Some(cut.into())
    }

    /// Replaces every schema inside of `schema` that no part of the value comes to by one that accepts everything: the
    /// value is judged as before.
    pub(crate) fn trim(&self, schema: &mut Tree) {
        visit_inner(schema, &Pointer::root(), &mut |inner, _, below| {
            let is_reached = match inner.kind {
                // Whether it must be there may hang on what it refers to.
                InnerKind::Property(name, required) => required || self.names.contains(name),
                InnerKind::Member => !self.names.is_empty(),
                InnerKind::Item => self.has_items,
            };
            if !is_reached {
                *below = emptied(below);
            }
            is_reached
        });
    }
}

/// A schema that accepts everything, in the direction in which `schema` exists.
fn emptied(schema: &Tree) -> Tree {
    match schema {
        Tree::Object(members) => {
            let kept = members.iter().filter(|(keyword, _)| matches!(keyword.as_str(), "readOnly" | "writeOnly"));
            Tree::Object(kept.map(|(keyword, value)| (keyword.clone(), value.clone())).collect::<Map>())
        }
        // A property that does not exist in this direction: an object that has it is rejected elsewhere too.
        Tree::Bool(_) => schema.clone(),
        _ => tree!({}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_value_cannot_reach_goes() {
        let mut schema = tree!({
            "required": ["a"],
            "properties": {"a": {"$ref": "#/A"}, "b": {"$ref": "#/B", "readOnly": true}},
            "items": {"$ref": "#/C"},
            "allOf": [{"properties": {"c": {"properties": {"a": {"$ref": "#/D"}}}}}],
        });
        Reach::of(&serde_json::json!({"a": 1})).trim(&mut schema);
        let trimmed = tree!({
            "required": ["a"],
            "properties": {"a": {"$ref": "#/A"}, "b": {"readOnly": true}},
            "items": {},
            "allOf": [{"properties": {"c": {}}}],
        });
        assert_eq!(schema, trimmed);
    }
}
