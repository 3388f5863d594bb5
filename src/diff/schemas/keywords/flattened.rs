//! Objects whose properties are declared in one schema on one side, and in the parts of an `allOf` on the other: compared property
//! by property, so that moving some into a part is no edit.

use std::collections::BTreeMap;

use super::{Child, Walk, is_never};
use crate::diff::schemas::delta::{Delta, Edit, Link};
use crate::diff::schemas::side::{MEANING, Side, Spot, is_annotation};
use crate::pointer::Pointer;
use crate::tree::Tree;

/// More parts than any sane object has.
const MAX_PARTS: usize = 64;

/// What an object schema declares with all its parts.
#[derive(Debug, Default)]
struct Flat {
    /// The properties, each with the place of the part that declares it.
    properties: BTreeMap<String, (Spot, Pointer)>,
    /// What is required, with the place of the part that requires it.
    required: BTreeMap<String, Pointer>,
    is_object: bool,
}

impl Flat {
    /// `None` where a part does more than to declare properties, or two declare the same.
    fn of(side: &mut Side<'_>, spot: &Spot) -> Option<Self> {
        let mut flat = Self::default();
        let mut open = vec![spot.clone()];
        let mut count = 0;
        while let Some(part) = open.pop() {
            count += 1;
            let is_root = count == 1;
            for (keyword, value) in part.value().as_object().filter(|_| count <= MAX_PARTS)? {
                match (keyword.as_str(), value) {
                    ("properties", Tree::Object(named)) => {
                        for name in named.keys() {
                            let place = part.down(&["properties", name]);
                            let known = flat.properties.insert(name.to_string(), (place, part.pointer.clone()));
                            if known.is_some() {
                                return None;
                            }
                        }
                    }
                    ("required", Tree::Array(names)) => {
                        for name in names {
                            flat.required.insert(name.as_str()?.to_owned(), part.pointer.clone());
                        }
                    }
                    ("type", Tree::String(name)) if name == "object" => flat.is_object = true,
                    ("allOf", Tree::Array(parts)) => {
                        let below = (0..parts.len()).map(|position| part.down(&["allOf", &position.to_string()]));
                        let below: Vec<Spot> = below.map(|spot| side.follow(spot)).collect();
                        open.extend(below);
                    }
                    // Of a part, what it means to its readers is compared where it is a schema of its own.
                    (name, _) if MEANING.iter().any(|(keyword, _)| *keyword == name) && !is_root => return None,
                    (name, _) if is_annotation(name) => {}
                    _ => return None,
                }
            }
        }
        Some(flat)
    }

    /// The place of the part that declares the property.
    fn owner(&self, name: &str) -> Option<&(Spot, Pointer)> {
        self.properties.get(name)
    }
}

impl Walk<'_> {
    /// Whether the schemas were compared so.
    pub(super) fn flattened(&mut self, base: &mut Side<'_>, revision: &mut Side<'_>) -> bool {
        if self.old.contains_key("allOf") == self.new.contains_key("allOf") {
            return false;
        }
        let flat = (Flat::of(base, self.base), Flat::of(revision, self.revision));
        let (Some(old), Some(new)) = flat else { return false };
        let never = |flat: &Flat| flat.properties.values().any(|(spot, _)| is_never(spot.value()));
        if old.is_object != new.is_object || never(&old) || never(&new) {
            return false;
        }
        for (name, (left, _)) in &old.properties {
            if let Some((right, _)) = new.owner(name) {
                let is_optional = !old.required.contains_key(name) || !new.required.contains_key(name);
                let (base, revision) = (left.clone(), right.clone());
                self.found.children.push(Child { link: Link::Value, base, revision, is_optional });
            }
        }
        let lost = old.properties.iter().filter(|(name, _)| new.owner(name).is_none());
        for (name, (spot, owner)) in lost {
            let edit = Edit::Member("properties", name.clone());
            self.one_sided(true, ("property-removed", name), (owner, spot.pointer.clone()), edit);
        }
        let gained = new.properties.iter().filter(|(name, _)| old.owner(name).is_none());
        for (name, (spot, owner)) in gained {
            let edit = Edit::Member("properties", name.clone());
            self.one_sided(false, ("property-added", name), (owner, spot.pointer.clone()), edit);
        }
        for (name, owner) in old.required.iter().filter(|(name, _)| !new.required.contains_key(*name)) {
            let place = owner.clone().key("required");
            self.one_sided(true, ("property-required-removed", name), (owner, place), Edit::Required(name.clone()));
        }
        for (name, owner) in new.required.iter().filter(|(name, _)| !old.required.contains_key(*name)) {
            let place = owner.clone().key("required");
            self.one_sided(false, ("property-required-added", name), (owner, place), Edit::Required(name.clone()));
        }
        true
    }

    /// An edit of what only one side declares, in the part at `owner`.
    fn one_sided(
        &mut self,
        in_base: bool,
        (rule, name): (&'static str, &str),
        (owner, place): (&Pointer, Pointer),
        edit: Edit,
    ) {
        let (base, revision) = (self.base.pointer.clone(), self.revision.pointer.clone());
        let (at, (base, revision)) = match in_base {
            true => ((owner.clone(), revision.clone()), (place, revision)),
            false => ((base.clone(), owner.clone()), (base, place)),
        };
        self.found.deltas.push(Delta { rule, base, revision, subject: format!("`{name}`"), at, edit });
    }
}
