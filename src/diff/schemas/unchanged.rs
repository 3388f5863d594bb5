//! [`Unchanged`]: the component schemas that both documents have alike, with everything that they refer to.
//!
//! Most of a big document is not edited: what is found unchanged here is not compared any further.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::discriminators::mapped;
use super::heirs::Heirs;
use super::leading::referred_component;
use crate::at_once::at_once;
use crate::pointer::Pointer;
use crate::schema::walk;
use crate::tree::{Map, Text, Tree};

const COMPONENTS: &str = "/components/schemas/";

/// The names of these components.
#[derive(Debug, Default)]
pub(in crate::diff) struct Unchanged(HashSet<Text>);

/// A component that is spelled alike in both documents, and the names of those that it refers to.
type Alike<'d> = (&'d Text, Vec<Cow<'d, str>>);

impl Unchanged {
    /// Those of two documents, found by as many threads.
    pub(in crate::diff) fn of(base: &Tree, revision: &Tree, threads: usize) -> Self {
        let is_same = |keyword: &str| base.get(keyword) == revision.get(keyword);
        if !["openapi", "jsonSchemaDialect", "$self"].into_iter().all(is_same) {
            return Self::default();
        }
        let empty = Map::new();
        let (old, new) = (schemas(base).unwrap_or(&empty), schemas(revision).unwrap_or(&empty));
        let heirs = (Heirs::of(base), Heirs::of(revision));
        let alike = |half: usize| -> Vec<Alike<'_>> {
            let (skipped, taken) = if half == 0 { (0, old.len() / 2) } else { (old.len() / 2, old.len()) };
            let mut others = new.iter().peekable();
            let same = old.iter().skip(skipped).take(taken).filter(|(name, schema)| {
                // Both are sorted by name.
                while others.next_if(|(other, _)| other < name).is_some() {}
                others.peek().is_some_and(|(other, value)| other == name && value == schema)
            });
            let named = same.filter_map(|(name, schema)| {
                let mut names = referred(schema)?;
                if schema.get("discriminator").is_some() {
                    names.extend(heirs.0.all(name).into_iter().map(Cow::Owned));
                    names.extend(heirs.1.all(name).into_iter().map(Cow::Owned));
                }
                Some((name, names))
            });
            named.collect()
        };
        let (mut alike, more) = at_once(threads, || alike(0), || alike(1));
        alike.extend(more);
        // Who refers to what is not unchanged is not either.
        let numbers: HashMap<&str, usize> =
            alike.iter().enumerate().map(|(number, (name, _))| (name.as_str(), number)).collect();
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); alike.len()];
        let mut open: Vec<usize> = Vec::new();
        for (number, (_, names)) in alike.iter().enumerate() {
            for name in names {
                match numbers.get(name.as_ref()) {
                    Some(&other) => users[other].push(number),
                    None => open.push(number),
                }
            }
        }
        let mut changed = vec![false; alike.len()];
        while let Some(number) = open.pop() {
            if !std::mem::replace(&mut changed[number], true) {
                open.append(&mut users[number]);
            }
        }
        let unchanged = alike.iter().zip(changed).filter(|(_, is_changed)| !is_changed);
        Self(unchanged.map(|((name, _), _)| (*name).clone()).collect())
    }

    /// Whether the value at `place` of both documents is part of one of them.
    pub(super) fn holds(&self, place: &Pointer) -> bool {
        let name = place.as_str().strip_prefix(COMPONENTS).is_some_and(|rest| !rest.is_empty());
        name && place.parts().nth(2).is_some_and(|name| self.0.contains(name.as_ref()))
    }

    /// Whether `schema` refers to nothing but these.
    pub(super) fn settles(&self, schema: &Tree) -> bool {
        referred(schema).is_some_and(|names| names.iter().all(|name| self.0.contains(name.as_ref())))
    }
}

fn schemas(document: &Tree) -> Option<&Map> {
    document.get("components")?.get("schemas")?.as_object()
}

/// The components that `schema` refers to; `None` where it refers to anything else, or with anything but pointers.
fn referred(schema: &Tree) -> Option<Vec<Cow<'_, str>>> {
    let mut names = Vec::new();
    let refers_elsewhere = walk::any(schema, &mut |schema| refer(schema, &mut names).is_none());
    (!refers_elsewhere).then_some(names)
}

/// Adds the components to `names` that this schema refers to, not those inside of it.
fn refer<'s>(schema: &'s Tree, names: &mut Vec<Cow<'s, str>>) -> Option<()> {
    let members = schema.as_object().into_iter().flatten();
    for (keyword, value) in members.filter(|(keyword, _)| keyword.starts_with('$') || *keyword == "discriminator") {
        match (keyword.as_str(), value) {
            ("$id" | "$anchor" | "$dynamicAnchor" | "$dynamicRef" | "$recursiveRef" | "$schema", Tree::String(_)) => {
                return None;
            }
            ("$ref", Tree::String(reference)) => names.push(referred_component(reference)?),
            ("discriminator", discriminator) => {
                for target in mapped(discriminator) {
                    // A name of no component is that of no unchanged one either.
                    names.push(if target.starts_with('#') {
                        referred_component(target)?
                    } else {
                        Cow::Borrowed(target)
                    });
                }
            }
            _ => {}
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tree::tree;

    use super::*;

    #[test]
    fn what_refers_to_something_edited_is_not_unchanged() {
        let document = |most: u8| {
            let schemas = tree!({
                "Leaf": {"type": "string", "maxLength": most},
                "User": {"properties": {"leaf": {"$ref": "#/components/schemas/Leaf"}}},
                "Above": {"items": {"$ref": "#/components/schemas/User/properties/leaf"}},
                "Alone": {"items": {"$ref": "#/components/schemas/Alone"}},
                "Outside": {"$ref": "#/paths/~1a"},
            });
            tree!({"openapi": "3.0.3", "components": {"schemas": schemas}})
        };
        let unchanged = Unchanged::of(&document(1), &document(2), 2);
        assert_eq!(unchanged.0, HashSet::from([Text::from("Alone")]));
        assert!(unchanged.holds(&Pointer::parse("/components/schemas/Alone/items").unwrap_or_default()));
        assert!(!unchanged.settles(&tree!({"$ref": "#/components/schemas/Leaf"})));
    }
}
