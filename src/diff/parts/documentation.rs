//! Documentation, wherever it is: descriptions, titles, examples; and the extensions that announce changes.

use super::changes::Changes;
use super::policy;
use crate::pointer::Pointer;
use crate::schema::objects::{Object, Role};
use crate::tree::{Map, Tree};

/// Extensions that announce changes, wherever they are.
const PROMISES: [&str; 2] = ["x-sunset", "x-stability-level"];
/// How many documentation changes are reported one by one.
const MAX_REPORTED: usize = 1_000;
/// As many references as any sane document chains.
const MAX_REFERENCES: usize = 16;

pub(in crate::diff) fn documentation(changes: &mut Changes<'_>) {
    let (base, revision) = (changes.base.tree(), changes.revision.tree());
    let (mut found, mut promised) = (Vec::new(), Vec::new());
    let mut open = vec![(base, revision, Pointer::root(), Role::Object(Object::Document))];
    while let Some((old, new, at, role)) = open.pop() {
        // A change of data is a change of what has it.
        if role == Role::Data {
            continue;
        }
        let role = role.of(old);
        match (old, new) {
            (Tree::Object(old_members), Tree::Object(new_members)) => {
                if !role.has_free_names() && PROMISES.iter().any(|key| old_members.get(key) != new_members.get(key)) {
                    promised.push((at.clone(), old, new));
                }
                let (old, new) = (old_members, new_members);
                // A value behind a reference on one side and inline on the other is equal as far as the contents are.
                let (old, new) = match (behind(base, old), behind(revision, new)) {
                    (Some(target), None) => (target, new),
                    (None, Some(target)) => (old, target),
                    _ => (old, new),
                };
                let is_named = role.has_free_names();
                for (name, value) in old {
                    let other = new.get(name);
                    let below = at.clone().key(name);
                    if is_text(name) && !is_named {
                        if other != Some(value) {
                            found.push(below);
                        }
                    } else if let Some(other) = other
                        && value != other
                    {
                        open.push((value, other, below, role.member(name, value)));
                    }
                }
                let added = new.keys().filter(|name| is_text(name) && !is_named && !old.contains_key(name));
                found.extend(added.map(|name| at.clone().key(name)));
            }
            (Tree::Array(old), Tree::Array(new)) => {
                for (position, (old, new)) in old.iter().zip(new).enumerate().filter(|(_, (old, new))| old != new) {
                    open.push((old, new, at.clone().index(position), role.item()));
                }
            }
            _ => {}
        }
    }
    for (place, old, new) in promised {
        policy::sunset(changes, None, (&place, old), (&place, new));
        policy::stability(changes, None, (&place, old), (&place, new));
    }
    found.sort();
    let more = found.len().saturating_sub(MAX_REPORTED);
    for place in found.into_iter().take(MAX_REPORTED) {
        changes.add("documentation-changed", None, String::new(), Some(&place), Some(&place));
    }
    if more > 0 {
        let root = Pointer::root();
        changes.add("documentation-changed", None, format!("{more} more texts"), Some(&root), Some(&root));
    }
}

/// What a schema that is nothing but a reference leads to.
fn behind<'d>(document: &'d Tree, members: &Map) -> Option<&'d Map> {
    let mut reference = members.get("$ref").filter(|_| members.len() == 1)?.as_str()?;
    for _ in 0..MAX_REFERENCES {
        let target = Pointer::from_reference(reference)?.find(document)?.as_object()?;
        match target.get("$ref").and_then(Tree::as_str).filter(|_| target.len() == 1) {
            Some(next) => reference = next,
            None => return Some(target),
        }
    }
    None
}

pub(super) fn is_text(name: &str) -> bool {
    matches!(
        name,
        "description"
            | "summary"
            | "title"
            | "example"
            | "examples"
            | "externalDocs"
            | "$comment"
            | "contact"
            | "license"
            | "termsOfService"
    ) || name == "x-source"
        || name == "x-inferred"
        || name == "x-sources"
}
