//! [`Unchanged`]: the component schemas that both documents have alike, with everything that they refer to.
//!
//! Most of a big document is not edited: what is found unchanged here is not compared any further.

use std::collections::{HashMap, HashSet};

use super::discriminators::mapped;
use super::heirs::Heirs;
use crate::at_once::at_once;
use crate::pointer::Pointer;
use crate::schema::walk;
use crate::tree::{Map, Tree};

const COMPONENTS: &str = "/components/schemas/";

/// The names of these components.
#[derive(Debug, Default)]
pub(in crate::diff) struct Unchanged(HashSet<String>);

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
        let alike = |half: usize| -> Vec<(&str, HashSet<String>)> {
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
                    names.extend(heirs.0.all(name));
                    names.extend(heirs.1.all(name));
                }
                Some((name.as_str(), names))
            });
            named.collect()
        };
        let (first, second) = at_once(threads, || alike(0), || alike(1));
        let unchanged: HashMap<&str, HashSet<String>> = first.into_iter().chain(second).collect();
        // Who refers to what is not unchanged is not either.
        let mut users: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut open: Vec<&str> = Vec::new();
        for (name, names) in &unchanged {
            for other in names {
                users.entry(other).or_default().push(name);
                if !unchanged.contains_key(other.as_str()) {
                    open.push(name);
                }
            }
        }
        let mut changed: HashSet<&str> = HashSet::new();
        while let Some(name) = open.pop() {
            if changed.insert(name) {
                open.extend(users.get(name).into_iter().flatten());
            }
        }
        Self(unchanged.keys().filter(|name| !changed.contains(*name)).map(|name| (*name).to_owned()).collect())
    }

    /// Whether the value at `place` of both documents is part of one of them.
    pub(super) fn holds(&self, place: &Pointer) -> bool {
        let name = place.as_str().strip_prefix(COMPONENTS).is_some_and(|rest| !rest.is_empty());
        name && place.parts().nth(2).is_some_and(|name| self.0.contains(name.as_ref()))
    }

    /// Whether `schema` refers to nothing but these.
    pub(super) fn settles(&self, schema: &Tree) -> bool {
        referred(schema).is_some_and(|names| names.iter().all(|name| self.0.contains(name)))
    }
}

fn schemas(document: &Tree) -> Option<&Map> {
    document.get("components")?.get("schemas")?.as_object()
}

/// The components that `schema` refers to; `None` where it refers to anything else, or with anything but pointers.
fn referred(schema: &Tree) -> Option<HashSet<String>> {
    let mut names = HashSet::new();
    let mut refer = |schema: &Tree| {
        let members = schema.as_object().into_iter().flatten();
        for (keyword, value) in members.filter(|(keyword, _)| keyword.starts_with('$') || *keyword == "discriminator") {
            match (keyword.as_str(), value) {
                (
                    "$id" | "$anchor" | "$dynamicAnchor" | "$dynamicRef" | "$recursiveRef" | "$schema",
                    Tree::String(_),
                ) => return None,
                ("$ref", Tree::String(reference)) => {
                    let place = Pointer::from_reference(reference)?;
                    place.as_str().strip_prefix(COMPONENTS)?;
                    names.insert(place.parts().nth(2)?.into_owned());
                }
                ("discriminator", discriminator) => {
                    // A name of no component is that of no unchanged one either.
                    for target in mapped(discriminator) {
                        match Pointer::from_reference(target) {
                            Some(place) => {
                                place.as_str().strip_prefix(COMPONENTS)?;
                                names.insert(place.parts().nth(2)?.into_owned());
                            }
                            None => _ = names.insert(target.to_owned()),
                        }
                    }
                }
                _ => {}
            }
        }
        Some(())
    };
    let refers_elsewhere = walk::any(schema, &mut |schema| refer(schema).is_none());
    (!refers_elsewhere).then_some(names)
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
        assert_eq!(unchanged.0, HashSet::from(["Alone".to_owned()]));
        assert!(unchanged.holds(&Pointer::parse("/components/schemas/Alone/items").unwrap_or_default()));
        assert!(!unchanged.settles(&tree!({"$ref": "#/components/schemas/Leaf"})));
    }
}
