//! Keywords beside a `$ref` (JSON Schema 2020-12 core, 8.2.3.1) where the other side has what it refers to alone: only what they
//! add is compared.

use super::{Found, Walk};
use crate::diff::schemas::side::{Side, Spot, is_annotation};
use crate::tree::{Map, Tree};

impl Walk<'_> {
    /// Whether one side is what the other refers to, and base has the reference. What is beside it is compared with what the target
    /// has of the same keywords.
    pub(super) fn beside_reference(&mut self, base: &mut Side<'_>, revision: &mut Side<'_>) -> Option<bool> {
        let refers = |side: &mut Side<'_>, spot: &Spot, members: &Map, other: &Spot| {
            let reference = members.get("$ref")?.as_str()?.to_owned();
            let target = side.target(spot, &reference)?;
            let target = side.follow(target);
            // The schema may have been renamed.
            Some(target.pointer == other.pointer || target.value() == other.value())
        };
        let in_base = match (self.old.contains_key("$ref"), self.new.contains_key("$ref")) {
            (true, false) if refers(base, self.base, self.old, self.revision)? => true,
            (false, true) if refers(revision, self.revision, self.new, self.base)? => false,
            _ => return None,
        };
        let (own, other) = if in_base { (self.old, self.new) } else { (self.new, self.old) };
        if own.keys().any(|keyword| depends(keyword, own, other)) {
            return None;
        }
        let beside: Map = own
            .iter()
            .filter(|(keyword, _)| *keyword != "$ref" && !is_annotation(keyword))
            .map(|(keyword, value)| (keyword.clone(), joined(keyword, value, other.get(keyword))))
            .collect();
        let part: Map = other
            .iter()
            .filter_map(|(keyword, value)| Some((keyword.clone(), restricted(keyword, value, beside.get(keyword)?))))
            .collect();
        let (old, new) = if in_base { (&beside, &part) } else { (&part, &beside) };
        let mut walk = Walk {
            old,
            new,
            raw: self.raw,
            base: self.base,
            revision: self.revision,
            objects: self.objects,
            required: self.required.clone(),
            found: Found::default(),
        };
        walk.keywords(base, revision);
        self.found.deltas.append(&mut walk.found.deltas);
        self.found.children.append(&mut walk.found.children);
        Some(in_base)
    }
}

/// Whether a keyword means something else beside the reference than it does in the target: what it applies to is decided by the
/// keywords beside it (core, 10.2.2 and 10.3; validation, 6.4.4).
fn depends(keyword: &str, own: &Map, other: &Map) -> bool {
    match keyword {
        "items" => own.contains_key("prefixItems") || other.contains_key("prefixItems"),
        "additionalProperties" | "additionalItems" | "unevaluatedProperties" | "unevaluatedItems" => true,
        "contains" | "minContains" | "maxContains" | "if" | "then" | "else" => true,
        _ => false,
    }
}

/// What a keyword beside the reference and that of the target require together, where that is a matter of names.
fn joined(keyword: &str, value: &Tree, other: Option<&Tree>) -> Tree {
    match (keyword, value, other) {
        ("required", Tree::Array(own), Some(Tree::Array(other))) => {
            let more = other.iter().filter(|name| !own.contains(name));
            own.iter().chain(more).cloned().collect()
        }
        _ => value.clone(),
    }
}

/// What the target has of the properties that are beside the reference.
fn restricted(keyword: &str, value: &Tree, beside: &Tree) -> Tree {
    match (keyword, value, beside) {
        ("properties" | "patternProperties", Tree::Object(named), Tree::Object(beside)) => {
            let kept = named.iter().filter(|(name, _)| beside.contains_key(name));
            Tree::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
        }
        _ => value.clone(),
    }
}
